"""Tables on stdout as data: the same numbers as in the results folder, and nothing else."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from tests.cli.test_agencies import LIST

SMALL = ("--replications", 2, "--out", "out")


def table_of(document, name):
    [table] = [each for each in document["tables"] if each["name"] == name]
    return pd.DataFrame(table["rows"], columns=table["columns"])


def test_a_comparison_as_json_has_the_numbers_of_the_folder(cli, with_screening, without_screening, tmp_path):
    done = cli("compare", with_screening, without_screening, *SMALL, "--format", "json")
    assert done.returncode == 0, done.stderr
    told = table_of(json.loads(done.stdout), "headline_counts")
    kept = pd.read_csv(tmp_path / "out" / "comparison.csv").query("jail == 'all'")
    names = ["base", "other", "measure", "base_mean", "other_mean", "difference", "ci_low", "ci_high"]
    measures = ["flagged", "matched", "released_before_pickup", "lost_leads", "lost_matched", "lost_unknown"]
    expected = kept.set_index("measure").loc[measures].reset_index()[names]
    pd.testing.assert_frame_equal(told, expected, check_dtype=False)
    assert done.stderr.splitlines()[-1] == "Results: out"


def test_a_run_as_csv_is_one_table(cli, with_screening, tmp_path):
    done = cli("run", with_screening, *SMALL, "--format", "csv")
    assert done.returncode == 0, done.stderr
    told = pd.read_csv(io.StringIO(done.stdout))
    assert list(told.columns) == ["table", "scenario", "measure", "mean", "ci_low", "ci_high"]
    kept = pd.read_csv(tmp_path / "out" / "summary.csv").query("jail == 'all'").set_index("measure")["mean"]
    for measure, mean in zip(told["measure"], told["mean"], strict=True):
        assert mean == kept[measure]


def test_quiet_prints_no_data_either(cli, with_screening):
    done = cli("run", with_screening, *SMALL, "--format", "json", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")


COMMANDS = {
    "sweep": (
        ("sweep", "with.yaml", *SMALL, "--vary", "jails.*.hold_hours=24,48"),
        {"sweep": ["point", "jails.*.hold_hours", "flagged", "matched", "released_before_pickup"]},
    ),
    "warmup": (
        ("warmup", "with.yaml", *SMALL),
        {"warm_up": ["jail", "wait", "mser5_days", "p_value", "advised_days", "why_missing"]},
    ),
    "staffing": (
        ("staffing", "with.yaml", *SMALL, "--budget", 40, "--most", 1),
        {"staffing": ["which", "officer_hours", "measure", "mean", "ci_low", "ci_high"]},
    ),
    "uncertainty": (
        (
            *("uncertainty", "with.yaml", *SMALL, "--design", "lhs", "--samples", 8),
            *("--set", "jails.county.on_record={value: 0.6, low: 0.2, high: 0.9}"),
        ),
        {"headline_counts": ["scenario", "measure", "mean"], "inputs_of_flagged": ["measure", "input", "rank"]},
    ),
    "calibrate": (
        ("calibrate", "with.yaml", "--target", "flagged=40", "--range", "jails.county.recorded=0.5:1"),
        {"targets": ["target", "wanted"], "free_inputs": ["input", "value"], "sensitivity": ["input", "flagged"]},
    ),
    "import": (
        ("agencies", "import", LIST),
        {"rows": ["what", "rows"], "by_model": ["model", "jails"], "by_state": ["state", "jails", "people_covered"]},
    ),
    "show": (("agencies", "show", LIST), {"by_state": ["state"], "by_month": ["month", "began", "ended"]}),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_with_tables_prints_them_as_json(cli, with_screening, name):
    words, expected = COMMANDS[name]
    done = cli(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    for table, columns in expected.items():
        found = table_of(document, table)
        assert len(found)
        assert list(found.columns)[: len(columns)] == columns


@pytest.mark.parametrize("command", ["evidence published", "evidence verify", "agreements"])
def test_the_slow_commands_have_the_option_too(cli, command):
    assert "table|json|csv" in cli(*command.split(), "--help").stdout


def test_another_format_is_refused_with_what_is_allowed(cli, with_screening):
    done = cli("run", with_screening, "--format", "xml")
    assert done.returncode == 2
    for allowed in ("table", "json", "csv"):
        assert allowed in done.stderr
