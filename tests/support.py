"""What many tests build on: a small scenario as data, and bookings written by hand."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from sim.model.journeys import Journeys
from sim.model.office import Office, run
from sim.model.table import booking_table
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.seconds import Seconds
from sim.study.store import Parts

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]

SMALL: dict[str, Any] = {
    "name": "Small county",
    "start": "2019-07-01",
    "days": 60,
    "warmup_days": 7,
    "cooldown_days": 7,
    "replications": 3,
    "seed": 1,
    "charges": {
        "misdemeanor": {"share": 0.7, "stay_hours": {"gamma": {"mean": 40, "sd": 60}}},
        "felony": {"share": 0.3, "stay_hours": {"exponential": {"mean": 300}}},
    },
    "jails": {
        "county": {
            "bookings_per_year": 6000,
            "foreign_born": 0.3,
            "removable": 0.5,
            "recorded": 0.9,
            "intake_hours": 1.5,
            "fingerprinted": 0.95,
            "on_record": 0.6,
            "on_record_others": 0.3,
            "match_hours": {"exponential": {"mean": 4}},
            "travel_hours": 1,
            "field_office": "city",
            "screening": {
                "interview_hours": {"gamma": {"mean": 0.75, "sd": 0.4}},
                "detected": 0.9,
                "wrongly_flags": 0.01,
                "teams": {"deputies": {"shifts": [{"officers": 1, "hours": "00:00-24:00"}]}},
            },
        }
    },
    "field_offices": {
        "city": {
            "review_hours": {"exponential": {"mean": 0.5}},
            "detainer": 0.85,
            "wrongly_detains": 0.01,
            "reviewers": [{"officers": 2, "days": WEEKDAYS, "hours": "08:00-17:00", "federal_holidays": "off"}],
            "crews": [{"officers": 1, "hours": "06:00-18:00"}],
            "seats": 4,
            "return_hours": 1,
        }
    },
}
"""A county small enough to run at once, in the form of a scenario file. Monday 1 July 2019 is second 0."""


def small_data(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`SMALL` with values replaced by dotted path, such as ``jails.county.travel_hours``; None removes a key."""
    data = copy.deepcopy(SMALL)
    for path, value in (changes or {}).items():
        *above, last = path.split(".")
        place: Any = data
        for step in above:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is None:
            del place[last]
        else:
            place[int(last) if isinstance(place, list) else last] = copy.deepcopy(value)
    return data


def small(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of `small_data`."""
    return Scenario.model_validate(small_data(changes))


def write_yaml(path: Path, data: Mapping[str, Any]) -> Path:
    """Write a scenario file."""
    with path.open("w") as file:
        YAML().dump(copy.deepcopy(dict(data)), file)
    return path


SURE = {
    "foreign_born": True,
    "removable": True,
    "recorded": True,
    "intake_hours": 1,
    "cleared": False,
    "sought": True,
    "interview_hours": 1,
    "detected": True,
    "fingerprinted": False,
    "on_record": False,
    "match_hours": 2,
    "review_hours": 1,
    "detainer": True,
    "moves_on": False,
    "lifted": False,
    "spared": True,
    "honoured": True,
}
"""Every fact of a booking, so that nothing is drawn; a row of `by_hand` overrides what it is about."""


def by_hand(folder: Path, rows: Sequence[Mapping[str, Any]], changes: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Send bookings written by hand through custody, and give the booking table.

    Parameters
    ----------
    folder
        Where to write the files; a test's `tmp_path`.
    rows
        One mapping a booking: ``booked_at`` (such as ``2019-07-01 08:00``) and ``stay_hours``, and any fact that
        differs from `SURE`.
    changes
        Changes of `SMALL` by dotted path.
    """
    table = pd.DataFrame([{**SURE, **row} for row in rows])
    table.to_csv(folder / "bookings.csv", index=False)
    data = small_data(
        {"jails.county.bookings_per_year": None, **(changes or {}), "jails.county.bookings_file": "bookings.csv"}
    )
    return booking_table(run(load_scenario(write_yaml(folder / "by_hand.yaml", data)), "city", replication=0))


def lined_up(folder: Path, changes=None):
    """Two people a day, booked at once, who take the only officer 18 hours each: 36 hours of work a day of 24."""
    days = pd.date_range("2019-06-24 00:01", periods=7 + 60 + 7).strftime("%Y-%m-%d %H:%M")
    stays = {"stay_hours": 1000}, {"stay_hours": 1001}
    rows = [{**SURE, "booked_at": day, "interview_hours": 18, **stay} for day in days for stay in stays]
    pd.DataFrame(rows).to_csv(folder / "bookings.csv", index=False)
    data = small_data(
        {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv", **(changes or {})}
    )
    return load_scenario(write_yaml(folder / "lined_up.yaml", data))


def in_custody(
    folder: Path,
    rows_by_jail: Mapping[str, Sequence[Mapping[str, Any]]],
    changes: Mapping[str, Any] | None = None,
    office: str = "city",
) -> Office:
    """Send bookings written by hand through custody at several jails, and give all that came of it.

    Each jail is like the county of `SMALL`, in the order given, unless `changes` say otherwise; rows are as in
    `by_hand`.
    """
    jails = {}
    for name, rows in rows_by_jail.items():
        county = small_data({"jails.county.bookings_per_year": None})["jails"]["county"]
        jails[name] = {**county, "bookings_file": f"{name}.csv"}
        pd.DataFrame([{**SURE, **row} for row in rows]).to_csv(folder / f"{name}.csv", index=False)
    data = small_data({"jails": jails, **(changes or {})})
    return run(load_scenario(write_yaml(folder / "in_custody.yaml", data)), office, replication=0)


def columns(here: Journeys, there: Journeys) -> Iterator[tuple[str, Seconds, Seconds]]:
    """Each column of each stage of two journeys, with its name, such as ``review.found_at``."""
    for stage in fields(Journeys):
        one, other = getattr(here, stage.name), getattr(there, stage.name)
        for column in fields(one):
            yield f"{stage.name}.{column.name}", getattr(one, column.name), getattr(other, column.name)


def kept_tasks(results: Path) -> int:
    """How many finished tasks an unfinished study has kept beside its results-to-be."""
    parts = Parts(results)
    try:
        return len(parts)
    finally:
        parts.close()


def whole(found: Any, name: str) -> pd.DataFrame:
    """A table of a sweep, of all points together."""
    parts = (table for each, table in found.tables() if each == name)
    return pd.concat([pd.DataFrame(), *parts], ignore_index=True)
