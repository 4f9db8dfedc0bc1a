"""Keys of providers: from the environment, or from files `<data>/keys/<name>.key`; the environment wins.

A key is looked up for each call, so that a new one counts at once. It is never shown: not by `repr`, not in a log, an
event or an error, which name the place of the key instead. A file of a key is readable for its owner only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devserver.disk import sync_folder
from devserver.private import write_private

OWN_VARIABLES = {"openai": "OPENAI_API_KEY", "openrouter": "OPENROUTER_API_KEY"}
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}", re.ASCII)
LONGEST = 4096


@dataclass(frozen=True)
class Key:
    """A key and the place where it stands, which may be shown."""

    value: str = field(repr=False)
    place: str

    @property
    def usable(self) -> bool:
        """Tell whether it can be sent in a header: one line of printable ASCII."""
        return self.value.isascii() and self.value.isprintable() and len(self.value) <= LONGEST


class Keys:
    """Finds the key of a provider."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def __repr__(self) -> str:
        return f"Keys({str(self._folder)!r})"

    def variable(self, provider: str) -> str:
        """Return the environment variable that holds the key of a provider."""
        return OWN_VARIABLES.get(provider) or f"DEVSERVER_KEY_{re.sub(r'[^A-Z0-9]', '_', provider.upper())}"

    def file(self, provider: str) -> Path:
        """Return the file that holds the key of a provider; raises ValueError for what is no name of one."""
        if not _NAME.fullmatch(provider):
            raise ValueError(f"not the name of a provider: {provider!r}")
        return self._folder / f"{provider}.key"

    def places(self, provider: str) -> str:
        """Return, for a person, where a key can be written."""
        return f"set {self.variable(provider)}, or write the key into {self.file(provider)}"

    def find(self, provider: str) -> Key | None:
        """Return the key of a provider, or None where there is none."""
        variable = self.variable(provider)
        if value := self._environment.get(variable, "").strip():
            return Key(value, variable)
        path = self.file(provider)
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return Key(value, str(path)) if value else None

    def in_environment(self, provider: str) -> bool:
        """Tell whether the environment holds the key of a provider, so that no file counts."""
        return bool(self._environment.get(self.variable(provider), "").strip())

    def is_stored(self, provider: str) -> bool:
        """Tell whether there is a file for the key of a provider, whether it counts or not."""
        return self.file(provider).exists()

    def stored(self) -> list[str]:
        """Return the providers for whose keys there are files, by name."""
        return sorted(path.stem for path in self._folder.glob("*.key") if _NAME.fullmatch(path.stem))

    def store(self, provider: str, value: str) -> None:
        """Write the key of a provider into its file, in the place of the one that was there; raises OSError.

        Raises ValueError for what is no name of a provider, and for what cannot be sent as a key.
        """
        path = self.file(provider)
        if not value or not Key(value, str(path)).usable:
            raise ValueError("a key is one line of printable ASCII")
        write_private(path, value.encode())

    def remove(self, provider: str) -> None:
        """Delete the file of a provider's key; raises OSError, FileNotFoundError where there is none."""
        path = self.file(provider)
        path.unlink()
        sync_folder(path.parent)
