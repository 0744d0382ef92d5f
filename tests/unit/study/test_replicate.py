"""Many replications: in any number of processes, until a precision holds, and found again in a store."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.study import compare, run
from sim.analyses.comparison.summaries import replication_table
from sim.model.counts.registry import counts
from sim.model.office import Engine
from sim.model.outcomes import HEADLINES
from sim.study import replicate as module
from sim.study.intervals import estimate
from sim.study.precision import Precision, parse_precisions
from sim.study.replicate import MOST_REPLICATIONS, Plan, Replicated, replicate_all
from sim.study.replication import Replication, replicate, replicate_parts
from sim.study.tasks import MemoryStore, ReplicationError
from tests.support import small, small_data

QUICK = {"days": 5, "warmup_days": 1, "cooldown_days": 0}


class Shelf(MemoryStore):
    """A store in memory that remembers what was asked of it."""

    def __init__(self):
        super().__init__()
        self.saved: list[str] = []
        self.found: list[str] = []

    def has(self, key):
        there = super().has(key)
        if there:
            self.found.append(key)
        return there

    def save(self, results):
        self.saved += results
        super().save(results)


def same(ones: Sequence[Replication], others: Sequence[Replication]) -> None:
    for one, other in zip(ones, others, strict=True):
        assert one.counts.keys() == other.counts.keys() == counts().keys() - {"measures"}
        for arrays in zip((one.measures, *one.counts.values()), (other.measures, *other.counts.values()), strict=True):
            for here, there in zip(*arrays, strict=True):
                np.testing.assert_array_equal(here, there)
        pd.testing.assert_frame_equal(one.bookings, other.bookings, check_exact=True)


def within(share: float) -> tuple[Precision, ...]:
    return parse_precisions([str(share)])


def count(done: Replicated) -> int:
    return len(done.replications)


class TestReplications:
    def test_each_replication_is_what_it_would_be_alone(self):
        scenario = small(QUICK)
        together = replicate_all([scenario], Plan(3)).replications
        same(together, [replicate([scenario], number) for number in range(3)])
        table = replication_table([scenario], together)
        assert list(table.replication) == [0, 0, 1, 1, 2, 2]


BUSY = {**QUICK, "jails.county.bookings_per_year": 30_000, "field_offices.city.reviewers": []}


class TestPrecision:
    def half_widths(self, scenarios, replications, label="Small county"):
        measures = replication_table(scenarios, replications)
        totals = measures[(measures.jail == "all") & (measures.scenario == label)]
        each = [estimate(totals[measure].to_numpy()) for measure in HEADLINES]
        return [headline.half_width / headline.mean for headline in each if headline.mean]

    def test_replications_are_added_until_the_precision_holds_and_the_reason_tells(self):
        done = replicate_all([small(BUSY)], Plan(2, precision=within(0.15)))
        worst = max(self.half_widths([small(BUSY)], done.replications))
        assert worst <= 0.15
        assert count(done) > 2
        assert "is at most 15 %" in done.reason

    def test_it_stops_at_the_first_look_that_suffices(self):
        looser, tighter = (
            replicate_all([small(BUSY)], Plan(2, precision=within(precision))) for precision in (0.4, 0.15)
        )
        looks = [2, 4, 6, 9, 13, 19, 28, 42, 63, 94, 141]
        assert count(looser) < count(tighter)
        before = looks[looks.index(count(tighter)) - 1]
        assert max(self.half_widths([small(BUSY)], tighter.replications[:before])) > 0.15

    def test_it_holds_for_every_scenario_whatever_is_never_counted_in_one(self):
        scenarios = [small(BUSY), small({**BUSY, "name": "B", "jails.county.screening": None})]
        done = replicate_all(scenarios, Plan(2, precision=within(0.3)))
        widths = [self.half_widths(scenarios, done.replications, label) for label in ("B", "Small county")]
        assert [len(each) for each in widths] == [2, 3]
        assert max(max(each) for each in widths) <= 0.3

    def test_one_replication_has_no_precision(self):
        assert count(replicate_all([small(QUICK)], Plan(1, precision=within(0.9)))) > 1

    def test_counts_of_nobody_are_precise(self):
        scenario = small({**QUICK, "jails.county.bookings_per_year": 0})
        assert count(replicate_all([scenario], Plan(3, precision=within(0.01)))) == 3

    def test_a_precision_out_of_reach_is_given_up_and_the_reason_tells(self):
        assert MOST_REPLICATIONS >= 1000
        done = replicate_all([small(QUICK)], Plan(2, precision=within(1e-6), most_replications=5))
        assert count(done) == 5
        assert done.reason.startswith("the most allowed; ")
        assert "still above 0.0001 %" in done.reason

    def test_without_a_precision_there_are_as_many_as_asked_for(self):
        done = replicate_all([small(QUICK)], Plan(3))
        assert (count(done), done.reason) == (3, "as many as asked for")

    def test_a_run_has_as_many_as_the_scenario_says(self):
        assert run(small({**QUICK, "replications": 2})).replication_count == 2


class TestStore:
    def test_what_is_kept_is_not_run_again(self, monkeypatch):
        shelf = Shelf()
        first = replicate_all([small(QUICK)], Plan(3, store=shelf)).replications
        assert len(shelf.saved) == 3

        def never(*_, **__):
            raise AssertionError("a kept replication was run again")

        monkeypatch.setattr(module, "replicate_parts", never)
        again = replicate_all([small(QUICK)], Plan(3, store=shelf))
        assert len(shelf.found) == 3
        same(again.replications, first)

    def test_an_interrupted_study_goes_on_where_it_was(self):
        whole, shelf = Shelf(), Shelf()
        expected = replicate_all([small(QUICK)], Plan(5, store=whole)).replications
        shelf.save({key: whole.load(key) for key in whole.saved[1:3]})
        shelf.saved.clear()
        done = replicate_all([small(QUICK)], Plan(5, store=shelf)).replications
        assert shelf.found == whole.saved[1:3]
        assert shelf.saved == [whole.saved[number] for number in (0, 3, 4)]
        same(done, expected)

    def test_more_replications_of_the_same_use_those_that_are_there(self):
        shelf = Shelf()
        replicate_all([small(QUICK)], Plan(2, store=shelf))
        replicate_all([small({**QUICK, "replications": 30})], Plan(3, store=shelf))
        assert len(shelf.found) == 2
        assert len(set(shelf.saved)) == 3

    @pytest.mark.parametrize(
        "change",
        [
            {"seed": 2},
            {"days": 6},
            {"cooldown_days": 1},
            {"timezone": "America/New_York"},
            {"charges.felony.stay_hours": 9},
            {"jails.county.fingerprinted": 0.96},
            {"jails.county.screening.teams.deputies.shifts.0.officers": 2},
            {"field_offices.city.seats": 5},
        ],
    )
    def test_a_changed_scenario_never_finds_an_old_replication(self, change):
        shelf = Shelf()
        replicate_all([small(QUICK)], Plan(1, store=shelf))
        replicate_all([small({**QUICK, **change})], Plan(1, store=shelf))
        assert shelf.found == []
        assert len(set(shelf.saved)) == 2

    def test_a_comparison_another_engine_or_a_run_that_keeps_bookings_is_kept_apart(self):
        shelf, scenario = Shelf(), small(QUICK)
        replicate_all([scenario], Plan(1, store=shelf))
        replicate_all([scenario], Plan(1, store=shelf, keep_bookings=True))
        replicate_all([scenario], Plan(1, store=shelf, engine=Engine.STAGED))
        other = small({**QUICK, "jails.county.fingerprinted": 0.96})
        replicate_all([scenario, other], Plan(1, store=shelf))
        replicate_all([other, scenario], Plan(1, store=shelf))
        assert shelf.found == []
        assert len(set(shelf.saved)) == 5

    def test_progress_tells_what_is_done_and_what_is_wanted_from_what_was_kept(self):
        shelf = Shelf()
        replicate_all([small(QUICK)], Plan(2, store=shelf))
        told = []
        plan = Plan(4, store=shelf, progress=lambda done, wanted: told.append((done, wanted)))
        replicate_all([small(QUICK)], plan)
        assert told == [(0, 4), (3, 4), (4, 4), (4, 4)]


class TestFailures:
    def test_a_replication_that_fails_tells_which_and_with_which_seed_and_keeps_the_others(self, monkeypatch):
        def failing(scenarios, numbers, *rest, **more):
            if 2 in numbers:
                raise RuntimeError("out of luck")
            return replicate_parts(scenarios, numbers, *rest, **more)

        monkeypatch.setattr(module, "replicate_parts", failing)
        shelf = Shelf()
        with pytest.raises(
            ReplicationError, match=r"replication 2 of Small county .*seed 1\): .*out of luck"
        ) as caught:
            replicate_all([small(QUICK)], Plan(4, store=shelf))
        assert [failure.replication for failure in caught.value.failures] == [2]
        assert caught.value.failures[0].field_office == "city"
        assert len(shelf.saved) == 3


class TestReplicationsOfFew:
    @pytest.mark.filterwarnings("error")
    def test_replications_without_anybody_join_those_with_somebody(self):
        changes = {**QUICK, "jails.county.bookings_per_year": 300, "jails.county.foreign_born": 0.1}
        scenarios = [small(changes), small({**changes, "name": "B", "jails.county.screening": None})]
        study = compare(*scenarios, plan=Plan(12, keep_bookings=True))
        removable = study.replications[study.replications.jail == "all"].removable
        assert 0 in set(removable)
        assert removable.sum() > 0
        booked = study.bookings.groupby(["scenario", "replication"]).size()
        assert len(booked) < 24
        assert study.bookings.replication.dtype == study.replications.replication.dtype

    def test_a_jail_of_nobody_has_rows_of_zero(self):
        data = small_data(QUICK)
        empty = {**data["jails"]["county"], "bookings_per_year": 0}
        study = run(small({**QUICK, "jails.empty": empty}), Plan(2, keep_bookings=True))
        rows = study.replications[study.replications.jail == "empty"]
        assert len(rows) == 2
        assert (rows[["bookings", "foreign_born", "flagged", "released_before_pickup"]] == 0).all(axis=None)
        assert (study.hour_of_week.jail == "empty").sum() == 168


TWO_OFFICES = {
    **QUICK,
    "jails.town": {**small_data()["jails"]["county"], "field_office": "coast", "bookings_per_year": 2000},
    "field_offices.coast": small_data()["field_offices"]["city"],
}


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({"name": "Another name"}, 0),
        ({"costs": {"held_day": 100}}, 2),
        ({"jails.town.population": 30_000}, 0),
        ({"jails.town.fingerprinted": 0.5}, 1),
        ({"jails.town.screening": None}, 1),
        ({"field_offices.coast.seats": 2}, 1),
        ({"jails.town.field_office": "city"}, 1),
        ({"days": 6}, 2),
        ({"seed": 2}, 2),
    ],
)
def test_only_field_offices_that_are_changed_are_run_again(changes, runs):
    store = Shelf()
    base = small(TWO_OFFICES)
    compare(base, base.model_copy(update={"name": "As it is"}), plan=Plan(2, engine="staged", store=store))
    assert len(store.saved) == 4
    store.saved.clear()
    other = small({**TWO_OFFICES, **changes})
    both = (base if base.days == other.days and base.seed == other.seed else other, other)
    found = compare(*both, plan=Plan(2, engine="staged", store=store))
    assert len(store.saved) == 2 * runs
    pd.testing.assert_frame_equal(found.replications, compare(*both, plan=Plan(2, engine="staged")).replications)


def test_tables_of_bookings_are_found_for_the_same_names_only():
    store = Shelf()
    base = small(TWO_OFFICES)
    for name in ("One name", "Another"):
        kept = run(base.with_(name=name), Plan(1, engine="staged", store=store, keep_bookings=True)).bookings
        assert set(kept["scenario"]) == {name}
