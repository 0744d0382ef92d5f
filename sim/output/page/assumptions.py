"""The assumptions behind a study, with the strength of their evidence, and where its scenarios differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sim.output.inputs import input_names
from sim.output.names import begun, listed
from sim.output.page.content import Section
from sim.output.tables import Table
from sim.scenario.explain import cited, value_in_words
from sim.scenario.quantities import is_long_number
from sim.scenario.register import Entry, Register, is_below, key_of, register
from sim.scenario.stated import is_evidence

_NOT_ASSUMED = ("name", "description", "jails.*.state", "jails.*.county", "jails.*.fips", "jails.*.field_office")
_MOST_ROWS = 400
_STATED, _UNRATED = "stated in the file", "not rated"
_WEAK = {"weak", "assumption", _UNRATED}
_SAYS_SO = re.compile(r"^assum(ption|ed)\b[:,]? *", re.IGNORECASE)
_STRENGTHS = ("strong", "medium", "weak", _STATED, "assumption", _UNRATED)


@dataclass(frozen=True)
class Evidence:
    """How strong the evidence for a value is, and why it is so with its source."""

    strength: str = _UNRATED
    why: str = ""


@dataclass(frozen=True)
class StatedInput:
    """A value of a resolved scenario, and what the file itself says of it."""

    path: str
    value: Any
    low: Any = None
    high: Any = None
    source: str = ""
    why: str = ""

    @property
    def printed(self) -> str:
        """The value as a file has it."""
        return value_in_words(self.value)

    @property
    def range(self) -> str:
        """The plausible range; nothing where there is none."""
        return "" if self.low is None else f"{value_in_words(self.low)} to {value_in_words(self.high)}"

    @property
    def own_evidence(self) -> Evidence | None:
        """What the file itself says; None if nothing. As in the register, what has no source is an assumption."""
        if self.source:
            return Evidence(_STATED, "; ".join(filter(None, [self.why, f"source: {self.source}"])))
        return Evidence("assumption", _SAYS_SO.sub("", self.why)) if self.why else None


def assumptions(record: dict[str, Any]) -> Section:
    """Tell every input of the first scenario of ``run.json`` with its strength, and what the others change."""
    known = register()
    scenarios = {each["label"]: _inputs(each["scenario"]) for each in record["scenarios"]}
    (label, first), *_ = scenarios.items()
    rows = tuple(_rows(first, known, _stated_in(record["scenarios"][0], known)))
    strengths = Counter(row[-2] for row in rows)
    counted = [f"{strengths[name]} {name}" for name in _STRENGTHS if strengths[name]]
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
                "Strong is a published count or the law; medium is secondary, derived, old or borrowed from another "
                "county; weak is one claim; stated in the file is a source that the scenario file names and nobody "
                "here has weighed; an assumption is given by no source. Of an input that is not rated the file says "
                "neither source nor reason, or only in its comments."
            ),
        ),
        tables=_differences(scenarios),
        folded=(table,),
    )


def stated_inputs(scenario: Mapping[str, Any]) -> dict[str, tuple[StatedInput, Evidence]]:
    """Every input of a scenario of ``run.json`` by its path, with the evidence for it."""
    known = register()
    stated = _stated_in(scenario, known)
    return {path: (each, _evidence(each, stated, known)) for path, each in _inputs(scenario["scenario"]).items()}


def strengths(scenario: Mapping[str, Any], pattern: str) -> set[str]:
    """How strong the evidence is for the inputs of a scenario of ``run.json`` below a key.

    The key has a star for each name, such as ``charges.*.stay_hours``.
    """
    known = register()
    stated = _stated_in(scenario, known)
    section = pattern.partition(".")[0]
    there = {section: scenario["scenario"].get(section, {})}
    inputs = (each for path, each in _inputs(there).items() if is_below(path, pattern))
    return {_evidence(each, stated, known).strength for each in inputs}


def weak_inputs(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the inputs of the first scenario of ``run.json`` that have a range and no evidence but a claim, or none.

    Values by charge or by place are one input.
    """
    known, scenario = register(), record["scenarios"][0]
    stated = _stated_in(scenario, known)
    ranged = [each for each in _inputs(scenario["scenario"]).values() if each.low is not None]
    weak = [each.path for each in ranged if _evidence(each, stated, known).strength in _WEAK]
    return tuple(dict.fromkeys(name.partition(", ")[0] for name in input_names(weak).values()))


