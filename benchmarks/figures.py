"""A figure: what was measured beside what is wanted, and how both relate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value; `most` or `least` is what is wanted. The ratio is above 1 where it is better than wanted."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float:
        """Return how much better than wanted it is."""
        if self.most is not None:
            return self.most / self.value if self.value else float("inf")
        return self.value / (self.least or 1.0)

    def __str__(self) -> str:
        wanted = f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}"
        verdict = "met" if self.ratio >= 1 else "missed"
        return f"{self.name:<58}{self.value:>10.2f} {self.unit:<10}{wanted:>10}  x{self.ratio:<7.2f}{verdict}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(figures: Iterable[Figure]) -> None:
    """Print figures, one a line."""
    for figure in figures:
        print(figure, flush=True)
