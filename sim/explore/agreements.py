"""The agreements of jails: when they are in force, and the settings that end them, or have them in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.output.names import in_words
from sim.scenario.files.tree import as_yaml
from sim.scenario.schema import Jail, Scenario
from sim.scenario.staff import Period, Team

_THROUGHOUT = "throughout"


@dataclass(frozen=True)
class Way:
    """A way in which a county may have an agreement.

    Parameters
    ----------
    words
        When it is in force.
    settings
        What is set of the policy that is moved, by path; nothing where that is what its file says.
    """

    words: str
    settings: Mapping[str, str]


def agreed(files: Sequence[Scenario]) -> dict[str, Scenario]:
    """The jails with a team under an agreement in any of the files, each with the first in which there is one."""
    found: dict[str, Scenario] = {}
    for scenario in files:
        for name, jail in scenario.jails.items():
            if _under_agreement(jail):
                found.setdefault(name, scenario)
    return found


def end_of(jail: str) -> str:
    """The setting that ends the agreement of a jail; those who are not under it stay."""
    return f"jails.{jail}.agreement=no"


def _under_agreement(jail: Jail | None) -> dict[str, Team]:
    teams = {} if jail is None or jail.screening is None else jail.screening.teams
    return {name: team for name, team in teams.items() if team.under_agreement}


def when_in_force(jail: Jail | None, days: Scenario) -> str:
    """When there is an agreement on counted days, in words; nothing if never."""
    return _periods_in_words(_periods(_under_agreement(jail).values(), days), days)


def staying(jail: Jail | None, days: Scenario) -> str:
    """Who works without an agreement on counted days, and when."""
    teams = {} if jail is None or jail.screening is None else jail.screening.teams
    told = {
        in_words(name): _periods_in_words(_periods([team], days), days)
        for name, team in teams.items()
        if not team.under_agreement and any(shift.officers for shift in team.shifts)
    }
    return "; ".join(f"{name} {when}" for name, when in told.items() if when)


def _periods(teams: Iterable[Team], days: Scenario) -> tuple[Period, ...]:
    cut = (period for team in teams for period in team.within(days.start, days.last_day).in_force)
    return tuple(dict.fromkeys(cut))


def _periods_in_words(periods: Sequence[Period], days: Scenario) -> str:
    return ", ".join(_in_words(each, days.start, days.last_day) for each in periods)


def _in_words(period: Period, first: date, last: date) -> str:
    begins = None if period.first is None or period.first <= first else _day(period.first)
    ends = None if period.last is None or period.last >= last else _day(period.last)
    if begins and ends:
        return f"{begins} to {ends}"
    return f"from {begins}" if begins else f"until {ends}" if ends else _THROUGHOUT


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def off(jail: str, begun_from: Scenario, days: Scenario) -> Way:
    """How there is no agreement on counted days: as the file has it, or because it is ended."""
    path, _, value = end_of(jail).partition("=")
    has_none = not when_in_force(begun_from.jails.get(jail), days)
    return Way("no agreement", {} if has_none else {path: value})


def ways(
    jail: str, begun_from: Scenario, files: Sequence[Scenario], opened: Scenario | None, days: Scenario
) -> Iterator[Way]:
    """How there may be an agreement: as the file has it, as another file does, or throughout; each once.

    Parameters
    ----------
    begun_from
        As the file has it from which the policy begins.
    files
        All files that are open.
    opened
        The file with every agreement in force throughout; None if it cannot have them.
    days
        Has the counted days.
    """
    told: set[str] = set()
    others = (each for each in files if each is not begun_from and jail in each.jails)
    for scenario in (begun_from, *others):
        words = when_in_force(scenario.jails.get(jail), days)
        if words and words not in told:
            told.add(words)
            teams = _under_agreement(scenario.jails[jail])
            yield Way(words, {} if scenario is begun_from else _settings(jail, begun_from, teams, scenario, opened))
    if _THROUGHOUT not in told:
        example = agreed([begun_from, *files])[jail]
        teams = _under_agreement(example.jails[jail])
        throughout = {name: team.model_copy(update={"in_force": (Period(),)}) for name, team in teams.items()}
        yield Way(_THROUGHOUT, _settings(jail, begun_from, throughout, example, opened))


def _settings(
    jail: str, begun_from: Scenario, teams: Mapping[str, Team], example: Scenario, opened: Scenario | None
) -> dict[str, str]:
    """What has some teams of an example screen under an agreement, beside those who are not under one."""
    path = f"jails.{jail}"
    ready = {} if opened is None else _under_agreement(opened.jails.get(jail))
    if ready and {name: _dateless(team) for name, team in ready.items()} == {
        name: _dateless(team) for name, team in teams.items()
    }:
        dated = {name: team.in_force for name, team in teams.items() if team.in_force != ready[name].in_force}
        return {f"{path}.agreement": "yes"} | {
            f"{path}.screening.teams.{name}.in_force": as_yaml([_plain_period(each) for each in periods])
            for name, periods in dated.items()
        }
    own = begun_from.jails[jail].screening
    like = begun_from if own is not None else example
    screening = dict(like.resolved["jails"][jail]["screening"])
    staying = {} if own is None else {name: each for name, each in own.teams.items() if not each.under_agreement}
    screening["teams"] = {
        name: team.model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, team in {**staying, **teams}.items()
    }
    return {f"{path}.screening": as_yaml(screening)}


def _dateless(team: Team) -> Team:
    return team.model_copy(update={"in_force": (Period(),)})


def _plain_period(period: Period) -> dict[str, str]:
    ends = {"from": period.first, "until": period.last}
    return {key: day.isoformat() for key, day in ends.items() if day is not None}
