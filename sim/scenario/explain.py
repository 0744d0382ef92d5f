"""What a key of a scenario means and where its values come from: what `lostleads explain` prints of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sim.scenario.register import Entry, Register, Source, is_below, key_of, register

_NEAREST = 5


class UnknownPathError(ValueError):
    """A path that no key and no value has."""


def explained(path: str) -> Iterator[str]:
    """Explain every key and every value to which a path, or the end of one, leads; a line at a time."""
    known = register()
    wanted = path.strip().split(".")
    every = known.keys | known.beside
    keys = {pattern for pattern in every if wanted[-1] in _ends(wanted, pattern)}
    values = [
        (scenario, each, entry)
        for scenario, entries in known.scenarios.items()
        for each, entry in entries.items()
        if _ends(wanted, each)
    ]
    keys |= {key_of(each, known.keys) for _, each, _ in values}
    for pattern, key in every.items():
        if pattern not in keys:
            continue
        yield f"{pattern}: {key.meaning}"
        default = f"; where it is left out: {value_in_words(key.default)}" if key.has_default else ""
        yield f"  unit: {key.unit}{default}"
        if key.check:
            yield f"  check: lostleads validate tells {key.check}, which a county can compare with its own figures"
        for scenario, each, entry in values:
            if is_below(each, pattern):
                yield from _value(scenario, each, entry, known)


def _ends(wanted: Sequence[str], path: str) -> set[str]:
    """Find the steps of a path at which the wanted ones have followed each other; ``*`` stands for any step."""
    steps = path.split(".")
    places = (steps[start : start + len(wanted)] for start in range(len(steps) - len(wanted) + 1))
    return {
        place[-1]
        for place in places
        if all(step == each or "*" in (step, each) for step, each in zip(place, wanted, strict=True))
    }


def _value(scenario: str, path: str, entry: Entry, known: Register) -> Iterator[str]:
    spread = f", plausible {range_in_words(entry)}" if entry.has_range else ""
    yield f"  {path} in {scenario}: {value_in_words(entry.value)}{spread}"
    yield f"    {entry.strength}: {entry.reason}"
    for number in entry.sources:
        yield f"    [{number}] {cited(known.sources[number])}"


def cited(source: Source) -> str:
    """Name a source with the date of its figures, unless the name says it."""
    year = source.date.partition("-")[0]
    return source.name if year in source.name else f"{source.name} ({source.date})"


def value_in_words(value: Any) -> str:
    """Print a value as a scenario file has it, on one line."""
    match value:
        case None | "" | [] | ():
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float() if not isinstance(value, bool):
            return f"{value:.10g}"
        case list() | tuple():
            return ", ".join(map(value_in_words, value))
        case dict():
            return ", ".join(f"{value_in_words(key)}: {value_in_words(each)}" for key, each in value.items())
        case other:
            return str(other)


def range_in_words(entry: Entry) -> str:
    """Print a plausible range; nothing where there is none."""
    return f"{value_in_words(entry.low)} to {value_in_words(entry.high)}" if entry.has_range else ""


def keys_with(part: str) -> dict[str, str]:
    """Give the keys whose last step has such a part, with their meanings."""
    return {
        pattern: key.meaning for pattern, key in register().keys.items() if part.lower() in pattern.rpartition(".")[2]
    }


def unknown_path(path: str, others: Iterable[str] = ()) -> UnknownPathError:
    """Give the error that a path leads nowhere, with the nearest of the scenario, or of other names."""
    known = register()
    paths = [*known.keys, *(each for entries in known.scenarios.values() for each in entries)]
    steps = sorted({step for each in paths for step in each.split(".") if step != "*" and not step.isdecimal()})
    nearest = [
        *difflib.get_close_matches(path, paths, n=_NEAREST, cutoff=0.75),
        *difflib.get_close_matches(path.rpartition(".")[2], [*steps, *others], n=_NEAREST, cutoff=0.6),
    ][:_NEAREST]
    hint = f"; did you mean {', '.join(nearest)}?" if nearest else "; 'lostleads explain' alone lists every name"
    return UnknownPathError(f"there is no key, value or measure {path!r}{hint}")
