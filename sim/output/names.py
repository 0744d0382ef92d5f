"""Outcomes, measures and scenarios as people call them, and the parts of a sentence around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, count

from sim.model.outcomes import WORDS, Outcome

_UNCHANGED = "as it is"


def in_words(name: str) -> str:
    """Put a measure, an outcome or another name in words.

    Examples
    --------
    >>> in_words("ice_visits")
    'ICE visits'
    """
    return WORDS.get(name) or " ".join("ICE" if part == "ice" else part for part in name.split("_"))


def readable(name: str) -> str:
    """A measure or an outcome in words, as a sentence begins."""
    return begun(in_words(name))


def measure_words(measure: str) -> str:
    """Put a measure in words, with its team or charge in brackets."""
    name, _, part = measure.partition(".")
    return f"{readable(name)} ({in_words(part)})" if part else readable(name)


def quoted(name: str) -> str:
    """Set off a scenario's name in a sentence."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def meaning(outcome: Outcome) -> str:
    """Say what became of a removable person, without saying that they are removable."""
    return outcome.meaning.partition(": ")[2]


def begun(text: str) -> str:
    """Begin a text as a sentence begins."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str], separator: str = ", ", last: str = " and ") -> str:
    """Join parts of a sentence."""
    return last.join([separator.join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def lettered(names: Iterable[str], letters: str) -> dict[str, str]:
    """What stands for each of many names in narrow columns: letters, and numbers once these are used up."""
    more = (str(place) for place in count(len(letters) + 1))
    return dict(zip(names, chain(letters, more), strict=False))


def shortened(labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Split names into what all of them begin with, up to a comma or colon, and what is left of each.

    Where the others say of the first what is changed, the first is called as it is.

    Examples
    --------
    >>> shortened(["Small county, ended", "Small county, in force"])
    ('Small county', ('ended', 'in force'))
    >>> shortened(["Small county", "Small county, ended"])
    ('Small county', ('as it is', 'ended'))
    """
    first, *others = labels
    if others and all(re.match(r"[,:;]\s+\S", other.removeprefix(first)) for other in others):
        return first, (_UNCHANGED, *(other.removeprefix(first).lstrip(" ,:;") for other in others))
    for end in reversed([match.end() for match in re.finditer(r"[,:;]\s+", first)]):
        rests = tuple(label[end:] for label in labels)
        if len(labels) > 1 and all(label.startswith(first[:end]) for label in labels) and all(rests):
            return first[:end].rstrip(" ,:;"), rests
    return "", tuple(labels)
