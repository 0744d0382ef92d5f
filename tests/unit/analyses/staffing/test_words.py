"""What is said of a staffing: the finding, how sure it is, and why nobody is chosen."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.kind import findings
from sim.analyses.staffing.numbers import rounded
from sim.analyses.staffing.post import Block, Post, post_of
from sim.analyses.staffing.rules import Rules
from sim.analyses.staffing.search import staff
from sim.analyses.staffing.tables import roster_rows, staffing_screen
from sim.analyses.staffing.words import finding, officers_needed, priced, sure
from sim.output.kinds import write_results
from sim.scenario.files.reader import ScenarioSource
from sim.study.tasks import Running
from tests.support import small_data, write_yaml
from tests.unit.analyses.staffing.checked import faults

STARTED = datetime(2026, 1, 2, tzinfo=UTC)
PRICES = {"officer_hour": 60, "held_day": 150, "fixed_per_year": 50_000}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    data = small_data({"days": 14, "costs": PRICES})
    return ScenarioSource(write_yaml(tmp_path_factory.mktemp("scenario") / "county.yaml", data))


@pytest.fixture(scope="module")
def written(source, tmp_path_factory):
    def write(goal, rules=Rules(), blocks=()):  # noqa: B008 - frozen
        found = staff(source, post_of(source.scenario(), None, None, blocks, 2), goal, Running(2), rules)
        folder = tmp_path_factory.mktemp("out") / "out"
        return found, write_results(
            findings(found, source.path), folder, command=[], started_at=STARTED, finish=lambda _: None
        )

    return write


@pytest.fixture(scope="module")
def rostered(written):
    return written(Goal("released_before_pickup", budget_hours=60), Rules(officers=2, least=2, days_off=4))


def test_the_finding_has_both_hours_and_both_counts(rostered):
    _, results = rostered
    rows = results["staffing"].set_index("which")
    chosen, present = (rounded(rows["mean"][which]) for which in ("chosen", "present"))
    assert finding(results) == (
        f"48 well-placed officer hours a week lose {chosen} people in 14 days, today's 168 lose {present}"
    )


def test_the_price_of_both_hours_is_told(rostered):
    _, results = rostered
    net = results["staffing"].set_index("which")["cost_net_mean"]
    chosen, present = (f"${net[which]:,.0f}" for which in ("chosen", "present"))
    assert priced(results) == f"48 hours a week cost the county {chosen} net in 14 days, today's 168 {present}."


def test_a_search_under_rules_gives_a_roster_that_obeys_them(rostered):
    found, results = rostered
    assert found.best.officer_hours <= 60
    assert faults(found.post, found.roster, found.best.staffing, found.rules) == []
    table = results["roster"]
    assert table.equals(roster_rows(found).astype(table.dtypes))
    assert table["length_hours"].sum() == found.best.officer_hours
    assert officers_needed(results.record["staffing"]).startswith("The roster takes 2 officers. By its rules ")


def test_the_roster_is_on_screen_by_day(rostered):
    _, results = rostered
    table = next(part for part in staffing_screen(results) if getattr(part, "name", "") == "roster")
    assert list(table.data["officer"]) == [1, 2]
    assert table.data["week_hours"].sum() == results["roster"]["length_hours"].sum()


def test_how_stable_the_choice_is_is_told_with_what_was_done(rostered):
    _, results = rostered
    (told,) = sure(results)
    assert "on 2,000 bootstrap resamples of the fresh replications, this one wins in" in told
    assert f"{results.record['staffing']['stability']['as_good']} do as well within chance" in told


def test_one_replication_does_not_tell_how_stable_the_choice_is(rostered):
    _, results = rostered
    (told,) = sure(replace(results, record={**results.record, "replications": 1}))
    assert told == "One fresh replication does not tell how stable the choice is; several do."


def test_nobody_is_explained_by_the_fixed_cost_where_costs_decide(written):
    found, results = written(Goal("cost_net", budget_hours=24))
    assert found.best.officer_hours == 0
    assert next(sure(results)) == (
        "Nobody on duty costs least: every officer hour costs more than it saves. The fixed cost of the programme, "
        "50,000 dollars a year, is paid all the same while a team is in force: only a scenario without screening is "
        "without it."
    )
    assert finding(results).startswith("Cost net, dollars in 14 days: ")
    assert results["roster"].empty
    assert officers_needed(results.record["staffing"]) == ""


def test_nobody_is_explained_where_counts_decide(written):
    _, results = written(Goal("interviewed_others", budget_hours=24))
    assert next(sure(results)) == "Nobody is chosen, for no officer lowers interviewed others."
    _, results = written(Goal("released_before_pickup", 1.0, is_share=True))
    assert next(sure(results)) == "Nobody on duty meets the target already."
    assert finding(results).startswith("Nobody on duty loses ")


def test_a_folder_of_an_older_version_is_told_without_what_it_lacks(rostered):
    _, results = rostered
    later = ("rules", "officers_needed", "is_fewest", "stability", "probability", "target_met")
    for name in later:
        del results.record["staffing"][name]
    (results.folder / "roster.csv").unlink()
    older = type(results)(results.kind, results.folder, results.record)
    assert [*sure(older)] == []
    assert officers_needed(older.record["staffing"]) == ""
    assert older.kind.chapter(older).answers[0] == f"{finding(older)}."
    assert isinstance(older["roster"], pd.DataFrame)


def test_on_duty_by_hour_wraps_from_sunday_to_monday():
    post = Post("county", "deputies", (Block.parse("22:00-06:00"),), 2)
    on_duty = post.by_hour((0, 0, 0, 0, 0, 0, 2))
    assert on_duty[:6].tolist() == [2] * 6
    assert on_duty[166:].tolist() == [2] * 2
    assert on_duty.sum() == 16
