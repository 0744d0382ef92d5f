"""The pages to look things up in leave nothing out, and say what the program enforces."""

from __future__ import annotations

import re

import pytest
import typer
from typer.core import TyperGroup

from sim.cli import app
from sim.manual.allowed import allowed
from sim.manual.commands import commands_page
from sim.manual.reference import measures_page, scenario_keys_page
from sim.model.counts.count import Count, CountByJail
from sim.model.counts.registry import counts
from sim.model.outcomes import COSTS, MEASURES, PER_OFFICER_YEAR, PER_RESIDENTS, TEAM_MEASURES, Outcome
from sim.scenario.filekeys import JAIL_KEYS, NETWORK_KEYS
from sim.scenario.register import register


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("start", "date"),
        ("days", "whole number, 1 to 36,525"),
        ("timezone", "text"),
        ("jails.*.hold_clock", "`calendar`, `business`"),
        ("jails.*.stay_factor", "number, 1e-06 to 1,000,000; may depend on the charge"),
        ("jails.*.travel_hours", "number, 0 to 1,000,000"),
        ("jails.*.match_hours", "number, 0 to 1,000,000; a distribution; may depend on the charge"),
        ("jails.*.screening.teams.*.in_force", "`from`, `until`; a list, each `from`, `until`"),
        (
            "jails.*.screening.teams.*.shifts.*.days",
            "`all`; text such as `mon-fri`, `sat,sun`; a list, each `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`",
        ),
        ("field_offices.*.seats", "whole number, 1 to 1,000,000"),
        ("costs.officer_hour", "number, 0 to 1e+12; may depend on the team"),
    ],
)
def test_what_is_allowed_is_told_in_words(pattern, words):
    assert allowed(pattern) == words


def test_a_key_that_is_none_is_refused():
    with pytest.raises(KeyError, match="nothing"):
        allowed("jails.*.nothing")


def test_every_key_has_a_row():
    page = scenario_keys_page()
    names = sorted(pattern.rpartition(".")[2] for pattern in (register().keys | register().beside))
    rows = re.findall(r"^\| `(\w+)` \| (?!the scenario|a jail)", page, flags=re.MULTILINE)
    assert sorted(rows) == names
    for key in ("extends", *NETWORK_KEYS, *JAIL_KEYS):
        assert f"| `{key}` |" in page


def test_every_outcome_and_measure_has_a_row():
    page = measures_page()
    by_team = [f"{name}.TEAM" for name in TEAM_MEASURES]
    for name in (*Outcome, *MEASURES, *by_team, *COSTS, *PER_RESIDENTS, *PER_OFFICER_YEAR):
        assert page.count(f"\n| `{name}` |") == 1, name


def test_every_counted_table_has_a_row_a_column():
    page = measures_page()
    rows = [
        f"| `{count.name}` | {', '.join(f'`{key}`' for key in (*jail, *count.index))} | `{column}` | {meaning} |"
        for count in counts().values()
        if isinstance(count, Count)
        for jail in [("jail",) if isinstance(count, CountByJail) else ()]
        for column, meaning in count.columns.items()
    ]
    assert [row for row in page.splitlines() if row in rows] == rows
    assert len(rows) >= 7


def commands(group, above=""):
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def test_every_command_and_option_is_there():
    sections = dict(
        re.findall(r"^## (.+)\n((?:.|\n)*?)(?=^## |\Z)", commands_page(typer.main.get_command(app)), flags=re.MULTILINE)
    )
    for name, command in commands(typer.main.get_command(app)):
        for parameter in command.params:
            shown = parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.metavar
            assert f"| `{shown}" in sections[name], (name, shown)
