"""Read what modules import from one another, without importing them.

A module is named as Python names it (`devserver.engine.builder`). An import is kept with the place where it stands:
at module level it runs when the module is loaded and can close a cycle; inside a function, or for type checkers only,
it cannot, but it still says which layer knows which.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One imported name: its full dotted path, the line, and whether it runs when the module is loaded."""

    target: str
    line: int
    at_load: bool


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a source file below `root`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(root: Path, package: str) -> dict[str, Path]:
    """Return the source files of a package, by module name."""
    return {module_name(path, root): path for path in sorted((root / package).rglob("*.py"))}


def is_for_type_checkers(node: ast.AST) -> bool:
    """Tell whether a node is `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and ast.unparse(node.test).split(".")[-1] == "TYPE_CHECKING"


def statements(node: ast.AST, at_load: bool = True) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield each import statement below a node, and whether it runs at load."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_load
            continue
        later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_for_type_checkers(child)
        yield from statements(child, at_load and not later)


def absolute(statement: ast.ImportFrom, package: str) -> str:
    """Return the module that `from … import` names, with leading dots resolved against the importing package."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def imports(source: str, package: str) -> list[Import]:
    """Return everything that a module imports; `from a import b` gives `a.b`. `package` is the one it stands in."""
    found = []
    for statement, at_load in statements(ast.parse(source)):
        base = absolute(statement, package) + "." if isinstance(statement, ast.ImportFrom) else ""
        found += [Import(base + alias.name, statement.lineno, at_load) for alias in statement.names]
    return found


def imports_of(root: Path, package: str) -> dict[str, list[Import]]:
    """Return the imports of every module of a package, by module name."""
    found = {}
    for name, path in sources(root, package).items():
        inside = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found[name] = imports(path.read_text(), inside)
    return found


def nearest(target: str, modules: Iterable[str]) -> str | None:
    """Return the module that an imported name comes from: itself, or the longest known prefix of it."""
    known = set(modules)
    parts = target.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in names if name in known), None)


def load_graph(found: dict[str, list[Import]]) -> dict[str, set[str]]:
    """Return which other modules of the package each module loads."""
    graph = {}
    for name, imported in found.items():
        targets = {nearest(one.target, found) for one in imported if one.at_load}
        graph[name] = {target for target in targets if target and target != name}
    return graph


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return one path per cycle found by walking the graph depth first; nothing when there is none."""
    done: set[str] = set()
    found: list[list[str]] = []

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for target in sorted(graph.get(name, ())):
                walk(target, [*path, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found
