"""What published counts tell that no measure tells: numbers of a replication's counted bookings, and of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from sim.analyses.implied.stays import stays_of
from sim.analyses.published.targets import Count
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

_SATURDAY = 5


def _hours(elapsed: pd.Series[pd.Timedelta]) -> pd.Series[float]:
    return elapsed.dt.total_seconds() / HOUR_SECONDS


def _flagged(counted: pd.DataFrame) -> pd.DataFrame:
    return counted[counted["flagged_at"].notna()]


def _told(counted: pd.DataFrame) -> pd.DataFrame:
    """The flagged of whose release the jail tells ICE: detainers honoured, neither lifted nor moved on before."""
    flagged = _flagged(counted)
    return flagged[flagged["honoured"] & flagged["outcome"].isin(["transferred", "released_after_flag"])]


def _pickups(counted: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    return counted["transferred_at"].dropna()


def _pickup_wait_days(counted: pd.DataFrame) -> float:
    waits = (counted["transferred_at"] - counted["release_due_at"]).dropna()
    return float(_hours(waits).mean()) * HOUR_SECONDS / DAY_SECONDS


def _paid_days(counted: pd.DataFrame) -> float:
    """Calendar days on which a person was kept past release due, per flagged: both the first and the last count."""
    kept = counted[counted["transferred_at"] > counted["release_due_at"]]
    days = (kept["transferred_at"].dt.normalize() - kept["release_due_at"].dt.normalize()).dt.days + 1
    return float(days.sum() / len(_flagged(counted)))


def _stay_days(people: pd.DataFrame, count: Count) -> float:
    of_charge = people[people["charge"] == count.charge]
    return float(_hours(of_charge["left_at"] - of_charge["booked_at"]).mean()) * HOUR_SECONDS / DAY_SECONDS


def _dispersion(counted: pd.DataFrame) -> float:
    """Variance of a day's bookings over its mean, 1 by chance alone; weekdays apart, and then their mean."""
    days = counted["booked_at"].dt.normalize()
    a_day = days.value_counts().reindex(pd.date_range(days.min(), days.max()), fill_value=0)
    by_weekday = a_day.groupby(a_day.index.day_of_week)
    return float((by_weekday.var() / by_weekday.mean()).mean())


OF_BOOKINGS: Mapping[str, Callable[[pd.DataFrame, Count], float]] = {
    "stays_under": lambda counted, count: (
        _hours(_flagged(counted)["left_at"] - _flagged(counted)["booked_at"]) < count.hours
    ).mean(),
    "collected": lambda counted, _: _flagged(counted)["transferred_at"].notna().mean(),
    "weekend_detainers": lambda counted, _: (_flagged(counted)["flagged_at"].dt.day_of_week >= _SATURDAY).mean(),
    "weekend_pickups": lambda counted, _: (_pickups(counted).dt.day_of_week >= _SATURDAY).mean(),
    "daytime_pickups": lambda counted, _: _pickups(counted).dt.hour.between(8, 19).mean(),
    "pickup_wait_days": lambda counted, _: _pickup_wait_days(counted),
    "paid_days": lambda counted, _: _paid_days(counted),
    "told": lambda counted, _: len(_told(counted)) / len(_flagged(counted)),
    "told_collected": lambda counted, _: _told(counted)["transferred_at"].notna().mean(),
    "flagged_stay_days": lambda counted, count: _stay_days(_flagged(counted), count),
    "dispersion": lambda counted, _: _dispersion(counted),
    "weekend_releases": lambda counted, _: (counted["left_at"].dt.day_of_week >= _SATURDAY).mean(),
}
"""By name, a number of the counted bookings of one replication; the booking table holds the foreign-born alone."""

OF_SCENARIO: Mapping[str, Callable[[Scenario, Count], float]] = {
    "people_in_jail": lambda scenario, _: sum(stays_of(scenario, jail).mean_people for jail in scenario.jails),
    "stays_over": lambda scenario, count: 1 - stays_of(scenario, next(iter(scenario.jails))).share_within(count.hours),
}
"""By name, a number that a scenario implies without a simulation; of stays at its first jail."""
