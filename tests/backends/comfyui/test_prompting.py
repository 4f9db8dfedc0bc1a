"""A prompt followed through everything that can happen to it, in any order, on a clock that jumps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.deciding import Again, Tries, decide
from devserver.backends.comfyui.prompting import LARGEST_PREVIEW, Order, Prompt
from devserver.backends.comfyui.protocol import Event, Picture, QueueLength
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.settings import Pace
from devserver.models.outcomes import Cancelled, Failed, Outcome, Signal, TimeoutUnknown, Unavailable
from devserver.models.servers import ComfyServer
from tests.fakes.clock import run_jumping
from tests.fakes.comfyui_world import HAPPENINGS, POSTS, World

GRAPH = {"2": {"class_type": "SaveImage", "inputs": {}}}


@dataclass
class Ear:
    """The websocket side: connected unless it was replaced."""

    world: World
    client_id: str = "us"
    heard_at: float = -1.0
    recycled: int = 0

    @property
    def connected(self) -> bool:
        return self.world.mode != "refuse"

    def recycle(self) -> None:
        self.recycled += 1


class Place(Server):
    """A server around a world: all of it is real but what would need a network."""

    api: World  # type: ignore[assignment]
    feed: Ear  # type: ignore[assignment]

    def __init__(self) -> None:
        settings = ComfyServer(name="attic", url="http://attic:8188")
        super().__init__(settings, World(self.tell), Pace(), state="up")  # type: ignore[arg-type]
        self.feed = Ear(self.api)
        self.ghosts: list[str] = []
        self.left: set[str | None] = set()

    def tell(self, event: Event) -> None:
        assert not isinstance(event, QueueLength)
        self.feed.heard_at = now()
        if event.prompt_id in self.listeners:
            self.listeners[event.prompt_id].hear(event)

    def haunt(self, prompt_id: str) -> None:
        self.ghosts.append(prompt_id)


async def whole_life(place: Place, order_cancelled_at: float | None = None) -> tuple[Outcome | None, list[Any]]:
    """Do what the pool does with one server: try until there is an outcome. None is a success."""
    tries, verdicts, cancelled = Tries(), [], False
    while True:
        order = Order(GRAPH, None, {}, lambda _signal: None)
        if order_cancelled_at is not None and now() >= order_cancelled_at:
            return Cancelled(), verdicts
        if order_cancelled_at is not None:
            asyncio.get_running_loop().call_at(order_cancelled_at, order.cancel)
        prompt = Prompt(place, order)
        ended = await prompt.run()
        verdicts.append((prompt.tracker.prompt_id, ended))
        cancelled = order.wish == "cancelled"
        decided = decide(ended, tries, GRAPH, place.name, cancelled=cancelled, trouble=order.trouble)
        if not isinstance(decided, Again):
            return decided, verdicts


async def play(
    posts: list[str], script: list[tuple[str, float]], cancel_at: float | None
) -> tuple[Place, Outcome | None, list[Any]]:
    place = Place()
    place.api.posts = list(posts)
    life = asyncio.create_task(whole_life(place, cancel_at))
    for what, seconds in script:
        place.api.happen(what)
        await asyncio.sleep(seconds)
    while not life.done():
        place.api.settle()
        await asyncio.sleep(0.7)
    place.left = {*place.api.pending, *place.api.coming, place.api.running}
    for _ in range(8):
        place.api.settle()
        await asyncio.sleep(0.7)
    outcome, verdicts = life.result()
    return place, outcome, verdicts


SCRIPTS = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.sampled_from([0.0, 0.05, 0.4, 1.5, 6.0])), max_size=12)


@settings(max_examples=300, deadline=None)
@given(posts=st.lists(st.sampled_from(POSTS), max_size=4), script=SCRIPTS)
def test_every_prompt_ends_in_one_verdict_and_succeeds_at_most_once(
    posts: list[str], script: list[tuple[str, float]]
) -> None:
    place, outcome, verdicts = run_jumping(play(posts, script, None))
    world = place.api
    assert outcome is None or isinstance(outcome, Failed | Unavailable)
    assert len({prompt_id for prompt_id, _ in verdicts}) == len(verdicts), "an id is used once"
    assert len(set(world.posted)) == len(world.posted), "an id is handed in once"
    assert len(world.kept) <= 1, "it succeeded twice"
    if outcome is None:
        assert [ended.kind for _, ended in verdicts][-1] == "succeeded"
        assert [p for p, kind in world.ended if p in world.posted and kind == "execution_success"]
    else:
        assert world.kept == [], "a success that is there was not reported"
    assert place.listeners == {}


@settings(max_examples=200, deadline=None)
@given(
    posts=st.lists(st.sampled_from([*POSTS, "very_late"]), max_size=4),
    script=SCRIPTS,
    cancel_at=st.floats(min_value=0.0, max_value=12.0),
)
def test_a_cancelled_prompt_leaves_nothing_and_touches_nobody_else(
    posts: list[str], script: list[tuple[str, float]], cancel_at: float
) -> None:
    place, outcome, _ = run_jumping(play(posts, script, cancel_at))
    world = place.api
    ours = set(world.posted)
    assert world.touched <= ours | {prompt_id for prompt_id, _ in _}, "somebody else's prompt was touched"
    if isinstance(outcome, Cancelled):
        assert place.left & ours <= set(place.ghosts), "it is still there, and nobody looks for it"


async def alone(place: Place, *, until: float = 400.0) -> Any:
    order = Order(GRAPH, None, {}, lambda _signal: None)
    return await asyncio.wait_for(Prompt(place, order).run(), until)


def test_a_server_that_refuses_for_long_has_lost_the_prompt() -> None:
    async def main() -> None:
        place = Place()
        task = asyncio.create_task(alone(place))
        await asyncio.sleep(1.0)
        place.api.happen("kill")
        verdict = await task
        assert verdict.kind == "lost"
        assert 20 <= now() < 30
        assert place.state == "down"
        assert place.ghosts == place.api.posted

    run_jumping(main())


def test_a_server_that_is_silent_for_long_may_still_do_it() -> None:
    async def main() -> None:
        place = Place()
        task = asyncio.create_task(alone(place))
        await asyncio.sleep(1.0)
        place.api.happen("silence")
        verdict = await task
        assert verdict.kind == "unanswered"
        assert isinstance(decide(verdict, Tries(), GRAPH, "attic", cancelled=False), TimeoutUnknown)
        assert 180 <= now() < 200

    run_jumping(main())


def test_silence_inside_a_node_has_no_limit() -> None:
    async def main() -> None:
        place = Place()
        task = asyncio.create_task(alone(place, until=5000))
        await asyncio.sleep(1.0)
        place.api.start()
        await asyncio.sleep(3600)
        place.api.settle()
        assert (await task).kind == "succeeded"

    run_jumping(main())


def test_a_deaf_websocket_is_replaced() -> None:
    async def main() -> None:
        place = Place()
        place.api.happen("deafen")
        task = asyncio.create_task(alone(place))
        await asyncio.sleep(3.0)
        assert place.feed.recycled >= 1
        for _ in range(4):
            place.api.settle()
            await asyncio.sleep(3.0)
        assert (await task).kind == "succeeded"

    run_jumping(main())


def test_a_success_that_was_heard_counts_though_the_history_was_cleared() -> None:
    async def main() -> None:
        place = Place()
        task = asyncio.create_task(alone(place))
        await asyncio.sleep(0.1)
        place.api.start()
        place.api.end("execution_success")
        place.api.happen("clear_history")
        assert (await task).kind == "succeeded"

    run_jumping(main())


def test_a_moved_prompt_comes_back_when_it_only_waits() -> None:
    async def main() -> None:
        place = Place()
        order = Order(GRAPH, None, {}, lambda _signal: None)
        task = asyncio.create_task(Prompt(place, order).run())
        await asyncio.sleep(0.1)
        order.move()
        verdict = await task
        assert getattr(verdict, "kind", None) == "lost"
        assert place.api.pending == []
        assert place.api.ended == []

    run_jumping(main())


def test_a_moved_prompt_that_runs_goes_on() -> None:
    async def main() -> None:
        place = Place()
        order = Order(GRAPH, None, {}, lambda _signal: None)
        task = asyncio.create_task(Prompt(place, order).run())
        await asyncio.sleep(0.1)
        place.api.start()
        order.move()
        await asyncio.sleep(2)
        place.api.settle()
        assert getattr(await task, "kind", None) == "succeeded"

    run_jumping(main())


def test_a_cancelled_prompt_that_may_still_be_on_its_way_is_looked_for() -> None:
    place, outcome, _ = run_jumping(play(["very_late"], [], 1.2))
    assert isinstance(outcome, Cancelled)
    assert place.left - {None} == set(place.ghosts) == set(place.api.posted)


@pytest.mark.parametrize("how", ["unanswered", "500_queued", "garbage", "late"])
def test_a_prompt_that_was_queued_without_a_word_is_not_handed_in_again(how: str) -> None:
    place, outcome, verdicts = run_jumping(play([how], [], None))
    assert outcome is None
    assert len(verdicts) == len(place.api.posted) == 1


@pytest.mark.parametrize("how", ["vanished", "500", "not_sent"])
def test_a_prompt_that_was_not_queued_is_handed_in_again_under_another_id(how: str) -> None:
    place, outcome, verdicts = run_jumping(play([how], [], None))
    assert outcome is None
    assert [ended.kind for _, ended in verdicts] == ["not_queued", "succeeded"]
    assert len(place.api.kept) == 1


def test_previews_come_seldom_and_a_huge_one_does_not() -> None:
    told: list[Signal] = []

    async def main() -> None:
        prompt = Prompt(Place(), Order(GRAPH, None, {}, told.append))
        for n in range(100):
            prompt.hear(Picture(prompt.tracker.prompt_id, "2", "image/jpeg", bytes([n])))
            await asyncio.sleep(0.01)
        prompt.hear(Picture(prompt.tracker.prompt_id, "2", "image/jpeg", bytes(LARGEST_PREVIEW + 1)))

    run_jumping(main())
    assert 8 <= len(told) <= 11


def test_a_success_that_was_heard_counts_though_the_server_froze_after_it() -> None:
    async def main() -> None:
        place = Place()
        task = asyncio.create_task(alone(place))
        await asyncio.sleep(1.0)
        place.api.start()
        place.api.happen("silence")
        place.api.end("execution_success")
        assert (await task).kind == "succeeded"
        assert 180 <= now() < 200

    run_jumping(main())


def test_pictures_of_a_node_that_saves_to_the_websocket_are_kept() -> None:
    order = Order({"5": {"class_type": "SaveImageWebsocket", "inputs": {}}}, None, {}, lambda _signal: None)

    async def main() -> None:
        prompt = Prompt(Place(), order)
        prompt.hear(Picture(prompt.tracker.prompt_id, "5", "image/png", b"picture"))

    run_jumping(main())
    assert order.frames == [("5", b"picture")]
