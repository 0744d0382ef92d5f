"""A night is what the booking table says of its 18 hours, the same people under every policy, and nobody's records."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings

from sim.analyses.trace.life import life_at
from sim.explore.moves import LOST_PLACES, Place, Stay
from sim.explore.night import Night, evenings, night_of, nights_of, telling_evening
from sim.model.office import Engine, run
from sim.model.outcomes import LOST
from sim.model.table import booking_table
from sim.scenario.files.reader import load_scenario
from tests.strategies import EXAMPLES, scenarios
from tests.support import SURE, small, small_data, write_yaml

SHORT = {"days": 20, "warmup_days": 7, "cooldown_days": 2}
WITHOUT = {"name": "Without", "jails.county.screening": None}
EVENING = date(2019, 7, 4)
NIGHTLY = {"officers": 1, "hours": "00:00-01:00"}
OFF = {"deputies": {"shifts": [{"officers": 1, "days": ["mon"], "hours": "03:00-03:01"}]}}
HAPPENS = {
    "booked_at": "booked",
    "interview_started_at": "interview begins",
    "interview_ended_at": "interview ends",
    "review_started_at": "review of the match begins",
    "review_ended_at": "review ends",
    "flagged_at": "flagged: a detainer is lodged",
    "transferred_at": "ICE takes custody",
    "left_at": "leaves the jail",
}
"""Columns of the booking table, and how the words of their moment begin."""


@pytest.fixture(scope="module")
def scenario():
    return small(SHORT)


@pytest.fixture(scope="module")
def night(scenario):
    return night_of(scenario, "county", EVENING)


@pytest.fixture(scope="module")
def both(scenario):
    return nights_of((scenario, small({**SHORT, **WITHOUT})), "county", EVENING)


def table_of(scenario, jail="county"):
    office = run(scenario, scenario.jails[jail].field_office, 0, Engine.STAGED)
    table = booking_table(office)
    table = table[table["jail"] == jail]
    return table.set_index(table["jail"] + "/" + table["booking"].astype(str))


def span(night: Night, scenario):
    clock = scenario.clock
    begin = clock.second_at(datetime.combine(night.evening, datetime.min.time()) + timedelta(hours=18))
    return pd.Timestamp(clock.moment_at(begin)), pd.Timestamp(clock.moment_at(begin + night.seconds))


def check(night: Night, scenario):
    """Compare a night with the booking table."""
    table, (begin, end) = table_of(scenario, night.jail), span(night, scenario)
    present = table[(table["booked_at"] < end) & (table["left_at"] > begin)]
    shown = {person.booking: person for person in night.people}
    assert set(shown) <= set(present.index)
    assert len(shown) + sum(night.still.values()) == len(present)
    for column, words in HAPPENS.items():
        moments = table.loc[[*shown], column]
        there = {
            (booking, int((moment - begin).total_seconds()))
            for booking, moment in moments.items()
            if begin <= moment < end
        }
        told = {
            (person.booking, move.at)
            for person in night.people
            for move in person.moves
            if any(each.startswith(words) for each in move.words.split("; "))
        }
        assert told == there, column
        outside = present.loc[~present.index.isin([*shown]), column]
        assert not ((outside >= begin) & (outside < end)).any(), column
    for booking, person in shown.items():
        assert [move.at for move in person.moves] == sorted({move.at for move in person.moves})
        assert all(0 <= move.at < night.seconds for move in person.moves)
        last = person.moves[-1].place if person.moves else person.begins_in
        assert (last in _ENDS) == (table.loc[booking, "left_at"] < end)
        assert (person.begins_in is Place.NOT_YET) == (table.loc[booking, "booked_at"] >= begin)
        assert person.removable == table.loc[booking, "removable"]


_ENDS = (Place.TAKEN, Place.MOVED_ON, *LOST_PLACES, Place.RELEASED)


def check_still(night: Night, scenario):
    """Compare those to whom nothing happens with what their lives say of them, one by one."""
    office = run(scenario, scenario.jails[night.jail].field_office, 0, Engine.STAGED)
    facts, place = office.caseload.facts, list(scenario.jails).index(night.jail)
    clock = scenario.clock
    begin = clock.second_at(datetime.combine(night.evening, datetime.min.time()) + timedelta(hours=18))
    shown = {person.booking for person in night.people}
    found = Counter()
    for row in range(len(facts)):
        is_here = facts.jail[row] == place and f"{night.jail}/{facts.booking[row]}" not in shown
        if is_here and facts.booked_at[row] < begin + night.seconds and office.end.left_at[row] > begin:
            stay = Stay(life_at(office, row), int(facts.ready_at[row]), int(facts.release_due_at[row]))
            found[stay.place_at(begin)] += 1
    assert night.still == found


def test_those_to_whom_nothing_happens_are_counted_where_they_are():
    held = {"jails.county.hold_hours": 500, "field_offices.city.crews": []}
    unserved = {"field_offices.city.reviewers": [], "jails.county.screening.teams": OFF, "jails.county.on_record": 1}
    slow = {"jails.county.intake_hours": {"uniform": {"low": 1, "high": 400}}}
    told = {"jails.county.notice_hours": 300, "jails.county.travel_hours": 100}
    places = set()
    for changes in ({}, held, unserved, slow, {**held, **told, "field_offices.city.crews": [NIGHTLY]}):
        policy = small({**SHORT, **changes})
        for day in (EVENING, EVENING + timedelta(days=8)):
            night = night_of(policy, "county", day)
            check_still(night, policy)
            places |= {*night.still}
    assert places == {
        *(Place.INTAKE, Place.WAITS_FOR_INTERVIEW, Place.IN_JAIL, Place.WAITS_FOR_REVIEW),
        *(Place.FLAGGED, Place.WAITS_FOR_PICKUP, Place.HELD),
    }


def test_a_night_says_what_the_booking_table_says(scenario, night):
    check(night, scenario)
    assert len(night.people) > 5
    assert night.seconds == 18 * 3600
    table, (begin, end) = table_of(scenario), span(night, scenario)
    left = table[(table["left_at"] >= begin) & (table["left_at"] < end)]
    lost = left["outcome"].str.startswith("released_").sum()
    assert lost == sum(person.moves[-1].place in LOST_PLACES for person in night.people if person.moves) > 0


@settings(EXAMPLES, max_examples=15)
@given(scenarios())
def test_any_night_is_that_of_the_booking_table_with_either_engine(scenario):
    first, last = evenings(scenario)
    if last < first or scenario.records:
        return
    for jail in scenario.jails:
        night = night_of(scenario, jail, last)
        check(night, scenario)
        check_still(night, scenario)
        assert night == night_of(scenario, jail, last, engine=Engine.SIMPY)


def test_people_have_the_same_numbers_under_two_policies(scenario, both):
    here, there = both
    assert [(each.number, each.booking, each.charge, each.removable) for each in here.people] == [
        (each.number, each.booking, each.charge, each.removable) for each in there.people
    ]
    assert [each.number for each in here.people] == [*range(1, len(here.people) + 1)]
    assert {each.begins_in for each in there.people} != {each.begins_in for each in here.people}
    # Each is what it is alone, but for the numbers and for those shown because of the other.
    alone = {each.booking: each for each in night_of(scenario, "county", EVENING).people}
    for each in here.people:
        if each.booking in alone:
            assert each == replace(alone[each.booking], number=each.number)
        else:
            assert each.moves == ()


def test_nobody_is_interviewed_without_screening(both):
    def words(night):
        return [move.words for person in night.people for move in person.moves]

    here, there = both
    assert any("interview begins (deputies-1)" in each for each in words(here))
    assert not any("interview begins" in each for each in words(there))
    assert any("no interview: no screening at this jail" in each for each in words(there))
    assert [team.officers for team in there.teams if team.work == "interview"] == [()]


def test_officers_are_busy_with_those_who_are_with_them(night):
    busy = {
        (number, each.begins)
        for team in night.teams
        if team.work == "interview"
        for officer in team.officers
        for each in officer.busy
        for number in each.people
    }
    begun = {
        (person.number, move.at) for person in night.people for move in person.moves if "interview begins" in move.words
    }
    assert begun <= busy
    assert len(begun) > 3
    for team in night.teams:
        for officer in team.officers:
            spans = [(each.begins, each.ends) for each in officer.busy]
            assert spans == sorted(spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_reviewers_are_on_duty_from_eight_and_crews_by_day(night):
    duty = {team.work: [officer.on_duty for officer in team.officers] for team in night.teams}
    assert duty["interview"] == [((0, 18 * 3600),)]
    assert duty["review"] == [((14 * 3600, 15 * 3600 + 3 * 3600),)] * 2
    assert duty["pickup"] == [((12 * 3600, 18 * 3600),)]


def test_a_team_that_is_off_all_night_says_when_it_comes():
    # The federal holiday of 4 July 2019 is a Thursday; the night of Friday ends on a Saturday.
    (review,) = [team for team in night_of(small(SHORT), "county", date(2019, 7, 5)).teams if team.work == "review"]
    assert review.officers == ()
    assert review.next_on_duty == "Mon 08 Jul 08:00"


def test_comings_and_goings_are_told(night):
    assert [(each.clock, each.words) for each in night.staff_moves] == [
        ("06:00", "crews-1 on duty"),
        ("08:00", "reviewers-1 and reviewers-2 on duty"),
    ]


def test_a_night_that_sees_duty_end_and_a_round_come():
    teams = {"deputies": {"shifts": [{"officers": 6, "hours": "20:00-04:00"}]}}
    rounds = [{"days": "all", "at": "09:00", "seats": 4, "closes_hours": 2}]
    night = night_of(
        small({**SHORT, "jails.county.screening.teams": teams, "field_offices.city.rounds": rounds}), "county", EVENING
    )
    told = [(each.clock, each.words) for each in night.staff_moves]
    assert told[0] == ("20:00", "deputies-1 and 5 others on duty")
    assert told[1] == ("04:00", "deputies-1 and 5 others off duty")
    assert ("07:00", "the list of rounds-1 closes") in told
    assert any(words.startswith("rounds-1 comes to the jail, and takes ") for _, words in told)


def test_rounds_tell_whom_they_take():
    rounds = [{"days": "all", "at": "09:00", "seats": 4, "closes_hours": 2}]
    scenario = small({**SHORT, "field_offices.city.rounds": rounds, "field_offices.city.crews": []})
    taken = 0
    for day in range(5):
        night = night_of(scenario, "county", EVENING + timedelta(days=day))
        (each,) = night.rounds
        assert (each.arrives, each.closes, each.seats) == (15 * 3600, 13 * 3600, 4)
        by_moves = {person.number for person in night.people for move in person.moves if move.place is Place.TAKEN}
        assert set(each.people) == by_moves
        taken += len(by_moves)
    assert taken


def test_the_people_of_other_jails_are_counted_not_shown():
    county = small_data()["jails"]["county"]
    scenario = small({**SHORT, "jails": {"a": county, "b": county}})
    night = night_of(scenario, "a", EVENING)
    assert all(person.booking.startswith("a/") for person in night.people)
    works = [each for team in night.teams if team.work == "review" for one in team.officers for each in one.busy]
    assert any(each.others for each in works)
    assert any(each.people for each in works)
    assert all(len(each.people) + each.others == 1 for each in works)


@pytest.mark.parametrize(
    ("evening", "hours", "changed"),
    [(date(2019, 11, 2), 19, (8, 1)), (date(2020, 3, 7), 17, (8, 3)), (date(2019, 10, 1), 18, None)],
)
def test_nights_on_which_clocks_are_changed(evening, hours, changed):
    scenario = small({**SHORT, "days": 300, "timezone": "America/New_York"})
    night = night_of(scenario, "county", evening)
    assert night.seconds == hours * 3600
    assert len(night.others_an_hour) == hours
    assert [(each.at, each.shows) for each in night.wall] == [
        (0, 18 * 3600),
        *([(changed[0] * 3600, changed[1] * 3600)] if changed else []),
    ]
    check(night, scenario)
    for person in night.people:
        for move in person.moves:
            since = max((each for each in night.wall if each.at <= move.at), key=lambda each: each.at)
            minutes = (since.shows + move.at - since.at) // 60 % (24 * 60)
            assert move.clock == f"{minutes // 60:02}:{minutes % 60:02}"


def test_people_born_in_the_us_are_expected_as_many_as_the_model_counts(scenario):
    days = pd.date_range(EVENING, periods=7)
    an_hour = [each for day in days for each in night_of(scenario, "county", day.date()).others_an_hour]
    assert sum(an_hour) / len(an_hour) == pytest.approx(6000 * 0.7 / 8760, abs=0.01)


def test_a_night_is_plain_data(night):
    data = json.loads(json.dumps(night.as_data()))
    assert data["evening"] == "2019-07-04"
    assert data["days"] == ["Thursday 4 July 2019", "Friday 5 July 2019"]
    assert len(data["people"]) == len(night.people)
    places = {move["place"] for person in data["people"] for move in person["moves"]}
    assert places <= set(data["places"])
    assert {*data["still"]} <= set(data["places"])


def test_the_evenings_are_the_counted_days(scenario):
    first, last = evenings(scenario)
    assert (first, last) == (date(2019, 7, 1), date(2019, 7, 20))
    check(night_of(scenario, "county", first), scenario)
    check(night_of(scenario, "county", last), scenario)
    for wrong in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(ValueError, match=rf"no night that begins on {wrong}: .* from 2019-07-01 to 2019-07-20"):
            night_of(scenario, "county", wrong)


def test_without_a_cool_down_the_last_morning_has_no_bookings():
    assert evenings(small({**SHORT, "cooldown_days": 0}))[1] == date(2019, 7, 19)
    with pytest.raises(ValueError, match=r"no night to show: .* cooldown_days of 1 or more"):
        night_of(small({**SHORT, "days": 1, "cooldown_days": 0}), "county", date(2019, 7, 1))


@pytest.mark.parametrize("several", [False, True])
def test_the_telling_evening_has_most_people_lost_under_one_policy_and_not_under_another(several):
    policies = [small({**SHORT, **each}) for each in ([{}, WITHOUT] if several else [{}])]
    tables = [table_of(policy) for policy in policies]
    lost = [set(table.index[table["outcome"].isin([*map(str, LOST)])]) for table in tables]

    def told(evening):
        nights = nights_of(policies, "county", evening)
        leave = [
            person.booking
            for night in nights
            for person in night.people
            if any(move.place in LOST_PLACES and "leaves the jail" in move.words for move in person.moves)
        ]
        return sum(not all(each in there for there in lost) for each in leave), len(leave)

    first, last = evenings(policies[0])
    most = {day.date(): told(day.date()) for day in pd.date_range(first, last)}
    chosen = telling_evening(policies, "county")
    assert most[chosen] == max(most.values()) > min(most.values())
    assert chosen == min(day for day, many in most.items() if many == most[chosen])
    assert (most[chosen][0] > 0) is several


def test_a_wrong_jail_is_told_with_what_is_there(scenario):
    with pytest.raises(ValueError, match=r"'Small county': unknown jail 'country'; did you mean 'county'"):
        night_of(scenario, "country", EVENING)


def test_a_negative_replication_is_refused(scenario):
    with pytest.raises(ValueError, match="replication -1: must be 0 or more"):
        night_of(scenario, "county", EVENING, -1)


def test_policies_with_other_people_are_refused(scenario):
    others = {"another seed": {"seed": 2}, "more bookings": {"jails.county.bookings_per_year": 9000}}
    for change, words in zip(others.values(), ("differ in seed", "do not have the same bookings"), strict=True):
        with pytest.raises(ValueError, match=words):
            nights_of((scenario, small({**SHORT, "name": "Other", **change})), "county", EVENING)


def test_nobody_of_a_jails_own_records_is_shown(tmp_path):
    days = pd.date_range("2019-06-24 20:00", periods=30).strftime("%Y-%m-%d %H:%M")
    pd.DataFrame([{**SURE, "booked_at": day, "stay_hours": 30} for day in days]).to_csv(
        tmp_path / "bookings.csv", index=False
    )
    changes = {**SHORT, "jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv"}
    scenario = load_scenario(write_yaml(tmp_path / "own.yaml", small_data(changes)))
    for ask in (lambda: night_of(scenario, "county", EVENING), lambda: telling_evening([scenario], "county")):
        with pytest.raises(ValueError, match="those of county are its own records") as refused:
            ask()
        assert not any(day in str(refused.value) for day in days)
