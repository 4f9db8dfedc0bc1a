"""Whether a server answers."""

from __future__ import annotations

import pytest

from devserver.backends.comfyui.health import Health

REFUSED, SILENT = True, False


@pytest.mark.parametrize(
    ("failures", "suspect", "silent", "refused"),
    [
        pytest.param([], False, 0, 0, id="nothing happened"),
        pytest.param([(5, REFUSED)], False, 0, 0, id="one failure is none"),
        pytest.param([(5, REFUSED), (6, REFUSED)], True, 1, 1, id="two in a row are suspect"),
        pytest.param([(0, REFUSED), (1, REFUSED), (11, REFUSED)], True, 11, 11, id="the time between them adds up"),
        pytest.param([(0, SILENT), (9, SILENT)], True, 9, 0, id="silence is no refusal"),
        pytest.param([(0, SILENT), (9, REFUSED), (12, REFUSED)], True, 12, 3, id="refusal counts from its first"),
        pytest.param([(0, REFUSED), (4, REFUSED), (6, SILENT)], True, 6, 0, id="silence ends refusal"),
        pytest.param([(0, REFUSED), (9000, REFUSED)], True, 15, 15, id="a sleep of ours is not the server's silence"),
    ],
)
def test_failures_add_up(failures: list[tuple[float, bool]], suspect: bool, silent: float, refused: float) -> None:
    health = Health(step=15.0)
    for moment, kind in failures:
        health.failed(moment, refused=kind)
    assert (health.suspect, health.silent, health.refused) == (suspect, silent, refused)


def test_an_answer_forgives_everything() -> None:
    health = Health(step=15.0)
    for moment in range(5):
        health.failed(moment, refused=True)
    health.answered()
    assert health == Health(step=15.0)
    health.failed(99, refused=True)
    assert (health.suspect, health.silent) == (False, 0.0)
