"""The websocket of events: from which place, of which runs, and what happens to messages of the client."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from devserver import events
from devserver.engine import eventlog
from devserver.engine.additions import Change
from devserver.engine.eventlog import Follower, transient
from devserver.routes.websocket import Socket
from tests.fakes.holding import hold
from tests.fakes.site import Site, running

pytestmark = pytest.mark.anyio

NONE = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def connect(site: Site, query: str = "", **more: Any) -> websockets.connect:
    return websockets.connect(site.url.replace("http", "ws") + "/api/events" + query, **more)


async def receive(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(30):
        return [json.loads(await socket.recv()) for _ in range(count)]


async def settled(site: Site) -> None:
    """Wait until the server follows for everybody who asked."""
    async with asyncio.timeout(30):
        while not site.engine.log.has_followers("any"):
            await asyncio.sleep(0.01)


async def settled_for(site: Site, run_id: str) -> None:
    async with asyncio.timeout(30):
        while not site.engine.log.has_followers(run_id):
            await asyncio.sleep(0.01)


async def test_a_run_is_told_from_its_beginning(site: Site) -> None:
    record = await site.run()
    async with connect(site, f"?run_id={record.run_id}") as socket:
        found = await receive(socket, record.row.last_seq)
    assert [event["seq"] for event in found] == list(range(1, record.row.last_seq + 1))
    assert {event["run_id"] for event in found} == {record.run_id}


async def test_a_run_is_told_after_a_place(site: Site) -> None:
    record = await site.run()
    async with connect(site, f"?run_id={record.run_id}&after=2") as socket:
        assert (await receive(socket, 1))[0]["seq"] == 3


async def test_all_runs_are_told_from_now_on(site: Site) -> None:
    await site.run()
    async with connect(site) as socket:
        await settled(site)
        record = await site.run()
        found = [event for event in await receive(socket, record.row.last_seq) if "seq" in event]
    assert {event["run_id"] for event in found} == {record.run_id}
    assert found[0]["seq"] == 1


async def test_all_runs_are_told_after_a_cursor(site: Site) -> None:
    first = await site.run()
    second = await site.run()
    async with connect(site, "?after=0") as socket:
        found = await receive(socket, await site.engine.log.last_cursor())
    assert {first.run_id, second.run_id} <= {event["run_id"] for event in found}
    cursors = [event["cursor"] for event in found]
    assert cursors == sorted(set(cursors))


BOATS = "%F0%9F%9B%B6" * 60


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param(f"?run_id={NONE}", 4404, id="a run that does not exist"),
        pytest.param("?run_id=run_x", 4404, id="an id that is none"),
        pytest.param("?run_id=", 4404, id="an empty id"),
        pytest.param("?run_id=../../secret.key", 4404, id="a path"),
        pytest.param("?run_id=" + BOATS, 4404, id="an id of letters with more bytes than a reason has"),
        pytest.param(f"?{BOATS}=1", 4400, id="a parameter of such letters"),
        pytest.param("?after=x", 4400, id="a place of letters"),
        pytest.param("?after=-1", 4400, id="a negative place"),
        pytest.param("?aftr=1", 4400, id="a parameter that there is not"),
        pytest.param("?after=" + "9" * 40, 4400, id="a place without end"),
    ],
)
async def test_what_cannot_be_followed_is_closed_with_a_code(site: Site, query: str, code: int) -> None:
    async with connect(site, query) as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
        assert socket.close_code == code
        assert socket.close_reason


async def test_who_closes_for_a_parameter_names_it(site: Site) -> None:
    async with connect(site, "?aftr=1") as socket:
        with pytest.raises(websockets.ConnectionClosed, match="aftr"):
            await socket.recv()


@pytest.mark.parametrize("message", ["", "hello", "{}", '{"type": "pause"}', b"\x00\xff", "[" * 50_000])
async def test_a_message_that_is_not_understood_is_answered_and_harms_nothing(site: Site, message: str | bytes) -> None:
    record = await site.run()
    async with connect(site, f"?run_id={record.run_id}&after={record.row.last_seq}") as socket:
        await socket.send(message)
        [answer] = await receive(socket, 1)
        assert answer["type"] == "command_error"
        assert answer["data"]["problem"]["message"] == "command_unknown"
        assert "seq" not in answer
        await hold(site.engine, record)
        await site.engine.recorder.commit(record, Change(events=[events.RunStateChange(state="open", attempt=1)]))
        assert (await receive(socket, 1))[0]["type"] == "run_state_change"


async def told_to_the_end(socket: ClientConnection) -> list[dict[str, Any]]:
    """Return all messages up to the server's close."""
    async with asyncio.timeout(30):
        return [json.loads(message) async for message in socket]


@pytest.mark.parametrize("after", [0, 2, 10**6], ids=["from its beginning", "from a place", "from behind its end"])
async def test_a_run_that_has_ended_is_told_whole_and_then_the_line_is_closed(site: Site, after: int) -> None:
    record = await site.run()
    await site.engine.runs.cancel(record.run_id)
    last = (await site.engine.recorder.load(record.run_id)).row.last_seq
    async with connect(site, f"?run_id={record.run_id}&after={after}") as socket:
        found = await told_to_the_end(socket)
    assert socket.close_code == 1000
    assert [event["seq"] for event in found] == list(range(after + 1, last + 1))


