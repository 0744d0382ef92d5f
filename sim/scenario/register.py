"""What every key of a scenario means, and where every value of the Prince William scenarios comes from.

The register is data, in ``register.yaml`` beside this page; `lostleads explain`, ``docs/assumptions.md`` and
``docs/stress-des.md`` are made from it. What keys of facts mean stands in `sim.scenario.facts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML

from sim.scenario.facts import Part, given_in

Strength = Literal["strong", "medium", "weak", "assumption"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """A source of ``docs/sources.md``: who published it, and of when the figures are."""

    name: str
    date: str


class Key(_Part):
    """A key of scenario files: what it means, its unit, and what stands where a file leaves it out.

    A key without a `default` must be given, or belongs to a part that need not be there. `check` is what
    `lostleads validate` tells that follows from it, and by which a county can judge it, if anything is. `words` is what
    it is called at an axis and in a sentence, where its name would not do; ``{of}`` stands for the team.
    """

    meaning: str
    unit: str
    default: Any = None
    check: str = ""
    words: str = ""

    @property
    def has_default(self) -> bool:
        """Whether a file may leave the key out."""
        return "default" in self.model_fields_set


class Entry(_Part):
    """One value of a scenario file with its plausible range, and why it is so.

    The value is as the resolved scenario gives it: a number, a text, a date, or the whole of a list or a table. Sources
    are numbers in ``docs/sources.md``; without one the strength of the evidence is ``assumption``.
    """

    value: Any
    low: float | None = None
    high: float | None = None
    sources: tuple[int, ...] = ()
    strength: Strength
    reason: str

    @model_validator(mode="after")
    def _honest(self) -> Self:
        if not self.sources and self.strength != "assumption":
            raise ValueError(f"a value without a source is an assumption, but says {self.strength}")
        return self

    @property
    def has_range(self) -> bool:
        """Whether the value carries a plausible range."""
        return self.low is not None


class Register(_Part):
    """All of it: sources by number, keys by pattern (``*`` stands for a name), entries by scenario and path.

    The keys of `beside` stand beside a value, whatever its own key. The files of the scenarios are those with the
    digests of `files`, by scenario; others may have their names.
    """

    sources: dict[int, Source]
    keys: dict[str, Key]
    beside: dict[str, Key]
    files: dict[str, str]
    scenarios: dict[str, dict[str, Entry]]

    def entries_of(self, file: str, digest: str) -> Mapping[str, Entry]:
        """The entries about the values that a file states, by path; none if it is not a file of these scenarios."""
        stem = file.removesuffix(".yaml")
        return self.scenarios[stem] if self.files.get(stem) == digest else {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for entries in self.scenarios.values():
            for path, entry in entries.items():
                key_of(path, self.keys)
                if unknown := set(entry.sources) - set(self.sources):
                    raise ValueError(f"{path} names sources that are not listed: {sorted(unknown)}")
        return self


@cache
def register() -> Register:
    """Read the register."""
    text = files("sim.scenario").joinpath("register.yaml").read_text(encoding="utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    return Register.model_validate({**content, "keys": dict(_with_facts(content["keys"]))})


def _with_facts(keys: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Put the keys that give facts where the page says ``facts`` of a part."""
    for pattern, key in keys.items():
        if key != "facts":
            yield pattern, key
            continue
        for fact, given in given_in(Part(pattern)):
            default = {} if given.default is None else {"default": given.default}
            told = {"meaning": given.meaning, "unit": fact.unit, "words": given.words}
            yield f"{pattern}.{given.key}", told | default


def key_of(path: str, patterns: Sequence[str] | dict[str, Key]) -> str:
    """Find the key of which a path is a value, or a part of one.

    Raises
    ------
    KeyError
        If there is none.
    """
    for pattern in patterns:
        if is_below(path, pattern):
            return pattern
    raise KeyError(path)


def is_below(path: str, pattern: str) -> bool:
    """Whether a path is that of a pattern, or leads on from there."""
    steps, wanted = path.split("."), pattern.split(".")
    return len(steps) >= len(wanted) and all(each in ("*", step) for step, each in zip(steps, wanted, strict=False))
