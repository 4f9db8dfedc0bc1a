"""The command `devserver`, and `python -m devserver`; Ctrl-C ends it quietly even while it is still being loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Load and run the command line."""
    try:
        from devserver.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # `exits.INTERRUPTED`, which may not have been loaded yet


if __name__ == "__main__":
    main()
