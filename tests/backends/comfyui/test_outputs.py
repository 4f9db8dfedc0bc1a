"""Files and texts out of recorded outputs."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.outputs import OutputFile, chosen, files_in, format_for, instead, texts_in, wrong_bytes
from tests.backends.comfyui.recorded import recording
from tests.fakes.comfyui_nodes import FILES

RECORDED = recording("outputs_by_media_type")["outputs_summary"]


@pytest.mark.parametrize(
    ("name", "media_type", "extensions"),
    [
        pytest.param("SaveImage_batch3", "image", ["png"] * 3, id="a batch of pictures"),
        pytest.param("PreviewImage", "image", ["png"] * 2, id="passing pictures, where nothing is kept"),
        pytest.param("SaveAnimatedWEBP", "image", ["webp"], id="an animated webp"),
        pytest.param("SaveWEBM", "video", ["webm"], id="a film under images"),
        pytest.param("CreateVideo_SaveVideo_mp4", "video", ["mp4"], id="another film under images"),
        pytest.param("CreateVideo_SaveVideo_mp4", "image", [], id="a film is no picture"),
        pytest.param("SaveAudio_flac", "audio", ["flac"], id="sound"),
        pytest.param("SaveAudioMP3", "music", ["mp3"], id="music is sound"),
        pytest.param("SaveAudioOpus", "audio", ["opus"], id="opus"),
        pytest.param("custom_ui_gifs_text_scalar_nan", "video", ["mp4"], id="a film under gifs, beside other things"),
        pytest.param("SaveLatent", "image", [], id="latents are nothing for people"),
        pytest.param("SaveImageWebsocket", "image", [], id="nothing is listed of pictures over the websocket"),
    ],
)
def test_files_of_a_media_type(name: str, media_type: str, extensions: list[str]) -> None:
    assert [file.extension for file in chosen(RECORDED[name]["outputs"], media_type, None)] == extensions


def test_texts_are_found_beside_other_keys() -> None:
    assert texts_in(RECORDED["PrimitiveString_PreviewAny_text"]["outputs"]) == ["héllo wörld"]
    assert texts_in(RECORDED["custom_ui_gifs_text_scalar_nan"]["outputs"], "2") == ["plain"]
    assert texts_in(RECORDED["custom_ui_gifs_text_scalar_nan"]["outputs"], "9") == []


def item(name: str, kind: str = "output", subfolder: str = "") -> dict[str, Any]:
    return {"filename": name, "type": kind, "subfolder": subfolder}


def test_only_the_named_node_counts() -> None:
    outputs = {"1": {"images": [item("a.png")]}, "2": {"images": [item("b.png", "temp")]}}
    assert [file.filename for file in chosen(outputs, "image", "2")] == ["b.png"]
    assert chosen(outputs, "image", "3") == []


def test_kept_files_go_before_passing_ones() -> None:
    outputs = {"1": {"images": [item("a.png", "temp")]}, "2": {"images": [item("b.png")]}}
    assert [file.filename for file in chosen(outputs, "image", None)] == ["b.png"]


def test_a_file_that_two_nodes_list_is_taken_once() -> None:
    outputs = {"1": {"images": [item("a.png")]}, "2": {"images": [item("a.png")]}}
    assert len(files_in(outputs)) == 1


@pytest.mark.parametrize(
    "outputs",
    [
        pytest.param({"1": None}, id="no output"),
        pytest.param({"1": {"images": "a.png"}}, id="a text for a list"),
        pytest.param({"1": {"images": [{"filename": 3, "type": "output"}]}}, id="a number for a name"),
        pytest.param({"1": {"images": [{"filename": "a.png", "type": "elsewhere"}]}}, id="a folder that is none"),
        pytest.param(
            {"1": {"images": [{"filename": "a.png", "type": "output", "subfolder": 1}]}}, id="a wrong subfolder"
        ),
    ],
)
def test_what_is_no_file_is_left_out(outputs: dict[str, Any]) -> None:
    assert files_in(outputs) == []


@pytest.mark.parametrize(
    ("media_type", "name", "data", "found"),
    [
        pytest.param("image", "a.png", FILES["png"], "png", id="what it says it is"),
        pytest.param("image", "a.png", b"\xff\xd8\xff\xe0", "jpg", id="a JPEG that is called PNG"),
        pytest.param("image", "a.png", b"<html>", None, id="a page of a proxy"),
        pytest.param("image", "a.png", b"", None, id="nothing"),
        pytest.param("video", "a.mp4", FILES["webm"], "webm", id="a WebM that is called MP4"),
        pytest.param("audio", "a.mp3", FILES["flac"], "flac", id="FLAC that is called MP3"),
        pytest.param("3d", "a.glb", FILES["glb"], "glb", id="a model"),
    ],
)
def test_the_bytes_say_what_a_file_is(media_type: str, name: str, data: bytes, found: str | None) -> None:
    assert format_for(media_type, OutputFile("1", name, "", "output"), data) == found


def test_what_came_instead_is_said() -> None:
    outputs = {"1": {"images": [item("a.mp4")]}}
    assert instead(outputs, "image", None) == "the workflow ran, but it gave no image; it gave a.mp4 (node 1)"
    assert "its node 3 gave no image; it gave no file at all" in instead({}, "image", "3")


def test_wrong_bytes_are_named() -> None:
    assert wrong_bytes("image", OutputFile("1", "a.png", "", "output"), FILES["mp4"]) == (
        "a.png should be image and is video/mp4"
    )
