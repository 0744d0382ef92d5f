"""A scenario in plain words, of one jail and of many."""

from __future__ import annotations

from sim.scenario.in_words import in_words
from tests.support import SMALL, small

COUNTY = SMALL["jails"]["county"]
CITY = SMALL["field_offices"]["city"]
TEAM = COUNTY["screening"]["teams"]["deputies"]


def told(scenario):
    return [line.strip() for line in in_words(scenario)]


def network(jails):
    return small({"jails": jails, "field_offices": {"city": CITY, "south": CITY, "west": {**CITY, "seats": 9}}})


def test_few_jails_are_told_one_by_one():
    lines = told(network({"a": COUNTY, "b": {**COUNTY, "screening": None}}))
    assert [line for line in lines if line.startswith("Jail")] == [
        "Jail a: 6,000 bookings a year, field office city.",
        "Jail b: 6,000 bookings a year, field office city.",
    ]


def test_many_jails_are_told_together_with_one_as_an_example():
    ends = {**COUNTY["screening"], "teams": {"deputies": {**TEAM, "in_force": {"until": "2019-07-05"}}}}
    jails = {f"a{number}": {**COUNTY, "state": "VA", "population": 50_000, "screening": None} for number in range(10)}
    jails["b"] = {**COUNTY, "state": "MD", "population": 500_000}
    jails["c"] = {**jails["b"], "screening": ends}
    lines = told(network(jails))
    assert "12 jails in 2 states, 1,500,000 residents, 72,000 bookings a year." in lines
    assert any("Screening on site at 2 of them, at 1 on all counted days." in line for line in lines)
    assert [line for line in lines if line.startswith("Jail")] == ["Jail b: 6,000 bookings a year, field office city."]


def test_residents_are_added_up_only_where_all_are_known():
    lines = told(network({f"a{number}": COUNTY for number in range(11)}))
    assert "11 jails, 66,000 bookings a year." in lines


def test_field_offices_that_are_alike_are_told_together():
    lines = told(network({"a": COUNTY}))
    starts = [line.partition(":")[0] for line in lines if line.startswith("Field office")]
    assert starts == ["Field offices city, south", "Field office west"]


def test_values_that_say_where_they_come_from_are_counted():
    says = {
        "jails.county.foreign_born": {"value": 0.1, "source": "Census"},
        "jails.county.recorded": {"value": 1, "why": "x"},
    }
    says["charges.felony.stay_hours"] = {
        "exponential": {"mean": {"value": 9, "low": 8, "high": 10}},
        "source": "Roster",
    }
    assert told(small(says))[-1] == (
        "Values that carry a plausible range (low to high): 1; a source: 2; a reason without one: 1."
    )
