"""What a scenario implies, as a table and in sentences."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.analyses.implied import tables as module
from sim.analyses.implied.queues import Asked
from sim.analyses.implied.sample import sampled
from sim.analyses.implied.stays import stays_of
from sim.analyses.implied.tables import implied, queues_in_words
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
    return implied(scenario)[0].data.set_index("quantity")


def notes(scenario):
    return [part.text for part in implied(scenario) if isinstance(part, Note)]


def test_people_add_up_and_shares_are_means_by_bookings():
    scenario = small(THREE)
    told = by_name(scenario)
    of_jails = [stays_of(scenario, jail).mean_people for jail in scenario.jails]
    people = told.loc["people_in_jail"]
    assert (people.value, people.low, people.high) == pytest.approx((sum(of_jails), min(of_jails), max(of_jails)))
    stay = told.loc["mean_stay"]
    assert (stay.low, stay.high) == pytest.approx((0.7 * 40 / 24 + 0.3 * 300 / 24, 2 * stay.low))
    assert stay.value == pytest.approx((6600 * stay.low + 6000 * stay.high) / 12600)
    assert (
        told.low["released_within_24_hours"]
        < told.value["released_within_24_hours"]
        < told.high["released_within_72_hours"]
    )
    assert told.value["released_in_office_hours"] + told.value["released_at_weekends"] < 1


def test_what_the_run_gives_is_told_by_the_year():
    scenario = small({"days": 73})
    sample, told = sampled(scenario), by_name(scenario)
    whole = sample.of_jails[ALL_JAILS]
    assert told.value["interviewed"] == pytest.approx(5 * whole["interviewed"])
    assert told.value["flagged"] == pytest.approx(5 * whole["flagged"])
    busy, on_duty = (whole[f"officer_hours_{what}.reviewers"] for what in ("busy", "on_duty"))
    assert told.value["time_at_work.reviewers"] == pytest.approx(busy / on_duty)
    assert told.value["people_kept_for_ice"] == pytest.approx((whole["hold_hours"] / 24 + whole["longer_days"]) / 73)


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
    assert missing not in told.index
    assert "time_at_work.reviewers" in told.index


def test_seats_of_rounds_are_told_where_there_are_rounds():
    rounds = {"days": 5, "field_offices.city.rounds": [{"at": "09:00", "seats": 1000}]}
    assert 0 < by_name(small(rounds)).value["seats_taken.rounds"] < 0.1
    assert "seats_taken.rounds" not in by_name(small({"days": 5})).index


def test_a_jail_that_books_nobody_has_stays_and_no_queue():
    scenario = small({"days": 5, "jails.county.bookings_per_year": 0})
    told = by_name(scenario)
    assert told.value["people_in_jail"] == told.value["interviewed"] == 0
    assert told.value["mean_stay"] == pytest.approx((0.7 * 40 + 0.3 * 300) / 24)
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


def test_machines_are_told_of_each_line_what_others_cost(tmp_path):
    table = implied(lined_up(tmp_path))[0]
    told = table.data.set_index("quantity")
    assert told.value["crowded_out.interview"] == 0
    assert told.value["wait_for_others.interview"] > 100
    assert "crowded_out.review" not in told.index
    assert len(table.cells) < len(table.data)


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
    shown = {name: row[1].text for name, row in zip(table.data["quantity"], table.cells, strict=False)}
    assert shown["mean_stay"] == "4.9 days"
    assert shown["interviewed"].endswith(" a year")
    assert shown["released_at_weekends"].endswith(" %")
    assert not pd.isna(table.data["value"]).any()
    assert not math.isnan(table.data["low"].iloc[0])
