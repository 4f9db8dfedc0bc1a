"""Every place, weather and composition can be drawn, at every hour."""

import pytest

from devserver.embedded.image.abstract import COMPOSERS, beats
from devserver.embedded.image.compose import company, parts
from devserver.embedded.image.planning import HORIZONS, plan
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer, View
from devserver.embedded.image.things import THINGS

PLACES = {
    "sea": "ocean", "lake": "a lake", "river": "a river", "desert": "desert", "mountain": "mountains", "city": "city",
    "village": "village", "forest": "forest", "street": "street", "field": "meadow", "garden": "garden", "snow": "snow",
    "plain": "a robot", "sky": "a plane", "space": "planets", "underwater": "fish", "room": "kitchen", "emblem": "love",
    "abstract": "zorblax",
}  # fmt: skip


def layers(prompt: str, view: View | None = None) -> tuple[Scene, list[Layer]]:
    scene = plan(prompt, "", 5, view or View(72, 48))
    return scene, [layer for part in parts(scene) for layer in part()]


def test_every_place_is_tried_here() -> None:
    assert set(PLACES) == set(HORIZONS)


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("hour", ["", " at night", " in a storm", " at sunset in winter snow"])
def test_a_place_is_drawn_at_every_hour(place: str, hour: str) -> None:
    scene, drawn = layers(PLACES[place] + hour)
    assert len(drawn) >= 3
    assert all(cell.mode == "RGBA" for layer in drawn for cell in layer.cells)
    if not hour:
        assert scene.setting == place


@pytest.mark.parametrize("weather", ["rain", "snow", "storm", "wind", "fog", "fire", "rainbow", "aurora"])
def test_weather_adds_to_the_picture(weather: str) -> None:
    without = len(layers("mountains")[1])
    assert len(layers(f"mountains {weather}")[1]) > without - 4
    assert plan(f"mountains {weather}", "", 1, View(64, 64)).setting == "mountain"


@pytest.mark.parametrize("name", sorted(COMPOSERS))
@pytest.mark.parametrize("view", [View(64, 64), View(200, 64), View(64, 200, 0.05, moving=True)])
def test_a_composition_without_things_has_several_layers(name: str, view: View) -> None:
    scene = plan("some words without any thing", "", 2, view)
    assert len(list(COMPOSERS[name](scene, beats(scene.order)))) >= 3


@pytest.mark.parametrize(
    ("prompt", "leads"),
    [
        ("a wolf in the desert", ["wolf"]),
        ("two wolves in the desert", ["wolf", "wolf"]),
        ("drei Wölfe in der Wüste", ["wolf", "wolf", "wolf"]),
        ("two wolves and a house", ["wolf", "house", "wolf"]),
        ("ein Haus und zwei Wölfe", ["house", "wolf", "wolf"]),
        ("a tree", ["tree"]),
        ("many words", []),
    ],
)
def test_a_figure_is_drawn_as_often_as_the_prompt_counts(prompt: str, leads: list[str]) -> None:
    assert company(plan(prompt, "", 1, View(64, 64)))[0] == leads


def test_a_figure_walks_and_takes_its_shadow_along() -> None:
    _, drawn = layers("a horse in the field", View(96, 64, 0.05, moving=True))
    (horse,) = [layer for layer in drawn if len(layer.cells) == THINGS["horse"].cells]
    together = [layer for layer in drawn if layer.motion.drift == horse.motion.drift]
    assert horse.motion.drift[0]
    assert len(together) == 2


def test_soft_words_sound_round_and_hard_words_sharp() -> None:
    soft, hard = beats(("bouba", "kiki"))
    assert soft.sharp < 0.3 < 0.7 < hard.sharp


def test_a_text_without_words_still_has_a_beat() -> None:
    assert len(beats(())) == 1
