"""Sheets, pens and motions put things where they should be."""

import math

import pytest

from devserver.embedded.image.sheet import Motion, Sheet, View, arc, flowing, smooth

RED = (255, 0, 0)


def covered(sheet: Sheet) -> tuple[int, int, int, int] | None:
    return sheet.picture().getchannel("A").getbbox()


def test_a_sheet_covers_the_view_and_its_margin() -> None:
    sheet = Sheet(View(200, 100, margin=0.1))
    assert sheet.picture().size == (220, 120)


def test_a_pen_draws_in_units_of_the_height() -> None:
    sheet = Sheet(View(200, 100))
    sheet.pen().rect(0.5, 0.25, 1.5, 0.75, RED)
    assert covered(sheet) == (50, 25, 151, 76)


def test_a_standing_thing_grows_upwards_from_its_foot() -> None:
    sheet = Sheet(View(100, 100))
    sheet.stand(0.5, 0.9, 0.4).rect(-0.1, 0, 0.1, 1, RED)
    assert covered(sheet) == (46, 50, 55, 91)


def test_a_flipped_pen_draws_to_the_other_side() -> None:
    sheet = Sheet(View(100, 100))
    sheet.stand(0.5, 0.9, 0.4, flip=True).rect(0.1, 0, 1, 1, RED)
    left, _, right, _ = covered(sheet) or (0, 0, 0, 0)
    assert (left, right) == pytest.approx((10, 47), abs=1)


def test_edges_are_smoothed() -> None:
    sheet = Sheet(View(50, 50))
    sheet.pen().ellipse(0.5, 0.5, 0.4, 0.4, RED)
    assert len(set(sheet.picture().getchannel("A").tobytes())) > 3


@pytest.mark.parametrize("box", [(5, 5, 6, 6), (-9, -9, -8, -8), (0.2, 0.2, 0.2, 0.2)])
def test_a_sheet_out_of_view_or_without_extent_is_harmless(box: tuple[float, float, float, float]) -> None:
    sheet = Sheet(View(50, 50), box)
    sheet.pen().ellipse(5.5, 5.5, 1, 1, RED)
    assert max(sheet.picture().size) <= 75


def test_a_motion_starts_at_rest_and_drifts() -> None:
    motion = Motion((0.1, -0.2), (0.05, 0.03), period=2, phase=0.3)
    assert motion.at(0) == (0, 0)
    assert motion.at(2) == pytest.approx((0.2, -0.4))


@pytest.mark.parametrize("curve", [smooth, flowing])
def test_a_curve_passes_through_its_points(curve: object) -> None:
    points = [(0.0, 0.0), (1.0, 0.5), (0.4, 1.0), (-0.5, 0.7)]
    drawn = curve(points)  # type: ignore[operator]
    assert all(min(math.dist(point, other) for other in drawn) < 1e-9 for point in points)


def test_an_arc_runs_from_its_start_to_its_end() -> None:
    points = arc(0, 0, 2, 1, 0, 90)
    assert points[0] == pytest.approx((2, 0))
    assert points[-1] == pytest.approx((0, 1))
