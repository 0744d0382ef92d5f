"""Pages of the documentation as readers use them: their blocks of commands and code, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str


def pages() -> list[Path]:
    """The README and every page of the documentation."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page; those of a list may be indented."""
    found = re.findall(r"^( *)```(\w+)\n(.*?)^\1```", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [Block(language, text) for _, language, text in found]


def commands(text: str) -> list[str]:
    """The commands of a block, without comments, each on one line."""
    lines = (re.sub(r"\s+#.*", "", line).strip() for line in text.replace("\\\n", " ").splitlines())
    return [line for line in lines if line]
