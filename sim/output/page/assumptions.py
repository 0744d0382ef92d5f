"""The assumptions behind a study, with the strength of their evidence, and where its scenarios differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.output.names import begun, listed
from sim.output.page.content import Section
from sim.output.tables import Table
from sim.scenario.explain import cited, value_in_words
from sim.scenario.register import Entry, Register, is_below, key_of, register

_RANGE = {"value", "low", "high"}
_NOT_ASSUMED = ("name", "description", "jails.*.state", "jails.*.county", "jails.*.fips", "jails.*.field_office")
_MOST_ROWS = 400
_STRENGTHS = ("strong", "medium", "weak", "assumption")
_UNRATED = "not rated"


@dataclass(frozen=True)
class _Input:
    """A value of a resolved scenario."""

    path: str
    value: Any
    low: Any = None
    high: Any = None

    @property
    def printed(self) -> str:
        return value_in_words(self.value)

    @property
    def range(self) -> str:
        return "" if self.low is None else f"{value_in_words(self.low)} to {value_in_words(self.high)}"


def assumptions(record: dict[str, Any]) -> Section:
    """Tell every input of the first scenario of ``run.json`` with its strength, and what the others change."""
    known = register()
    scenarios = {each["label"]: _inputs(each["scenario"]) for each in record["scenarios"]}
    (label, first), *_ = scenarios.items()
    rows = tuple(_rows(first, known, _stated_in(record["scenarios"][0]["files"], known)))
    strengths = Counter(row[-2] for row in rows)
    counted = [f"{strengths[name]} {name}" for name in (*_STRENGTHS, _UNRATED) if strengths[name]]
    table = Table.of_texts(
        "inputs",
        f"Inputs of {label}",
        ("Input", "What it means", "Value", "Plausible range", "Unit", "Strength", "Why, and source"),
        rows[:_MOST_ROWS],
        _left_out(len(rows)),
    )
    return Section(
        "Assumptions, and how strong they are",
        sentences=(
            (
                f"The results follow from these inputs. Of {len(rows)} listed, by the strength of the evidence: "
                f"{listed(counted)}."
            ),
            (
                "Strong is a published count or the law; medium is secondary, derived, old or "
                "borrowed from another county; "
                "weak is one claim; an assumption is given by no source. An input that is not rated is not in the "
                "project's register: see the comments of its scenario file."
            ),
        ),
        tables=_differences(scenarios),
        folded=(table,),
    )


def strengths(scenario: Mapping[str, Any], pattern: str) -> set[str]:
    """How strong the evidence is for the inputs of a scenario of ``run.json`` below a key.

    The key has a star for each name, such as ``charges.*.stay_hours``.
    """
    stated = _stated_in(scenario["files"], register())
    inputs = (each for path, each in _inputs(scenario["scenario"]).items() if is_below(path, pattern))
    entries = [_entry(each, stated) for each in inputs]
    return {entry.strength if entry else _UNRATED for entry in entries}


def _left_out(rows: int) -> str:
    return f"{rows - _MOST_ROWS} more inputs are in run.json." if rows > _MOST_ROWS else ""


def _inputs(scenario: Mapping[str, Any]) -> dict[str, _Input]:
    found = _walked(dict(scenario), "")
    return {each.path: each for each in found if not any(is_below(each.path, left) for left in _NOT_ASSUMED)}


def _walked(value: Any, path: str) -> Iterator[_Input]:
    """The values below a path; a list or table of plain numbers is one value."""
    if isinstance(value, dict) and "value" in value and value.keys() <= _RANGE:
        yield _Input(path, value["value"], value.get("low"), value.get("high"))
    elif isinstance(value, dict) and not _is_whole(path):
        for name, each in value.items():
            yield from _walked(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for place, each in enumerate(value):
            yield from _walked(each, f"{path}.{place}")
    else:
        yield _Input(path, value)


def _is_whole(path: str) -> bool:
    return path.rpartition(".")[2] in {"quantiles", "by_day"}


def _stated_in(files: Sequence[str], known: Register) -> dict[str, Entry]:
    """The register's entries about the values that these files state; a file's own come before those it extends.

    A source belongs to the file that states it: the same number in another file may have been taken from elsewhere.
    """
    entries: dict[str, Entry] = {}
    for file in reversed(files):
        entries |= known.scenarios.get(file.removesuffix(".yaml"), {})
    return entries


def _rows(inputs: Mapping[str, _Input], known: Register, stated: Mapping[str, Entry]) -> Iterator[tuple[str, ...]]:
    """A row an input; inputs of many jails or field offices are one row a key."""
    together: dict[str, list[_Input]] = {}
    for path, each in inputs.items():
        together.setdefault(_generic(path, inputs), []).append(each)
    for path, same in together.items():
        pattern = _pattern(same[0].path, known)
        key = known.keys[pattern] if pattern else None
        entry = _entry(same[0], stated) if len(same) == 1 else None
        yield (
            path,
            begun(key.meaning) if key else "",
            _spread([each.printed for each in same]),
            _spread([each.range for each in same]),
            key.unit if key else "",
            entry.strength if entry else _UNRATED,
            _why(entry, known),
        )


def _generic(path: str, inputs: Mapping[str, _Input]) -> str:
    """The path with a star for the jail or the field office, where there are several."""
    section, _, rest = path.partition(".")
    if section not in {"jails", "field_offices"}:
        return path
    owners = {each.split(".")[1] for each in inputs if each.startswith(f"{section}.")}
    return f"{section}.*.{rest.partition('.')[2]}" if len(owners) > 1 else path


def _spread(printed: Sequence[str]) -> str:
    """What all say; or how many different things, with the ends where they are numbers."""
    different = list(dict.fromkeys(printed))
    if len(different) == 1:
        return different[0]
    try:
        low, high = min(different, key=float), max(different, key=float)
    except ValueError:
        return f"{len(different)} different"
    return f"{low} to {high}, by place"


def _pattern(path: str, known: Register) -> str:
    try:
        return key_of(path, known.keys)
    except KeyError:
        return ""


def _entry(each: _Input, stated: Mapping[str, Entry]) -> Entry | None:
    """The register's entry for a value at its path, if that is the value it is about."""
    entry = stated.get(each.path)
    if entry is None:
        return None
    same = value_in_words(entry.value) == each.printed or _as_numbers(entry.value) == _as_numbers(each.value)
    return entry if same else None


def _as_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {_as_numbers(key): _as_numbers(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_numbers(each) for each in value]
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _why(entry: Entry | None, known: Register) -> str:
    if entry is None:
        return ""
    sources = "; ".join(f"[{number}] {cited(known.sources[number])}" for number in entry.sources)
    return f"{entry.reason} {sources}".strip()


def _differences(scenarios: Mapping[str, Mapping[str, _Input]]) -> tuple[Table, ...]:
    """A row an input that is not the same in all scenarios."""
    if len(scenarios) < 2:
        return ()
    paths = dict.fromkeys(path for inputs in scenarios.values() for path in inputs)
    rows = []
    for path in paths:
        values = [inputs[path].printed if path in inputs else "none" for inputs in scenarios.values()]
        if len(set(values)) > 1:
            rows.append((path, *values))
    title = "Inputs in which the scenarios differ"
    note = _left_out(len(rows))
    return (Table.of_texts("differing_inputs", title, ("Input", *scenarios), rows[:_MOST_ROWS], note),)
