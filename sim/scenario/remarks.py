"""What is allowed, but hardly meant: values of a scenario that have no effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sim.scenario.quantities import Number
from sim.scenario.schema import ByCharge, Jail, Scenario
from sim.scenario.staff import Team

_MOST_NAMED = 5


def remarks(scenario: Scenario) -> Iterator[str]:
    """Tell what has no effect, a line each.

    Teams in force on no counted day, notice longer than a crew's way, periods of a policy that begin after all days,
    rounds that no hold reaches, and levels of jails that book nobody to whom they could apply.
    """
    yield from _never_in_force(scenario)
    yield from _notice(scenario)
    yield from _after_all_days(scenario)
    yield from _rounds_too_late(scenario)
    yield from _levels_out_of_reach(scenario)


def named_remarks(scenarios: Iterable[Scenario]) -> Iterator[str]:
    """List the `remarks` of several scenarios, each with the name of its scenario before it."""
    return (f"{scenario.name}: {each}" for scenario in scenarios for each in remarks(scenario))


def counted_days(scenario: Scenario) -> tuple[date, date]:
    """Give the first and the last counted day."""
    return scenario.start, scenario.last_day


def is_never_in_force(team: Team, days: tuple[date, date]) -> bool:
    """Whether a screening team works on none of some days."""
    return not team.within(*days).in_force


def _never_in_force(scenario: Scenario) -> Iterator[str]:
    first, last = days = counted_days(scenario)
    found = [
        f"{team_name} of {name} ({'; '.join(period.in_words for period in team.in_force) or 'no dates'})"
        for name, jail in scenario.jails.items()
        if jail.screening is not None
        for team_name, team in jail.screening.teams.items()
        if is_never_in_force(team, days)
    ]
    if found:
        teams = "a screening team is" if len(found) == 1 else f"{len(found):,} screening teams are"
        yield f"{teams} in force on no counted day ({first} to {last}), so never on duty on one: {_listed(found)}"


def _notice(scenario: Scenario) -> Iterator[str]:
    jails: dict[str, list[str]] = {}
    for name, jail in scenario.jails.items():
        office = scenario.field_offices[jail.field_office]
        # The list of a round closes long before it comes, so there a long notice counts.
        has_rounds = any(rules.rounds for rules in office.phases(scenario.clock).rules)
        for what in () if has_rounds else _notice_without_effect(jail):
            jails.setdefault(what, []).append(name)
    for what, names in jails.items():
        yield f"notice_hours of {_listed(names)}: {what}"


def _notice_without_effect(jail: Jail) -> Iterator[str]:
    if jail.notice_hours is None:
        return
    travel = jail.travel_hours
    most = travel if travel.high is None else travel.high
    way = f"travel_hours ({_number(travel)}), for a crew sets out no sooner than that before release due"
    given = [*jail.notice_hours.by_name.values(), jail.notice_hours.otherwise]
    for notice in dict.fromkeys(each for each in given if each is not None):
        if notice > travel or (notice.high is not None and notice.high > most):
            yield f"{_number(notice)} has no effect above {way}"


def _after_all_days(scenario: Scenario) -> Iterator[str]:
    last = scenario.last_day + timedelta(days=scenario.cooldown_days)
    policies = [
        *((name, jail.policy) for name, jail in scenario.jails.items()),
        *((name, office.policy) for name, office in scenario.field_offices.items()),
    ]
    found = [f"{change.first} of {name}" for name, policy in policies for change in policy if change.first > last]
    if found:
        periods = "a period of a policy begins" if len(found) == 1 else f"{len(found):,} periods of policies begin"
        yield f"{periods} after the last day of the run ({last}), so nothing is booked in it: {_listed(found)}"


def _rounds_too_late(scenario: Scenario) -> Iterator[str]:
    """Tell of rounds whose lists close so long before that who is told of as release is due cannot ride in a hold."""
    for name, jail in scenario.jails.items():
        office = scenario.field_offices[jail.field_office]
        longest = max(_values(jail.hold_hours))
        if jail.notice_hours is None or not office.rounds:
            continue
        lead = max(_values(jail.notice_hours)) + longest
        if all(each.closes_hours > lead for each in office.rounds if each.jails is None or name in each.jails):
            yield (
                f"no round can ever collect at {name}: every list closes more than {lead:g} hours before, the longest "
                "time from being told of a release until the hold runs out"
            )


def _values(by_charge: ByCharge[Number]) -> list[Number]:
    return [each for each in (*by_charge.by_name.values(), by_charge.otherwise) if each is not None]


def _number(number: Number) -> str:
    return f"{number:g}" if number.low is None else f"{number:g} ({number.low:g} to {number.high:g})"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _levels_out_of_reach(scenario: Scenario) -> Iterator[str]:
    found = [
        name
        for name in scenario.jails
        if not scenario.usual_leads_per_year(name)
        and (levels := scenario.mean_levels(name)) is not None
        and levels.per_year.any()
    ]
    if found:
        their = "its levels have" if len(found) == 1 else "their levels have"
        yield f"{their} no effect, for nobody foreign-born and removable is booked there: {_listed(found)}"
