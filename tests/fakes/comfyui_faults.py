"""What can go wrong with the fake ComfyUI."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Faults:
    """What goes wrong. A number counts down: so many times it does."""

    post_vanishes: int = 0
    """The prompt is not queued and the connection ends without an answer."""
    post_unanswered: int = 0
    """The prompt is queued and the connection ends without an answer."""
    post_500_queued: int = 0
    post_500: int = 0
    post_html: int = 0
    """A page of a proxy, with 200; nothing is queued."""
    post_truncated: int = 0
    """The prompt is queued; the answer breaks off in the middle of its JSON."""
    upload_vanishes: int = 0
    """The input is not kept and the connection ends without an answer."""
    interrupts_lost: int = 0
    queue_garbage: int = 0
    view_missing: int = 0
    view_empty: int = 0
    view_truncated: int = 0
    view_html: int = 0
    no_websocket: bool = False
    no_history: int = 0
    """The history stays empty although the prompt ended."""
    unauthorised: bool = False

    def take(self, name: str) -> bool:
        """Tell whether it goes wrong this time."""
        left = int(getattr(self, name))
        if left:
            setattr(self, name, left - 1)
        return left > 0
