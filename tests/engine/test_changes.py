"""What a change makes of settings: merged, checked, with secrets that stay where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from devserver.declarations.library import Library
from devserver.engine.changes import HIDDEN, Change, changed, fixed_by, merge, shown
from devserver.errors import Conflict, InvalidInput
from devserver.settings import Settings

URL = "http://localhost:8000/v1"
LAB = {"name": "lab", "url": URL, "headers": {"X-Key": "secret"}}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEVSERVER_STAGE3_MODEL", "a/b")
    (tmp_path / "devserver.toml").write_text("text_limit = 7\n")
    return Settings(data=tmp_path, optimization="mine")


def after(settings: Settings, *changes: dict[str, Any]) -> Change:
    """Return what changes make of settings, one after the other."""
    made = Change(settings, {})
    for one in changes:
        made = changed(made.settings, made.stored, one, Library())
    return made


# The examples of RFC 7396, appendix A.
PATCHES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "expected"), PATCHES)
def test_patches_are_merged_as_the_standard_says(target: Any, patch: Any, expected: Any) -> None:
    assert merge(target, patch) == expected


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_a_patch_that_is_applied_twice_does_no_more(target: Any, patch: Any) -> None:
    once = merge(target, patch)
    assert merge(once, patch) == once


def test_what_is_not_named_stays(settings: Settings) -> None:
    made = after(settings, {"language": "de"}, {"safety_level": "kids"})
    assert (made.settings.language, made.settings.safety_level) == ("de", "kids")
    assert made.stored == {"language": "de", "safety_level": "kids"}
    assert [made.settings.origin(name) for name in ("language", "safety_level", "ollama")] == [
        "stored",
        "stored",
        "default",
    ]


def test_null_takes_away_what_was_set(settings: Settings) -> None:
    made = after(settings, {"language": "de", "ollama": {"url": URL}}, {"language": None, "ollama": None})
    assert (made.settings.language, made.settings.ollama, made.stored) == ("en", None, {})
    assert made.settings.origin("language") == "default"


def test_values_are_stored_as_they_are_written_in_a_file(settings: Settings, tmp_path: Path) -> None:
    made = after(
        settings,
        {
            "openai_servers": [{"name": "lab", "url": f" {URL}/"}],
            "comfyui": [{"name": "one", "url": "http://localhost:8188/"}],
        },
    )
    assert made.stored == {
        "openai_servers": [{"name": "lab", "url": URL}],
        "comfyui": [{"name": "one", "url": "http://localhost:8188"}],
    }


def test_members_of_a_server_are_merged(settings: Settings) -> None:
    made = after(settings, {"ollama": {"url": URL, "headers": {"X-Key": "secret"}}}, {"ollama": {"limit": 4}})
    assert made.stored == {"ollama": {"url": URL, "headers": {"X-Key": "secret"}, "limit": 4}}


@pytest.mark.parametrize("name", ["ollama", "swarmui"])
def test_the_address_of_a_server_stands_for_it_and_leaves_the_rest(settings: Settings, name: str) -> None:
    made = after(settings, {name: URL}, {name: {"limit": 3}}, {name: "http://elsewhere:1"})
    assert made.stored[name] == {"url": "http://elsewhere:1", "limit": 3}


def test_secrets_are_hidden(settings: Settings) -> None:
    made = after(settings, {"openai_servers": [LAB], "ollama": {"url": URL, "headers": {"X-Key": "secret"}}})
    for name in ("openai_servers", "ollama"):
        value = shown(name, getattr(made.settings, name))
        assert "secret" not in str(value)
        assert HIDDEN in str(value)


def test_a_database_is_shown_as_set_or_not() -> None:
    assert (shown("database_url", "postgresql://me:secret@db/x"), shown("database_url", "")) == (HIDDEN, "")


def test_what_is_hidden_stays_as_it_is_when_it_is_sent_back(settings: Settings) -> None:
    made = after(settings, {"openai_servers": [LAB]})
    seen = shown("openai_servers", made.settings.openai_servers)
    again = after(made.settings, {"openai_servers": [*seen, {"name": "other", "url": URL}]})
    assert again.settings.openai_servers[0].headers["X-Key"].get_secret_value() == "secret"
    assert [server.name for server in again.settings.openai_servers] == ["lab", "other"]


ELSEWHERE = [
    pytest.param(
        {"openai_servers": [{**LAB, "url": "http://evil.example"}]}, "/openai_servers/0", id="another address"
    ),
    pytest.param({"openai_servers": [{**LAB, "name": "other"}]}, "/openai_servers/0", id="another name"),
    pytest.param({"openai_servers": [{"name": "lab", "url": URL}, LAB]}, None, id="its own address beside another"),
    pytest.param({"ollama": {"url": "http://evil.example"}}, "/ollama", id="the address alone"),
    pytest.param({"ollama": {"url": f"{URL}/"}}, None, id="the same address with a slash"),
    pytest.param({"ollama": {"headers": {"X-Other": HIDDEN}}}, "/ollama", id="a header that there is not"),
    pytest.param({"ollama": {"url": "http://evil.example", "headers": None}}, None, id="without the header"),
    pytest.param({"ollama": {"url": "http://new.example", "headers": {"X-Key": "new"}}}, None, id="with a new value"),
    pytest.param(
        {"comfyui": [{"name": "lab", "url": URL, "headers": {"X-Key": HIDDEN}}]}, "/comfyui/0", id="to others"
    ),
]


@pytest.mark.parametrize(("change", "pointer"), ELSEWHERE)
def test_a_secret_goes_along_to_no_other_address(
    settings: Settings, change: dict[str, Any], pointer: str | None
) -> None:
    before = after(settings, {"openai_servers": [LAB], "ollama": {"url": URL, "headers": {"X-Key": "secret"}}})
    hidden = {
        name: [{**server, "headers": {"X-Key": HIDDEN}} if "headers" in server else server for server in value]
        if isinstance(value, list)
        else value
        for name, value in change.items()
    }
    if pointer is None:
        names = {"openai_servers": [{"name": "x", "url": URL}]}
        after(before.settings, hidden if "ollama" in hidden else names)
        return
    with pytest.raises(InvalidInput) as caught:
        after(before.settings, hidden)
    (fault,) = caught.value.faults
    assert (fault.message, fault.pointer.startswith(f"{pointer}/headers/X-")) == ("header_hidden", True)
    assert "secret" not in str(caught.value.problem())


REFUSED = [
    pytest.param({"prot": 1}, "/prot", "field_unknown", id="a name that is none"),
    pytest.param({"a/b": 1}, "/a~1b", "field_unknown", id="a name with a slash"),
    pytest.param({"host": "0.0.0.0"}, "/host", "setting_at_start", id="the address to listen on"),
    pytest.param({"data": "/"}, "/data", "setting_at_start", id="the data folder"),
    pytest.param({"database_url": None}, "/database_url", "setting_at_start", id="the database, even to take it away"),
    pytest.param({"schemas": []}, "/schemas", "setting_at_start", id="the layers"),
    pytest.param({"input_check": "none"}, "/input_check", "config_not_found", id="a check that there is not"),
    pytest.param({"picture_check": "none"}, "/picture_check", "config_not_found", id="a check of pictures"),
    pytest.param({"input_picture_check": "none"}, "/input_picture_check", "config_not_found", id="of those that come"),
    pytest.param({"openai_servers": 5}, "/openai_servers", "value_type", id="a number for a list"),
    pytest.param({"stage1_text_model": "a\0"}, "/stage1_text_model", "text_nul", id="a NUL"),
]


@pytest.mark.parametrize(("change", "pointer", "message"), REFUSED)
def test_what_cannot_be_set_here_is_told(
    settings: Settings, change: dict[str, Any], pointer: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        after(settings, {"language": "de", **change})
    assert [(fault.pointer, fault.message) for fault in caught.value.faults] == [(pointer, message)]


@pytest.mark.parametrize(
    ("change", "location"),
    [
        pytest.param({"language": "fr"}, ("language",), id="a language that is not there"),
        pytest.param({"text_limit": 0}, None, id="what the file fixes is refused before its value is looked at"),
        pytest.param({"safety_level": "none"}, ("safety_level",), id="a level that is none"),
        pytest.param({"ollama": {"url": "ftp://x"}}, ("ollama", "url"), id="no address"),
        pytest.param({"ollama": {"url": "http://me:secret@x"}}, ("ollama", "url"), id="a password in an address"),
        pytest.param({"openai_servers": [LAB, LAB]}, ("openai_servers",), id="a name twice"),
        pytest.param(
            {"openai_servers": [{**LAB, "name": "openai"}]}, ("openai_servers", 0, "name"), id="a name of ours"
        ),
    ],
)
def test_values_are_checked_as_all_settings_are(
    settings: Settings, change: dict[str, Any], location: tuple[Any, ...] | None
) -> None:
    if location is None:
        with pytest.raises(Conflict):
            after(settings, change)
        return
    with pytest.raises(ValidationError) as caught:
        after(settings, change)
    assert [error["loc"] for error in caught.value.errors()] == [location]


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        pytest.param("stage3_model", "c/d", "DEVSERVER_STAGE3_MODEL", id="the environment"),
        pytest.param("text_limit", 8, "text_limit in devserver.toml", id="the file"),
        pytest.param("optimization", None, "--optimization", id="the command"),
    ],
)
def test_what_is_fixed_elsewhere_is_refused_with_its_place(
    settings: Settings, name: str, value: Any, place: str
) -> None:
    assert fixed_by(settings, name) == place
    with pytest.raises(Conflict) as caught:
        after(settings, {"language": "de", name: value})
    assert (caught.value.message, caught.value.params["places"]) == ("setting_fixed", [place])
    assert place in str(caught.value)
