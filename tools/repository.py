"""Which files belong to the repository, as git knows it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked(root: Path = ROOT, *, untracked: bool = False) -> list[str]:
    """List the tracked files that exist, as paths below `root`; with `untracked` also new ones, if not ignored."""
    which = ["--cached", "--others", "--exclude-standard"] if untracked else ["--cached"]
    listed = subprocess.run(["git", "ls-files", "-z", *which], cwd=root, check=True, capture_output=True).stdout
    return sorted(name for name in listed.decode().split("\0") if name and (root / name).is_file())


def text_of(path: Path) -> str | None:
    """Return the text of a file, or None when it is binary (a NUL, or not UTF-8)."""
    content = path.read_bytes()
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None
