"""How headers are spelt: any case, blanks or underscores, and words run together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from sim.sheets.spellings import READERS, WORDS, Told, told_by_columns

_MOST_TOLD = 40


def plain(header: str) -> str:
    """A header in small letters, with single blanks between its words; ``#`` is one.

    Examples
    --------
    >>> plain("Booking_Date"), plain(" BOOKING  DATE "), plain("Booking #")
    ('booking date', 'booking date', 'booking number')
    """
    return re.sub(r"[\W_]+", " ", header.replace("#", " number ")).strip().lower()


def unjoined(header: str) -> str:
    """As `plain`, with words that capitals alone keep apart.

    Examples
    --------
    >>> unjoined("BookingDate"), unjoined("BOOKING_DATE")
    ('booking date', 'booking date')
    """
    return plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))


def meant(header: str) -> str:
    """A header in the words that are compared: none shortened, and none that change nothing.

    Examples
    --------
    >>> meant("BookingDt"), meant("Inmate Booking Date")
    ('booking date', 'booking date')
    """
    words = unjoined(header).split()
    return " ".join(" ".join(WORDS.get(word, word) for word in words).split()) or " ".join(words)


def spelt(header: Sequence[str], told: Mapping[str, Told]) -> dict[str, tuple[str, ...]]:
    """Which headers may be meant by each role: those that spell it, the surest first, of equal ones the first."""
    words = {name: meant(name) for name in header}
    found = {}
    for role, each in told.items():
        sure = _sureness(each)
        found[role] = tuple(
            sorted((name for name in header if words[name] in sure), key=lambda name: sure[words[name]])
        )
    return found


@cache
def _sureness(told: Told) -> dict[str, int]:
    return {meant(spelling): place for place, spelling in reversed([*enumerate(told.spellings)])}


def names_columns(header: Sequence[str]) -> bool:
    """Whether at least half of the names have a word that headers have; else a first row may be somebody's record."""
    known = sum(not _words().isdisjoint(unjoined(name).split()) for name in header)
    return 2 * known >= len(header)


def in_words(header: Sequence[str]) -> str:
    """The names of columns, as far as they may be told."""
    if not names_columns(header):
        return f"{len(header)} columns, whose names are not told here, for the first row may be somebody's record"
    more = len(header) - _MOST_TOLD
    return ", ".join(header[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


@cache
def _words() -> frozenset[str]:
    spellings = (each for reader in READERS for told in told_by_columns(reader).values() for each in told.spellings)
    return frozenset(word for each in spellings for word in each.split() if len(word) > 2)
