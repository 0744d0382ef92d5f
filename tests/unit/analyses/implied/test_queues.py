"""Who is crowded out by those before them, and who only comes when nobody is on duty: bookings written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.implied.queues import Asked, asked
from sim.model.office import Engine, offices_of, run
from sim.scenario.schema import Scenario
from tests.strategies import EXAMPLES, scenarios
from tests.support import in_custody

NIGHT = [{"officers": 1, "hours": "20:00-22:00"}]
TWO = ({"booked_at": "2019-07-01 08:00", "stay_hours": 2}, {"booked_at": "2019-07-01 08:00", "stay_hours": 2})
ENOUGH = 120
KNOWN = {"recorded": False, "fingerprinted": True, "on_record": True}


def told(folder, rows, changes=None, **of_all):
    office = in_custody(folder, {"county": [{**row, **of_all} for row in rows]}, changes)
    return {each.line: (each.people, each.crowded_out) for each in asked(office)}


def test_the_second_of_two_has_no_interview_where_one_officer_takes_as_long_as_they_stay(tmp_path):
    assert told(tmp_path, TWO)["interview"] == (2, 1)


def test_who_leaves_before_the_shift_begins_is_not_crowded_out(tmp_path):
    night = {"jails.county.screening.teams.deputies.shifts": NIGHT}
    assert told(tmp_path, TWO, night)["interview"] == (2, 0)
    assert told(tmp_path, TWO, night, stay_hours=12)["interview"] == (2, 0)
    assert told(tmp_path, TWO, night, stay_hours=12.5)["interview"] == (2, 1)


def test_only_the_wait_for_an_officer_on_duty_is_behind_others(tmp_path):
    night = {"jails.county.screening.teams.deputies.shifts": NIGHT}
    for changes in ({}, night):
        office = in_custody(tmp_path, {"county": [{**row, "stay_hours": 100} for row in TWO]}, changes)
        (interviews, *_) = asked(office)
        # Interviews take an hour.
        assert (interviews.people, interviews.crowded_out, interviews.behind_hours) == (2, 0, 1)


def test_nobody_asks_where_nobody_screens(tmp_path):
    assert told(tmp_path, TWO, {"jails.county.screening": None})["interview"] == (0, 0)


def test_the_second_of_two_has_no_review_where_the_only_reviewer_is_busy(tmp_path):
    reviewers = "field_offices.city.reviewers"
    one, none, two = ([{"officers": number, "hours": "00:00-24:00"}] for number in (1, 0, 2))
    rows = [{**TWO[0], **KNOWN}, {**TWO[1], **KNOWN}]
    for shifts, crowded_out in ((one, 1), (none, 0), (two, 0)):
        assert told(tmp_path, rows, {reviewers: shifts}, match_hours=1)["review"] == (2, crowded_out)


def test_whom_screening_flags_before_the_reviewers_come_is_not_crowded_out(tmp_path):
    known = [{**TWO[0], **KNOWN, "recorded": True, "stay_hours": 100, "match_hours": 1}]
    assert told(tmp_path, known, {"field_offices.city.reviewers": NIGHT})["review"] == (1, 0)


HELD = [
    {"booked_at": "2019-07-01 08:00", "stay_hours": 10},
    {"booked_at": "2019-07-01 06:00", "stay_hours": 12},
]


AWAY = {
    "jails.county.hold_hours": 1.5,
    "field_offices.city.return_hours": 2,
    "field_offices.city.crews": [{"officers": 1, "hours": "00:00-24:00"}],
}


@pytest.mark.parametrize(
    ("changes", "crowded_out"),
    [
        ({}, 0),
        ({"field_offices.city.seats": 1}, 1),
        ({"field_offices.city.seats": 1, "field_offices.city.return_hours": 0}, 0),
        ({"field_offices.city.seats": 1, "field_offices.city.crews": NIGHT}, 0),
        ({"field_offices.city.seats": 1, "field_offices.city.crews": [{"officers": 1, "hours": "19:00-22:00"}]}, 0),
        ({"field_offices.city.seats": 1, "field_offices.city.crews": []}, 0),
    ],
    ids=["seats for both", "one seat", "back in time", "off duty", "too late", "no crew"],
)
def test_the_second_of_two_is_not_collected_where_the_crew_is_away_until_the_hold_runs_out(
    tmp_path, changes, crowded_out
):
    assert told(tmp_path, HELD, {**AWAY, **changes})["pickup"] == (2, crowded_out)


def test_whom_no_crew_can_be_spared_for_is_not_crowded_out(tmp_path):
    assert told(tmp_path, HELD, {**AWAY, "field_offices.city.seats": 1}, spared=False)["pickup"] == (2, 0)


@pytest.mark.parametrize(
    ("seats", "closes_hours", "crowded_out"), [(1, 0, 1), (2, 0, 0), (1, 24, 0)], ids=["one seat", "two", "list closed"]
)
def test_the_second_of_two_is_not_collected_where_the_round_is_full(tmp_path, seats, closes_hours, crowded_out):
    rounds = [{"at": "18:30", "seats": seats, "closes_hours": closes_hours}]
    changes = {"field_offices.city.rounds": rounds, "field_offices.city.crews": [], "jails.county.hold_hours": 1}
    assert told(tmp_path, HELD, changes)["pickup"] == (2, crowded_out)


def test_a_round_of_a_period_that_is_over_crowds_nobody_out(tmp_path):
    changes = {
        "field_offices.city.rounds": [{"at": "18:30", "seats": 1}],
        "field_offices.city.policy": [{"from": "2019-07-01", "rounds": []}],
        "field_offices.city.crews": [],
        "jails.county.hold_hours": 1,
    }
    assert told(tmp_path, HELD, changes)["pickup"] == (2, 0)


def test_a_seat_on_a_trip_under_way_is_no_wait(tmp_path):
    rows = [HELD[0], {"booked_at": "2019-07-01 15:30", "stay_hours": 2.5}]
    *_, pickups = asked(in_custody(tmp_path, {"county": rows}, AWAY))
    assert (pickups.people, pickups.crowded_out, pickups.behind_hours) == (2, 0, 0)


def test_only_those_of_the_counted_days_count(tmp_path):
    before = [{**row, "booked_at": row["booked_at"].replace("07-01", "06-30")} for row in TWO]
    assert told(tmp_path, [*before, *TWO])["interview"] == (2, 1)


def _enough(scenario: Scenario) -> Scenario:
    """The same shifts and rounds with more officers and seats than there are bookings."""
    return Scenario.model_validate(_raised(scenario.model_dump(mode="json"))).read_from((), scenario.records)


def _raised(content):
    if isinstance(content, dict):
        return {
            key: ENOUGH if (key == "officers" and each) or key == "seats" else _raised(each)
            for key, each in content.items()
        }
    return [_raised(each) for each in content] if isinstance(content, list) else content


@settings(EXAMPLES, max_examples=12)
@given(scenarios(), st.integers(0, 3))
def test_nobody_is_crowded_out_by_fewer_people_than_there_are_officers(scenario, replication):
    enough = _enough(scenario)
    offices = [run(enough, name, replication, Engine.STAGED) for name in offices_of(enough)]
    if sum(len(office.caseload.facts) for office in offices) < ENOUGH:
        lines: list[Asked] = [each for office in offices for each in asked(office)]
        assert all(each.crowded_out == each.behind_hours == 0 for each in lines)
