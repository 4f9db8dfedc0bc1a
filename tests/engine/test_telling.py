from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from devserver.engine.additions import Change
from devserver.engine.telling import MOST_PARTS, PROGRESS_EVERY, Teller
from devserver.models.outcomes import Preview, Progress, Queued, Submitted, TextDelta
from tests.fakes.engine_site import Site
from tests.fakes.holding import hold

pytestmark = pytest.mark.anyio


async def a_teller(site: Site) -> Teller:
    record = await site.do("interception", input_text="A boat", config="nothing")
    await hold(site.engine, record)
    return Teller(record, "media", site.engine.log, site.engine.recorder)


async def stored(site: Site, teller: Teller) -> list[float]:
    await teller.finish()
    told = await site.events(teller.record.run_id)
    return [event.data["fraction"] for event in told if event.type == "progress_update"]


async def test_progress_is_stored_seldom_and_only_forwards(site: Site) -> None:
    teller = await a_teller(site)
    for fraction in (0.1, 0.2, 0.3):
        teller.signal(Progress(fraction=fraction))
    await asyncio.sleep(PROGRESS_EVERY + 0.01)
    teller.signal(Progress(fraction=0.05))
    teller.signal(Progress(fraction=0.6))
    assert await stored(site, teller) == [0.1, 0.6]


async def test_what_begins_is_told_at_once_though_nothing_is_done_of_it_yet(site: Site) -> None:
    teller = await a_teller(site)
    teller.signal(Progress(fraction=0.0, part="loading", note="Big model"))
    teller.signal(Progress(fraction=0.0, part="loading", note="Big model"))
    teller.signal(Progress(fraction=0.0, part="making", step=1, steps=20))
    await teller.finish()
    told = [event.data for event in await site.events(teller.record.run_id) if event.type == "progress_update"]
    assert [(one["part"], one["note"]) for one in told] == [("loading", "Big model"), ("making", "")]
    assert (told[1]["step"], told[1]["steps"]) == (1, 20)


async def test_a_call_that_does_something_else_all_the_time_does_not_fill_the_record(site: Site) -> None:
    teller = await a_teller(site)
    for part in ("loading", "making") * MOST_PARTS:
        teller.signal(Progress(fraction=0.0, part=part))
    assert len(await stored(site, teller)) == MOST_PARTS


async def test_a_place_in_the_line_is_stored(site: Site) -> None:
    teller = await a_teller(site)
    teller.queued("scripted", Queued(position=3, estimated_seconds=12.34, reason="attic is down"))
    await teller.finish()
    last = (await site.events(teller.record.run_id))[-1]
    assert (last.type, last.data["position"], last.data["backend"]) == ("queued", 3, "scripted")
    assert (last.data["estimated_seconds"], last.data["reason"]) == (12.3, "attic is down")


async def test_previews_and_pieces_of_text_are_passed_on_and_never_stored(site: Site) -> None:
    teller = await a_teller(site)
    run_id = teller.record.run_id
    before = len(await site.events(run_id))
    teller.signal(TextDelta(text="nobody hears this"))
    await asyncio.sleep(0)
    with site.engine.log.following(run_id, before) as follower:
        teller.signal(TextDelta(text="über"))
        teller.signal(Preview(mime="image/jpeg", data=b"\xff"))
        heard = follower.events()
        seen = [json.loads(event.text) for event in [await anext(heard), await anext(heard)] if event]
        await heard.aclose()
    assert [event["type"] for event in seen] == ["text_delta", "preview"]
    assert (seen[0]["data"]["offset"], seen[0]["data"]["text"]) == (len("nobody hears this"), "über")
    assert base64.b64decode(seen[1]["data"]["base64"]) == b"\xff"
    assert len(await site.events(run_id)) == before


async def test_what_cannot_be_stored_breaks_nothing_and_waits_for_the_next_commit(site: Site) -> None:
    teller = await a_teller(site)
    run_id = teller.record.run_id
    teller.record.row = teller.record.row.model_copy(update={"id": "run_gone"})
    teller.signal(Progress(fraction=0.5))
    await teller.finish()
    await asyncio.sleep(0)
    teller.record.row = teller.record.row.model_copy(update={"id": run_id})
    teller.signal(Progress(fraction=0.9))
    assert len(teller.record.pending.events) == 1


async def test_pieces_that_come_in_one_turn_go_on_as_one(site: Site) -> None:
    teller = await a_teller(site)
    run_id = teller.record.run_id
    with site.engine.log.following(run_id, len(await site.events(run_id))) as follower:
        for piece in ("a", "ü", "c"):
            teller.signal(TextDelta(text=piece))
        await asyncio.sleep(0)
        teller.signal(TextDelta(text="d"))
        await teller.finish()
        heard = follower.events()
        seen = [json.loads(event.text)["data"] for event in [await anext(heard), await anext(heard)] if event]
        await heard.aclose()
    assert [(one["offset"], one["text"]) for one in seen] == [(0, "aüc"), (3, "d")]


def remotes(site: Site, run_id: str) -> list[tuple[Any, ...]]:
    return site.rows(f"SELECT json_extract(remote, '$.job') FROM calls WHERE run_id = '{run_id}'")


async def test_where_a_call_was_handed_in_is_stored_before_it_goes_on(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    await hold(site.engine, record)
    [key] = record.calls
    teller = Teller(record, "interception", site.engine.log, site.engine.recorder, key=key)
    await teller.submitted(Submitted(remote={"job": "7"}))
    assert remotes(site, record.run_id) == [("7",)]


async def test_where_a_call_was_handed_in_waits_for_the_next_commit_where_it_cannot_be_stored(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    await hold(site.engine, record)
    [key], run_id = record.calls, record.run_id
    teller = Teller(record, "interception", site.engine.log, site.engine.recorder, key=key)
    record.row = record.row.model_copy(update={"id": "run_gone"})
    await teller.submitted(Submitted(remote={"job": "7"}))
    record.row = record.row.model_copy(update={"id": run_id})
    assert remotes(site, run_id) == [(None,)]
    await site.engine.recorder.commit(record, Change())
    assert remotes(site, run_id) == [("7",)]
