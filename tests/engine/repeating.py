"""Runs that are to be done again: one to ask for, the calls that it takes, and one that was done."""

from __future__ import annotations

from typing import Any

from devserver.engine.record import Record
from tests.fakes.engine_site import Site

RUN = {"input_text": "A boat", "config": "from_german", "output_config": "painting"}
ALL = ["safety_check_input", "translate", "manipulate", "optimize", "safety_check_output", "picture"]


async def made(site: Site, **given: Any) -> Record:
    """Do a whole run, and forget which calls it took."""
    record = await site.do("run", **{**RUN, **given})
    assert record.row.state == "completed"
    site.part.calls.clear()
    return record
