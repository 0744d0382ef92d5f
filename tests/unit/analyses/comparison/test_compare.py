"""The same bookings through several scenarios: paired differences, and who changed outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.analyses.comparison.compare import (
    COMPARISON_COLUMNS,
    LEAD_COLUMNS,
    TRANSITION_COLUMNS,
    comparison_table,
    transition_table,
)
from sim.analyses.comparison.study import compare, run
from sim.model.counts.leads import LeadFate
from sim.model.counts.pairs import FATES, NOT_BOOKED, NOT_REMOVABLE
from sim.model.outcomes import LOST, Outcome
from sim.study.replicate import Plan
from sim.study.replication import Replication, labels
from tests.support import small, small_data

QUICK = {"days": 20, "warmup_days": 3, "cooldown_days": 3}
OUTCOME_NAMES = [str(outcome) for outcome in Outcome]
NO_OFFICERS = {"jails.county.screening.teams.deputies.shifts": []}
NO_SCREENING = {"jails.county.screening": None}


def scenario(name="Small county", **changes):
    return small({"name": name, **QUICK, **changes.pop("changes", {}), **changes})


def through(*scenarios, replications=3, keep_bookings=False):
    return compare(*scenarios, plan=Plan(replications, keep_bookings=keep_bookings))


def lives(study, label):
    table = study.bookings[study.bookings.scenario == label]
    return table.drop(columns=["scenario", "cleared", "interview_hours", "detected"]).reset_index(drop=True)


class TestACopy:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        return through(scenario("A"), scenario("A"), keep_bookings=True)

    def test_it_differs_by_exactly_nothing_in_every_measure(self, study):
        table = study.comparison
        assert (table[["difference", "ci_low", "ci_high"]] == 0).all(axis=None)
        assert (table.base_mean == table.other_mean).all()
        assert table.n.max() == 3

    def test_nobody_changes_outcome(self, study):
        assert (study.transitions.outcome_in_base == study.transitions.outcome_in_other).all()
        assert len(study.transitions) > 5

    def test_every_life_is_the_same(self, study):
        pd.testing.assert_frame_equal(lives(study, "A"), lives(study, "A (2)"), check_exact=True)

    def test_what_varies_is_perfectly_correlated(self, study):
        known = study.comparison.correlation.dropna()
        assert len(known) > 20
        assert known.to_numpy() == pytest.approx(np.ones(len(known)))


class TestScreening:
    def test_no_officers_equal_no_screening_booking_by_booking(self):
        study = through(
            scenario("none", changes=NO_SCREENING), scenario("idle", changes=NO_OFFICERS), keep_bookings=True
        )
        pd.testing.assert_frame_equal(lives(study, "none"), lives(study, "idle"), check_exact=True)
        counts = study.comparison[~study.comparison.measure.str.startswith("officer_hours")]
        assert (counts.difference == 0).all()

    def test_without_screening_fewer_are_flagged_and_nobody_new_by_an_interview(self):
        study = through(scenario("with"), scenario("without", changes=NO_SCREENING))
        table = study.comparison[study.comparison.jail == "all"].set_index("measure")
        assert table.loc["flagged", "ci_high"] < 0
        assert table.loc["flagged_by_screening", "other_mean"] == 0
        assert table.loc["released_before_pickup", "ci_low"] > 0
        assert table.loc["matched", "difference"] == table.loc["removable", "difference"] == 0

    def test_officers_that_one_scenario_does_not_have_count_no_hours_there(self):
        study = through(scenario("with"), scenario("without", changes=NO_SCREENING))
        table = study.comparison.set_index(["jail", "measure"])
        row = table.loc[("all", "officer_hours_on_duty.deputies")]
        assert (row.base_mean, row.other_mean, row.difference) == (480, 0, -480)
        assert table.loc[("county", "officer_hours_busy.deputies"), "other_mean"] == 0
        without = study.summary[study.summary.scenario == "without"].set_index(["jail", "measure"])
        assert without.loc[("all", "officer_hours_on_duty.deputies"), "mean"] == 0


class TestDifferences:
    def test_each_is_paired_with_students_t_on_the_differences(self):
        study = through(scenario("A"), scenario("B", changes={"jails.county.hold_hours": 0}), replications=6)
        totals = study.replications[study.replications.jail == "all"].set_index(["scenario", "replication"])
        table = study.comparison[study.comparison.jail == "all"].set_index("measure")
        for measure in ("released_before_pickup", "transferred", "hold_hours", "flagged.felony"):
            before, after = (totals.loc[name, measure].astype(float) for name in ("A", "B"))
            row = table.loc[measure]
            assert (row.n, row.base_mean, row.other_mean) == pytest.approx((6, before.mean(), after.mean()))
            low, high = (after - before).mean() + stats.sem(after - before) * stats.t.ppf([0.025, 0.975], 5)
            assert (row.difference, row.ci_low, row.ci_high) == pytest.approx(((after - before).mean(), low, high))
            if before.std() > 0 and after.std() > 0:
                assert row.correlation == pytest.approx(np.corrcoef(before, after)[0, 1])

    def test_every_other_scenario_is_compared_with_the_first(self):
        others = [scenario("B", changes=NO_SCREENING), scenario("C", changes=NO_OFFICERS)]
        study = through(scenario("A"), *others)
        assert set(zip(study.comparison.base, study.comparison.other, strict=True)) == {("A", "B"), ("A", "C")}
        assert list(study.comparison.columns) == COMPARISON_COLUMNS

    def test_one_replication_has_differences_without_intervals(self):
        table = through(scenario("A"), scenario("B", changes=NO_SCREENING), replications=1).comparison
        assert table[["ci_low", "ci_high", "correlation"]].isna().all(axis=None)
        assert table.difference.notna().all()

    def test_a_mean_over_nobody_in_one_replication_is_left_out_of_the_pairs(self):
        measures = pd.DataFrame(
            {
                "scenario": ["A"] * 3 + ["B"] * 3,
                "replication": [0, 1, 2] * 2,
                "jail": ["all"] * 6,
                "review_wait_hours": [1.0, np.nan, 3.0, 2.0, 5.0, 5.0],
                "interview_wait_hours": [np.nan] * 3 + [1.0] * 3,
            }
        )
        table = comparison_table(measures, ["A", "B"])
        [row] = table.itertuples()
        assert (row.measure, row.n, row.base_mean, row.other_mean, row.difference) == (
            "review_wait_hours",
            2,
            2,
            3.5,
            1.5,
        )


class TestNames:
    def test_a_name_that_comes_again_is_numbered(self):
        assert labels([scenario("A"), scenario("B"), scenario("A"), scenario("A")]) == ("A", "B", "A (2)", "A (3)")

    def test_a_number_that_is_a_name_already_is_not_given_again(self):
        names = labels([scenario("A"), scenario("A"), scenario("A (2)"), scenario("A")])
        assert len(set(names)) == 4
        assert names[:2] == ("A", "A (2)")

    @pytest.mark.parametrize("names", [("None", "NA"), ("nan", "None"), ("1", "2"), ("all", "null")])
    def test_any_name_is_a_name_in_every_table(self, names):
        study = through(scenario(names[0]), scenario(names[1], changes=NO_SCREENING), keep_bookings=True)
        for table in (study.replications, study.summary, study.hour_of_week, study.bookings):
            assert set(table.scenario) == set(names)
        for table in (study.comparison, study.transitions):
            assert set(table.base) == {names[0]}
            assert set(table.other) == {names[1]}


class TestWhatCannotBeCompared:
    @pytest.mark.parametrize(
        ("key", "value"),
        [("start", "2019-07-02"), ("days", 21), ("warmup_days", 4), ("timezone", "America/New_York"), ("seed", 2)],
    )
    def test_scenarios_that_do_not_share_their_bookings_are_refused(self, key, value):
        with pytest.raises(ValueError, match=rf"'A' and 'B' differ in {key}"):
            through(scenario("A"), scenario("B", **{key: value}))

    def test_a_scenario_alone_is_refused(self):
        with pytest.raises(ValueError, match="at least two"):
            through(scenario("A"))

    def test_a_longer_cool_down_changes_no_counted_booking(self):
        study = through(scenario("A"), scenario("B", cooldown_days=9), keep_bookings=True)
        facts = ["replication", "booking", "booked_at", "charge", "stay_hours", "removable", "match_hours"]
        a, b = (lives(study, name) for name in ("A", "B"))
        assert len(b) > len(a)
        pd.testing.assert_frame_equal(
            a[a.counted][facts].reset_index(drop=True), b[b.counted][facts].reset_index(drop=True)
        )


class TestTransitions:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        return through(scenario("A"), scenario("B", changes=NO_SCREENING), replications=4)

    def test_they_add_up_to_the_outcomes_of_each_scenario(self, study):
        transitions = study.transitions[study.transitions.jail == "all"]
        means = study.summary[study.summary.jail == "all"].set_index(["scenario", "measure"])["mean"]
        for label, column in (("A", "outcome_in_base"), ("B", "outcome_in_other")):
            totals = transitions.groupby(column)["mean"].sum()
            for outcome in ("transferred", *map(str, LOST)):
                assert totals.get(outcome, 0) == pytest.approx(means[label, outcome])

    def test_a_pair_that_a_replication_lacks_counts_nobody_there(self):
        scenarios = [scenario("A"), scenario("B")]
        replications = []
        for bookings in (3, 0, 5, 0):
            counts = np.zeros((1, len(FATES), len(FATES)), dtype=np.int64)
            counts[0, FATES.index("transferred"), FATES.index("released_no_record")] = bookings
            replications.append(Replication((), {"transitions": (counts,)}, ()))
        here, everywhere = transition_table(scenarios, replications).itertuples()
        low, high = stats.t.interval(0.95, 3, loc=2, scale=stats.sem([3, 0, 5, 0]))
        assert (here.jail, everywhere.jail) == ("county", "all")
        assert (here.outcome_in_base, here.outcome_in_other) == ("transferred", "released_no_record")
        assert (here.mean, here.ci_low, here.ci_high) == pytest.approx((2, low, high))

    def test_they_come_in_the_order_of_the_outcomes_and_all_jails_last(self):
        data = small_data(QUICK)
        jails = {"jails": {"west": data["jails"]["county"], "alpha": data["jails"]["county"]}}
        without = {**jails, "jails.alpha.screening": None}
        table = through(scenario("A", changes=jails), scenario("B", changes=without)).transitions
        assert list(table.columns) == TRANSITION_COLUMNS
        places = [OUTCOME_NAMES.index(outcome) for outcome in table.outcome_in_base]
        afterwards = [OUTCOME_NAMES.index(outcome) for outcome in table.outcome_in_other]
        assert list(dict.fromkeys(table.jail)) == ["west", "alpha", "all"]
        jail = table.jail.map(["west", "alpha", "all"].index)
        order = list(zip(jail, places, afterwards, strict=True))
        assert order == sorted(order)

    def test_jails_add_up_to_all(self):
        data = small_data(QUICK)
        jails = {"jails": {"west": data["jails"]["county"], "east": data["jails"]["county"]}}
        base, other = scenario("A", changes=jails), scenario("B", changes={**jails, "jails.east.screening": None})
        table = through(base, other, replications=1).transitions
        pairs = ["outcome_in_base", "outcome_in_other"]
        apart = table[table.jail != "all"].groupby(pairs)["mean"].sum()
        together = table[table.jail == "all"].set_index(pairs)["mean"]
        pd.testing.assert_series_equal(together.sort_index(), apart, check_exact=True)

    def test_someone_who_is_removable_in_one_scenario_alone_is_told(self):
        other = scenario("B", changes={"jails.county.removable": 0.7})
        table = through(scenario("A"), other, replications=1).transitions
        fresh = table[table.outcome_in_base == NOT_REMOVABLE]
        assert fresh["mean"].sum() > 0
        assert NOT_REMOVABLE not in set(table.outcome_in_other)
        assert NOT_REMOVABLE not in set(fresh.outcome_in_other)

    def test_someone_who_is_booked_in_one_scenario_alone_is_told(self):
        more = scenario("B", changes={"jails.county.bookings_per_year": 8000})
        table = through(scenario("A"), more, replications=1).transitions
        assert table[table.outcome_in_base == NOT_BOOKED]["mean"].sum() > 0

    def test_a_single_scenario_has_none(self):
        study = run(scenario("A"), Plan(2))
        assert len(study.transitions) == len(study.comparison) == 0
        assert list(study.transitions.columns) == TRANSITION_COLUMNS
        assert list(study.comparison.columns) == COMPARISON_COLUMNS


class TestLeadsByCharge:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        felonies = {"jails.county.honoured": {"by_charge": {"felony": 1}, "otherwise": 0}}
        return through(scenario("A"), scenario("B", changes={**NO_SCREENING, **felonies}))

    def fates(self, study):
        assert list(study.leads_by_charge.columns) == LEAD_COLUMNS
        return study.leads_by_charge.pivot_table("mean", "charge", "fate", sort=False)

    def test_charges_come_in_the_order_of_the_scenario_with_all_who_are_flagged_first(self, study):
        table = study.leads_by_charge
        assert list(dict.fromkeys(table["charge"])) == ["misdemeanor", "felony"]
        assert list(dict.fromkeys(table["fate"])) == ["flagged", "lost", *map(str, LeadFate)]

    def test_they_are_those_flagged_in_the_base_and_their_fates_add_up(self, study):
        fates = self.fates(study)
        means = study.summary.query("scenario == 'A' and jail == 'all'").set_index("measure")["mean"]
        for charge, row in fates.iterrows():
            assert row["flagged"] == pytest.approx(means[f"flagged.{charge}"])
            assert row["lost"] == pytest.approx(row["lost_known"] + row["lost_unknown"])
            assert row[[*LeadFate]].sum() == pytest.approx(row["flagged"])

    def test_the_lost_are_those_who_go_from_transferred_to_lost(self, study):
        rows = study.transitions.query("jail == 'all' and outcome_in_base == 'transferred'")
        lost = rows[rows["outcome_in_other"].isin([*LOST])]["mean"].sum()
        assert self.fates(study)["lost"].sum() == pytest.approx(lost)

    def test_most_are_lost_of_the_charge_whose_detainers_are_not_honoured(self, study):
        fates = self.fates(study)
        lost = fates["lost"] / fates["flagged"]
        assert lost["misdemeanor"] > lost["felony"] > 0

    def test_shares_are_of_those_flagged(self, study):
        table = study.leads_by_charge
        whole = table["charge"].map(table[table["fate"] == "flagged"].set_index("charge")["mean"])
        assert (table["share_of_flagged"] * whole).to_numpy() == pytest.approx(table["mean"].to_numpy())

    def test_of_one_charge_there_is_no_table(self):
        one = {"charges": {"any": {"share": 1, "stay_hours": 24}}}
        study = through(scenario("A", changes=one), scenario("B", changes={**one, **NO_SCREENING}), replications=1)
        assert len(study.leads_by_charge) == 0

    def test_a_copy_loses_nobody(self):
        fates = self.fates(through(scenario("A"), scenario("B"), replications=1))
        assert fates["lost"].sum() == 0
        assert fates["transferred"].sum() > 0


class TestWorldsOfDifferentShape:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        county = small_data(QUICK)["jails"]["county"]
        return through(scenario("A"), scenario("B", changes={"jails.annex": county}))

    def test_a_jail_that_one_scenario_does_not_have_counts_nobody_there(self, study):
        annex = study.comparison[study.comparison.jail == "annex"].set_index("measure")
        assert (annex.base_mean == 0).all()
        assert annex.loc["bookings", "difference"] == annex.loc["bookings", "other_mean"] > 0
        for measure in ("hold_hours", "officer_hours_on_duty.deputies", "officer_hours_busy.crews"):
            assert annex.loc[measure, "difference"] == annex.loc[measure, "other_mean"] > 0

    def test_a_mean_wait_where_there_is_no_jail_is_not_compared(self, study):
        annex = study.comparison[study.comparison.jail == "annex"]
        assert not annex.measure.str.contains("wait").any()

    def test_jails_come_in_the_order_of_the_files_and_all_last(self, study):
        assert list(dict.fromkeys(study.comparison.jail)) == ["county", "annex", "all"]

    def test_its_people_are_not_booked_in_the_other(self, study):
        annex = study.transitions[study.transitions.jail == "annex"]
        assert set(annex.outcome_in_base) == {NOT_BOOKED}

    def test_the_total_differs_by_the_jail_that_is_new(self, study):
        table = study.comparison[study.comparison.measure == "bookings"].set_index("jail")
        assert table.loc["all", "difference"] == table.loc["annex", "difference"]

    def test_a_jail_of_the_base_alone_is_compared_too(self):
        county = small_data(QUICK)["jails"]["county"]
        study = through(scenario("A", changes={"jails.annex": county}), scenario("B"))
        annex = study.comparison[study.comparison.jail == "annex"].set_index("measure")
        assert annex.loc["bookings", "difference"] == -annex.loc["bookings", "base_mean"] < 0

    def test_a_charge_that_one_scenario_does_not_have_counts_nobody_there(self):
        charge = {"share": 0.3, "stay_hours": 20}
        changes = {"charges.misdemeanor.share": 0.4, "charges.traffic": charge}
        study = through(scenario("A"), scenario("B", changes=changes))
        row = study.comparison.set_index(["jail", "measure"]).loc[("all", "flagged.traffic")]
        assert row.base_mean == 0
        assert row.difference == row.other_mean > 0
        assert np.issubdtype(study.replications["flagged.traffic"].dtype, np.integer)
        assert np.issubdtype(study.replications["flagged.felony"].dtype, np.integer)


class TestStudyTables:
    @pytest.fixture(scope="class")
    @staticmethod
    def study():
        return through(scenario("A"), scenario("B", changes=NO_SCREENING))

    def test_the_summary_estimates_every_measure_of_every_scenario_and_jail(self, study):
        rows = study.replications
        for row in study.summary.sample(40, random_state=1).itertuples():
            values = rows[(rows.scenario == row.scenario) & (rows.jail == row.jail)][row.measure].dropna()
            assert (row.n, row.mean, row.sd) == pytest.approx((len(values), values.mean(), values.std()))
            assert row.ci_low <= row.mean <= row.ci_high
        assert set(study.summary.scenario) == {"A", "B"}
        assert set(study.summary.jail) == {"county", "all"}

    def test_every_hour_of_the_week_tells_counts_and_duty_of_each_scenario(self, study):
        assert study.hour_of_week.groupby(["scenario", "jail"]).size().to_dict() == {
            ("A", "county"): 168,
            ("B", "county"): 168,
        }
        assert study.hour_of_week.notna().all(axis=None)
        totals = study.hour_of_week.groupby("scenario")[
            ["removable_booked", "lost_released", "screeners_on_duty"]
        ].sum()
        means = study.summary[study.summary.jail == "all"].set_index(["scenario", "measure"])["mean"]
        for name, on_duty in (("A", 168), ("B", 0)):
            assert totals.loc[name].to_list() == pytest.approx(
                [means[name, "removable"], means[name, "released_before_pickup"], on_duty]
            )

    def test_bookings_are_empty_unless_kept(self, study):
        assert study.bookings.empty

    def test_kept_bookings_are_those_that_are_counted(self):
        study = run(scenario("A"), Plan(2, keep_bookings=True))
        counted = study.bookings[study.bookings.counted].groupby("replication").size()
        totals = study.replications[study.replications.jail == "all"].set_index("replication").foreign_born
        pd.testing.assert_series_equal(counted, totals, check_names=False)
