"""The form of a sentence: one text a language."""

from __future__ import annotations

Texts = dict[str, str]
