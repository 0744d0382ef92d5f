"""Differences in words: which interval is which, and what is clear."""

from __future__ import annotations

import math

import pytest

from sim.analyses.comparison.sentences import difference_in_words
from sim.output.numbers import Headline
from sim.study.intervals import Estimate

LEVEL = "95\N{NO-BREAK SPACE}% interval"
UNCLEAR = "no clear change in the number of people flagged"
FEWER = Estimate(30, -537.0, 25.0, -549.0, -525.0)
ONCE = Estimate(1, -537.0, math.nan, math.nan, math.nan)
NONE = Estimate(30, 0.0, 0.0, 0.0, 0.0)
ROUGH = Estimate(2, -537.0, 60.0, -1100.0, 20.0)


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (Headline(FEWER), f"537 fewer people flagged ({LEVEL} 525 to 549 fewer)"),
        (
            Headline(FEWER, -800.0, -250.0),
            f"537 fewer people flagged ({LEVEL} 250 to 800 fewer with what is unknown; 525 to 549 chance alone)",
        ),
        (Headline(ONCE), "537 fewer people flagged"),
        (
            Headline(ONCE, -800.0, -250.0),
            f"537 fewer people flagged ({LEVEL} 250 to 800 fewer with what is unknown)",
        ),
        (
            Headline(FEWER, -800.0, 20.0),
            f"{UNCLEAR} (-537 (-800 to +20.0 with what is unknown; -549 to -525 chance alone))",
        ),
        (
            Headline(ROUGH, -800.0, -250.0),
            f"537 fewer people flagged ({LEVEL} 250 to 800 fewer with what is unknown; -1,100 to +20.0 chance alone)",
        ),
        (Headline(NONE, 0.0, 0.0), "the same number of people flagged"),
        (Headline(NONE), "the same number of people flagged"),
        (
            Headline(NONE, -2.0, 5.0),
            f"{UNCLEAR} (0.0 (-2.0 to +5.0 with what is unknown; 0.0 to 0.0 chance alone))",
        ),
    ],
)
def test_a_difference_in_words(difference, told):
    assert difference_in_words(difference, "flagged").replace("\N{MINUS SIGN}", "-") == told
