"""Random small scenarios for hypothesis, full of ties and overload."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from sim.scenario.records import Column, Records
from sim.scenario.schema import Scenario
from sim.scenario.seconds import HOUR_SECONDS
from tests.support import small_data

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)

QUARTER = HOUR_SECONDS // 4

MINUTES = (0, 1 / 60, 1, 10, 15, 20, 30, 45, 60, 75, 90, 120, 240, 480)
HOURS = st.sampled_from([minutes / 60 for minutes in MINUTES])
"""Durations on grids of minutes and quarter hours, so that several things happen at one second."""

SPREAD = st.sampled_from([{"exponential": {"mean": 1}}, {"uniform": {"low": 0, "high": 6}}])
SHARES = st.sampled_from([1, 0.9, 0.7, 0.5, 0])
HOURS_OF_DAY = ("00:00-24:00", "08:00-17:00", "06:00-22:00", "09:00-10:00", "22:00-06:00", "18:00-02:30")
DAYS_OF_WEEK = ("all", ["mon", "tue", "wed", "thu", "fri"], ["sat", "sun"], ["sun"], ["mon", "thu", "sat"])

SHIFT = st.fixed_dictionaries(
    {
        "officers": st.sampled_from([1, 2, 3, 0]),
        "days": st.sampled_from(DAYS_OF_WEEK),
        "hours": st.sampled_from(HOURS_OF_DAY),
        "federal_holidays": st.sampled_from(["on", "off"]),
    }
)
SHIFTS = st.sampled_from([1, 2, 3, 0]).flatmap(lambda size: st.lists(SHIFT, min_size=size, max_size=size))

IN_FORCE = st.sampled_from(
    [
        {},
        {"until": "2019-07-01"},
        {"from": "2019-07-02", "until": "2019-07-03"},
        [{"until": "2019-12-21"}, {"from": "2019-12-24"}],
        {"from": "2020-02-29"},
    ]
)
"""Agreements that begin or end during the run, or between two of its parts."""

TEAM = st.fixed_dictionaries({"shifts": SHIFTS, "in_force": IN_FORCE})

ROUND = st.fixed_dictionaries(
    {
        "at": st.sampled_from(["09:00", "00:00", "12:15", "23:45"]),
        "days": st.sampled_from(DAYS_OF_WEEK),
        "seats": st.sampled_from([1, 2, 3]),
        "closes_hours": HOURS,
        "federal_holidays": st.sampled_from(["on", "off"]),
        "in_force": IN_FORCE,
    }
)

STEPS = st.sampled_from([0.1, {"by_stay_hours": {0: 0, 2: 0.2, 8: 0.9}}, {"by_stay_hours": {0: 0.5}}])

RELEASE_HOURS = st.sampled_from(
    [
        {"by_hour": [0] * 8 + [1] * 9 + [0] * 7},
        {"by_hour": [3, 1] * 12, "by_day": {"mon": 5, "tue": 4, "wed": 0, "thu": 3, "fri": 2, "sat": 0, "sun": 1}},
        {"by_hour_of_week": [0] * 100 + [7] + [0] * 67},
    ]
)

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "removable": SHARES,
        "match_hours": HOURS | SPREAD,
        "honoured": SHARES,
        "hold_hours": HOURS,
        "hold_clock": st.sampled_from(["calendar", "business"]),
        "notice_hours": HOURS,
        "moves_on": STEPS,
        "stay_factor": st.sampled_from([0.5, 2]),
    },
).filter(bool)

OFFICE_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "sought": SHARES,
        "spared": SHARES,
        "reviewers": SHIFTS,
        "crews": SHIFTS,
        "rounds": st.lists(ROUND, max_size=2),
    },
).filter(bool)


def policy(changes):
    """Periods on days that the run has."""
    days = st.lists(
        st.sampled_from(["2019-06-30", "2019-07-02", "2019-12-21", "2020-02-28"]), unique=True, max_size=2
    ).map(sorted)
    return days.flatmap(
        lambda each: st.tuples(*(changes.map(lambda change, day=day: {"from": day, **change}) for day in each))
    )


SCREENING = st.fixed_dictionaries(
    {
        "cleared": SHARES,
        "known_first": st.booleans(),
        "interview_hours": HOURS | SPREAD,
        "detected": SHARES,
        "wrongly_flags": SHARES,
        "teams": st.fixed_dictionaries({"deputies": TEAM})
        | st.fixed_dictionaries(dict.fromkeys(("visitors", "deputies"), TEAM)),
    }
)

OFFICE = st.fixed_dictionaries(
    {
        "review_hours": HOURS | SPREAD,
        "detainer": SHARES,
        "wrongly_detains": SHARES,
        "reviewers": SHIFTS,
        "crews": SHIFTS,
        "seats": st.sampled_from([1, 2, 3, 50]),
        "return_hours": HOURS,
        "sought": SHARES,
        "spared": SHARES,
        "rounds": st.lists(ROUND, max_size=2),
        "policy": policy(OFFICE_CHANGES).map(list),
    }
)


@st.composite
def jails(draw, offices: Sequence[str]):
    jail = {
        "foreign_born": draw(st.sampled_from([1, 0.3])),
        "removable": draw(SHARES),
        "recorded": draw(SHARES),
        "intake_hours": draw(HOURS),
        "fingerprinted": draw(SHARES),
        "on_record": draw(SHARES),
        "on_record_others": draw(SHARES),
        "match_hours": draw(HOURS | SPREAD),
        "honoured": {"by_charge": {"felony": draw(SHARES)}, "otherwise": draw(SHARES)},
        "hold_hours": draw(st.sampled_from([48, 24, 8, 2.5, 1, 0.25, 0, 72])),
        "hold_clock": draw(st.sampled_from(["calendar", "business"])),
        "travel_hours": draw(HOURS),
        "field_office": draw(st.sampled_from(offices)),
        "screening": draw(st.none() | SCREENING | SCREENING),
        "stay_factor_when_flagged": draw(st.sampled_from([1, 1.5, 4])),
        "moves_on": draw(STEPS),
        "lifted": draw(SHARES),
        "policy": draw(policy(CHANGES).map(list)),
    }
    if draw(st.booleans()):
        jail["release_hours"] = draw(RELEASE_HOURS)
    if draw(st.booleans()):
        jail["notice_hours"] = draw(HOURS)
    if draw(st.booleans()):
        jail["bookings_file"] = "given.csv"
    else:
        jail["bookings_per_year"] = draw(st.sampled_from([3000, 9000, 500, 0, 70_000]))
        jail["day_to_day_sd"] = draw(st.sampled_from([0, 0.3, 2]))
    return jail


@st.composite
def scenarios(draw) -> Scenario:
    offices = draw(st.sampled_from([["city"], ["city", "county_seat"]]))
    names = draw(st.sampled_from([["west"], ["west", "east"], ["west", "east", "north"]]))
    data = small_data(
        {
            "start": draw(st.sampled_from(["2019-06-29", "2019-12-20", "2020-02-27"])),
            "days": draw(st.sampled_from([5, 8, 2])),
            "warmup_days": draw(st.sampled_from([1, 2, 0])),
            "cooldown_days": draw(st.sampled_from([1, 2, 0])),
            "charges.misdemeanor.stay_hours": draw(st.sampled_from([3, 1, 24, {"uniform": {"low": 0, "high": 12}}])),
            "charges.felony.stay_hours": draw(st.sampled_from([8, {"exponential": {"mean": 40}}])),
            "jails": {name: draw(jails(offices)) for name in names},
            "field_offices": {office: draw(OFFICE) for office in offices},
            "seed": draw(st.integers(0, 1000)),
        }
    )
    scenario = Scenario.model_validate(data)
    given_to = [name for name, jail in scenario.jails.items() if jail.bookings_file]
    return scenario.read_from((), {name: draw(records(scenario.days)) for name in given_to})


@st.composite
def records(draw, days: int) -> Records:
    """Bookings on a grid of quarter hours, many at one second."""
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    many = draw(st.sampled_from([60, 20, 3]))
    booked_at = np.sort(chance.integers(0, min(96 * days, 3 * many), many)) * QUARTER
    everywhere = np.ones(many, dtype=np.bool_)
    stays = Column(chance.integers(0, 60, many) * QUARTER, everywhere)
    return Records("on a grid", booked_at, np.zeros(many, dtype=np.int64), {"stay_seconds": stays})
