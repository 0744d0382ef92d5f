"""What may be said of a difference, from the share of draws in which it is above 0: words bound to stated shares."""

from __future__ import annotations

from collections.abc import Sequence

NOT_DETERMINED = "not determined"

STEPS = {0.95: "very likely", 0.8: "likely"}
"""From which share of draws on each word is used; below all of them nothing is said."""


def verdict(share_above: float) -> str:
    """Whether there are more, as ``very likely yes``, ``likely no`` or `NOT_DETERMINED`.

    Parameters
    ----------
    share_above
        The share of draws in which the difference is above 0.
    """
    more = share_above >= 0.5
    for least, word in STEPS.items():
        if (share_above if more else 1 - share_above) >= least:
            return f"{word} {'yes' if more else 'no'}"
    return NOT_DETERMINED


def together(shares_above: Sequence[float]) -> str:
    """What may be said where it is not known which of several readings holds: the weakest word if all say the same."""
    each = [verdict(share) for share in shares_above]
    if len({word.split()[-1] for word in each}) > 1:
        return NOT_DETERMINED
    weakest = min(shares_above, key=lambda share: abs(share - 0.5))
    return verdict(weakest)
