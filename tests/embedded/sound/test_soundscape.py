"""Soundscapes."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devserver.embedded.sound import RATE, ambience, compose, encode, render
from devserver.embedded.sound.scenes import SCENES, THING_LAYERS
from devserver.embedded.sound.signal import generator
from devserver.embedded.sound.soundscape import LAYERS, plan
from devserver.embedded.sound.take import Take

HEARD = [
    pytest.param("a storm at sea", {"rain", "wind", "thunder", "sea"}, id="a storm is rain, wind and thunder"),
    pytest.param("ein Gewitter zieht auf", {"rain", "wind", "thunder"}, id="a German storm"),
    pytest.param("Wellen am Strand, Möwen", {"sea", "gulls"}, id="German plurals"),
    pytest.param("Kirchenglocken", {"bells"}, id="a German compound"),
    pytest.param("a forest with birds", {"birds", "leaves"}, id="a forest"),
    pytest.param("eine Nacht mit Grillen", {"night", "crickets"}, id="a German night"),
    pytest.param("city street with passing cars", {"hum", "cars"}, id="a city"),
    pytest.param("old factory", {"machines"}, id="machines"),
    pytest.param("die Uhr tickt", {"clock"}, id="a clock"),
    pytest.param("crowd in a cafe", {"crowd"}, id="a crowd"),
    pytest.param("water drops in a cave", {"drops"}, id="drops"),
    pytest.param("space drone", {"space"}, id="space"),
    pytest.param("heartbeat and footsteps", {"heart", "steps"}, id="body sounds"),
    pytest.param("Lagerfeuer", {"fire"}, id="fire"),
    pytest.param("a cat, a cow, a plane", {"cat", "cow", "plane"}, id="cats, cows and planes"),
    pytest.param("Schreibmaschine und Feuerwerk", {"typing", "fireworks"}, id="typing and fireworks"),
    pytest.param("under water", {"under"}, id="two words that mean one thing"),
    pytest.param("a dragon", {"fire", "wind"}, id="a thing of the lexicon without a scene of its own"),
    pytest.param("blorx quindle", {"texture"}, id="unknown words are a texture"),
    pytest.param("", {"texture"}, id="nothing is a texture"),
]
LEFT_OUT = [
    pytest.param("a forest without birds", "", "birds", id="after without"),
    pytest.param("Gewitter ohne Donner", "", "thunder", id="after ohne"),
    pytest.param("a storm at sea", "thunder", "thunder", id="in the negative prompt"),
    pytest.param("Wald mit Bach", "Vögel", "birds", id="in a German negative prompt"),
]


def level(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound)))))


@pytest.mark.parametrize(("prompt", "layers"), HEARD)
def test_words_call_layers(prompt: str, layers: set[str]) -> None:
    assert layers <= plan(prompt).layers.keys()


@pytest.mark.parametrize(("prompt", "negative", "layer"), LEFT_OUT)
def test_what_is_not_wanted_is_left_out(prompt: str, negative: str, layer: str) -> None:
    found = plan(prompt, negative).layers
    assert found and layer not in found and "texture" not in found


def test_leaving_everything_out_leaves_a_texture() -> None:
    assert plan("rain", "rain").layers == {"texture": 1.0}


def test_every_scene_and_thing_names_layers_that_exist() -> None:
    named = [scene.layers for scene in SCENES.values()] + list(THING_LAYERS.values())
    assert {layer for layers in named for layer in layers} <= LAYERS.keys()


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_sounds_on_both_sides_at_a_sensible_level(name: str) -> None:
    frames = RATE * 3
    sound = LAYERS[name](Take(frames, generator(name), 0.5, 0.5))
    assert sound.shape == (frames, 2)
    assert np.isfinite(sound).all()
    assert -52 < level(sound) < -6
    assert abs(level(sound[:, 0]) - level(sound[:, 1])) < 14
    assert not np.array_equal(sound[:, 0], sound[:, 1])


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_can_be_very_short(name: str) -> None:
    for frames in (1, 77):
        sound = LAYERS[name](Take(frames, generator(name), 1.0, 0.0))
        assert sound.shape == (frames, 2)
        assert np.isfinite(sound).all()


@pytest.mark.parametrize("prompt", ["a storm at sea", "quiet night with crickets", "blorx", "eine tickende Uhr"])
def test_a_soundscape_is_stereo_level_and_clean(prompt: str) -> None:
    sound = ambience(prompt, seconds=4, seed=5)
    assert sound.shape == (4 * RATE, 2)
    assert sound.dtype == np.float32
    assert 0.5 < np.abs(sound).max() <= 10 ** (-1 / 20) + 1e-6
    assert -22 < level(sound) < -13
    assert np.abs(sound.mean(axis=0)).max() < 1e-4
    assert np.abs(sound[[0, -1]]).max() < 1e-3
    assert np.corrcoef(sound.T)[0, 1] < 0.97


def test_a_storm_is_louder_and_brighter_than_a_calm_night() -> None:
    storm, night = (ambience(prompt, seconds=4, seed=2) for prompt in ("a heavy storm", "a calm dark night"))
    assert level(storm) > level(night) + 2


def test_high_sounds_lie_higher_than_low_ones() -> None:
    def centre(prompt: str) -> float:
        power = np.square(np.abs(np.fft.rfft(ambience(prompt, seconds=3, seed=1).mean(axis=1))))
        return float((power * np.fft.rfftfreq(3 * RATE, 1 / RATE)).sum() / power.sum())

    assert centre("crickets") > centre("rain") > centre("train") > centre("heartbeat")


def test_the_same_arguments_give_the_same_samples() -> None:
    first, second = (ambience("rain", seconds=1, seed=3) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(("prompt", "seed"), [("rain", 4), ("rain!", 3)], ids=["another seed", "another prompt"])
def test_other_arguments_give_other_samples(prompt: str, seed: int) -> None:
    assert not np.array_equal(ambience("rain", seconds=1, seed=3), ambience(prompt, seconds=1, seed=seed))


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import hashlib; from devserver.embedded.sound import ambience, compose, encode, render\n"
        "data = encode(ambience('storm', seconds=0.5, seed=1), 'flac')\n"
        "data += encode(render(compose('jazz', bars=1, seed=1)), 'mp3')\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    data = encode(ambience("storm", seconds=0.5, seed=1), "flac")
    data += encode(render(compose("jazz", bars=1, seed=1)), "mp3")
    assert other == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("after", [0, 1, 5])
def test_what_a_step_raises_ends_the_work(after: int) -> None:
    told: list[float] = []

    def step(fraction: float, preview: bytes | None = None) -> None:
        told.append(fraction)
        if len(told) > after:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        ambience("storm", seconds=0.5, seed=1, step=step)
    assert len(told) == after + 1


def test_progress_rises_from_nothing_to_one() -> None:
    told: list[float] = []
    ambience("storm", seconds=0.5, seed=1, step=lambda fraction, preview=None: told.append(fraction))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(told) > 20


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_senseless_length_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds must be positive"):
        ambience("rain", seconds=seconds, seed=1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=20), st.integers(0, 2**53 - 1))
def test_any_text_gives_a_sound(prompt: str, negative: str, seed: int) -> None:
    sound = ambience(prompt, negative_prompt=negative, seconds=0.05, seed=seed)
    assert sound.shape == (round(0.05 * RATE), 2)
    assert np.isfinite(sound).all() and np.abs(sound).max() <= 1
