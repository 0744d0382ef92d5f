"""What if some agreements ended, and others began? A scenario as it is, and one in which they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.agencies.counties import Counties, County, known_counties
from sim.output.names import listed
from sim.output.places import brief_names
from sim.scenario.base import nearest_name
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.scenario.files.tree import as_yaml
from sim.scenario.schema import Jail, Scenario
from sim.scenario.staff import Period, Team
from sim.sheets.layout import layout_of
from sim.sheets.whole import rows_below

_MOST_NAMED = 3


@dataclass(frozen=True)
class ComingAndGoing:
    """The jails whose agreements end and begin, by name or by the code of their county.

    `on` is the last day of those that end, and the first of those that begin; throughout if not given. A jail that is
    not in the scenario may begin, if it is a county's.
    """

    ends: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    on: date | None = None


def jails_of(texts: Iterable[str]) -> tuple[str, ...]:
    """List jails as people name them: names or codes of counties with commas between them, or a CSV file of jails.

    What ends in ``.csv`` is a file with a column ``jail`` or ``fips``.

    Raises
    ------
    ValueError
        If a file cannot be read, or has neither column.
    """
    named = (each.strip() for text in texts for each in text.split(","))
    return tuple(jail for each in named if each for jail in (_listed(Path(each)) if each.endswith(".csv") else [each]))


def _listed(path: Path) -> list[str]:
    layout = layout_of(path, fewest_columns=1)
    header = layout.header
    column = next((header.index(name) for name in ("jail", "fips") if name in header), None)
    if column is None:
        raise ValueError(f"{path}:{layout.header_line}: needs a column jail or fips; found {', '.join(header)}")
    return [cells[column].strip() for _, cells in rows_below(layout) if "".join(cells[column : column + 1]).strip()]


def coming_and_going(
    source: ScenarioSource, asked: ComingAndGoing, counties: Counties | None = None
) -> tuple[Scenario, Scenario]:
    """Make the scenario as it is, with the counties that it lacks, and the one in which agreements end and begin.

    An agreement that begins has the screening that the scenario's ``jail_defaults``, or the jail itself, describe.

    Raises
    ------
    ValueError
        With all that is wrong: a name that is no jail, an agreement to end where there is none or to begin where there
        is one, a jail asked for twice, a day that is not counted.
    """
    resolved = source.scenario()
    names = _Names(resolved, counties or known_counties())
    if problems := list(names.problems(asked)):
        raise ScenarioError([Problem(Origin(""), "", problem) for problem in problems])
    leaving, joining = ([names.of(given) or given for given in each] for each in (asked.ends, asked.begins))
    added = [names.county(name) for name in joining if name not in resolved.jails]
    offices = [
        f"field_offices.{office}={{}}"
        for office in sorted({county.field_office for county in added} - resolved.field_offices.keys())
    ]
    base = source.scenario(*offices, *(_added(county, agreement=False) for county in added))
    agreed = [setting for name in joining for setting in _agreed(name)]
    jails = source.scenario(*offices, *(_added(county) for county in added), *agreed).jails
    called = names.for_people([*leaving, *joining], base)
    other = _changed(base, leaving, {name: jails[name] for name in joining}, asked.on)
    described = (("end", [called[name] for name in leaving]), ("begin", [called[name] for name in joining]))
    told = "; ".join(_words(verb, each) for verb, each in described if each)
    return base, other.model_copy(update={"name": f"{base.name}, {told}{f' on {asked.on}' if asked.on else ''}"})


@dataclass(frozen=True)
class _Names:
    """What jails are called: those of a scenario, and those that counties outside it would have."""

    scenario: Scenario
    counties: Counties

    def of(self, given: str) -> str | None:
        """The jail that a name, or the code of its county, stands for; None if there is none."""
        if given in self.scenario.jails:
            return given
        by_code = (name for name, jail in self.scenario.jails.items() if jail.fips == given)
        return next(by_code, None) or next(
            (each.jail for each in self.counties if given in (each.jail, each.fips)), None
        )

    def county(self, jail: str) -> County:
        """The county that would have a jail of that name."""
        return next(each for each in self.counties if each.jail == jail)

    def for_people(self, jails: Sequence[str], scenario: Scenario) -> dict[str, str]:
        """What people call jails of a scenario: by their counties, which the scenario need not name."""
        known = {each.jail: each for each in self.counties}
        places = {}
        for name in jails:
            jail, county = scenario.jails[name], known.get(name)
            inherited = {"county": county.name, "state": county.state} if county else {}
            places[name] = {"county": jail.county, "state": jail.state} if jail.county else inherited
        return brief_names(places)

    def problems(self, asked: ComingAndGoing) -> Iterator[str]:
        """All that is wrong with what is asked for."""
        first, last = self.scenario.start, self.scenario.last_day
        if not asked.ends and not asked.begins:
            yield "name at least one jail whose agreement ends (--end) or begins (--begin)"
        days = asked.on or first, last
        throughout = Period().within(*days)
        seen: set[str] = set()
        for option, given in [*(("--end", each) for each in asked.ends), *(("--begin", each) for each in asked.begins)]:
            name = self.of(given)
            if name is None:
                yield f"{option} {given}: there is no such jail{self._hint(given)}"
            elif name in seen:
                yield f"{option} {given}: the jail {name} is named twice"
            elif option == "--end" and not any(each.within(*days) for each in self._in_force(name)):
                yield f"{option} {given}: has no agreement that could end"
            elif option == "--begin" and any(each.within(*days) == throughout for each in self._in_force(name)):
                yield f"{option} {given}: has an agreement already"
            seen.add(name or given)
        if asked.on is not None and not first <= asked.on <= last:
            yield f"--on {asked.on}: must be a counted day, from {first} to {last}"

    def _in_force(self, name: str) -> list[Period]:
        jail = self.scenario.jails.get(name)
        return [each for team in _teams(jail).values() if team.under_agreement for each in team.in_force]

    def _hint(self, given: str) -> str:
        if nearest := nearest_name(given, self.scenario.jails):
            return f"; did you mean {nearest!r}?"
        return " (allowed: a jail of the scenario, or a county, by its code or as va_prince_william)"


def _teams(jail: Jail | None) -> Mapping[str, Team]:
    return jail.screening.teams if jail is not None and jail.screening is not None else {}


def _added(county: County, **more: Any) -> str:
    """The setting that adds the jail of a county."""
    place = {"state": county.state, "county": county.name, "fips": county.fips, "population": county.population}
    jail = {**place, "foreign_born": county.foreign_born, "field_office": county.field_office, **more}
    return f"jails.{county.jail}={as_yaml(jail)}"


def _agreed(name: str) -> Iterator[str]:
    """The settings by which a jail has an agreement without dates, whatever the file says."""
    for setting in ("agreement_from=null", "agreement_until=null", "agreement=yes", "model=JEM"):
        yield f"jails.{name}.{setting}"


def _changed(base: Scenario, leaving: Sequence[str], joining: Mapping[str, Jail], on: date | None) -> Scenario:
    left = {name: _until(base.jails[name], on) for name in leaving}
    joined = {name: _since(base.jails[name], jail, on) if on else jail for name, jail in joining.items()}
    return base.model_copy(update={"jails": {**base.jails, **left, **joined}})


def _words(verb: str, names: Sequence[str]) -> str:
    told = listed(names) if len(names) <= _MOST_NAMED else f"{len(names)} agreements"
    return f"{told} {verb}{'s' if len(names) == 1 else ''}"


def _until(jail: Jail, last: date | None) -> Jail:
    """The jail whose teams under the agreement work to that day at most, or not at all."""
    staying = {name: team for name, team in _teams(jail).items() if not team.under_agreement}
    if last is None:
        return _with_teams(jail, staying) if staying else jail.model_copy(update={"screening": None})
    return _with_teams(jail, {name: team.within(last=last) for name, team in _teams(jail).items()} | staying)


def _since(before: Jail, agreed: Jail, first: date) -> Jail:
    """The jail whose teams under the agreement work from that day on, and all before it as they did."""
    earlier = {name: team.within(last=first - timedelta(days=1)).in_force for name, team in _teams(before).items()}
    begun = {
        name: team.model_copy(update={"in_force": (*earlier.get(name, ()), Period(**{"from": first}))})
        for name, team in _teams(agreed).items()
        if team.under_agreement
    }
    return _with_teams(agreed, {**_teams(agreed), **begun})


def _with_teams(jail: Jail, teams: Mapping[str, Team]) -> Jail:
    assert jail.screening is not None
    return jail.model_copy(update={"screening": jail.screening.model_copy(update={"teams": dict(teams)})})
