"""How long a warm-up must be: until the waits no longer remember that the model started empty.

Each replication runs from its simulated beginning, where nobody waits and nobody is held. Waits are averaged by the day
on which they begin, over replications; where they have settled is read by Welch's moving average [1]_ and by MSER-5
[2]_ [3]_, which leaves out as many of the first days as makes the standard error of the mean of the rest smallest.

References
----------
.. [1] P. D. Welch (1983), The statistical analysis of simulation results, in S. S. Lavenberg (ed.), The Computer
   Performance Modeling Handbook, Academic Press.
.. [2] K. P. White, M. J. Cobb, S. C. Spratt (2000), A comparison of five steady-state truncation heuristics for
   simulation, Proceedings of the Winter Simulation Conference.
.. [3] W. W. Franklin, K. P. White (2008), Stationarity tests and MSER-5: exploring the intuition behind
   mean-squared-error-reduction in detecting and correcting initialization bias, Proceedings of the Winter Simulation
   Conference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats

from sim.model.office import Engine, Office, run
from sim.scenario.arrays import Bools, Floats, Ints
from sim.scenario.clock import federal_holidays
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.scenario.seconds import HOUR_SECONDS
from sim.study.needs import needs_of
from sim.study.replication import office_groups
from sim.study.tasks import Arrays, Failure, ReplicationError, Running, Task, content_key, perform

WEEK_DAYS = 7
"""The window of the moving average: people arrive and officers work by the week, so no part of one is like another."""

FEWEST_DAYS = 56
"""Days that a judgement needs: fewer do not show how weekdays differ."""

CHANCE = 0.01
"""Days left out that differ from the rest by no more than happens this often by chance need not be left out."""

_BATCH = 5
_HOLIDAY_REACH = range(-1, 5)
"""Days from which a wait may meet a holiday, from the day after it (the line has grown) to four days before (a Friday's
wait may last through a weekend and a holiday)."""
_BATCHES_KEPT = 5
"""Batches that are never left out: the spread of fewer is small by chance."""


class Wait(StrEnum):
    """The waits that may remember an empty start."""

    INTERVIEW = "interview"
    REVIEW = "review"
    HOLD = "hold"


WAITS: Mapping[Wait, str] = {
    Wait.INTERVIEW: "from ready until the interview began, of those interviewed, by the day on which they were ready",
    Wait.REVIEW: "from match until the review began, of those reviewed, by the day of the match",
    Wait.HOLD: "past release due, of flagged people whom the jail may hold, by the day on which release was due",
}
"""What each wait is, and to which day it belongs: that on which it begins, so that no wait is cut off."""


class Missing(StrEnum):
    """Why a series gives no advice."""

    NO_SCREENING = "no screening"
    NOBODY = "nobody waited"
    TOO_SHORT = f"looked at fewer than {FEWEST_DAYS} days"
    TOO_FEW = "people waited on too few days; run more replications"
    NOT_REACHED = "not reached; run longer"


UNSETTLED = frozenset({Missing.NOT_REACHED, Missing.TOO_SHORT})
"""Why a series that is looked at for longer may give advice."""


@dataclass(frozen=True)
class Series:
    """One wait at one jail, or at `ALL_JAILS`, day by day from the simulated beginning.

    Hours are the sums of the waits over all replications, and people how many these are of.
    """

    jail: str
    wait: Wait
    hours: Floats
    people: Ints

    @property
    def mean_hours(self) -> Floats:
        """Mean wait by day; NaN on a day that has none."""
        return _mean(self.hours, self.people)

    @property
    def moving_average_hours(self) -> Floats:
        """Mean wait of the week around each day, by people; NaN on the first and last days, which have no whole week.

        Welch narrows the window there. Here that would show weekdays rather than the warm-up.
        """
        return _mean(_centred_week(self.hours), _centred_week(self.people))


def _mean(hours: Floats, people: Floats | Ints) -> Floats:
    return hours / np.where(people > 0, people, np.nan)


def _centred_week(values: Floats | Ints) -> Floats:
    return pd.Series(values).rolling(WEEK_DAYS, center=True).sum().to_numpy(dtype=float)


@dataclass(frozen=True)
class Truncation:
    """What MSER-5 makes of a series: how many of its first days to leave out, in whole batches of five.

    `p_value` is how likely their mean would be this far from the mean of the rest by chance (Student's t over batches);
    1 where nothing is left out.
    """

    days: int
    of_days: int
    p_value: float

    @property
    def is_needed(self) -> bool:
        """Whether the days left out differ from the rest by more than chance.

        The statistic alone is smallest somewhere also where there is nothing but noise.
        """
        return self.p_value < CHANCE

    @property
    def is_reached(self) -> bool:
        """Whether the series settles in its first half; else it is not known to have settled."""
        return self.days <= self.of_days / 2 or not self.is_needed


@dataclass(frozen=True)
class Advice:
    """How many of the first days one wait at one jail asks to leave out, or why that is not known.

    The truncation is None where MSER-5 cannot judge.
    """

    jail: str
    wait: Wait
    truncation: Truncation | None
    missing: Missing | None = None

    @property
    def advised_days(self) -> int | None:
        """What is left out, rounded up to whole weeks; 0 where it does not differ from the rest."""
        if self.truncation is None or self.missing is not None:
            return None
        return whole_weeks(self.truncation.days) if self.truncation.is_needed else 0


@dataclass(frozen=True)
class WarmUp:
    """What was found about a scenario's warm-up: series and advices by wait and jail, in the same order.

    Each wait's last is of all jails.
    """

    scenario: Scenario
    engine: Engine
    replications: int
    series: tuple[Series, ...]
    advices: tuple[Advice, ...]

    @property
    def looked_at_days(self) -> int:
        """Simulated days of each series: the warm-up and the counted days."""
        return self.scenario.warmup_days + self.scenario.days

    @property
    def unsettled(self) -> tuple[Advice, ...]:
        """Waits that do not settle within the days looked at, or of which those are too few to tell."""
        return tuple(each for each in self.advices if each.missing in UNSETTLED)

    @property
    def advised_days(self) -> int | None:
        """The longest that any wait at any jail asks for, in whole weeks; None where that cannot be told."""
        known = [each.advised_days for each in self.advices if each.advised_days is not None]
        return None if self.unsettled else max(known, default=None)

    @property
    def sentence(self) -> str:
        """The advice in a sentence."""
        given = self.scenario.warmup_days
        if self.unsettled:
            return f"the waits are not known to settle within {self.looked_at_days} days"
        if self.advised_days is None:
            return "nobody waits, or too few people do to tell how long a warm-up must be"
        if self.advised_days <= given:
            return f"a warm-up of {given} days is enough"
        return f"a warm-up of {given} days is too short; use at least {self.advised_days}"


def longer_days(looked_at_days: int, warmup_days: int) -> int:
    """Days after the warm-up with which to look about twice as far."""
    return max(2 * looked_at_days, FEWEST_DAYS) - warmup_days


def warm_up(scenario: Scenario, running: Running) -> WarmUp:
    """Run a scenario from its empty beginning, and judge how long its waits remember it.

    Raises
    ------
    ReplicationError
        If some replications fail; all others are in the store.
    """
    running.agree(needs_of([scenario], running.replications))
    work = _WarmUpWork(scenario, running.engine)
    tasks = [Task(0, number, group) for number in range(running.replications) for group in range(len(work.groups))]
    if failures := perform(work, tasks, len(tasks), running):
        raise ReplicationError(failures)
    sums = np.zeros(_shape(scenario), dtype=np.int64)
    for task in tasks:
        sums += np.stack(running.store.load(work.key(task))["waits"])
    series = tuple(_series(scenario, *sums))
    advices = tuple(_advice(scenario, each) for each in series)
    return WarmUp(scenario, running.engine, running.replications, series, advices)


def _shape(scenario: Scenario) -> tuple[int, int, int, int]:
    """Seconds and people, by wait, jail and day."""
    return 2, len(Wait), len(scenario.jails), scenario.warmup_days + scenario.days


def _series(scenario: Scenario, seconds: Ints, people: Ints) -> Iterator[Series]:
    for place, wait in enumerate(Wait):
        hours = seconds[place] / HOUR_SECONDS
        for jail, name in enumerate(scenario.jails):
            yield Series(name, wait, hours[jail], people[place, jail])
        yield Series(ALL_JAILS, wait, hours.sum(axis=0), people[place].sum(axis=0))


def _advice(scenario: Scenario, series: Series) -> Advice:
    jails = scenario.jails if series.jail == ALL_JAILS else [series.jail]
    found = None
    if series.wait is Wait.INTERVIEW and all(scenario.jails[jail].screening is None for jail in jails):
        missing: Missing | None = Missing.NO_SCREENING
    elif not series.people.any():
        missing = Missing.NOBODY
    elif len(series.people) < FEWEST_DAYS:
        missing = Missing.TOO_SHORT
    elif found := mser5(standardized_by_weekday(np.where(_near_holiday(scenario), np.nan, series.mean_hours))):
        missing = None if found.is_reached else Missing.NOT_REACHED
    else:
        missing = Missing.TOO_FEW
    return Advice(series.jail, series.wait, found, missing)


def _near_holiday(scenario: Scenario) -> Bools:
    """The days on which a wait begins that may outlast a federal holiday, when officers may be off."""
    first = scenario.start - timedelta(days=scenario.warmup_days)
    days = [first + timedelta(days=number) for number in range(scenario.warmup_days + scenario.days)]
    near = [[day + timedelta(days=ahead) for ahead in _HOLIDAY_REACH] for day in days]
    return np.array([any(each in federal_holidays(each.year) for each in around) for around in near])


_Waited = tuple[Bools, Ints, Ints]
"""Who waited, and when the wait of each booking began and ended."""


def _waited(office: Office) -> dict[Wait, _Waited]:
    facts, journeys = office.caseload.facts, office.journeys
    held = journeys.flagged & (office.caseload.hold_ends_at > office.release_due_at)
    return {
        Wait.INTERVIEW: (journeys.interview.begun, facts.ready_at, journeys.interview.started_at),
        Wait.REVIEW: (journeys.review.begun, facts.match_at, journeys.review.started_at),
        Wait.HOLD: (held, office.release_due_at, office.end.left_at),
    }


@dataclass(frozen=True)
class _WarmUpWork:
    """The work of a warm-up study: replications by group of field offices, of which daily waits are left."""

    scenario: Scenario
    engine: Engine

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        return office_groups([self.scenario])

    def run(self, tasks: Sequence[Task]) -> list[Arrays]:
        return [self._flows(task) for task in tasks]

    def most_together(self, _task: Task) -> int:
        return 1

    def _flows(self, task: Task) -> Arrays:
        """Sums of waits in seconds, and of how many people; shape (waits, jails, days) each."""
        seconds, people = np.zeros(_shape(self.scenario), dtype=np.int64)
        for name in self.groups[task.group]:
            office = run(self.scenario, name, task.replication, self.engine)
            for place, (who, begins_at, ends_at) in enumerate(_waited(office).values()):
                day = np.searchsorted(self._midnights, begins_at, side="right") - 1
                rows = who & (day >= 0) & (day < seconds.shape[-1])
                cells = place, office.caseload.facts.jail[rows], day[rows]
                np.add.at(seconds, cells, (ends_at - begins_at)[rows])
                np.add.at(people, cells, 1)
        return {"waits": (seconds, people)}

    @cached_property
    def _midnights(self) -> Ints:
        clock = self.scenario.clock
        numbers = range(-self.scenario.warmup_days, self.scenario.days + 1)
        return np.array([clock.midnight_of_day(number) for number in numbers], dtype=np.int64)

    def key(self, task: Task) -> str:
        """All that can change what a task leaves."""
        return content_key(["warmup", self.scenario.content_hash, self.engine, task.replication, task.group])

    def failure(self, task: Task, error: str) -> Failure:
        """Tell that a task failed."""
        return Failure.of(task, [self.scenario], self.groups[task.group], error)


def standardized_by_weekday(values: Floats) -> Floats:
    """Take from each day the mean of its weekday, and measure it in standard deviations of its weekday.

    Batches of five days hold different weekdays, so weekends, or Fridays whose waits are as uncertain as they are long,
    would look like a warm-up. A warm-up raises or lowers all weekdays, so it is still there.
    """
    weekdays = pd.Series(values).groupby(np.arange(len(values)) % WEEK_DAYS)
    spread = weekdays.transform("std").to_numpy(dtype=float)
    away = values - weekdays.transform("mean").to_numpy(dtype=float)
    standard: Floats = away / np.where(spread > 0, spread, 1.0)
    return standard


def mser5(values: Floats) -> Truncation | None:
    """Find how many of the first values to leave out, by MSER-5.

    Parameters
    ----------
    values
        A value a day; NaN where there is none. They are judged in batches of five, of which the last five are never
        left out.

    Returns
    -------
    Truncation or None
        None where less than half of the batches, or too few to judge, have any value.
    """
    batches = values[: len(values) // _BATCH * _BATCH].reshape(-1, _BATCH)
    known = np.flatnonzero(~np.isnan(batches).all(axis=1))
    if len(known) <= max(len(batches) / 2, _BATCHES_KEPT):
        return None
    means = np.nanmean(batches[known], axis=1)
    first = int(np.argmin(marginal_standard_errors(means)[:-_BATCHES_KEPT]))
    if first == 0:
        return Truncation(0, len(values), 1.0)
    return Truncation(int(known[first]) * _BATCH, len(values), _p_value(means[:first], means[first:]))


def _p_value(left_out: Floats, kept: Floats) -> float:
    """Student's test of equal means, which holds for a single batch left out too."""
    away = left_out.mean() - kept.mean()
    freedom = len(left_out) + len(kept) - 2
    pooled = (((left_out - left_out.mean()) ** 2).sum() + ((kept - kept.mean()) ** 2).sum()) / freedom
    if pooled == 0:
        return float(away == 0)
    return float(2 * stats.t.sf(abs(away) / np.sqrt(pooled * (1 / len(left_out) + 1 / len(kept))), freedom))


def marginal_standard_errors(values: Floats) -> Floats:
    """The statistic that MSER makes smallest, for every number of first values left out.

    Returns
    -------
    numpy.ndarray
        With n values, of which d are left out: the sum of squares of the others about their mean, over ``(n - d)**2``.
    """
    centred = (values - values.mean())[::-1]
    kept = np.arange(1, len(values) + 1)
    squares = np.cumsum(centred**2) - np.cumsum(centred) ** 2 / kept
    # What is left of equal values by rounding is no spread.
    squares[squares < 1e-12 * (values**2).sum()] = 0.0
    return (squares / kept**2)[::-1]


def whole_weeks(days: int) -> int:
    """Round days up to whole weeks."""
    return -(-days // WEEK_DAYS) * WEEK_DAYS
