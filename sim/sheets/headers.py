"""How headers are spelt: any case, blanks or underscores, and words run together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from sim.sheets.spellings import IDLE, SAME, Told


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
    words = " ".join(SAME.get(word, word) for word in unjoined(header).split()).split()
    return " ".join([word for word in words if word not in IDLE] or words)


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
