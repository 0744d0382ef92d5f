"""What Python code gives to public functions is checked, and told clearly."""

from __future__ import annotations

import pickle

import pytest
from pydantic import ValidationError

from sim import Plan, compare, load_scenario, run
from sim.model.office import Engine
from sim.study.precision import parse_precisions
from tests.support import SMALL, small, small_data, write_yaml


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"replications": 0}, ValueError, "replications must be at least 1, but is 0"),
        ({"replications": 2.5}, TypeError, "replications must be a whole number, but is 2.5"),
        ({"replications": True}, TypeError, "replications must be a whole number, but is True"),
        ({"replications": "5"}, TypeError, "replications must be a whole number, but is '5'"),
        ({"jobs": 0}, ValueError, "jobs must be at least 1, but is 0"),
        ({"engine": "fast"}, ValueError, "engine: unknown engine 'fast'"),
        ({"engine": "stagd"}, ValueError, "did you mean 'staged'"),
        ({"engine": None}, ValueError, "unknown engine 'None'"),
        ({"store": {}}, TypeError, r"store must be a store such as MemoryStore\(\), but is dict"),
        ({"progress": 1}, TypeError, "progress must be a function"),
        ({"preparing": 1}, TypeError, "preparing must be a function"),
        ({"cluster": 8786}, TypeError, "cluster must be the address of a Dask scheduler"),
        ({"keep_bookings": 1}, TypeError, "keep_bookings must be True or False, but is int"),
        ({"precision": 0.02}, TypeError, "precision must be a tuple of Precision"),
        ({"precision": ("0.02",)}, TypeError, "as parse_precisions gives it, but is str"),
        ({"most_replications": 0}, ValueError, "most_replications must be at least 1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_when_it_is_made(given, error, message):
    with pytest.raises(error, match=message):
        Plan(**{"replications": 1, **given})


def test_a_plan_takes_the_name_of_an_engine():
    assert Plan(1, engine="staged").engine is Engine.STAGED
    assert Plan(1, precision=parse_precisions(["5%"])).precision


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: run("county.yaml"),
            "a scenario must be a Scenario, as load_scenario reads it from a file, but is str",
        ),
        (lambda: run(small(), 5), r"plan must be a Plan, such as Plan\(replications=5\), but is int"),
        (lambda: run(SMALL), "but is dict"),
        (lambda: compare(small(), "county.yaml"), "but is str"),
        (lambda: compare(small(), small(), plan=5), "but is int"),
        (lambda: load_scenario(small()), "path must be the name of a scenario file, but is Scenario"),
        (
            lambda: load_scenario("county.yaml", "days=5"),
            "settings must be a list of texts PATH=VALUE, or values by path, but is str",
        ),
    ],
)
def test_what_is_no_scenario_and_no_plan_is_refused(call, message):
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({"days": 0}, "must be at least 1, but is 0"),
        ({"name": "a\x1b"}, "control character"),
        ({"nonsense": 1}, "unknown key 'nonsense'"),
        ({"field_offices": {}}, "unknown field office 'city'"),
        ({"jails": {"all": small().jails["county"]}}, "'all' is reserved"),
        ({"timezone": "Mars"}, "unknown timezone"),
        ({"charges": {"other": {"share": 1, "stay_hours": 1}}}, "unknown charge 'felony'"),
    ],
)
def test_a_copy_is_checked_as_a_file_is(update, message):
    honoured = {"by_charge": {"felony": 1}, "otherwise": 0}
    with pytest.raises(ValidationError, match=message):
        small({"jails.county.honoured": honoured}).model_copy(update=update)


def test_a_copy_has_what_was_replaced_and_all_else(tmp_path):
    scenario = load_scenario(write_yaml(tmp_path / "small.yaml", SMALL))
    copy = scenario.model_copy(update={"days": 5, "timezone": "America/New_York"})
    assert copy == small({"days": 5, "timezone": "America/New_York"})
    assert scenario.model_copy() == scenario
    assert copy.model_copy(update={"days": scenario.days, "timezone": None}).content_hash == scenario.content_hash
    assert pickle.loads(pickle.dumps(copy)) == copy


def test_a_part_of_a_copy_is_checked_too():
    jail = small().jails["county"]
    with pytest.raises(ValidationError, match="must be at most 1, but is 2"):
        jail.model_copy(update={"fingerprinted": 2})
    team = jail.screening.teams["deputies"]
    with pytest.raises(ValidationError, match="begins and ends at the same time"):
        team.shifts[0].model_copy(update={"hours": "08:00-08:00"})
    assert team.model_copy(update={"in_force": ()}).in_force == ()


def test_a_jail_with_a_file_of_bookings_can_be_copied(tmp_path):
    (tmp_path / "bookings.csv").write_text("booked_at\n2019-07-01 08:00\n")
    data = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv"})
    scenario = load_scenario(write_yaml(tmp_path / "small.yaml", data))
    copy = scenario.model_copy(update={"days": 10})
    assert copy.records_of("county") is scenario.records_of("county")
    assert copy.jails["county"].model_copy(update={"travel_hours": 3}).travel_hours == 3
