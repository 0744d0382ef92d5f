"""Costs on the command line: said in words, and reported beside the counts."""

from __future__ import annotations

import pandas as pd

PRICES = (
    "costs={officer_hour: {by_team: {deputies: 62}}, held_day: 150, reimbursed_per_held_day: 90, fixed_per_year: 5e4}"
)
TEXT = ["base", "other", "jail", "measure"]


def test_validate_says_the_prices(cli, with_screening):
    done = cli("validate", with_screening, "--set", PRICES)
    line = (
        "  Costs in dollars: an officer hour 62 of deputies; a day held 150; reimbursed for a day held 90; "
        "a jail's screening 50,000 a year."
    )
    assert line in done.stdout.splitlines()
    assert "Costs" not in cli("validate", with_screening).stdout


def test_a_price_for_an_unknown_team_is_wrong_input(cli, with_screening):
    done = cli("run", with_screening, "--set", "costs={officer_hour: {by_team: {deputy: 62}, otherwise: 60}}")
    assert done.returncode == 2
    assert "costs.officer_hour.by_team.deputy: unknown team 'deputy'; did you mean 'deputies'?" in done.stderr


def test_a_run_reports_money_beside_its_counts(cli, with_screening, tmp_path):
    plain = cli("run", with_screening, "--replications", 2, "--out", "plain")
    costed = cli("run", with_screening, "--replications", 2, "--out", "costed", "--set", PRICES)
    assert costed.returncode == plain.returncode == 0, costed.stderr
    assert "Money, in dollars" in costed.stdout
    assert "Money" not in plain.stdout
    tables = [pd.read_csv(tmp_path / folder / "summary.csv") for folder in ("plain", "costed")]
    counts = tables[1][~tables[1]["measure"].str.startswith("cost_")].reset_index(drop=True)
    pd.testing.assert_frame_equal(counts, tables[0], check_exact=True)


def test_a_comparison_reports_dollars_per_additional_lead(cli, with_screening, without_screening, tmp_path):
    done = cli("compare", with_screening, without_screening, "--replications", 4, "--out", "out", "--set", PRICES)
    assert done.returncode == 0, done.stderr
    assert "Net dollars per additional person" in done.stdout
    table = pd.read_csv(tmp_path / "out" / "comparison.csv").query("jail == 'all'").set_index("measure")
    ratio = table.loc["cost_net", "difference"] / table.loc["flagged", "difference"]
    ratios = done.stdout.split("Net dollars")[1].partition("Means over")[0]
    [shown] = [line.split()[1] for line in ratios.splitlines() if "flagged" in line]
    assert float(shown.replace(",", "")) == round(ratio)


def test_scenarios_of_which_one_has_costs_still_compare(cli, with_screening, tmp_path):
    (tmp_path / "costed.yaml").write_text("extends: with.yaml\nname: Costed\ncosts: {officer_hour: 60}\n")
    done = cli("compare", with_screening, "costed.yaml", "--replications", 2, "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "Money is not compared: A and B do not both have costs." in done.stdout
    table = pd.read_csv(tmp_path / "out" / "comparison.csv").set_index(TEXT)
    assert (table["difference"] == 0).all()


def test_a_sweep_over_a_price_moves_the_money_only(cli, with_screening, tmp_path):
    words = ("--replications", 2, "--out", "out", "--set", PRICES, "--vary", "costs.held_day=100,200")
    done = cli("sweep", with_screening, *words)
    assert done.returncode == 0, done.stderr
    paired = pd.read_csv(tmp_path / "out" / "sweep_paired.csv").query("jail == 'all'").set_index("measure")
    moved = paired.index[paired["difference"] != 0]
    assert set(moved) == {"cost_gross", "cost_net"}


def test_a_range_of_a_price_is_an_unknown_input(cli, with_screening, tmp_path):
    price = "costs={officer_hour: {value: 60, low: 50, high: 80}}"
    words = ("--design", "lhs", "--samples", 4, "--replications", 2, "--out", "out", "--set", price)
    done = cli("uncertainty", with_screening, *words)
    assert done.returncode == 0, done.stderr
    tornado = pd.read_csv(tmp_path / "out" / "tornado.csv").query("jail == 'all' and input == 'costs.officer_hour'")
    changes = tornado.set_index("measure")["change"]
    assert (changes["cost_net"] != 0).all()
    assert (changes["flagged"] == 0).all()
