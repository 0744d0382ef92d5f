"""Mistakes that people make at the keyboard, each told by what they gave, and by what to give instead."""

from __future__ import annotations

import pytest

from tests.support import small_data, write_yaml

SHIFT = "jails.arlington.screening.teams.deputies.shifts.0"


@pytest.fixture
def folder(tmp_path):
    """A scenario of one jail and one of two, a study of the first, a list, and folders."""
    data = small_data({"days": 5, "replications": 1})
    county = data["jails"].pop("county")
    write_yaml(tmp_path / "one.yaml", {**data, "jails": {"arlington": county}})
    write_yaml(tmp_path / "two.yaml", {**data, "jails": {"arlington": county, "fairfax": county}})
    (tmp_path / "study.yaml").write_text("scenario: one.yaml\nvary: {on_record: [0.2, 0.4]}\n")
    (tmp_path / "design.yaml").write_text("scenario: one.yaml\ndesign: lhs\nrange: {hold_hours: 24:48}\n")
    (tmp_path / "list.csv").write_text("state,county\nVA,Arlington\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "run.json").write_text('{"kind": "comparison", "layout": 2, "scenarios": []}')
    return tmp_path


NO_PATH = "the scenario has no such path; did you mean jails.arlington."
OTHER_WORDS = (
    ("sweep one.yaml --vary on_record=0.2,0.4", f"--vary on_record: {NO_PATH}on_record?"),
    ("sweep one.yaml --design lhs --range on_record=0.2:0.4", f"--range on_record: {NO_PATH}on_record?"),
    ("calibrate one.yaml --target flagged=4 --range recorded=0.2:1", f"--range recorded: {NO_PATH}recorded?"),
    ("calibrate one.yaml --target flagged=4 --free recorded=0.2:1", f"--range recorded: {NO_PATH}recorded?"),
    ("run one.yaml --set on_record=0.3", f"--set on_record: {NO_PATH}on_record?"),
    ("run one.yaml --set jails.on_record=0.3", f"--set jails.on_record: {NO_PATH}on_record?"),
    ("run two.yaml --set charges.share=0.3", "no such path; did you mean charges."),
    ("validate one.yaml --set on_record=0.3", f"--set on_record: {NO_PATH}on_record?"),
    ("run one.yaml --set jail.arlington.on_recrod=1", f"--set jail.arlington.on_recrod: {NO_PATH}on_record?"),
    ("run two.yaml --set fairfax.on_record=1", "no such path; did you mean jails.fairfax.on_record?"),
    (
        "run two.yaml --set on_record=0.3",
        f"{NO_PATH}on_record, jails.fairfax.on_record or jails.*.on_record for all?",
    ),
    ("run two.yaml --set jails.alexandria.on_record=1", "there is no 'alexandria' here (there is: arlington, fairfax)"),
    ("run one.yaml --set dayz=3", "--set dayz: the scenario has no such path; did you mean days?"),
    ("run one.yaml --set qqq=3", "--set qqq: the scenario has no such path; 'lostleads explain KEY' tells where a key"),
    ("sweep study.yaml", f"study.yaml: vary: on_record: {NO_PATH}on_record?"),
    ("sweep design.yaml", f"design.yaml: range: hold_hours: {NO_PATH}hold_hours?"),
    (
        "sweep one.yaml --vary jails.*.on_record=2",
        "--vary jails.*.on_record=2: jails.arlington.on_record: must be at most",
    ),
    ("run one.yaml --levels 7", "--levels 7: levels: needs a levels_file"),
    (
        "calibrate one.yaml --target on_record=0.3 --range jails.*.recorded=0:1",
        "; 'on_record' is an input, which --set gives",
    ),
    ("staffing one.yaml --target on_record=3", "; 'on_record' is an input, which --set gives"),
)
NUMBERS = (
    ("run one.yaml --set jails.*.on_record=12%", "must be a number, but is '12%'; write 0.12"),
    ("run one.yaml --set jails.*.on_record=0,5", "must be a number, but is '0,5'; write 0.5"),
    ("run one.yaml --set jails.*.bookings_per_year=9,600", "must be a number, but is '9,600'; write 9600"),
    ("run one.yaml --set jails.*.on_record='0.5'", "must be a number, but is '0.5'; write 0.5"),
    ("run one.yaml --set days=1,000", "must be a whole number, but is '1,000'; write 1000"),
    ("sweep one.yaml --vary jails.*.on_record=12%,20%", "--vary jails.*.on_record=20%"),
    ("sweep one.yaml --design lhs --range jails.*.on_record=12%:20%", "such as jails.*.on_record=0.12:0.2"),
    (f"run one.yaml --set {SHIFT}.days=mon-fry", "unknown day 'fry'; did you mean 'fri'?"),
    (f"run one.yaml --set {SHIFT}.hours=08:00", 'for the hour from then write "08:00-09:00"'),
    (f"run one.yaml --set {SHIFT}.hours=8", 'must be two times of day such as "08:00-17:00", but is 8'),
    ("trace one.yaml --booked 03:00", 'for the hour from then write "03:00-04:00"'),
    ("staffing one.yaml --target 3 --block 08:00", "--block 08:00: must be HH:MM-HH:MM, such as 08:00-16:00"),
)
AT_THE_KEYBOARD = (
    (
        "run one.yaml --set jails.*.on_record 0.3",
        "a path and its value are one word: --set jails.*.on_record=0.3",
    ),
    ("run one.yaml --set days = 3", "one word: --set days=3"),
    ("sweep one.yaml --vary days 3,4 --seed 2", "one word: --vary days=3,4"),
    ("run one.yaml --set days", "--set days: must be PATH=VALUE"),
    ("run one.yaml --set jails/arlington/on_record=0.3", f"{NO_PATH}on_record?"),
    ("run one.yaml --set jails.*.on_record==0.3", "must be a number, but is '=0.3'"),
    ("sweep one.yaml --vary jails.*.hold_hours=24-48", "but is '24-48'; several values are 24,48, and a range {value"),
    ("sweep one.yaml --vary jails.*.hold_hours=24:48", "several values are 24,48"),
    ("sweep one.yaml --design lhs --range jails.*.hold_hours=24,48", "such as jails.*.hold_hours=24:48"),
    ("sweep one.yaml --design lhs --range jails.*.on_record=0.2-0.9", "such as jails.*.on_record=0.2:0.9"),
    ("sweep one.yaml --design lhs --range jails.*.on_record=0.2", "such as jails.*.on_record=0.4:0.8"),
    ("sweep one.yaml --range jails.*.on_record=0.2:0.3", "--range needs --design lhs or sobol"),
    ("trace one.yaml --booking arlington-3", "give one, such as 100 or arlington/100"),
    ("run one.yaml --out list.csv", "list.csv exists; give another --out, or --overwrite to replace it"),
    ("run one.yaml --out list.csv --overwrite", "list.csv holds no results, so --overwrite does not replace it"),
    (
        "calibrate one.yaml --target flagged --range jails.*.recorded=0:1",
        "must be MEASURE=NUMBER or",
    ),
    ("run one.yml", "no such file: one.yml; did you mean one.yaml?"),
)
OTHER_FILES = (
    ("run study.yaml", "study.yaml: is a study file, not a scenario: 'lostleads sweep study.yaml' runs it"),
    ("validate study.yaml", "is a study file, not a scenario"),
    ("compare one.yaml study.yaml", "is a study file, not a scenario"),
    ("sweep one.yaml", "one.yaml is a scenario: give --vary PATH=V1,V2,..., or --design lhs or sobol with --range"),
    ("sweep nowhere.yaml", "no such file: nowhere.yaml"),
    ("run list.csv", "list.csv: is a CSV file, and a scenario is a YAML file"),
    ("run .", ".: is a folder, not a scenario; give a file in it, such as design.yaml"),
    ("run empty", "empty: is a folder, not a scenario; give a file"),
    ("run results", "results: is a results folder, not a scenario; 'lostleads report' and 'lostleads plot' take"),
    ("compare one.yaml results", "results: is a results folder, not a scenario"),
    ("validate results/run.json", "results/run.json: is the record of the results folder results, not a scenario"),
    ("plot one.yaml", "one.yaml is a file, not a results folder; 'lostleads run one.yaml --out FOLDER' makes one"),
    ("report one.yaml results", "one.yaml is a file, not a results folder"),
    ("plot results/run.json", "results/run.json is the record of results; give its folder, results"),
    ("report list.csv", "list.csv holds no results (it is a file); give the --out folder"),
    ("plot empty", "empty holds no results (there is no run.json in it)"),
)


@pytest.mark.parametrize(("line", "told"), [*OTHER_WORDS, *NUMBERS, *AT_THE_KEYBOARD, *OTHER_FILES])
def test_a_mistake_is_told_and_nothing_is_written(cli, folder, line, told):
    before = sorted(folder.rglob("*"))
    done = cli(*line.split())
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("command", ["compare", "uncertainty", "trace", "answer"])
def test_all_that_is_wrong_in_any_scenario_is_told_at_once(cli, folder, command):
    (folder / "bad.yaml").write_text((folder / "one.yaml").read_text() + "dayz: 3\n")
    done = cli(command, "bad.yaml", "nowhere.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert "unknown key 'dayz'; did you mean 'days'?" in first
    assert second.startswith("nowhere.yaml: no such file: nowhere.yaml")


def test_what_a_study_is_wanted_for_is_told_of_a_scenario_in_python(folder):
    from sim.analyses.sweep.studyfile import load_study

    with pytest.raises(ValueError, match=r"one\.yaml is a scenario, not a study file"):
        load_study(folder / "one.yaml")


@pytest.mark.parametrize(("option", "meant"), [("--overwite", "--overwrite"), ("--replication", "--replications")])
def test_a_misspelt_option_is_told_the_right_one(cli, folder, option, meant):
    done = cli("run", "one.yaml", option)
    assert done.returncode == 2
    assert f"No such option: {option}" in done.stderr
    assert meant in done.stderr.partition("Possible options")[2]


def test_a_sweep_may_have_one_value(cli, folder):
    done = cli("sweep", "one.yaml", "--vary", "jails.*.hold_hours=24", "--out", "out")
    assert done.returncode == 0, done.stderr


def test_hours_and_days_may_be_short(cli, folder):
    long = ("--set", f"{SHIFT}.hours=08:00-16:00", "--set", f"{SHIFT}.days=[mon, tue, wed, thu, fri]")
    short = ("--set", f"{SHIFT}.hours=8-16", "--set", f"{SHIFT}.days=mon-fri")
    for name, words in (("long", long), ("short", short)):
        assert cli("run", "one.yaml", *words, "--plots", "none", "--out", name).returncode == 0
    assert (folder / "long" / "summary.csv").read_bytes() == (folder / "short" / "summary.csv").read_bytes()
    whole, part = (cli("trace", "one.yaml", "--booked", when) for when in ("mon-fri 08:00-16:00", "mon-fri 8-16"))
    assert whole.returncode == 0
    assert whole.stdout == part.stdout
