from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta

import pytest

from devserver.engine import tables
from devserver.engine.inputs import find_media
from devserver.engine.uploads import KEPT_FOR
from devserver.errors import InvalidInput, NotFound
from devserver.models.runs import InputRef, now
from tests.fakes.engine_site import Site
from tests.fakes.scripted import PNG

pytestmark = pytest.mark.anyio


def small(kind: str = "PNG") -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(written, kind)
    return written.getvalue()


async def test_an_upload_is_copied_into_the_run_that_uses_it(site: Site) -> None:
    data = small()
    upload = await site.engine.uploads.keep(data, "anna")
    assert (upload.mime, upload.width, upload.height, upload.bytes) == ("image/png", 3, 2, len(data))
    record = await site.do(
        "generation",
        prompt="A boat",
        output_config="painting",
        inputs={"input_image": InputRef(upload_id=upload.upload_id)},
    )
    (call,) = site.part.calls
    (image,) = call.images
    assert (image.parameter, image.mime, image.sha256) == ("input_image", "image/png", hashlib.sha256(data).hexdigest())
    assert (site.data / image.path).read_bytes() == data
    entity = record.entity("input_media")
    assert entity is not None
    assert (entity.meta["upload_id"], entity.media_type) == (upload.upload_id, None)


async def test_an_output_of_a_run_is_an_input_of_another(site: Site) -> None:
    first = await site.do("generation", prompt="A boat", output_config="sketching")
    second = await site.do(
        "generation",
        prompt="A ship",
        output_config="painting",
        inputs={"input_image": InputRef(run_id=first.run_id, type="image", index=0)},
    )
    assert site.part.calls[-1].images[0].sha256 == first.media()[0].sha256
    assert second.row.state == "completed"
    assert len(second.media("image")) == 1, "what comes in is no output"


WRONG = {
    "both an upload and a run": InputRef(upload_id="upload_x", run_id="run_x"),
    "neither": InputRef(),
}


@pytest.mark.parametrize("ref", WRONG.values(), ids=WRONG.keys())
async def test_a_reference_names_one_thing(site: Site, ref: InputRef) -> None:
    with pytest.raises(InvalidInput) as caught:
        await site.start("generation", prompt="x", output_config="painting", inputs={"input_image": ref})
    assert caught.value.faults[0].pointer == "/inputs/input_image"


GONE = {
    "an upload that is no id": InputRef(upload_id="../../x"),
    "an upload that is not there": InputRef(upload_id="upload_01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "a run that is not there": InputRef(run_id="run_01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "a type that is none": InputRef(run_id="OWN", type="../x"),
    "an index that is not there": InputRef(run_id="OWN", index=1),
    "a type that it did not make": InputRef(run_id="OWN", type="video"),
}


@pytest.mark.parametrize("ref", GONE.values(), ids=GONE.keys())
async def test_a_reference_to_nothing_is_not_found_and_nothing_is_recorded(site: Site, ref: InputRef) -> None:
    own = await site.do("generation", prompt="A boat", output_config="sketching")
    before = site.rows("SELECT count(*) FROM runs")
    found = ref.model_copy(update={"run_id": own.run_id}) if ref.run_id == "OWN" else ref
    with pytest.raises(NotFound):
        await site.start("generation", prompt="x", output_config="painting", inputs={"input_image": found})
    assert site.rows("SELECT count(*) FROM runs") == before


async def test_an_upload_whose_file_is_gone_is_not_found(site: Site) -> None:
    upload = await site.engine.uploads.keep(small("JPEG"), "anna")
    (site.data / "uploads" / f"{upload.upload_id}.jpg").unlink()
    with pytest.raises(NotFound):
        await site.engine.uploads.read(upload.upload_id)


async def test_uploads_are_forgotten_after_their_time_and_runs_keep_their_copy(site: Site) -> None:
    old, young = [await site.engine.uploads.keep(small(), "anna") for _ in range(2)]
    record = await site.do(
        "generation",
        prompt="A boat",
        output_config="painting",
        inputs={"input_image": InputRef(upload_id=old.upload_id)},
    )
    this = tables.uploads.update().where(tables.uploads.c.id == old.upload_id)
    update = this.values(created_at=now() - KEPT_FOR - timedelta(minutes=1))
    await site.engine.database.write(lambda connection: connection.execute(update))
    assert await site.engine.uploads.forget_old() == 1
    assert re.findall(r"upload_\w+", str(list((site.data / "uploads").iterdir()))).count(old.upload_id) == 0
    with pytest.raises(NotFound):
        await site.engine.uploads.read(old.upload_id)
    assert (await site.engine.uploads.read(young.upload_id))[1] == small()
    entity = record.entity("input_media")
    assert entity is not None
    assert site.bytes_of(record, entity) == small()


async def test_media_are_found_newest_first_by_index_and_by_format(site: Site) -> None:
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    (image,) = record.media()
    later = image.model_copy(update={"n": 9, "index": 1})
    other = image.model_copy(update={"n": 10, "index": 1, "format": "webp"})
    record.entities += [later, other]
    assert find_media(record, "image") == later
    assert find_media(record, "image", 0) == image
    assert find_media(record, "image", None, "webp") == other
    for given in (("image", 2, None), ("image", 0, "webp"), ("video", None, None), ("nothing", None, None)):
        with pytest.raises(NotFound):
            find_media(record, *given)


async def test_music_falls_back_to_audio(site: Site) -> None:
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    sound = record.media()[0].model_copy(update={"media_type": "audio", "format": "flac"})
    record.entities.append(sound)
    assert find_media(record, "music") == find_media(record, "audio") == sound
    assert sound.bytes == len(PNG)
