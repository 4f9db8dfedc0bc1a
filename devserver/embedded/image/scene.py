"""What a picture is to hold and where: the plan of a prompt, before a line is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.palette import Palette
from devserver.embedded.image.sheet import View


@dataclass(frozen=True)
class Scene:
    """A planned picture.

    `horizon` is the height of the eye line (y in units), `focus` the x of the main thing and `base` the y it stands on,
    `sun` where sun or moon stands. `chance` decides by the seed, `motif` by the prompt alone;
    `variety` is how large things are drawn this time, about 1; `painted` holds the things with a colour
    of their own, `counted` those that a number stands before.
    """

    view: View
    palette: Palette
    things: tuple[str, ...]
    words: frozenset[str]
    setting: str
    style: str
    horizon: float
    focus: float
    base: float
    sun: tuple[float, float]
    energy: float
    joy: float
    chance: Random
    motif: Random
    order: tuple[str, ...] = ()
    named: bool = False
    variety: float = 1.0
    painted: Mapping[str, RGB] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Tell whether the prompt names one of these things."""
        return any(name in self.things for name in names)

    @property
    def wind(self) -> float:
        """Give how hard the wind blows, 0 to 1; to the right."""
        return min(1.0, 0.15 + 0.75 * self.energy + (0.3 if self.has("storm", "wind") else 0.0))

    @property
    def wintry(self) -> bool:
        """Tell whether snow lies."""
        return self.has("snow", "ice")

    def calm(self) -> Scene:
        """Give the same scene with a quiet mood: still water."""
        return replace(self, energy=0.1)
