"""Money of a replication, against sums done by hand; and that it changes no booking."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analyses.comparison.summaries import measure_table
from sim.model.counts.measures import COUNT, measures
from sim.model.outcomes import COSTS, absent_value, is_count, meaning_of, measure_names
from sim.scenario.schema import Scenario
from sim.study.replication import replicate
from tests.support import WEEKDAYS, in_custody, small, small_data

DAYS = {"days": 10, "warmup_days": 0, "cooldown_days": 3}
PRICES = {"officer_hour": 60, "held_day": 150, "reimbursed_per_held_day": 90, "fixed_per_year": 36_525}
TEAMS = "jails.county.screening.teams"
NOBODY = pytest.approx([0, 0, 0])


def money(scenario: Scenario, jail: str = "all") -> list[float]:
    """Gross, reimbursed and net of the first replication."""
    table = measure_table(scenario, replicate([scenario], 0).measures[0])
    return [float(table.loc[jail, cost]) for cost in COSTS]


def costing(costs: dict[str, object], changes: dict[str, object] | None = None) -> Scenario:
    return small({**DAYS, "costs": costs, **(changes or {})})


def test_money_is_hours_and_days_times_their_prices(tmp_path):
    # Flagged early on Monday and due that day at 10:00; the crew sets out on Tuesday at 06:00, an hour's drive away.
    crews = [{"officers": 1, "hours": "06:00-18:00", "days": ["tue"]}]
    rows = [{"booked_at": "2019-07-01 00:00", "stay_hours": 10}]
    changes = {**DAYS, "costs": PRICES, "field_offices.city.crews": crews}
    custody = in_custody(tmp_path, {"county": rows}, changes)
    (counts,) = COUNT.of(custody)
    found = measure_table(custody.scenario, measures(custody.scenario, counts)).loc["county"]
    held_hours = 21
    assert found["hold_hours"] == held_hours
    assert found["officer_hours_on_duty.deputies"] == 240
    assert found["cost_gross"] == pytest.approx(60 * 240 + 150 * held_hours / 24 + 36_525 * 10 / 365.25)
    assert found["cost_reimbursed"] == pytest.approx(90 * held_hours / 24)
    assert found["cost_net"] == found["cost_gross"] - found["cost_reimbursed"]


def test_each_team_has_its_own_price_and_those_of_ice_none():
    visits = [{"officers": 1, "hours": "09:00-17:00", "days": WEEKDAYS}]
    both = {f"{TEAMS}.visitors": {"shifts": visits}}
    price = {"by_team": {"visitors": 0}, "otherwise": 50}
    gross = money(costing({"officer_hour": price}, both))[0]
    assert gross == 50 * 24 * 10
    more = {"field_offices.city.reviewers.0.officers": 9, "field_offices.city.crews.0.officers": 9}
    assert money(costing({"officer_hour": price}, {**both, **more}))[0] == gross
    price = {"by_team": {"visitors": 7}, "otherwise": 50}
    # Ten days from a Monday have eight weekdays.
    assert money(costing({"officer_hour": price}, both))[0] == gross + 7 * 8 * 8


@pytest.mark.parametrize(
    ("in_force", "days"),
    [
        ({}, 10),
        ({"until": "2019-07-04"}, 4),
        ({"from": "2019-07-04"}, 7),
        ({"from": "2019-07-02", "until": "2019-07-02"}, 1),
        ([{"until": "2019-07-02"}, {"from": "2019-07-09"}], 4),
        ({"until": "2019-06-30"}, 0),
        ({"from": "2019-07-11"}, 0),
        ({"from": "2019-07-10"}, 1),
    ],
)
def test_the_fixed_cost_is_of_the_counted_days_on_which_a_team_is_in_force(in_force, days):
    assert money(costing({"fixed_per_year": 36_525}, {f"{TEAMS}.deputies.in_force": in_force}))[0] == days * 100


def test_the_fixed_cost_of_two_teams_is_of_the_days_of_either():
    teams = {
        "deputies": {"shifts": [], "in_force": {"until": "2019-07-03"}},
        "others": {"shifts": [], "in_force": {"from": "2019-07-03", "until": "2019-07-04"}},
    }
    assert money(costing({"fixed_per_year": 36_525}, {TEAMS: teams}))[0] == 400


def test_without_screening_there_is_no_programme_to_pay_for():
    costs = {"officer_hour": 60, "fixed_per_year": 36_525}
    assert money(costing(costs, {"jails.county.screening": None})) == NOBODY


def test_officers_who_are_not_under_the_agreement_cost_no_programme():
    teams = {
        "deputies": {"shifts": [], "in_force": {"until": "2019-07-03"}},
        "ice": {"shifts": [], "under_agreement": False},
    }
    assert money(costing({"fixed_per_year": 36_525}, {TEAMS: teams}))[0] == 300


def test_every_jail_with_screening_has_its_own_fixed_cost_and_all_is_their_sum():
    county = small_data()["jails"]["county"]
    jails = {"a": county, "b": county, "c": {**county, "screening": None}}
    scenario = costing({**PRICES, "officer_hour": None}, {"jails": jails})
    each = [money(costing({"fixed_per_year": 36_525}, {"jails": jails}), jail)[0] for jail in jails]
    assert each == [1000, 1000, 0]
    parts = [money(scenario, jail) for jail in jails]
    assert money(scenario) == pytest.approx([sum(part) for part in zip(*parts, strict=True)])
    assert money(scenario)[1] > 0


def test_what_is_not_priced_is_not_paid():
    assert money(costing({"reimbursed_per_held_day": 0})) == NOBODY
    gross, reimbursed, net = money(costing({"reimbursed_per_held_day": 90}))
    assert (gross, net) == (0, -reimbursed)
    assert reimbursed > 0


def test_costs_change_no_other_measure():
    plain, costed = small(DAYS), costing(PRICES)
    tables = [measure_table(each, replicate([each], 0).measures[0]) for each in (plain, costed)]
    pd.testing.assert_frame_equal(tables[0], tables[1].drop(columns=list(COSTS)), check_exact=True)


def test_money_is_a_measure_only_where_there_are_costs_and_is_no_count():
    names = measure_names(costing(PRICES))
    assert names == (*measure_names(small(DAYS)), *COSTS)
    assert not any(map(is_count, COSTS))
    assert all("dollars" in meaning_of(cost) for cost in COSTS)
    assert [absent_value(name) for name in ("flagged", "hold_hours")] == [0, 0]
    assert all(absent_value(name) != absent_value(name) for name in (*COSTS, "review_wait_hours"))
