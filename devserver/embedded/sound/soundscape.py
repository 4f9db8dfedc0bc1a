"""Ambience: which layers the words call, how loud each is, in which room, and the mix of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from devserver.embedded.progress import Step, silent
from devserver.embedded.sound import animals, deep, devices, town, water, weather
from devserver.embedded.sound.master import master
from devserver.embedded.sound.room import reverberate
from devserver.embedded.sound.scenes import AMBIENCE, INTENSITY, PHRASES, SCENES, THING_LAYERS, WET
from devserver.embedded.sound.signal import FloatArray, count, generator, silence
from devserver.embedded.sound.take import Layer, Take
from devserver.embedded.sound.words import wish

LAYERS: dict[str, Layer] = {
    "sea": water.sea,
    "rain": water.rain,
    "stream": water.stream,
    "drops": water.drops,
    "under": water.under,
    "wind": weather.wind,
    "leaves": weather.leaves,
    "snow": weather.snow,
    "thunder": weather.thunder,
    "fire": weather.fire,
    "birds": animals.birds,
    "gulls": animals.gulls,
    "owl": animals.owl,
    "crickets": animals.crickets,
    "night": animals.night,
    "frogs": animals.frogs,
    "bees": animals.bees,
    "dog": animals.dog,
    "whale": animals.whale,
    "cat": animals.cat,
    "cow": animals.cow,
    "hum": town.hum,
    "cars": town.cars,
    "horn": town.horn,
    "train": town.train,
    "machines": town.machines,
    "bells": town.bells,
    "chimes": town.chimes,
    "clock": town.clock,
    "crowd": town.crowd,
    "steps": town.steps,
    "heart": town.heart,
    "plane": devices.plane,
    "typing": devices.typing,
    "fireworks": devices.fireworks,
    "space": deep.space,
    "texture": deep.texture,
}
MOST_LAYERS = 7
LATER = 0.85
"""How much less each later word counts: the first thing a person names is what they want to hear."""
MASTERING = 0.95
RENDERING = 0.75
"""The share of the work that is done when all layers are rendered."""


@dataclass(frozen=True)
class Plan:
    """What will be heard: layers with levels, the room, energy and light (0 to 1)."""

    layers: dict[str, float]
    room: str
    energy: float
    light: float


def plan(prompt: str, negative_prompt: str = "") -> Plan:
    """Decide what a prompt sounds like; where no word is known, a texture that the seed tunes."""
    asked, less = wish(prompt, PHRASES), wish(negative_prompt, PHRASES)
    names = scenes(asked.words, asked.language)
    banned = {*mixed(scenes(asked.unwanted, asked.language), ()), *mixed(scenes(less.words, less.language), ())}
    layers = {name: level for name, level in mixed(names, asked.reading.things).items() if name not in banned}
    room = max((SCENES[name] for name in names), key=lambda scene: scene.rank).room if names else "open"
    return Plan(
        dict(list(layers.items())[:MOST_LAYERS]) or {"texture": 1.0},
        room if layers else "deep",
        energy(names, INTENSITY.find(asked.words, asked.language), asked.reading.energy),
        asked.reading.light,
    )


def scenes(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Give the scenes that words call, in order."""
    names = AMBIENCE.find(words, language)
    return tuple(name for name in names if name != "water" or not WET & set(names))


def mixed(names: tuple[str, ...], things: tuple[str, ...]) -> dict[str, float]:
    """Give layers with levels for scenes, or for things where no scene is known."""
    layers: dict[str, float] = {}
    called = [SCENES[name].layers for name in names] or [THING_LAYERS.get(thing, {}) for thing in things]
    for index, scene in enumerate(called):
        for layer, level in scene.items():
            layers[layer] = max(layers.get(layer, 0.0), level * LATER**index)
    return layers


def energy(names: tuple[str, ...], intensity: tuple[str, ...], said: float) -> float:
    """Give how wild it is, from the scenes' own energy, the moods of the prompt, and words such as heavy or soft."""
    own = [value for name in names if (value := SCENES[name].energy) is not None]
    scene = max(own, key=lambda value: abs(value - 0.5)) if own else 0.5
    # A heavy storm is no heavy heart: where a scene has spoken, "heavy" and "soft" mean its strength.
    base = scene if own and intensity else (0.5 * scene + 0.5 * said if own else said)
    base += 0.3 * ("more" in intensity) - 0.3 * ("less" in intensity)
    return float(np.clip(base, 0.05, 1.0))


def ambience(
    prompt: str, *, negative_prompt: str = "", seconds: float = 8.0, seed: int, step: Step = silent
) -> FloatArray:
    """Make the soundscape of a prompt, shape (frames, 2), −1 to 1 at `RATE`, deterministic for its arguments.

    Sounds that `negative_prompt` names, or that follow a "no" or "without", are left out. `seconds` must be positive,
    else ValueError. `step` hears the share that is done; what it raises ends the work.
    """
    if not 0 < seconds < float("inf"):
        raise ValueError(f"seconds must be positive and finite, not {seconds}")
    scene = plan(prompt, negative_prompt)
    frames = count(seconds)
    step(0.0)
    sound = silence(frames)
    for index, (name, level) in enumerate(scene.layers.items()):
        pulse = partial(step, RENDERING * index / len(scene.layers))
        take = Take(frames, generator(prompt, seed, name), scene.energy, scene.light, pulse)
        sound += LAYERS[name](take) * np.float32(level)
    sound += reverberate(sound, scene.room, step=lambda share, preview=None: step(RENDERING + 0.2 * share))
    fade = min(seconds / 8, 0.8)
    result = master(sound, -20.0 + 6.0 * scene.energy, fade, fade * 1.5, partial(step, MASTERING))
    step(1.0)
    return result
