"""Whom officers would find at which hours: what the simulation says of a staffing before it has been simulated.

Somebody is found if an officer is on duty at some time between the hour from which they may be interviewed and the
last in which an interview would end before release is due. So hours cover people, and what two hours cover together is
less than what each does (maximal covering; Church and ReVelle, 1974). Who gains is read off two simulations of the same
bookings, with nobody on duty and with as many officers as there may be at all hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.model.office import Engine, Office, run_together
from sim.model.outcomes import ALL_MEASURES, Ended
from sim.scenario.arrays import Floats, Ints, tally_of
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS, NEVER
from sim.scenario.week import WEEK_HOURS
from sim.study.replication import most_together

_LENGTHS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 36, 48, 72, 120, WEEK_HOURS])
"""Hours of a window, rounded down to one of these, so that there are not too many kinds of windows."""

_TOGETHER = 500


@dataclass(frozen=True, eq=False)
class Demand:
    """What a measure falls by, with officers on duty at some hours of the week.

    Parameters
    ----------
    begins, lengths
        Of each window its first hour of the week, and how many hours it has.
    gains
        By how much the measure falls if an officer is on duty in any hour of a window.
    more
        By how much it falls further with two officers at all hours, with three, and so on.
    """

    begins: Ints
    lengths: Ints
    gains: Floats
    more: Floats

    @cached_property
    def windows(self) -> Floats:
        """Which hours of the week each window has, 1 or 0."""
        since = (np.arange(WEEK_HOURS) - self.begins[:, np.newaxis]) % WEEK_HOURS
        return (since < self.lengths[:, np.newaxis]).astype(np.float64)

    @cached_property
    def more_by_hour(self) -> Floats:
        """What the second officer, the third and so on gain in each hour: as people are waiting in it."""
        waiting = (self.gains / np.maximum(self.lengths, 1)) @ self.windows
        return np.outer(self.more, waiting / max(waiting.sum(), 1e-12))

    def expected(self, by_hour: Ints) -> Floats:
        """By how much the measure falls with so many officers in each hour of the week, a row a staffing."""
        # Of many staffings at once every window of each would fill the memory.
        parts = [self._expected(by_hour[first : first + _TOGETHER]) for first in range(0, len(by_hour), _TOGETHER)]
        return np.concatenate(parts)

    def _expected(self, by_hour: Ints) -> Floats:
        covered = ((by_hour > 0).astype(np.float64) @ self.windows.T > 0) @ self.gains
        levels = np.arange(2, len(self.more) + 2)[:, np.newaxis, np.newaxis]
        further = (by_hour >= levels).astype(np.float64) * self.more_by_hour[:, np.newaxis, :]
        return np.asarray(covered + further.sum(axis=(0, 2)))


def demand_of(
    both: tuple[Scenario, Scenario], jail: str, measure: str, replications: Sequence[int], levels: Floats
) -> Demand:
    """Read off who would be found when.

    Parameters
    ----------
    both
        The scenario with nobody on duty, and with as many officers as there may be at all hours.
    jail, measure
        Where officers may be on duty, and what is to fall; of one that no booking adds to, such as a cost, those
        flagged are counted.
    replications
        The numbers of those that are simulated.
    levels
        The measure with nobody at all hours, with one officer, with two, and so on.
    """
    nobody, full = both
    office, place = nobody.jails[jail].field_office, [*nobody.jails].index(jail)
    size = most_together([full], (office,), Engine.STAGED)
    begins, lengths, gains = [], [], []
    for first in range(0, len(replications), size):
        numbers = replications[first : first + size]
        before, after = (run_together(each, office, numbers, Engine.STAGED) for each in (nobody, full))
        gain = _counted(before, measure) - _counted(after, measure)
        facts = before.caseload.facts
        ready_at = after.joined.interview
        last_at = facts.release_due_at - facts.interview_seconds
        here = (gain > 0) & (facts.jail == place) & (ready_at < NEVER) & (last_at >= ready_at)
        ready_at, last_at = ready_at[here], last_at[here]
        hour = nobody.clock.hour_of_week_at(ready_at)
        begins.append(hour)
        # Clocks are changed on the hour, so the hour on the wall begins when that of the model does.
        lengths.append(last_at // HOUR_SECONDS - ready_at // HOUR_SECONDS + 1)
        gains.append(gain[here])
    return _demand(np.concatenate(begins), np.concatenate(lengths), np.concatenate(gains), np.asarray(levels))


def _counted(office: Office, measure: str) -> Floats:
    """What each booking adds to a measure."""
    ended = Ended(office.caseload.facts, office.journeys, office.end)
    adds = {each.name: each.adds for each in ALL_MEASURES if each.adds is not None}
    name, _, charge = measure.partition(".")
    found = adds[name](ended) if name in adds else ~ended.flagged
    if charge in office.scenario.charge_names:
        found = np.where(ended.facts.charge == office.scenario.charge_names.index(charge), found, 0)
    return np.where(office.end.counted, found, 0).astype(np.float64)


def _demand(begins: Ints, lengths: Ints, gains: Floats, levels: Floats) -> Demand:
    """Add windows up, and scale them to what the first officer at all hours gains."""
    rounded = np.searchsorted(_LENGTHS, lengths, side="right") - 1
    kinds, which = np.unique(begins * len(_LENGTHS) + rounded, return_inverse=True)
    total = tally_of(gains, which, len(kinds))
    first = max(float(levels[0] - levels[1]), 0.0)
    return Demand(
        begins=kinds // len(_LENGTHS),
        lengths=_LENGTHS[kinds % len(_LENGTHS)],
        gains=np.asarray(total * (first / max(float(total.sum()), 1e-12)), dtype=np.float64),
        more=np.maximum(levels[1:-1] - levels[2:], 0.0),
    )
