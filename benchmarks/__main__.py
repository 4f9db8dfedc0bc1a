"""`python -m benchmarks [NAME …]`: print the figures of all benchmarks, or of those that are named.

A name may say how much is measured, where a benchmark takes that: `rows=1000000`, `jobs=80`.
"""

from __future__ import annotations

import sys

from benchmarks import (
    comfyui,
    declarations,
    export,
    gates,
    interception,
    jobs,
    keystrokes,
    makespan,
    media,
    rows,
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
        jobs,
        rows,
        export,
        interception,
        subscribers,
        streaming,
        media,
        stopping,
        gates,
        comfyui,
        makespan,
        keystrokes,
    )
}


def main() -> int:
    """Run what is asked for; an unknown name is told."""
    names = sys.argv[1:] or list(ALL)
    if unknown := [name for name in names if name.partition("=")[0] not in ALL]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    if unclear := [name for name in names if "=" in name and not name.partition("=")[2].isdecimal()]:
        print(f"how much is a whole number, as in rows=1000000: {', '.join(unclear)}", file=sys.stderr)
        return 2
    for asked in names:
        name, _, size = asked.partition("=")
        show(ALL[name].figures(*([int(size)] if size else [])))
    return 0


sys.exit(main())
