"""Settings that are stored in the data folder."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from devserver import stored
from devserver.errors import Unavailable

VALUES = {"language": "de", "ollama": {"url": "http://localhost:11434", "headers": {"X-Key": "secret"}}}


def test_what_was_stored_is_read_back(tmp_path: Path) -> None:
    stored.write(tmp_path, VALUES)
    assert stored.read(tmp_path) == VALUES
    assert json.loads((tmp_path / stored.NAME).read_text()) == {"format": 1, "settings": VALUES}
    assert stat.S_IMODE((tmp_path / stored.NAME).stat().st_mode) == 0o600


def test_without_a_file_nothing_is_stored(tmp_path: Path) -> None:
    assert stored.read(tmp_path / "not yet made") == {}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"format": 1, "settings": {', id="cut off"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"settings": {}}', id="no format"),
        pytest.param(b'{"format": 2, "settings": {}}', id="a format to come"),
        pytest.param(b'{"format": 1, "settings": []}', id="settings that are a list"),
    ],
)
def test_a_damaged_file_is_named_and_not_passed_over(content: bytes, tmp_path: Path) -> None:
    (tmp_path / stored.NAME).write_bytes(content)
    with pytest.raises(Unavailable) as caught:
        stored.read(tmp_path)
    assert caught.value.message == "settings_unreadable"
    assert str(tmp_path / stored.NAME) in str(caught.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / stored.NAME).mkdir()
    with pytest.raises(Unavailable) as caught:
        stored.write(tmp_path, VALUES)
    assert (caught.value.message, "secret" in str(caught.value)) == ("settings_unwritable", False)
