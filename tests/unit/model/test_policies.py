"""Policies that have dates: what is decided before a day is as it would have been without the change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.model.office import run
from sim.model.table import booking_table
from tests.support import by_hand, small

DAY = pd.Timestamp("2019-07-15")


def table(changes=None):
    return booking_table(run(small({"days": 28, **(changes or {})}), "city", 0))


def decided_before(frame):
    """What each booking of before the day had come to by then."""
    moments = [name for name in frame if name.endswith("_at") and name not in ("hold_ends_at", "release_due_at")]
    early = frame[frame["booked_at"] < DAY]
    return early[moments].where(early[moments] < DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"honoured": 0},
        {"notice_hours": 2, "hold_hours": 0},
        {"removable": 0.1, "fingerprinted": 0.5, "on_record": 0},
        {"match_hours": {"constant": 9}},
        {"stay_factor": 3},
        {"bookings_per_year": 20_000},
        {"arrivals": {"by_hour": [0] * 23 + [1]}},
        {"day_to_day_sd": 1},
        {"moves_on": 0.5, "lifted": 0.5},
        {"screening": {"detected": 0, "interview_hours": 3}},
    ],
    ids="-".join,
)
def test_nothing_before_the_day_is_changed_by_a_second(change):
    plain, changed = table(), table({"jails.county.policy": [{"from": "2019-07-15", **change}]})
    pd.testing.assert_frame_equal(
        decided_before(plain).reset_index(drop=True), decided_before(changed).reset_index(drop=True)
    )
    assert not plain.equals(changed)


def test_a_policy_of_the_field_office_changes_nothing_before_the_day():
    change = {"from": "2019-07-15", "sought": 0.2, "crews": [{"officers": 5, "hours": "00:00-24:00"}], "reviewers": []}
    plain, changed = table(), table({"field_offices.city.policy": [change]})
    officers = [name for name in plain if name.endswith("_by")]
    pd.testing.assert_frame_equal(decided_before(plain), decided_before(changed))
    assert set(changed.loc[changed["pickup_started_at"] >= DAY, "collected_by"].dropna()) - set(plain["collected_by"])
    assert officers


def test_a_change_from_the_first_day_is_the_scenario_with_that_value():
    policy = {
        "jails.county.policy": [{"from": "2010-01-01", "removable": 0.2, "honoured": 0.5, "bookings_per_year": 9000}]
    }
    pd.testing.assert_frame_equal(
        table(policy),
        table({"jails.county.removable": 0.2, "jails.county.honoured": 0.5, "jails.county.bookings_per_year": 9000}),
    )


def test_a_booking_keeps_its_numbers_and_meets_the_share_then_in_force():
    share = {"jails.county.fingerprinted": 0.3}
    low, high = table(share), table({"jails.county.fingerprinted": 0.8})
    changed = table({**share, "jails.county.policy": [{"from": "2019-07-15", "fingerprinted": 0.8}]})
    expected = np.where(low["booked_at"] < DAY, low["fingerprinted"], high["fingerprinted"])
    assert (changed["fingerprinted"] == expected).all()


def test_what_the_jail_does_at_the_end_is_that_of_the_day_of_release(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 00:00", "stay_hours": 47},
        {"booked_at": "2019-07-01 00:00", "stay_hours": 48},
    ]
    changes = {
        "jails.county.policy": [{"from": "2019-07-03", "hold_hours": 2}],
        "field_offices.city.crews": [],
        "jails.county.screening.teams.deputies.shifts": [{"officers": 2, "hours": "00:00-24:00"}],
    }
    held = by_hand(tmp_path, rows, changes)
    hours = (held["left_at"] - held["release_due_at"]) / pd.Timedelta(hours=1)
    assert list(hours) == [48, 2]


def test_later_periods_lie_over_earlier_ones():
    policy = [{"from": "2019-07-08", "honoured": 0, "removable": 0}, {"from": "2019-07-15", "removable": 1}]
    found = table({"jails.county.policy": policy})
    after = found[found["booked_at"] >= DAY]
    assert after["removable"].all()
    assert not after.loc[after["release_due_at"] >= DAY, "honoured"].any()
    between = found[(found["booked_at"] >= "2019-07-08") & (found["booked_at"] < DAY)]
    assert not between["removable"].any()
