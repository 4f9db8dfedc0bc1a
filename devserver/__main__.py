"""`python -m devserver` is the command line; Ctrl-C ends it quietly even while it is still being loaded."""

from __future__ import annotations

import sys

try:
    from devserver.cli import main

    main()
except KeyboardInterrupt:
    sys.exit(130)  # `exits.INTERRUPTED`, which may not have been loaded yet
