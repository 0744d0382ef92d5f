"""How measures of one's own are given, and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sim.model.office import Office
from sim.model.outcomes import COSTS, MEASURES, PER_OFFICER_YEAR, PER_RESIDENTS, TEAM_MEASURES, unit_seconds
from sim.model.own import OwnMeasure, own_measures, register
from sim.scenario.arrays import Bools

if TYPE_CHECKING:
    import pandas as pd

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = {*MEASURES, *TEAM_MEASURES, *COSTS, *PER_RESIDENTS, *PER_OFFICER_YEAR, "scenario", "replication", "jail"}

Which = TypeVar("Which", bound="Callable[[pd.DataFrame], Any]")


def measure(name: str, meaning: str = "") -> Callable[[Which], Which]:
    """Count something of one's own, beside all that is counted, in every run, comparison, sweep and other question.

    The function that is decorated is given the table of foreign-born bookings of one replication at one field office, a
    row a booking, as ``bookings.parquet`` has it, and tells of each row whether the booking counts. It must be a pure
    function of the table, and leave it as it is. Bookings of the warm-up and the cool-down are in the table and never
    counted.

    Parameters
    ----------
    name
        Under which tables tell it: lower-case letters, digits and ``_``. Names of other measures, and those with
        ``_hours`` or ``_days`` in them, which tell durations, are refused.
    meaning
        What it counts; the first line of the function's docstring unless given.

    Raises
    ------
    ValueError
        If it cannot be named so, or another function has that name.

    Examples
    --------
    >>> @measure("flagged_at_night", "people flagged from 22:00 to 06:00")
    ... def flagged_at_night(bookings):
    ...     hour = bookings["flagged_at"].dt.hour
    ...     return (hour >= 22) | (hour < 6)
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"measure {name!r}: a name is lower-case letters, digits and _, such as flagged_at_night")
    if name in _TAKEN:
        raise ValueError(f"measure {name!r}: there is a measure or a column of that name; give another")
    if unit_seconds(name) is not None:
        raise ValueError(f"measure {name!r}: _hours and _days tell a duration, but it is a count; leave them out")

    def add(which: Which) -> Which:
        told = (which.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        register(name, which, meaning or told or "a measure of the user's own")
        return which

    return add


def own_quantities(office: Office) -> Iterator[tuple[str, Bools]]:
    """Of each own measure which bookings of an office it counts.

    Raises
    ------
    TypeError, ValueError
        If a function gives no yes or no for each row.
    """
    if not own_measures():
        return
    from sim.model.table import booking_table

    caseload = office.caseload
    tables = [booking_table(office.only(place)) for place in range(len(caseload.replications))]
    for each in own_measures():
        which = np.zeros(len(caseload.facts), dtype=np.bool_)
        for place, table in enumerate(tables):
            which[caseload.replication == place] = _of(each, table)
        yield each.name, which


def _of(own: OwnMeasure, table: pd.DataFrame) -> Bools:
    told = own.which(table)
    if hasattr(told, "isna"):
        told = told.where(~told.isna(), other=False)
    which = np.asarray(told)
    if which.shape != (len(table),):
        raise ValueError(f"measure {own.name!r}: must give a value a row ({len(table)}), but gives shape {which.shape}")
    if which.dtype != np.bool_ and not all(isinstance(value, bool | np.bool_) for value in which.tolist()):
        raise TypeError(f"measure {own.name!r}: must give true or false for each row, but gives {which.dtype}")
    return which.astype(np.bool_)
