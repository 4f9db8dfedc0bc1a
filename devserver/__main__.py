"""The command `devserver`, and `python -m devserver`; Ctrl-C ends it quietly even while it is still being loaded."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Load and run the command line."""
    try:
        gc.disable()  # what is loaded stays: looking through it while it grows takes a tenth of the start
        from devserver.cli import main as run

        gc.enable()
        run()
    except KeyboardInterrupt:
        sys.exit(130)  # `exits.INTERRUPTED`, which may not have been loaded yet


if __name__ == "__main__":
    main()
