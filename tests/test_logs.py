"""A log that cannot be written breaks nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.repository import ROOT

PROGRAM = """
import structlog
from devserver import logs

logs.configure("info")
for number in range(1000):
    structlog.get_logger().info("line", number=number)
print("done")
"""


def test_a_log_on_a_full_disk_breaks_nothing() -> None:
    command = [sys.executable, "-c", PROGRAM]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=full, text=True, timeout=60)
    assert done.stdout == "done\n"
