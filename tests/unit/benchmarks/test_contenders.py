"""The other simulators' two-stage models are one model: on busy lines they serve as many people as Ciw's."""

from __future__ import annotations

from importlib import import_module
from statistics import fmean

import pytest

from benchmarks import ciw_model
from benchmarks.measure import TWO_STAGES
from benchmarks.reduced import Reduced

BUSY = Reduced(
    hours=96,
    interviews_per_hour=3.0,
    matches_per_hour=4.0,
    interview_hours=0.5,
    review_hours=0.4,
    stay_hours=3.0,
    bookings=0,
)
"""Lines so long that half of those who come leave unserved."""


@pytest.mark.parametrize("module", sorted(TWO_STAGES.values()))
def test_every_contender_serves_as_many(module):
    pytest.importorskip(module.removesuffix("_model"))
    seeds = range(1, 4)
    served = import_module(f"benchmarks.{module}").run(BUSY, seeds)
    assert len(served) == len(seeds)
    assert fmean(served) == pytest.approx(fmean(ciw_model.run(BUSY, range(100, 112))), rel=0.06)
