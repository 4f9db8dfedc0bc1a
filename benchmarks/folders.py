"""Folders for what benchmarks write: under `build/` beside the sources, removed when all of them have ended.

For some minutes ext4 looks past inodes that were freed, each time that it makes a file. Where a test run has just
deleted thousands, as in the system's folder for temporary files, making a file takes many times as long as in use. So
these folders lie elsewhere, and none is removed while others are measured.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent / "build"


def new_folder() -> Path:
    """Make an empty folder that is removed when the process ends."""
    ROOT.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
