from __future__ import annotations

import json

import pytest

from devserver.declarations.library import Library, load
from devserver.engine.builder import Model
from devserver.engine.snapshots import Checks, Declared, freeze, thaw
from devserver.errors import NotFound, Unavailable
from devserver.models.declarations import Chunk, Config
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import write_layer

MODELS = {"A": "ollama/a", "EMPTY": "", "LOCAL_DEFAULT_MODEL": "ollama/any", "STAGE2_OPTIMIZATION_MODEL": "x/y"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    layer = write_layer(tmp_path_factory.mktemp("layer"))
    return load([SHIPPED, layer], aliases=Settings().models, backends={"embedded", "scripted"})


def test_a_snapshot_holds_what_an_attempt_uses_and_nothing_else(library: Library) -> None:
    content = freeze(library, MODELS, Checks(), ["attitude", "painting"])
    declared = thaw(content)
    assert set(declared.library.configs) == {"attitude", "painting", *Checks().ids}
    assert set(declared.library.chunks) >= {"manipulate", "picture", "optimize", "translate"}
    assert "sketch" not in declared.library.chunks
    for id in ("attitude", "painting"):
        assert declared.library.config(id).json_data() == library.config(id).json_data()
        assert declared.library.kind(declared.library.config(id)) == library.kind(library.config(id))
    assert (declared.models, declared.checks) == (MODELS, Checks())


def test_the_same_declarations_make_the_same_bytes(library: Library) -> None:
    one, other = (freeze(library, MODELS, Checks(), ["attitude", "painting"]) for _ in range(2))
    assert one == other
    assert freeze(library, {**MODELS, "A": "x/z"}, Checks(), ["attitude", "painting"]) != one
    assert json.loads(one)["models"] == MODELS


def test_a_check_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(NotFound) as caught:
        freeze(library, MODELS, Checks(input="gone"), ["attitude"])
    assert caught.value.params["id"] == "gone"


@pytest.mark.parametrize(
    ("chunk", "override", "preferred", "model"),
    [
        pytest.param({"model": "A", "template": ""}, None, None, Model("ollama", "a"), id="the chunk's own"),
        pytest.param({"model": "A", "template": ""}, "p/q", None, Model("p", "q"), id="the config before the chunk"),
        pytest.param({"model": "A", "template": ""}, "p/q", "r/s", Model("r", "s"), id="the preferred before both"),
        pytest.param(
            {"model": "A", "template": ""}, "EMPTY", None, Model("ollama", "a"), id="an empty one is passed by"
        ),
        pytest.param(
            {"template": ""}, None, None, Model("ollama", "any"), id="the default for a chunk that names none"
        ),
        pytest.param({"model": "EMPTY", "template": ""}, None, None, None, id="none where its setting is empty"),
        pytest.param({"type": "output_chunk"}, None, None, None, id="none for a medium"),
    ],
)
def test_which_model_a_chunk_has(
    chunk: dict[str, str], override: str | None, preferred: str | None, model: Model | None
) -> None:
    declared = Declared(Library(), MODELS, Checks())
    meta = {"model_override": override} if override else {}
    found = Chunk.declared(chunk, "c"), Config.declared({"pipeline": "p", "meta": meta}, "d")
    assert declared.model(*found, preferred) == model
    if model is None:
        with pytest.raises(Unavailable):
            declared.needed_models(*found, preferred)


def test_what_follows_from_declarations_is_made_once() -> None:
    made: list[str] = []
    declared = Declared(Library(), MODELS, Checks())

    def make() -> int:
        made.append("again")
        return len(made)

    assert [declared.once("a", make), declared.once("a", make), declared.once("b", make)] == [1, 1, 2]
    assert declared == Declared(Library(), MODELS, Checks())
