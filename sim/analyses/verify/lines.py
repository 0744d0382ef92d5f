"""Cases of the three lines: interviews, reviews and pickups against queueing theory.

Waits are those of counted bookings, after a warm-up of weeks where lines forget their beginning within days. Times are
rounded to whole seconds, which moves a mean by far less than its interval is wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np

from sim.analyses.verify import theory
from sim.analyses.verify.verdicts import Check, Run
from sim.model.bookings import YEAR_HOURS
from sim.scenario.distributions import Constant, Distribution, Exponential, Gamma
from sim.scenario.schema import Jail, Scenario, Screening
from sim.scenario.staff import Shift


def mmc(scenario: Scenario) -> Iterator[Check]:
    """M/M/c at the interview line."""
    rate, work, servers = _per_hour(_jail(scenario)), _exponential(_interviews(scenario)), _screeners(scenario)
    yield Check(
        "mean wait, h", theory.mean_wait_mmc(rate, work, servers), lambda run: run.measure("interview_wait_hours")
    )
    yield Check("share that waits", theory.erlang_c(servers, rate * work), _share_waiting)


def mg1(scenario: Scenario) -> Iterator[Check]:
    """M/G/1 at the interview line."""
    work = cast("Gamma", _interviews(scenario))
    yield Check(
        "mean wait, h",
        theory.mean_wait_mg1(_per_hour(_jail(scenario)), work.mean, work.sd),
        lambda run: run.measure("interview_wait_hours"),
    )


def md1(scenario: Scenario) -> Iterator[Check]:
    """M/D/1 at the review line."""
    [office] = scenario.field_offices.values()
    work = cast("Constant", office.review_hours.otherwise).hours
    wait = theory.mean_wait_mg1(_per_hour(_jail(scenario)), work, 0)
    yield Check("mean wait, h", wait, lambda run: run.measure("review_wait_hours"))


def md1_pickups(scenario: Scenario) -> Iterator[Check]:
    """M/D/1 at the pickup line: how long past release the jail keeps people until the crew is there."""
    wait = theory.mean_wait_mg1(_per_hour(_jail(scenario)), _trip_hours(scenario), 0)
    yield Check("mean hold, h", wait, lambda run: run.measure("hold_hours") / run.measure("transferred"))


def erlang_b(scenario: Scenario) -> Iterator[Check]:
    """Erlang's loss system at the pickup line."""
    [office] = scenario.field_offices.values()
    lost = theory.erlang_b(_count(office.crews), _per_hour(_jail(scenario)) * _trip_hours(scenario))
    yield Check("share lost", lost, lambda run: run.measure("released_after_flag") / run.measure("flagged"))


def cut_off(scenario: Scenario) -> Iterator[Check]:
    """M/M/c at the interview line, with releases that end waits and cut interviews off."""
    [charge] = scenario.charges.values()
    servers = _screeners(scenario)
    line = theory.cut_off_line(
        _per_hour(_jail(scenario)), _exponential(_interviews(scenario)), _exponential(charge.stay_hours), servers
    )
    yield Check("share flagged", line.completed, lambda run: run.measure("flagged") / run.measure("removable"))
    yield Check("share interviewed", line.begun, lambda run: run.measure("interviewed") / run.measure("removable"))

    def busy(run: Run) -> float:
        return run.measure("officer_hours_busy.officers") / run.measure("officer_hours_on_duty.officers")

    yield Check("share of duty at work", line.busy, busy)


def shared_office(scenario: Scenario) -> Iterator[Check]:
    """M/M/c at the review line of a field office, from several jails; each of them sees the same line."""
    [office] = scenario.field_offices.values()
    rate = sum(map(_per_hour, scenario.jails.values()))
    wait = theory.mean_wait_mmc(rate, _exponential(office.review_hours.otherwise), _count(office.reviewers))
    yield Check("mean wait, h", wait, lambda run: run.measure("review_wait_hours"))
    yield Check("mean wait, large jail, h", wait, lambda run: run.measure("review_wait_hours", "large"))
    yield Check("mean wait, small jail, h", wait, lambda run: run.measure("review_wait_hours", "small"))


def _share_waiting(run: Run) -> float:
    served = run.office.end.counted & (run.office.journeys.interview.begun)
    waits = run.office.journeys.interview.started_at[served] > run.office.caseload.facts.booked_at[served]
    return float(np.mean(waits))


def _jail(scenario: Scenario) -> Jail:
    [jail] = scenario.jails.values()
    return jail


def _per_hour(jail: Jail) -> float:
    return float(jail.bookings_per_year or 0) / YEAR_HOURS


def _screening(scenario: Scenario) -> Screening:
    screening = _jail(scenario).screening
    assert screening is not None
    return screening


def _interviews(scenario: Scenario) -> Distribution | None:
    return _screening(scenario).interview_hours.otherwise


def _screeners(scenario: Scenario) -> int:
    return sum(_count(team.shifts) for team in _screening(scenario).teams.values())


def _count(shifts: Iterable[Shift]) -> int:
    return sum(shift.officers for shift in shifts)


def _exponential(distribution: Distribution | None) -> float:
    return float(cast("Exponential", distribution).mean)


def _trip_hours(scenario: Scenario) -> float:
    [office] = scenario.field_offices.values()
    return _jail(scenario).travel_hours + office.return_hours
