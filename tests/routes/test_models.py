"""The models that forms can offer."""

from __future__ import annotations

from tests.routes.serving import Server, problem, told


def test_only_providers_with_a_list_are_there(server: Server) -> None:
    assert told(server.get("/api/models")) == {"providers": []}


def test_another_provider_is_not_found(server: Server) -> None:
    said = problem(server.get("/api/models?provider=scripted"), 404, "not-found")
    assert "scripted" in said["detail"]


def test_an_unknown_parameter_is_told(server: Server) -> None:
    problem(server.get("/api/models?modell=x"), 422, "invalid-input")
