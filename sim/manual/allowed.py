"""What a key of a scenario file may be, in words, by its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.scenario.explain import value_in_words
from sim.scenario.files.reader import scenario_schema

Part = Mapping[str, Any]
"""A part of a JSON Schema."""

_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true`, `false`"}


def allowed(pattern: str) -> str:
    """Say what a key may be: by its path, ``*`` for a name or a place in a list; KeyError if there is none."""
    definitions = _definitions()
    part = definitions["Scenario"]
    for step in pattern.split("."):
        part = _below(part, step, definitions)
    return "; ".join(dict.fromkeys(_kinds(part, definitions)))


@cache
def _definitions() -> Part:
    """The parts of the schema, which takes long to make and is asked for by every key."""
    definitions: Part = scenario_schema()["$defs"]
    return definitions


def _below(part: Part, step: str, definitions: Part) -> Part:
    """Follow one step of a path."""
    for form in part.get("anyOf") or part.get("oneOf") or [part]:
        found = _resolved(form, definitions)
        many = found.get("items") or found.get("additionalProperties")
        inner = many if step == "*" else found.get("properties", {}).get(step)
        if isinstance(inner, dict):
            return _resolved(inner, definitions)
    raise KeyError(step)


def _resolved(part: Part, definitions: Part) -> Part:
    name = _name(part)
    found: Part = definitions[name] if name else part
    return found


def _name(part: Part) -> str:
    return str(part.get("$ref", "")).rpartition("/")[2]


def _kinds(part: Part, definitions: Part) -> Iterator[str]:
    """Name the forms that a value may have; that a number may carry a range is left out."""
    if name := _name(part):
        yield from _named(name)
    elif forms := part.get("oneOf") or part.get("anyOf"):
        for form in forms:
            yield from _kinds(form, definitions)
    elif words := part.get("enum", [part["const"]] if "const" in part else None):
        yield ", ".join(f"`{each}`" for each in words)
    elif part["type"] == "array":
        yield f"a list, each {'; '.join(_kinds(part['items'], definitions))}"
    elif part["type"] == "object":
        names = ", ".join(f"`{each}`" for each in part["propertyNames"]["enum"])
        yield f"{names}, each {'; '.join(_kinds(part['additionalProperties'], definitions))}"
    elif part["type"] != "null":
        yield _bounded(part)


def _named(definition: str) -> Iterator[str]:
    """The form of a definition; those left over are the distributions."""
    if "Range" in definition:
        return
    if "ByCharge" in definition:
        yield "may depend on the charge"
    elif "ByTeam" in definition:
        yield "may depend on the team"
    else:
        yield _FORMS.get(definition, "a distribution")


_FORMS = {
    "Period": "`from`, `until`",
    "Steps": "`by_stay_hours`: shares by the hours from which they hold",
    "ReleaseHours": "`by_hour` and `by_day`, or `by_hour_of_week`",
    "JailChange": "`from`, and what changes",
    "FieldOfficeChange": "`from`, and what changes",
}
"""Definitions that are no distributions."""


def _bounded(part: Part) -> str:
    """A plain value with its bounds, both included."""
    kind = "date" if part.get("format") == "date" else _TYPES[part["type"]]
    if examples := part.get("examples"):
        return f"{kind} such as {', '.join(f'`{each}`' for each in examples)}"
    if "minimum" not in part:
        return kind
    low = value_in_words(part["minimum"])
    return f"{kind}, {low} to {part['maximum']:,.10g}" if "maximum" in part else f"{kind}, {low} or more"
