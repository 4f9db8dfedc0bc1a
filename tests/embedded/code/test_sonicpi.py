"""Sonic Pi pieces: they run with built-in names only, keep in step, and hold the prompt only as data."""

from pathlib import Path

import pytest

from devserver.embedded.code import sonicpi_piece
from tests.embedded.code.programs import HERE, HOSTILE, VARIED, run, written
from tests.embedded.code.test_tonejs import MUSICAL
from tests.needs import needs

VOICES = {"chords", "figure", "bass", "lead"}


def play(program: str, folder: Path) -> dict:
    """Run a piece in the stub and give its loops."""
    return run(["ruby", str(HERE / "sonicpi_stub.rb"), *written(folder, [program], ".rb")])[0]


@needs("ruby")
@pytest.mark.parametrize("prompt", MUSICAL[::2])
def test_a_piece_plays_and_its_voices_keep_in_step(prompt: str, tmp_path: Path) -> None:
    loops = play(sonicpi_piece(prompt, seed=3), tmp_path)
    assert set(loops) >= VOICES
    rounds = {tuple(loops[voice]["rounds"]) for voice in VOICES}
    assert len(rounds) == 1 and len(rounds.pop()) == 1
    assert all(loop["sounds"] > 0 for loop in loops.values())


@needs("ruby")
def test_the_stub_refuses_what_sonic_pi_does_not_know(tmp_path: Path) -> None:
    for wrong in ("use_synth :trombone", "sample :bd_nothing", "with_fx :sparkle do\nend", "whatever 1"):
        with pytest.raises(AssertionError):
            play(f"use_random_seed 1\n{wrong}\n", tmp_path)


@needs("ruby")
@pytest.mark.parametrize("prompt", HOSTILE)
def test_a_hostile_prompt_is_only_data(prompt: str, tmp_path: Path) -> None:
    program = sonicpi_piece(prompt, seed=2)
    head, rest = program.split("\n\n", 1)
    assert all(line.startswith("# ") and len(line) <= 140 for line in head.splitlines())
    assert "exit" not in rest and "`" not in program and "#{" not in program
    assert set(play(program, tmp_path)) >= VOICES


@pytest.mark.parametrize(
    ("prompt", "heard"),
    [
        ("the sea", ":bnoise"),
        ("wind", ":pnoise"),
        ("a fire", ":gnoise"),
        ("stars", ":ambi_lunar_land"),
        ("techno", ":tb303"),
        ("a ghost", ":ambi_haunted_hum"),
    ],
)
def test_a_piece_sounds_like_the_prompt(prompt: str, heard: str) -> None:
    assert heard in sonicpi_piece(prompt, seed=1)


def test_a_piece_is_deterministic_and_its_prompt_and_seed_matter() -> None:
    assert sonicpi_piece("a sea", seed=1) == sonicpi_piece("a sea", seed=1)
    assert len({sonicpi_piece(prompt, seed=seed) for prompt in ("a sea", "a lake") for seed in range(4)}) == 8


def test_a_large_seed_fits_sonic_pi() -> None:
    program = sonicpi_piece(VARIED[0], seed=2**53 - 1)
    seed = next(line for line in program.splitlines() if line.startswith("use_random_seed"))
    assert 0 <= int(seed.split()[1]) < 2**31 and f"Seed: {2**53 - 1}." in program
