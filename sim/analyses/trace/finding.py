"""Bookings found by what happened to them: how they ended, when in the week, on what charge, at which jail."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.model.disguise import disguised
from sim.model.office import Engine, Office, offices_of, run
from sim.model.outcomes import LOST, LOST_KNOWN, LOST_LEADS, LOST_MATCHED, LOST_UNKNOWN, Outcome
from sim.model.table import booking_table
from sim.scenario.base import unknown_name
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS, days_of, minutes_of

ENDS: Mapping[str, tuple[Outcome, ...]] = {
    "lost": LOST,
    "lost_leads": LOST_LEADS,
    "lost_matched": LOST_MATCHED,
    "lost_known": LOST_KNOWN,
    "lost_unknown": LOST_UNKNOWN,
    **{str(outcome): (outcome,) for outcome in Outcome},
}
"""What a booking may be asked to end as: an outcome, or several under one name."""


class NothingFitsError(ValueError):
    """No booking is as wanted."""


@dataclass(frozen=True)
class WeekTime:
    """Hours of some days of the week, on the wall; hours that cross midnight belong to the day on which they start.

    Parameters
    ----------
    text
        As it was asked for.
    days
        Days on which the hours start, Monday being 0.
    begin_minute, end_minute
        Minutes of the day, the end excluded; an end past 24 hours is on the next day.
    """

    text: str
    days: tuple[int, ...]
    begin_minute: int
    end_minute: int

    @classmethod
    def read(cls, text: str | None, option: str) -> WeekTime | None:
        """As `parse`, of what may not be asked."""
        return None if text is None else cls.parse(text, option)

    @classmethod
    def parse(cls, text: str, option: str) -> WeekTime:
        """Read days, hours or both, such as ``sat 20:00-06:00``, ``mon-fri`` or ``sat,sun 08:00-17:00``.

        Raises
        ------
        ValueError
            If it is neither.
        """
        found = _WHEN.fullmatch(text.strip())
        if found is None or not text.strip():
            raise ValueError(f"{option} {text!r}: {_FORM}")
        try:
            days = days_of(found["days"]) if found["days"] else DAYS
            begin, end = minutes_of(found["hours"]) if found["hours"] else (0, _DAY_MINUTES)
        except ValueError as error:
            raise ValueError(f"{option} {text!r}: {error}; {_FORM}") from None
        return cls(text, tuple(map(DAYS.index, days)), begin, end)

    def holds(self, moments: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Which moments of the wall clock lie in these hours."""
        minute_of_week = (moments.dt.day_of_week * 24 + moments.dt.hour) * 60 + moments.dt.minute
        since_begin = minute_of_week - self.begin_minute
        length = self.end_minute - self.begin_minute
        return (since_begin // _DAY_MINUTES % 7).isin(self.days) & (since_begin % _DAY_MINUTES < length)


_DAY_MINUTES = 24 * 60
_FORM = 'give days, hours or both, such as "sat 20:00-06:00", "mon-fri" or "sat,sun 08:00-17:00"'
_WHEN = re.compile(r"(?P<days>[^\W\d][^\d]*?)?\s*(?P<hours>\d.*)?")


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a booking; what is None is not asked. Only counted bookings fit.

    Outcomes are names of `ENDS`; that in the other scenario is of the same booking. Times are those of the week.
    """

    outcome: str | None = None
    outcome_in_other: str | None = None
    booked: WeekTime | None = None
    left: WeekTime | None = None
    charge: str | None = None
    jail: str | None = None

    def __bool__(self) -> bool:
        return self != Wanted()

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Refuse what no booking could ever be.

        Raises
        ------
        ValueError
            If a name is unknown, or the other scenario is missing.
        """
        base, *others = scenarios
        names = {"outcome": ENDS, "outcome_in_other": ENDS, "charge": base.charge_names, "jail": base.jails}
        for name, known in names.items():
            given = getattr(self, name)
            if given is not None and given not in known:
                kind, *_ = name.split("_")
                raise ValueError(f"--{name.replace('_', '-')}: {unknown_name(kind, given, known)}")
        if self.outcome_in_other is not None and not others:
            raise ValueError("--outcome-in-other: there is no other scenario; name it behind the first")

    def conditions(self, table: pd.DataFrame) -> pd.DataFrame:
        """What is asked, a column each as the command line words it, and which rows of a booking table are so."""
        asked: dict[str, pd.Series[bool]] = {}
        for name, value in vars(self).items():
            option = f"--{name.replace('_', '-')}"
            if isinstance(value, WeekTime):
                asked[f'{option} "{value.text}"'] = value.holds(table[f"{name}_at"])
            elif value is not None:
                right = map(str, ENDS[value]) if name.startswith("outcome") else [value]
                asked[f"{option} {value}"] = table[name].isin(list(right))
        return pd.DataFrame(asked, index=table.index)


@dataclass(frozen=True)
class Hit:
    """A booking that fits."""

    replication: int
    jail: str
    booking: int

    @property
    def number(self) -> str:
        """The booking as the command line names it."""
        return f"{self.jail}/{self.booking}"


@dataclass(frozen=True)
class Search:
    """What a search found: the counted bookings that fit, by replication and time of booking, and how many there are.

    Of the counted ones it also says how many meet each condition by itself, and how many end in each way.
    """

    hits: tuple[Hit, ...]
    counted: int
    by_condition: Mapping[Hashable, int]
    outcomes: Mapping[Hashable, int]


def run_offices(
    scenario: Scenario, replications: Iterable[int], engine: Engine, jails: Sequence[str] = ()
) -> Iterator[Office]:
    """Run replications at the field offices of some jails, or at all where none is named, as they may be told."""
    for replication in replications:
        for office in offices_of(scenario, jails):
            yield disguised(run(scenario, office, replication, engine))


def search(
    scenarios: Sequence[Scenario], wanted: Wanted, replications: Sequence[int], engine: Engine = Engine.SIMPY
) -> Search:
    """Look through the counted bookings of the first scenario for those that fit.

    Raises
    ------
    ValueError
        If what is wanted names something that is not there.
    """
    wanted.check(scenarios)
    jails = () if wanted.jail is None else (wanted.jail,)
    table = _bookings(scenarios[0], replications, engine, jails)
    if wanted.outcome_in_other is not None:
        there = [name for name in jails if name in scenarios[1].jails]
        ends = _bookings(scenarios[1], replications, engine, there).rename(columns={"outcome": "outcome_in_other"})
        key = ["replication", "jail", "booking"]
        table = table.merge(ends[[*key, "outcome_in_other"]], on=key, how="left", validate="one_to_one")
    table = table[table["counted"]].reset_index(drop=True)
    conditions = wanted.conditions(table)
    fits = table[conditions.all(axis=1)].sort_values(["replication", "booked_at"], kind="stable")
    return Search(
        hits=tuple(Hit(*each) for each in fits[["replication", "jail", "booking"]].itertuples(index=False, name=None)),
        counted=len(table),
        by_condition=conditions.sum().to_dict(),
        outcomes=table["outcome"].value_counts().to_dict(),
    )


def _bookings(scenario: Scenario, replications: Sequence[int], engine: Engine, jails: Sequence[str]) -> pd.DataFrame:
    offices = run_offices(scenario, replications, engine, jails)
    tables = [booking_table(office).assign(replication=office.replication) for office in offices]
    return pd.concat(tables, ignore_index=True)


def chosen(found: Search, nth: int) -> Hit:
    """The booking to tell, the n-th from 1 of those that fit.

    Raises
    ------
    NothingFitsError
        If there are fewer; it tells what there is.
    """
    if nth <= len(found.hits):
        return found.hits[nth - 1]
    if found.hits:
        raise NothingFitsError(f"--nth {nth}: only {len(found.hits):,} of {found.counted:,} counted bookings fit")
    each = "; ".join(f"{option}: {many:,}" for option, many in found.by_condition.items())
    ends = ", ".join(f"{outcome} {many:,}" for outcome, many in found.outcomes.items()) or "none"
    raise NothingFitsError(
        f"None of {found.counted:,} counted bookings fits all that is asked. By themselves fit: {each}. "
        f"They end as: {ends}. Ask for less, or look at more replications with --replications"
    )
