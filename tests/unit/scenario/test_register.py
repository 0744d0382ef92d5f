"""The register of values against the scenario files, the schema and the list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from sim.scenario.files.reader import load_scenario, scenario_schema
from sim.scenario.register import Entry, Register, is_below, key_of, register
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS
from tests.support import small

ROOT = Path(__file__).parents[3]
NOT_VALUES = ("name", "description", "jails.*.field_office")
BASE = "prince_william"


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a resolved scenario by its path; a number with a range is one."""
    if isinstance(value, dict) and "value" not in value:
        for key, each in value.items():
            yield from leaves(each, f"{path}{'.' if path else ''}{key}")
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from leaves(each, f"{path}.{place}")
    elif value is not None:
        yield path, value


def in_file(scenario: Scenario) -> dict[str, Any]:
    found = dict(leaves(scenario.model_dump()))
    return {path: value for path, value in found.items() if not any(is_below(path, each) for each in NOT_VALUES)}


def entered(entries: dict[str, Entry]) -> dict[str, Any]:
    """The entries as the scenario file gives them, each number for itself."""
    found: dict[str, Any] = {}
    for path, entry in entries.items():
        ranged = {"value": entry.value, "low": entry.low, "high": entry.high}
        value = ranged if entry.has_range else _with_real_keys(entry.value)
        found |= dict(leaves(value, path))
    return found


def _with_real_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {float(key) if isinstance(key, int | float) else key: each for key, each in value.items()}
    return value


def overlaid(stem: str, scenario: Scenario) -> dict[str, Any]:
    """The base's entries with those of a scenario on top, but for what that scenario no longer has."""
    known = register().scenarios
    if stem == BASE:
        return entered(known[BASE])
    own = entered(known[stem])
    have = in_file(scenario)
    return {path: value for path, value in entered(known[BASE]).items() if path in have} | own


@pytest.mark.parametrize("stem", register().scenarios)
def test_every_value_of_a_scenario_is_entered_with_its_value_and_range(stem):
    scenario = load_scenario(ROOT / "scenarios" / f"{stem}.yaml")
    assert overlaid(stem, scenario) == in_file(scenario)


@pytest.mark.parametrize("stem", register().scenarios)
def test_the_digest_of_a_scenario_is_that_of_its_file(stem):
    name = load_scenario(ROOT / "scenarios" / f"{stem}.yaml").files[0]
    assert register().files[stem] == name.digest, f"in register.yaml, files: {stem}: {name.digest}"
    assert register().entries_of(name, name.digest) == register().scenarios[stem]
    assert register().entries_of(name, "another") == {}


def test_every_source_number_is_listed():
    page = (ROOT / "docs" / "sources.md").read_text()
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)}
    assert set(register().sources) <= listed
    for entries in register().scenarios.values():
        for path, entry in entries.items():
            assert set(entry.sources) <= listed, path


def test_a_value_without_a_source_is_an_assumption():
    for entries in register().scenarios.values():
        for path, entry in entries.items():
            assert entry.sources or entry.strength == "assumption", path
            assert entry.reason.endswith("."), path
    with pytest.raises(ValidationError, match="is an assumption"):
        Entry(value=1, strength="strong", reason="No.")


def test_every_number_that_the_scenario_file_calls_an_assumption_is_one_here():
    known = register().scenarios[BASE]
    for line in (ROOT / "scenarios" / f"{BASE}.yaml").read_text().splitlines():
        if found := re.match(r" +(\w+): .*# ASSUMPTION", line):
            matching = [entry for path, entry in known.items() if found[1] in path.split(".")]
            assert any(entry.strength == "assumption" for entry in matching), line


SECTIONS = {"Scenario", "Charge", "Jail", "Arrivals", "Screening", "Team", "Shift", "FieldOffice", "Round", "Costs"}
IN_WORDS = ("even", "always", "all")


def schema_keys(part: dict[str, Any], where: str = "", default: Any = ...) -> Iterator[tuple[str, Any]]:
    """Every key of the JSON Schema that holds a value, by pattern, with its default."""
    forms = part.get("anyOf") or part.get("oneOf") or []
    part = next((each for each in forms if is_section(each)), part)
    part = followed(part)
    if not is_section(part):
        yield where, default
        return
    own = {name: each for name, each in part.get("properties", {}).items() if name not in register().beside}
    for name, each in own.items():
        yield from schema_keys(each, f"{where}.{name}".lstrip("."), each.get("default", ...))
    if many := part.get("items") or part.get("additionalProperties"):
        yield from schema_keys(many, f"{where}.*")


@cache
def definitions() -> dict[str, Any]:
    return scenario_schema()["$defs"]


def followed(part: dict[str, Any]) -> dict[str, Any]:
    return definitions()[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part


def is_section(part: dict[str, Any]) -> bool:
    part = followed(part)
    inner = part.get("items") or part.get("additionalProperties")
    return part.get("title") in SECTIONS or (isinstance(inner, dict) and is_section(inner))


def test_every_key_of_the_schema_is_explained_with_its_default():
    keys = dict(schema_keys(definitions()["Scenario"]))
    assert set(keys) == set(register().keys)
    for pattern, default in keys.items():
        key = register().keys[pattern]
        if key.default in IN_WORDS:
            continue
        assert key.has_default == (default is not ...), pattern
        assert default in (..., key.default), pattern


def test_defaults_told_in_words_are_so():
    jail = small({}).jails["county"]
    team = jail.screening.teams["deputies"]
    assert set(jail.arrivals.of("any").relative) == {1.0}
    assert [(period.first, period.last) for period in team.in_force] == [(None, None)]
    assert team.shifts[0].days == DAYS
    told = {pattern for pattern, key in register().keys.items() if key.default in IN_WORDS}
    assert {pattern.rsplit(".", 1)[-1] for pattern in told} == {"by_hour", "by_day", "in_force", "days"}


def test_the_register_refuses_a_value_of_no_key_and_a_source_that_is_not_listed():
    content = register().model_dump()
    entry = {"value": 1, "strength": "assumption", "reason": "None."}
    with pytest.raises((ValidationError, KeyError)):
        Register.model_validate({**content, "scenarios": {"x": {"jails.a.nothing": entry}}})
    with pytest.raises(ValidationError, match="not listed"):
        Register.model_validate({**content, "scenarios": {"x": {"days": {**entry, "sources": [999]}}}})


def test_the_register_is_frozen():
    assert isinstance(register(), BaseModel)
    with pytest.raises(ValidationError):
        register().sources = {}


def test_a_path_leads_to_the_key_of_which_it_is_a_part():
    assert key_of("jails.a.match_hours.gamma.mean", register().keys) == "jails.*.match_hours"
    assert not is_below("jails.a", "jails.*.match_hours")
    with pytest.raises(KeyError):
        key_of("jails.a.nothing", register().keys)
