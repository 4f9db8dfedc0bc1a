"""What a server can do, and what a workflow lacks there."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.catalogue import Catalogue, model_key, read_catalogue
from tests.backends.comfyui.recorded import recording

WORKFLOW = {
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd_xl_base.safetensors"}},
    "5": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0], "lora_name": "ink.safetensors"}},
    "3": {"class_type": "KSampler", "inputs": {"sampler_name": "euler", "model": ["5", 0]}},
    "6": {"class_type": "RareNode", "inputs": {}},
}


def recorded_catalogue() -> Catalogue:
    events = recording("info_endpoints")["events"]
    answers = [e["body"] for e in events if e["kind"] == "http_response" and e["path"].startswith("/object_info/")]
    return read_catalogue({name: spec for answer in answers for name, spec in answer.items()})


def test_both_spellings_of_choices_are_read() -> None:
    known = recorded_catalogue()
    assert known.choices("CheckpointLoaderSimple", "ckpt_name") == ("tiny_random_sd15.safetensors",)
    assert known.choices("SaveVideo", "codec") == ("auto", "h264")
    assert "euler" in known.choices("KSampler", "sampler_name")


def test_inputs_that_take_uploads_have_no_choices() -> None:
    known = recorded_catalogue()
    assert known.choices("LoadImage", "image") == ()
    assert not known.missing({"1": {"class_type": "LoadImage", "inputs": {"image": "new.png"}}})


def test_missing_nodes_and_files_are_named_with_the_nearest() -> None:
    known = read_catalogue(
        {
            "CheckpointLoaderSimple": {
                "input": {"required": {"ckpt_name": [["sd_xl_base_1.0.safetensors", "b.ckpt"]]}}
            },
            "LoraLoader": {"input": {"required": {"lora_name": [["ink.safetensors"]]}}},
            "KSampler": {"input": {"required": {"sampler_name": [["euler"]]}}},
        }
    )
    missing = known.missing(WORKFLOW)
    assert missing.names == ("RareNode", "sd_xl_base.safetensors")
    assert missing.sentence("attic") == (
        "attic does not have the node RareNode: install the extension that has it, or update ComfyUI; attic does not"
        " have the model file models/checkpoints/sd_xl_base.safetensors: install it there"
    )


def test_a_choice_that_is_no_file_is_told_apart() -> None:
    known = read_catalogue({"KSampler": {"input": {"required": {"sampler_name": [["euler", "heun"]]}}}})
    missing = known.missing({"3": {"class_type": "KSampler", "inputs": {"sampler_name": "eulr"}}})
    assert missing.sentence("attic") == (
        "attic does not have the choice 'eulr' for KSampler.sampler_name; nearest there: euler"
    )


def test_a_server_on_windows_is_asked_in_its_spelling() -> None:
    known = read_catalogue({"LoraLoader": {"input": {"required": {"lora_name": [["styles\\ink.safetensors"]]}}}})
    workflow = {"1": {"class_type": "LoraLoader", "inputs": {"lora_name": "styles/ink.safetensors", "model": ["2", 0]}}}
    assert not known.missing(workflow)
    assert known.spelled(workflow)["1"]["inputs"] == {"lora_name": "styles\\ink.safetensors", "model": ["2", 0]}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param({"A": None}, id="a class that is null"),
        pytest.param({"A": {"input": {"required": {"x": "?"}}}}, id="an input that is a text"),
        pytest.param(
            {"A": {"input": {"required": {"x": ["COMBO", {"remote": {"route": "/x"}}]}}}}, id="choices elsewhere"
        ),
        pytest.param({"A": {"input": {"required": {"x": [[1, 2]]}}}}, id="choices that are numbers"),
    ],
)
def test_descriptions_that_say_little(answer: Any) -> None:
    known = read_catalogue(answer)
    assert known.choices("A", "x") == ()


def test_a_model_is_known_by_its_files_without_loras() -> None:
    assert model_key(WORKFLOW) == ("sd_xl_base.safetensors",)
