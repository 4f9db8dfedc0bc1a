"""What must hold between modules: layers, no cycles, who sees environment and network, tests that mirror the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.imports import Import, cycles, imports_of, load_graph, nearest, sources

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sources(ROOT, "devserver")
IMPORTS = imports_of(ROOT, "devserver")

# From bottom to top; a unit is a module or package directly below `devserver`. A unit imports from its own layer and
# from those below it, never from one above.
LAYERS: tuple[tuple[str, ...], ...] = (
    (
        "disk",
        "errors",
        "events",
        "ids",
        "keys",
        "logs",
        "media_types",
        "messages",
        "models",
        "private",
        "settings",
        "stored",
    ),
    ("declarations", "embedded"),
    ("backends",),
    ("engine", "migrations"),
    ("routes",),
    ("app", "server"),
    ("commands",),
    ("cli", "__main__"),
)
HEIGHT = {unit: height for height, layer in enumerate(LAYERS) for unit in layer}

# Who may import what: the first column may import nothing from the second, wherever the import stands.
NEVER = (
    ("devserver.engine", ("flask", "flask_openapi3", "starlette", "uvicorn", "devserver.routes")),
    ("devserver.declarations", ("devserver.engine", "devserver.backends", "devserver.routes")),
)
# Of this package, the first column imports from the second only.
ONLY = (("devserver.embedded", ("devserver.embedded", "devserver.errors", "devserver.models")),)
# The network is opened in `backends`, and by the one module that opens the engine with its clients and closes them.
NETWORK = ("httpx", "websockets")
MAY_OPEN_NETWORK = ("devserver.backends", "devserver.app")
MAY_SEE_ENVIRONMENT = ("devserver.settings", "devserver.cli")

MOST_LINES = 400
LONGER_WITH_REASON: dict[str, str] = {}

# Test files that mirror no module, each with what it is about instead.
TESTS_OF_THEIR_OWN = {
    "tests/backends/comfyui/test_recordings.py": "the fake ComfyUI against recordings of a real one",
    "tests/declarations/test_dialect.py": "files in the public dialect of declarations",
    "tests/engine/test_again_retry.py": "retries, the other half of again.py; forks are in test_again.py",
    "tests/engine/test_builder_media.py": "the builder: calls for media",
    "tests/engine/test_races.py": "every pair of operations on a job at once",
    "tests/engine/test_races_across.py": "the same in two processes, and decisions at gates",
    "tests/engine/test_database_gone.py": "a database that goes and comes back",
    "tests/engine/test_runs_of_other_versions.py": "runs that another version has begun",
    "tests/engine/test_runs_left.py": "runs that nobody works on any more",
    "tests/routes/test_pipeline_faults.py": "the pipeline routes: values that do not fit",
    "tests/routes/test_pipeline_repeats.py": "the pipeline routes: repeated requests",
    "tests/routes/test_pipeline_safety.py": "the pipeline routes: refusals and levels",
    "tests/test_architecture.py": "the modules among themselves",
    "tests/test_conftest.py": "the fixtures and hooks of the tests",
    "tests/test_benchmarks.py": "the package benchmarks as a command",
    "tests/test_dev.py": "the script ./dev",
    "tests/test_docs.py": "links and code blocks of the documentation",
    "tests/test_golden.py": "the comparison with golden files",
    "tests/test_needs.py": "tests that need a program",
    "tests/embedded/text/test_rewrite.py": "the one function of the package",
    "tests/schemas/test_calls.py": "the calls that the shipped declarations make",
    "tests/schemas/test_comfyui_graphs.py": "the ComfyUI graphs that are shipped",
    "tests/test_known_faults.py": "faults that must be impossible here",
    "tests/schemas/test_safety_words.py": "which sentences the shipped word lists stop and let through",
    "tests/schemas/test_shipped.py": "the declarations that are shipped",
    "tests/test_repository.py": "generated files, lock files and forbidden words of this repository",
}
NO_MIRROR_BELOW = ("tests/crash/", "tests/end_to_end/", "tests/web/")


def unit_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def internal() -> Iterator[tuple[str, Import, str]]:
    """Yield every import of one module of the package by another: importer, import, imported module."""
    for module, found in IMPORTS.items():
        for one in found:
            target = nearest(one.target, IMPORTS)
            if target and is_below(one.target, "devserver"):
                yield module, one, target


def test_every_unit_has_a_layer() -> None:
    units = {unit_of(module) for module in SOURCES} - {""}
    assert sorted(units - HEIGHT.keys()) == [], "give it a layer in LAYERS"


def test_layers_point_down() -> None:
    upward = [
        f"{module}:{one.line} imports {one.target}"
        for module, one, target in internal()
        if unit_of(module) and unit_of(target) and HEIGHT[unit_of(target)] > HEIGHT[unit_of(module)]
    ]
    assert upward == []


def test_modules_load_one_another_without_cycles() -> None:
    assert [" -> ".join(cycle) for cycle in cycles(load_graph(IMPORTS))] == []


@pytest.mark.parametrize(("importer", "forbidden"), NEVER, ids=[f"{row[0]} stays away from others" for row in NEVER])
def test_a_package_never_imports(importer: str, forbidden: tuple[str, ...]) -> None:
    wrong = [
        f"{module}:{one.line} imports {one.target}"
        for module, found in IMPORTS.items()
        for one in found
        if is_below(module, importer) and any(is_below(one.target, name) for name in forbidden)
    ]
    assert wrong == []


@pytest.mark.parametrize(("importer", "allowed"), ONLY, ids=[f"{row[0]} stands on little" for row in ONLY])
def test_a_package_imports_only(importer: str, allowed: tuple[str, ...]) -> None:
    wrong = [
        f"{module}:{one.line} imports {one.target}"
        for module, one, target in internal()
        if is_below(module, importer) and not any(is_below(target, name) for name in allowed)
    ]
    assert wrong == []


def test_only_backends_and_the_opener_import_network_clients() -> None:
    wrong = [
        f"{module}:{one.line} imports {one.target}"
        for module, found in IMPORTS.items()
        for one in found
        if any(is_below(one.target, name) for name in NETWORK)
        and not any(is_below(module, name) for name in MAY_OPEN_NETWORK)
    ]
    assert wrong == []


def environment_lines(source: str) -> list[int]:
    """Return the lines that read or write the environment through `os`."""
    names = ("environ", "environb", "getenv", "putenv", "unsetenv")
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) == "os")
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and any(a.name in names for a in node.names))
    ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("import os\nhome = os.environ['HOME']", [2], id="an attribute of os is seen"),
        pytest.param("from os import getenv", [1], id="a name imported from os is seen"),
        pytest.param("import os\nos.path.join('a')\nenviron = 1", [], id="other uses of os are not"),
    ],
)
def test_reading_the_environment_is_recognised(source: str, lines: list[int]) -> None:
    assert environment_lines(source) == lines


def test_only_settings_and_the_command_line_see_the_environment() -> None:
    wrong = [
        f"{module}:{line}"
        for module, path in SOURCES.items()
        if not any(is_below(module, name) for name in MAY_SEE_ENVIRONMENT)
        for line in environment_lines(path.read_text())
    ]
    assert wrong == []


def mirrored(test: str) -> list[str]:
    """Return what a test file may mirror: tests/a/test_b.py mirrors devserver/a/b.py, or a package of that name."""
    path = Path(test.removeprefix("tests/"))
    base = path.with_name(path.stem.removeprefix("test_")).as_posix()
    base = base if base.startswith("tools/") else f"devserver/{base}"
    return [f"{base}.py", f"{base}/__init__.py"]


@pytest.mark.parametrize(
    ("test", "paths"),
    [
        pytest.param("tests/test_ids.py", ["devserver/ids.py", "devserver/ids/__init__.py"], id="a module at the top"),
        pytest.param(
            "tests/engine/test_builder.py",
            ["devserver/engine/builder.py", "devserver/engine/builder/__init__.py"],
            id="a module in a package",
        ),
        pytest.param("tests/tools/test_lock.py", ["tools/lock.py", "tools/lock/__init__.py"], id="a tool"),
    ],
)
def test_what_a_test_file_mirrors(test: str, paths: list[str]) -> None:
    assert mirrored(test) == paths


def test_tests_mirror_the_package() -> None:
    tests = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    wrong = [
        test
        for test in sorted(tests)
        if test not in TESTS_OF_THEIR_OWN
        and not test.startswith(NO_MIRROR_BELOW)
        and not any((ROOT / path).exists() for path in mirrored(test))
    ]
    assert wrong == [], "name it after the module it tests, or give a reason in TESTS_OF_THEIR_OWN"


def test_modules_stay_small() -> None:
    sizes = {module: len(path.read_text().splitlines()) for module, path in SOURCES.items()}
    table = "\n".join(f"{size:>5}  {module}" for module, size in sorted(sizes.items(), key=lambda row: -row[1]))
    print(table)
    long = [module for module, size in sizes.items() if size > MOST_LINES and module not in LONGER_WITH_REASON]
    assert long == [], f"what second thing lives there?\n{table}"


def test_exceptions_are_still_needed() -> None:
    tests = [test for test in TESTS_OF_THEIR_OWN if not (ROOT / test).exists()]
    short = [name for name in LONGER_WITH_REASON if len(SOURCES[name].read_text().splitlines()) <= MOST_LINES]
    assert tests + short == []
