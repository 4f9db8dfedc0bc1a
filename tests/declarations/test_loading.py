from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from devserver.declarations.layers import Candidate, Layer
from devserver.declarations.loading import MAX_BYTES, Files, identity
from devserver.declarations.schemas import KINDS
from tests.declarations.declared import OUTPUT, TEXT, Declared

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ANY: st.SearchStrategy[Any] = st.recursive(
    SCALARS | st.text(max_size=6) | st.sampled_from(["{{A}}", "{{OUTPUT_CHUNK}}", "a", "20"]),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3),
    max_leaves=8,
)


def near(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    fields = sorted(KINDS[kind].model_fields)
    base = {"chunk": OUTPUT, "pipeline": {"chunks": ["a"]}, "config": {"pipeline": "a"}}[kind]
    return st.dictionaries(st.sampled_from(fields), ANY, max_size=3).map(lambda changed: base | changed)


@pytest.mark.parametrize(
    ("kind", "path", "data", "id"),
    [
        pytest.param("chunk", "a.json", {"name": "b"}, "b", id="a chunk's name is its id"),
        pytest.param("chunk", "a.json", {}, "a", id="else the file's stem"),
        pytest.param("pipeline", "a.b.json", {}, "a.b", id="a stem with a dot"),
        pytest.param("config", "output/a.json", {"name": {"en": "B"}}, "a", id="a config's stem in any folder"),
        pytest.param("config", "output/a.json", {"name": "b"}, "b", id="a config's name where it is a text"),
        pytest.param("config", "output/a.json", {"name": " "}, "a", id="an empty name is none"),
        pytest.param("config", "user_configs/anna/a.json", {}, "u_anna_a", id="a user's config"),
        pytest.param("config", "user_configs/a.json", {}, "a", id="a config beside the users"),
        pytest.param("config", "interception/clichéfilter.json", {}, "clichéfilter", id="letters of any language"),
        pytest.param("chunk", "a.json", [], "a", id="what is no object"),
    ],
)
def test_identity(kind: str, path: str, data: Any, id: str) -> None:
    folder = str(Path(path).parent) if "/" in path else ""
    assert identity(Candidate(Path(path), kind, folder, Layer(Path())), data) == id


@pytest.mark.parametrize(
    ("path", "content", "code", "line", "column"),
    [
        pytest.param("chunks/a.json", b'{\n  "name": "\xff"}', "not_utf8", 2, 12, id="bytes that are no UTF-8"),
        pytest.param("chunks/a.json", b"\xef\xbb\xbf{}", "byte_order_mark", 1, 1, id="a byte order mark"),
        pytest.param("chunks/a.json", '{"name": "a"', "not_json", 1, 13, id="half a file"),
        pytest.param("chunks/a.json", "", "not_json", 1, 1, id="an empty file"),
        pytest.param("chunks/a.json", '{\n "name": "a",\n "name": "b"\n}', "duplicate_key", 3, 2, id="a key twice"),
        pytest.param("configs/a.json", '{"pipeline":\n   3}', "wrong_type", 2, 4, id="a wrong type at its value"),
        pytest.param("configs/a.json", '{\n "pipelin": "b"}', "unknown_field", 2, 2, id="a wrong name at its key"),
        pytest.param("configs/a.json", '\n {"name": {}}', "missing_field", 2, 2, id="a missing field at its object"),
        pytest.param("chunks/a.json", b" " * (MAX_BYTES + 1), "too_large", 1, 1, id="a huge file"),
    ],
)
def test_a_broken_file_is_reported_at_its_place(
    declared: Declared, path: str, content: str | bytes, code: str, line: int, column: int
) -> None:
    file = declared.write(path, content)
    found = [r for r in declared.reports() if r.code == code]
    assert [(r.path, r.line, r.column, r.severity) for r in found] == [(str(file), line, column, "error")]


def test_one_broken_file_leaves_the_others(declared: Declared) -> None:
    declared.text()
    declared.write("configs/interception/broken.json", "{")
    assert list(declared.load().configs) == ["rain"]


def test_a_file_as_large_as_allowed_is_read(declared: Declared) -> None:
    text = json.dumps(TEXT)
    declared.write("chunks/a.json", text + " " * (MAX_BYTES - len(text)))
    assert list(declared.load().chunks) == ["a"]


@pytest.mark.parametrize(
    ("path", "data", "shipped", "expected"),
    [
        pytest.param("chunks/a.json", {"name": "b"}, False, ["warning name_differs a.json /name"], id="another name"),
        pytest.param("chunks/a.json", {"name": "b"}, True, ["error name_differs a.json /name"], id="in the built-in"),
        pytest.param("chunks/My-Chunk.json", {}, False, [], id="any id in a layered folder"),
        pytest.param("chunks/My-Chunk.json", {}, True, ["error not_snake_case My-Chunk.json /name"],
                     id="only snake_case in the built-in"),
        pytest.param("chunks/a_2b.json", {}, True, [], id="digits are allowed"),
    ],
)  # fmt: skip
def test_names(declared: Declared, path: str, data: dict[str, Any], shipped: bool, expected: list[str]) -> None:
    declared.write(path, TEXT | data)
    assert declared.codes(shipped=shipped) == expected


def test_python_chunks_are_known_and_unavailable(declared: Declared) -> None:
    declared.media()
    declared.write("chunks/dreamer.py", "async def execute(**kw): ...")
    declared.write("configs/output/dream.json", {"pipeline": "media", "parameters": {"OUTPUT_CHUNK": "dreamer"}})
    library = declared.load()
    assert library.missing_backend(library.config("dream")) == "python"
    assert library.missing_backend(library.config("paint")) is None
    assert "warning no_such_backend dreamer.py /backend_type" in declared.codes()


def test_of_python_and_json_the_json_is_taken(declared: Declared) -> None:
    declared.media()
    declared.write("chunks/painter.py", "")
    assert declared.load().chunk("painter").backend_type == "comfyui"
    assert declared.codes() == ["warning no_such_backend painter.py"]


class TestFiles:
    def test_an_unchanged_file_is_not_read_again(self, declared: Declared) -> None:
        declared.text()
        files = Files()
        first = declared.load(files=files)
        assert declared.load(files=files).chunk("manipulate") is first.chunk("manipulate")

    def test_a_changed_file_is(self, declared: Declared) -> None:
        declared.text()
        files = Files()
        declared.load(files=files)
        declared.text(chunk={"template": "new"})
        assert declared.load(files=files).chunk("manipulate").template == "new"

    def test_a_file_is_read_again_when_told(self, declared: Declared) -> None:
        declared.text()
        files = Files()
        first = declared.load(files=files)
        files.forget({declared.root / "chunks" / "manipulate.json"})
        again = declared.load(files=files)
        assert again.chunk("manipulate") is not first.chunk("manipulate")
        assert again.config("rain") is first.config("rain")

    @pytest.mark.parametrize("broken", ["", '{"temp', '{"template": 3}'], ids=["emptied", "half written", "wrong"])
    def test_a_file_that_breaks_is_served_as_it_was(self, declared: Declared, broken: str) -> None:
        declared.text(chunk={"template": "good"})
        files = Files()
        declared.load(files=files)
        declared.write("chunks/manipulate.json", broken)
        for _ in range(2):
            library = declared.load(files=files)
            assert library.chunk("manipulate").template == "good"
            assert list(library.configs) == ["rain"]
            assert [r.severity for r in library.reports] == ["error"]
            assert "its last good version is served until this is mended" in library.reports[0].hint
        declared.text(chunk={"template": "mended"})
        library = declared.load(files=files)
        assert library.chunk("manipulate").template == "mended"
        assert library.reports == ()

    def test_at_start_a_broken_file_is_not_served(self, declared: Declared) -> None:
        declared.text()
        declared.write("chunks/manipulate.json", "{")
        assert dict(declared.load().chunks) == {}

    def test_a_file_that_goes_takes_its_id_along(self, declared: Declared) -> None:
        declared.text()
        files = Files()
        declared.load(files=files)
        (declared.root / "configs/interception/rain.json").unlink()
        assert dict(declared.load(files=files).configs) == {}

    def test_a_file_that_takes_another_name_gives_up_its_id(self, declared: Declared) -> None:
        declared.text()
        files = Files()
        declared.load(files=files)
        declared.text(config={"name": "drizzle"})
        assert list(declared.load(files=files).configs) == ["drizzle"]


@pytest.mark.parametrize("kind", ["chunk", "pipeline", "config"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(data=st.data())
def test_whatever_stands_in_a_file_never_raises(kind: str, declared: Declared, data: st.DataObject) -> None:
    declared.text()
    declared.media()
    folder = {"chunk": "chunks", "pipeline": "pipelines", "config": "configs/output"}[kind]
    value = data.draw(near(kind) | ANY)
    for name in ("a", "painter" if kind == "chunk" else "media"):
        declared.write(f"{folder}/{name}.json", json.dumps(value))
    for shipped in (False, True):
        library = declared.load(shipped=shipped)
        json.dumps(library.snapshot(library.configs), ensure_ascii=False)
        for config in library.configs.values():
            library.kind(config)
            library.media_type(config)
            library.optimization_instruction(config)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(content=st.binary(max_size=40))
def test_whatever_bytes_never_raise(declared: Declared, content: bytes) -> None:
    for folder in ("chunks", "pipelines", "configs"):
        declared.write(f"{folder}/a.json", content)
    assert {r.severity for r in declared.reports()} <= {"error", "warning"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(value=near("chunk"), indent=st.sampled_from([None, 0, 1, 4, "\t"]))
def test_every_report_stands_at_what_it_is_about(declared: Declared, value: Any, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assume("\\u0000" not in text)
    declared.write("chunks/a.json", text)
    for report in declared.reports():
        at = sum(len(line) + 1 for line in text.split("\n")[: report.line - 1]) + report.column - 1
        found = json.JSONDecoder().raw_decode(text, at)[0]
        assert found in below(value, report.pointer), report


def below(value: Any, where: str) -> tuple[str, Any]:
    """Return the last key of a JSON pointer that is there, and its value."""
    key = ""
    for token in where.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        inner = int(name) if isinstance(value, list) and name.isdecimal() else name
        try:
            key, value = name, value[inner]
        except (KeyError, IndexError, TypeError):
            break
    return key, value


def test_a_file_with_a_thousand_faults_is_told_briefly(declared: Declared) -> None:
    declared.write("chunks/a.json", {f"field_{number}": 1 for number in range(1000)})
    codes = [report.code for report in declared.reports()]
    assert codes.count("unknown_field") == 50
    assert codes.count("more_findings") == 1


def test_a_name_of_a_million_letters_is_told_briefly(declared: Declared) -> None:
    declared.write("configs/a.json", {"pipeline": "a" * 1_000_000})
    (report,) = declared.reports()
    assert report.code == "unknown_pipeline"
    assert len(str(report)) < 1000
