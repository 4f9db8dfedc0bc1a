"""What a run has made, and where it can be fetched; the bytes themselves are served by native endpoints."""

from __future__ import annotations

from flask import Response

from devserver.engine import reading
from devserver.errors import NotFound
from devserver.routes.answers import MediaInfo, answer
from devserver.routes.asking import Query, call, engine
from devserver.routes.blueprint import Blueprint
from devserver.routes.documented import MEDIA, responses
from devserver.routes.runs import RunPath

blueprint = Blueprint("media_info", "/api/media", tag=MEDIA)


@blueprint.get("/info/<run_id>", responses=responses(200, MediaInfo, NotFound))
def get_media_info(path: RunPath, query: Query) -> Response:
    """List the outputs of a run."""
    found = call(reading.media(engine(), path.run_id))
    return answer(MediaInfo(run_id=path.run_id, media=found))
