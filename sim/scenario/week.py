"""How something spreads over the hours of a week: relative weights of the hours, on the wall clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import InitErrorDetails

from sim.scenario.base import Location, problem, unknown_name
from sim.scenario.quantities import LEAST, Number, Weight, plain_number
from sim.scenario.staff import DAYS, Day
from sim.scenario.stated import Stated

WEEK_HOURS = 168

MOST_WEIGHT = 1000
"""The largest weight of an hour of the day or of a day; of an hour of the week it is their product. So the units that a
release clock counts in a century stay far from the limits of int64."""

WholeWeight = Annotated[int, Field(strict=True, ge=0, le=MOST_WEIGHT)]
WholeWeekWeight = Annotated[int, Field(strict=True, ge=0, le=MOST_WEIGHT**2)]


class _Week(Stated):
    """Weights of the hours of the day, times those of the days of the week; or of each hour of the week."""

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        whole = given.get("by_hour_of_week")
        yield from _weights_problems(given.get("by_hour"), 24, "one an hour from midnight", "by_hour")
        yield from _weights_problems(whole, WEEK_HOURS, "one an hour from Monday 00:00", "by_hour_of_week")
        days = given.get("by_day")
        if isinstance(days, Mapping):
            if missing := [day for day in DAYS if day not in days]:
                yield problem(f"must have all seven days; missing: {', '.join(missing)}", ("by_day",))
            elif _none_weighs(days.values()):
                yield problem(f"must have a weight of {LEAST:g} or more", ("by_day",))
        if whole is not None and (beside := [key for key in ("by_hour", "by_day") if key in given]):
            message = f"must not stand beside {' and '.join(beside)}, which it replaces; leave one out"
            yield problem(message, ("by_hour_of_week",))

    @classmethod
    def _explained(cls, error: dict[str, Any]) -> InitErrorDetails:
        location: Location = error["loc"]
        if location[:1] == ("by_day",) and location[-1] == "[key]":
            return problem(unknown_name("day", str(error["input"]), DAYS), location)
        return super()._explained(error)

    by_hour_of_week: tuple[Any, ...] | None = None

    def _in_file(self, content: dict[str, Any]) -> Any:
        """Leave out the hours of the day and the days where the hours of the week replace them."""
        left_out = ("by_hour_of_week",) if self.by_hour_of_week is None else ("by_hour", "by_day")
        return {key: value for key, value in content.items() if key not in left_out}


def _weights_problems(given: Any, length: int, each: str, key: str) -> Iterable[InitErrorDetails]:
    if isinstance(given, list | tuple):
        if len(given) != length:
            yield problem(f"must have {length} weights, {each}, but has {len(given)}", (key,))
        elif _none_weighs(given):
            yield problem(f"must have a weight of {LEAST:g} or more", (key,))


def _none_weighs(given: Iterable[Any]) -> bool:
    weights = [plain_number(weight) for weight in given]
    return all(weight is not None and weight < LEAST for weight in weights)


class Arrivals(_Week):
    """How bookings spread over the hours of the week, as relative weights."""

    by_hour: tuple[Weight, ...] = (Number(1),) * 24
    by_day: dict[Day, Weight] = Field(default_factory=lambda: dict.fromkeys(DAYS, Number(1)))
    by_hour_of_week: tuple[Weight, ...] | None = None

    @property
    def relative(self) -> list[float]:
        """Bookings in each hour of the week, from Monday 00:00, relative to the mean hour (1.0)."""
        if self.by_hour_of_week is not None:
            scale = WEEK_HOURS / sum(self.by_hour_of_week)
            return [weight * scale for weight in self.by_hour_of_week]
        days = [self.by_day[day] for day in DAYS]
        day_scale, hour_scale = 7 / sum(days), 24 / sum(self.by_hour)
        return [day * day_scale * hour * hour_scale for day in days for hour in self.by_hour]


class ReleaseHours(_Week):
    """How readily people walk out in each hour of the week, as whole weights: the pace of a release clock."""

    by_hour: tuple[WholeWeight, ...] = (1,) * 24
    by_day: dict[Day, WholeWeight] = Field(default_factory=lambda: dict.fromkeys(DAYS, 1))
    by_hour_of_week: tuple[WholeWeekWeight, ...] | None = None

    @cached_property
    def weights(self) -> Sequence[int]:
        """The 168 weights, from Monday 00:00."""
        if self.by_hour_of_week is not None:
            return self.by_hour_of_week
        return tuple(self.by_day[day] * hour for day in DAYS for hour in self.by_hour)
