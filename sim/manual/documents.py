"""The pages that are written by code, so that they never go stale: ``python -m sim.manual.documents`` writes them all.

``docs/assumptions.md``, ``docs/stress-des.md``, in ``docs/reference`` the keys of scenario files and the measures, and
the picture of ``docs/model.md``. `sim.cli.reference` writes the page of the commands.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sim.manual.diagram import CAPTION, model_diagram
from sim.manual.reference import BY_TEAM, COUNTED, code, measures_page, scenario_keys_page, strength_in_words
from sim.model.office import ENGINES
from sim.model.outcomes import HEADLINES, Outcome
from sim.output.files import write_text
from sim.output.pages import filled
from sim.output.saving import save
from sim.scenario.explain import range_in_words, value_in_words
from sim.scenario.facts import FACTS, Facts
from sim.scenario.files.reader import load_scenario
from sim.scenario.register import Entry, Register, key_of, register
from sim.study.intervals import CONFIDENCE
from sim.study.replicate import MOST_REPLICATIONS

BASE = "prince_william"
"""The scenario that the others extend."""

_NO_STREAM = ("jail", "booking", "flagged_stay_seconds")
_MORE_STREAMS = {
    "day_level": "the level of each day's bookings",
    "others": "how many other people are booked (one number)",
    "foreign_born": "who is foreign-born, where a bookings file does not say",
}


@dataclass(frozen=True)
class _Part:
    """A scenario as tables print it: its own values only, a row each."""

    stem: str
    title: str
    extends: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def inputs(self) -> list[tuple[str, ...]]:
        """The rows without dates and reasons."""
        return [(*row[:5], row[6]) for row in self.rows]


def assumptions(root: Path) -> str:
    """Write out ``docs/assumptions.md`` of the repository at `root`: every value with range, source, date, strength."""
    defaults = [
        (code(pattern), key.meaning, key.unit, value_in_words(key.default))
        for pattern, key in register().keys.items()
        if key.has_default
    ]
    return filled("assumptions.md", **_evidence(root), defaults=defaults)


def stress_des(root: Path) -> str:
    """Write out ``docs/stress-des.md`` of the repository at `root`: all items of the guideline."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = load_scenario(root / "scenarios" / f"{BASE}.yaml")
    return filled(
        "stress_des.md",
        {"value": value_in_words},
        **_evidence(root),
        sources=[(f"{number}", source.name, source.date) for number, source in register().sources.items()],
        outcomes=[(code(outcome), outcome.meaning) for outcome in Outcome],
        measures=[(code(name), meaning) for name, meaning in (COUNTED | BY_TEAM).items()],
        headlines=", ".join(map(code, HEADLINES)),
        confidence=f"{CONFIDENCE:.0%}".replace("%", " %"),
        facts=[(code(each.name), each.metadata["is"]) for each in fields(Facts)],
        streams=", ".join(map(code, random_streams())),
        key=_key(base.seed, BASE, "stay_hours"),
        engines=", ".join(map(code, ENGINES)),
        most_replications=MOST_REPLICATIONS,
        base=base.model_dump(),
        project=project,
        versions=_versions(root, project["dependencies"]),
    )


def write_documents(root: Path) -> Iterator[Path]:
    """Write every generated page and picture below ``docs``; gives the files."""
    docs = root / "docs"
    pages = {
        "assumptions.md": assumptions(root),
        "stress-des.md": stress_des(root),
        "reference/scenario-keys.md": scenario_keys_page(),
        "reference/measures.md": measures_page(),
    }
    (docs / "reference").mkdir(exist_ok=True)
    for name, text in pages.items():
        write_text(text, docs / name)
        yield docs / name
    yield from save(model_diagram(), docs, CAPTION)


def _evidence(root: Path) -> dict[str, Any]:
    """Give what both pages tell of the register."""
    known = register()
    entries = [entry for part in known.scenarios.values() for entry in part.values()]
    counted = Counter(entry.strength for entry in entries)
    parts = tuple(_part(root, stem, known) for stem in known.scenarios)
    return {"scenarios": parts, "total": len(entries), "strengths": dict(counted.most_common())}


def _part(root: Path, stem: str, known: Register) -> _Part:
    titles = {name: load_scenario(root / "scenarios" / f"{name}.yaml").name for name in (stem, BASE)}
    rows = tuple(_row(path, entry, known) for path, entry in known.scenarios[stem].items())
    return _Part(stem, titles[stem], "" if stem == BASE else f'"{titles[BASE]}"', rows)


def _row(path: str, entry: Entry, known: Register) -> tuple[str, ...]:
    """The path, and its value, range, unit, sources, dates, strength and reason."""
    return (
        code(path),
        value_in_words(entry.value),
        range_in_words(entry),
        known.keys[key_of(path, known.keys)].unit,
        ", ".join(f"[{number}]" for number in entry.sources),
        "; ".join(dict.fromkeys(known.sources[number].date for number in entry.sources)),
        strength_in_words(entry),
        entry.reason,
    )


def random_streams() -> tuple[str, ...]:
    """Name the random streams of a jail: one a fact, and those of who is not drawn one by one."""
    named = {fact.column: fact.stream for fact in FACTS if fact.stream}
    columns = (each.name for each in fields(Facts) if each.name not in _NO_STREAM)
    return (*(named.get(name, name.replace("_seconds", "_hours")) for name in columns), *_MORE_STREAMS)


def _key(seed: int, jail: str, fact: str) -> str:
    """The key of a stream in the first replication, as `sim.model.bookings.uniforms` makes it."""
    return hashlib.blake2b(json.dumps([seed, 0, jail, fact]).encode(), digest_size=16).hexdigest()


def _versions(root: Path, dependencies: list[str]) -> Mapping[str, str]:
    """Pinned versions of the libraries that the project needs, as ``requirements.lock`` has them."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    versions: dict[str, list[str]] = {}
    for name, version, marker in re.findall(r"^([\w.-]+)==([^\s;]+)(?: ; (.+?))? *\\?$", lock, flags=re.MULTILINE):
        versions.setdefault(_plain(name), []).append(f"{version} ({marker})" if marker else version)
    names = [_plain(re.split(r"[><=;\[ ]", dependency)[0]) for dependency in dependencies]
    return {name: ", ".join(versions[name]) for name in sorted(names)}


def _plain(name: str) -> str:
    return name.lower().replace(".", "-").replace("_", "-")


if __name__ == "__main__":
    for written in write_documents(Path.cwd()):
        sys.stdout.write(f"{written}\n")
