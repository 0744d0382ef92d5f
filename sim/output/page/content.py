"""What a report holds before it is a page: chapters of sections, with sentences, tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from sim.output.charts.colours import SCENARIO_COLOURS
from sim.output.names import begun
from sim.output.numbers import Headline, count, relative, signed
from sim.output.tables import Table

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture


@dataclass(frozen=True)
class Bar:
    """A scenario's number, with its intervals if it has any, and its length in per cent of the longest bar.

    The change is the paired difference from the first scenario, if any, in the unit and in per cent; the parts are
    those of the count, where it must not be told without them.
    """

    value: str
    percent: float
    change: str
    parts: str


Forms = tuple[Callable[[float], str], Callable[[float], str]]
"""How a number is written, and how a difference."""


def bars(
    values: Mapping[str, Headline],
    changes: Mapping[str, Headline],
    parts: Mapping[str, str] | None = None,
    forms: Forms = (count, signed),
) -> tuple[Bar, ...]:
    """Make a bar a scenario, by name: of its value, and of its difference from the first."""
    form, form_change = forms
    first = next(iter(values.values())).chance.mean
    most = max(abs(each.chance.mean) for each in values.values())
    return tuple(
        Bar(
            value=each.in_short(form),
            percent=100 * abs(each.chance.mean) / most if most > 0 else 0.0,
            change=_change(changes[name], first, form_change) if name in changes else "",
            parts=(parts or {}).get(name, ""),
        )
        for name, each in values.items()
    )


def _change(change: Headline, first: float, form: Callable[[float], str]) -> str:
    if change.is_nothing:
        return "no change"
    told = relative(change.chance.mean, first)
    return f"{change.in_short(form)}{f', {told}' if told else ''}"


@dataclass(frozen=True)
class Card:
    """A headline number: what it is, and a bar a scenario."""

    title: str
    meaning: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Counts:
    """The headline numbers of a chapter, a row a scenario and a column a card; what they are of, how to read them."""

    title: str
    scenarios: tuple[str, ...]
    cards: tuple[Card, ...]
    note: str = ""

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[Card, Bar]]]]:
        """Of each scenario the name, the colour, and its bar on each card."""
        return [
            (
                begun(name),
                SCENARIO_COLOURS[place % len(SCENARIO_COLOURS)],
                [(card, card.bars[place]) for card in self.cards],
            )
            for place, name in enumerate(self.scenarios)
        ]


MOST_PRINTED_ROWS = 20
"""Tables that have more rows are on the page, and not on paper."""


def is_lengthy(table: Table) -> bool:
    """Whether a table is too long for paper."""
    return len(table.cells) > MOST_PRINTED_ROWS


@dataclass(frozen=True)
class Section:
    """A part of a chapter: paragraphs, a list of points, commands to be typed, pictures and tables in their order.

    Folded tables are closed until they are asked for, and printed only where they were opened; what is not on paper is
    on the page alone.
    """

    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    on_paper: bool = True


@dataclass(frozen=True)
class Chapter:
    """What one results folder says.

    Parameters
    ----------
    title
        Few words.
    question
        What was asked.
    answers
        What was found, a sentence each, the most important first.
    basis
        On how many runs that rests, and what intervals are.
    sections
        The rest, in its order.
    caption
        Small under each picture.
    sure
        How sure each answer is, beside it in their order; fewer where an answer says it itself.
    counts
        The headline numbers; None where the answers are none.
    money
        What additional leads cost, a sentence each; none without costs.
    about
        What is simulated: which jail, and when.
    details
        Sections that stand behind the limits of what may be concluded.
    """

    title: str
    question: str
    answers: tuple[str, ...]
    basis: str
    sections: tuple[Section, ...]
    caption: str = ""
    sure: tuple[str, ...] = ()
    counts: Counts | None = None
    money: tuple[str, ...] = ()
    about: str = ""
    details: tuple[Section, ...] = ()

    @property
    def found(self) -> list[tuple[str, str]]:
        """Each answer, and how sure it is where that stands beside it."""
        return list(zip_longest(self.answers, self.sure[: len(self.answers)], fillvalue=""))

    @property
    def not_printed(self) -> list[str]:
        """What is not on paper, and how much of it there is."""
        told = []
        for section in self.sections:
            if not section.on_paper:
                told.append(section.title)
                continue
            left = (*filter(is_lengthy, section.tables), *section.folded)
            told += [f"{table.title} ({len(table.cells):,} rows)" for table in left]
        return told


@dataclass(frozen=True)
class Report:
    """A chapter a results folder, on one page."""

    chapters: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.chapters[0].title if len(self.chapters) == 1 else f"{len(self.chapters)} studies of jail screening"
