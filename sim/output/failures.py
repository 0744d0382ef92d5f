"""The tasks of a study that failed, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from sim.output.files import write_table
from sim.study.tasks import Failure

__all__ = ["write_failures"]


def write_failures(failures: Sequence[Failure], folder: Path) -> Path:
    """Write ``failures.csv``: a row a task that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "failures.csv"
    write_table(pd.DataFrame([asdict(failure) for failure in failures]), path)
    return path
