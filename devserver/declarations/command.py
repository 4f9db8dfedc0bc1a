"""What `devserver validate` says of folders of declarations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from devserver.declarations.layers import Layer
from devserver.declarations.library import load
from devserver.declarations.reports import Report
from devserver.declarations.schemas import SHIPPED_FOLDER


def validate(
    folders: Iterable[Path | str], *, aliases: Collection[str], backends: Collection[str]
) -> tuple[Report, ...]:
    """Return what there is to say of folders that lie over the built-in one; without folders, of the built-in one.

    Errors of other files, which these folders cause, are told too. An error means exit code 1.
    """
    given = [Layer.of(folder) for folder in folders] or [Layer.of(SHIPPED_FOLDER)]
    library = load([Layer.of(SHIPPED_FOLDER), *given], aliases=aliases, backends=backends)
    mine = [layer.folder for layer in given]
    return tuple(r for r in library.reports if r.severity == "error" or _within(r, mine))


def _within(report: Report, folders: list[Path]) -> bool:
    return any(Path(report.path).is_relative_to(folder) for folder in folders)


def failed(reports: Iterable[Report]) -> bool:
    """Tell whether one of the reports is an error."""
    return any(report.severity == "error" for report in reports)
