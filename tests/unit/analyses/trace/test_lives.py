"""What is told of a booking is what the booking table says; a search finds what fits; two lives differ where marked."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analyses.trace.finding import NothingFitsError, Wanted, WeekTime, chosen, search
from sim.analyses.trace.life import find_life, life_at
from sim.analyses.trace.reasons import LIFTED, missing_from
from sim.analyses.trace.telling import duration, events_of, in_words, side_by_side
from sim.analyses.trace.timeline import sources, timeline
from sim.model.office import run
from sim.model.table import booking_table
from sim.output import names
from tests.pictures import check_readable, printed
from tests.support import small

SHORT = {"days": 20, "warmup_days": 2, "cooldown_days": 2}


@pytest.fixture(scope="module")
def scenario():
    return small({**SHORT, "name": "With"})


@pytest.fixture(scope="module")
def without():
    return small({**SHORT, "name": "Without", "jails.county.screening": None})


def test_the_moments_of_a_life_are_those_of_the_booking_table(scenario):
    office = run(scenario, "city", 0)
    table = booking_table(office)
    for outcome in table["outcome"].unique():
        row = int(table.index[table["outcome"] == outcome][0])
        life, told = life_at(office, row), table.loc[row]
        moments = {pd.Timestamp(life.moment(event.at)) for event in events_of(life)}
        for column in (
            "booked_at",
            "interview_started_at",
            "review_ended_at",
            "flagged_at",
            "transferred_at",
            "left_at",
        ):
            assert pd.isna(told[column]) or told[column] in moments, column
        for line in life.lines:
            assert line.officer == (None if pd.isna(told[line.stage.served_by]) else told[line.stage.served_by])
        lines = list(in_words(life))
        assert max(map(len, lines)) <= 80
        assert any(line.startswith(f"Outcome: {outcome}:") for line in lines)


def test_mean_wait_of_the_lines_is_the_measure_of_the_table(scenario):
    office = run(scenario, "city", 0)
    table, joined = booking_table(office), office.joined
    asked = table["booked_at"] + pd.to_timedelta(office.caseload.facts.intake_seconds, unit="s")
    interviewed = table["interview_started_at"].notna()
    begin = pd.Timestamp(scenario.start)
    at = begin + pd.to_timedelta(joined.interview[interviewed.to_numpy()], unit="s")
    assert (at.to_numpy() == asked[interviewed].to_numpy()).all()


def test_a_detainer_that_ice_withdrew_is_why_there_is_no_hold():
    office = run(small({**SHORT, "jails.county.lifted": 1, "jails.county.honoured": 1}), "city", 0)
    table = booking_table(office)
    life = life_at(office, int(table.index[table["outcome"] == "released_lifted"][0]))
    assert (missing_from(life)["hold"], missing_from(life)["pickup"]) == (LIFTED, LIFTED)


def test_a_crew_on_duty_that_is_asked_for_only_at_release_is_too_late_not_off_duty():
    crews = {"field_offices.city.crews": [{"officers": 1, "hours": "00:00-24:00"}]}
    office = run(small({**SHORT, **crews, "jails.county.notice_hours": 0, "jails.county.hold_hours": 0}), "city", 0)
    table = booking_table(office)
    life = life_at(office, int(table.index[table["outcome"] == "released_after_flag"][0]))
    assert life.pickup.joined_at == life.left_at
    assert missing_from(life)["pickup"] == "no crew could be there in time"
    assert "a pickup is asked for, too late" in [event.words for event in events_of(life)]


def test_a_search_finds_all_that_fit_and_only_those(scenario):
    night = WeekTime.parse("sat 18:00-12:00", "--left")
    found = search([scenario], Wanted(outcome="lost", left=night), range(5))
    tables = [
        booking_table(run(scenario, "city", replication)).assign(replication=replication) for replication in range(5)
    ]
    table = pd.concat(tables)
    lost = table["counted"] & table["removable"] & (table["outcome"] != "transferred")
    left = table["left_at"]
    late = (left.dt.day_name() == "Saturday") & (left.dt.hour >= 18)
    early = (left.dt.day_name() == "Sunday") & (left.dt.hour < 12)
    fits = table[lost & (late | early)]
    assert {(hit.replication, hit.booking) for hit in found.hits} == set(
        zip(fits["replication"], fits["booking"], strict=True)
    )
    assert found.hits


def test_nothing_fits_is_told_with_what_there_is(scenario):
    found = search([scenario], Wanted(outcome="lost", booked=WeekTime.parse("mon 03:00-03:01", "--booked")), [0])
    with pytest.raises(NothingFitsError, match=r"None of .* --outcome lost: \d+"):
        chosen(found, len(found.hits) + 1)


@pytest.mark.parametrize("text", ["", "someday", "25:00-26:00", "08:00-08:00", "mon tue", "sat 03:00", "8-9 sat"])
def test_a_wrong_time_of_the_week_is_told(text):
    with pytest.raises(ValueError, match="--left"):
        WeekTime.parse(text, "--left")


def test_days_may_be_a_range_over_the_weekend():
    assert WeekTime.parse("fri-mon,wed", "--left").days == (4, 5, 6, 0, 2)


def test_hours_over_midnight_belong_to_the_day_on_which_they_start():
    moments = pd.Series(
        pd.to_datetime(["2024-01-07 19:59", "2024-01-07 20:00", "2024-01-08 05:59", "2024-01-08 06:00"])
    )
    assert list(WeekTime.parse("sun 20:00-06:00", "--left").holds(moments)) == [False, True, True, False]
    assert list(WeekTime.parse("sun", "--left").holds(moments)) == [True, True, False, False]


def test_what_happened_is_not_missing_and_what_did_not_is_given_a_reason(scenario):
    office = run(scenario, "city", 0)
    for row in range(len(office.caseload.facts)):
        life = life_at(office, row)
        missing = missing_from(life)
        assert list(missing) == ["interview", "match", "review", "flag", "hold", "pickup"]
        for line in life.lines:
            assert (line.began_at is None) == bool(missing[line.stage.name])
        assert (life.flagged_at is None) == bool(missing["flag"])


def test_side_by_side_marks_what_differs(scenario, without):
    found = search([scenario, without], Wanted(outcome="transferred", outcome_in_other="lost"), [0])
    hit = chosen(found, 1)
    base, other = (find_life(each, hit.number, 0) for each in (scenario, without))
    lines = list(side_by_side(base, other))
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("outcome") and " * transferred" in line for line in lines)
    assert "*" not in "".join(list(side_by_side(base, base))[4:])
    check_readable(timeline(base, other).figure(sources([base, other])))


@pytest.mark.parametrize("outcome", ["transferred", "released_before_match", "released_no_record", "released"])
def test_the_picture_is_readable_and_names_the_end(scenario, outcome):
    hit = chosen(search([scenario], Wanted(outcome=outcome), [0]), 1)
    life = find_life(scenario, hit.number, 0)
    figure = timeline(life).figure(sources([life]))
    check_readable(figure)
    assert names.in_words(outcome) in printed(figure)


def test_a_long_stay_is_broken(scenario):
    office = run(scenario, "city", 0)
    longest = int(office.caseload.facts.stay_seconds.argmax())
    life = life_at(office, longest)
    figure = timeline(life).figure(sources([life]))
    check_readable(figure)
    assert "left out" in printed(figure)


def test_durations_are_told_in_two_units():
    assert [duration(each) for each in (45, 60, 3600, 7320, 90_000)] == ["45 s", "1 min", "1 h", "2 h 2 min", "1 d 1 h"]
