"""Who the people released before pickup are, in words: lost leads, people with a match, people without a trace.

The count of all of them says nothing of who they are, so that it is nowhere told without its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.model.outcomes import HEADLINES, LOST_PARTS
from sim.output.names import in_words
from sim.output.numbers import count, is_none, signed

LOST_NAMES: Mapping[str, str] = {part: in_words(part) for part in LOST_PARTS}
"""What the parts are called where they stand below the whole or beside one another."""

Means = Callable[[str], float]
"""Gives the mean of a measure, or its mean difference, by name."""

_LOST = HEADLINES[-1]


def lost_in_short(mean: Means, form: Callable[[float], str] = count) -> str:
    """The parts in few words, as a picture has room for; nothing where there are none."""
    if all(is_none(mean(part)) for part in LOST_PARTS):
        return ""
    return ", ".join(f"{form(mean(part))}\N{NO-BREAK SPACE}{name}" for part, name in LOST_NAMES.items())


def lost_sentence(mean: Means, whole: str = "those released before pickup") -> str:
    """Say what the whole is made of, and that most of it never was a lead where that is so; nothing of nobody."""
    if is_none(mean(_LOST)):
        return ""
    leads, matched, unknown = map(mean, LOST_PARTS)
    most = ": most were never leads" if 2 * leads < mean(_LOST) else ""
    return (
        f"Of {whole}, {count(leads)} were lost leads (flagged, then released), ICE had a match for {count(matched)} "
        f"whom nobody flagged, and {count(unknown)} left no trace{most}."
    )


def lost_change(difference: Means) -> str:
    """Say of whom a change in the people released before pickup is made; nothing where there is none."""
    parts = [difference(part) for part in LOST_PARTS]
    if all(map(is_none, parts)):
        return ""
    leads, matched, unknown = map(signed, parts)
    return (
        f"Of the change in those released before pickup, {leads} are lost leads (flagged, then released), {matched} "
        f"people for whom ICE has a match but whom nobody flagged, and {unknown} people who leave no trace."
    )
