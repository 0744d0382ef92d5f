"""How long an export of many rows takes, and how much memory: ``python -m benchmarks.records 1000000``.

The export is made up, with names and addresses beside what is read. Reading is a process of its own, which tells its
seconds and the most memory that it ever had.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 1_000_000
ANSWERS = ("cohort=booked_in", "timezone=America/New_York", "blank_release=inside")

_PRINTED = "%m/%d/%Y %I:%M:%S %p"
_SECONDS = 10 * 365 * 86_400


def write_export(path: Path, rows: int) -> None:
    """Write an export of ten years, a row a booking, in the order of booking."""
    rng = np.random.default_rng(1)
    booked = np.datetime64("2014-01-01T00:00:00") + np.sort(rng.integers(0, _SECONDS, rows)).astype("timedelta64[s]")
    released = booked + rng.exponential(3 * 86_400, rows).astype("timedelta64[s]")
    table = {
        "Booking #": np.arange(rows) + 1_000_000,
        "Last Name": "DOE",
        "First Name": "JOHN",
        "DOB": "01/02/1980",
        "Address": "1 SOME STREET, TOWN",
        "Booking Date": pd.Series(booked).dt.strftime(_PRINTED),
        "Release Date": pd.Series(released).dt.strftime(_PRINTED),
        "Charge": rng.choice(["ASSAULT", "DWI", "THEFT", "TRESPASS"], rows),
        "Severity": rng.choice(["F", "M"], rows),
        "Notes": "some notes here",
    }
    pd.DataFrame(table).to_csv(path, index=False)


def measure(path: Path) -> str:
    """Read an export in this process, and tell what it took."""
    from sim import read_records

    begun = time.perf_counter()
    found = read_records(path, answers=ANSWERS)
    seconds = time.perf_counter() - begun
    most_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{found.bookings:,} bookings of {path.stat().st_size / 2**20:,.0f} MiB: {seconds:.1f} s, {most_mib:,.0f} MiB"
    )


def main() -> None:
    """Write an export and read it in another process; or, given a file, read that here."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--file", type=Path, help="read this one, in this process")
    given = parser.parse_args()
    if given.file is not None:
        print(measure(given.file))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_export(path, given.rows)
        command = [sys.executable, "-m", "benchmarks.records", "--file", str(path)]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


if __name__ == "__main__":
    main()
