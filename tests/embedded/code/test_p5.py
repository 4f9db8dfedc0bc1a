"""p5.js sketches: they run, follow the prompt, and hold it only as data."""

import re
from pathlib import Path

import pytest

from devserver.embedded.code import library, p5_sketch
from tests.embedded.code.programs import HERE, HOSTILE, VARIED, run, written
from tests.needs import needs


def scene(program: str) -> list[str]:
    """Give the layers that a sketch builds, in order."""
    return re.findall(r"^    (make\w+)\(", program, re.MULTILINE)


@needs("node")
def test_every_part_runs_in_some_sketch(tmp_path: Path) -> None:
    programs = [p5_sketch(prompt, seed=seed) for prompt in VARIED for seed in range(2)]
    results = run(["node", str(HERE / "p5_stub.js"), *written(tmp_path, programs, ".js")])
    assert len(results) == len(programs) and all(result["drawn"] > 3 for result in results)
    used = {name for program in programs for name in scene(program)}
    assert {name for name in library.blocks("p5_parts") if name.startswith("make")} <= used


@needs("node")
@pytest.mark.parametrize("prompt", HOSTILE)
def test_a_hostile_prompt_is_only_data(prompt: str, tmp_path: Path) -> None:
    program = p5_sketch(prompt, seed=2)
    head = program.split("\n\n")[0].splitlines()
    assert all(line.startswith("// ") and len(line) <= 140 for line in head)
    assert "process" not in "".join(program.split("\n\n")[1:])
    assert run(["node", str(HERE / "p5_stub.js"), *written(tmp_path, [program], ".js")])


@pytest.mark.parametrize(
    ("prompt", "layers"),
    [
        ("a ship on the stormy sea", ["makeWaves", "makeBoat", "makeRain", "makeLightning"]),
        ("ein Wolf im Wald unter dem Mond", ["makeMoon", "makeForest", "makePortrait"]),
        ("a city by night", ["makeStars", "makeSkyline"]),
        ("fish in the sea", ["makeDepths", "makeFish"]),
        ("a rocket to a planet", ["makePlanet", "makeRocket"]),
        ("roses", ["makeMeadow", "makeFlowers"]),
        ("a fire", ["makeFire"]),
        ("justice", ["makePaper"]),
    ],
)
def test_a_sketch_shows_what_the_prompt_names(prompt: str, layers: list[str]) -> None:
    for seed in range(5):
        assert set(layers) <= set(scene(p5_sketch(prompt, seed=seed)))


def test_a_boat_floats_between_waves() -> None:
    layers = scene(p5_sketch("a ship on the sea", seed=4))
    boat = layers.index("makeBoat")
    assert "makeWaves" in layers[:boat] and "makeWaves" in layers[boat + 1 :]


def test_a_painted_thing_has_its_colour() -> None:
    assert 'hex: "#191e1e"' not in p5_sketch("a red dragon", seed=1)
    assert "face: faceDragon" in p5_sketch("a red dragon", seed=1)
    assert re.search(r'face: faceDragon.*hex: "#cd2d2d"', p5_sketch("a red dragon", seed=1))


def test_a_sketch_is_deterministic_and_its_prompt_and_seed_matter() -> None:
    assert p5_sketch("a sea", seed=1) == p5_sketch("a sea", seed=1)
    programs = {p5_sketch(prompt, seed=seed) for prompt in ("a sea", "the sea", "a lake") for seed in range(4)}
    assert len(programs) == 12


def test_prompts_give_varied_compositions() -> None:
    assert len({tuple(scene(p5_sketch(prompt, seed=1))) for prompt in VARIED}) >= len(VARIED) - 1


def test_a_sketch_says_who_made_it_and_with_which_seed() -> None:
    head = p5_sketch("a sea", seed=9_007_199_254_740_991).splitlines()[:4]
    assert "without an AI model. Seed: 9007199254740991." in head[1]
    assert head[2] == "// Prompt: a sea" and "sea" in head[3]


def test_a_sketch_takes_only_the_parts_it_needs() -> None:
    program = p5_sketch("quiet justice", seed=1)
    assert "function makeSkyline" not in program and program.count("function setup(") == 1
    for name in re.findall(r"^function (\w+)", program, re.MULTILINE):
        assert program.count(name) >= 2 or name in {"setup", "draw", "windowResized"}, name


def test_nothing_is_loaded_from_elsewhere() -> None:
    for prompt in VARIED:
        assert not re.search(r"https?:|load(Image|Font|Sound|JSON)|fetch\(|import\b|eval\(", p5_sketch(prompt, seed=1))
