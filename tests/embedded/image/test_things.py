"""Every thing can be drawn in every phase, on both sides, within its frame."""

from random import Random

import pytest

from devserver.embedded.image.inks import inks
from devserver.embedded.image.planning import plan
from devserver.embedded.image.sheet import Sheet, View
from devserver.embedded.image.things import COATS, EMBLEMS, THINGS, layer

VIEW = View(200, 200)
SCENE = plan("a day", "", 1, VIEW)


@pytest.mark.parametrize("name", sorted(THINGS))
def test_a_thing_fills_its_frame_and_is_not_cut_off(name: str) -> None:
    thing = THINGS[name]
    size = min(0.6, 0.9 / (2 * thing.half))
    for phase in (0.0, 0.35, 0.8):
        drawn = layer(SCENE, name, 0.5, 0.8, size, inks(SCENE.palette), 0.5, seed=3).cells[0]
        wide = Sheet(VIEW, (-0.5, -0.5, 1.5, 1.5))
        thing.draw(wide.stand(0.5, 0.8, size), inks(SCENE.palette), Random(3), phase)
        box = wide.picture().getchannel("A").getbbox()
        assert box
        left, top, right, bottom = (edge / 200 - 0.5 for edge in box)
        assert right - left > 0.15 * size
        assert bottom - top > 0.2 * size
        assert max(0.5 - left, right - 0.5) <= thing.half * size + 0.01
        assert top >= 0.8 - 1.32 * size - 0.01
        assert bottom <= 0.8 + 0.22 * size + 0.01
        assert drawn.getchannel("A").getbbox()


def test_a_film_gets_a_flip_book_and_a_picture_one_cell() -> None:
    moving = plan("a day", "", 1, View(100, 100, 0.05, moving=True))
    assert len(layer(moving, "horse", 0.5, 0.8, 0.4, inks(moving.palette), 0.5).cells) == THINGS["horse"].cells
    assert len(layer(SCENE, "horse", 0.5, 0.8, 0.4, inks(SCENE.palette), 0.5).cells) == 1


def test_the_tables_name_things_that_exist() -> None:
    assert set(COATS) | EMBLEMS <= set(THINGS)
