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
    LOST,
    LOST_KNOWN,
    MEAN_WAITS,
    MEASURES,
    PER_OFFICER_YEAR,
    PER_RESIDENTS,
    TEAM_MEASURES,
    Outcome,
    is_count,
)
from sim.output.names import listed
from sim.output.numbers import unit
from sim.output.pages import filled
from sim.scenario.explain import range_in_words, value_in_words
from sim.scenario.register import Entry, Key, is_below, register

COUNTED = {name: meaning for name, meaning in MEASURES.items() if name not in tuple(Outcome)}
"""What measures but the outcomes count."""

BY_TEAM = {f"{name}.TEAM": meaning for name, meaning in TEAM_MEASURES.items()}
"""What measures of each team count."""

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
    "field_offices.*.rounds.*": "A round of a field office",
    "field_offices.*.reviewers.*": "A shift of reviewers",
    "field_offices.*.crews.*": "A shift of pickup crews",
    "costs": "Costs",
}


@dataclass(frozen=True)
class _Section:
    """The keys that stand side by side in a file, a row each."""

    title: str
    above: str
    rows: list[tuple[str, ...]]


def scenario_keys_page() -> str:
    """Write out ``docs/reference/scenario-keys.md``: each key with unit, bounds, default and sources."""
    known = register()
    beside = [(code(name), key.meaning, key.unit) for name, key in known.beside.items()]
    return filled("scenario_keys.md", sections=tuple(_sections(known.keys)), beside=beside, sources=known.sources)


def measures_page() -> str:
    """Write out ``docs/reference/measures.md``: what a booking may come to, and what results count."""
    by_charge = {f"{name}.CHARGE": f"{MEASURES[name]}; of one charge" for name in CHARGE_MEASURES}
    return filled(
        "measures.md",
        outcomes=map(_outcome, Outcome),
        headlines=listed([*map(code, HEADLINES)]),
        measures=_measures(COUNTED),
        by_team_and_charge=_measures(BY_TEAM | by_charge),
        costs=_measures(COSTS),
        rates=[(code(name), meaning) for name, meaning in (PER_RESIDENTS | PER_OFFICER_YEAR).items()],
        tables=_tables(),
    )


def code(name: str) -> str:
    """Set off a name of the code on a page."""
    return f"`{name}`"


def _outcome(outcome: Outcome) -> tuple[str, ...]:
    """Who and how, whether they are lost, and whether ICE has a trace of those."""
    lost = ("yes" if outcome in LOST else "no") if outcome.is_of_removable else ""
    trace = ("yes" if outcome in LOST_KNOWN else "no") if outcome in LOST else ""
    return code(outcome), outcome.meaning, lost, trace


def _measures(meanings: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    return ((code(name), meaning, _unit(name)) for name, meaning in meanings.items())


def _tables() -> Iterator[tuple[str, ...]]:
    """A row a column of each counted table."""
    for count in counts().values():
        if isinstance(count, Count):
            keys = ["jail", *count.index] if isinstance(count, CountByJail) else count.index
            for name, meaning in count.columns.items():
                yield code(count.name), ", ".join(map(code, keys)), code(name), meaning


def _unit(measure: str) -> str:
    if measure in COSTS:
        return "dollars"
    if is_count(measure):
        return "bookings"
    return f"{unit(measure)}, mean" if measure in MEAN_WAITS else unit(measure)


def _sections(keys: Mapping[str, Key]) -> Iterator[_Section]:
    for above, title in _SECTIONS.items():
        rows = [_row(pattern, key) for pattern, key in keys.items() if pattern.rpartition(".")[0] == above]
        yield _Section(title, above.replace("*", "NAME"), rows)


def _row(pattern: str, key: Key) -> tuple[str, ...]:
    """The key, and its meaning, unit, what it may be, its default and an example."""
    default = value_in_words(key.default) if key.has_default else ""
    examples = "; ".join(_examples(pattern))
    return code(pattern.rpartition(".")[2]), key.meaning, key.unit, allowed(pattern), default, examples


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
    return " ".join((f"{shown}{spread},", strength_in_words(entry), *(f"[{number}]" for number in entry.sources)))


def strength_in_words(entry: Entry) -> str:
    """The strength of the evidence for a value, set off where there is none."""
    return f"*{entry.strength}*" if entry.strength == "assumption" else entry.strength
