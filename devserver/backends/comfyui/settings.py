"""How patient we are with ComfyUI servers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How long we wait for what, in seconds.

    The defaults follow what was measured on a real server: HTTP answers within 0.5 s even while a checkpoint loads,
    a node may be silent for as long as it likes, and a frozen process is noticed only by what it does not answer.
    """

    connect: float = 3.0
    control: float = 10.0
    """For an answer to a small request."""
    catalogue: float = 30.0
    """For the list of nodes, which is long."""
    transfer: float = 60.0
    """Between two pieces of a file."""
    ping: float = 10.0
    quiet: float = 5.0
    """Between two looks at a prompt while the websocket tells of it."""
    poll: float = 1.0
    """Between two looks while it does not, and between two tries to cancel."""
    confirm: float = 0.5
    """Between two looks of which both must miss a prompt before it counts as lost."""
    word: float = 2.0
    """Within which a websocket must tell of a prompt that was accepted; a deaf one is replaced."""
    health: float = 5.0
    """Between two questions whether a server is well."""
    again_first: float = 0.5
    again_most: float = 15.0
    """The first and the longest wait before a server that does not answer is tried again."""
    gone: float = 20.0
    """After which a server is down: neither HTTP nor websocket lives. One that refuses has lost its prompts then."""
    frozen: float = 180.0
    """After which a silent server is given up, without another try: it may still work on the prompt."""
    patience: float = 300.0
    """For which a call waits while the servers that could do it are down, and an output for its server."""
    fairness: float = 30.0
    """After which a person, or a model that no server holds, goes before one that saves loading a model."""
    renew: float = 600.0
    """After which the list of nodes and model files is asked for again."""
    closing: float = 3.0
    """For cancelling what is left when the pool is closed."""

    @property
    def awake(self) -> float:
        """Return the most seconds between two failed requests that count as silence of the server."""
        return self.control + self.health
