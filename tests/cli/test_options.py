"""An option of one name is one option, whichever command takes it."""

from __future__ import annotations

from collections import defaultdict

import pytest
import typer.main
from typer.core import TyperGroup

from sim.cli import app

OF_THEIR_QUESTION = {"--target", "--measure", "--officers"}
"""What a calibration meets and a staffing study keeps low are measures alike, but asked for in their own words; `new`
takes the officers on duty at once, and staffing those of a roster."""

IN_THEIR_OWN_FORM = {"--out"}
"""What stands behind it says what is written: a folder, or a kind of file."""

RUNNING = ("run", "compare", "agreements", "sweep", "uncertainty", "staffing", "answer", "warmup", "calibrate")
WRITING = (
    *RUNNING,
    "trace",
    "new",
    "plot",
    "report",
    "workbook",
    "agencies import",
    *(f"evidence {name}" for name in ("published", "verify", "levels")),
)


def commands(group, above=""):
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


COMMANDS = dict(commands(typer.main.get_command(app)))


def options():
    """Of each option the commands that take it, by what it is."""
    found = defaultdict(lambda: defaultdict(list))
    for name, command in COMMANDS.items():
        for each in command.params:
            if each.param_type_name == "option":
                form = None if each.opts[0] in IN_THEIR_OWN_FORM else each.metavar
                limits = getattr(each.type_descriptor, "min", None)
                it = (each.type_descriptor.annotation, limits, form, each.multiple, each.is_flag, each.help)
                found[each.opts[0]][it].append(name)
    return found


@pytest.mark.parametrize("option", sorted(options().keys() - OF_THEIR_QUESTION))
def test_an_option_of_one_name_has_one_type_and_one_help(option):
    assert len(options()[option]) == 1, dict(options()[option])


def taking(option):
    return {name for name, command in COMMANDS.items() if any(option in each.opts for each in command.params)}


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("--set", {*RUNNING, "trace", "validate"}),
        ("--seed", {*RUNNING, "trace", "evidence verify"}),
        ("--replications", {*RUNNING, "trace", "evidence verify"}),
        ("--engine", {*RUNNING, "trace", "evidence verify"}),
        ("--levels", {*RUNNING, "trace"}),
        ("--yes", {*RUNNING, "trace"}),
        ("--jobs", {*RUNNING, "plot", "reproduce", "evidence published", "evidence verify"}),
        ("--plots", {*RUNNING, "plot"} - {"calibrate"}),
        ("--out", set(WRITING)),
        ("--overwrite", set(WRITING)),
        ("--quiet", {*WRITING, "validate", "reproduce"} - {"new"}),
        ("--format", {*RUNNING, "validate", "agencies import", "agencies show", "evidence published"}),
        ("--range", {"sweep", "calibrate"}),
        ("--open", {"report", "answer"}),
    ],
)
def test_every_command_that_can_take_an_option_takes_it(option, wanted):
    assert wanted <= taking(option)


def test_every_option_that_may_be_left_out_tells_what_holds_then():
    shared = ("--replications", "--seed", "--jobs", "--out")
    for name, command in COMMANDS.items():
        for each in command.params:
            if each.opts[0] in shared:
                assert isinstance(each.show_default, str) or each.default is not None, (name, each.opts)
