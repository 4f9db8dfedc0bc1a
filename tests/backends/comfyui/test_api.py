"""The HTTP side of a server, answer by answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from pytest_httpx import HTTPXMock

from devserver.backends.comfyui.api import Api, Refused, Unreachable, open_http
from devserver.backends.comfyui.outputs import OutputFile
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST
from tests.fakes.http_server import END, HttpServer, Step, chunk, head, running

pytestmark = pytest.mark.anyio
URL = "http://attic:8188"
EMPTY = {"queue_running": [], "queue_pending": []}


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with open_http(ComfyServer(name="attic", url=URL, headers={"X-Key": SecretStr("secret")}), FAST) as http:
        yield Api(http, FAST)


async def test_the_queue_is_looked_at_before_the_history(api: Api, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/queue", json=EMPTY)
    httpx_mock.add_response(url=f"{URL}/history/p", json={"p": {"outputs": {}}})
    assert (await api.look("p")).entry == {"outputs": {}}
    assert [request.url.path for request in httpx_mock.get_requests()] == ["/queue", "/history/p"]
    assert httpx_mock.get_requests()[0].headers["X-Key"] == "secret"


@pytest.mark.parametrize(
    ("queue", "place"),
    [
        pytest.param({"queue_running": [[1, "p", {}, {}, []]], "queue_pending": []}, "running", id="it runs"),
        pytest.param({"queue_running": [], "queue_pending": [[9, "q"], [2, "p"]]}, "waiting", id="it waits"),
    ],
)
async def test_a_prompt_in_the_queue(api: Api, httpx_mock: HTTPXMock, queue: Any, place: str) -> None:
    httpx_mock.add_response(url=f"{URL}/queue", json=queue)
    assert (await api.look("p")).place == place


async def test_the_history_of_a_prompt_that_ended_is_looked_at_first(api: Api, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/history/p", json={"p": {"outputs": {}}})
    assert (await api.look("p", ended=True)).entry == {"outputs": {}}
    assert [request.url.path for request in httpx_mock.get_requests()] == ["/history/p"]


async def test_a_history_may_hold_what_is_no_number(api: Api, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/queue", json=EMPTY)
    httpx_mock.add_response(url=f"{URL}/history/p", text='{"p": {"outputs": {"2": {"value": [NaN]}}}}')
    assert (await api.look("p")).entry is not None


@pytest.mark.parametrize(
    ("queue", "history"),
    [
        pytest.param("<html>", None, id="a page for the queue"),
        pytest.param("[]", None, id="a list for the queue"),
        pytest.param('{"queue_running": [7], "queue_pending": []}', None, id="a number in the queue"),
        pytest.param('{"queue_running": [], "queue_pending": []}', "[]", id="a list for the history"),
        pytest.param('{"queue_running": [], "queue_pending": []}', '{"p": ', id="a history that breaks off"),
        pytest.param("[" * 100_000, None, id="brackets without end"),
    ],
)
async def test_answers_that_make_no_sense_are_refused(
    api: Api, httpx_mock: HTTPXMock, queue: str, history: str | None
) -> None:
    httpx_mock.add_response(url=f"{URL}/queue", text=queue)
    if history is not None:
        httpx_mock.add_response(url=f"{URL}/history/p", text=history)
    with pytest.raises(Refused):
        await api.look("p")


@pytest.mark.parametrize(
    ("error", "sent", "refused"),
    [
        pytest.param(httpx.ConnectError("no"), False, True, id="nobody listens"),
        pytest.param(httpx.ConnectTimeout("no"), False, False, id="no connection in time"),
        pytest.param(httpx.ReadTimeout("no"), True, False, id="no answer in time"),
        pytest.param(httpx.RemoteProtocolError("no"), True, False, id="a broken answer"),
        pytest.param(httpx.WriteError("no"), True, False, id="a broken request"),
    ],
)
async def test_what_may_have_arrived(
    api: Api, httpx_mock: HTTPXMock, error: Exception, sent: bool, refused: bool
) -> None:
    httpx_mock.add_exception(error)
    with pytest.raises(Unreachable) as caught:
        await api.post_prompt({})
    assert (caught.value.sent, caught.value.refused) == (sent, refused)


async def test_an_id_never_leaves_its_place_in_the_address(api: Api, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/queue", json=EMPTY)
    httpx_mock.add_response(url=f"{URL}/history/..%2Fqueue%3Fx", json={})
    assert (await api.look("../queue?x")).entry is None


async def test_a_file_is_asked_for_with_its_folder_apart(api: Api, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{URL}/view?filename=a+b.png&subfolder=probe&type=output", content=b"x")
    assert await api.fetch(OutputFile("9", "a b.png", "probe", "output")) == b"x"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        pytest.param(
            {"name": "a (1).png", "subfolder": "devserver", "type": "input"}, "devserver/a (1).png", id="below"
        ),
        pytest.param({"name": "a.png", "subfolder": ""}, "a.png", id="not below"),
        pytest.param({"name": "a.png", "asset": {"id": 1}}, "a.png", id="a newer answer"),
    ],
)
async def test_an_upload_is_named_as_the_server_says(
    api: Api, httpx_mock: HTTPXMock, answer: dict[str, Any], name: str
) -> None:
    httpx_mock.add_response(url=f"{URL}/upload/image", json=answer)
    assert await api.upload("a.png", "devserver", b"x", "image/png") == name


async def test_a_newer_server_is_asked_to_cancel_a_job_and_an_older_one_to_interrupt_it(
    api: Api, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(url=f"{URL}/prompt", json={"exec_info": {"queue_remaining": 0}})
    httpx_mock.add_response(url=f"{URL}/api/jobs?limit=1", json={"jobs": []})
    httpx_mock.add_response(url=f"{URL}/api/jobs/p/cancel", status_code=405)
    httpx_mock.add_response(url=f"{URL}/interrupt", match_json={"prompt_id": "p"})
    await api.negotiate()
    assert api.cancels_jobs
    await api.interrupt("p")
    assert not api.cancels_jobs


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    drops: list[Step] = [step for _ in range(500) for step in (chunk(b" "), 0.02)]
    pace = replace(FAST, control=0.1)
    async with running(HttpServer()) as server, open_http(ComfyServer(name="attic", url=server.url), pace) as http:
        server.plays([head(), *drops, chunk(b'{"exec_info": {"queue_remaining": 0}}'), END])
        with pytest.raises(Unreachable):
            await Api(http, pace).queue_length()
