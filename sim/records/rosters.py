"""Nightly rosters made into stays: a row a person and night, from the admission to the night after the last one seen.

Who comes and goes between two counts is on no roster. So a stay is observed from the first night on which it was seen;
whoever is on the last roster may still be inside. The first and the last night are cut from counts of bookings: who is
on the first was booked before, and of those who come on the last the rosters tell no night more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.records.classing import Classes, Descriptions
from sim.records.columns import FACT_KEYS
from sim.records.export import Export
from sim.records.fates import BLANKED, Ledger, Page
from sim.records.grouping import Made, put_together
from sim.records.mapping import Mapping
from sim.records.moments import NONE
from sim.records.packing import packed_apart
from sim.records.rows import NOTHING, Hashes, Rows
from sim.scenario.arrays import Ints
from sim.scenario.seconds import DAY_SECONDS
from sim.sheets.account import Fate


@dataclass(frozen=True)
class Nights:
    """The nights of which there is a roster, in days since 1970, and how many people were on each on average."""

    days: Ints
    people: float

    @property
    def first(self) -> int:
        """The first one."""
        return int(self.days[0])

    @property
    def last(self) -> int:
        """The last one."""
        return int(self.days[-1])

    @property
    def missing(self) -> int:
        """How many nights between them have none."""
        return self.last - self.first + 1 - len(self.days)

    @classmethod
    def of(cls, export: Export) -> Self:
        """The nights of all rows.

        Raises
        ------
        ValueError
            If a row tells no night, or there is only one.
        """
        if not export.told.counts.of_a_night:
            raise ValueError(
                "no column and no file's name tells the nights of these rosters; name the column "
                "(--answer columns.night=HEADER), or give the files names with dates, such as roster_2024-05-24.csv"
            )
        people: Counter[int] = Counter()
        for rows in export.batches():
            days, counts = np.unique(rows.night[rows.night >= 0], return_counts=True)
            people.update(dict(zip(days.tolist(), counts.tolist(), strict=True)))
        if len(people) == 1:
            raise ValueError(ONE_ROSTER.format(people=people.total()))
        return cls(np.array(sorted(people), dtype=np.int64), people.total() / len(people))


ONE_ROSTER = (
    "this is one day's roster: those who were inside on it, {people:,} people. Whoever is booked and leaves within "
    "days is hardly ever on it, so it tells neither bookings nor stays. It does tell how many were inside: give it "
    "beside the bookings as --answer people_inside={people}. Rosters of many nights, given together, tell admissions "
    "and exits"
)


def bookings_of_rosters(export: Export, mapping: Mapping, classes: Classes) -> tuple[Made, Nights]:
    """Make the stays that rosters show, and account for their rows.

    Raises
    ------
    ValueError
        If the nights, or what tells people apart, is not told.
    """
    told = export.told
    nights = Nights.of(export)
    if not told.counts.personal and not told.counts.numbered:
        raise ValueError(
            "no column tells people apart from night to night; name it with --answer columns.person=HEADER; what "
            "stands in it is used in memory alone"
        )
    rosters = _Rosters(nights, mapping, classes, classes.descriptions(told), Ledger(told))
    parts = [packed_apart(rosters.stays(rows)) for rows in export.given_away(_who)]
    made = replace(
        put_together(parts, None, told),
        booked_hours_known=bool(told.counts.booked_timed) and rosters.admissions,
        released_hours_known=False,
    )
    return Made(made, rosters.ledger.account(len(made)), dict(rosters.told_by)), nights


def _who(rows: Rows) -> Hashes:
    """Whose the rows are."""
    return np.where(rows.number != NOTHING, rows.number, rows.person)


@dataclass
class _Rosters:
    """The way from nights to stays, some people at a time."""

    nights: Nights
    mapping: Mapping
    classes: Classes
    descriptions: Descriptions
    ledger: Ledger
    told_by: Counter[str] = field(default_factory=Counter)

    @property
    def admissions(self) -> bool:
        """Whether any file tells when people were admitted."""
        return self.ledger.told.counts.begin > 0

    def stays(self, rows: Rows) -> dict[str, NDArray[Any]]:
        """The stays that the rows of some people show, by the fields of `Bookings`."""
        page, who = Page(rows, self.ledger), _who(rows)
        page.take(rows.night < 0, Fate.LEFT_OUT, "the night cannot be read")
        page.take(who == NOTHING, Fate.LEFT_OUT, "nothing tells whose it is")
        booked = rows.booked.seconds(day_first=self.mapping.day_is_first)
        if self.admissions:
            page.take(booked == NONE, Fate.LEFT_OUT, "the admission's date cannot be read")
        if self.mapping.drop_repeats:
            same = pd.DataFrame({"who": who, "booked": booked, "night": rows.night, "left": page.left})
            page.take(same.duplicated().to_numpy(), Fate.MERGED, "the same person on the same night again")
        page.repair(rows.blanked, BLANKED)
        of_row, told_by = self.descriptions.of(rows)
        self.told_by.update(told_by)
        made, lead = self._stays(rows, self._seen(page, who, booked), of_row)
        others = page.left.copy()
        others[lead] = False
        page.take(others, Fate.MERGED, "another night of the same stay")
        return made

    def _seen(self, page: Page, who: Hashes, booked: Ints) -> pd.DataFrame:
        """Who was seen on which night, person by person and night by night."""
        kept = np.flatnonzero(page.left)
        night = page.rows.night[kept]
        return pd.DataFrame(
            {
                "row": kept,
                "who": who[kept],
                "night": night,
                "at": np.searchsorted(self.nights.days, night),
                "booked": booked[kept] if self.admissions else 0,
            }
        ).sort_values(["who", "booked", "night", "row"], kind="stable")

    def _stays(
        self, rows: Rows, frame: pd.DataFrame, of_row: NDArray[np.int16]
    ) -> tuple[dict[str, NDArray[Any]], Ints]:
        """The stays of those seen, and the row that leads each."""
        nights, told = self.nights, self.admissions
        new = (frame["who"] != frame["who"].shift()) | (frame["booked"] != frame["booked"].shift())
        new |= frame["at"].diff() > 1 + self.mapping.bridge_nights
        stay = new.cumsum()
        spans = frame.groupby(stay).agg(
            row=("row", "first"), booked=("booked", "first"), first=("night", "first"), last=("night", "last")
        )
        lead = spans["row"].to_numpy()
        first, last = (spans[each].to_numpy().astype(np.int64) for each in ("first", "last"))
        begin = spans["booked"].to_numpy() if told else first * DAY_SECONDS
        is_open = last == nights.last
        until = np.where(is_open, nights.last * DAY_SECONDS, (last + 1) * DAY_SECONDS)
        until = np.maximum(until, begin + 1)
        entry = np.maximum(first * DAY_SECONDS - begin, 0)
        begun_before = np.full(len(spans), False) if told else first == nights.first
        most = pd.Series(of_row[frame["row"].to_numpy()]).groupby(stay.to_numpy()).min().to_numpy()
        charge_told = most < self.classes.unknown
        made = {
            "booked": begin,
            "released": np.where(is_open, NONE, until),
            "stay_seconds": until - begin,
            "ended": ~is_open,
            "known": ~begun_before & (until > begin + entry),
            "entry_seconds": entry,
            "charge": np.where(charge_told, most, self.classes.other).astype(np.int16),
            "charge_told": charge_told,
            "description": rows.charge[lead],
            "reason": rows.reason[lead],
            **{key: rows.facts[key][lead] for key in FACT_KEYS},
        }
        return made, lead
