"""Names of commands and options: in groups, and those of earlier versions go on."""

from __future__ import annotations

import json

import pytest
import typer.main
from typer.core import TyperGroup

from sim.analyses.frame.declaring import Group
from sim.cli import app
from sim.cli.root import RENAMED

ROOT = typer.main.get_command(app)
NEW_NAMES = {old: " ".join(new) for old, new in RENAMED.items()}


def test_every_command_stands_in_a_group_of_the_help_and_new_comes_first(cli):
    panels = [command.rich_help_panel for command in ROOT.commands.values()]
    assert list(dict.fromkeys(panels)) == list(Group)
    assert next(iter(ROOT.commands)) == "new"
    shown = cli("--help").stdout
    places = [shown.index(f"─ {group} ─") for group in Group]
    assert places == sorted(places)
    assert "─ Commands ─" not in shown


def test_no_old_name_is_a_name_and_every_new_one_is():
    for old, new in RENAMED.items():
        assert old not in ROOT.commands
        command = ROOT
        for word in new:
            if isinstance(command, TyperGroup):
                command = command.commands[word]


@pytest.mark.parametrize(("old", "new"), NEW_NAMES.items())
def test_an_old_name_goes_on_and_tells_the_new_one(cli, old, new):
    by_the_old, by_the_new = cli(old, "--help"), cli(*new.split(), "--help")
    assert by_the_old.returncode == by_the_new.returncode == 0
    assert by_the_old.stdout == by_the_new.stdout
    assert by_the_old.stderr == f"Note: lostleads {old} is now lostleads {new}; the old name goes on.\n"
    assert by_the_new.stderr == ""


def test_what_was_schema_prints_it_on_stdout_alone(cli):
    assert json.loads(cli("schema").stdout) == json.loads(cli("explain", "--schema").stdout)


def test_help_lists_no_old_name(cli):
    words = {
        line.split()[1] for line in cli("--help").stdout.splitlines() if line.startswith("│ ") and line.split()[1:]
    }
    assert words.isdisjoint(RENAMED)
    assert {"run", "evidence", "explain"} <= words


@pytest.mark.parametrize("words", [["--free", "jails.county.recorded=1:0.5"], ["--free=jails.county.recorded=1:0.5"]])
def test_an_old_option_goes_on_and_tells_the_new_one(cli, with_screening, words):
    done = cli("calibrate", with_screening, "--target", "flagged=9", *words)
    assert done.returncode == 2
    note, told = done.stderr.splitlines()
    assert note == "Note: --free is now --range; the old name goes on."
    assert told.startswith("--range jails.county.recorded=1:0.5: LOW must be less than HIGH")


def test_verify_still_takes_markdown_for_its_page(cli, tmp_path):
    (tmp_path / "folder").mkdir()
    done = cli("verify", "--markdown", "folder")
    assert done.returncode == 2
    assert "--markdown is now --out" in done.stderr
    assert "folder is a folder; give the name of a file" in done.stderr


def test_the_schema_is_of_all_keys(cli):
    done = cli("explain", "on_record", "--schema")
    assert done.returncode == 2
    assert "--schema is of all keys" in done.stderr


def test_evidence_alone_tells_what_there_is(cli):
    done = cli("evidence")
    assert all(name in done.stdout + done.stderr for name in ("published", "verify", "levels", "docs/validation.md"))


@pytest.mark.parametrize("words", [(), ("run",), ("evidence",), ("evidence", "verify")])
def test_help_has_a_short_name(cli, words):
    asked = cli(*words, "-h")
    assert asked.returncode == 0
    assert asked.stdout == cli(*words, "--help").stdout
