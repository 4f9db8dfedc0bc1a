"""What lies in a bundle, under which names, and how much of it at most."""

from __future__ import annotations

import re

from devserver.ids import RUN_ID
from devserver.models.frozen import Frozen

FORMAT = 1
KIND = "devserver run"
OWNER = "local"
"""Stands for whoever owns the run where it was made."""
PAGE, RECORD, EVENTS, MANIFEST = "index.html", "metadata.json", "events.ndjson", "bundle.json"
SNAPSHOT = re.compile(r"declarations/([0-9a-f]{64})\.json", re.ASCII)
ENTITY = re.compile(r"[0-9]{2,6}_[a-z0-9_]{1,50}\.[a-z0-9]{1,8}", re.ASCII)
FOLDER = re.compile(RUN_ID.rstrip("$") + r"/", re.ASCII)

MOST_FILES = 4_096
MOST_BYTES = 16 * 2**30
"""Of all files of a bundle together, unpacked."""
MOST_TEXT = 128 * 2**20
"""Of each file that is not an entity: record, events, page, manifest, snapshot."""
MOST_RATIO = 200
"""How many times larger than the zip its files may be together: texts are packed to a tenth, bombs to a thousandth."""


class Part(Frozen):
    """Size and SHA-256 of one file."""

    bytes: int
    sha256: str


class Manifest(Frozen):
    """What `bundle.json` says."""

    format: int
    kind: str
    run_id: str
    version: str
    files: dict[str, Part]


def is_known(name: str) -> bool:
    """Tell whether a name below the folder of a bundle is one that it may have."""
    if name in {PAGE, RECORD, EVENTS, MANIFEST}:
        return True
    return SNAPSHOT.fullmatch(name) is not None or ENTITY.fullmatch(name) is not None
