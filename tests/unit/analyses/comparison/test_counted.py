"""A run month by month, and differences that add up from the first month."""

from __future__ import annotations

import pytest

from sim.analyses.comparison.study import compare, run
from sim.model.office import Engine
from tests.support import small
from tests.unit.analyses.comparison.network.test_groups import NOBODY, PLAN, network


@pytest.fixture(scope="module")
def study():
    return compare(network("Before", wake=NOBODY), network("After", harris=NOBODY), plan=PLAN)


def test_the_months_add_up_to_the_measure(study):
    sums = study.months.groupby(["scenario", "measure"])["mean"].sum()
    summary = study.summary[study.summary.jail == "all"].set_index(["scenario", "measure"])["mean"]
    assert list(study.months.columns) == ["scenario", "month", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
    assert len(sums) == 10
    assert sums.to_numpy() == pytest.approx(summary[sums.index].to_numpy())


def test_the_last_month_holds_the_whole_difference(study):
    paired = study.months_paired
    assert list(paired.columns) == [
        *("base", "other", "group_by", "group", "month", "measure", "n", "difference", "ci_low", "ci_high"),
        *("cumulative", "cumulative_ci_low", "cumulative_ci_high"),
    ]
    last = paired[(paired.month == "2019-08") & (paired.measure == "flagged")].set_index(["group_by", "group"])
    everywhere = study.comparison[(study.comparison.jail == "all") & (study.comparison.measure == "flagged")].iloc[0]
    whole = last.loc[("all", "all")]
    assert (whole.cumulative, whole.cumulative_ci_low, whole.cumulative_ci_high) == pytest.approx(
        (everywhere.difference, everywhere.ci_low, everywhere.ci_high)
    )
    groups = study.groups_paired[
        (study.groups_paired.group_by == "change") & (study.groups_paired.measure == "flagged")
    ]
    for group in groups.itertuples():
        assert last.loc[("change", group.group)].cumulative == pytest.approx(group.difference)
    assert len(groups) == 3


def test_each_month_is_a_step_of_the_sum(study):
    rows = study.months_paired.query("measure == 'flagged' and group == 'less_screening'")
    assert list(rows.month) == ["2019-07", "2019-08"]
    assert rows.difference.cumsum().to_numpy() == pytest.approx(rows.cumulative.to_numpy())
    assert (rows.cumulative < 0).all()


def test_both_engines_give_the_same_months():
    tables = [run(network(), type(PLAN)(2, engine=engine)).months for engine in Engine]
    assert tables[0].equals(tables[1])


def test_a_single_scenario_has_no_differences():
    study = run(small({"days": 40}), PLAN)
    assert study.months_paired.empty
    assert list(study.months.month.unique()) == ["2019-07", "2019-08"]
