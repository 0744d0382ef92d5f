from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.support import small_data, write_yaml


def test_warmup_tells_how_long_and_writes_a_folder(cli, tmp_path):
    path = write_yaml(tmp_path / "county.yaml", small_data())
    done = cli("warmup", path, "--replications", "2")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "results" / "county-warmup" / "run.json").read_text())
    assert record["warmup_advice"][1:] in done.stdout
    assert record["replications"] == 2
    assert record["engine"] == "staged"
    advice = pd.read_csv(tmp_path / "results" / "county-warmup" / "advice.csv")
    assert list(advice["wait"]) == ["interview"] * 2 + ["review"] * 2 + ["hold"] * 2
    assert not (tmp_path / "results" / "county-warmup.unfinished").exists()


def test_days_looks_further(cli, with_screening, tmp_path):
    short = cli("warmup", with_screening, "--out", "short")
    assert short.returncode == 0
    assert "Look further with --days 49" in short.stdout
    longer = cli("warmup", with_screening, "--days", "49", "--out", "longer")
    assert longer.returncode == 0
    assert "fewer than" not in longer.stdout
    assert pd.read_csv(tmp_path / "longer" / "warmup.csv")["day"].max() == 55


def test_the_number_of_jobs_and_the_engine_change_no_number(cli, two_jobs, with_screening, tmp_path):
    for run, out, *words in ((cli, "one"), (two_jobs, "two"), (cli, "simpy", "--engine", "simpy")):
        assert run("warmup", with_screening, "--days", "49", "--quiet", "--out", out, *words).returncode == 0
    for name in ("warmup.csv", "advice.csv", "plots/warmup.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "simpy" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "jails.county.warmup=3"], "unknown key"),
        (["--engine", "stagd"], "did you mean 'staged'"),
        (["--days", "0"], "--days"),
        (["--replications", "0"], "--replications"),
    ],
)
def test_wrong_input_leaves_with_2_and_writes_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("warmup", with_screening, "--out", "out", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_a_folder_that_exists_is_not_replaced_unasked(cli, with_screening, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    done = cli("warmup", with_screening, "--out", "out")
    assert done.returncode == 2
    assert "exists" in done.stderr
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
