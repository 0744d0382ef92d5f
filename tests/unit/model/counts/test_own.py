"""Measures of one's own: counted like all others, whoever runs what, and refused where they cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model import own
from sim.model.counts.own import measure
from sim.model.outcomes import meaning_of
from sim.study.replicate import Plan
from sim.study.tasks import MemoryStore, ReplicationError, Running
from tests.support import small, small_data, write_yaml

SHORT = {"days": 14}


def flagged_at_night(bookings: pd.DataFrame) -> pd.Series:
    """People flagged from 22:00 to 06:00."""
    hour = bookings["flagged_at"].dt.hour
    return (hour >= 22) | (hour < 6)


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    own.keep_only(())


@pytest.fixture
def at_night():
    return measure("flagged_at_night")(flagged_at_night)


@pytest.fixture
def pair():
    return small(SHORT), small({**SHORT, "name": "Other", "jails.county.screening": None})


def total(table: pd.DataFrame, column: str, **keys: str) -> float:
    rows = table.loc[(table[list(keys)] == list(keys.values())).all(axis=1)]
    assert len(rows) == 1
    return float(rows[column].iloc[0])


def test_it_is_counted_of_the_bookings_that_are_kept(at_night, pair):
    study = sim.run(pair[0], Plan(2, engine="staged", keep_bookings=True))
    kept = study.bookings[study.bookings["counted"]]
    at_county = study.replications[study.replications["jail"] == "county"].set_index("replication")
    for number, bookings in kept.groupby("replication"):
        assert at_county.loc[number, "flagged_at_night"] == flagged_at_night(bookings).sum() > 0
    assert study.replications["flagged_at_night"].dtype == np.int64


def test_it_has_paired_differences_and_is_told_like_the_others(at_night, pair):
    study = sim.compare(*pair, plan=Plan(3, engine="staged"))
    keys = {"jail": "all", "measure": "flagged_at_night"}
    difference = total(study.comparison, "difference", **keys)
    means = [total(study.summary, "mean", scenario=name, **keys) for name in study.labels]
    assert difference == pytest.approx(means[1] - means[0])
    assert total(study.comparison, "ci_low", **keys) <= difference < 0
    assert meaning_of("flagged_at_night") == "People flagged from 22:00 to 06:00"


def test_engines_and_processes_agree(at_night, pair):
    tables = [
        sim.run(pair[0], Plan(2, engine=engine, jobs=jobs)).replications
        for engine, jobs in (("simpy", 1), ("staged", 1), ("staged", 2))
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_it_adds_up_over_jails_of_several_field_offices(at_night):
    county = small_data()["jails"]["county"]
    offices = small_data()["field_offices"]
    scenario = small(
        {
            **SHORT,
            "jails": {"a": county, "b": {**county, "field_office": "town"}, "c": county},
            "field_offices": {**offices, "town": offices["city"]},
        }
    )
    table = sim.run(scenario, Plan(2, engine="staged")).replications.set_index("jail")["flagged_at_night"]
    assert table[["a", "b", "c"]].sum() == table["all"].sum() > 0


def test_sweeps_have_it_too(at_night, tmp_path):
    scenario = sim.load_scenario(write_yaml(tmp_path / "it.yaml", small_data(SHORT)))
    found = sim.sweep(scenario, {"jails.*.recorded": [0.2, 0.9]}, plan=Running(2))
    assert {"flagged_at_night"} <= {*found.table["measure"]} & {*found.paired["measure"]}
    measure("another")(lambda bookings: bookings["removable"])
    with pytest.raises(ValueError, match="run it again"):
        list(found.tables())


def test_what_is_missing_does_not_count(pair):
    measure("cleared_of_all")(
        lambda bookings: bookings["is_cleared"] if "is_cleared" in bookings else bookings["cleared"]
    )
    without = sim.run(pair[1], Plan(1, engine="staged"))
    assert total(without.summary, "mean", jail="all", measure="cleared_of_all") == 0


def test_a_definition_anew_is_another_one_though_the_plan_keeps_results(pair):
    plan = Plan(1, engine="staged", store=MemoryStore())

    def some(value):
        def everybody(bookings):
            return np.full(len(bookings), value)

        return everybody

    measure("everybody")(some(value=True))
    first = sim.run(pair[0], plan).replications
    measure("everybody")(some(value=False))
    second = sim.run(pair[0], plan).replications
    assert (first["everybody"] == first["foreign_born"]).all()
    assert (second["everybody"] == 0).all()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("flagged", "there is a measure or a column of that name"),
        ("cost_net", "there is a measure"),
        ("jail", "there is a measure or a column"),
        ("waiting_hours", "tell a duration"),
        ("Flagged", "a name is lower-case"),
        ("a.b", "a name is lower-case"),
        ("", "a name is lower-case"),
        (3, "a name is lower-case"),
    ],
)
def test_what_cannot_be_its_name(name, told):
    with pytest.raises(ValueError, match=told):
        measure(name)
    assert own.own_measures() == ()


def test_a_name_is_one_function_s(at_night):
    def another(bookings):
        return bookings["removable"]

    with pytest.raises(ValueError, match="has that name already"):
        measure("flagged_at_night")(another)
    assert measure("flagged_at_night")(flagged_at_night) is flagged_at_night


@pytest.mark.parametrize(
    ("which", "told"),
    [
        (len, "must give a value a row"),
        (lambda bookings: bookings["stay_hours"], "must give true or false"),
        (lambda bookings: bookings["nothing"], "nothing"),
    ],
    ids=["a count", "numbers", "an error"],
)
def test_what_tells_nothing_of_rows_fails_the_run_and_says_whose_it_is(pair, which, told):
    measure("odd")(which)
    with pytest.raises(ReplicationError, match=told):
        sim.run(pair[0], Plan(1, engine="staged"))


def test_one_that_other_processes_cannot_find_is_told_before_anything_runs(pair, monkeypatch):
    monkeypatch.setattr("sim.study.backends.can_be_copied", lambda: False)
    measure("removed")(lambda bookings: bookings["removable"])
    with pytest.raises(ValueError, match="other processes cannot find"):
        sim.run(pair[0], Plan(2, engine="staged", jobs=2))


def test_results_can_be_told_where_the_measure_is_not_known(at_night, pair, tmp_path):
    sim.save(sim.compare(*pair, plan=Plan(2, engine="staged")), tmp_path / "out")
    assert sim.reproduce(tmp_path / "out").is_equal
    own.keep_only(())
    told = {each.file: each.told for each in sim.reproduce(tmp_path / "out").differences}
    assert told["replications.csv"] == "other columns: flagged_at_night"
    [page] = sim.report(tmp_path / "out", out=tmp_path / "page.html")
    assert "Flagged at night" in page.read_text()
