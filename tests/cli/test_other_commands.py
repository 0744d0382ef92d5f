from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from ruamel.yaml import YAML

from sim.model.outcomes import Outcome

COMMANDS = (
    "run",
    "compare",
    "sweep",
    "calibrate",
    "validate",
    "explain",
    "report",
    "evidence",
    "trace",
    "plot",
    "new",
)
SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(cli, command):
    done = cli(*filter(None, [command]), "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_help_does_not_load_the_slow_libraries(cli, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("")
    script = (
        "import sys; sys.argv = ['lostleads', '--help']\n"
        "from sim.cli import main\n"
        "assert not {'typer', 'rich'} & set(sys.modules), 'loaded before interrupts are heeded'\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "slow = {'pandas', 'scipy', 'matplotlib', 'simpy', 'numba', 'pyarrow', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {slow}' if slow else 0)\n"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_version_is_told(cli):
    assert cli("--version").stdout.startswith("lostleads ")


def test_an_unknown_command_leaves_with_2(cli):
    assert cli("rum").returncode == 2


def test_validate_says_in_plain_words_what_a_scenario_means(cli):
    done = cli("validate", *(path for path in SCENARIOS if path.stem.startswith("prince_william")))
    assert done.returncode == 0, done.stderr
    assert "9,600 bookings a year" in done.stdout
    assert "No screening on site." in done.stdout


@pytest.mark.parametrize("form", ["table", "json"])
def test_validate_may_say_only_what_is_wrong(cli, with_screening, tmp_path, form):
    (tmp_path / "one.yaml").write_text("nam: x\n")
    done = cli("validate", with_screening, "--quiet", "--format", form)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = cli("validate", "one.yaml", "--quiet", "--format", form)
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'name'?" in done.stderr


def test_validate_tells_the_faults_of_every_file(cli, with_screening, tmp_path):
    (tmp_path / "one.yaml").write_text("nam: x\n")
    (tmp_path / "two.yaml").write_text("")
    done = cli("validate", "one.yaml", with_screening, "two.yaml")
    assert done.returncode == 2
    assert "one.yaml:1: nam: unknown key 'nam'; did you mean 'name'?" in done.stderr
    assert "two.yaml" in done.stderr
    assert "With" in done.stdout


def test_trace_tells_the_life_that_the_booking_table_holds(cli, with_screening, tmp_path):
    cli("run", with_screening, "--out", "out", "--bookings", "--quiet", "--replications", "2")
    table = pd.read_parquet(tmp_path / "out" / "bookings.parquet")
    here = table[(table["replication"] == 1) & (table["outcome"] == "transferred")].iloc[0]
    done = cli("trace", with_screening, "--booking", f"county/{here['booking']}", "--replication", "1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1].startswith(f"Outcome: transferred: {Outcome.TRANSFERRED.meaning}")
    for column, words in (("booked_at", "booked"), ("flagged_at", "flagged"), ("transferred_at", "ICE takes custody")):
        assert any(f"{here[column]:%Y-%m-%d %H:%M:%S}" in line and words in line for line in lines), column
    times = re.findall(r"^[A-Z][a-z]{2} (\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})  ", done.stdout, flags=re.MULTILINE)
    assert len(times) >= 5
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("booking", "message"),
    [("99999999", "numbers run from 0"), ("county/x", "not a booking number"), ("country/1", "did you mean 'county'")],
)
def test_trace_of_a_booking_that_is_not_there_leaves_with_2(cli, with_screening, booking, message):
    done = cli("trace", with_screening, "--booking", booking)
    assert done.returncode == 2
    assert message in done.stderr


def test_trace_is_the_same_with_either_engine(cli, with_screening):
    lives = [cli("trace", with_screening, "--booking", "40", "--engine", name).stdout for name in ("simpy", "staged")]
    assert lives[0] == lives[1] != ""


def test_plot_draws_the_same_pictures_again(painting, with_screening, tmp_path):
    painting("run", with_screening, "--out", "out", "--quiet")
    done = painting("plot", "out", "--out", "pictures")
    assert done.returncode == 0, done.stderr
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in (tmp_path / "out" / "plots").iterdir()}
    assert len(done.stdout.splitlines()) == len(drawn)


def test_plot_keeps_what_is_elsewhere_unless_told_and_draws_the_forms_it_is_told(cli, with_screening, tmp_path):
    cli("run", with_screening, "--out", "out", "--quiet", "--plots", "none")
    done = cli("plot", "out", "--quiet", "--plots", "svg")
    assert (done.returncode, done.stdout) == (0, "")
    kinds = {path.suffix for path in (tmp_path / "out" / "plots").iterdir()}
    assert ".svg" in kinds
    assert ".png" not in kinds
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    refused = cli("plot", "out", "--out", "mine")
    assert refused.returncode == 2
    assert refused.stderr == "mine is not empty; give another name, or --overwrite to replace pictures in it\n"
    assert cli("plot", "out", "--out", "mine", "--overwrite").returncode == 0
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert cli("plot", "out", "--plots", "gif").returncode == 2


def test_plot_of_a_folder_without_results_leaves_with_2(cli, tmp_path):
    done = cli("plot", tmp_path)
    assert done.returncode == 2
    assert "no results" in done.stderr


def test_plot_of_broken_results_leaves_with_2(cli, tmp_path):
    (tmp_path / "run.json").write_text("{")
    done = cli("plot", tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["plot", "report"])
def test_results_of_an_older_version_leave_with_2_and_say_what_to_do(cli, tmp_path, command):
    (tmp_path / "run.json").write_text('{"replications": 3}')
    done = cli(command, tmp_path)
    assert done.returncode == 2
    assert "was written by an older version of lostleads; run its command again" in done.stderr


def test_schema_accepts_every_scenario_of_the_project(cli):
    schema = json.loads(cli("explain", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    complete = next(path for path in SCENARIOS if path.name == "prince_william.yaml")
    data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(complete), default=str))
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "bookings": 3}, schema)


@pytest.mark.parametrize(
    "words",
    [
        ["report", "results", "--overwrite"],
        ["agencies", "import", "list.csv", "--overwrite"],
        ["evidence", "published", "--scenarios", "nowhere"],
        ["trace", "with.yaml", "--booking", "1", "--overwrite"],
        ["evidence", "verify"],
    ],
    ids=lambda words: words[-1],
)
def test_a_folder_as_the_file_to_write_is_told_before_anything_else(cli, with_screening, tmp_path, words):
    (tmp_path / "folder.png").mkdir()
    done = cli(*words, "--out", "folder.png")
    assert done.returncode == 2
    assert done.stderr == "folder.png is a folder; give the name of a file\n"
    assert done.stdout == ""
    assert {path.name for path in tmp_path.iterdir()} == {"folder.png", "with.yaml"}
