"""The command that writes a county's scenarios: new."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Overwrite, out_of
from sim.analyses.frame.printing import complain

if TYPE_CHECKING:
    from sim.manual.starter import CountyStart

commands = Commands(Group.START)

_POINTS = 40
"""Runs at places of what is unknown, in the comparison that is proposed: enough for a first look."""


@dataclass(frozen=True)
class Given:
    """What somebody knows of the county, by the words of the keys; texts, so that all that is wrong is told at once."""

    bookings_per_year: Annotated[
        str | None,
        typer.Option("--bookings-per-year", "--bookings", metavar="NUMBER", help="Bookings a year, of all people."),
    ] = None
    foreign_born: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Share of bookings that are foreign-born, such as 0.12.")
    ] = None
    hold_hours: Annotated[
        str | None, typer.Option(metavar="HOURS", help="How long people are kept for ICE past release due.")
    ] = None
    officers: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Officers on duty at once who screen at the jail.")
    ] = None
    duty_days: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Days on which they are: all, mon-fri, or mon,wed,fri.")
    ] = None
    duty_hours: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM", help="From when to when: 00:00-24:00 is around the clock.")
    ] = None
    officer_hour: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="What the county pays for an hour of theirs on duty.")
    ] = None
    held_day: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="What it pays for 24 hours of a person kept for ICE.")
    ] = None
    reimbursed_per_held_day: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="What it is given back of that.")
    ] = None
    fixed_per_year: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="What the screening programme costs a year, whatever it does.")
    ] = None

    @property
    def texts(self) -> dict[str, str]:
        """What is given, by key."""
        return {key: text for key, text in asdict(self).items() if text is not None}


@commands.told(
    "new my_county --bookings-per-year 9500 --duty-hours 06:00-22:00",
    "new 'Arlington County, VA' --officer-hour 62 --out arlington.yaml",
)
def new(
    name: Annotated[
        str,
        typer.Argument(help="Name of the scenario or its file, or a county: 'Maricopa County, AZ'.", metavar="NAME"),
    ],
    given: Given,
    out: Annotated[Path | None, out_of("FILE.yaml", "named after NAME")] = None,
    overwrite: Overwrite = False,
) -> None:
    """Write a county's scenario to start from, commented, and the same with the agreement ended.

    Of a county by its name they have its residents and its level, and are not calibrated. A number may be given with
    its range and source: '{value: 9500, low: 9000, high: 10000, source: "Annual report"}'. In a terminal, what matters
    most is asked for where none is given.
    """
    from sim.manual.known import known_from
    from sim.manual.starter import starter_files, write_starter
    from sim.output.files import check_writable

    with errors_for_people():
        start = _county_start(name)
        named = _file_named(name if start is None else start.jail)
        path = out or named
        if path.suffix not in _YAML:
            raise ValueError(f"--out {path}: a scenario is a YAML file, so its name must end in .yaml")
        files = starter_files(path)
        check_writable(*files, overwrite=overwrite)
        known = known_from(given.texts or (_answers(start) if _is_terminal() else {}))
        write_starter(path, start, known, named.stem)
        for each in files:
            typer.echo(each)
        for doubt in _of_same_name(name) if start is None else start.doubts(known):
            complain(f"Note: {doubt}.")
        complain("\n".join(["Next:", *(f"  {command}" for command in _next_commands(*files))]))


_YAML = (".yaml", ".yml")


def _file_named(name: str) -> Path:
    """The file of a name, which may have its folder and its ending."""
    named = Path(name)
    if named.name in {"", ".."}:
        raise ValueError(f"{name!r} names no file; give a name such as my_county")
    return named if named.suffix in _YAML else named.with_name(f"{named.name}.yaml")


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _county_start(name: str) -> CountyStart | None:
    """What a scenario of a county starts from, where a county is named."""
    from sim.agencies.levels import LEVELS_YEAR, county_named
    from sim.manual.starter import CountyStart

    found = county_named(name)
    if found is None:
        return None
    county, level = found
    return CountyStart(
        jail=county.jail,
        name=county.name,
        state=county.state,
        fips=county.fips,
        population=county.population or 0,
        born_abroad=county.foreign_born or 0.0,
        level=level.mean,
        low=level.low,
        high=level.high,
        level_year=LEVELS_YEAR,
        rests_on=level.rests_on,
    )


def _of_same_name(name: str) -> Iterator[str]:
    """Say of a name of one's own that is a county's, too, how the county is named."""
    from sim.agencies.counties import known_counties

    if found := known_counties().of_name(name):
        written = [f"'{each.name}, {each.state_abbr}'" for each in found[:_MOST_NAMED]]
        more = f" ({len(found)} have that name)" if len(found) > _MOST_NAMED else ""
        yield (
            f"{name} is taken for a name of your own, so nothing of a county is in the file; a county is given as "
            f"{' or '.join(written)}{more}"
        )


_MOST_NAMED = 3

_QUESTIONS = {
    "bookings_per_year": "Bookings a year, of all people",
    "officers": "Officers on duty at once who screen at the jail",
    "duty_days": "Days on which they are (all, mon-fri, or mon,wed,fri)",
    "duty_hours": "From when to when (00:00-24:00 is around the clock)",
    "hold_hours": "Hours for which people are kept for ICE past release due",
    "officer_hour": "Dollars that an hour of such an officer costs the county",
}


def _answers(start: CountyStart | None) -> dict[str, str]:
    """Ask for what matters most, and give what is answered, by key."""
    from sim.manual.starter import usual_answers

    complain("Enter keeps what stands in brackets. Ctrl-C leaves, and nothing is written.")
    usual = {**dict.fromkeys(_QUESTIONS, _NOT_KNOWN), **usual_answers(start)}
    try:
        answers = {
            key: typer.prompt(question, default=usual[key], value_proc=_taken(key, usual[key]))
            for key, question in _QUESTIONS.items()
        }
    except typer.Abort:
        typer.echo(err=True)
        raise KeyboardInterrupt from None
    return {key: answer for key, answer in answers.items() if answer is not None}


_NOT_KNOWN = "not known"


def _taken(key: str, usual: str) -> Callable[[str], str | None]:
    """How an answer is taken: None if it is the usual one; if it is wrong, what is allowed is told."""
    from sim.manual.known import known_from
    from sim.scenario.errors import ScenarioError

    def take(answer: str) -> str | None:
        if answer == usual:
            return None
        try:
            known_from({key: answer})
        except ScenarioError as error:
            raise typer.BadParameter("; ".join(problem.message for problem in error.problems)) from None
        return answer

    return take


def _next_commands(in_force: Path, ended: Path) -> Iterator[str]:
    """What to do with the two files, to paste."""
    results = in_force.with_suffix("")
    for words in (
        ["validate", in_force, ended],
        ["compare", in_force, ended, "--unknowns", _POINTS, "--out", results],
        ["answer", in_force, "--unknowns", _POINTS, "--out", f"{results}_answer"],
    ):
        yield shlex.join(["lostleads", *map(str, words)])
