"""The page at `/` tells of models that end, and of none where none does."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.models.runs import now
from devserver.settings import SHIPPED
from tests.fakes.site import running

pytestmark = pytest.mark.anyio


def layer(folder: Path, **meta: Any) -> Path:
    """Write a folder with one output whose meta holds this beside what it needs."""
    config = json.loads((SHIPPED / "configs" / "output" / "image_embedded.json").read_text())
    (folder / "configs" / "output").mkdir(parents=True)
    (folder / "configs" / "output" / "ending.json").write_text(
        json.dumps({**config, "meta": {**config["meta"], **meta}})
    )
    return folder


async def test_a_model_that_ends_is_told_as_text(tmp_path: Path) -> None:
    last = (now() + timedelta(days=30)).date().isoformat()
    folder = layer(tmp_path / "layer", shutdown_date=last, successor="<b>next</b>")
    async with running(tmp_path / "data", schemas=(folder,)) as site:
        text = (await site.client.get("/")).text
    assert "Models that end" in text
    assert last in text
    assert ("&lt;b&gt;next" in text, "<b>next" in text) == (True, False)


async def test_without_one_there_is_no_such_section(tmp_path: Path) -> None:
    async with running(tmp_path / "data", schemas=(layer(tmp_path / "layer"),)) as site:
        text = (await site.client.get("/")).text
    assert ("Models that end" in text, "models that end" in text) == (False, False)
