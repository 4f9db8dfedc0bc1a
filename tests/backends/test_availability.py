"""Whether something can be had, and why not, in two languages."""

from __future__ import annotations

from devserver.backends import READY, Availability, ModelFile, Reason, lacking, unreachable
from devserver.models.outcomes import Unavailable

UNSET = Reason(message="model_unset", params={"setting": "STAGE3_MODEL"})
FILE = Reason(message="comfyui_files_missing", params={"server": "attic", "files": ["a.pt (Y.x)", "b.pt (Y.z)"]})


def test_several_reasons_are_one_sentence_without_its_full_stop() -> None:
    state = lacking("missing_file", UNSET, FILE, missing=("a.pt",), files=(ModelFile(name="a.pt"),))
    files = "attic does not have the model files a.pt (Y.x), b.pt (Y.z): install them there"
    assert state.reason == f"no model is set for STAGE3_MODEL; {files}"
    assert (state.ready, state.state, state.cause) == (False, "unavailable", "missing_file")


def test_a_reason_is_said_in_the_language_that_is_asked_for() -> None:
    state = lacking("missing_file", UNSET, FILE)
    files = "attic hat die Modelldateien a.pt (Y.x), b.pt (Y.z) nicht: Lege sie dorthin"
    assert state.in_language("de-AT").reason == f"für STAGE3_MODEL ist kein Modell gesetzt; {files}"
    assert state.in_language("fr").reason == state.reason


def test_what_a_server_said_itself_stays_as_it_is() -> None:
    state = Availability(state="down", reason="connection refused")
    assert state.in_language("de") is state
    assert READY.in_language("de") is READY


def test_a_client_is_told_what_and_not_how_it_is_said() -> None:
    told = lacking("no_key", UNSET).model_dump(mode="json")
    assert told.keys() == {"state", "reason", "missing", "cause", "files"}


def test_a_key_that_is_not_taken_is_told_apart_from_a_server_that_is_down() -> None:
    refused = Reason(message="key_refused", params={"name": "lab", "place": "lab.key", "model": "m"})
    fault = lacking("no_key", refused, missing=("lab.key",)).outcome()
    assert unreachable(fault, "lab", "http://lab").cause == "no_key"
    assert "nimmt den Schlüssel in lab.key nicht an" in unreachable(fault, "lab", "http://lab").in_language("de").reason
    assert unreachable(Unavailable(reason="x"), "lab", "http://lab").cause == "server_down"
