"""Places at a backend: people take turns, and of one person the most urgent call goes first."""

from __future__ import annotations

import asyncio

import pytest

from devserver.engine.turns import Turns

pytestmark = pytest.mark.anyio


async def served(came: list[tuple[str, int]]) -> list[int]:
    """Return in which order calls of (person, priority) get the one place, by the number of their coming."""
    turns, order = Turns(1), []
    await turns.take("before", 0)

    async def wait(number: int, owner: str, priority: int) -> None:
        await turns.take(owner, priority)
        order.append(number)
        turns.give_back()

    waiting = []
    for number, (owner, priority) in enumerate(came):
        ahead = turns.before(owner, priority)
        waiting.append((ahead, asyncio.create_task(wait(number, owner, priority))))
        await asyncio.sleep(0)
        assert turns.waiting == number + 1
    turns.give_back()
    await asyncio.gather(*(task for _ahead, task in waiting))
    assert not turns.taken
    assert turns.waiting == 0
    if all(priority == 0 for _owner, priority in came):
        last = waiting[-1][0]
        assert order.index(len(came) - 1) == last
    return order


ORDERS: dict[str, tuple[list[tuple[str, int]], list[int]]] = {
    "the oldest first": ([("a", 0), ("a", 0), ("a", 0)], [0, 1, 2]),
    "the most urgent first": ([("a", 0), ("a", -1), ("a", 5), ("a", 5)], [2, 3, 0, 1]),
    "people take turns": ([("a", 0), ("a", 0), ("a", 0), ("b", 0)], [0, 3, 1, 2]),
    "three people, each with some": ([("a", 0), ("b", 0), ("b", 0), ("a", 0), ("c", 0), ("a", 0)], [0, 1, 4, 3, 2, 5]),
    "what is urgent passes nobody else": ([("a", 0), ("b", 0), ("b", 0), ("b", 9), ("a", 0)], [0, 3, 4, 1, 2]),
}


@pytest.mark.parametrize("name", ORDERS)
async def test_who_gets_the_next_place(name: str) -> None:
    came, order = ORDERS[name]
    assert await served(came) == order


async def test_places_are_given_at_once_while_there_are_some() -> None:
    turns = Turns(2)
    await turns.take("a", 0)
    assert not turns.taken
    await turns.take("a", 0)
    assert turns.taken


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "before another"])
async def test_who_leaves_the_line_takes_no_place(others: int) -> None:
    turns = Turns(1)
    await turns.take("a", 0)
    leaving = asyncio.create_task(turns.take("a", 0))
    staying = [asyncio.create_task(turns.take("a", 0)) for _ in range(others)]
    await asyncio.sleep(0)
    leaving.cancel()
    turns.give_back()  # before the one who leaves has had its turn of the loop
    await asyncio.wait([leaving, *staying])
    assert leaving.cancelled()
    assert turns.taken == bool(others)
    assert turns.waiting == 0


async def test_a_place_that_comes_as_one_leaves_goes_on() -> None:
    turns = Turns(1)
    await turns.take("a", 0)
    leaving = asyncio.create_task(turns.take("a", 0))
    staying = asyncio.create_task(turns.take("a", 0))
    await asyncio.sleep(0)
    turns.give_back()
    leaving.cancel()
    await asyncio.wait([leaving])
    await staying
    assert leaving.cancelled()
