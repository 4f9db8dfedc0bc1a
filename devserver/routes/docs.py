"""The API told about itself: the OpenAPI document, a page to read it, and what each problem type means."""

from __future__ import annotations

from html import escape

from flask import Response, current_app, request
from pydantic import BaseModel, Field

from devserver.errors import PROBLEM_TYPES, TYPE_PREFIX, NotFound, spoken
from devserver.messages import MEANINGS, TITLES
from devserver.routes.answers import ProblemType, answer
from devserver.routes.asking import Query, language
from devserver.routes.blueprint import Blueprint
from devserver.routes.docs_page import ADDRESS, html
from devserver.routes.documented import SYSTEM, responses

blueprint = Blueprint("docs", tag=SYSTEM)

PAGES = "DEVSERVER_PAGES"
HTML = {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}
JSON = {"description": "The document.", "content": {"application/json": {"schema": {"type": "object"}}}}


class ProblemPath(BaseModel):
    """The last part of a problem's type."""

    slug: str = Field(json_schema_extra={"example": "invalid-input"})


def _page(name: str, mime: str, replaced: tuple[str, str] | None = None) -> Response:
    content: bytes = current_app.config[PAGES]()[name]
    if replaced is not None:
        content = content.replace(replaced[0].encode(), replaced[1].encode())
    response = Response(content, mimetype=mime)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = "en"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/api/openapi.json", responses={200: JSON})
def get_openapi() -> Response:
    """Return the OpenAPI document."""
    return _page("openapi.json", "application/json")


@blueprint.get("/api/docs", responses={200: HTML})
def get_docs() -> Response:
    """Show the documentation of the API."""
    return _page("docs.html", "text/html", (ADDRESS, escape(request.host)))


@blueprint.get("/api/docs/style.css", doc_ui=False)
def get_style() -> Response:
    """Return the style of the page."""
    return _page("docs.css", "text/css")


@blueprint.get("/problems/<slug>", responses=responses(200, ProblemType, NotFound))
def get_problem(path: ProblemPath, query: Query) -> Response:
    """Explain a problem type, as JSON or as a page."""
    if path.slug not in TITLES:
        raise NotFound("problem_not_found", slug=path.slug[:100], known=sorted(TITLES))
    title, detail = (texts[path.slug][spoken(language())] for texts in (TITLES, MEANINGS))
    status = PROBLEM_TYPES[path.slug]
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        text = html(title, f"<h1>{escape(title)}</h1><p>{escape(detail)}</p><p>HTTP {status}</p>")
        return Response(text, mimetype="text/html")
    kind = TYPE_PREFIX + path.slug
    return answer(ProblemType(type=kind, slug=path.slug, status=status, title=title, detail=detail))
