"""What somebody knows of a county before there is a scenario: texts, checked as the values of a file are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError

from sim.scenario.base import Frozen, fault, number_meant, shown
from sim.scenario.costs import Price
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.tree import parse
from sim.scenario.quantities import Bounds, Duration, Number, Share, WholeCount, plain_number
from sim.scenario.staff import DAYS, Days, Shift


def _share(given: Any) -> Any:
    number = plain_number(given)
    if number is not None and 1 < number <= 100:
        raise fault(f"must be a share, from 0 to 1; for {number:g} % write {number / 100:g}")
    return given


def _dollars(given: Any) -> Any:
    if isinstance(given, str) and (meant := number_meant(given.replace("$", ""))):
        raise fault(f"must be a number of dollars, but is {shown(given)}; write {meant}")
    return given


def _of_a_shift(key: str) -> Callable[[Any], Any]:
    def checked(given: Any) -> Any:
        try:
            shift = Shift.model_validate({"officers": 1, "hours": "00:00-24:00", key: given})
        except ValidationError as error:
            raise fault("; ".join(each["msg"] for each in error.errors())) from None
        return getattr(shift, key)

    return checked


_Dollars = Annotated[Price, BeforeValidator(_dollars)] | None


class Known(Frozen):
    """What is known of a county, in the words of the keys of a scenario; None where it is not.

    Parameters
    ----------
    bookings_per_year
        Bookings a year, of all people.
    foreign_born
        Share of bookings that are foreign-born.
    hold_hours
        Hours for which people are kept for ICE past release due.
    officers, duty_days, duty_hours
        Screening officers on duty at once, on which days of the week, and from when to when.
    officer_hour, held_day, reimbursed_per_held_day, fixed_per_year
        Prices in dollars: of an officer's hour on duty, of a day of a person held for ICE, what the county is given
        back of that, and of the programme a year.
    """

    bookings_per_year: Annotated[Number, Bounds(minimum=1, maximum=1e9)] | None = None
    foreign_born: Annotated[Share, BeforeValidator(_share)] | None = None
    hold_hours: Duration | None = None
    officers: WholeCount | None = None
    duty_days: Annotated[Days, BeforeValidator(_of_a_shift("days"))] | None = None
    duty_hours: Annotated[str, BeforeValidator(_of_a_shift("hours"))] | None = None
    officer_hour: _Dollars = None
    held_day: _Dollars = None
    reimbursed_per_held_day: _Dollars = None
    fixed_per_year: _Dollars = None

    @property
    def written(self) -> dict[str, str]:
        """What is known, as a scenario file has it, by key."""
        content = self.model_dump(mode="json", exclude_none=True)
        return {key: _written(value) for key, value in content.items()}


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "all" if value == list(DAYS) else f"[{', '.join(value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(each)}' for key, each in value.items())}}}"
    return f"{value:.10g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def known_from(texts: Mapping[str, str]) -> Known:
    """Take what is known from texts by key, in YAML, such as ``9500`` or ``{value: 9500, low: 9000, high: 10000}``.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by the option that gave it.
    """
    origins = {key: Origin(f"--{key.replace('_', '-')} {text}") for key, text in texts.items()}
    content: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in texts.items():
        try:
            content[key] = parse(text, origins[key]).plain()
        except ScenarioError as error:
            problems += [Problem(origins[key], "", problem.message) for problem in error.problems]
    for key in [key for key, value in content.items() if value is None]:
        problems.append(Problem(origins[key], "", "must have a value; leave it out where it is not known"))
    try:
        known = Known.model_validate(content)
    except ValidationError as error:
        problems += [Problem(origins[str(each["loc"][0])], "", str(each["msg"])) for each in error.errors()]
    if problems:
        raise ScenarioError(problems)
    return known
