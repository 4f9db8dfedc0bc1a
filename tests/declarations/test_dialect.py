"""Files in the public dialect: each is accepted, or rejected for a reason that its description lists.

Our own files under `dialect/` use everything that is odd about it. With DEVSERVER_COMPAT_CORPUS=<folder> the same is
asked of the files of somebody who has real ones; they are not part of this repository.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from devserver.declarations.layers import Layer, candidates
from devserver.declarations.library import Library, load
from devserver.declarations.reports import CODES
from tests.golden import Golden

OURS = Path(__file__).parent / "dialect"
CORPUS = os.environ.get("DEVSERVER_COMPAT_CORPUS", "")

# The names of model settings, and the backends that exist here. All others of the dialect are unavailable.
ALIASES = (
    "CHAT_HELPER_MODEL", "CODING_MODEL", "DSGVO_VERIFY_MODEL", "IMAGE_ANALYSIS_MODEL", "LOCAL_DEFAULT_MODEL",
    "REMOTE_ADVANCED_MODEL", "SAFETY_MODEL", "STAGE1_TEXT_MODEL", "STAGE1_VISION_MODEL", "STAGE2_INTERCEPTION_MODEL",
    "STAGE2_OPTIMIZATION_MODEL", "STAGE3_MODEL", "STAGE4_LEGACY_MODEL", "TRANSLATION_MODEL", "VLM_SAFETY_MODEL",
)  # fmt: skip
BACKENDS = ("comfyui", "ollama", "openai", "openrouter")

# What the dialect's description says is an error, and its own loader's reasons to drop a file.
LISTED = {
    "unknown_pipeline", "unknown_chunk", "unknown_output_chunk", "wrong_output_chunk", "unresolved_placeholder",
    "unknown_node", "unknown_output_node", "duplicate_id", "unknown_alias", "missing_field", "broken_reference",
}  # fmt: skip


def loaded(folder: Path) -> Library:
    return load([folder], aliases=ALIASES, backends=BACKENDS)


def unexplained(folder: Path, library: Library) -> list[str]:
    """Return the errors for reasons that are not listed, and the files of which nothing became and nothing was said."""
    errors: dict[str, list[str]] = defaultdict(list)
    for report in library.reports:
        if report.severity == "error":
            errors[report.path].append(report.code)
    wrong = [str(r) for r in library.reports if r.severity == "error" and r.code not in LISTED]
    files = [candidate.path for candidate in candidates(Layer(folder)) if candidate.path.suffix == ".json"]
    python = [id for id, chunk in library.chunks.items() if chunk.backend_type == "python"]
    served = len(library.chunks) - len(python) + len(library.pipelines) + len(library.configs)
    silent = len(files) - served - len(errors)
    return wrong + [f"{silent} of {len(files)} files were neither accepted nor reported"] * (silent != 0)


def test_our_files_are_accepted_or_rejected_for_a_listed_reason() -> None:
    assert unexplained(OURS, loaded(OURS)) == []


def test_what_is_said_of_each_of_our_files(golden: Golden) -> None:
    lines = [str(report).replace(f"{OURS}/", "") for report in loaded(OURS).reports]
    golden("declarations/dialect.txt", "\n".join(lines) + "\n")


def test_what_our_files_become(golden: Golden) -> None:
    library = loaded(OURS)
    rows = []
    for id, config in sorted(library.configs.items()):
        medium = library.media_type(config)
        missing = library.missing_backend(config)
        rows.append(f"{id}: {library.kind(config)}, {medium.name if medium else None}, missing backend {missing}")
    golden("declarations/dialect_configs.txt", "\n".join(rows) + "\n")


def test_our_files_survive_a_snapshot() -> None:
    library = loaded(OURS)
    again = Library.from_snapshot(library.snapshot(library.configs))
    assert again.configs == dict(library.configs)


def test_a_reason_that_is_not_listed_is_told(tmp_path: Path) -> None:
    (tmp_path / "chunks").mkdir()
    (tmp_path / "chunks" / "a.json").write_text('{"colour": "red"}')
    assert [line.rpartition(" ")[2] for line in unexplained(tmp_path, loaded(tmp_path))] == ["[unknown_field]"]


def test_listed_reasons_are_errors() -> None:
    assert {CODES[code][0] for code in LISTED} == {"error"}


@pytest.mark.skipif(not CORPUS, reason="DEVSERVER_COMPAT_CORPUS names no folder with files in the public dialect")
def test_the_files_of_the_corpus_are_accepted_or_rejected_for_a_listed_reason() -> None:
    library = loaded(Path(CORPUS))
    assert library.chunks, "there are no chunks: is this a folder with chunks/, pipelines/ and configs/?"
    assert unexplained(Path(CORPUS), library) == []
