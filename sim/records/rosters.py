"""Nightly rosters made into stays: a row a person and night, from the admission to the night after the last one seen.

Who comes and goes between two counts is on no roster. So a stay is observed from the first night on which it was seen;
whoever is on the last roster may still be inside. The first and the last night are cut from counts of bookings: who is
on the first was booked before, and of those who come on the last the rosters tell no night more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from sim.records.classing import Classes
from sim.records.columns import FACT_KEYS
from sim.records.grouping import Bookings, Ledger
from sim.records.mapping import Mapping
from sim.records.moments import NONE
from sim.records.rows import NOTHING, Hashes, Rows
from sim.scenario.arrays import Ints
from sim.scenario.seconds import DAY_SECONDS
from sim.sheets.account import Account, Fate


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
    def of(cls, rows: Rows) -> Self:
        """The nights of all rows.

        Raises
        ------
        ValueError
            If a row tells no night, or there is only one.
        """
        if (rows.night < 0).any() and not (rows.night >= 0).any():
            raise ValueError(
                "no column and no file's name tells the nights of these rosters; name the column "
                "(--answer columns.night=HEADER), or give the files names with dates, such as roster_2024-05-24.csv"
            )
        days, counts = np.unique(rows.night[rows.night >= 0], return_counts=True)
        if len(days) == 1:
            raise ValueError(ONE_ROSTER.format(people=int(counts[0])))
        return cls(days.astype(np.int64), float(counts.mean()))


ONE_ROSTER = (
    "this is one day's roster: those who were inside on it, {people:,} people. Whoever is booked and leaves within "
    "days is "
    "hardly ever on it, so it tells neither bookings nor stays. It does tell how many were inside: give it beside "
    "the "
    "bookings as --answer people_inside={people}. Rosters of many nights, given together, tell admissions and exits"
)


def bookings_of_rosters(rows: Rows, mapping: Mapping, classes: Classes) -> tuple[Bookings, Account, Nights]:
    """Make the stays that rosters show, and account for their rows.

    Raises
    ------
    ValueError
        If the nights, or what tells people apart, is not told.
    """
    nights = Nights.of(rows)
    if not (rows.person != NOTHING).any() and not (rows.number != NOTHING).any():
        raise ValueError(
            "no column tells people apart from night to night; name it with --answer columns.person=HEADER; what "
            "stands in "
            "it is used in memory alone"
        )
    ledger = Ledger(rows)
    who = np.where(rows.number != NOTHING, rows.number, rows.person)
    ledger.take(rows.night < 0, Fate.LEFT_OUT, "the night cannot be read")
    ledger.take(who == NOTHING, Fate.LEFT_OUT, "nothing tells whose it is")
    booked = rows.booked.seconds(day_first=mapping.day_is_first)
    told = rows.tells_bookings.any()
    if told:
        ledger.take(booked == NONE, Fate.LEFT_OUT, "the admission's date cannot be read")
    if mapping.drop_repeats:
        same = pd.DataFrame({"who": who, "booked": booked, "night": rows.night, "left": ledger.left})
        ledger.take(same.duplicated().to_numpy(), Fate.MERGED, "the same person on the same night again")
    made, lead = _stays(rows, _seen(rows, who, booked, ledger, nights), nights, mapping, classes)
    others = ledger.left.copy()
    others[lead] = False
    ledger.take(others, Fate.MERGED, "another night of the same stay")
    return made, ledger.account(len(made)), nights


def _seen(rows: Rows, who: Hashes, booked: Ints, ledger: Ledger, nights: Nights) -> pd.DataFrame:
    """Who was seen on which night, person by person and night by night."""
    kept = np.flatnonzero(ledger.left)
    night = rows.night[kept]
    return pd.DataFrame(
        {
            "row": kept,
            "who": who[kept],
            "night": night,
            "at": np.searchsorted(nights.days, night),
            "booked": booked[kept] if rows.tells_bookings.any() else 0,
        }
    ).sort_values(["who", "booked", "night", "row"], kind="stable")


def _stays(
    rows: Rows, frame: pd.DataFrame, nights: Nights, mapping: Mapping, classes: Classes
) -> tuple[Bookings, Ints]:
    """The stays of those seen, and the row that leads each."""
    told = bool(rows.tells_bookings.any())
    new = (frame["who"] != frame["who"].shift()) | (frame["booked"] != frame["booked"].shift())
    new |= frame["at"].diff() > 1 + mapping.bridge_nights
    stay = new.cumsum()
    spans = frame.groupby(stay).agg(
        row=("row", "first"), booked=("booked", "first"), first=("night", "first"), last=("night", "last")
    )
    lead = spans["row"].to_numpy()
    begin = spans["booked"].to_numpy() if told else spans["first"].to_numpy().astype(np.int64) * DAY_SECONDS
    is_open = spans["last"].to_numpy() == nights.last
    until = (spans["last"].to_numpy().astype(np.int64) + 1) * DAY_SECONDS
    until = np.where(is_open, nights.last * DAY_SECONDS, until)
    until = np.maximum(until, begin + 1)
    entry = np.maximum(spans["first"].to_numpy().astype(np.int64) * DAY_SECONDS - begin, 0)
    begun_before = np.full(len(spans), False) if told else spans["first"].to_numpy() == nights.first
    of_row, _ = classes.of(rows)
    most = pd.Series(of_row[frame["row"].to_numpy()]).groupby(stay.to_numpy()).min().to_numpy()
    charge_told = most < classes.unknown
    timed = bool(rows.booked.timed.any()) and told
    return (
        Bookings(
            booked=begin,
            released=np.where(is_open, NONE, until),
            stay_seconds=until - begin,
            ended=~is_open,
            known=~begun_before & (until > begin + entry),
            entry_seconds=entry,
            charge=np.where(charge_told, most, classes.other),
            charge_told=charge_told,
            description=rows.charge[lead],
            reason=rows.reason[lead],
            facts={key: rows.facts[key][lead] for key in FACT_KEYS},
            booked_hours_known=timed,
            released_hours_known=False,
        ),
        lead,
    )
