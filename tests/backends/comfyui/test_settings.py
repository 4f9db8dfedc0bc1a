"""How patient we are."""

from __future__ import annotations

from devserver.backends.comfyui import Pace


def test_patience_has_sane_defaults() -> None:
    pace = Pace()
    assert pace.confirm < pace.poll <= pace.word < pace.quiet < pace.gone < pace.frozen
    assert 15 <= pace.gone <= 30
    assert pace.awake < pace.gone, "one sleep of ours is not the death of a server"
