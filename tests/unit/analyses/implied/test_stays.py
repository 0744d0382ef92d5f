"""How long people stay and when they walk out: by hand, and against the bookings that the model draws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.analyses.implied.stays import stays_of
from sim.model.bookings import draw_bookings
from sim.scenario.files.reader import load_scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS, LONGEST_HOURS
from sim.study.intervals import estimate
from tests.support import small, small_data, write_yaml

ONE_CHARGE = {"charges": {"any": {"share": 1, "stay_hours": 24}}, "jails.county.bookings_per_year": 3650}
IN_THE_DAY = {
    "by_hour": [0] * 8 + [4] * 9 + [1] * 7,
    "by_day": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 3) | {"sat": 1, "sun": 1},
}
AT_NIGHT = {"by_hour": [5] * 6 + [1] * 12 + [5] * 6}
BY_CHARGE = {"by_charge": {"felony": IN_THE_DAY}, "otherwise": {"by_hour": [1, 3] * 12}}


def of_one_charge(stay_hours, **changes):
    return small(
        {
            **ONE_CHARGE,
            "charges.any.stay_hours": stay_hours,
            **{key.replace("__", "."): each for key, each in changes.items()},
        }
    )


def test_ten_bookings_a_day_of_a_day_each_are_ten_people():
    scenario = of_one_charge(24)
    assert stays_of(scenario, "county").mean_people == pytest.approx(10)
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(1)
    assert [stays_of(scenario, "county").share_within(hours) for hours in (23.99, 24)] == [0, pytest.approx(1)]


def test_quantiles_are_straight_lines():
    scenario = of_one_charge({"quantiles": {0: 0, 0.5: 10, 1: 100}})
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx((0.5 * 5 + 0.5 * 55) / 24)
    for hours, share in ((5, 0.25), (10, 0.5), (55, 0.75), (100, 1)):
        assert stays_of(scenario, "county").share_within(hours) == pytest.approx(share, abs=1e-4)


def test_charges_count_by_their_shares_and_a_factor_makes_stays_longer():
    charges = {"a": {"share": 0.25, "stay_hours": 48}, "b": {"share": 0.75, "stay_hours": 8}}
    scenario = small({"charges": charges, "jails.county.stay_factor": {"by_charge": {"b": 3}, "otherwise": 1}})
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(0.25 * 2 + 0.75 * 1)
    assert stays_of(scenario, "county").share_within(24) == pytest.approx(0.75)


def test_people_booked_in_one_hour_walk_out_as_many_hours_later():
    week = [0] * 168
    week[4 * 24 + 20] = 1
    scenario = of_one_charge(5, jails__county__arrivals={"by_hour_of_week": week})
    released = stays_of(scenario, "county").by_hour_of_week()
    assert released[5 * 24 + 1] == pytest.approx(1)
    assert released.sum() == pytest.approx(1)


def test_nobody_walks_out_in_an_hour_of_weight_0():
    scenario = of_one_charge(
        {"uniform": {"low": 1, "high": 300}},
        jails__county__release_hours={"by_hour": [0] * 9 + [1] * 8 + [0] * 7},
    )
    by_hour = stays_of(scenario, "county").by_hour_of_week().reshape(7, 24).sum(axis=0)
    assert by_hour[9:17].sum() == pytest.approx(1)


def test_a_release_clock_makes_stays_as_long_as_it_stands_still():
    booked, released = [0] * 168, [0] * 168
    booked[12] = released[9] = 1
    scenario = of_one_charge(
        24,
        jails__county__arrivals={"by_hour_of_week": booked},
        jails__county__release_hours={"by_hour_of_week": released},
    )
    # From Monday 12:30 in the mean until the second in which, a week later, a seventh of the hour after 9 is over.
    hours = 7 * 24 - 3.5 + 1 / 7
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(hours / 24, rel=1e-5)
    assert stays_of(scenario, "county").mean_people == pytest.approx(10 * hours / 24, rel=1e-5)
    assert [stays_of(scenario, "county").share_within(each) for each in (164, 165.2)] == [0, pytest.approx(1)]
    assert stays_of(scenario, "county").by_hour_of_week()[9] == pytest.approx(1)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"jails.county.arrivals": AT_NIGHT, "jails.county.release_hours": IN_THE_DAY},
        {
            "jails.county.release_hours": BY_CHARGE,
            "jails.county.stay_factor": {"by_charge": {"felony": 0.4}, "otherwise": 2},
        },
        {
            "charges.felony.stay_hours": {"quantiles": {0: 1, 0.3: 24, 0.5: 168, 1: 2000}},
            "jails.county.release_hours": IN_THE_DAY,
        },
    ],
    ids=["drawn", "clock", "clocks by charge", "quantiles"],
)
def test_they_are_those_of_the_bookings_that_the_model_draws(changes):
    whole_weeks = {"days": 364, "warmup_days": 0, "cooldown_days": 0, "jails.county.bookings_per_year": 60_000}
    scenario = small({**whole_weeks, "jails.county.foreign_born": 1, **changes})
    facts = draw_bookings(scenario, "county", 0).facts
    stays = facts.stay_seconds / HOUR_SECONDS
    error = stays.std() / math.sqrt(len(stays))
    assert stays_of(scenario, "county").mean_hours == pytest.approx(stays.mean(), abs=4 * error)
    for hours in (12, 24, 48, 72):
        assert stays_of(scenario, "county").share_within(hours) == pytest.approx((stays <= hours).mean(), abs=0.01)
    drawn = np.bincount(scenario.clock.hour_of_week_at(facts.release_due_at), minlength=168) / len(stays)
    told = stays_of(scenario, "county").by_hour_of_week()
    assert told.sum() == pytest.approx(1)
    assert np.abs(told - drawn).max() < 5 * math.sqrt(drawn.max() / len(stays))


@pytest.mark.parametrize("clock", [None, IN_THE_DAY], ids=["drawn", "clock"])
def test_people_in_jail_are_those_whom_a_study_counts(clock):
    # A warm-up longer than nearly every stay; who is never flagged leaves at release due.
    changes = {"days": 364, "warmup_days": 150, "cooldown_days": 0, "jails.county.foreign_born": 1}
    changes["jails.county.day_to_day_sd"] = 0.3
    scenario = small({**changes, **({} if clock is None else {"jails.county.release_hours": clock})})
    end, people = 364 * DAY_SECONDS, []
    for replication in range(12):
        facts = draw_bookings(scenario, "county", replication).facts
        inside = np.clip(facts.release_due_at, 0, end) - np.clip(facts.booked_at, 0, end)
        people.append(inside.sum() / end)
    counted = estimate(np.array(people))
    half = (counted.ci_high - counted.ci_low) / 2
    assert stays_of(scenario, "county").mean_people == pytest.approx(counted.mean, abs=1.4 * half)
    assert half < 0.03 * counted.mean


def test_periods_count_by_their_bookings_on_the_counted_days():
    policy = [{"from": "2019-07-31", "bookings_per_year": 7300, "stay_factor": 0.5}]
    scenario = of_one_charge(24, jails__county__policy=policy)
    # 30 days of 10 bookings who stay a day, 30 of 20 who stay half a day.
    assert stays_of(scenario, "county").mean_people == pytest.approx(10)
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(2 / 3)
    assert stays_of(scenario, "county").share_within(12) == pytest.approx(2 / 3)


def test_a_period_after_the_counted_days_counts_for_nothing():
    scenario = of_one_charge(24, jails__county__policy=[{"from": "2019-08-30", "stay_factor": 9}])
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(1)


def test_a_jail_that_books_nobody_holds_nobody_and_still_has_stays():
    scenario = of_one_charge(24, jails__county__bookings_per_year=0)
    assert stays_of(scenario, "county").mean_people == 0
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(1)


def test_the_heaviest_tail_is_cut_to_a_century():
    scenario = of_one_charge({"lognormal": {"median": 1e6, "sigma": 1e6}}, jails__county__stay_factor=1e6)
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx(LONGEST_HOURS / 2 / 24, rel=0.01)


RECORDED = [
    {"booked_at": "2019-07-01 08:00", "released_at": "2019-07-01 14:00", "foreign_born": "false"},
    {"booked_at": "2019-07-05 22:00", "released_at": "2019-07-07 10:00", "foreign_born": "true"},
    {"booked_at": "2019-07-08 09:00", "released_at": "2019-07-11 09:00", "foreign_born": "false"},
]


def recorded(folder, rows, changes=None):
    pd.DataFrame(rows).to_csv(folder / "bookings.csv", index=False)
    given = {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv", "days": 12}
    return load_scenario(write_yaml(folder / "own.yaml", small_data({**given, **(changes or {})})))


def test_own_records_tell_of_every_row_whoever_it_is_of(tmp_path):
    scenario = recorded(tmp_path, RECORDED, {"jails.county.release_hours": IN_THE_DAY})
    assert stays_of(scenario, "county").mean_hours / 24 == pytest.approx((6 + 36 + 72) / 3 / 24)
    assert stays_of(scenario, "county").mean_people == pytest.approx((6 + 36 + 72) / 24 / 12)
    assert stays_of(scenario, "county").share_within(36) == pytest.approx(2 / 3)
    released = stays_of(scenario, "county").by_hour_of_week()
    assert np.flatnonzero(released).tolist() == [14, 3 * 24 + 9, 6 * 24 + 10]


def test_one_recorded_booking_is_enough(tmp_path):
    scenario = recorded(tmp_path, RECORDED[:1], {"days": 1})
    assert stays_of(scenario, "county").mean_people == pytest.approx(0.25)
    assert stays_of(scenario, "county").share_within(24) == 1


def test_a_recorded_stay_that_is_not_known_is_drawn_from_the_charge(tmp_path):
    rows = [{**RECORDED[0], "released_at": "unknown", "charge": "felony"}, {**RECORDED[1], "charge": "misdemeanor"}]
    changes = {
        "charges.felony.stay_hours": 100,
        "days": 8,
        "jails.county.policy": [{"from": "2019-07-02", "foreign_born": 0}],
    }
    assert stays_of(recorded(tmp_path, rows, changes), "county").mean_hours / 24 == pytest.approx((100 + 36) / 2 / 24)
