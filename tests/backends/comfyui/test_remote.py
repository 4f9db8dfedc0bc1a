"""Where a prompt was handed in, as the ledger keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.remote import Remote, prompt_id_of, remote_of

WHOLE = {"prompt_id": "p-2", "server": "attic", "client_id": "us"}


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        pytest.param(None, Remote(prompt_id_of("k")), id="nothing was stored"),
        pytest.param({}, Remote(prompt_id_of("k")), id="nothing is in it"),
        pytest.param({"job": "7"}, Remote(prompt_id_of("k")), id="it is of another backend"),
        pytest.param({"prompt_id": 7}, Remote(prompt_id_of("k")), id="it is no text"),
        pytest.param({"prompt_id": "p-2"}, Remote("p-2"), id="only the prompt is known"),
        pytest.param(WHOLE, Remote("p-2", "attic", "us"), id="all is known"),
    ],
)
def test_where_a_call_may_be(stored: dict[str, Any] | None, found: Remote) -> None:
    assert remote_of("k", stored) == found


def test_what_is_stored_is_found_again() -> None:
    remote = Remote("p-2", "attic", "us")
    assert remote_of("k", remote.signal.remote) == remote


def test_the_first_prompt_of_a_call_has_the_same_id_in_every_process() -> None:
    assert prompt_id_of("run_1/media/1") == "332bb5bf-a62f-552b-9165-9b0b50b3f669"
    assert prompt_id_of("run_1/media/2") != prompt_id_of("run_1/media/1")
