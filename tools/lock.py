"""Check a lock file: it names no host or address, every package has hashes, and it serves what pyproject.toml asks for.

A lock file is what `./dev lock` writes: one `name==version [; marker] \\` per package, followed by its `--hash` lines.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.repository import ROOT

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+))?")


@dataclass(frozen=True)
class Pin:
    """One package of a lock file: name in its canonical form, version, number of hashes."""

    name: str
    version: str
    hashes: int


def entries(text: str) -> Iterator[str]:
    """Yield each logical line: comments left out, continued lines joined."""
    lines = (line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    entry: list[str] = []
    for line in lines:
        entry.append(line.removesuffix("\\").strip())
        if not line.endswith("\\"):
            yield " ".join(entry)
            entry = []
    if entry:
        yield " ".join(entry)


def read_pin(entry: str) -> Pin | None:
    """Read one logical line, or return None when it is anything but a pinned package with sha256 hashes."""
    requirement = HASH.sub("", entry).strip()
    match = PINNED.fullmatch(requirement)
    if not match or "://" in entry:
        return None
    return Pin(canonicalize_name(match["name"]), match["version"], len(HASH.findall(entry)))


def wanted(pyproject: dict[str, Any]) -> list[Requirement]:
    """Return everything that pyproject.toml asks for: to build, to run and to develop."""
    project = pyproject["project"]
    extras = project.get("optional-dependencies", {}).values()
    names = [*pyproject["build-system"]["requires"], *project["dependencies"], *(n for extra in extras for n in extra)]
    return [Requirement(name) for name in names]


def unserved(requirement: Requirement, pins: list[Pin]) -> str | None:
    """Say why the lock file does not serve a requirement; None when it does."""
    versions = [pin.version for pin in pins if pin.name == canonicalize_name(requirement.name)]
    if not versions:
        return f"{requirement.name} is missing: run `./dev lock`"
    wrong = [version for version in versions if not requirement.specifier.contains(version, prereleases=True)]
    return f"{requirement} is asked for, but {', '.join(wrong)} is locked: run `./dev lock`" if wrong else None


def faults(lock: str, requirements: list[Requirement]) -> list[str]:
    """Return what is wrong with a lock file; nothing when all is well."""
    read = [(entry, read_pin(entry)) for entry in entries(lock)]
    pins = [pin for _, pin in read if pin]
    found = [f"not a pinned package: {entry[:100]}" for entry, pin in read if not pin]
    found += [f"an address: {line.strip()[:100]}" for line in lock.splitlines() if "://" in line]
    found += [f"{pin.name} {pin.version} has no hash" for pin in pins if not pin.hashes]
    return found + [reason for reason in (unserved(requirement, pins) for requirement in requirements) if reason]


def all_faults(root: Path = ROOT) -> list[str]:
    """Check both lock files of the repository."""
    project = wanted(tomllib.loads((root / "pyproject.toml").read_text()))
    uv = [Requirement(line) for line in (root / "tools/uv.in").read_text().splitlines() if line]
    jobs = (("requirements.lock", project), ("tools/uv.lock", uv))
    return [f"{name}: {fault}" for name, needs in jobs for fault in faults((root / name).read_text(), needs)]


def main() -> int:
    """Print what is wrong with the lock files; return 1 when anything is."""
    found = all_faults()
    print("\n".join(found) if found else "lock: hashes everywhere, no address, nothing missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
