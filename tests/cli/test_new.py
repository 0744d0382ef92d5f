"""``lostleads new``: a county's scenario to start from, and the same with the agreement ended."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import signal
import subprocess
import sys
import time

import jsonschema
import pandas as pd
import pytest
from ruamel.yaml import YAML

from sim.scenario.files.reader import load_scenario, scenario_schema
from sim.scenario.quantities import stated_in

pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")

RUN = "from sim.cli import main; main()"

PROPOSED = ("validate", "compare", "answer")

KNOWN = {
    "--bookings-per-year": "9500",
    "--foreign-born": "0.12",
    "--hold-hours": "2",
    "--officers": "2",
    "--duty-days": "mon-fri",
    "--duty-hours": "06:00-22:00",
    "--officer-hour": "62",
    "--held-day": "150",
    "--reimbursed-per-held-day": "90",
    "--fixed-per-year": "50000",
}


def words(options):
    return [word for option in options.items() for word in option]


def the_jail(scenario):
    [jail] = scenario.jails.values()
    return jail


def deputies(scenario):
    return the_jail(scenario).screening.teams["deputies"].shifts[0]


def inputs(folder):
    """What a report says of each input of a results folder: its strength, and why."""
    from sim.output.folder import read_record
    from sim.output.page.assumptions import assumptions

    (table,) = assumptions(read_record(folder)).folded
    return table.data.set_index(table.data.columns[0]).iloc[:, -2:]


def test_new_writes_a_pair_that_validates_compares_and_is_answered(cli, tmp_path):
    done = cli("new", "my_county")
    assert (done.returncode, done.stdout) == (0, "my_county.yaml\nmy_county_ended.yaml\n")
    title, *proposed = done.stderr.splitlines()
    assert (title, [line.split()[:2] for line in proposed]) == ("Next:", [["lostleads", each] for each in PROPOSED])
    for line in proposed:
        brief = "--replications 2 --engine staged --set days=10 --quiet"
        brief += " --unknowns 40 --budget 24 --plots none" if line.split()[1] == "answer" else ""
        ran = cli(*shlex.split(line.replace("--unknowns 40", brief))[1:])
        assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "my_county_answer" / "answer.html").is_file()
    flagged = pd.read_csv(tmp_path / "my_county" / "summary.csv").query("jail == 'all' and measure == 'flagged'")
    in_force, ended = flagged["mean"]
    assert in_force > ended > 0
    told = inputs(tmp_path / "my_county")
    assert tuple(told.loc["jails.my_jail.recorded"]) == (
        "assumption",
        "nothing is published; ask your jail",
    )
    assert tuple(told.loc["jails.my_jail.hold_hours"]) == (
        "stated in the file",
        "past release due; source: 8 CFR 287.7(d)",
    )


def test_the_ended_file_is_the_same_but_for_the_screening(cli, tmp_path):
    assert cli("new", "my_county", *words(KNOWN)).returncode == 0
    in_force, ended = (load_scenario(tmp_path / f"my_county{end}.yaml") for end in ("", "_ended"))
    assert (in_force.name, ended.name) == ("my county, agreement in force", "my county, agreement ended")
    assert ended.files == ("my_county_ended.yaml", "my_county.yaml")
    without = {"name": ended.name, "description": ended.description}
    jails = {name: jail.model_copy(update={"screening": None}) for name, jail in in_force.jails.items()}
    assert in_force.model_copy(update={**without, "jails": jails}) == ended


def test_the_schema_takes_both_files(cli, tmp_path):
    assert cli("new", "my_county", "--officers", "2").returncode == 0
    for name in ("my_county.yaml", "my_county_ended.yaml"):
        data = YAML(typ="safe", pure=True).load(tmp_path / name)
        jsonschema.validate(json.loads(json.dumps(data, default=str)), scenario_schema())


def test_what_is_known_is_in_the_file_and_not_rated(cli, tmp_path):
    assert cli("new", "my_county", *words(KNOWN)).returncode == 0
    scenario = load_scenario(tmp_path / "my_county.yaml")
    jail, shift = the_jail(scenario), deputies(scenario)
    assert (jail.bookings_per_year, jail.foreign_born.otherwise, jail.hold_hours.otherwise) == (9500, 0.12, 2)
    assert (shift.officers, shift.days, shift.hours) == (2, ("mon", "tue", "wed", "thu", "fri"), "06:00-22:00")
    costs = scenario.costs
    assert (costs.officer_hour.otherwise, costs.held_day) == (62, 150)
    assert (costs.reimbursed_per_held_day, costs.fixed_per_year) == (90, 50_000)
    assert not [*stated_in(shift), *stated_in(costs), *stated_in(jail.foreign_born)]
    assert (tmp_path / "my_county.yaml").read_text().count("# given to lostleads new; write its source") == 8


def test_a_known_number_may_have_its_range_and_source(cli, tmp_path):
    given = '{value: 9500, low: 9000, high: 10000, source: "Annual report 2023, p. 12"}'
    assert cli("new", "my_county", "--bookings", given).returncode == 0
    bookings = the_jail(load_scenario(tmp_path / "my_county.yaml")).bookings_per_year
    assert (bookings, bookings.low, bookings.high) == (9500, 9000, 10_000)
    assert bookings.source == "Annual report 2023, p. 12"
    assert "write its source" not in (tmp_path / "my_county.yaml").read_text()


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("all", "mon tue wed thu fri sat sun"),
        ("mon,wed, fri", "mon wed fri"),
        ("fri-mon", "fri sat sun mon"),
        ("tue", "tue"),
        ("[sat, sun]", "sat sun"),
    ],
)
def test_days_are_taken_as_people_list_them(cli, tmp_path, given, days):
    assert cli("new", "my_county", "--duty-days", given).returncode == 0
    assert " ".join(deputies(load_scenario(tmp_path / "my_county.yaml")).days) == days


WRONG = {
    "--bookings-per-year": ("9,500", "must be a number, but is '9,500'; write 9500"),
    "--foreign-born": ("12%", "must be a number, but is '12%'; write 0.12"),
    "--hold-hours": ("-3", "must be at least 0, but is -3"),
    "--officers": ("two", "must be a whole number, but is 'two'"),
    "--duty-days": ("7", "must be all, days such as mon-fri or sat,sun, or a list of days, but is 7"),
    "--duty-hours": ("8h-17h", "must be two times of day such as \"08:00-17:00\", but is '8h-17h'"),
    "--officer-hour": ("$62", "must be a number of dollars, but is '$62'; write 62"),
    "--held-day": ("abc", "must be a number, but is 'abc'"),
    "--reimbursed-per-held-day": ("a: b: c", "is not YAML: mapping values are not allowed here"),
    "--fixed-per-year": ("", "must have a value; leave it out where it is not known"),
}


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(cli, tmp_path):
    done = cli("new", "my_county", *words({option: given for option, (given, _) in WRONG.items()}))
    assert done.returncode == 2
    expected = {f"{option} {given}: {message}" for option, (given, message) in WRONG.items()}
    assert set(done.stderr.splitlines()) == expected
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        ("--foreign-born", "12", "must be a share, from 0 to 1; for 12 % write 0.12"),
        ("--foreign-born", "-0.1", "must be at least 0, but is -0.1"),
        ("--bookings-per-year", "0", "must be at least 1, but is 0"),
        ("--officers", "1.5", "must be a whole number, but is 1.5"),
        ("--duty-hours", "08:00-08:00", "begins and ends at the same time"),
        ("--duty-days", "monday", "unknown day 'monday'; did you mean 'mon'?"),
        ("--duty-days", "[mon, mon]", "names a day twice: mon"),
        ("--held-day", "nan", "must be a number, but is 'nan'"),
        ("--held-day", ".inf", "must be a finite number"),
        ("--held-day", "{value: 3, low: 4, high: 5}", "low, value and high must rise"),
    ],
)
def test_what_is_allowed_is_told(cli, tmp_path, option, given, message):
    done = cli("new", "my_county", f"{option}={given}")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option} {given}: {message}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_prices_nothing_is_told_of_money_until_a_line_is_freed(cli, tmp_path):
    assert cli("new", "my_county").returncode == 0
    path = tmp_path / "my_county.yaml"
    assert load_scenario(path).costs is None
    assert path.read_text().count("# PLACEHOLDER: ") == 4
    path.write_text(path.read_text().replace("# costs:", "costs:").replace("# officer_hour:", "officer_hour:"))
    costs = load_scenario(path).costs
    assert (costs.officer_hour.otherwise, costs.held_day) == (60, None)


def test_what_new_leaves_out_can_be_put_in(cli, tmp_path):
    assert cli("new", "my_county").returncode == 0
    path = tmp_path / "my_county.yaml"
    text, many = re.subn(r"^( {4,6})# (?=\w+: )", r"\1", path.read_text(), flags=re.MULTILINE)
    assert many == 6
    path.write_text(text)
    scenario = load_scenario(path)
    jail, office = scenario.jails["my_jail"], scenario.field_offices["my_office"]
    assert jail.screening is not None
    assert {"day_to_day_sd", "release_hours", "moves_on", "policy"} <= jail.model_fields_set
    assert {"rounds", "spared"} <= office.model_fields_set
    ended = tmp_path / "my_county_ended.yaml"
    text, many = re.subn(r"^( {4})# (?=\w+: )", r"\1", ended.read_text(), flags=re.MULTILINE)
    assert many == 3
    ended.write_text(text)
    assert load_scenario(ended).jails["my_jail"].hold_hours.otherwise == 2
    ran = cli("run", "my_county.yaml", "--out", "out", "--replications", "1", "--set", "days=10")
    assert ran.returncode == 0, ran.stderr


def test_every_number_has_a_range_or_a_source_or_is_a_choice(cli, tmp_path):
    assert cli("new", "my_county").returncode == 0
    jail = the_jail(load_scenario(tmp_path / "my_county.yaml"))
    values = dict(jail) | dict(jail.screening)
    stated = {key for key, value in values.items() if [*stated_in(value)]}
    kept = {"arrivals", "day_to_day_sd", "stay_factor_when_flagged", "moves_on", "hold_clock", "field_office"}
    assert jail.model_fields_set - stated - kept - {"screening"} == set()
    assert jail.screening.model_fields_set - stated == set()


@pytest.mark.parametrize("name", ['a"b', "a\\b", "it's", "#1: {x}", "=1+1", "\N{CJK UNIFIED IDEOGRAPH-90E1}"])
def test_new_quotes_its_name_as_yaml_does(cli, tmp_path, name):
    assert cli("new", name).returncode == 0
    assert load_scenario(tmp_path / f"{name}.yaml").name == f"{name}, agreement in force"
    assert load_scenario(tmp_path / f"{name}_ended.yaml").name == f"{name}, agreement ended"


@pytest.mark.parametrize(("name", "control"), [("a\x1b[31mb", "U+001B"), ("a\nb", "U+000A"), ("\u202eb", "U+202E")])
def test_new_with_a_control_character_in_its_name_is_told(cli, tmp_path, name, control):
    done = cli("new", name)
    assert done.returncode == 2
    assert done.stderr.endswith(f": the control character {control} is in its name; choose another\n")
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["mine.yaml", "mine_ended.yaml"])
def test_new_never_overwrites_and_writes_both_or_none(cli, tmp_path, there):
    (tmp_path / there).write_text("precious")
    done = cli("new", "mine")
    assert done.returncode == 2
    assert done.stderr == f"{there} exists; give another name, or --overwrite to replace it\n"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {there: "precious"}
    assert cli("new", "mine", "--overwrite").returncode == 0
    assert load_scenario(tmp_path / "mine_ended.yaml").files == ("mine_ended.yaml", "mine.yaml")


def test_new_is_put_where_it_is_told(cli, tmp_path):
    assert cli("new", "my_county", "--out", "here.yaml").stdout == "here.yaml\nhere_ended.yaml\n"
    assert load_scenario(tmp_path / "here_ended.yaml").name == "my county, agreement ended"
    assert "must end in .yaml" in cli("new", "my_county", "--out", "here.txt").stderr


@pytest.mark.parametrize("name", [".", "", "/", ".."])
def test_new_without_a_name_is_told(cli, tmp_path, name):
    done = cli("new", name)
    assert done.returncode == 2
    assert f"{name!r} names no file; give a name such as my_county" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_in_a_folder_that_is_not_there_is_told(cli):
    done = cli("new", "nowhere/mine")
    assert done.returncode != 0
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_new_in_a_folder_proposes_commands_that_lead_there(cli, tmp_path):
    (tmp_path / "my counties").mkdir()
    done = cli("new", "my counties/one.yml")
    assert done.stdout == "my counties/one.yml\nmy counties/one_ended.yml\n"
    assert "lostleads validate 'my counties/one.yml' 'my counties/one_ended.yml'" in done.stderr
    assert load_scenario(tmp_path / "my counties" / "one_ended.yml").files == ("one_ended.yml", "one.yml")


class Terminal:
    """``lostleads new`` on a terminal of its own."""

    def __init__(self, folder, *given):
        # What is written last can be read as long as one end of the terminal is open here.
        self._main, self._other = pty.openpty()
        script = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {RUN}"
        ends = dict.fromkeys(("stdin", "stdout", "stderr"), self._other)
        command = [sys.executable, "-W", "error", "-c", script, "new", *given]
        self._process = subprocess.Popen(command, cwd=folder, env={**os.environ, "TERM": "dumb"}, **ends)
        self._told = ""

    def answer(self, question, answer):
        """Wait for a question, and answer it."""
        self._read_until(lambda: question in self._told)
        self._told = ""
        os.write(self._main, answer.encode() + b"\n")

    def interrupt(self, question):
        """Wait for a question, and press Ctrl-C."""
        self._read_until(lambda: question in self._told)
        self._process.send_signal(signal.SIGINT)

    def leave(self):
        """What is told until it ends, and its status."""
        self._read_until(lambda: self._process.poll() is not None)
        os.close(self._main)
        os.close(self._other)
        return self._told, self._process.returncode

    def _read_until(self, is_there):
        until = time.monotonic() + 30
        done = False
        while not done:
            assert time.monotonic() < until, self._told
            # What was told before it was so is read, too.
            done = is_there()
            while select.select([self._main], [], [], 0.02)[0]:
                self._told += os.read(self._main, 4096).decode()


def test_a_terminal_is_asked_what_matters_most(tmp_path):
    terminal = Terminal(tmp_path, "Arlington County, VA")
    terminal.answer("Bookings a year, of all people [7460]: ", "9,500")
    terminal.answer("must be a number, but is '9,500'; write 9500", "9500")
    terminal.answer("Officers on duty at once who screen at the jail [1]: ", "")
    terminal.answer("Days on which they are (all, mon-fri, or mon,wed,fri) [all]: ", "mon-fri")
    terminal.answer("From when to when (00:00-24:00 is around the clock) [00:00-24:00]: ", "noon")
    terminal.answer("must be two times of day", "06:00-22:00")
    terminal.answer("Hours for which people are kept for ICE past release due [48]: ", "")
    terminal.answer("Dollars that an hour of such an officer costs the county [not known]: ", "62")
    told, status = terminal.leave()
    assert status == 0, told
    assert "va_arlington.yaml\r\nva_arlington_ended.yaml\r\n" in told
    scenario = load_scenario(tmp_path / "va_arlington.yaml")
    assert the_jail(scenario).bookings_per_year == 9500
    assert the_jail(scenario).hold_hours.otherwise.source == "8 CFR 287.7(d)"
    assert (deputies(scenario).days, deputies(scenario).hours) == (("mon", "tue", "wed", "thu", "fri"), "06:00-22:00")
    assert scenario.costs.officer_hour.otherwise == 62


def test_an_interrupted_question_leaves_with_130_and_writes_nothing(tmp_path):
    terminal = Terminal(tmp_path, "mine")
    terminal.answer("Bookings a year, of all people [10000]: ", "")
    terminal.interrupt("Officers on duty at once")
    told, status = terminal.leave()
    assert (status, told.strip().splitlines()[-1]) == (130, "Interrupted.")
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_not_asked_where_an_option_is_given(tmp_path):
    terminal = Terminal(tmp_path, "mine", "--officers", "2")
    told, status = terminal.leave()
    assert (status, "[" in told) == (0, False)


def test_who_already_has_the_file_is_told_before_anything_is_asked(tmp_path):
    (tmp_path / "mine_ended.yaml").write_text("precious")
    told, status = Terminal(tmp_path, "mine").leave()
    assert (status, "Bookings" in told) == (2, False)
