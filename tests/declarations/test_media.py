from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.media import chunk_media, config_media
from devserver.models.chunk import Chunk
from devserver.models.config import Config


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        pytest.param({"media_type": "image"}, "image", id="a media type of ours"),
        pytest.param({"media_type": "image_workflow"}, "image", id="a workflow for images"),
        pytest.param(
            {"output_mapping": {"output_type": "images"}}, "image", id="the type of the output, in the plural"
        ),
        pytest.param({"output_mapping": {"output_type": "3D"}}, "3d", id="3D in capitals"),
        pytest.param({"media_type": "code", "output_mapping": {"format": "p5"}}, "p5", id="code in the format p5"),
        pytest.param({"media_type": "code", "output_mapping": {"format": "tone.js"}}, "tonejs", id="code in tone.js"),
        pytest.param({"media_type": "code", "meta": {"output_format": "sonicpi"}}, "sonicpi", id="by meta"),
        pytest.param({"media_type": "code", "meta": {"framework": "p5js"}}, "p5", id="by the framework in meta"),
        pytest.param({"media_type": "code", "backend_type": "vue_tonejs"}, "tonejs", id="by the backend"),
        pytest.param({"media_type": "code", "output_mapping": {"format": "js"}}, None, id="js alone may be either"),
        pytest.param({"media_type": "code", "meta": {"output_format": "text"}}, None, id="code is no text"),
        pytest.param({}, None, id="nothing said"),
    ],
)
def test_chunk_media(fields: dict[str, Any], name: str | None) -> None:
    found = chunk_media(Chunk.declared(fields, "a"))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("chunk", "preferred", "name"),
    [
        pytest.param({"media_type": "audio"}, "music", "audio", id="the chunk knows best"),
        pytest.param({}, "music", "music", id="else what the config prefers"),
        pytest.param(None, "3D", "3d", id="also without a chunk"),
        pytest.param({"media_type": "code"}, "code", None, id="code says too little"),
    ],
)
def test_config_media(chunk: dict[str, Any] | None, preferred: str, name: str | None) -> None:
    config = Config.declared({"pipeline": "a", "media_preferences": {"default_output": preferred}}, "a")
    found = config_media(config, None if chunk is None else Chunk.declared(chunk, "a"))
    assert (found.name if found else None) == name
