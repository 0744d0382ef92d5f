"""What inputs are called in few words."""

from __future__ import annotations

from sim.output.inputs import input_names
from sim.scenario.register import register

DEPUTIES = "jails.county.screening.teams.deputies.shifts.0.officers"


def names(*paths):
    return list(input_names(paths).values())


def test_inputs_are_called_by_the_words_of_their_keys():
    assert names(
        DEPUTIES,
        "jails.county.hold_hours",
        "jails.county.removable.by_charge.dwi",
        "jails.county.match_hours.gamma.mean",
        "field_offices.*.reviewers.0.hours",
        "field_offices.city.crews.0.officers",
        "field_offices.city.detainer",
        "charges.dwi.share",
        "days",
    ) == [
        "deputies on duty",
        "hold hours",
        "share removable, dwi",
        "match hours, mean",
        "hours of reviewers",
        "crews on duty",
        "share of reviews with a detainer",
        "share of bookings, dwi",
        "days",
    ]


def test_jails_are_named_where_there_are_several():
    assert names("jails.north.on_record", "jails.south_end.on_record") == [
        "share on record, north",
        "share on record, south end",
    ]
    assert names("jails.*.on_record", "jails.*.recorded") == ["share on record", "share recorded"]


def test_shifts_that_would_be_called_the_same_are_counted():
    assert names(DEPUTIES, DEPUTIES.replace(".0.", ".1.")) == ["deputies on duty, no. 1", "deputies on duty, no. 2"]


def test_names_that_would_still_be_the_same_are_paths():
    paths = ["jails.county.intake_hours.gamma.mean", "jails.county.intake_hours.exponential.mean"]
    assert names(*paths) == paths


def test_an_input_that_no_key_has_is_called_by_the_last_step_of_its_path():
    assert names("a.b.some_thing") == ["some thing"]


def test_no_input_of_a_scenario_that_is_kept_has_to_be_called_by_its_path():
    for entries in register().scenarios.values():
        assert not [path for path, name in input_names(list(entries)).items() if name == path and "." in path]
