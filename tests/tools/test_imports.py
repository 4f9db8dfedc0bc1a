"""Imports are read from source alone, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.imports import Import, cycles, imports, imports_of, load_graph, nearest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import a.b", [Import("a.b", 1, True)], id="a plain import"),
        pytest.param("from a import b, c", [Import("a.b", 1, True), Import("a.c", 1, True)], id="each name counts"),
        pytest.param("from . import b", [Import("p.q.b", 1, True)], id="one dot is the package itself"),
        pytest.param("from ..x import b", [Import("p.x.b", 1, True)], id="two dots are its parent"),
        pytest.param("def f():\n import a", [Import("a", 2, False)], id="an import in a function runs later"),
        pytest.param("class C:\n import a", [Import("a", 2, True)], id="an import in a class runs at load"),
        pytest.param(
            "if TYPE_CHECKING:\n import a\nimport b",
            [Import("a", 2, False), Import("b", 3, True)],
            id="an import for type checkers does not run",
        ),
        pytest.param("try:\n import a\nexcept ImportError: a = None", [Import("a", 2, True)], id="a tried import runs"),
    ],
)
def test_imports_of_a_source(source: str, expected: list[Import]) -> None:
    assert imports(source, "p.q") == expected


@pytest.mark.parametrize(
    ("target", "found"),
    [
        pytest.param("p.a.f", "p.a", id="a function comes from its module"),
        pytest.param("p.a", "p.a", id="a module is itself"),
        pytest.param("p.other", "p", id="an unknown name comes from the package"),
        pytest.param("pa.b", None, id="a longer name is another package"),
    ],
)
def test_the_module_that_a_name_comes_from(target: str, found: str | None) -> None:
    assert nearest(target, ["p", "p.a"]) == found


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param({"a": {"b"}, "b": {"c"}, "c": set()}, [], id="a chain has none"),
        pytest.param({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, [], id="a diamond has none"),
        pytest.param({"a": {"b"}, "b": {"a"}}, [["a", "b", "a"]], id="two that load each other"),
        pytest.param({"a": {"b"}, "b": {"c"}, "c": {"b"}}, [["b", "c", "b"]], id="one behind the entrance"),
    ],
)
def test_cycles(graph: dict[str, set[str]], expected: list[list[str]]) -> None:
    assert cycles(graph) == expected


def test_a_package_on_disk(tmp_path: Path) -> None:
    package = tmp_path / "p"
    package.mkdir()
    (package / "__init__.py").write_text("from .a import f\n")
    (package / "a.py").write_text("import os\nfrom p.b import g\n")
    (package / "b.py").write_text("def g():\n    from p import a\n")
    graph = load_graph(imports_of(tmp_path, "p"))
    assert graph == {"p": {"p.a"}, "p.a": {"p.b"}, "p.b": set()}
    assert cycles(graph) == []
