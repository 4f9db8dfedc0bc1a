from __future__ import annotations

import pytest
import sqlalchemy as sa

from devserver.engine import listing, searching, tables
from devserver.engine.listing import Paging, Wanted
from devserver.engine.rows import describe_run
from tests.fakes.engine_site import Site
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]


async def found(site: Site, text: str) -> set[str]:
    def read(connection: sa.Connection) -> set[str]:
        return set(connection.execute(searching.look(connection, text).ids(1000)).scalars())

    return await site.engine.database.read(read)


async def title(site: Site, run_id: str, text: str | None) -> None:
    await site.engine.database.write(lambda connection: describe_run(connection, run_id, {"title": text}))


FITTING = ["zebra", "ZEB", "böötchen zebra", "Bootchen", "old-fashioned", '"zebra"', "zebra !!!", "斑马在"]


@pytest.mark.parametrize("text", FITTING)
async def test_words_and_their_beginnings_are_found(site: Site, text: str) -> None:
    record = await site.do("interception", input_text="Zebra Böötchen, old-fashioned 斑马在船上", config="attitude")
    assert record.run_id in await found(site, text)


OTHERS = ["ebra", "zebra lion", "!!!", '"', "*", "zebra OR lion", "NEAR(zebra)x", "title:zebra", "zebra NOT lion", "%"]


@pytest.mark.parametrize("text", OTHERS)
async def test_nothing_in_a_query_is_an_operator(site: Site, text: str) -> None:
    record = await site.do("interception", input_text="Zebra crossing", config="attitude")
    assert record.run_id not in await found(site, text)


async def test_what_is_said_later_is_found_as_well(site: Site) -> None:
    record = await site.do("interception", input_text="A quokka", config="attitude")
    run_id = record.run_id
    await site.do("optimization", run_id=run_id, input_text="A wombat", output_config="painting")
    assert run_id in await found(site, "quokka") & await found(site, "wombat") & await found(site, "quokka wombat")


async def called(site: Site, run_id: str) -> str:
    def read(connection: sa.Connection) -> str:
        (job,) = listing.read_page(connection, Wanted(), Paging(limit=1)).jobs
        assert job.job_id == run_id
        return job.text

    return await site.engine.database.read(read)


async def test_a_run_is_called_by_the_text_that_its_person_sent_last(site: Site) -> None:
    record = await site.do("interception", input_text="A dog\nin a boat", config="attitude", context_prompt="Sing it")
    run_id = record.run_id
    assert await called(site, run_id) == "A dog\nin a boat"
    await site.do("interception", run_id=run_id, input_text="A cat", config="attitude")
    assert await called(site, run_id) == "A cat"
    await site.do("optimization", run_id=run_id, input_text="The cat sits", output_config="painting")
    assert await called(site, run_id) == "A cat"
    await site.do("interception", run_id=run_id, input_text="A dog\nin a boat", config="attitude")
    assert await called(site, run_id) == "A dog\nin a boat"
    assert run_id in await found(site, "dog sing cat sits")


async def test_a_run_that_goes_on_from_another_is_called_as_that_one(site: Site) -> None:
    first = await site.do("interception", input_text="A dog in a boat", config="attitude")
    await site.do("generation", run_id=first.run_id, prompt="boat, dog", output_config="painting")
    second = await site.do("optimization", run_id=first.run_id, input_text="It barks, rowing", output_config="painting")
    assert second.run_id != first.run_id
    assert await called(site, second.run_id) == "A dog in a boat"
    await site.do("generation", run_id=second.run_id, prompt="barking, rowing", output_config="painting")
    third = await site.do("optimization", run_id=second.run_id, input_text="It sleeps", output_config="painting")
    assert await called(site, third.run_id) == "A dog in a boat"
    assert third.run_id in await found(site, "dog boat sleeps")
    other = await site.do("interception", run_id=first.run_id, input_text="A cat", config="attitude")
    assert await called(site, other.run_id) == "A cat"


async def test_a_title_is_found_until_it_is_another(site: Site) -> None:
    run_id = (await site.do("interception", input_text="A capybara", config="attitude")).run_id
    await title(site, run_id, "Lagoon")
    assert run_id in await found(site, "lagoon capybara")
    await title(site, run_id, None)
    assert run_id not in await found(site, "lagoon")
    assert run_id in await found(site, "capybara")


async def test_the_index_of_words_goes_with_its_run(site: Site) -> None:
    run_id = (await site.do("interception", input_text="A platypus", config="attitude")).run_id

    def delete(connection: sa.Connection) -> None:
        connection.execute(tables.runs.delete().where(tables.runs.c.id == run_id))
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO searched_words (searched_words) VALUES ('integrity-check')")

    await site.engine.database.write(delete)
    assert await found(site, "platypus") == set()
