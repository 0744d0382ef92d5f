"""Shifts and rounds as hours of a week that can be painted, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.scenario.files.tree import as_yaml
from sim.scenario.schema import OFFICE_TEAMS, Scenario
from sim.scenario.staff import DAYS, Round, Shift
from sim.scenario.week import WEEK_HOURS

_HOUR = 60
_DAY_HOURS = 24


def officers_by_hour(shifts: Sequence[Shift]) -> list[int] | None:
    """Officers on duty in each of the 168 hours of a week, from Monday 00:00.

    None where hours do not say it all: shifts that begin within an hour, or of which some are off on federal holidays.
    """
    if len({shift.federal_holidays for shift in shifts}) > 1:
        return None
    hours = [0] * WEEK_HOURS
    for shift in shifts:
        begin, end = (int(each.total_seconds()) // 60 for each in shift.span)
        if begin % _HOUR or end % _HOUR:
            return None
        for day in shift.weekdays:
            for hour in range(begin // _HOUR, end // _HOUR):
                hours[(day * _DAY_HOURS + hour) % WEEK_HOURS] += int(shift.officers)
    return hours


def shifts_of(officers: Sequence[int], *, federal_holidays: str = "on") -> list[dict[str, Any]]:
    """The shifts of so many officers by hour of the week, in the form of a file: as few as days allow.

    The first officer has all hours in which anybody is on duty, the second those of two or more, and so on.
    """
    found: dict[tuple[str, tuple[str, ...]], int] = {}
    for level in range(1, max(officers, default=0) + 1):
        by_hours: dict[str, list[str]] = {}
        for day, begin, end in _spans([each >= level for each in officers]):
            by_hours.setdefault(f"{begin:02}:00-{end:02}:00", []).append(DAYS[day])
        for hours, days in by_hours.items():
            found[hours, tuple(days)] = found.get((hours, tuple(days)), 0) + 1
    off = {} if federal_holidays == "on" else {"federal_holidays": federal_holidays}
    return [
        {"officers": number, "days": "all" if len(days) == len(DAYS) else list(days), "hours": hours, **off}
        for (hours, days), number in found.items()
    ]


def _spans(on_duty: Sequence[bool]) -> Iterator[tuple[int, int, int]]:
    """Day, first hour and end of the hours in a row; those that go on past midnight belong to the day they begin.

    A span is no longer than what one shift of a file may be: a whole day, or less than a day across midnight.
    """
    if all(on_duty):
        yield from ((day, 0, _DAY_HOURS) for day in range(len(DAYS)))
        return
    for begin, length in _runs(on_duty):
        day, first = divmod(begin, _DAY_HOURS)
        if first + length > _DAY_HOURS and length < _DAY_HOURS:
            yield day, first, first + length - _DAY_HOURS
            continue
        left = length
        while left:
            here = min(left, _DAY_HOURS - first)
            yield day, first, first + here
            day, first, left = (day + 1) % len(DAYS), 0, left - here


def _runs(on_duty: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where hours in a row begin, and how many they are, around the end of the week; not of a whole week."""
    for hour, here in enumerate(on_duty):
        if here and not on_duty[hour - 1]:
            length = 1
            while on_duty[(hour + length) % WEEK_HOURS]:
                length += 1
            yield hour, length


def rounds_by_hour(rounds: Sequence[Round]) -> list[int] | None:
    """In which hours of a week a round comes, 1 or 0, from Monday 00:00.

    None where hours do not say it all: rounds that do not come on the hour, two at once, or that differ in what else
    they say.
    """
    rest = {each.model_copy(update={"at": "00:00", "days": DAYS}).model_dump_json() for each in rounds}
    if len(rest) > 1:
        return None
    hours = [0] * WEEK_HOURS
    for each in rounds:
        hour, minutes = divmod(int(each.time.total_seconds()) // 60, _HOUR)
        for day in each.weekdays:
            if minutes or hours[day * _DAY_HOURS + hour]:
                return None
            hours[day * _DAY_HOURS + hour] = 1
    return hours


def rounds_of(comes: Sequence[int], like: dict[str, Any]) -> list[dict[str, Any]]:
    """The rounds that come in these hours of a week, in the form of a file, all else as that of another."""
    days: dict[int, list[str]] = {}
    for place in range(WEEK_HOURS):
        if comes[place]:
            days.setdefault(place % _DAY_HOURS, []).append(DAYS[place // _DAY_HOURS])
    return [
        {**like, "at": f"{hour:02}:00", "days": "all" if len(days[hour]) == len(DAYS) else days[hour]}
        for hour in sorted(days)
    ]


def painted(scenario: Scenario, path: str, counts: Sequence[int]) -> str:
    """The value that a setting takes so that the shifts or rounds at a path are as painted.

    Raises
    ------
    ValueError
        If there are no shifts or rounds at the path, or not so many hours in a week.
    """
    if len(counts) != WEEK_HOURS:
        raise ValueError(f"counts: must be {WEEK_HOURS} numbers, an hour of the week each, but are {len(counts)}")
    found = _at(scenario, path)
    if found is None:
        raise ValueError(f"path: there are no shifts or rounds at {path!r}")
    if path.endswith(".rounds"):
        like = [each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in found[:1]]
        if not like:
            raise ValueError(f"{path}: has no round by which others could be made; add one to the file")
        return as_yaml(rounds_of(counts, like[0]))
    return as_yaml(shifts_of(counts, federal_holidays=found[0].federal_holidays if found else "on"))


def _at(scenario: Scenario, path: str) -> tuple[Any, ...] | None:
    """The shifts or rounds at a path; None if there are none."""
    found: Any = scenario
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
    return found if isinstance(found, tuple) and path.endswith((".shifts", ".rounds", *OFFICE_TEAMS)) else None
