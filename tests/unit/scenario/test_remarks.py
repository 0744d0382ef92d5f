"""What is allowed but has no effect is told."""

from __future__ import annotations

import pytest

from sim.scenario.in_words import in_words
from sim.scenario.remarks import remarks
from tests.support import small, small_data

IN_FORCE = "jails.county.screening.teams.deputies.in_force"
NOTICE, TRAVEL = "jails.county.notice_hours", "jails.county.travel_hours"
WAY = "for a crew sets out no sooner than that before release due"


@pytest.mark.parametrize(
    ("in_force", "dates"),
    [
        ({"from": "2025-01-01"}, "from 2025-01-01"),
        ({"until": "2019-06-30"}, "until 2019-06-30"),
        ([{"until": "2019-06-30"}, {"from": "2019-08-30"}], "until 2019-06-30; from 2019-08-30"),
        ([], "no dates"),
    ],
)
def test_a_team_in_force_on_no_counted_day_is_told(in_force, dates):
    scenario = small({IN_FORCE: in_force})
    days = "(2019-07-01 to 2019-08-29)"
    [told] = remarks(scenario)
    assert told == (
        f"a screening team is in force on no counted day {days}, so never on duty on one: deputies of county ({dates})"
    )
    line = f"    Team deputies ({dates}: in force on no counted day): 1 on duty every day 00:00-24:00."
    assert line in in_words(scenario)


@pytest.mark.parametrize("in_force", [{}, {"from": "2019-08-29"}, {"until": "2019-07-01"}])
def test_a_team_in_force_on_one_counted_day_is_no_matter(in_force):
    assert list(remarks(small({IN_FORCE: in_force}))) == []


def test_of_many_teams_some_are_named():
    county = small_data({IN_FORCE: {"from": "2025-01-01"}})["jails"]["county"]
    [told] = remarks(small({"jails": {f"jail_{number}": county for number in range(12)}}))
    assert told.startswith("12 screening teams are in force on no counted day")
    assert told.endswith("deputies of jail_4 (from 2025-01-01) and 7 more")


@pytest.mark.parametrize(
    ("notice", "travel", "told"),
    [
        (24, 1, f"24 has no effect above travel_hours (1), {WAY}"),
        ({"value": 1, "low": 0, "high": 24}, 1, f"1 (0 to 24) has no effect above travel_hours (1), {WAY}"),
        (
            {"by_charge": {"felony": 3}, "otherwise": 0},
            {"value": 1, "low": 0.5, "high": 2},
            f"3 has no effect above travel_hours (1 (0.5 to 2)), {WAY}",
        ),
    ],
)
def test_notice_above_the_way_of_a_crew_is_told(notice, travel, told):
    assert list(remarks(small({NOTICE: notice, TRAVEL: travel}))) == [f"notice_hours of county: {told}"]


@pytest.mark.parametrize(
    ("notice", "travel"),
    [(1, 1), (0, 1), ({"value": 1, "low": 0, "high": 2}, {"value": 1, "low": 0.5, "high": 2}), ({"otherwise": 0}, 1)],
)
def test_notice_up_to_the_way_of_a_crew_is_no_matter(notice, travel):
    assert list(remarks(small({NOTICE: notice, TRAVEL: travel}))) == []


def test_a_period_that_begins_after_the_run_is_told():
    told = list(remarks(small({"days": 30, "jails.county.policy": [{"from": "2019-09-01", "honoured": 0}]})))
    days = "after the last day of the run (2019-08-06), so nothing is booked in it"
    assert told == [f"a period of a policy begins {days}: 2019-09-01 of county"]
    assert not list(remarks(small({"days": 30, "jails.county.policy": [{"from": "2019-08-06", "honoured": 0}]})))


def test_rounds_whose_lists_close_before_any_hold_could_reach_them_are_told():
    rounds = {"field_offices.city.rounds": [{"at": "09:00", "seats": 2, "closes_hours": 17}]}
    short = {"jails.county.notice_hours": 0, "jails.county.hold_hours": 8}
    assert [
        line for line in remarks(small({**rounds, **short})) if line.startswith("no round can ever collect at county")
    ]
    assert not list(remarks(small({**rounds, **short, "jails.county.hold_hours": 20})))
    assert not list(remarks(small(rounds)))
