"""The documentation in short for language models: a title, a summary, and a line a page, by the convention of llms.txt.

It is made of the first page, which lists all others, as the site is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<page>[\w/-]+\.md)\)(?:[,:]\s*(?P<told>.+))?$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r".+?(?:[.?!:](?=\s|$)|$)")
_ABOUT_THE_PAGE = ("Written by", "Numbers in brackets", "Start:", "Paste ")
_PARAGRAPHS, _ENOUGH = 3, 100
_INCLUDED = re.compile(
    r'^```\{include\} (?P<file>\S+)\n:start-after: "(?P<after>.+)"\n:end-before: "(?P<before>.+)"\n```$', re.MULTILINE
)


def llms_txt(docs: Path) -> str:
    """Write out ``llms.txt`` of a folder of pages, of which ``index.md`` lists the others under headings.

    Raises
    ------
    ValueError
        If it lists none.
    """
    first = (docs / "index.md").read_text(encoding="utf-8")
    title = first.partition("\n")[0].removeprefix("# ")
    summary = next(iter(_paragraphs(first)), title)
    parts = [_part(docs, part) for part in re.split(r"^## ", first, flags=re.MULTILINE)[1:]]
    if not any(parts):
        raise ValueError(f"{docs / 'index.md'} lists no pages under a heading")
    return "\n\n".join([f"# {title}", f"> {summary}", *filter(None, parts)]) + "\n"


def whole(page: Path) -> str:
    """Give the Markdown of a page with what it includes of other files in its place."""

    def part(found: re.Match[str]) -> str:
        text = (page.parent / found["file"]).read_text(encoding="utf-8")
        return text.partition(found["after"])[2].partition(found["before"])[0].strip()

    return _INCLUDED.sub(part, page.read_text(encoding="utf-8"))


def _part(docs: Path, text: str) -> str:
    """The heading and the pages of a part; nothing of one that lists none."""
    lines = list(_lines(docs, text))
    return "\n".join([f"## {text.partition(chr(10))[0]}", "", *lines]) if lines else ""


def _lines(docs: Path, text: str) -> Iterator[str]:
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            told = entry["told"] or _told_first((docs / entry["page"]).read_text(encoding="utf-8"))
            yield f"- [{entry['title']}]({entry['page']}): {told}"


def _told_first(page: str) -> str:
    """What a page says first, in a sentence or a few, but not how it is made, where it says anything else."""
    sentences = [
        sentence for each in _paragraphs(page)[:_PARAGRAPHS] for sentence in map(str.strip, _SENTENCE.findall(each))
    ]
    told = ""
    for sentence in [each for each in sentences if not each.startswith(_ABOUT_THE_PAGE)] or sentences[:1]:
        told = f"{told} {sentence}".strip()
        if len(told) >= _ENOUGH:
            break
    return f"{told[:-1]}." if told.endswith(":") else told


def _paragraphs(page: str) -> list[str]:
    """The paragraphs of prose, a line each, with the words of links in their places."""
    blocks = re.split(r"\n\s*\n", page)
    prose = (block for block in blocks if re.match(r"(?!```)[A-Za-z`*(\[]", block))
    return [_LINK.sub(r"\1", " ".join(block.split())) for block in prose]
