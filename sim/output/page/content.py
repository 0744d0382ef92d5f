"""What a report holds before it is a page: chapters of sections, with sentences, tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.model.outcomes import meaning_of
from sim.output.charts.colours import SCENARIO_COLOURS
from sim.output.names import begun, readable
from sim.output.numbers import Headline, count, signed
from sim.output.tables import Table

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture


@dataclass(frozen=True)
class Bar:
    """A scenario's count on a card, its intervals if it has any, and its length in per cent of the longest bar.

    The change, in words, is the paired difference from the first scenario, if any; and so are the parts of the count,
    where it must not be told without them.
    """

    name: str
    value: str
    intervals: tuple[str, ...]
    percent: float
    change: str
    parts: str
    colour: str


@dataclass(frozen=True)
class Card:
    """A headline count: what it counts, and a bar a scenario."""

    title: str
    meaning: str
    bars: tuple[Bar, ...]

    @classmethod
    def of(
        cls, measure: str, counts: Mapping[str, Headline], changes: Mapping[str, Headline], parts: Mapping[str, str]
    ) -> Card:
        """The card of a measure: by name its count in each scenario, the difference from the first, and its parts."""
        most = max(each.chance.mean for each in counts.values())
        bars = tuple(
            Bar(
                name=begun(name),
                value=count(each.chance.mean),
                intervals=tuple(each.intervals()),
                percent=100 * each.chance.mean / most if most > 0 else 0.0,
                change=changes[name].in_words(signed) if name in changes else "",
                parts=parts.get(name, ""),
                colour=SCENARIO_COLOURS[place % len(SCENARIO_COLOURS)],
            )
            for place, (name, each) in enumerate(counts.items())
        )
        return cls(readable(measure), begun(meaning_of(measure)), bars)


@dataclass(frozen=True)
class Section:
    """A part of a chapter: paragraphs, a list of points, commands to be typed, pictures and tables in their order.

    Folded tables are closed until they are asked for.
    """

    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """What one results folder says: its title in few words, what was asked and found, and on how many runs that rests.

    The caption is small under each picture; there are no cards where the answers are no counts. Details stand behind
    the limits of what may be concluded.
    """

    title: str
    question: str
    answers: tuple[str, ...]
    basis: str
    sections: tuple[Section, ...]
    caption: str = ""
    cards: tuple[Card, ...] = ()
    details: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Report:
    """A chapter a results folder, on one page."""

    chapters: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.chapters[0].title if len(self.chapters) == 1 else f"{len(self.chapters)} studies of jail screening"
