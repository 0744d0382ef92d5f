"""The command that asks what if agreements ended, and others began."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.support import SMALL, small_data, write_yaml


@pytest.fixture
def network(tmp_path):
    county = {**SMALL["jails"]["county"], "state": "VA", "population": 100_000}
    jails = {"arlington": county, "bedford": {"agreement": False}, "craig": {}}
    data = {**small_data({"days": 20}), "jail_defaults": county, "jails": jails}
    return write_yaml(tmp_path / "network.yaml", data)


def test_the_same_bookings_go_through_the_network_with_and_without(cli, network, tmp_path):
    done = cli("agreements", network, "--end", "arlington", "--begin", "bedford", "--replications", "2")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "results" / "network-agreements"
    record = json.loads((folder / "run.json").read_text())
    assert [each["label"] for each in record["scenarios"]] == [
        "Small county",
        "Small county, Arlington ends; Bedford begins",
    ]
    flagged = pd.read_csv(folder / "comparison.csv").query("measure == 'flagged'").set_index("jail")["difference"]
    assert flagged["arlington"] < 0 < flagged["bedford"]
    assert flagged["arlington"] + flagged["bedford"] + flagged["craig"] == pytest.approx(flagged["all"])
    groups = pd.read_csv(folder / "groups_paired.csv").query("group_by == 'change' and measure == 'flagged'")
    assert dict(zip(groups.group, groups.jails, strict=True)) == {
        "more_screening": 1,
        "less_screening": 1,
        "no_change": 1,
    }
    pictures = {path.stem for path in (folder / "plots").glob("*.svg")}
    assert pictures >= {"gains_by_kind", "ranked_gains", "state_gains"}
    assert "cumulative_leads" not in pictures
    for words in ("gain screening (1)", "lose screening (1)", "Unchanged neighbours (1)"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_an_agreement_ends_on_a_day(cli, network, tmp_path):
    done = cli(
        "agreements", network, "--end", "arlington,craig", "--on", "2019-07-05", "--replications", "2", "--quiet"
    )
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "results" / "network-agreements" / "run.json").read_text())
    jail = record["scenarios"][1]["scenario"]["jails"]["craig"]
    assert jail["screening"]["teams"]["deputies"]["in_force"] == [{"until": "2019-07-05"}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name at least one jail"),
        (["--end", "arlingtn"], "--end arlingtn: there is no such jail; did you mean 'arlington'?"),
        (["--begin", "craig"], "--begin craig: has an agreement already"),
        (["--end", "craig", "--on", "July"], "--on: must be a date such as 2019-07-01, but is 'July'"),
        (["--end", "craig", "--on", "2021-07-01"], "--on 2021-07-01: must be a counted day, from 2019-07-01"),
        (["--end", "none.csv"], "none.csv: cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(cli, network, tmp_path, words, message):
    done = cli("agreements", network, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "results").exists()
