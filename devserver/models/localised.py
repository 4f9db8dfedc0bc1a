"""Text that a declaration gives once, or once per language."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ConfigDict, RootModel


class Localised(RootModel[str | dict[str, str]]):
    """A text, or texts by language tag: `"Rain"` or `{"en": "Rain", "de": "Regen"}`."""

    model_config = ConfigDict(frozen=True, strict=True)

    def text(self, language: str) -> str:
        """Return the text for a language tag: the same tag, its base language, English, else the first; "" for none."""
        if isinstance(self.root, str):
            return self.root
        tags = {tag.replace("_", "-").lower(): tag for tag in self.root}
        wanted = language.replace("_", "-").lower()
        for tag in (wanted, wanted.partition("-")[0], "en"):
            if tag in tags:
                return self.root[tags[tag]]
        return next(iter(self.root.values()), "")

    @property
    def texts(self) -> Mapping[str, str]:
        """Return the texts by language tag; a text without a language stands under ""."""
        return {"": self.root} if isinstance(self.root, str) else self.root

    def __bool__(self) -> bool:
        """Tell whether there is a text in any language."""
        return any(text.strip() for text in self.texts.values())
