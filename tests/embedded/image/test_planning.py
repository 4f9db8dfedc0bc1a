"""A prompt becomes a place, a main thing and an hour."""

import pytest

from devserver.embedded.image.planning import HORIZONS, heroes, plan
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import View


def planned(prompt: str, negative: str = "", seed: int = 1) -> Scene:
    return plan(prompt, negative, seed, View(100, 100))


@pytest.mark.parametrize(
    ("prompt", "setting", "figures"),
    [
        ("a red house by the sea at night", "sea", ("house",)),
        ("Ein Wolf im verschneiten Wald", "forest", ("wolf",)),
        ("the sound of a broken clock", "emblem", ("broken_clock",)),
        ("city in rain, neon", "city", ()),
        ("my grandmother's kitchen", "room", ("table", "person")),
        ("a robot reading a book under a tree", "plain", ("robot", "book", "tree")),
        ("a witch reading a book", "plain", ("witch", "book")),
        ("Wüste", "desert", ()),
        ("a whale", "underwater", ("whale",)),
        ("Rakete im Weltall", "space", ("rocket",)),
        ("an astronaut", "space", ("astronaut",)),
        ("a boat in the mountains", "lake", ("boat",)),
        ("ein Blumengarten im Sommer", "garden", ("flower",)),
        ("freedom", "sky", ("bird",)),
        ("zorblax", "abstract", ()),
        ("abstract painting of a horse", "abstract", ("horse",)),
        ("Bauhaus composition with circles", "abstract", ()),
        ("Bauhaus poster of a bicycle", "emblem", ("bicycle",)),
        ("", "abstract", ()),
        ("a whale beside a lighthouse", "sea", ("whale", "lighthouse")),
        ("a cat is watching", "plain", ("cat",)),
        ("my mother", "plain", ("person",)),
        ("a girl in rubber boots", "plain", ("person",)),
        ("Freundschaft", "plain", ("person",)),
        ("eine Landschaft", "abstract", ()),
        ("meine Schwester und ein Pirat", "plain", ("person",)),
        ("ein Dachs", "plain", ("bear",)),
        ("a donkey and a duck", "field", ("horse", "perched")),
        ("Frühstück im Garten", "garden", ("table",)),
        ("Laufen, springen, fallen, aufstehen, lachen", "plain", ("person",)),
        ("running, jumping, falling", "plain", ("person",)),
        ("schwimmen und tauchen", "underwater", ("fish",)),
        ("fly", "sky", ("bird",)),
        ("a dog is running", "plain", ("dog",)),
        ("the daughter of an alien", "space", ("person", "ufo")),
    ],
)
def test_place_and_figures_follow_the_words(prompt: str, setting: str, figures: tuple[str, ...]) -> None:
    scene = planned(prompt)
    assert scene.setting == setting
    assert set(heroes(scene.things)) == set(figures)


@pytest.mark.parametrize(
    ("prompt", "negative", "left"),
    [
        pytest.param("a cat and a dog", "dog", ("cat",), id="a thing"),
        pytest.param("a cat and a dog", "Hund", ("cat",), id="a thing in the other language"),
        pytest.param("a cat, a lion and a house", "animals", ("house",), id="a wider thing with all that belong to it"),
        pytest.param("a lion and a house", "lion", ("house",), id="a kind leaves no animal behind"),
        pytest.param("a cat", "blue", ("cat",), id="a colour removes no thing"),
        pytest.param("running, flying", "people", ("bird",), id="who does what is done"),
    ],
)
def test_what_is_not_wanted_is_left_out(prompt: str, negative: str, left: tuple[str, ...]) -> None:
    assert heroes(planned(prompt, negative).things) == left


def test_an_unwanted_colour_is_no_longer_named() -> None:
    assert planned("a red and blue house").named
    assert not planned("a red house", "red").named


def test_the_seed_moves_things_and_keeps_place_and_colours() -> None:
    first, second = planned("a house by the sea", seed=1), planned("a house by the sea", seed=2)
    assert (first.setting, first.palette) == (second.setting, second.palette)
    assert (first.focus, first.horizon) != (second.focus, second.horizon)


def test_an_unwanted_thing_leaves_the_rest_where_it_was() -> None:
    first, second = planned("a ship and a bird by the sea"), planned("a ship and a bird by the sea", "bird")
    assert (first.palette, first.focus, first.sun) == (second.palette, second.focus, second.sun)


def test_space_is_always_dark() -> None:
    assert planned("a bright sunny planet").palette.hour == "night"


def test_night_is_not_chosen_where_it_is_unwanted() -> None:
    assert planned("moon over a house", "night").palette.hour == "day"


def test_every_place_has_a_horizon() -> None:
    from devserver.embedded.image.places import SETTINGS

    assert set(SETTINGS) | {"emblem", "abstract"} == set(HORIZONS)


@pytest.mark.parametrize(
    ("prompt", "painted"),
    [
        pytest.param("house, sea, red boat", {"boat": (205, 45, 45)}, id="a kind of its thing"),
        pytest.param("blauer Hund, gelbe Katze", {"dog": (50, 100, 200), "cat": (245, 205, 55)}, id="two things"),
        pytest.param("red, house by the sea, calm", {"house": (205, 45, 45)}, id="a colour before the thing"),
        pytest.param("a house by the sea", {}, id="no colour"),
    ],
)
def test_each_thing_keeps_its_colour(prompt: str, painted: dict[str, tuple[int, int, int]]) -> None:
    assert planned(prompt).painted == painted


@pytest.mark.parametrize("prompt", ["dark forest in the morning", "dunkler Wald am Morgen", "a sad street at noon"])
def test_a_named_hour_is_stronger_than_the_mood(prompt: str) -> None:
    assert planned(prompt).palette.hour == "day"
