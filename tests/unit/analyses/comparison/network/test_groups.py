"""Results by groups of jails, and by how jails differ between two scenarios."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.network.groups import GROUP_COLUMNS, PAIRED_GROUP_COLUMNS, changes, group_table
from sim.analyses.comparison.study import compare, run
from sim.analyses.comparison.summaries import measure_columns
from sim.model.office import Engine
from sim.model.outcomes import MEAN_WAITS, MEASURES, PER_OFFICER_YEAR, PER_RESIDENTS, meaning_of
from sim.study.replicate import Plan
from tests.support import SMALL, small

COUNTY = SMALL["jails"]["county"]
CITY = SMALL["field_offices"]["city"]
PLACES = {
    "harris": {"state": "TX", "population": 400_000},
    "wake": {"state": "NC", "population": 100_000, "field_office": "south"},
    "nash": {"state": "NC", "population": 50_000, "field_office": "south"},
    "orange": {"state": "CA"},
}
NOBODY = {"screening": None}
SHORTER = {"stay_factor": 0.5}
PLAN = Plan(3, engine=Engine.STAGED)


def network(name="Network", **changed):
    jails = {jail: {**COUNTY, **place, **changed.get(jail, {})} for jail, place in PLACES.items()}
    return small({"name": name, "days": 40, "jails": jails, "field_offices": {"city": CITY, "south": CITY}})


@pytest.fixture(scope="module")
def study():
    return compare(network("Before", wake=NOBODY), network("After", harris=NOBODY, orange=SHORTER), plan=PLAN)


def mean(table, **keys):
    for column, value in keys.items():
        table = table[table[column] == value]
    (row,) = table.itertuples()
    return row


def total(study, scenario, jails, measure):
    rows = study.replications[(study.replications.scenario == scenario) & study.replications.jail.isin(jails)]
    return rows.groupby("replication")[measure].sum().to_numpy(dtype=float)


def test_a_group_is_the_sum_of_its_jails_in_every_replication(study):
    for by, group, jails in [
        ("state", "North Carolina", ["wake", "nash"]),
        ("field_office", "city", ["harris", "orange"]),
        ("field_office", "south", ["wake", "nash"]),
    ]:
        for measure in ("flagged", "hold_hours", "bookings"):
            row = mean(study.groups, scenario="After", group_by=by, group=group, measure=measure)
            sums = total(study, "After", jails, measure)
            assert (row.n, row.mean, row.sd) == pytest.approx((3, sums.mean(), sums.std(ddof=1)))
            assert row.jails == 2


def test_states_go_by_name_and_offices_by_theirs(study):
    groups = study.groups[study.groups.scenario == "Before"].groupby("group_by")["group"].unique()
    assert list(groups["state"]) == ["California", "North Carolina", "Texas"]
    assert list(groups["field_office"]) == ["city", "south"]
    assert list(groups["jail"]) == ["harris", "wake", "nash", "orange"]


def test_rates_are_per_year_and_100000_residents(study):
    row = mean(study.groups, scenario="After", group_by="state", group="North Carolina", measure="flagged_per_100000")
    expected = total(study, "After", ["wake", "nash"], "flagged").mean() / 1.5 * 365 / 40
    assert row.mean == pytest.approx(expected)
    alone = mean(study.groups, scenario="After", group_by="jail", group="nash", measure="matched_per_100000")
    assert alone.mean == pytest.approx(total(study, "After", ["nash"], "matched").mean() / 0.5 * 365 / 40)


def test_there_is_no_rate_of_residents_where_those_of_a_jail_are_not_known(study):
    known = study.groups[study.groups.measure.isin(PER_RESIDENTS)]
    assert set(known.group) == {"harris", "wake", "nash", "Texas", "North Carolina", "south"}


def test_officers_are_counted_by_their_hours_on_duty(study):
    row = mean(
        study.groups, scenario="After", group_by="all", group="all", measure="flagged_by_screening_per_officer_year"
    )
    expected = total(study, "After", ["all"], "flagged_by_screening").mean() / (3 * 40 * 24 / 2080)
    assert row.mean == pytest.approx(expected)
    nobody = study.groups[(study.groups.scenario == "After") & (study.groups.group == "harris")]
    assert not set(nobody.measure) & set(PER_OFFICER_YEAR)


def test_jails_are_sorted_by_how_their_screening_differs(study):
    before, after = study.scenarios
    assert changes(before, after, study.replications, ("Before", "After")) == {
        "more_screening": ("wake",),
        "less_screening": ("harris",),
        "other_change": ("orange",),
        "no_change": ("nash",),
    }


def test_dates_that_fall_on_no_counted_day_change_nothing():
    teams = {"deputies": {**COUNTY["screening"]["teams"]["deputies"], "in_force": {"from": "2000-01-01"}}}
    ended = {"deputies": {**teams["deputies"], "in_force": {"until": "2019-06-30"}}}
    dated, over = (
        network(name, wake={"screening": {**COUNTY["screening"], "teams": each}})
        for name, each in (("Dated", teams), ("Over", ended))
    )
    study = compare(network("Before", nash=NOBODY), dated, plan=PLAN)
    assert changes(study.scenarios[0], dated, study.replications, ("Before", "Dated")) == {
        "more_screening": ("nash",),
        "no_change": ("harris", "wake", "orange"),
    }
    study = compare(over, network("After", wake=NOBODY), plan=PLAN)
    assert set(changes(*study.scenarios, study.replications, study.labels)) == {"no_change"}


def test_differences_of_groups_are_paired_and_add_up_to_all(study):
    paired = study.groups_paired[study.groups_paired.measure == "flagged"]
    by_change = paired[paired.group_by == "change"].set_index("group")
    everywhere = mean(study.comparison, jail="all", measure="flagged")
    assert by_change.difference.sum() == pytest.approx(everywhere.difference)
    assert by_change.difference["more_screening"] > 0 > by_change.difference["less_screening"]
    assert by_change.ci_low["more_screening"] == pytest.approx(
        mean(study.comparison, jail="wake", measure="flagged").ci_low
    )
    assert paired[paired.group_by == "state"].difference.sum() == pytest.approx(everywhere.difference)


def test_neighbours_are_the_unchanged_jails_of_an_office(study):
    rows = study.groups_paired[study.groups_paired.group_by == "neighbours"]
    assert list(rows.group.unique()) == ["south"]
    row = mean(rows, measure="flagged")
    nash = mean(study.comparison, jail="nash", measure="flagged")
    assert (row.jails, row.difference, row.ci_low) == pytest.approx((1, nash.difference, nash.ci_low))


def test_a_jail_that_one_scenario_lacks_counts_0_there(study):
    small_one = network("Without wake")
    jails = {name: jail for name, jail in small_one.jails.items() if name != "wake"}
    without = type(small_one).model_validate({**small_one.model_dump(), "jails": jails})
    paired = compare(without, network("With wake"), plan=PLAN).groups_paired
    row = mean(paired, group_by="change", group="more_screening", measure="flagged")
    assert row.base_mean == 0 < row.other_mean


def test_a_single_jail_has_no_groups():
    study = run(small({"days": 10}), PLAN)
    assert list(study.groups.columns) == GROUP_COLUMNS
    assert study.groups.empty
    both = compare(small({"days": 10}), small({"days": 10, "name": "B"}), plan=PLAN)
    assert list(both.groups_paired.columns) == PAIRED_GROUP_COLUMNS
    assert both.groups_paired.empty


def test_every_measure_but_the_means_is_told_of_a_group_and_explained(study):
    told = set(study.groups[study.groups.group_by == "field_office"].measure)
    assert told == set(MEASURES) - set(MEAN_WAITS) | set(PER_OFFICER_YEAR) | set(PER_RESIDENTS)
    assert all(meaning_of(measure) for measure in told)


@pytest.mark.parametrize("seed", range(5))
def test_groups_add_up_whatever_the_counts(seed):
    scenario, rng = network(), np.random.default_rng(seed)
    table = run(scenario, PLAN).replications
    counts = [name for name in measure_columns(table) if name in MEASURES and name not in MEAN_WAITS]
    single = table.jail != "all"
    table.loc[single, counts] = rng.integers(0, 1000, (single.sum(), len(counts)))
    sums = table[single].groupby("replication")[counts].sum().mean()
    by_state = group_table([scenario], table).query("group_by == 'state'").groupby("measure")["mean"].sum()
    pd.testing.assert_series_equal(by_state[counts], sums, check_names=False)
