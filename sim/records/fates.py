"""Account of rows while they become bookings: which are left, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.records.rows import Rows, Told
from sim.scenario.arrays import Bools
from sim.sheets.account import Account, Entry, Fate

MOST_LINES = 5
BLANKED = "a word read as a blank cell, such as NULL or n/a (blank_words)"


@dataclass
class _Tally:
    """How many rows have a fate for a reason, and the places of the first."""

    rows: int = 0
    first: list[int] = field(default_factory=list)


@dataclass
class Ledger:
    """What became of all rows so far."""

    told: Told
    _tallies: dict[tuple[Fate, str], _Tally] = field(default_factory=dict)

    def note(self, rows: Rows, which: Bools, fate: Fate, reason: str) -> None:
        """Note the fate of some rows; reasons keep the order in which they were named first, with rows or without."""
        tally = self._tallies.setdefault((fate, reason), _Tally())
        some = np.flatnonzero(which)
        if len(some):
            tally.rows += len(some)
            tally.first = sorted([*tally.first, *rows.places[some[:MOST_LINES]].tolist()])[:MOST_LINES]

    def account(self, records: int) -> Account:
        """All rows, accounted for."""
        told = self.told
        entries = [
            Entry(fate, reason, tally.rows, tuple(told.lines(tally.first)))
            for (fate, reason), tally in self._tallies.items()
            if tally.rows
        ]
        if told.uneven:
            where = [f"{each.layout.path.name}:{line}" for each in told.streams for line in sorted(each.uneven)]
            reason = "has too few or too many cells"
            entries.insert(0, Entry(Fate.LEFT_OUT, reason, told.uneven, tuple(where[:MOST_LINES])))
        return Account(told.rows + told.uneven, records, tuple(entries))


@dataclass
class Page:
    """Some rows, and which of them are left."""

    rows: Rows
    ledger: Ledger
    left: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.left = np.ones(len(self.rows), dtype=np.bool_)

    def take(self, which: Bools, fate: Fate, reason: str) -> None:
        """Give rows that are left a fate."""
        which = which & self.left
        self.ledger.note(self.rows, which, fate, reason)
        self.left &= ~which

    def repair(self, which: Bools, reason: str) -> None:
        """Note what was read as something else."""
        self.ledger.note(self.rows, which & self.left, Fate.REPAIRED, reason)
