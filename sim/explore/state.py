"""What is asked on the page, as its address and as the command line say it alike."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.settings import Setting, settings_of

MOST_POLICIES = 3
"""The first, what is moved, and one that is pinned beside."""

_MOST_DIGITS = 4


def is_short_number(text: str) -> bool:
    """Whether a text is a whole number of 0 or more, of a few digits."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


@dataclass(frozen=True)
class State:
    """Which policies are compared.

    Parameters
    ----------
    files
        Of each policy the number of the scenario file from which it begins, counted from 1.
    settings
        Values on top, as ``--set`` takes them: ``PATH=VALUE`` of all policies, ``NUMBER:PATH=VALUE`` of one.
    """

    files: tuple[int, ...]
    settings: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, query: Mapping[str, Sequence[str]], otherwise: State, file_count: int) -> State:
        """Read an address: ``policy`` of each policy, ``set`` of each setting; without policies it is another state.

        Raises
        ------
        ScenarioError
            If a policy begins from no file, or there are too many.
        """
        given = list(query.get("policy", ()))
        settings = tuple(Setting(each, each) for each in query.get("set", ()))
        if not given:
            return cls(otherwise.files, settings) if settings else otherwise
        wrong = [each for each in given if not (is_short_number(each) and 1 <= int(each) <= file_count)]
        if wrong or len(given) > MOST_POLICIES:
            allowed = f"at most {MOST_POLICIES}, each the number of a scenario file from 1 to {file_count}"
            told = ", ".join(each[:_MOST_DIGITS] for each in given[: MOST_POLICIES + 1])
            raise ScenarioError([Problem(Origin("policy"), "", f"is {told} (allowed: {allowed})")])
        return cls(tuple(map(int, given)), settings)

    @property
    def address(self) -> str:
        """The state as the address of the page has it."""
        return urlencode([*(("policy", number) for number in self.files), *(("set", each) for each in self.settings)])

    def own(self, number: int) -> tuple[str, ...]:
        """The settings of a policy, counted from 1.

        Raises
        ------
        ScenarioError
            If a setting is of a policy that is not there.
        """
        return tuple(settings_of(self.settings, number, len(self.files)))

    def command(self, paths: Sequence[Path], asked: Asked) -> str:
        """The command line that makes the same numbers."""
        words = ["lostleads", "compare" if len(self.files) > 1 else "run"]
        words += [str(paths[number - 1]) for number in self.files]
        words += [word for value in self.settings for word in ("--set", str(value))]
        words += ["--unknowns", str(asked.unknowns)] if asked.unknowns else []
        return shlex.join([*words, "--replications", str(asked.replications), "--engine", "staged"])


@dataclass(frozen=True)
class Asked:
    """How much of a state is run: replications of each policy, and points with inputs anywhere in their ranges."""

    replications: int
    unknowns: int = 0
