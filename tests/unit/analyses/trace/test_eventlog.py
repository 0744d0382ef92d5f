"""The event log obeys the schema, and says what the booking table says."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings

from sim.analyses.trace.eventlog import COLUMNS, event_log, write_event_log
from sim.analyses.trace.finding import Hit, run_offices
from sim.model.office import Engine, offices_of, run
from sim.model.table import booking_table
from tests.strategies import EXAMPLES, scenarios
from tests.support import small

SCENARIO = small({"days": 10, "warmup_days": 2, "cooldown_days": 2})


def _check_schema(log: pd.DataFrame) -> None:
    assert tuple(log.columns) == COLUMNS
    assert (log["time"] >= 0).all()
    assert log["time"].is_monotonic_increasing
    for _, events in log.groupby("entity_id"):
        assert events["event"].iloc[0] == "arrival"
        assert events["event"].iloc[-1] == "depart"
        assert (events["event_type"] == "arrival_departure").sum() == 2
        for step in ("interview", "review", "pickup"):
            names = list(events["event"])
            assert names.count(step) == names.count(f"{step}_ends") <= 1
            if step in names:
                assert names.index(step) < names.index(f"{step}_ends")
                of_a_round = "/rounds-" in events["resource"].to_numpy()[names.index(step)]
                assert of_a_round or names.index(f"waits_for_{step}") < names.index(step)
    used = log["event_type"].str.startswith("resource_use")
    assert log.loc[used, "resource_id"].notna().all()
    assert log.loc[~used, "resource_id"].isna().all()


@settings(EXAMPLES, max_examples=15)
@given(scenarios())
def test_any_log_obeys_the_schema_with_either_engine(scenario):
    for office in offices_of(scenario):
        logs = [event_log(run(scenario, office, 0, engine)) for engine in Engine]
        _check_schema(logs[0])
        pd.testing.assert_frame_equal(*logs)


def test_a_round_has_a_number_of_its_own():
    later = {"from": "2019-07-04", "rounds": [{"days": "all", "at": "15:00", "seats": 4}]}
    rounds = [{"days": "all", "at": "09:00", "seats": 4}]
    office = {"field_offices.city.rounds": rounds, "field_offices.city.policy": [later]}
    log = event_log(run(small({"days": 10, "warmup_days": 2, "cooldown_days": 2, **office}), "city", 0))
    _check_schema(log)
    used = log[log["resource"].notna()].groupby("resource")["resource_id"].agg(["min", "max"])
    assert {"city/rounds-1", "city/rounds-2"} <= set(used.index)
    assert (used["min"] == used["max"]).all()
    assert used["min"].is_unique


@pytest.mark.parametrize(
    ("step", "began", "ended"),
    [
        ("interview", "interview_started_at", "interview_ended_at"),
        ("review", "review_started_at", "review_ended_at"),
        ("pickup", "pickup_started_at", "transferred_at"),
    ],
)
def test_resource_use_is_that_of_the_booking_table(step, began, ended):
    office = run(SCENARIO, "city", 0)
    log, table = event_log(office), booking_table(office)
    table.index = table["jail"] + "/" + table["booking"].astype(str)
    table = table[table[began].notna()].sort_index()
    assert len(table)
    for event, column in ((step, began), (f"{step}_ends", ended)):
        told = log[log["event"] == event].set_index("entity_id").sort_index()
        assert list(pd.to_datetime(told["timestamp"])) == list(table[column])


def test_only_the_bookings_asked_for_are_listed(tmp_path):
    path = tmp_path / "logs" / "log.csv"
    many = write_event_log(run_offices(SCENARIO, range(2), Engine.STAGED), path, [Hit(1, "county", 5)])
    log = pd.read_csv(path)
    assert len(log) == many > 0
    assert set(log["entity_id"]) == {"county/5"}
    assert set(log["run_number"]) == {1}


def test_each_officer_has_a_number_of_their_own(tmp_path):
    path = tmp_path / "log.csv"
    write_event_log(run_offices(SCENARIO, range(2), Engine.STAGED), path)
    used = pd.read_csv(path).dropna(subset="resource")
    pairs = used[["resource_id", "resource"]].drop_duplicates()
    assert pairs["resource_id"].is_unique
    assert pairs["resource"].is_unique
    assert pairs["resource_id"].min() >= 1
    assert {"county", "city"} == set(pairs["resource"].str.partition("/")[0])
