"""Write the generated files of the repository anew, or tell which are out of date.

`GENERATORS` is the one list: each generator is a module that, run with its arguments, writes its files into the tree
it was imported from. So `--check` needs no second form of it: the tree is copied, the generators run in the copy, and
the copy's files are compared with ours. Nothing in the working tree is touched by a check.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.repository import ROOT, tracked

SECONDS = 120


@dataclass(frozen=True)
class Generator:
    """A module with its arguments, and the glob patterns of the files that it writes."""

    command: tuple[str, ...]
    writes: tuple[str, ...]


REFERENCE = (
    "settings.md",
    "events.md",
    "problems.md",
    "commands.md",
    "media-types.md",
    "declarations.md",
    "events.schema.json",
)

GENERATORS: tuple[Generator, ...] = (
    Generator(("devserver.declarations.schemas", "--write"), ("devserver/schemas/*.schema.json",)),
    Generator(("tools.safety_words",), ("devserver/schemas/safety_words.schema.json",)),
    Generator(("devserver.routes.openapi",), ("docs/reference/openapi.json",)),
    Generator(("tools.reference",), tuple(f"docs/reference/{name}" for name in REFERENCE)),
)


def write(root: Path, generators: Iterable[Generator]) -> None:
    """Run the generators on the tree `root`; raise CalledProcessError when one fails.

    `-m` puts the working directory first on the import path, so the tree's own modules run, whatever is installed.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    for generator in generators:
        command = [sys.executable, "-m", *generator.command]
        subprocess.run(command, cwd=root, env=environment, check=True, timeout=SECONDS, stdout=sys.stderr)


def written(root: Path, generators: Iterable[Generator]) -> dict[str, bytes]:
    """Return the generated files of a tree, by path below `root`."""
    patterns = [pattern for generator in generators for pattern in generator.writes]
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths)}


def copy_tree(root: Path, target: Path) -> None:
    """Copy what git tracks, and new files that it does not ignore."""
    for name in tracked(root, untracked=True):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target / name)


def compare(ours: dict[str, bytes], fresh: dict[str, bytes]) -> list[str]:
    """Say in which files two sets of generated files differ."""
    missing = [f"{name}: missing" for name in fresh.keys() - ours.keys()]
    left_over = [f"{name}: no longer generated" for name in ours.keys() - fresh.keys()]
    changed = [f"{name}: out of date" for name in ours.keys() & fresh.keys() if ours[name] != fresh[name]]
    return sorted(missing + left_over + changed)


def out_of_date(root: Path = ROOT, generators: Iterable[Generator] = GENERATORS) -> list[str]:
    """Return what is wrong with the generated files of a tree; nothing when all is well."""
    generators = tuple(generators)
    with tempfile.TemporaryDirectory(prefix="devserver-generate-") as folder:
        copy = Path(folder)
        copy_tree(root, copy)
        for name in written(copy, generators):
            (copy / name).unlink()
        write(copy, generators)
        return compare(written(root, generators), written(copy, generators))


def rewrite() -> list[str]:
    """Write the generated files of this repository; nothing is out of date then."""
    write(ROOT, GENERATORS)
    return []


def main(arguments: list[str] | None = None) -> int:
    """Write the generated files, or with `--check` compare them and return 1 when one is out of date."""
    parser = argparse.ArgumentParser(prog="./dev generate", description="Write the generated files anew.")
    parser.add_argument("--check", action="store_true", help="compare only, and fail when a file is out of date")
    check = parser.parse_args(arguments).check
    try:
        found = out_of_date() if check else rewrite()
    except subprocess.CalledProcessError as error:
        print(f"failed: {' '.join(error.cmd[1:])}", file=sys.stderr)
        return 1
    print("\n".join([*found, "run `./dev generate`"]) if found else "generate: everything is up to date")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
