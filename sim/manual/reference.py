"""The pages to look things up in: every key of a scenario file, and every outcome and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.manual.allowed import allowed
from sim.model.counts.count import Count, CountByJail
from sim.model.counts.registry import counts
from sim.model.outcomes import (
    CHARGE_MEASURES,
    COSTS,
    HEADLINES,
    LOST_KNOWN,
    LOST_UNKNOWN,
    MEAN_WAITS,
    MEASURES,
    PER_OFFICER_YEAR,
    PER_RESIDENTS,
    TEAM_MEASURES,
    Outcome,
    is_count,
)
from sim.output.pages import filled
from sim.scenario.explain import range_in_words, value_in_words
from sim.scenario.register import Entry, Key, is_below, register

__all__ = ["measures_page", "scenario_keys_page"]

_BASE = "prince_william"
_LONGEST = 60
"""Letters of a value beyond which a table leaves it to the page of assumptions."""

_SECTIONS = {
    "": "The scenario",
    "charges.*": "A charge",
    "jails.*": "A jail",
    "jails.*.arrivals": "Arrivals at a jail",
    "jails.*.screening": "Screening at a jail; without this part nobody screens",
    "jails.*.screening.teams.*": "A screening team",
    "jails.*.screening.teams.*.shifts.*": "A shift of a screening team",
    "field_offices.*": "A field office",
    "field_offices.*.reviewers.*": "A shift of reviewers",
    "field_offices.*.crews.*": "A shift of pickup crews",
    "costs": "Costs",
}


@dataclass(frozen=True)
class _KeyRow:
    """A key as the table prints it."""

    name: str
    meaning: str
    unit: str
    allowed: str
    default: str
    example: str


@dataclass(frozen=True)
class _Section:
    """The keys that stand side by side in a file."""

    title: str
    above: str
    rows: tuple[_KeyRow, ...]


def scenario_keys_page() -> str:
    """Write out ``docs/reference/scenario-keys.md``: each key with unit, bounds, default and sources."""
    known = register()
    return filled("scenario_keys.md", sections=tuple(_sections(known.keys)), sources=known.sources)


def measures_page() -> str:
    """Write out ``docs/reference/measures.md``: what a booking may come to, and what results count."""
    tables = [count for count in counts().values() if isinstance(count, Count)]
    return filled(
        "measures.md",
        outcomes=tuple(Outcome),
        known=LOST_KNOWN,
        unknown=LOST_UNKNOWN,
        headlines=HEADLINES,
        measures={name: meaning for name, meaning in MEASURES.items() if name not in tuple(Outcome)},
        by_team={f"{name}.TEAM": meaning for name, meaning in TEAM_MEASURES.items()},
        by_charge={f"{name}.CHARGE": f"{MEASURES[name]}; of one charge" for name in CHARGE_MEASURES},
        costs=COSTS,
        rates={**PER_RESIDENTS, **PER_OFFICER_YEAR},
        tables=tables,
        tables_by_jail=[count for count in tables if isinstance(count, CountByJail)],
        filters={"unit": _unit},
    )


def _unit(measure: str) -> str:
    if measure in COSTS:
        return "dollars"
    if is_count(measure):
        return "bookings"
    return "hours, mean" if measure in MEAN_WAITS else "hours"


def _sections(keys: Mapping[str, Key]) -> Iterator[_Section]:
    for above, title in _SECTIONS.items():
        rows = tuple(_row(pattern, key) for pattern, key in keys.items() if pattern.rpartition(".")[0] == above)
        yield _Section(title, above.replace("*", "NAME"), rows)


def _row(pattern: str, key: Key) -> _KeyRow:
    return _KeyRow(
        name=pattern.rpartition(".")[2],
        meaning=key.meaning,
        unit=key.unit,
        allowed=allowed(pattern),
        default=value_in_words(key.default) if key.has_default else "",
        example="; ".join(_examples(pattern)),
    )


def _examples(pattern: str) -> Iterator[str]:
    """What the base scenario gives for a key, by charge or part where it does, with range and sources."""
    for path, entry in register().scenarios[_BASE].items():
        if is_below(path, pattern):
            steps = path.split(".")
            charge = steps[1:2] if steps[0] == "charges" else []
            part = ".".join(charge + steps[len(pattern.split(".")) :])
            yield f"{part + ': ' if part else ''}{_with_evidence(entry)}"


def _with_evidence(entry: Entry) -> str:
    value = value_in_words(entry.value)
    shown = value if len(value) <= _LONGEST else "a list"
    spread = f" ({range_in_words(entry)})" if entry.has_range else ""
    strength = "*assumption*" if entry.strength == "assumption" else entry.strength
    return " ".join((f"{shown}{spread},", strength, *(f"[{number}]" for number in entry.sources)))
