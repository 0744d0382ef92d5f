"""How headers are spelt: any case, blanks or underscores, and words run together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


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


def spelt(header: Sequence[str], spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which header is meant by each name: of its spellings the first that stands there, of equal headers the first."""
    known = {plain(name): name for name in reversed(header)}
    found = {}
    for what, names in spellings.items():
        if name := next((known[each] for each in names if each in known), None):
            found[what] = name
    return found
