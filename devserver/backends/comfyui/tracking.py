"""One prompt on one server, from the moment its id was chosen to its verdict. Pure: events and looks go in.

The truth is the queue, and then the history, read in that order: a prompt moves from waiting to running to history
under one lock, so what is absent from both is not there. Events only make it faster, show progress, and stand in for
a history that somebody cleared. One miss is not believed: two in a row make a verdict. There is exactly one verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from devserver.backends.comfyui.protocol import Cached, Ended, Event, Output, Running, Shares, Started, Terminal
from devserver.backends.comfyui.verdict import Verdict, judge, of_terminal

Place = Literal["waiting", "running"]
MISSES = 2


@dataclass(frozen=True)
class Look:
    """What queue and history said of a prompt, asked for in this order; both None: it was in neither."""

    place: Place | None = None
    entry: Mapping[str, Any] | None = None


@dataclass
class Tracker:
    """Follows one prompt. `accepted` is None as long as nobody knows whether the server took it."""

    prompt_id: str
    accepted: bool | None = None
    place: Place | None = None
    ended: bool = False
    node: str | None = None
    cached: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    steps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    verdict: Verdict | None = None
    misses: int = 0
    heard: bool = False
    _outputs: dict[str, Any] = field(default_factory=dict)
    _terminal: Terminal | None = None

    def hear(self, event: Event) -> None:
        """Take an event of this prompt."""
        self.heard = True
        self.accepted = True
        match event:
            case Started():
                self.place = "running"
            case Cached(nodes=nodes):
                self.cached = nodes
            case Running(node=node):
                self.place, self.node = "running", node
            case Shares(nodes=nodes, steps=steps):
                self.place, self.steps = "running", steps
                self.shares.update(nodes)
            case Output(node=node, output=output):
                self._outputs[node] = output
            case Terminal():
                self._terminal = event
            case Ended():
                self.ended = True

    def look(self, seen: Look) -> None:
        """Take a look at queue and history."""
        if self.verdict is not None:
            return
        if seen.entry is not None:
            self.verdict = judge(seen.entry)
        elif seen.place is not None:
            self.place, self.accepted, self.misses = seen.place, True, 0
        else:
            self.misses += 1
            if self.misses >= MISSES:
                self.verdict = self._vanished()

    def refused(self) -> None:
        """Take it that the server did not queue the prompt, for sure."""
        if self.verdict is None and not self.accepted:
            self.verdict = Verdict("not_queued")

    def give_up(self, *, process_gone: bool) -> None:
        """Take it that the server cannot be reached any more; `process_gone` where it lost what it knew."""
        if self.verdict is not None:
            return
        heard = self.ended and self._terminal is not None
        self.verdict = self._vanished() if process_gone or heard else Verdict("unanswered")

    def _vanished(self) -> Verdict:
        if self.ended and self._terminal is not None:
            return of_terminal(self._terminal.kind, self._terminal.data, dict(self._outputs))
        return Verdict("lost" if self.accepted else "not_queued")
