"""A network's results by groups of jails: by state, by field office, and by how jails differ between two scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.outcomes import HEADLINES, MEAN_WAITS, MEASURES, PER_OFFICER_YEAR, PER_RESIDENTS
from sim.scenario.schema import ALL_JAILS, OFFICE_TEAMS, Jail, Scenario
from sim.study.intervals import Interval, estimates
from sim.study.pairing import PAIRED, Floats, paired
from sim.study.replication import labels

GROUP_COLUMNS = ["scenario", "group_by", "group", "jails", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
PAIRED_GROUP_COLUMNS = ["base", "other", "group_by", "group", "jails", "measure", *PAIRED]

OFFICER_YEAR_HOURS = 2080
"""52 weeks of 40 hours."""

_COUNTS = tuple(name for name in MEASURES if name not in MEAN_WAITS)
_RATES = (*PER_RESIDENTS, *PER_OFFICER_YEAR)
_DUTY = "screening_hours_on_duty"
_TEAM_DUTY = "officer_hours_on_duty"


class Change(StrEnum):
    """How a jail differs between two scenarios."""

    MORE_SCREENING = "more_screening"
    LESS_SCREENING = "less_screening"
    OTHER_CHANGE = "other_change"
    NO_CHANGE = "no_change"


@dataclass(frozen=True)
class _Grouping:
    """Groups of jails, by one property of theirs; `measures` are those that are told of each group."""

    by: str
    groups: Mapping[str, tuple[str, ...]]
    measures: tuple[str, ...]


def group_table(
    scenarios: Sequence[Scenario], measures: pd.DataFrame, interval: Interval = Interval.OF_MEAN
) -> pd.DataFrame:
    """Estimate the counts and rates of each scenario by groups of its jails.

    Returns
    -------
    pandas.DataFrame
        Columns `GROUP_COLUMNS`; empty where no scenario has several jails. Of single jails and of all jails together
        only rates, as `measures` has their counts. A rate that cannot be told is left out.
    """
    tables = []
    for scenario, label in zip(scenarios, labels(scenarios), strict=True):
        jails = _jails_of(scenario)
        values = _Values.of(jails, scenario.days, label, measures)
        for grouping in _groupings(jails):
            each = asdict(estimates(values.of_groups(grouping), interval))
            tables.append(_table({"scenario": label}, grouping, each))
    return _known(tables, GROUP_COLUMNS)


def group_comparison_table(
    scenarios: Sequence[Scenario], measures: pd.DataFrame, interval: Interval = Interval.OF_MEAN
) -> pd.DataFrame:
    """Paired differences (other less base) of counts and rates by groups of jails, also by how the jails differ.

    ``neighbours`` are the unchanged jails of each field office, which changes elsewhere reach through it only.

    Returns
    -------
    pandas.DataFrame
        Columns `PAIRED_GROUP_COLUMNS`; empty where no two scenarios have several jails.
    """
    names, base = labels(scenarios), scenarios[0]
    tables = []
    for name, other in zip(names[1:], scenarios[1:], strict=True):
        jails = _jails_of(base, other)
        before, after = (_Values.of(jails, base.days, label, measures) for label in (names[0], name))
        kinds = changes(base, other, measures, (names[0], name))
        unchanged = {jail: jails[jail] for jail in kinds.get(Change.NO_CHANGE, ())}
        more = [
            _Grouping("change", kinds, (*_COUNTS, *_RATES)),
            *([_Grouping("neighbours", _by_office(unchanged), _COUNTS)] if unchanged else []),
        ]
        for grouping in (*_groupings(jails), *more) if len(jails) > 1 else ():
            columns = paired(before.of_groups(grouping), after.of_groups(grouping), interval)
            tables.append(_table({"base": names[0], "other": name}, grouping, columns))
    return _known(tables, PAIRED_GROUP_COLUMNS)


def changes(
    base: Scenario, other: Scenario, measures: pd.DataFrame, names: tuple[str, str]
) -> dict[str, tuple[str, ...]]:
    """Sort jails by how they differ between two scenarios, whose names in `measures` are given: those of each `Change`.

    The officer hours of their screening come first; a change that does not occur has no jails.
    """
    jails = _jails_of(base, other)
    before, after = (_Values.of(jails, base.days, name, measures).hours_on_duty for name in names)
    kinds = []
    for jail, more_hours in zip(jails, after - before, strict=True):
        was, becomes = (_within(each.jails.get(jail), base.start, base.last_day) for each in (base, other))
        if more_hours:
            kind = Change.MORE_SCREENING if more_hours > 0 else Change.LESS_SCREENING
        else:
            kind = Change.NO_CHANGE if was == becomes else Change.OTHER_CHANGE
        kinds.append((kind, jail))
    by_kind = _grouped(kinds)
    return {str(kind): by_kind[kind] for kind in Change if kind in by_kind}


def _within(jail: Jail | None, first: date, last: date) -> Jail | None:
    """The jail as it is on those days: dates beyond them do not matter, nor does a screening that is never in force."""
    if jail is None or jail.screening is None:
        return jail
    teams = {name: team.within(first, last) for name, team in jail.screening.teams.items()}
    worked = any(team.in_force for team in teams.values())
    screening = jail.screening.model_copy(update={"teams": teams}) if worked else None
    return jail.model_copy(update={"screening": screening})


def _jails_of(*scenarios: Scenario) -> dict[str, Jail]:
    """The jails of all scenarios, each as the first that has it says."""
    jails: dict[str, Jail] = {}
    for scenario in scenarios:
        jails |= scenario.jails | jails
    return jails


def _groupings(jails: Mapping[str, Jail]) -> list[_Grouping]:
    """What jails are grouped by, where there are several."""
    if len(jails) < 2:
        return []
    states = _grouped((jail.state, name) for name, jail in jails.items() if jail.state)
    return [
        _Grouping("jail", {name: (name,) for name in jails}, _RATES),
        *([_Grouping("state", states, (*_COUNTS, *_RATES))] if states else []),
        _Grouping("field_office", _by_office(jails), (*_COUNTS, *_RATES)),
        _Grouping(ALL_JAILS, {ALL_JAILS: tuple(jails)}, _RATES),
    ]


def _by_office(jails: Mapping[str, Jail]) -> dict[str, tuple[str, ...]]:
    return _grouped((jail.field_office, name) for name, jail in jails.items())


def _grouped(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for group, jail in named:
        groups.setdefault(group, []).append(jail)
    return {group: tuple(groups[group]) for group in sorted(groups)}


@dataclass(frozen=True)
class _Values:
    """The counts of one scenario, shape (replications, jails, measures), and how long its counted days are.

    The last measure is the hours on duty of screening officers. Jails are those of all scenarios that it is held
    against; one that it does not have counts 0. Residents are NaN where they are not known.
    """

    jails: tuple[str, ...]
    values: Floats
    residents: Floats
    years: float

    @classmethod
    def of(cls, jails: Mapping[str, Jail], days: int, label: str, measures: pd.DataFrame) -> _Values:
        """The values of the scenario of that label."""
        office = {f"{_TEAM_DUTY}.{team}" for team in OFFICE_TEAMS}
        duty = [name for name in map(str, measures) if name.startswith(f"{_TEAM_DUTY}.") and name not in office]
        own = measures[(measures["scenario"] == label) & (measures["jail"] != ALL_JAILS)]
        wide = own[["replication", "jail", *_COUNTS]].assign(**{_DUTY: own[duty].sum(axis=1)})
        replications = sorted(wide["replication"].unique())
        values = np.zeros((len(replications), len(jails), len(_COUNTS) + 1))
        places = {jail: place for place, jail in enumerate(jails)}
        rows = np.searchsorted(replications, wide["replication"])
        values[rows, wide["jail"].map(places)] = wide[[*_COUNTS, _DUTY]].to_numpy(dtype=float)
        residents = np.array([jail.population for jail in jails.values()], dtype=float)
        return cls(tuple(jails), values, residents, days / 365)

    @property
    def hours_on_duty(self) -> Floats:
        """Hours on duty of the screening officers of each jail; the same in every replication."""
        hours: Floats = self.values[0, :, -1]
        return hours

    def of_groups(self, grouping: _Grouping) -> Floats:
        """The measures of a grouping, in their order group by group; a row a replication."""
        members = [[self.jails.index(jail) for jail in jails] for jails in grouping.groups.values()]
        sums = np.stack([self.values[:, places].sum(axis=1) for places in members], axis=1)
        residents = np.array([self.residents[places].sum() for places in members])
        columns = {name: sums[:, :, place] for place, name in enumerate(_COUNTS)}
        for rate, measure in zip(PER_RESIDENTS, HEADLINES, strict=True):
            columns[rate] = columns[measure] / residents / self.years * 100_000
        with np.errstate(divide="ignore", invalid="ignore"):
            officer_years = np.where(sums[:, :, -1] > 0, sums[:, :, -1] / OFFICER_YEAR_HOURS, np.nan)
        for rate in PER_OFFICER_YEAR:
            columns[rate] = columns[rate.removesuffix("_per_officer_year")] / officer_years
        together = np.stack([columns[name] for name in grouping.measures], axis=2)
        return together.reshape(len(self.values), -1)


def _table(keys: Mapping[str, str], grouping: _Grouping, columns: Mapping[str, NDArray[np.generic]]) -> pd.DataFrame:
    groups = np.repeat(list(grouping.groups), len(grouping.measures))
    jails = np.repeat([len(members) for members in grouping.groups.values()], len(grouping.measures))
    named = {**keys, "group_by": grouping.by, "group": groups, "jails": jails}
    return pd.DataFrame({**named, "measure": list(grouping.measures) * len(grouping.groups), **columns})


def _known(tables: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """All tables as one, without what is not known in any replication."""
    if not tables:
        return pd.DataFrame(columns=columns)
    together = pd.concat(tables, ignore_index=True)[columns]
    return together[together["n"] > 0].reset_index(drop=True)
