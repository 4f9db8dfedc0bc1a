"""The exact call of every shipped config, byte for byte: what a change of a declaration or the builder changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import devserver
from tests.fakes.engine_calls import INPUT, LANGUAGES, recorded
from tests.golden import FOLDER, Golden

CONFIGS = Path(devserver.__file__).parent / "schemas" / "configs"
NAMES = sorted(
    [f"{kind}/{path.stem}" for kind in ("interception", "output") for path in (CONFIGS / kind).glob("*.json")]
    + ["checks/kids", "checks/youth"]
)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return recorded(tmp_path_factory.mktemp("calls"))


@pytest.mark.parametrize("name", NAMES)
def test_the_calls_of_a_config_are_those_of_its_golden_file(
    name: str, calls: dict[str, dict[str, Any]], golden: Golden
) -> None:
    golden(f"calls/{name}.json", calls[name])


def test_there_is_a_golden_file_for_every_config_and_no_other(calls: dict[str, dict[str, Any]]) -> None:
    files = {path.relative_to(FOLDER / "calls").with_suffix("").as_posix() for path in FOLDER.glob("calls/*/*.json")}
    assert files == set(NAMES) == set(calls)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "interception/user_defined"])
def test_a_call_has_what_a_person_wrote_as_it_was_written(name: str, calls: dict[str, dict[str, Any]]) -> None:
    for language in LANGUAGES:
        for call in calls[name][language]:
            if call["type"] == "media":
                assert call["prompt"] == INPUT
            else:
                parts = call["prompt"]
                assert parts["input"] == INPUT
                assert parts["text"].endswith(f"\n\nContext:\n{parts['context']}\n\nInput:\n{INPUT}")
                assert parts["text"].startswith(f"Task:\n{parts['task']}\n")


def test_an_attitude_of_ones_own_that_is_empty_calls_nothing(calls: dict[str, dict[str, Any]]) -> None:
    assert calls["interception/user_defined"] == {"en": [], "de": []}