def _left_out(rows: int) -> str:
    return f"{rows - _MOST_ROWS} more inputs are in run.json." if rows > _MOST_ROWS else ""


def _inputs(scenario: Mapping[str, Any]) -> dict[str, StatedInput]:
    found = _walked(dict(scenario), "")
    return {each.path: each for each in found if not any(is_below(each.path, left) for left in _NOT_ASSUMED)}


def _walked(value: Any, path: str, said: Mapping[str, str] = MappingProxyType({})) -> Iterator[StatedInput]:
    """The values below a path, with what is said of them or above; a list or table of plain numbers is one value."""
    if isinstance(value, dict):
        own = {key: each for key, each in value.items() if is_evidence(key, each)}
        said, value = own or said, {key: each for key, each in value.items() if key not in own}
    if isinstance(value, dict) and is_long_number(value):
        yield StatedInput(path, **value, **said)
    elif isinstance(value, dict) and not _is_whole(path):
        for name, each in value.items():
            yield from _walked(each, f"{path}.{name}" if path else str(name), said)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for place, each in enumerate(value):
            yield from _walked(each, f"{path}.{place}", said)
    else:
        yield StatedInput(path, value, **said)


def _is_whole(path: str) -> bool:
    return path.rpartition(".")[2] in {"quantiles", "by_day"}


def _stated_in(scenario: Mapping[str, Any], known: Register) -> dict[str, Entry]:
    """The register's entries about the values that its files state; a file's own come before those it extends.

    A source belongs to the file that states it: the same number in another file may have been taken from elsewhere.
    """
    entries: dict[str, Entry] = {}
    # Results of earlier versions do not tell which files they were made from, but for their names.
    digests = scenario.get("file_digests", ())
    for file, digest in reversed([*zip(scenario["files"], digests, strict=False)]):
        entries |= known.entries_of(file, digest)
    return entries


def _rows(inputs: Mapping[str, StatedInput], known: Register, stated: Mapping[str, Entry]) -> Iterator[tuple[str, ...]]:
    """A row an input; inputs of many jails or field offices are one row a key."""
    together: dict[str, list[StatedInput]] = {}
    for path, each in inputs.items():
        together.setdefault(_generic(path, inputs), []).append(each)
    for path, same in together.items():
        pattern = _pattern(same[0].path, known)
        key = known.keys[pattern] if pattern else None
        evidence = _together([_evidence(each, stated, known) for each in same])
        yield (
            path,
            begun(key.meaning) if key else "",
            _spread([each.printed for each in same]),
            _spread([each.range for each in same]),
            key.unit if key else "",
            evidence.strength,
            evidence.why,
        )


def _generic(path: str, inputs: Mapping[str, StatedInput]) -> str:
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


def _evidence(each: StatedInput, stated: Mapping[str, Entry], known: Register) -> Evidence:
    """What the file itself says of a value; or the register's entry at its path, if that is about this value."""
    if own := each.own_evidence:
        return own
    entry = stated.get(each.path)
    if entry is None or not (
        value_in_words(entry.value) == each.printed or _as_numbers(entry.value) == _as_numbers(each.value)
    ):
        return Evidence()
    sources = "; ".join(f"[{number}] {cited(known.sources[number])}" for number in entry.sources)
    return Evidence(entry.strength, f"{entry.reason} {sources}".strip())


def _together(evidence: Sequence[Evidence]) -> Evidence:
    """What is said of a value of several places: that of all, or how many different things."""
    different = list(dict.fromkeys(evidence))
    if len(different) == 1:
        return different[0]
    strengths = sorted({each.strength for each in different}, key=_STRENGTHS.index)
    return Evidence(strengths[-1], f"{len(different)} different, by place: see run.json")


def _as_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {_as_numbers(key): _as_numbers(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_numbers(each) for each in value]
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _differences(scenarios: Mapping[str, Mapping[str, StatedInput]]) -> tuple[Table, ...]:
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
