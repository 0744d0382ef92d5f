"""Who works when: officers by shift and weekday, on the dates on which their team is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import InitErrorDetails

from sim.scenario.base import Frozen, Location, Text, fault, problem, shown, unknown_name
from sim.scenario.quantities import NOTHING, AtLeastOne, Duration, WholeCount
from sim.scenario.stated import Stated

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week, Monday first, as `datetime.date.weekday` counts them."""

_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?")
_SOME_DAYS = f"({'|'.join(DAYS)})( *- *({'|'.join(DAYS)}))?"


def days_of(text: str) -> tuple[Day, ...]:
    """Read days as a text has them: ``mon-fri``, ``fri-mon``, ``sat,sun`` or ``all``.

    Raises
    ------
    ValueError
        If it names what is no day.
    """
    if text.strip().lower() == "all":
        return DAYS
    days: list[Day] = []
    for part in text.lower().split(","):
        names = [name.strip() for name in part.split("-", 1)]
        for name in names:
            if name not in DAYS:
                raise ValueError(unknown_name("day", name, DAYS))
        begin, end = (DAYS.index(names[place]) for place in (0, -1))
        days += [DAYS[(begin + step) % 7] for step in range((end - begin) % 7 + 1)]
    return tuple(dict.fromkeys(days))


def minutes_of(text: str) -> tuple[int, int]:
    """Read hours of a day, such as ``08:00-17:00`` or ``8-17``, as minutes after the midnight that opens it.

    An end that is not later than the begin is on the next day.

    Raises
    ------
    ValueError
        If they are not of that form, or no time of day, or of no length.
    """
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        moment = _TIME.fullmatch(text.strip())
        hint = f'; for the hour from then write "{moment[0]}-{int(moment[1]) + 1:02}:{moment[2]}"' if moment else ""
        raise ValueError(f'must be two times of day such as "08:00-17:00", but is {text!r}{hint}')
    from_hour, from_minute, to_hour, to_minute = (int(each or 0) for each in match.groups())
    if from_hour > 23 or from_minute > 59 or to_minute > 59 or (to_hour, to_minute) > (24, 0):
        raise ValueError(f"must lie between 00:00 and 24:00, but is {text!r}")
    if (from_hour, from_minute) == (to_hour, to_minute):
        raise ValueError(f'begins and ends at the same time ({text!r}); for a whole day write "00:00-24:00"')
    begin, end = 60 * from_hour + from_minute, 60 * to_hour + to_minute
    return begin, end if end > begin else end + 24 * 60


def as_date(given: Any) -> date | None:
    """Give the date that a file gives, as one or as text; None if it is none."""
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            return None
    return given if isinstance(given, date) and not isinstance(given, datetime) else None


def no_date(given: Any) -> str:
    """Say that a value is no date."""
    return f"must be a date such as 2019-07-01, but is {shown(given)}"


def _date(given: Any) -> date:
    day = as_date(given)
    if day is None:
        raise fault(no_date(given))
    return day


Date = Annotated[date, BeforeValidator(_date)]


def _days(given: Any) -> Any:
    if isinstance(given, list | tuple):
        return given
    if not isinstance(given, str):
        raise fault(f"must be all, days such as mon-fri or sat,sun, or a list of days, but is {shown(given)}")
    try:
        return days_of(given)
    except ValueError as error:
        raise fault(f"{error}; write all, days such as mon-fri or sat,sun, or a list of days") from None


_DaysText = Annotated[str, Field(pattern=f"^{_SOME_DAYS}( *, *{_SOME_DAYS})*$", examples=["mon-fri", "sat,sun"])]
Days = Annotated[tuple[Day, ...], BeforeValidator(_days, json_schema_input_type=Literal["all"] | _DaysText | list[Day])]


def _hours(given: Any) -> Any:
    if not isinstance(given, str):
        raise fault(f'must be two times of day such as "08:00-17:00", but is {shown(given)}')
    try:
        minutes_of(given)
    except ValueError as error:
        raise fault(str(error)) from None
    return given


Hours = Annotated[str, BeforeValidator(_hours)]


