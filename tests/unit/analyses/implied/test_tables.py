"""What a scenario implies, as a table and in sentences."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.analyses.implied import tables as module
from sim.analyses.implied.queues import Asked
from sim.analyses.implied.sample import sampled
from sim.analyses.implied.stays import mean_people_in_jail
from sim.analyses.implied.tables import implied, quantities, queues_in_words
from sim.output.tables import Note, Table
from sim.scenario.schema import ALL_JAILS
from tests.support import SMALL, lined_up, small

COUNTY = SMALL["jails"]["county"]
THREE = {
    "days": 14,
    "jails": {
        "a": COUNTY,
        "b": {**COUNTY, "bookings_per_year": 600},
        "c": {**COUNTY, "screening": None, "stay_factor": 2},
    },
}


def by_name(scenario):
    return {each.quantity: each for each in quantities(scenario, sampled(scenario))}


def notes(scenario):
    return [part.text for part in implied(scenario) if isinstance(part, Note)]


def test_people_add_up_and_shares_are_means_by_bookings():
    scenario = small(THREE)
    told = by_name(scenario)
    of_jails = [mean_people_in_jail(scenario, jail) for jail in scenario.jails]
    people = told["people_in_jail"]
    assert (people.value, people.low, people.high) == pytest.approx((sum(of_jails), min(of_jails), max(of_jails)))
    stay = told["mean_stay"]
    assert (stay.low, stay.high) == pytest.approx((0.7 * 40 / 24 + 0.3 * 300 / 24, 2 * stay.low))
    assert stay.value == pytest.approx((6600 * stay.low + 6000 * stay.high) / 12600)
    assert (
        told["released_within_24_hours"].low
        < told["released_within_24_hours"].value
        < told["released_within_72_hours"].high
    )
    assert told["released_in_office_hours"].value + told["released_at_weekends"].value < 1


def test_what_the_run_gives_is_told_by_the_year():
    scenario = small({"days": 73})
    sample, told = sampled(scenario), by_name(scenario)
    whole = sample.of_jails[ALL_JAILS]
    assert told["interviewed"].value == pytest.approx(5 * whole["interviewed"])
    assert told["flagged"].value == pytest.approx(5 * whole["flagged"])
    busy, on_duty = (whole[f"officer_hours_{what}.reviewers"] for what in ("busy", "on_duty"))
    assert told["time_at_work.reviewers"].value == pytest.approx(busy / on_duty)
    assert told["people_kept_for_ice"].value == pytest.approx((whole["hold_hours"] / 24 + whole["longer_days"]) / 73)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"jails.county.screening": None}, "time_at_work.deputies"),
        ({"field_offices.city.crews": []}, "time_at_work.crews"),
        ({"jails.county.screening.teams.deputies.in_force": {"until": "2019-01-01"}}, "time_at_work.deputies"),
    ],
    ids=["no screening", "no crews", "never in force"],
)
def test_teams_that_are_never_on_duty_are_left_out(changes, missing):
    told = by_name(small({"days": 5, **changes}))
    assert missing not in told
    assert "time_at_work.reviewers" in told


def test_seats_of_rounds_are_told_where_there_are_rounds():
    rounds = {"days": 5, "field_offices.city.rounds": [{"at": "09:00", "seats": 1000}]}
    assert 0 < by_name(small(rounds))["seats_taken.rounds"].value < 0.1
    assert "seats_taken.rounds" not in by_name(small({"days": 5}))


def test_a_jail_that_books_nobody_has_stays_and_no_queue():
    scenario = small({"days": 5, "jails.county.bookings_per_year": 0})
    told = by_name(scenario)
    assert told["people_in_jail"].value == told["interviewed"].value == 0
    assert told["mean_stay"].value == pytest.approx((0.7 * 40 + 0.3 * 300) / 24)
    assert notes(scenario) == ["Nobody asks for an interview, a review or a pickup, so no line has a queue."]


def test_a_scenario_that_is_too_large_is_told_of_by_its_stays_alone():
    scenario = small({"jails.county.bookings_per_year": 1e9})
    table, note = implied(scenario)
    assert isinstance(table, Table)
    assert table.data["quantity"].tolist()[-1] == "released_at_weekends"
    assert isinstance(note, Note)
    assert note.text.startswith("It is too large to be run here")


def test_a_shortened_run_is_told(monkeypatch):
    monkeypatch.setattr("sim.analyses.implied.sample.MOST_BOOKINGS", 600)
    first, _ = notes(small({"days": 365}))
    assert first == "Interviews, flags and officers are those of the first 105 of 365 counted days."


def test_a_queue_that_only_delays_people_for_long_binds_too(tmp_path):
    (note,) = notes(lined_up(tmp_path))
    beginning = "A queue binds, so that more officers at the same hours, or seats, would change the results: "
    assert note.startswith(f"{beginning}of those who ask for interviews, 0 % leave without one because of others, for ")


def test_where_no_queue_binds_the_scenario_tests_delays():
    (note,) = notes(small({"days": 30}))
    assert "this scenario tests delays, not capacity" in note


def asked(line, *crowded_out):
    return [Asked(line, f"place {number}", 1000, each, 100) for number, each in enumerate(crowded_out)]


def test_places_where_a_queue_binds_are_counted():
    told = queues_in_words([*asked("interview", 0, 200, 9), *asked("review", 30), *asked("pickup", 9, 0)])
    assert "of those who ask for interviews at 1 of 3 jails, 20 % leave without one because of others, for" in told
    assert "; of those who ask for reviews, 3 % leave without one because of others, for whom they wait 0.1 h" in told
    assert "pickups" not in told


@pytest.mark.parametrize(
    ("one", "binds"),
    [
        (Asked("interview", "jail", 20, module._FEWEST - 1, 0), False),
        (Asked("interview", "jail", 20, module._FEWEST, 0), True),
        (Asked("interview", "jail", 1000, 9, 999), False),
        (Asked("interview", "jail", 1000, 10, 0), True),
        (Asked("interview", "jail", 1000, 0, 1000), True),
        (Asked("interview", "jail", module._FEWEST - 1, 0, 1000), False),
    ],
)
def test_a_few_people_by_chance_are_no_queue_that_binds(one, binds):
    assert ("A queue binds" in queues_in_words([one])) == binds


def test_one_jail_has_no_range_on_screen_and_several_have():
    one, several = (implied(small({"days": 5, **changes}))[0] for changes in ({}, THREE))
    assert [column.heading for column in one.columns] == ["What this implies", ""]
    assert [column.heading for column in several.columns] == ["What this implies", "All jails", "Least", "Most"]
    assert [*one.data.columns] == [*several.data.columns]


def test_units_stand_beside_the_numbers():
    (table, _) = implied(small({"days": 5}))
    shown = dict(zip(table.data["quantity"], (row[1].text for row in table.cells), strict=True))
    assert shown["mean_stay"] == "4.9 days"
    assert shown["interviewed"].endswith(" a year")
    assert shown["released_at_weekends"].endswith(" %")
    assert not pd.isna(table.data["value"]).any()
    assert not math.isnan(table.data["low"].iloc[0])
