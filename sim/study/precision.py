"""How narrow a 95 % interval must be for a study to have replications enough."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.model.outcomes import HEADLINES, absent_value, measure_names, unknown_measure
from sim.scenario.base import unknown_name
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import estimate
from sim.study.pairing import paired
from sim.study.replication import Replication, labels

FEWEST_KNOWN = 3
"""Replications in which a measure must be known before its interval is judged: that of two is hardly one."""

Floats = NDArray[np.float64]


class Of(StrEnum):
    """What an interval is of."""

    MEAN = "mean"
    DIFFERENCE = "difference"


class Unit(StrEnum):
    """What a half-width is measured in: the measure's own unit, or shares of the mean or the difference."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"


@dataclass(frozen=True)
class Precision:
    """The half-width that a measure's 95 % interval may have at most, in the unit of the measure or as a share.

    The interval is of the mean in each scenario, or of the paired difference of each other scenario from the base; at a
    jail, or at `ALL_JAILS`.
    """

    measure: str
    width: float
    unit: Unit
    of: Of = Of.MEAN
    jail: str = ALL_JAILS

    _FORM = re.compile(
        r"(?:(?P<jail>[\w-]+):)?(?P<difference>difference\.)?(?P<measure>[\w.-]+)=(?P<width>[^=%]+)(?P<percent>%)?"
    )

    @classmethod
    def parse(cls, text: str) -> Precision:
        """Read ``[JAIL:][difference.]MEASURE=WIDTH``, where WIDTH is a half-width such as ``5`` or ``2%``.

        Raises
        ------
        ValueError
            If it is not of that form.
        """
        found = cls._FORM.fullmatch(text.replace(" ", ""))
        if found is None:
            raise _wrong(text)
        width, is_share = _number(found["width"], text), bool(found["percent"])
        return cls(
            measure=found["measure"],
            width=_share(width / 100, text) if is_share else width,
            unit=Unit.RELATIVE if is_share else Unit.ABSOLUTE,
            of=Of.DIFFERENCE if found["difference"] else Of.MEAN,
            jail=found["jail"] or ALL_JAILS,
        )

    @property
    def name(self) -> str:
        """As on the command line, without the width."""
        jail = "" if self.jail == ALL_JAILS else f"{self.jail}:"
        return f"{jail}{'difference.' if self.of is Of.DIFFERENCE else ''}{self.measure}"

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Refuse what none of the scenarios has.

        Raises
        ------
        ValueError
            For an unknown measure or jail, with the nearest right name; for a difference where there is one scenario.
        """
        measures = dict.fromkeys(name for scenario in scenarios for name in measure_names(scenario))
        jails = dict.fromkeys([*(name for scenario in scenarios for name in scenario.jails), ALL_JAILS])
        if self.measure not in measures:
            raise ValueError(f"--precision {self.name}: {unknown_measure(self.measure, measures)}")
        if self.jail not in jails:
            raise ValueError(f"--precision {self.name}: {unknown_name('jail', self.jail, jails)}")
        if self.of is Of.DIFFERENCE and len(scenarios) < 2:
            raise ValueError(
                f"--precision {self.name}: must be of a comparison, for a single scenario has no differences; "
                f"ask for {self.measure}, or compare two scenarios"
            )


def parse_precisions(texts: Sequence[str]) -> tuple[Precision, ...]:
    """Read what was given with ``--precision``; a number alone, such as ``0.02``, asks it of each headline count.

    Raises
    ------
    ValueError
        If a text is not of a known form.
    """
    return tuple(precision for text in texts for precision in _parsed(text))


def _parsed(text: str) -> tuple[Precision, ...]:
    if "=" in text:
        return (Precision.parse(text),)
    bare = text.strip()
    share = _number(bare[:-1], text) / 100 if bare.endswith("%") else _number(bare, text)
    return tuple(Precision(measure, _share(share, text), Unit.RELATIVE) for measure in HEADLINES)


def _number(written: str, text: str) -> float:
    try:
        number = float(written)
    except ValueError:
        raise _wrong(text) from None
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"--precision {text}: must be a half-width above 0")
    return number


def _share(share: float, text: str) -> float:
    if share >= 1:
        raise ValueError(
            f"--precision {text}: must be less than the whole, such as 0.02 or flagged=2%; "
            "for a half-width in people or hours name the measure, such as flagged=5"
        )
    return share


def _wrong(text: str) -> ValueError:
    return ValueError(
        f"--precision {text}: must be a share such as 0.02, or [JAIL:][difference.]MEASURE=WIDTH "
        "such as flagged=5, flagged=2% or difference.flagged=5"
    )


@dataclass(frozen=True)
class Verdict:
    """Whether replications suffice, and a short sentence that tells why."""

    reached: bool
    reason: str


@dataclass(frozen=True)
class _Interval:
    """An interval against the half-width that it may have.

    The half-width and the reference, of which it is a share (1 where it is absolute), are in the measure's unit; the
    half-width allowed is in units of the reference.
    """

    name: str
    known: int
    half_width: float
    reference: float
    share_of: str
    allowed: float

    @property
    def excess(self) -> float:
        """The half-width over what is allowed: at most 1 where the precision holds."""
        if self.known < FEWEST_KNOWN:
            return math.inf
        if self.half_width == 0:
            return 0.0
        return self.half_width / (self.allowed * self.reference) if self.reference else math.inf

    @property
    def sentence(self) -> str:
        """How wide the interval is, against what it may be."""
        if self.known < FEWEST_KNOWN:
            return f"{self.name} is known in {self.known} replications, and {FEWEST_KNOWN} are needed"
        if self.half_width == 0:
            return f"{self.name} does not vary"
        compared = "is at most" if self.excess <= 1 else "is still above"
        if not self.share_of:
            return f"half-width of {self.name} {self.half_width:,.3g} {compared} {self.allowed:,.3g}"
        share = self.half_width / self.reference if self.reference else 0.0
        return f"half-width of {self.name} {share * 100:.3g} % of {self.share_of} {compared} {self.allowed * 100:.3g} %"


def verdict(
    precisions: Sequence[Precision], scenarios: Sequence[Scenario], replications: Sequence[Replication]
) -> Verdict:
    """Judge whether every precision holds: in every scenario, or in every difference from the base.

    A relative half-width of a difference that may be 0 would ask for a share of nothing. While the difference's
    interval holds 0, the share is taken of the base's mean instead.

    Returns
    -------
    Verdict
        The reason names what is farthest from its precision.
    """
    each = [interval for precision in precisions for interval in _intervals(precision, scenarios, replications)]
    if not each:
        return Verdict(reached=False, reason="no interval can be judged")
    worst = max(each, key=lambda interval: interval.excess)
    return Verdict(reached=worst.excess <= 1, reason=worst.sentence)


def _intervals(
    precision: Precision, scenarios: Sequence[Scenario], replications: Sequence[Replication]
) -> list[_Interval]:
    values = [
        _values(precision, scenario, [each.measures[place] for each in replications])
        for place, scenario in enumerate(scenarios)
    ]
    names = labels(scenarios)
    if precision.of is Of.MEAN:
        found = dict(zip(names, map(_mean, values), strict=True))
    else:
        found = {label: _difference(values[0], other) for label, other in zip(names[1:], values[1:], strict=True)}
    intervals = []
    for label, (known, half_width, share) in found.items():
        name = f"{precision.name} in {label}" if len(found) > 1 else precision.name
        reference, share_of = share if precision.unit is Unit.RELATIVE else (1.0, "")
        intervals.append(_Interval(name, known, half_width, reference, share_of, precision.width))
    # A wait that some scenario does not have, for it has no screening, is judged where it is known.
    return [interval for interval in intervals if interval.known] or intervals[:1]


_Found = tuple[int, float, tuple[float, str]]
"""Replications in which it is known, the half-width, and what that may be a share of, with the words for it."""


def _mean(values: Floats) -> _Found:
    found = estimate(values)
    return found.n, found.half_width, (abs(found.mean), "its mean")


def _difference(base: Floats, other: Floats) -> _Found:
    found = {key: float(each[0]) for key, each in paired(base[:, np.newaxis], other[:, np.newaxis]).items()}
    half_width, share = (found["ci_high"] - found["ci_low"]) / 2, (abs(found["difference"]), "the difference")
    if share[0] <= half_width:
        share = (abs(found["base_mean"]), "the base's mean, for the difference may be 0,")
    return int(found["n"]), half_width, share


def _values(precision: Precision, scenario: Scenario, measures: Sequence[Floats]) -> Floats:
    """The measure at the jail in each replication; a count of what the scenario does not have is 0."""
    jails, names = [*scenario.jails, ALL_JAILS], measure_names(scenario)
    if precision.jail not in jails or precision.measure not in names:
        return np.full(len(measures), absent_value(precision.measure))
    row, column = jails.index(precision.jail), names.index(precision.measure)
    return np.array([each[row, column] for each in measures])
