"""The documentation as one plain HTML page, made from the OpenAPI document: no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

STYLE = "/api/docs/style.css"
ADDRESS = "localhost:17801"
"""Stands in the page for the address that it is served at."""

Node = dict[str, Any]


def page(document: Node) -> str:
    """Return the page of a document."""
    info = document["info"]
    body = "".join((_contents(document), *_sections(document), *_schemas(document)))
    head = f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><p>{escape(info['description'])}</p>"
    return html(f"{info['title']} API", f"{head}<p><a href='/api/openapi.json'>/api/openapi.json</a></p>{body}")


def html(title: str, body: str) -> str:
    """Return a whole page; `body` is HTML."""
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{escape(title)}</title>"
    link = f"<link rel='stylesheet' href='{STYLE}'>"
    return f"<!doctype html><html lang='en'><head>{head}{link}</head><body><main>{body}</main></body></html>\n"


def _operations(document: Node, tag: str) -> Iterator[tuple[str, str, Node]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if tag in operation["tags"]:
                yield path, method.upper(), operation


def _contents(document: Node) -> str:
    entries = "".join(
        f"<li><a href='#{operation['operationId']}'><b>{method}</b> <code>{escape(path)}</code></a> "
        f"{escape(operation['summary'])}</li>"
        for tag in document["tags"]
        for path, method, operation in _operations(document, tag["name"])
    )
    return f"<nav><ul>{entries}</ul></nav>"


def _sections(document: Node) -> Iterator[str]:
    for tag in document["tags"]:
        parts = [_operation(*found) for found in _operations(document, tag["name"])]
        yield f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>{''.join(parts)}"


def _operation(path: str, method: str, operation: Node) -> str:
    old = " <em>deprecated</em>" if operation.get("deprecated") else ""
    title = f"<h3><b>{method}</b> <code>{escape(path)}</code>{old}</h3><p>{escape(operation['summary'])}</p>"
    parts = (title, _parameters(operation), _body(path, method, operation), _answers(operation))
    return f"<section id='{operation['operationId']}'>{''.join(parts)}</section>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{name}</th>" for name in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _parameters(operation: Node) -> str:
    rows = [
        (f"<code>{escape(p['name'])}</code>", p["in"], _type(p["schema"]), escape(p.get("description", "")))
        for p in operation.get("parameters", ())
    ]
    return _table(("Parameter", "in", "type", ""), rows)


def _body(path: str, method: str, operation: Node) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    named = "".join(f"<p>Body: {escape(mime)}, {_type(kind['schema'])}</p>" for mime, kind in content.items())
    example = content.get("application/json", {}).get("example")
    if example is None:
        return named
    data = json.dumps(example, ensure_ascii=False, indent=2)
    line = f"curl -X {method} http://{ADDRESS}{path} -H 'Content-Type: application/json' -d '{data}'"
    return f"{named}<pre>{escape(line)}</pre>"


def _answers(operation: Node) -> str:
    rows = [
        (status, escape(answer["description"]), "<br>".join(_content(mime, kind) for mime, kind in given.items()))
        for status, answer in operation["responses"].items()
        for given in (answer.get("content", {}),)
    ]
    return _table(("Answer", "", "content"), rows)


def _content(mime: str, kind: Node) -> str:
    return f"{escape(mime)}: {_type(kind['schema'])}" if "schema" in kind else escape(mime)


def _type(schema: Node) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href='#schema-{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_type(schema['items'])}"
    limits = [f"{key} {escape(str(schema[key]))}" for key in _LIMITS if key in schema]
    return ", ".join([escape(str(schema.get("format", schema.get("type", "any")))), *limits])


_LIMITS = ("minimum", "maximum", "minLength", "maxLength", "pattern", "default")


def _schemas(document: Node) -> Iterator[str]:
    yield "<h2>Schemas</h2>"
    for name, schema in document["components"]["schemas"].items():
        rows = [
            (f"<code>{escape(field)}</code>", _type(value), escape(value.get("description", "")))
            for field, value in schema.get("properties", {}).items()
        ]
        about = f"<h3>{name}</h3><p>{escape(schema.get('description', ''))}</p>"
        yield f"<section id='schema-{name}'>{about}{_table(('Field', 'type', ''), rows)}</section>"
