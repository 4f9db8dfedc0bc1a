"""The Flask app: the JSON half of the API, with its errors and its documentation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response
from flask_openapi3.openapi import OpenAPI

from devserver.errors import spoken
from devserver.routes import (
    again,
    configs,
    costs,
    docs,
    gates,
    importing,
    jobs,
    media_info,
    models,
    pipeline,
    runs,
    settings,
    system,
)
from devserver.routes.answers import ProblemAnswer
from devserver.routes.asking import HANDLE, JsonRequest, language
from devserver.routes.docs_page import page
from devserver.routes.faults import refuse
from devserver.routes.handle import Handle
from devserver.routes.openapi import INFO, document
from devserver.routes.problems import handle_errors

BLUEPRINTS = (configs, importing, pipeline, runs, again, jobs, gates, media_info, models, costs, settings, system, docs)
"""Modules with the routes of one noun each: this is the list to which a new one is added."""


class _App(OpenAPI):
    request_class = JsonRequest


def make_app() -> OpenAPI:
    """Make the app with its routes, without an engine."""
    app = _App(
        "devserver",
        info=INFO,
        security_schemes={},
        validation_error_model=ProblemAnswer,
        validation_error_callback=refuse,
        doc_ui=False,
        static_folder=None,
    )
    app.url_map.merge_slashes = False
    for module in BLUEPRINTS:
        app.register_api(module.blueprint)
    app.after_request(_fresh)
    app.after_request(_spoken)
    handle_errors(app)
    return app


def described_app() -> OpenAPI:
    """Make an app from which its documentation can be read."""
    for module in BLUEPRINTS:
        module.blueprint.describe()
    return make_app()


def create_flask(handle: Handle) -> OpenAPI:
    """Make the app that serves an open engine."""
    app = make_app()
    app.config[HANDLE] = handle
    app.config[docs.PAGES] = cache(lambda: _pages(document(described_app())))  # when it is first read
    return app


def _pages(described: dict[str, Any]) -> dict[str, bytes]:
    return {
        "openapi.json": json.dumps(described, ensure_ascii=False).encode(),
        "docs.html": page(described).encode(),
        "docs.css": Path(__file__).with_name("docs.css").read_bytes(),
    }


def _spoken(response: Response) -> Response:
    """Say in which language the server speaks in an answer, for it does not speak every one that may be asked for."""
    response.headers.setdefault("Content-Language", spoken(language()))
    return response


def _fresh(response: Response) -> Response:
    """Let no answer of the API be kept: it tells how things stand now, in one person's language."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
