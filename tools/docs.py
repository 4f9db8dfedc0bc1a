"""Check the Markdown files of the repository: every internal link leads to a file and a heading; runnable blocks.

A fenced block is runnable when its info string says so, as in ```` ```python run ```` or ```` ```bash run ````;
`tests/test_docs.py` runs those. Anchors are made as GitHub makes them. Links to other sites are not followed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.repository import ROOT, tracked

HTML_LINK = re.compile(r"""\b(?:href|src)=["']([^"']+)["']""")
HTML_ANCHOR = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A fenced block that can be run: language, source, and the line where it starts (from 1)."""

    language: str
    source: str
    line: int


def parse(text: str) -> list[Token]:
    """Parse Markdown as the documentation uses it: CommonMark with tables."""
    return MarkdownIt("commonmark").enable("table").parse(text)


def slug(heading: str) -> str:
    """Return the anchor of a heading: lower case, punctuation dropped, spaces as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def plain(inline: Token) -> str:
    """Return the visible text of a heading."""
    return "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))


def anchors(text: str) -> set[str]:
    """Return the anchors of a document; a repeated heading gets -1, -2, …"""
    tokens = parse(text)
    found: set[str] = set()
    counts: dict[str, int] = {}
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.type == "heading_open":
            name = slug(plain(token))
            found.add(f"{name}-{counts[name]}" if name in counts else name)
            counts[name] = counts.get(name, 0) + 1
    return found | set(HTML_ANCHOR.findall("".join(html(tokens))))


def flat(tokens: list[Token]) -> Iterator[Token]:
    """Yield tokens and their children."""
    for token in tokens:
        yield token
        yield from token.children or []


def html(tokens: list[Token]) -> Iterator[str]:
    """Yield the pieces of a document that are HTML."""
    return (token.content for token in flat(tokens) if token.type in ("html_block", "html_inline"))


def links(text: str) -> list[str]:
    """Return the targets of all links and images that stay in the repository."""
    tokens = parse(text)
    attributes = (token.attrGet("href") or token.attrGet("src") for token in flat(tokens))
    targets = [str(target) for target in attributes if target]
    targets += [target for piece in html(tokens) for target in HTML_LINK.findall(piece)]
    return [target for target in targets if not ELSEWHERE.match(target)]


def broken(name: str, root: Path = ROOT) -> list[str]:
    """Return what is wrong with the links of one document."""
    found = []
    for link in links((root / name).read_text()):
        path, _, anchor = unquote(link).partition("#")
        target = (root / name).parent / path if path else root / name
        if not target.exists():
            found.append(f"{name}: {link}: no such file")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
            found.append(f"{name}: {link}: no such heading")
    return found


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a document that are marked with the word `run`."""
    fences = ((token, token.info.split()) for token in parse(text) if token.type == "fence")
    return [Block(info[0], token.content, (token.map or [0])[0] + 1) for token, info in fences if "run" in info[1:]]


def documents(root: Path = ROOT) -> list[str]:
    """List the Markdown files of the repository."""
    return [name for name in tracked(root, untracked=True) if name.endswith(".md")]


def main() -> int:
    """Print the broken links; return 1 when there are any."""
    names = documents()
    found = [fault for name in names for fault in broken(name)]
    print("\n".join(found) if found else f"docs: every link in {len(names)} files resolves")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
