"""Dollars per additional lead: the ratio, the interval of Fieller's theorem, and when there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analyses.comparison.costs import COST_COLUMNS, LEADS, MONEY, cost_table, ratio_of_means
from sim.analyses.comparison.study import compare, run
from sim.model.outcomes import COSTS
from sim.study.replicate import Plan
from tests.support import small, small_data

QUICK = {"days": 20, "warmup_days": 3, "cooldown_days": 3}
COSTS_OF = {"costs": {"officer_hour": 60, "held_day": 150, "reimbursed_per_held_day": 90}}
NO_SCREENING = {"jails.county.screening": None}


def through(*changes, replications=4):
    scenarios = [small({**QUICK, "name": name, **each}) for name, each in zip("ABC", changes, strict=False)]
    return compare(*scenarios, plan=Plan(replications))


def costs_of(study):
    return cost_table(study.replications, study.labels)


values = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
several = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*(st.lists(values, min_size=n, max_size=n).map(np.array) for _ in range(2)))
)


class TestRatioOfMeans:
    @given(several)
    def test_at_both_ends_of_the_interval_the_ratio_can_just_be_told_from_the_means(self, pair):
        above, below = pair
        found = ratio_of_means(above, below, "people")
        half = stats.t.ppf(0.975, len(below) - 1) * stats.sem(below)
        assert (found.why_missing is None) == (abs(below.mean()) > half)
        if found.why_missing is None and half < 0.99 * abs(below.mean()):
            assert found.ci_low <= found.ratio <= found.ci_high or np.isclose(found.ci_low, found.ci_high)
            for end in (found.ci_low, found.ci_high):
                rest = above - end * below
                size = np.abs(above).max() + abs(end) * np.abs(below).max()
                margin = stats.t.ppf(0.975, len(rest) - 1) * stats.sem(rest)
                assert abs(rest.mean()) == pytest.approx(margin, rel=1e-3, abs=1e-6 * size + 1e-9)

    def test_an_exact_proportion_has_an_interval_of_no_width(self):
        below = np.array([10.0, 11, 12, 10])
        found = ratio_of_means(250 * below, below, "people")
        assert (found.n, found.ratio, found.why_missing) == (4, pytest.approx(250), None)
        assert (found.ci_low, found.ci_high) == pytest.approx((250, 250))

    def test_the_interval_covers_as_often_as_it_says(self):
        generator = np.random.default_rng(7)
        covered, trials = 0, 2000
        for _ in range(trials):
            shared = generator.normal(size=8)
            below = 100 + 20 * shared
            above = 30_000 + 3_000 * shared + 3_000 * generator.normal(size=8)
            found = ratio_of_means(above, below, "people")
            covered += found.ci_low <= 300 <= found.ci_high
        low, high = stats.binom.ppf([0.001, 0.999], trials, 0.95)
        assert low <= covered <= high

    @pytest.mark.parametrize("below", [[0.0, 0, 0], [1.0, -1, 0.5], [5.0, 1, -1]])
    def test_there_is_none_where_the_denominator_may_be_0(self, below):
        found = ratio_of_means(np.array([5.0, 6, 7]), np.array(below), "flagged")
        assert np.isnan([found.ratio, found.ci_low, found.ci_high]).all()
        assert found.why_missing.startswith("the difference in flagged may be 0 (95 % interval ")

    def test_one_replication_and_none_say_so(self):
        one = ratio_of_means(np.array([5.0, np.nan]), np.array([2.0, 3.0]), "flagged")
        assert (one.n, one.why_missing) == (1, "one replication cannot tell whether the difference in flagged is 0")
        none = ratio_of_means(np.array([np.nan]), np.array([2.0]), "flagged")
        assert (none.n, none.why_missing) == (0, "the costs of one of the two are not known")


class TestCostTable:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        return through(COSTS_OF, {**COSTS_OF, **NO_SCREENING}, COSTS_OF)

    def test_it_has_a_row_a_comparison_jail_money_and_lead(self, study):
        table = costs_of(study)
        assert list(table.columns) == COST_COLUMNS
        keys = [(other, jail, *rest) for other in "BC" for jail in ("county", "all") for rest in _pairs()]
        assert list(table[["other", "jail", "money", "per"]].itertuples(index=False, name=None)) == keys
        assert set(table["base"]) == {"A"}

    def test_a_ratio_is_that_of_the_paired_differences(self, study):
        totals = study.comparison.query("other == 'B' and jail == 'all'").set_index("measure")["difference"]
        table = costs_of(study).query("other == 'B' and jail == 'all'")
        for row in table.itertuples():
            assert row.ratio == pytest.approx(totals[row.money] / totals[row.per])
            assert row.ci_low < row.ratio < row.ci_high
            assert row.n == 4
        assert table["why_missing"].isna().all()
        assert (table["ratio"] > 0).all()

    def test_where_the_leads_do_not_differ_there_is_no_ratio(self, study):
        table = costs_of(study).query("other == 'C'")
        assert table[["ratio", "ci_low", "ci_high"]].isna().all(axis=None)
        assert table["why_missing"].str.contains("may be 0").all()

    def test_where_one_has_no_costs_they_are_not_known(self):
        study = through(COSTS_OF, NO_SCREENING)
        table = costs_of(study)
        assert (table["n"] == 0).all()
        assert set(table["why_missing"]) == {"the costs of one of the two are not known"}
        assert study.replications.query("scenario == 'B'")[list(COSTS)].isna().all(axis=None)
        assert not set(COSTS) & set(study.comparison["measure"])

    def test_without_costs_and_without_a_comparison_it_is_empty(self):
        plain = through({}, NO_SCREENING)
        assert costs_of(plain).empty
        assert not set(COSTS) & set(plain.replications.columns)
        alone = run(small({**QUICK, **COSTS_OF}), Plan(2))
        assert costs_of(alone).empty
        assert list(costs_of(alone).columns) == COST_COLUMNS

    def test_a_jail_that_only_one_has_has_no_ratio(self):
        county = small_data()["jails"]["county"]
        two = {"jails": {"county": county, "there": county}}
        table = costs_of(through(COSTS_OF, {**COSTS_OF, **two}))
        assert list(dict.fromkeys(table["jail"])) == ["county", "all"]

    def test_the_order_of_the_rows_does_not_matter(self, study):
        shuffled = study.replications.sample(frac=1, random_state=3)
        again = cost_table(shuffled, study.labels).sort_values(COST_COLUMNS[:5]).reset_index(drop=True)
        first = costs_of(study).sort_values(COST_COLUMNS[:5]).reset_index(drop=True)
        pd.testing.assert_frame_equal(again, first)


def _pairs():
    return [(money, per) for money in MONEY for per in LEADS]