async def test_the_line_is_closed_when_its_run_ends(site: Site) -> None:
    record = await site.run()
    async with connect(site, f"?run_id={record.run_id}&after={record.row.last_seq}") as socket:
        await settled_for(site, record.run_id)
        await site.engine.runs.cancel(record.run_id)
        [event] = await told_to_the_end(socket)
    assert (socket.close_code, event["data"]["state"]) == (1000, "cancelled")


async def test_who_comes_back_with_a_place_misses_nothing_and_sees_nothing_twice(site: Site) -> None:
    record = await site.run()
    async with connect(site, f"?run_id={record.run_id}") as socket:
        seen = await receive(socket, 2)
    await site.engine.runs.cancel(record.run_id)
    async with connect(site, f"?run_id={record.run_id}&after={seen[-1]['seq']}") as socket:
        seen += await told_to_the_end(socket)
    last = (await site.engine.recorder.load(record.run_id)).row.last_seq
    assert [event["seq"] for event in seen] == list(range(1, last + 1))


async def test_a_run_that_ends_unheard_is_noticed_in_the_silence(site: Site) -> None:
    record = await site.run()
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    socket = Socket(site.engine, heartbeat=0.01)
    with site.engine.log.following(record.run_id, 10**6) as deaf:
        sending = asyncio.create_task(socket._send_all(deaf, record.run_id, send))
        await site.engine.runs.cancel(record.run_id)
        async with asyncio.timeout(30):
            await sending
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert sent[0]["code"] == 1000


async def test_a_line_outlives_a_database_that_is_gone_for_a_while(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as own:
        record = await own.run()
        file, away = own.engine.recorder.data / "devserver.db", tmp_path / "away.db"
        sent: list[dict[str, Any]] = []
        silences = 0

        async def send(message: Any) -> None:
            sent.append(message)

        class Counting(Follower):
            async def events(self, heartbeat: float | None = None) -> Any:
                nonlocal silences
                async for event in super().events(heartbeat):
                    silences += event is None
                    yield event

        socket = Socket(own.engine, heartbeat=0.01)
        follower = Counting(own.engine.log, record.run_id, 10**6)
        sending = asyncio.create_task(socket._send_all(follower, record.run_id, send))
        async with asyncio.timeout(30):
            while not silences:
                await asyncio.sleep(0.01)
            file.rename(away)
            before = silences
            while silences < before + 3:
                assert not sending.done(), sent
                await asyncio.sleep(0.01)
            away.rename(file)
            await own.engine.runs.cancel(record.run_id)
            await sending
        assert sent == [{"type": "websocket.close", "code": 1000, "reason": "the run has ended"}]


async def test_who_comes_while_the_database_is_gone_is_told_to_come_later(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as own:
        record = await own.run()
        file, away = own.engine.recorder.data / "devserver.db", tmp_path / "away.db"
        file.rename(away)
        for query in ("", f"?run_id={record.run_id}"):
            async with connect(own, query) as socket:
                with pytest.raises(websockets.ConnectionClosed) as closed:
                    await asyncio.wait_for(socket.recv(), 30)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1013
        away.rename(file)


async def test_a_line_with_nobody_to_send_is_closed(site: Site) -> None:
    class Broken(Follower):
        async def events(self, heartbeat: float | None = None) -> Any:
            raise LookupError
            yield

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await Socket(site.engine)._send_all(Broken(site.engine.log, None, 0), None, send)
    assert [message["code"] for message in sent] == [1011]


async def test_pings_are_answered(site: Site) -> None:
    async with connect(site) as socket, asyncio.timeout(30):
        assert await (await socket.ping()) >= 0


async def test_messages_are_not_compressed(site: Site) -> None:
    async with connect(site) as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


async def test_a_message_that_is_too_large_closes_this_client_only(site: Site) -> None:
    async with connect(site) as other, connect(site) as socket:
        await socket.send("x" * 100_000)
        async with asyncio.timeout(30):
            await socket.wait_closed()
        assert socket.close_code == 1009
        await (await other.ping())


async def test_a_slow_reader_gets_dropped_and_every_stored_event(site: Site) -> None:
    record = await site.run()
    last = record.row.last_seq
    big = "x" * 60_000
    async with connect(site, f"?run_id={record.run_id}&after={last}", max_queue=1) as socket:
        async with asyncio.timeout(30):
            while not site.engine.log.has_followers(record.run_id):
                await asyncio.sleep(0.01)
        delta = events.TextDelta(stage="media", attempt=1, offset=0, text=big)
        for _ in range(eventlog.QUEUE + 400):
            site.engine.log.publish([transient(record.run_id, delta)])
            await asyncio.sleep(0)
        change = Change(events=[events.ProgressUpdate(stage="media", attempt=1, fraction=0.5)] * 3)
        await hold(site.engine, record)
        await site.engine.recorder.commit(record, change)
        found = []
        async with asyncio.timeout(20):
            while not {"dropped", last + 3} <= set(found):
                event = json.loads(await socket.recv())
                found.append(event.get("seq") or event["type"])
    assert [seq for seq in found if isinstance(seq, int)] == [last + 1, last + 2, last + 3]
    assert found.count("text_delta") < eventlog.QUEUE + 400


async def test_no_follower_is_left_behind(site: Site) -> None:
    record = await site.run()
    sockets = [await connect(site, f"?run_id={record.run_id}") for _ in range(5)]
    for socket in sockets[:3]:
        await socket.close()
    for socket in sockets[3:]:
        socket.transport.abort()
    async with asyncio.timeout(30):
        while site.engine.log.has_followers(record.run_id):
            await asyncio.sleep(0.01)
