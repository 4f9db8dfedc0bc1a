"""The page and the document about the API, and the meaning of each problem type."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from devserver.errors import PROBLEM_TYPES
from devserver.messages import MEANINGS, TITLES
from tests.routes.serving import Server, problem, told


class Page(HTMLParser):
    """Collects what a strict Content-Security-Policy would stop, and anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "iframe"}:
            self.wrong.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.wrong.append(f"{tag} {name}")
            if name in {"href", "src"}:
                self.links.add(value or "")
            if name == "id":
                self.names.add(value or "")


def test_the_page_needs_nothing_that_a_strict_policy_stops(server: Server) -> None:
    response = server.get("/api/docs")
    page = Page(response.get_data(as_text=True))
    assert response.mimetype == "text/html"
    assert page.wrong == []
    outside = {link for link in page.links if not link.startswith("#")}
    assert outside == {"/api/docs/style.css", "/api/openapi.json"}
    for link in outside:
        assert server.get(link).status_code == 200
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.names


def test_the_page_shows_every_operation_with_an_example(server: Server) -> None:
    text = server.get("/api/docs").get_data(as_text=True)
    for path in told(server.get("/api/openapi.json"))["paths"]:
        assert f"<code>{path}</code>" in text
    assert re.search(r"curl -X POST \S+/api/runs -H", text)


def test_the_page_is_not_sent_twice(server: Server) -> None:
    tag = server.get("/api/docs").headers["ETag"]
    assert server.get("/api/docs", headers={"If-None-Match": tag}).status_code == 304


def test_every_problem_type_is_explained() -> None:
    assert PROBLEM_TYPES.keys() == TITLES.keys() == MEANINGS.keys()


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_a_problem_type_leads_to_what_it_means(server: Server, slug: str) -> None:
    told_ = told(server.get(f"/problems/{slug}?language=de"))
    assert (told_["type"], told_["status"]) == (f"/problems/{slug}", PROBLEM_TYPES[slug])
    assert told_["detail"] == MEANINGS[slug]["de"]
    page = server.get(f"/problems/{slug}", headers={"Accept": "text/html,*/*;q=0.5"})
    assert page.mimetype == "text/html"
    assert Page(page.get_data(as_text=True)).wrong == []


def test_a_problem_type_that_there_is_not(server: Server) -> None:
    problem(server.get("/problems/boredom"), 404, "not-found")
