"""Tone.js pieces: they start on a press, stop and clean up, follow the prompt, and hold it only as data."""

import re
from pathlib import Path

import pytest

from devserver.embedded.code import library, tonejs_piece
from tests.embedded.code.programs import HERE, HOSTILE, VARIED, run, written
from tests.needs import needs

MUSICAL = [
    *VARIED,
    *("techno party", "a lullaby for a sleeping child", "scary dark ghosts", "epic march", "slow ambient drone"),
    *("Wald und Blumen, fröhlich", "old machines, fast", "rainy jazz at night"),
]


@needs("node")
def test_pieces_play_and_clean_up(tmp_path: Path) -> None:
    programs = [tonejs_piece(prompt, seed=seed) for prompt in MUSICAL for seed in range(3)]
    results = run(["node", str(HERE / "tonejs_stub.js"), *written(tmp_path, programs, ".js")])
    assert len(results) == len(programs)
    for result in results:
        assert result["quiet"] and result["heard"] and result["notes"] > 60 and result["events"] > 50
        assert result["playing"]["state"] == "started" and result["playing"]["made"] > 10
        assert result["left"] == 0 and result["after"] == "stopped"
        assert result["labels"] in (["Play", "Stop"], ["Abspielen", "Anhalten"])
    text = "\n".join(programs)
    assert all(f"function {name}(" in text for name in library.blocks("tone_parts"))


@needs("node")
@pytest.mark.parametrize("prompt", HOSTILE)
def test_a_hostile_prompt_is_only_data(prompt: str, tmp_path: Path) -> None:
    program = tonejs_piece(prompt, seed=2)
    head, rest = program.split("\n\n", 1)
    assert all(line.startswith("// ") and len(line) <= 140 for line in head.splitlines())
    assert "process" not in rest
    assert run(["node", str(HERE / "tonejs_stub.js"), *written(tmp_path, [program], ".js")])


@pytest.mark.parametrize(
    ("prompt", "heard"),
    [
        ("techno party", "club"),
        ("ein Walzer", "waltz"),
        ("scary horror", "dark"),
        ("epic orchestra", "epic"),
        ("old robot machine", "engine"),
        ("birds", "addBirds"),
        ("the sea and the rain", "addRain"),
        ("das Meer", "addSurf"),
        ("thunder in a storm", "addThunder"),
        ("a clock", "addTicking"),
    ],
)
def test_a_piece_sounds_like_the_prompt(prompt: str, heard: str) -> None:
    for seed in range(4):
        assert heard in tonejs_piece(prompt, seed=seed)


def test_a_slow_prompt_is_slower_than_a_fast_one() -> None:
    def bpm(prompt: str) -> int:
        return int(re.search(r"bpm: (\d+)", tonejs_piece(prompt, seed=1))[1])  # type: ignore[index]

    assert bpm("techno, slow and calm") < bpm("techno, wild and fast")


def test_every_voice_fills_every_bar() -> None:
    for prompt in MUSICAL:
        program = tonejs_piece(prompt, seed=5)
        beats = int(re.search(r"beats: (\d)", program)[1])  # type: ignore[index]
        bars = re.findall(r'^    "([^"]+)",$', program, re.MULTILINE)
        assert bars
        for bar in bars:
            assert sum(int(note.split("*")[1]) for note in bar.split()) == beats * 4
            assert re.fullmatch(r"(?:(?:-|[A-G]#?\d(?:\+[A-G]#?\d)*)\*\d+ ?)+", bar)


def test_a_piece_is_deterministic_and_its_prompt_and_seed_matter() -> None:
    assert tonejs_piece("a sea", seed=1) == tonejs_piece("a sea", seed=1)
    assert len({tonejs_piece(prompt, seed=seed) for prompt in ("a sea", "a lake") for seed in range(4)}) == 8


def test_the_page_speaks_the_language_of_the_prompt() -> None:
    assert "Abspielen" in tonejs_piece("das Meer", seed=1) and "Abspielen" not in tonejs_piece("the sea", seed=1)
