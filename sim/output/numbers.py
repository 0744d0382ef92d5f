"""Numbers and names as pictures print them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sim.model.outcomes import OUTCOMES, Outcome, is_count
from sim.study.intervals import Estimate

__all__ = [
    "amount",
    "begun",
    "changed",
    "count",
    "interval",
    "listed",
    "meaning",
    "measure_words",
    "people",
    "quoted",
    "readable",
    "share",
    "shortened",
    "signed",
    "tick",
    "unit",
]

_MINUS = "\N{MINUS SIGN}"


def readable(name: str) -> str:
    """Put an outcome or a measure in words."""
    return begun(name.replace("_", " "))


def quoted(name: str) -> str:
    """Set off a scenario's name in a sentence."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def meaning(outcome: Outcome) -> str:
    """Say what became of a removable person, without saying that they are removable."""
    return OUTCOMES[outcome].partition(": ")[2]


def begun(text: str) -> str:
    """Begin a text as a sentence begins."""
    return text[:1].upper() + text[1:]


def count(value: float) -> str:
    """Print a mean count: whole from ten on, with one decimal below unless it is whole."""
    if math.isnan(value):
        return "unknown"
    small = abs(value) < 9.95 and abs(value - round(value)) >= 0.05
    text = f"{abs(value):,.1f}" if small else f"{abs(value):,.0f}"
    return f"{_MINUS}{text}" if value < 0 and text != "0" else text


def tick(value: float) -> str:
    """Print a number on an axis, with as many decimals as it has."""
    number = round(value, 6)
    text = f"{abs(number):,.0f}" if number == int(number) else f"{abs(number):g}"
    return f"{_MINUS}{text}" if number < 0 else text


def signed(value: float) -> str:
    """Print a difference, with its sign."""
    text = count(value)
    return f"+{text}" if value > 0 and text != "0" else text


def interval(estimate: Estimate, *, difference: bool = False) -> str:
    """Print an estimate with its interval, if it has one."""
    form = signed if difference else count
    text = form(estimate.mean)
    return f"{text} ({form(estimate.ci_low)} to {form(estimate.ci_high)})" if estimate.has_interval else text


def people(value: float) -> str:
    """Print a count of people."""
    text = count(value)
    return f"{text} person" if text == "1" else f"{text} people"


def changed(difference: Estimate, what: str) -> str:
    """Say how a count differs: more, fewer, the same, or not clearly either."""
    text = count(abs(difference.mean))
    if text == "0":
        return f"same number {what}"
    if not difference.is_clear:
        return f"no clear change in the number {what}"
    return f"{text} {'more' if difference.mean > 0 else 'fewer'} {what}"


def share(part: float, whole: float) -> str:
    """Print a share in per cent; of nothing it is none."""
    percent = 100 * part / whole if whole > 0 else 0.0
    if 0 < percent < 1:
        return "under 1 %"
    return "over 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def listed(parts: Sequence[str], separator: str = ", ", last: str = " and ") -> str:
    """Join parts of a sentence."""
    return last.join([separator.join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def shortened(labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Split names into what all of them begin with, up to a comma or colon, and what is left of each.

    Examples
    --------
    >>> shortened(["Small county, ended", "Small county, in force"])
    ('Small county', ('ended', 'in force'))
    """
    first = labels[0]
    for end in reversed([match.end() for match in re.finditer(r"[,:;]\s+", first)]):
        rests = tuple(label[end:] for label in labels)
        if len(labels) > 1 and all(label.startswith(first[:end]) for label in labels) and all(rests):
            return first[:end].rstrip(" ,:;"), rests
    return "", tuple(labels)


def measure_words(measure: str) -> str:
    """Put a measure in words, with its team or charge in brackets."""
    name, _, part = measure.partition(".")
    return f"{readable(name)} ({part.replace('_', ' ')})" if part else readable(name)


def unit(measure: str) -> str:
    """What a measure counts: people or hours."""
    return "people" if is_count(measure) else "hours"


def amount(value: float, measure: str) -> str:
    """Print a mean: people as everywhere, hours in three digits where there are fewer than ten."""
    if is_count(measure) or math.isnan(value) or abs(value) >= 9.95:
        return count(value)
    return f"{value:.3g}".replace("-", _MINUS)
