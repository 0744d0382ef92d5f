"""What is wrong with a scenario, told so that a person can mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

MOST_OF_A_KIND = 10
"""Problems of one kind that are told; of more, how many."""

_MOST_LINES = 200
_LONGEST = 2000

_GIVEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+""")
_TELLS_GIVEN = re.compile(r"; did you mean .*|,? but .*| \(allowed: .*", re.DOTALL)


def printable(text: str) -> str:
    """Give text as it can be printed anywhere: what a terminal might obey is spelt, but for the ends of lines."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode() for each in text
    )


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: a file and its line, or an option of the command line."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, at which path of the scenario, and what is allowed."""

    origin: Origin
    path: str
    message: str

    def __str__(self) -> str:
        whole = ": ".join(part for part in (str(self.origin), self.path, self.message) if part)
        return printable(whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]} ...")

    @cached_property
    def kind(self) -> tuple[str, str]:
        """What problems have in common that differ only in their line, and in the names and numbers that they tell."""
        source = self.origin.source if self.origin.line is not None else ""
        return source, _GIVEN.sub("", _TELLS_GIVEN.sub("", self.message))


class ScenarioError(ValueError):
    """A scenario that cannot be used; `problems` holds everything that is wrong with it, its text some of each kind."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(_told(self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def all_of(read: Callable[[S], T], given: Iterable[S]) -> list[T]:
    """Read each of several files.

    Raises
    ------
    ScenarioError
        With all that is wrong in any of them, if all errors are such.
    ValueError
        With a paragraph for each file that cannot be read.
    """
    found, wrong = [], []
    for each in given:
        try:
            found.append(read(each))
        except ValueError as error:
            wrong.append(error)
    problems = [problem for error in wrong if isinstance(error, ScenarioError) for problem in error.problems]
    if len(wrong) == 1:
        raise wrong[0]
    if wrong and all(isinstance(error, ScenarioError) for error in wrong):
        raise ScenarioError(problems)
    if wrong:
        raise ValueError("\n".join(map(str, wrong)))
    return found


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    of_kind = Counter(problem.kind for problem in problems)
    told: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        kind = problem.kind
        if told[kind] == MOST_OF_A_KIND:
            continue
        if told.total() == _MOST_LINES:
            yield f"and more of {len(of_kind):,} kinds, {len(problems):,} in all"
            return
        told[kind] += 1
        yield str(problem)
        if told[kind] == MOST_OF_A_KIND < of_kind[kind]:
            yield f"and {of_kind[kind] - MOST_OF_A_KIND:,} more like the one before"
