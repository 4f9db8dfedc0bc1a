"""The OpenAPI 3.1 document: what the views say of themselves, completed with what is served natively.

Run as a module it writes `docs/reference/openapi.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_openapi3.models.info import Info
from flask_openapi3.models.license import License
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from devserver import __version__
from devserver.engine.catalogue import ConfigDetail
from devserver.engine.configuring import KeyView, SettingsView
from devserver.engine.deciding import GatePage, GateView
from devserver.engine.listing import JobPage, StateTotals
from devserver.engine.loglines import LogPage
from devserver.engine.overview import Backends, Health
from devserver.engine.reading import EventPage
from devserver.engine.totals import Costs
from devserver.engine.uploads import Upload
from devserver.errors import BadRequest, DevServerError, Forbidden, Unavailable, render
from devserver.routes import answers, bodies, native
from devserver.routes.answer_examples import ANSWERS as ANSWERED
from devserver.routes.answer_examples import refusals
from devserver.routes.documented import JOBS, TAGS, problem
from devserver.routes.examples import EXAMPLES
from devserver.routes.problems import MIME

FILE = Path("docs/reference/openapi.json")
INFO = Info(
    title="DevServer",
    version=__version__,
    description="Turns a text into media, stage by stage. Errors are problems (RFC 9457); times are ISO 8601 in UTC, "
    "durations seconds, costs USD.",
    license=License(name="Apache-2.0", identifier="Apache-2.0"),
)

BODIES: tuple[type[BaseModel], ...] = (
    *bodies.ACTIONS,
    bodies.DecisionBody,
    bodies.DescriptionBody,
    bodies.ForkBody,
    bodies.ImportBody,
    bodies.KeyBody,
    bodies.ProviderBody,
    bodies.SettingsBody,
)
ANSWERS: tuple[type[BaseModel], ...] = (
    answers.Accepted,
    answers.Configs,
    answers.Offers,
    answers.Declarations,
    answers.Deleted,
    answers.Entities,
    answers.ImportAnswer,
    answers.Interception,
    answers.JobAnswer,
    answers.MediaInfo,
    answers.Optimization,
    answers.ProblemAnswer,
    answers.ProblemType,
    answers.ProviderTest,
    answers.ResultAnswer,
    answers.RunAnswer,
    Backends,
    ConfigDetail,
    Costs,
    EventPage,
    GatePage,
    GateView,
    Health,
    JobPage,
    KeyView,
    LogPage,
    SettingsView,
    StateTotals,
    Upload,
)


def document(app: OpenAPI) -> dict[str, Any]:
    """Return the document of an app, with sorted paths and schemas so that it only differs where something does."""
    made = json.loads(json.dumps(app.api_doc))
    paths = {**made["paths"], **native.paths()}
    for operation in (operation for item in paths.values() for operation in item.values()):
        _complete(operation)
    return {
        "openapi": made["openapi"],
        "info": made["info"],
        "tags": [tag.model_dump(exclude_none=True) for tag in TAGS],
        "paths": {path: _whole_numbers(paths[path]) for path in sorted(paths)},
        "components": {"schemas": _schemas()},
    }


def _complete(operation: dict[str, Any]) -> None:
    """Add what the views do not say: the example of the body, the event stream, headers of answers."""
    name, found = operation["operationId"], operation["responses"]
    if "application/json" in found.get("422", {}).get("content", {}):  # put there unasked, where there are no values
        del found["422"]
    for kind in (BadRequest, Forbidden, Unavailable, DevServerError):  # the guard in front looks at Host and Origin
        found.setdefault(str(kind.status), problem(kind.slug))
    for parameter in operation.get("parameters", ()):
        _plain(parameter["schema"])
    if name in EXAMPLES:
        operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLES[name]
    if name in native.STREAMED or name in {"list_events", "get_job_log"}:
        text = {"schema": {"type": "string", "description": "Server-sent events: id is the seq, data an event."}}
        stream = found.setdefault("200", {"description": "The events of the run, as they happen.", "content": {}})
        stream["content"][native.STREAM] = text
    if name in {"get_settings", "change_settings"}:
        found["200"]["headers"] = {"ETag": _header("Tells one state of settings and keys from another.", "string")}
    if name == "import_workflow":
        found["201"]["headers"] = {"Location": _header("Where the new config can be read.", "string")}
    if "202" in found:
        found["202"]["headers"] = {"Location": _header("Where the run can be read.", "string")}
    for status in {"429", "503"} & found.keys():
        found[status]["headers"] = {"Retry-After": _header("Seconds after which to come again.", "integer")}
    _exemplify(operation)
    operation["responses"] = dict(sorted(found.items()))


def _exemplify(operation: dict[str, Any]) -> None:
    """Add what an operation on jobs or gates answers for example, and how it refuses."""
    name, found = operation["operationId"], operation["responses"]
    if name in ANSWERED:
        succeeds = next(status for status in ("200", "202") if status in found)
        found[succeeds]["content"]["application/json"]["example"] = ANSWERED[name]
    elif JOBS.name not in operation["tags"]:
        return
    for status, error in refusals(name).items():
        if str(status) in found:
            found[str(status)]["content"][MIME]["example"] = json.loads(json.dumps(render(error.problem(), "en")))


def _plain(schema: dict[str, Any]) -> None:
    """Take null out of the schema of a query or header, which can be left out but never be null."""
    choices = [choice for choice in schema.pop("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        schema.update(choices[0])
    if schema.get("default", 0) is None:
        del schema["default"]


def _header(description: str, kind: str) -> dict[str, Any]:
    return {"description": description, "required": True, "schema": {"type": kind}}


def _schemas() -> dict[str, Any]:
    """Return the schemas of all bodies and answers, as pydantic writes them, so that no keyword gets lost."""
    asked = [(model, "validation") for model in BODIES]
    told = [(model, "serialization") for model in ANSWERS]
    _names, schema = models_json_schema([*asked, *told], ref_template="#/components/schemas/{model}")  # type: ignore[list-item]
    return dict(sorted(schema["$defs"].items()))


def _whole_numbers(value: Any) -> Any:
    """Write limits of whole numbers as whole numbers: on the way through its models 1 has become 1.0."""
    if isinstance(value, dict):
        return {key: _whole_numbers(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def main() -> None:
    """Write the document into the repository."""
    from devserver.routes.flask_app import described_app

    text = json.dumps(document(described_app()), ensure_ascii=False, indent=2) + "\n"
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
