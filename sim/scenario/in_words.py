"""A scenario in plain words: what `lostleads validate` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sim.scenario.base import Frozen
from sim.scenario.by import By
from sim.scenario.costs import Costs
from sim.scenario.coverage import coverage_of
from sim.scenario.distributions import Constant, Distribution
from sim.scenario.facts import FACTS, FOREIGN_BORN, Form, Part
from sim.scenario.levels import DRAWS, MEAN
from sim.scenario.policy import DatedChange
from sim.scenario.quantities import numbers_in, stated_in
from sim.scenario.records import Records
from sim.scenario.remarks import counted_days, is_never_in_force
from sim.scenario.schema import FieldOffice, Jail, Scenario
from sim.scenario.staff import DAYS, Day, Period, Shift
from sim.scenario.steps import Steps


def in_words(scenario: Scenario) -> Iterator[str]:
    """Say what a scenario means, a line at a time."""
    yield f"{scenario.name}"
    if scenario.description:
        yield f"  {scenario.description.strip()}"
    zone = f"{scenario.timezone} time" if scenario.timezone else "local standard time"
    yield (
        f"  Counts bookings on {scenario.days} days from {scenario.start} ({zone}), after {scenario.warmup_days} days "
        f"of warm-up and before {scenario.cooldown_days} of cool-down; {scenario.replications} replications, "
        f"seed {scenario.seed}."
    )
    yield "  Charges: " + ", ".join(
        f"{name} {share:.1%} (median stay {_hours(charge.stay_hours)})"
        for (name, charge), share in zip(scenario.charges.items(), scenario.charge_shares, strict=True)
    )
    yield from _levels(scenario)
    if len(scenario.jails) > _MOST_JAILS:
        yield from _network(scenario)
    else:
        for name, jail in scenario.jails.items():
            yield from _jail(scenario, name, jail)
    for names, office in _alike(scenario.field_offices):
        yield from _office(names, office)
    if scenario.costs is not None:
        yield _costs(scenario.costs)
    ranges = sum(number.low is not None for _, number in numbers_in(scenario))
    told = Counter("source" if each.source else "why" for each in stated_in(scenario))
    yield (
        f"  Values that carry a plausible range (low to high): {ranges}; a source: {told['source']}; a reason without "
        f"one: {told['why']}."
    )


def _levels(scenario: Scenario) -> Iterator[str]:
    if scenario.levels_file is None:
        return
    of = f"of {scenario.level_draws:,} draws" if scenario.level_draws else "of its draws"
    taken: dict[int | str | None, str] = {None: f"one {of}", DRAWS: f"one {of}", MEAN: "the mean of all draws"}
    yield (
        f"  How many leads a jail gives with deputies is set by {scenario.levels_file}: each replication takes "
        f"{taken.get(scenario.levels, f'draw {scenario.levels}')}, year by year, in place of the bookings, the share "
        "of foreign-born and that of removable people told below."
    )


_MOST_JAILS = 10
"""Of more jails only what they are together is said, and one of them as an example."""


def _network(scenario: Scenario) -> Iterator[str]:
    jails = scenario.jails
    bookings = sum(jail.bookings_per_year or 0 for jail in jails.values())
    states = {jail.state for jail in jails.values() if jail.state}
    where = f" in {len(states)} states" if states else ""
    known = [jail.population for jail in jails.values() if jail.population]
    people = f", {sum(known):,} residents" if len(known) == len(jails) else ""
    yield f"  {len(jails):,} jails{where}{people}, {bookings:,.0f} bookings a year."
    screening = [name for name, jail in jails.items() if jail.screening is not None]
    days = counted_days(scenario)
    throughout = [name for name in screening if _screens_throughout(jails[name], *days)]
    yield (
        f"    Screening on site at {len(screening):,} of them, at {len(throughout):,} on all counted days. One of "
        "them, as an example (run.json of a run tells each):"
    )
    name = next(iter(screening or jails))
    yield from _jail(scenario, name, jails[name])
    for other, records in scenario.records.items():
        if other != name:
            yield from _records(scenario, other, records)


def _screens_throughout(jail: Jail, first: date, last: date) -> bool:
    assert jail.screening is not None
    whole = Period().within(first, last)
    return any(
        period.within(first, last) == whole for team in jail.screening.teams.values() for period in team.in_force
    )


def _alike(offices: Mapping[str, FieldOffice]) -> Iterator[tuple[str, FieldOffice]]:
    """Field offices, those that are alike together."""
    groups: list[tuple[list[str], FieldOffice]] = []
    for name, office in offices.items():
        same = next((names for names, each in groups if each == office), None)
        if same is None:
            groups.append(([name], office))
        else:
            same.append(name)
    for names, office in groups:
        yield f"Field office{'s' if len(names) > 1 else ''} {', '.join(names)}", office


def _jail(scenario: Scenario, name: str, jail: Jail) -> Iterator[str]:
    records = scenario.records_of(name)
    if records is None:
        yield f"  Jail {name}: {jail.bookings_per_year:,.0f} bookings a year, field office {jail.field_office}."
    else:
        yield from _records(scenario, name, records)
    for told in _facts(Part.JAIL, jail):
        yield f"    {told}"
    if any(float(jail.stay_factor.of(charge)) != 1.0 for charge in scenario.charges):
        yield f"    Stays are multiplied by {_value(jail.stay_factor)}."
    yield from _ends_of_stays(jail)
    if jail.notice_hours is not None:
        yield f"    ICE is told of a release {_value(jail.notice_hours)} hours ahead."
    yield from _changes(jail.policy)
    if jail.screening is None:
        yield "    No screening on site."
        return
    yield from _screening(jail)
    for team_name, team in jail.screening.teams.items():
        dates = "; ".join(filter(None, (period.in_words for period in team.in_force)))
        if is_never_in_force(team, counted_days(scenario)):
            dates = f"{dates or 'no dates'}: in force on no counted day"
        yield f"    Team {team_name}{f' ({dates})' if dates else ''}: {_shifts(team.shifts)}."


def _records(scenario: Scenario, name: str, records: Records) -> Iterator[str]:
    jail, found = scenario.jails[name], coverage_of(records, scenario)
    beside = found.rows - found.counted - found.outside
    given = sorted({"stay_hours" if column == "stay_seconds" else column for column in records.columns})
    yield f"  Jail {name}: {found.rows:,} bookings from {jail.bookings_file}, field office {jail.field_office}."
    yield (
        f"    Counted {found.counted:,}; on warm-up and cool-down days {beside:,}, on no day of the run "
        f"{found.outside:,}; without a release yet {found.open:,}, repeated {found.repeated:,}."
    )
    yield (
        f"    First {found.first}, last {found.last}; {found.days_without:,} counted days without any, "
        f"{found.uncovered:,} not covered."
    )
    yield (
        "    The file takes the place of bookings_per_year, arrivals and, where its cells are filled, of "
        f"{', '.join(given) or 'nothing else'}; the rest is drawn as below."
    )


def _office(named: str, office: FieldOffice) -> Iterator[str]:
    yield f"  {named}: {' '.join(_facts(Part.OFFICE, office))}"
    if _is_given(office.sought, 1):
        yield f"    ICE's priorities seek {_value(office.sought, _SHARE)} of removable people."
    yield f"    Reviewers: {_shifts(office.reviewers)}."
    for each in office.rounds:
        where = f"at {', '.join(each.jails)}" if each.jails else "at each jail"
        yield (
            f"    A round is {where} {_days(each.days)} at {each.at}, with {each.seats} seats; its list closes "
            f"{each.closes_hours:g} hours before."
        )
    if _is_given(office.spared, 1):
        yield f"    Of those whom no round collects, a crew can be spared for {_value(office.spared, _SHARE)}."
    yield f"    Crews ({office.seats} seats, {office.return_hours:g} hours back): {_shifts(office.crews)}."
    yield from _changes(office.policy)


def _screening(jail: Jail) -> Iterator[str]:
    assert jail.screening is not None
    for told in _facts(Part.SCREENING, jail, jail.screening):
        yield f"    {told}"
    if jail.screening.known_first:
        yield "    Those whom the federal databases know are interviewed first."
    if _is_given(jail.screening.cleared, 0):
        cleared = _value(jail.screening.cleared, _SHARE)
        yield f"    Records clear {cleared} of those who are not removable, so that nobody interviews them."


def _ends_of_stays(jail: Jail) -> Iterator[str]:
    """Say what the rules about the end of a stay do, where the scenario uses them."""
    if _is_given(jail.stay_factor_when_flagged, 1):
        yield f"    A flag multiplies a stay by {_value(jail.stay_factor_when_flagged)}."
    if jail.release_hours is not None:
        by_charge = ", by charge" if jail.release_hours.by_name else ""
        yield f"    Releases follow the hours of the week{by_charge}."
    if _is_given(jail.moves_on, 0):
        yield f"    To prison or another agency move on {_value(jail.moves_on, _SHARE)}."
    if _is_given(jail.lifted, 0):
        yield f"    ICE itself withdraws {_value(jail.lifted, _SHARE)} of detainers before release."
    if jail.day_to_day_sd:
        yield f"    A day's bookings vary by a factor of standard deviation {jail.day_to_day_sd:g}."


def _changes(policy: Iterable[DatedChange]) -> Iterator[str]:
    """Say what changes on which day."""
    for change in policy:
        yield f"    From {change.first}: {', '.join(key.replace('_', ' ') for key in sorted(change.values))} as given."


def _is_given(value: By[Any], usual: float) -> bool:
    """Whether a value is other than where a scenario says nothing of it."""
    return bool(value.by_name) or value.otherwise != usual


_SHARE = "{:.1%}"


def _costs(costs: Costs) -> str:
    prices = []
    if costs.officer_hour is not None:
        by_team = [f"{price:,g} of {team}" for team, price in costs.officer_hour.by_name.items()]
        otherwise = costs.officer_hour.otherwise
        rest = [] if otherwise is None else [f"{otherwise:,g} of {'any other team' if by_team else 'any team'}"]
        prices.append(f"an officer hour {', '.join([*by_team, *rest])}")
    if costs.held_day is not None:
        prices.append(f"a day held {costs.held_day:,g}")
    if costs.reimbursed_per_held_day is not None:
        prices.append(f"reimbursed for a day held {costs.reimbursed_per_held_day:,g}")
    if costs.fixed_per_year is not None:
        prices.append(f"a jail's screening {costs.fixed_per_year:,g} a year")
    return f"  Costs in dollars: {'; '.join(prices)}."


def _facts(part: Part, *sections: Frozen) -> Iterator[str]:
    """Say what is given of the facts of a part, with the values of these sections."""
    shares = {given.key for fact in (FOREIGN_BORN, *FACTS) if fact.form is Form.SHARE for given in fact.keys}
    words = {
        key: _value(value, "{:.1%}" if key in shares else "{:g}") for section in sections for key, value in section
    }
    for fact in (FOREIGN_BORN, *FACTS):
        if fact.part is part and fact.told:
            yield fact.told.format_map(words)


def _value(value: Any, form: str = "{:g}") -> str:
    match value:
        case By():
            parts = [f"{name} {_value(each, form)}" for name, each in value.by_name.items()]
            if not parts:
                return _value(value.otherwise, form)
            if value.otherwise is not None:
                parts.append(f"otherwise {_value(value.otherwise, form)}")
            return f"({', '.join(parts)})"
        case Distribution():
            return _hours(value)
        case Steps():
            steps = sorted(value.by_stay_hours.items())
            return ", ".join(f"{form.format(float(share))} from {hours:g} h on" for hours, share in steps)
        case int() | float():
            return form.format(value)
        case _:
            return str(value)


def _hours(distribution: Distribution) -> str:
    import numpy as np

    if isinstance(distribution, Constant):
        return f"{distribution.hours:g} h"
    low, middle, high = distribution.quantile(np.array([0.1, 0.5, 0.9]))
    return f"{middle:.3g} h (80 % within {low:.3g} to {high:.3g})"


def _shifts(shifts: tuple[Shift, ...]) -> str:
    return "; ".join(map(_shift, shifts)) or "none"


def _days(days: tuple[Day, ...]) -> str:
    return "every day" if set(days) == set(DAYS) else ", ".join(days)


def _shift(shift: Shift) -> str:
    holidays = ", not on federal holidays" if shift.federal_holidays == "off" else ""
    return f"{shift.officers} on duty {_days(shift.days)} {shift.hours}{holidays}"
