"""Commands of scenarios with a ``levels_file``: draws or their mean, what intervals hold, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.support import small_data, write_yaml

PER_YEAR = [200, 300, 400, 600, 900, 1400]


@pytest.fixture
def levelled(tmp_path):
    rows = [f"{draw},county,2019,{level}" for draw, level in enumerate(PER_YEAR)]
    (tmp_path / "levels.csv").write_text("\n".join(["draw,jail,year,level", *rows]))
    changes = {"levels_file": "levels.csv", "flagged_per_removable": 0.8, "replications": 6, "name": "With"}
    return write_yaml(tmp_path / "with.yaml", small_data(changes))


def summary(folder, measure="removable"):
    table = pd.read_csv(folder / "summary.csv")
    return table[(table["measure"] == measure) & (table["jail"] == "all")].iloc[0]


def test_intervals_hold_the_draws_and_with_the_mean_chance_alone(cli, levelled, tmp_path):
    done = cli("run", levelled, "--out", "draws")
    assert done.returncode == 0, done.stderr
    assert "95 % of single runs lie within the intervals, which hold chance and draws" in " ".join(done.stdout.split())
    alone = cli("run", levelled, "--levels", "mean", "--out", "mean")
    assert "95 % intervals hold chance alone" in " ".join(alone.stdout.split())
    table = pd.read_csv(tmp_path / "draws" / "replications.csv")
    removable = table.loc[table["jail"] == "all", "removable"]
    # Sixty days of each level, in the order of the draws.
    np.testing.assert_allclose(removable, np.array(PER_YEAR) / 0.8 * 60 / 365, rtol=0.3)
    wide, narrow = (summary(tmp_path / name) for name in ("draws", "mean"))
    assert [wide["ci_low"], wide["ci_high"]] == pytest.approx(np.quantile(removable, [0.025, 0.975]))
    assert wide["ci_high"] - wide["ci_low"] > 3 * (narrow["ci_high"] - narrow["ci_low"])
    assert wide["mean"] == pytest.approx(narrow["mean"], rel=0.2)


def test_two_scenarios_have_the_same_draws_and_points_take_them(cli, levelled, tmp_path):
    ended = tmp_path / "without.yaml"
    ended.write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    done = cli("compare", levelled, ended, "--out", "both", "--quiet")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "both" / "replications.csv")
    first, second = (table[(table["scenario"] == name) & (table["jail"] == "all")] for name in ("With", "Without"))
    assert first["removable"].tolist() == second["removable"].tolist()
    refused = cli("compare", levelled, ended, "--unknowns", "40", "--out", "more")
    assert refused.returncode == 2
    assert "--unknowns 40: there are but 6 draws of county levels" in refused.stderr


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--replications", "7"), "7 replications are more than the 6 draws of levels.csv; take fewer, or --set level"),
        (("--levels", "middle"), "levels: must be draws, mean or the number of a draw, but is 'middle'"),
        (("--levels", "6"), "has no draw 6 (allowed: 0 to 5, draws, mean)"),
        (("--set", "levels_file=other.csv"), "levels_file: no such file: other.csv"),
    ],
)
def test_what_cannot_be_taken_is_told(cli, levelled, given, message, tmp_path):
    done = cli("run", levelled, *given, "--out", "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_validate_tells_of_levels_and_takes_their_mean(cli, levelled):
    done = cli("validate", levelled)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "is set by levels.csv: each replication takes one of 6 draws, year by year" in told
    found = json.loads(cli("validate", levelled, "--format", "json").stdout)
    assert found


def test_a_scenario_without_levels_refuses_the_option(cli, tmp_path):
    path = write_yaml(tmp_path / "plain.yaml", small_data())
    done = cli("run", path, "--levels", "mean", "--out", "out")
    assert done.returncode == 2
    assert "--levels mean: levels: needs a levels_file, of which it says what replications take" in done.stderr


def test_uncertainty_takes_levels_at_their_mean(cli, levelled, tmp_path):
    ranged = tmp_path / "ranged.yaml"
    ranged.write_text("extends: with.yaml\njails: {county: {on_record: {value: 0.6, low: 0.4, high: 0.8}}}\n")
    words = ("--design", "lhs", "--samples", "4", "--replications", "2", "--quiet")
    for folder, more in (("draws", ()), ("mean", ("--levels", "mean"))):
        assert cli("uncertainty", ranged, *words, *more, "--out", folder).returncode == 0
    assert (tmp_path / "draws" / "points.csv").read_bytes() == (tmp_path / "mean" / "points.csv").read_bytes()
