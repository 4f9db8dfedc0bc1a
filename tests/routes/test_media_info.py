"""Outputs of one run, in the order made, and of each attempt."""

from __future__ import annotations

from devserver.models.calls import MediaCall
from devserver.models.outcomes import MediaFile, MediaOutput, Ok
from tests.fakes.scripted import PNG, Call, Step, echo
from tests.routes.serving import Server, told

JPEG = b"\xff\xd8\xff" + bytes(16)


def two_pictures(call: Call) -> list[Step]:
    if not isinstance(call, MediaCall):
        return list(echo(call))
    both = MediaOutput(files=(MediaFile(data=PNG, format="png"), MediaFile(data=JPEG, format="jpg")))
    return [Ok(media=(both, MediaOutput(files=(MediaFile(data=PNG, format="png"),))))]


def test_several_outputs_and_encodings(server: Server) -> None:
    server.part.script = two_pictures
    body = {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded"}
    run_id = told(server.post("/api/runs", body), 202)["run_id"]
    server.wait_for(run_id)
    found = told(server.get(f"/api/media/info/{run_id}"))["media"]
    assert [(one["index"], one["formats"]) for one in found] == [(0, ["png", "jpg"]), (1, ["png"])]
