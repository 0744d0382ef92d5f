"""The other simulators' two-stage models are one model: on busy lines they serve as many people as Ciw's."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

import pytest

from benchmarks import ciw_model
from benchmarks.measure import TWO_STAGES
from benchmarks.reduced import Reduced

ROOT = Path(__file__).parents[3]

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


def served_in_a_process_of_its_own(module: str, seeds: int) -> list[int]:
    """As contenders are measured; in one process with others that compile, Cimba may not compile what it is given."""
    words = (
        "import json; from benchmarks.reduced import Reduced; "
        f"from benchmarks import {module}; print(json.dumps({module}.run({BUSY!r}, range(1, {seeds} + 1))))"
    )
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    served: list[int] = json.loads(done.stdout)
    return served


@pytest.mark.parametrize("module", sorted(TWO_STAGES.values()))
def test_every_contender_serves_as_many(module):
    if find_spec(module.removesuffix("_model")) is None:
        pytest.skip("not installed")
    served = served_in_a_process_of_its_own(module, seeds=3)
    assert len(served) == 3
    assert fmean(served) == pytest.approx(fmean(ciw_model.run(BUSY, range(100, 112))), rel=0.06)