def _time(given: Any) -> Any:
    match = _TIME.fullmatch(given) if isinstance(given, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise fault(f'must be a time of day such as "09:00", but is {shown(given)}')
    return given


Time = Annotated[str, BeforeValidator(_time)]


class _OnDays(Stated):
    """What is on some days of the week: a subclass has `days`, and may be off on `federal_holidays`."""

    if TYPE_CHECKING:
        days: Days

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        days = given.get("days", "all")
        if isinstance(days, list | tuple):
            if not days:
                yield problem(f"names no day (allowed: all, or a list of {', '.join(DAYS)})", ("days",))
            if repeated := sorted({str(day) for day in days if days.count(day) > 1}):
                yield problem(f"names a day twice: {', '.join(repeated)}", ("days",))

    @classmethod
    def _explained(cls, error: dict[str, Any]) -> InitErrorDetails:
        location: Location = error["loc"]
        if location[:1] == ("days",) and len(location) > 1:
            return problem(unknown_name("day", str(error["input"]), DAYS), location)
        if location == ("federal_holidays",):
            return problem(f"must be on or off, but is {shown(error['input'])}", location)
        return super()._explained(error)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days as numbers, Monday being 0."""
        return tuple(DAYS.index(day) for day in self.days)


class Shift(_OnDays):
    """Officers who are on duty at the same hours of the same days, each a server of its own.

    A shift that crosses midnight belongs to the day on which it starts.
    """

    officers: WholeCount
    days: Days = DAYS
    hours: Hours
    federal_holidays: Literal["on", "off"] = "on"

    @property
    def span(self) -> tuple[timedelta, timedelta]:
        """When the shift begins and ends, after the midnight that opens its day."""
        begin, end = minutes_of(self.hours)
        return timedelta(minutes=begin), timedelta(minutes=end)


class Period(Stated):
    """Dates on which something is in force, both included; an open end is left out."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: Date | None = Field(default=None, alias="from")
    last: Date | None = Field(default=None, alias="until")

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        first, last = (as_date(given.get(key)) for key in ("from", "until"))
        if first and last and last < first:
            yield problem(f"ends ({last}) before it begins ({first})", ("until",))

    @property
    def in_words(self) -> str:
        """Its dates as a file gives them; nothing of an open end."""
        return " ".join(f"{key} {day}" for key, day in (("from", self.first), ("until", self.last)) if day)

    def within(self, first: date | None = None, last: date | None = None) -> Period | None:
        """The part of the period from `first` to `last`, both included; None if there is none."""
        begins = max((day for day in (self.first, first) if day), default=None)
        ends = min((day for day in (self.last, last) if day), default=None)
        if begins is not None and ends is not None and ends < begins:
            return None
        return Period(**{"from": begins, "until": ends})


def _periods(given: Any) -> Any:
    return given if isinstance(given, list | tuple) else [given]


def _without_overlap(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    ordered = sorted(periods, key=lambda period: period.first or date.min)
    for before, after in pairwise(ordered):
        if (before.last or date.max) >= (after.first or date.min):
            until, start = before.last or "further notice", after.first or "the start"
            raise fault(f"has overlapping dates: one runs until {until}, another from {start}")
    return tuple(ordered)


InForce = Annotated[
    tuple[Period, ...],
    BeforeValidator(_periods, json_schema_input_type=Period | list[Period]),
    AfterValidator(_without_overlap),
]


class Team(Frozen):
    """A screening team: its shifts, and the dates on which it is in force (always, where none are given).

    Its officers, who must first be trained, begin to work `work_begins_days` after the first day of each period with
    one. A team that is not `under_agreement`, such as ICE's own officers, stays when the agreement ends.
    """

    in_force: InForce = (Period(),)
    work_begins_days: WholeCount = NOTHING
    under_agreement: Annotated[bool, Field(strict=True)] = True
    shifts: tuple[Shift, ...]

    @property
    def at_work(self) -> tuple[Period, ...]:
        """The dates on which its officers work."""
        begun = (
            each if each.first is None else each.within(first=each.first + timedelta(days=int(self.work_begins_days)))
            for each in self.in_force
        )
        return tuple(period for period in begun if period is not None)

    def within(self, first: date | None = None, last: date | None = None) -> Team:
        """The team with its dates cut to those from `first` to `last`, both included; no dates if it never works."""
        cut = (each.within(first, last) for each in self.in_force)
        return self.model_copy(update={"in_force": tuple(period for period in cut if period is not None)})


class Round(_OnDays):
    """A round of a field office: a van that comes to its jails at the same hour of the same days, and its seats there.

    Its list closes `closes_hours` before it arrives; whoever ICE is told of later is not on it.
    """

    at: Time
    days: Days = DAYS
    seats: AtLeastOne
    closes_hours: Duration = NOTHING
    jails: tuple[Text, ...] | None = None
    federal_holidays: Literal["on", "off"] = "on"
    in_force: InForce = (Period(),)

    @property
    def time(self) -> timedelta:
        """When it arrives, after the midnight that opens its day."""
        hour, minute = map(int, self.at.split(":"))
        return timedelta(hours=hour, minutes=minute)
