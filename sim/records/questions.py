"""What must be asked of people, because no file says it: each question with its key, why, and what may be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """Something that cannot be guessed.

    Parameters
    ----------
    key
        Of the mapping, such as ``cohort`` or ``columns.booked``.
    why
        What it is about, and what depends on it.
    allowed
        The answers that there are, or one in words.
    """

    key: str
    why: str
    allowed: tuple[str, ...]

    @property
    def choice(self) -> str:
        """What may be answered, in words."""
        return " | ".join(self.allowed)

    def __str__(self) -> str:
        return f"{self.key}: {self.why}\n    {self.key}={self.choice}"


Ask = Callable[[Question], str]
"""Asks somebody, who answers."""


class UnansweredError(ValueError):
    """An export of which something must be said first; `questions` holds what."""

    def __init__(self, questions: Sequence[Question], tables: Sequence[str] = ()) -> None:
        self.questions = tuple(questions)
        lines = ["This cannot be told from the files, and is not guessed. Answer each with --answer KEY=VALUE:"]
        lines += [f"  {question}" for question in questions]
        if tables:
            lines += ["Read as:", *(f"  {each}" for each in tables)]
        super().__init__("\n".join(lines))
