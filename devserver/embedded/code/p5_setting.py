"""Where and when a sketch plays: under water, outdoors or nowhere, and the hour of the day."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from devserver.embedded.code.colour import hex_of
from devserver.embedded.code.writing import Value
from devserver.embedded.colour import RGB
from devserver.embedded.lexicon import Reading

Layer = tuple[str, dict[str, Value]]
"""A function of `p5_parts` and its options."""

OUTDOORS = frozenset(
    (
        *("sea", "river", "lake", "forest", "tree", "mountain", "field", "city", "house", "street", "castle", "bridge"),
        *("sky", "cloud", "rain", "rainbow", "snow", "storm", "sun", "moon", "star", "night", "desert", "garden"),
        *("planet", "flower", "bird", "insect", "train", "ship", "car", "plane", "ice", "wind", "fire", "crowd"),
        *("animal", "ghost", "stone", "light"),
    )
)
WATERS = frozenset(("sea", "lake", "river"))
NIGHTLY = frozenset(("night", "moon", "star", "planet", "ghost", "shadow"))
DUSKY = frozenset(
    (
        *("sunset", "dusk", "evening", "twilight", "sonnenuntergang", "dämmerung", "abend", "abendrot", "autumn"),
        *("herbst", "romantic", "romantisch"),
    )
)
SUNNY = frozenset(("sunny", "day", "noon", "midday", "sonnig", "sonniger", "sonniges", "sonnige", "tag", "mittag"))
DAWNING = frozenset(("sunrise", "dawn", "morning", "sonnenaufgang", "morgen", "morgenröte", "spring", "frühling"))


@dataclass
class Plan:
    """A sketch while it is planned: the reading, the source of choices, and where things lie.

    `low` is the height of the horizon (0 top, 1 bottom), `side` where the sun or moon stands (0 left, 1 right).
    """

    reading: Reading
    painted: dict[str, RGB]
    rng: random.Random
    hour: str = ""
    low: float = 0.6
    side: float = 0.5
    has: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.has = frozenset(self.reading.things)
        self.low = self.rng.uniform(0.52, 0.68)
        self.side = self.rng.choice((0.24, 0.32, 0.68, 0.76))
        self.hour = self.hour or self._hour()

    def says(self, *words: str) -> bool:
        """Tell whether the prompt holds one of these lower-case words; from four letters on with any ending."""
        return any(
            said == word or (len(word) >= 4 and said.startswith(word)) for said in self.reading.words for word in words
        )

    def likely(self, share: float) -> bool:
        """Draw lots: true in this share of cases."""
        return self.rng.random() < share

    def paint(self, thing: str) -> str | None:
        """Give the colour that the prompt gives to a thing."""
        return hex_of(self.painted[thing]) if thing in self.painted else None

    @property
    def outdoors(self) -> bool:
        """Tell whether the picture has a sky."""
        return bool(self.has & OUTDOORS) and not self.under_water

    @property
    def under_water(self) -> bool:
        """Tell whether the picture lies below the surface."""
        above = OUTDOORS - {"sea", "light", "animal", "night", "ghost", "stone"}
        return "fish" in self.has and not self.has & above

    @property
    def in_space(self) -> bool:
        """Tell whether there is nothing to stand on, only stars."""
        standing = OUTDOORS - {"sky", "star", "planet", "night", "moon", "sun", "plane"}
        standing -= {"light", "animal", "ghost", "rainbow"}
        return bool(self.has & {"star", "planet"}) and not self.has & standing

    def _hour(self) -> str:
        if self.under_water:
            return "deep"
        if not self.outdoors:
            return "plain_light" if self.reading.light > 0.6 or self.likely(self.reading.light - 0.1) else "plain_dark"
        return self._named_hour() or self._free_hour()

    def _named_hour(self) -> str | None:
        words = set(self.reading.words)
        polar = self.says("aurora", "polarlicht", "nordlicht", "northern")
        if polar or (self.has & NIGHTLY and "sun" not in self.has):
            return "night"
        wet = self.has & {"storm", "rain"}
        cases = (("dusk", words & DUSKY), ("dawn", words & DAWNING), ("storm", wet), ("day", words & SUNNY))
        named = next((hour for hour, said in cases if said), None)
        if named is None and self.has & {"snow", "ice"}:
            return "snow" if self.reading.light > 0.35 else "night"
        return "heat" if named is None and "desert" in self.has else named

    def _free_hour(self) -> str:
        if self.reading.light < 0.33 or ("light" in self.has and self.reading.light < 0.8):
            return "night"
        if "sun" in self.has or self.reading.light > 0.7:
            return self.rng.choice(("day", "day", "dawn"))
        return self.rng.choice(("day", "dusk", "dawn", "night") if "fire" not in self.has else ("night", "dusk"))
