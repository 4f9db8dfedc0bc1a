"""A film decodes with the right size, rate and length, moves, repeats itself exactly, and can be stopped."""

import hashlib
import io
import os
import subprocess
import sys

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devserver.embedded.image import SOFTWARE
from devserver.embedded.video import FORMATS, film

SMALL = {"width": 128, "height": 72, "seconds": 1.0, "fps": 24}


def frames(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.float64) for frame in container.decode(video=0)]


@pytest.mark.parametrize("container", sorted(FORMATS))
@pytest.mark.parametrize(
    ("width", "height", "seconds", "fps"), [(128, 72, 1.0, 24), (64, 96, 0.5, 12), (96, 64, 1.5, 30)]
)
def test_the_film_has_the_size_rate_and_length_that_were_asked_for(
    container: str, width: int, height: int, seconds: float, fps: int
) -> None:
    data = film("a ship", width=width, height=height, seconds=seconds, fps=fps, seed=1, container=container)
    with av.open(io.BytesIO(data)) as opened:
        track = opened.streams.video[0]
        assert (track.width, track.height, track.average_rate) == (width, height, fps)
        assert track.codec_context.pix_fmt == "yuv420p"
        assert track.codec_context.name in {"webm": ("vp9", "libvpx-vp9"), "mp4": ("h264",)}[container]
        assert opened.duration == pytest.approx(seconds * 1_000_000, abs=60_000)
        tags = {name.lower(): value for name, value in opened.metadata.items()}
        assert tags["comment"] == f"{SOFTWARE}; seed 1"
    assert len(frames(data)) == round(seconds * fps)


def test_an_mp4_has_its_index_before_its_pictures() -> None:
    data = film("a ship", **SMALL, seed=1, container="mp4")
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_a_webm_starts_with_the_mark_of_its_kind() -> None:
    data = film("a ship", **SMALL, seed=1)
    assert data.startswith(b"\x1aE\xdf\xa3")
    assert b"webm" in data[:64]


@pytest.mark.parametrize(
    "prompt", ["waves on the sea", "snow over the forest", "a running horse", "freedom", "music", "zorb"]
)
def test_something_moves(prompt: str) -> None:
    shown = frames(film(prompt, **SMALL, seed=2))
    assert np.abs(shown[0] - shown[-1]).mean() > 1.0


@pytest.mark.parametrize("container", sorted(FORMATS))
def test_the_same_call_gives_the_same_bytes_in_this_and_in_another_process(container: str) -> None:
    code = (
        "import hashlib; from devserver.embedded.video import film;"
        "data = film('city in rain', width=128, height=72, seconds=0.5, seed=9, container='" + container + "');"
        "print(hashlib.sha256(data).hexdigest())"
    )
    calls = [film("city in rain", width=128, height=72, seconds=0.5, seed=9, container=container) for _ in range(2)]
    environment = {**os.environ, "PYTHONHASHSEED": "777"}
    there = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert {hashlib.sha256(data).hexdigest() for data in calls} == {there.stdout.strip()}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"width": 62}, "64 to 1280"),
        ({"height": 1282}, "64 to 1280"),
        ({"width": 129}, "even"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 21}, "seconds"),
        ({"seconds": float("nan")}, "seconds"),
        ({"fps": 0}, "frames per second"),
        ({"fps": 61}, "frames per second"),
        ({"container": "gif"}, "webm, mp4"),
    ],
    ids=lambda value: str(value),
)
def test_a_wrong_value_is_refused_with_its_reason(wrong: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        film("a ship", **{**SMALL, "seed": 1, **wrong})


@pytest.mark.parametrize("limit", [0.1, 0.5], ids=["while drawing", "while filming"])
def test_what_the_step_raises_ends_the_work_at_once(limit: float) -> None:
    calls = []

    def stop(fraction: float, preview: bytes | None = None) -> None:
        calls.append(fraction)
        if fraction > limit:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film("a ship", **SMALL, seed=1, step=stop)
    assert sum(fraction > limit for fraction in calls) == 1


def test_the_step_hears_a_rising_share_and_sees_previews() -> None:
    shares, previews = [], []

    def hear(fraction: float, preview: bytes | None = None) -> None:
        shares.append(fraction)
        previews.extend([preview] if preview else [])

    film("a ship", **SMALL, seed=1, step=hear)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] > 0.9
    assert previews
    assert all(preview.startswith(b"\xff\xd8") for preview in previews)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(prompt=st.text(max_size=40), seed=st.integers(0, 2**53 - 1), container=st.sampled_from(sorted(FORMATS)))
def test_any_text_and_seed_give_a_film(prompt: str, seed: int, container: str) -> None:
    data = film(prompt, width=64, height=64, seconds=0.2, fps=10, seed=seed, container=container)
    assert len(frames(data)) == 2
