"""What a stream tells at its end is what the JSON route answers."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.models.outcomes import Failed
from devserver.models.runs import Request
from devserver.routes.answers import stage_answer
from tests.routes.serving import Server, told


def at_the_end(server: Server, request: Request, language: str = "en") -> dict[str, Any]:
    async def do() -> dict[str, Any]:
        accepted = await server.engine.runs.start(Asked(request, language=language))
        return await stage_answer(server.engine, accepted, await server.engine.runs.ended(accepted))

    return server.call(do())


ATTITUDE = Request(action="interception", input_text="a house", config="close_observer", seed=1)


def test_an_interception(server: Server) -> None:
    answer = at_the_end(server, ATTITUDE)
    again = server.intercept("a house", seed=1)
    assert answer == {**again, "run_id": answer["run_id"]}


def test_an_optimization(server: Server) -> None:
    answer = at_the_end(server, Request(action="optimization", input_text="a house", output_config="image_embedded"))
    assert (answer["optimized_prompt"], answer["optimization_applied"]) == ("editor: a house", True)


def test_a_generation_is_the_run_as_it_stands(server: Server) -> None:
    answer = at_the_end(server, Request(action="generation", prompt="a house", output_config="image_embedded"))
    assert answer == told(server.get(f"/api/runs/{answer['run_id']}"))


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The call gave no usable result"), ("de", "Der Aufruf ergab nichts Brauchbares")]
)
def test_a_failure_is_its_problem(server: Server, language: str, title: str) -> None:
    server.part.script = lambda _call: [Failed(reason="it broke")]
    answer = at_the_end(server, ATTITUDE, language)
    assert (answer["status"], answer["title"]) == (502, title)
    assert answer["instance"] == f"/api/runs/{answer['run_id']}"


def test_a_refusal_is_a_result(server: Server) -> None:
    answer = at_the_end(server, ATTITUDE.model_copy(update={"input_text": "a naked child"}), "de")
    assert answer["status"] == "refused"
    assert answer["refusal"]["categories"][0]["label"] == "Kinder und Sexualität"
