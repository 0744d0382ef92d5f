"""Which words a page explains where: each of `GLOSSES` once a chapter, below the part in which it first stands."""

from __future__ import annotations

from collections.abc import Iterator

from sim.output.glosses import Gloss, glosses_in, meant_in
from sim.output.page.content import Chapter, Section
from sim.output.tables import Table


def words_of(chapter: Chapter) -> list[tuple[Gloss, ...]]:
    """The glosses of what stands first in a chapter, and of each of its sections in their order."""
    parts = [[*_first(chapter)], *([*_of_section(section)] for section in chapter.sections)]
    told = {card.title.lower() for card in chapter.counts.cards} if chapter.counts else set()
    found = []
    for texts in parts:
        glosses = glosses_in(texts, told)
        told |= {gloss.word for gloss in glosses} | meant_in("\n".join(texts))
        found.append(glosses)
    return found


def _first(chapter: Chapter) -> Iterator[str]:
    yield from (chapter.question, *chapter.answers, *chapter.sure, *chapter.money, chapter.basis)
    if chapter.counts:
        yield chapter.counts.note
        yield from (f"{card.meaning} {bar.parts}" for card in chapter.counts.cards for bar in card.bars)


def _of_section(section: Section) -> Iterator[str]:
    yield from (section.title, *section.sentences, *section.points)
    yield from (f"{picture.title} {picture.note}" for picture in section.pictures)
    for table in (*section.tables, *section.folded):
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[str]:
    yield from (table.title, table.note, *(column.heading for column in table.columns))
    yield from (row[0].text for row in table.cells)
