"""What the tests of declarations share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.declarations.declared import Declared


@pytest.fixture
def declared(tmp_path: Path) -> Declared:
    """Return an empty folder of declarations."""
    return Declared(tmp_path / "layer")
