from __future__ import annotations

import json

import pytest


def test_staffing_tells_the_shifts_and_writes_a_scenario(cli, with_screening, tmp_path):
    done = cli("staffing", with_screening, "--budget", "24", "--replications", "2", "--most", "1")
    assert done.returncode == 0, done.stderr
    assert "Chosen for deputies at county" in done.stdout
    folder = tmp_path / "results" / "with-staffing"
    record = json.loads((folder / "run.json").read_text())
    assert record["staffing"]["budget_hours"] == 24
    assert cli("validate", folder / "staffing.yaml").returncode == 0


def test_a_target_out_of_reach_leaves_with_1_and_says_the_best(cli, with_screening, tmp_path):
    words = ["--target", "released_before_pickup=0", "--replications", "2", "--block", "08:00-09:00", "--most", "1"]
    done = cli("staffing", with_screening, *words)
    assert done.returncode == 1
    assert "No staffing: the target of 0 is not reached; the best was" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "one of the two, and not both"),
        (["--budget", "0"], "--budget"),
        (["--budget", "40", "--target", "3"], "not both"),
        (["--target", "flagd=3"], "did you mean 'flagged'"),
        (["--target", "few"], "--target few"),
        (["--budget", "40", "--block", "8-16"], "--block 8-16"),
        (["--budget", "40", "--team", "deputy"], "unknown team"),
        (["--budget", "40", "--jail", "cuonty"], "did you mean 'county'"),
        (["--budget", "40", "--most", "0"], "--most"),
        (["--budget", "40", "--set", "jails.county.warmup=3"], "unknown key"),
    ],
)
def test_wrong_input_leaves_with_2_and_writes_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("staffing", with_screening, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]
