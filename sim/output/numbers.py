"""Numbers in text, so that each reads the same on screen, in a picture and on a page; only the minus sign differs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.model.outcomes import COSTS, PER_OFFICER_YEAR, PER_RESIDENTS, is_count, unit_seconds
from sim.scenario.seconds import DAY_SECONDS
from sim.study.intervals import Estimate

_MINUS = "\N{MINUS SIGN}"


def number(value: float, *, sign: str = "") -> str:
    """A count or mean in few digits, a dash where there is none; with ``sign="+"`` its sign is always told."""
    if math.isnan(value):
        return "-"
    return f"{value:{sign},.0f}" if abs(value) >= 99.95 else f"{value:{sign if value else ''},.1f}"


def difference(value: float) -> str:
    """A difference on screen, with its sign."""
    return number(value, sign="+")


def whole(value: int) -> str:
    """A count that is no mean."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A share in per cent, never below none; a dash where it is unknown."""
    return "-" if math.isnan(share) else f"{100 * max(share, 0.0):.0f} %"


def correlation(value: float) -> str:
    """A correlation, with its sign."""
    return f"{value:+.2f}"


def span(low: float, high: float, *, sign: str = "") -> str:
    """From one number to another."""
    return f"{number(low, sign=sign)} to {number(high, sign=sign)}"


def between(low: float, high: float) -> str:
    """An interval from one number to another; nothing where there is none."""
    return "" if math.isnan(low) else span(low, high)


def true_minus(text: str) -> str:
    """Write a number for pictures and pages, whose minus sign is no hyphen."""
    return text.replace("-", _MINUS)


def count(value: float) -> str:
    """A count or mean in a picture or on a page."""
    return "unknown" if math.isnan(value) else true_minus(number(value))


def signed(value: float) -> str:
    """A difference in a picture or on a page, with its sign."""
    return "unknown" if math.isnan(value) else true_minus(difference(value))


def dollars(value: float) -> str:
    """An amount of money on a page."""
    if math.isnan(value):
        return "unknown"
    cents = 0 < abs(value) < 99.995
    return f"{_MINUS if value < 0 else ''}${abs(value):,.{2 if cents else 0}f}"


def signed_dollars(value: float) -> str:
    """A difference in money on a page, with its sign."""
    sign = "+" if value > 0 else ""
    return f"{sign}{dollars(value)}"


def tick(value: float) -> str:
    """A number on an axis, with as many decimals as it has."""
    exact = round(value, 6)
    return true_minus(f"{exact:,.0f}" if exact == int(exact) else f"{exact:g}")


def is_none(value: float) -> bool:
    """Whether a mean is printed as nothing at all."""
    return abs(value) < 0.05


def estimated(mean: float, low: float, high: float, form: Callable[[float], str] = count) -> str:
    """A mean with its interval, if it has one, as in 723 (717 to 729)."""
    ends = "" if math.isnan(low) or math.isnan(high) else f" ({form(low)} to {form(high)})"
    return f"{form(mean)}{ends}"


def interval(estimate: Estimate, form: Callable[[float], str] = count) -> str:
    """An estimate with its interval, if it has one."""
    return estimated(estimate.mean, estimate.ci_low, estimate.ci_high, form)


ROUNDED = "Parts may not add up: rounding."
"""What is said of tables in which numbers stand beside their sum."""

WITH_UNKNOWNS, CHANCE_ALONE = "with what is unknown", "chance alone"
"""The two intervals of a headline: where one run lies, inputs anywhere in their ranges; and the mean of runs."""


@dataclass(frozen=True)
class Headline:
    """A count or a difference with its two 95 % intervals.

    Parameters
    ----------
    chance
        The mean over replications, and its interval.
    low, high
        Between which values it lies in a single run with inputs anywhere in their ranges; NaN where that was not run.
    """

    chance: Estimate
    low: float = math.nan
    high: float = math.nan

    @property
    def is_wide(self) -> bool:
        """Whether it is known what the inputs leave open."""
        return not math.isnan(self.low)

    @property
    def leading(self) -> Estimate:
        """The mean with the interval that is told first: the one with what is unknown, where there is one."""
        return replace(self.chance, ci_low=self.low, ci_high=self.high) if self.is_wide else self.chance

    @property
    def is_nothing(self) -> bool:
        """Whether the mean, and the ends with what is unknown, are printed as nothing at all."""
        ends = (self.low, self.high) if self.is_wide else ()
        return all(map(is_none, (self.chance.mean, *ends)))

    def in_words(self, form: Callable[[float], str] = count) -> str:
        """Write the mean with its intervals, and say which is which, the wide one first."""
        ends = "; ".join(self.intervals(form))
        return f"{form(self.chance.mean)} ({ends})" if ends else form(self.chance.mean)

    def in_short(self, form: Callable[[float], str] = count) -> str:
        """As `in_words`, without saying which is which."""
        return self.in_words(form).replace(f" {WITH_UNKNOWNS}", "").replace(f" {CHANCE_ALONE}", "")

    def intervals(self, form: Callable[[float], str] = count) -> list[str]:
        """Write the intervals that there are, the wide one first."""
        told = [(self.leading, WITH_UNKNOWNS), (self.chance, CHANCE_ALONE)] if self.is_wide else [(self.chance, "")]
        known = [(each, what) for each, what in told if each.has_interval]
        return [f"{form(each.ci_low)} to {form(each.ci_high)} {what}".rstrip() for each, what in known]


def changed(difference: Estimate, what: str) -> str:
    """Say how a count differs: more, fewer, as many, or not clearly either."""
    if is_none(difference.mean):
        return f"as many {what}"
    if not difference.is_clear:
        return f"not clearly more or fewer {what}"
    return f"{count(abs(difference.mean))} {'more' if difference.mean > 0 else 'fewer'} {what}"


def share(part: float, whole: float = 1.0) -> str:
    """A part of a count, or of one, in per cent; of nothing it is none."""
    percent = round(100 * part / whole, 9) if whole > 0 else 0.0
    if 0 < percent < 1:
        return "under 1 %"
    return "over 99 %" if 99 < percent < 100 else f"{percent:z.0f} %"


def relative(difference: float, base: float) -> str:
    """A difference in per cent of what it is from, with its sign; nothing where that is none, or there is none.

    Examples
    --------
    >>> relative(53, 100).replace("\N{NO-BREAK SPACE}", " ")
    '+53 %'
    """
    if math.isnan(difference) or is_none(difference) or not base > 0:
        return ""
    percent = 100 * abs(difference) / base
    decimals = 0 if percent >= 9.95 else 1
    return f"{'+' if difference > 0 else _MINUS}{percent:,.{decimals}f}\N{NO-BREAK SPACE}%"


def unit(measure: str, days: int | None = None) -> str:
    """What a measure is of: hours, or people or dollars in so many counted days where these are given.

    Rates say in their name in what time.
    """
    if measure in PER_OFFICER_YEAR or measure in PER_RESIDENTS:
        return "people"
    if measure in COSTS:
        return f"dollars {over(days)}".rstrip()
    if is_count(measure):
        return people(days)
    return "days" if unit_seconds(measure) == DAY_SECONDS else "hours"


def people(days: int | None) -> str:
    """What a count over so many counted days is of, such as people a year."""
    return f"people {over(days)}".rstrip()


def over(days: int | None) -> str:
    """Say over what a count adds up: a year, a week, or that many days; nothing where they are not known."""
    return "" if days is None else _SPANS.get(days, f"in {days:,} days")


_SPANS = {1: "a day", 7: "a week", 365: "a year", 366: "a year"}
