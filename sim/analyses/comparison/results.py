"""The tables that pictures are drawn from, and look-ups in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from sim.model.outcomes import HEADLINES
from sim.output.charts.colours import SCENARIO_COLOURS
from sim.output.kinds import Results
from sim.output.lost import lost_change
from sim.output.names import shortened
from sim.output.numbers import ROUNDED, Headline, over, people
from sim.output.page.assumptions import strengths
from sim.output.places import names_of_jails
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate

MEAN = ("mean", "ci_low", "ci_high")
"""The columns of a mean and its interval."""

OTHERS = (
    *("interviewed", "interviewed_others", "reviewed", "reviewed_others"),
    *("wrongly_flagged", "wrongly_transferred", "hold_hours"),
)
"""The measures of who else is affected."""

_TABLES = frozenset(
    (
        *("summary", "comparison", "leads_by_charge", "transitions", "hour_of_week"),
        *("months_paired", "groups", "groups_paired", "unknowns", "unknowns_paired", "costs"),
    )
)

_NONE = Estimate(0, math.nan, math.nan, math.nan, math.nan)


@dataclass(frozen=True, eq=False)
class ResultTables:
    """What the pictures of a study are drawn from: its tables, some of which may be empty.

    Parameters
    ----------
    labels
        The scenarios by the names that the tables use; of several, the first is the base.
    places
        Jails as they are printed.
    days
        The counted days, where known.
    stays_are_assumed
        Whether stays by charge of the base are drawn from what nobody has recorded.
    """

    labels: tuple[str, ...]
    summary: pd.DataFrame
    comparison: pd.DataFrame
    transitions: pd.DataFrame
    hour_of_week: pd.DataFrame
    leads_by_charge: pd.DataFrame = field(default_factory=pd.DataFrame)
    months_paired: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups_paired: pd.DataFrame = field(default_factory=pd.DataFrame)
    unknowns: pd.DataFrame = field(default_factory=pd.DataFrame)
    unknowns_paired: pd.DataFrame = field(default_factory=pd.DataFrame)
    costs: pd.DataFrame = field(default_factory=pd.DataFrame)
    places: Mapping[str, str] = field(default_factory=dict)
    days: int | None = None
    stays_are_assumed: bool = True

    @classmethod
    def of(cls, results: Results) -> ResultTables:
        """Take the tables of a results folder, each when it is first asked for."""
        jails = {name: jail for each in results.record["scenarios"] for name, jail in each["scenario"]["jails"].items()}
        told = {
            "labels": results.labels,
            "places": names_of_jails(jails),
            "days": results.scenario["days"],
            "stays_are_assumed": stays_are_assumed(results),
            "_results": results,
        }
        tables = object.__new__(cls)
        vars(tables).update(told)
        return tables

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table of the results that these are of."""
        results = vars(self).get("_results")
        if results is None or name not in _TABLES:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        table: pd.DataFrame = results[name]
        vars(self)[name] = table
        return table

    @property
    def base(self) -> str:
        """The first scenario."""
        return self.labels[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The scenarios that are compared with the base; none without a comparison."""
        return () if self.comparison.empty else self.labels[1:]

    @property
    def replications(self) -> int:
        """How many replications there are of each scenario."""
        return self.estimate(self.base, HEADLINES[0]).n

    @property
    def names(self) -> dict[str, str]:
        """The scenarios by short names, without what all of them begin with."""
        return dict(zip(self.labels, shortened(self.labels)[1], strict=True))

    def note(self, *more: str) -> str:
        """Say what the numbers of a picture are: the line under its title."""
        n = self.replications
        days = "the counted days" if self.days is None else f"{self.days:,} counted days"
        basis = f"mean of {n:,} replications of {days}" if n > 1 else f"one replication of {days}, so no intervals"
        return "; ".join(part for part in (shortened(self.labels)[0], basis, *more) if part)

    @property
    def has_costs(self) -> bool:
        """Whether every scenario says what it costs the county."""
        return not any(math.isnan(self.mean(label, "cost_net")) for label in self.labels)

    @property
    def people(self) -> str:
        """What the counts are of, such as people a year."""
        return people(self.days)

    @property
    def span(self) -> str:
        """Over what the counts add up, such as a year."""
        return over(self.days)

    @property
    def per(self) -> str:
        """The span with the blank before it, to follow what is counted; nothing where it is not known."""
        return f" {self.span}".rstrip()

    @property
    def rounding(self) -> str:
        """A warning for where counts stand beside their sum; counts of one replication are whole."""
        return "counts are rounded, so a sum may be one off" if self.replications > 1 else ""

    @property
    def rounded(self) -> str:
        """The same as a sentence below a table."""
        return ROUNDED if self.replications > 1 else ""

    def estimate(self, label: str, measure: str) -> Estimate:
        """Mean and interval of a measure of one scenario, all jails together."""
        return self._means.get((label, measure), _NONE)

    def mean(self, label: str, measure: str) -> float:
        """Mean of a measure of one scenario, all jails together."""
        return self.estimate(label, measure).mean

    def colour(self, label: str) -> str:
        """The colour of a scenario in pictures."""
        return SCENARIO_COLOURS[self.labels.index(label) % len(SCENARIO_COLOURS)]

    def difference(self, other: str, measure: str) -> Estimate:
        """Paired difference of a measure, another scenario less the base, all jails together."""
        return self._differences.get((other, measure), _NONE)

    def headline(self, label: str, measure: str) -> Headline:
        """A measure of one scenario, all jails together, with both its intervals."""
        return Headline(self.estimate(label, measure), *self._open.get((label, measure), ()))

    def change(self, other: str, measure: str) -> Headline:
        """As `difference`, with both its intervals."""
        return Headline(self.difference(other, measure), *self._open_differences.get((other, measure), ()))

    # Pictures and sentences look up hundreds of numbers, each of which would search a whole table.
    @cached_property
    def _means(self) -> dict[tuple[str, str], Estimate]:
        return _of_all_jails(self.summary, "scenario", "mean")

    @cached_property
    def _differences(self) -> dict[tuple[str, str], Estimate]:
        return _of_all_jails(self.comparison, "other", "difference")

    @cached_property
    def _open(self) -> dict[tuple[str, str], tuple[float, float]]:
        return _ends_of_all_jails(self.unknowns, "scenario")

    @cached_property
    def _open_differences(self) -> dict[tuple[str, str], tuple[float, float]]:
        return _ends_of_all_jails(self.unknowns_paired, "other")

    def leads(self, other: str) -> pd.DataFrame:
        """What becomes of the leads of the base in another scenario, by charge; no row where there is one charge."""
        return chosen(self.leads_by_charge, other=other)

    def lost_change(self, other: str) -> str:
        """Say of whom the change in the people released before pickup is made, all jails together."""
        return lost_change(lambda measure: self.difference(other, measure).mean)


def stays_are_assumed(results: Results) -> bool:
    """Whether stays by charge of the base are drawn, and some have no stronger evidence than a claim or none."""
    base = results.record["scenarios"][0]
    if set(base["scenario"]["jails"]) <= set(base.get("records", {})):
        return False
    return not strengths(base, "charges.*.stay_hours").issubset({"strong", "medium"})


def _of_all_jails(table: pd.DataFrame, label: str, value: str) -> dict[tuple[str, str], Estimate]:
    """The estimates of all jails together, by the label in a column and the measure."""
    rows = chosen(table, jail=ALL_JAILS)
    return dict(zip(zip(rows[label], rows["measure"], strict=True), estimates_in(rows, value), strict=True))


def _ends_of_all_jails(table: pd.DataFrame, label: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Between which values one run lies, all jails together, by the label in a column and the measure."""
    if table.empty:
        return {}
    rows = chosen(table, jail=ALL_JAILS)
    keys, ends = zip(rows[label], rows["measure"], strict=True), zip(rows["low"], rows["high"], strict=True)
    return dict(zip(keys, ends, strict=True))


def estimates_in(rows: pd.DataFrame, value: str) -> list[Estimate]:
    """The estimates of rows: ``n``, a column of means, ``ci_low, ci_high``."""
    columns = (rows[column].tolist() for column in ("n", value, "ci_low", "ci_high"))
    return [
        Estimate(int(n), float(mean), math.nan, float(low), float(high))
        for n, mean, low, high in zip(*columns, strict=True)
    ]


def hold_clocks(results: Results) -> str:
    """Which hold clocks were used."""
    clocks = {jail["hold_clock"] for each in results.record["scenarios"] for jail in each["scenario"]["jails"].values()}
    return f"Holds run by the {' and the '.join(sorted(clocks))} clock"
