"""`devserver settings` shows each setting with its place, and nothing secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devserver import stored
from devserver.commands.settings import show
from devserver.settings import Settings

SECRET = "sk-very-secret-1234567890"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DEVSERVER_SAFETY_LEVEL", "kids")
    monkeypatch.setenv("OPENROUTER_API_KEY", SECRET)
    stored.write(tmp_path, {"ollama": {"url": "http://localhost:11434", "headers": {"X-Key": SECRET}}})
    found = Settings(data=tmp_path)
    found.keys.store("openai", SECRET)
    return found


def test_each_setting_is_shown_with_its_place(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(settings, as_json=False) == 0
    shown = capsys.readouterr().out
    lines = {line.split("  ")[0].strip(): line for line in shown.splitlines()}
    assert lines["safety_level"].split() == ["safety_level", "kids", "DEVSERVER_SAFETY_LEVEL"]
    assert lines["data"].split()[-1] == "--data"
    assert lines["language"].split() == ["language", "en", "default"]
    assert lines["ollama"].split()[-1] == "stored"
    assert lines["key of openai"].split() == ["key", "of", "openai", "there", "stored"]
    assert lines["key of openrouter"].split()[-2:] == ["there", "OPENROUTER_API_KEY"]
    assert lines["key of ollama"].split()[-1] == "none"
    assert SECRET not in shown


def test_json_says_all_that_the_api_says(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(settings, as_json=True) == 0
    shown = capsys.readouterr().out
    found = json.loads(shown)
    assert {one["name"] for one in found["settings"]} == set(Settings.model_fields)
    assert [key["provider"] for key in found["keys"] if key["source"]] == ["openai", "openrouter"]
    assert SECRET not in shown
