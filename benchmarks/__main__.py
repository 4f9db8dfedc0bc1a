"""`python -m benchmarks [NAME …]`: print the figures of all benchmarks, or of those that are named."""

from __future__ import annotations

import sys

from benchmarks import (
    comfyui,
    declarations,
    interception,
    makespan,
    media,
    runs,
    start,
    stopping,
    streaming,
    subscribers,
)
from benchmarks.figures import show

ALL = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        start,
        declarations,
        runs,
        interception,
        subscribers,
        streaming,
        media,
        stopping,
        comfyui,
        makespan,
    )
}


def main() -> int:
    """Run what is asked for; an unknown name is told."""
    names = sys.argv[1:] or list(ALL)
    if unknown := [name for name in names if name not in ALL]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in names:
        show(ALL[name].figures())
    return 0


sys.exit(main())
