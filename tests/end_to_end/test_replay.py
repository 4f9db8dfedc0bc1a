"""The page of a bundle in a browser: from a file, without a network, and whatever was written stays text."""

from __future__ import annotations

import asyncio
import html
import re
import zipfile
from pathlib import Path

import pytest

from tests.fakes.bundles import RUN, bundled
from tests.fakes.engine_site import open_site
from tests.needs import needs

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs("chromium")]

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"><b>bold</b>"


async def shown(page: Path, profile: Path) -> tuple[str, str]:
    """Return what a browser makes of a page, and what its console says."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=3000")
    process = await asyncio.create_subprocess_exec(
        *("chromium", *flags, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return out.decode(), "\n".join(line for line in err.decode().splitlines() if "CONSOLE" in line)


async def test_a_run_is_replayed_from_its_folder(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        record = await site.do("run", **{**RUN, "input_text": HOSTILE})
        (tmp_path / "b.zip").write_bytes(await bundled(site, record.run_id))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    dom, console = await shown(tmp_path / "unpacked" / record.run_id / "index.html", tmp_path / "profile")
    assert console == ""
    body = dom.partition('<div id="page">')[2].partition("<script")[0]
    assert html.escape(HOSTILE, quote=False) in body
    assert "<b>bold</b>" not in body and "<title>broken" not in dom
    for kind in ("Input check", "Interception", "Optimization", "Output check", "Image"):
        assert kind in body
    assert re.search(r'<img[^>]* src="\d+_image\.png"', body)
    assert "scripted/writer" in body and "See it like a bird." in body
