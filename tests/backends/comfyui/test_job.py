"""A call in the pool, and the signals that wait for a slow reader."""

from __future__ import annotations

import pytest

from devserver.backends.comfyui.job import Mailbox
from devserver.models.outcomes import Preview, Progress

pytestmark = pytest.mark.anyio


async def test_of_each_kind_only_the_newest_waits() -> None:
    box = Mailbox()
    for n in range(100):
        box.put(Preview(mime="image/png", data=bytes([n])))
        box.put(Progress(fraction=n / 100))
    box.close()
    box.put(Progress(fraction=1.0))
    assert [signal async for signal in box.read()] == [
        Preview(mime="image/png", data=bytes([99])),
        Progress(fraction=0.99),
    ]
