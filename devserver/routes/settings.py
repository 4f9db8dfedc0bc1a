"""Settings and keys: seen and changed while the server runs. A key is written and deleted, and never read.

A change is guarded as everything that changes something is (see `security`): no page of another site gets here, and a
body is JSON by its type, which no form can send.
"""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel, Field, ValidationError

from devserver.engine import configuring
from devserver.engine.configuring import KeyView, SettingsView
from devserver.errors import Changed, Conflict, Forbidden, NotFound, Unavailable, sentence
from devserver.routes.answers import ProviderTest, answer
from devserver.routes.asking import MatchHeader, Query, call, engine, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.bodies import KeyBody, ProviderBody, SettingsBody
from devserver.routes.documented import BODY, SETTINGS, responses
from devserver.routes.faults import refuse

blueprint = Blueprint("settings", "/api/settings", tag=SETTINGS)


class KeyPath(BaseModel):
    """The name of a provider; what is none does not exist."""

    name: str = Field(json_schema_extra={"example": "openai"})


def _seen() -> Response:
    seen = configuring.view(engine())
    response = answer(seen)
    response.headers["ETag"] = f'"{configuring.etag(engine(), seen)}"'
    response.headers["Content-Language"] = "en"
    return response


@blueprint.get("", responses=responses(200, SettingsView, Unavailable))
def get_settings(query: Query) -> Response:
    """Show every setting, where its value comes from, and for which providers there are keys; no secret is shown."""
    return _seen()


@blueprint.patch("", responses=responses(200, SettingsView, *BODY, Changed, Unavailable))
def change_settings(header: MatchHeader, query: Query, body: SettingsBody) -> Response:
    """Change settings: a JSON Merge Patch (RFC 7396), in force at once; runs that have begun keep theirs."""
    try:
        call(configuring.change(engine(), body.given(), header.tags()))
    except ValidationError as error:
        refuse(error)
    return _seen()


@blueprint.put("/keys/<name>", responses=responses(200, KeyView, *BODY, Unavailable))
def put_key(path: KeyPath, query: Query, body: KeyBody) -> Response:
    """Store the key of a provider; it counts from the next call on and cannot be read again."""
    return answer(configuring.store_key(engine(), path.name, body.value))


@blueprint.delete("/keys/<name>", responses=responses(200, KeyView, Conflict, Forbidden, NotFound, Unavailable))
def delete_key(path: KeyPath, query: Query) -> Response:
    """Delete the stored key of a provider."""
    return answer(configuring.remove_key(engine(), path.name))


@blueprint.post("/test", responses=responses(200, ProviderTest, *BODY))
def test_provider(query: Query, body: ProviderBody) -> Response:
    """Ask a provider whether it is there and accepts us; nothing that costs is asked for."""
    found = call(configuring.ask_provider(engine(), body.provider))
    detail = sentence(found.message, found.params, language())
    return answer(ProviderTest(provider=found.provider, state=found.state, detail=detail))
