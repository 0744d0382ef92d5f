"""What `lostleads explain` prints: keys, values and measures by name, by path, or by a part of a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.model.outcomes import COSTS, MEASURES, PER_OFFICER_YEAR, PER_RESIDENTS, TEAM_MEASURES, meaning_of
from sim.scenario.explain import explained, keys_with, unknown_path

_MEASURES: Mapping[str, str] = MEASURES | TEAM_MEASURES | COSTS | PER_RESIDENTS | PER_OFFICER_YEAR


def looked_up(words: str) -> Iterator[str]:
    """Explain names, paths or parts of names, several with commas between; a line at a time.

    A part of several names gives the list of them, each with its meaning; nothing at all gives every one.

    Raises
    ------
    UnknownPathError
        If nothing is called so; names the nearest.
    """
    for word in words.split(","):
        yield from _of(word.strip())


def _of(word: str) -> Iterator[str]:
    told = [*explained(word), *_measure(word)]
    if told:
        yield from told
        return
    keys = {} if "." in word else keys_with(word)
    measures = {name: meaning for name, meaning in _MEASURES.items() if word in name}
    if not keys and not measures:
        raise unknown_path(word, _MEASURES)
    if len(keys) + len(measures) == 1:
        for name in (*keys, *measures):
            yield from explained(name)
            yield from _measure(name)
        return
    yield from (f"{pattern}: {meaning}" for pattern, meaning in keys.items())
    yield from (f"{name} (counted): {meaning}" for name, meaning in measures.items())


def _measure(name: str) -> Iterator[str]:
    """What a measure counts, also that of a team or a charge."""
    base, _, part = name.partition(".")
    if base in _MEASURES:
        yield f"{name} (counted): {meaning_of(name) if part or base not in TEAM_MEASURES else TEAM_MEASURES[base]}"
