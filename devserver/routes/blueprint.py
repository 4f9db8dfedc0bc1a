"""A blueprint whose operations are described when the OpenAPI document is read, and not when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.utils import parse_parameters


class Blueprint(APIBlueprint):
    """The routes of one noun: its name, the beginning of their paths, and its tag in the document.

    Writing the JSON Schema of every body and answer takes a sixth of the start, and most servers are never asked.
    """

    def __init__(self, name: str, url_prefix: str | None = None, *, tag: Tag | None = None) -> None:
        self._undescribed: list[Callable[[], object]] = []
        self._describing = Lock()
        tags = [tag] if tag else []
        super().__init__(name, __name__, url_prefix=url_prefix, abp_tags=tags, operation_id_callback=_operation_id)

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **given: Any) -> Any:
        """Return what the view takes, which is all that serving it needs, and keep the rest for `describe`."""
        self._undescribed.append(partial(super()._collect_openapi_info, rule, func, **given))
        return parse_parameters(func, doc_ui=False)

    def describe(self) -> None:
        """Describe every operation: its paths and schemas are there for an app that is made afterwards."""
        with self._describing:
            while self._undescribed:
                self._undescribed.pop(0)()


def _operation_id(*, name: str, path: str, method: str) -> str:
    """Name an operation after its view."""
    return name
