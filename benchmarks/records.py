"""How long exports of many rows take, and how much memory: ``python -m benchmarks.records 1000000 5000000``.

The exports are made up, with names and addresses beside what is read: a row a booking, a row a charge (three a
booking), and rosters of five years of nights. Reading is a process of its own, which tells its seconds and the most
memory that it ever had, what of that it had before, and how much that is a row.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = (1_000_000, 5_000_000)
ANSWERS = ("cohort=booked_in", "timezone=America/New_York", "blank_release=inside")
_OF_ROSTERS = ("cohort=nightly_rosters", "timezone=America/New_York")

_PRINTED = "%m/%d/%Y %I:%M:%S %p"
_SECONDS = 10 * 365 * 86_400
_NIGHTS, _MEAN_NIGHTS = 5 * 365, 20
_WRITTEN_AT_ONCE = 250_000


def _bookings(rows: int) -> pd.DataFrame:
    """Bookings of ten years, in their order."""
    rng = np.random.default_rng(1)
    booked = np.datetime64("2014-01-01T00:00:00") + np.sort(rng.integers(0, _SECONDS, rows)).astype("timedelta64[s]")
    released = booked + rng.exponential(3 * 86_400, rows).astype("timedelta64[s]")
    return pd.DataFrame(
        {
            "Booking #": np.arange(rows) + 1_000_000,
            "Last Name": "DOE",
            "First Name": "JOHN",
            "DOB": "01/02/1980",
            "Address": "1 SOME STREET, TOWN",
            "Booking Date": booked,
            "Release Date": released,
            "Charge": rng.choice(["ASSAULT", "DWI", "THEFT", "TRESPASS"], rows),
            "Severity": rng.choice(["F", "M"], rows),
            "Notes": "some notes here",
        }
    )


def write_export(path: Path, rows: int) -> None:
    """Write an export of ten years, a row a booking, in the order of booking."""
    _write(path, _bookings(rows))


def write_charges(path: Path, rows: int) -> None:
    """Write an export of ten years, a row a charge, three a booking."""
    bookings = _bookings(-(-rows // 3))
    charges = bookings.loc[np.repeat(np.arange(len(bookings)), 3)[:rows]].reset_index(drop=True)
    charges["Charge"] = np.random.default_rng(2).choice(["ASSAULT", "DWI", "THEFT", "TRESPASS"], rows)
    _write(path, charges)


def write_rosters(path: Path, rows: int) -> None:
    """Write rosters of five years of nights, about so many rows in all, night by night."""
    rng = np.random.default_rng(3)
    stays = max(1, rows * (_NIGHTS + 200) // (_NIGHTS * _MEAN_NIGHTS))
    first = rng.integers(-200, _NIGHTS, stays)
    nights = rng.geometric(1 / _MEAN_NIGHTS, stays)
    of = np.repeat(np.arange(stays), nights)
    night = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(nights) - nights, nights)
    of, night = of[(night >= 0) & (night < _NIGHTS)], night[(night >= 0) & (night < _NIGHTS)]
    order = np.argsort(night, kind="stable")
    begin = np.datetime64("2019-01-01T00:00:00")
    admitted = begin + (first * 86_400 + rng.integers(0, 86_400, stays)).astype("timedelta64[s]")
    table = {
        "Download Date": begin + (night[order] * 86_400).astype("timedelta64[s]"),
        "Inmate ID": of[order] + 1_000_000,
        "Latest Admission Date": admitted[of[order]],
        "Charge": rng.choice(["ASSAULT", "DWI", "THEFT", "TRESPASS"], len(of)),
    }
    _write(path, pd.DataFrame(table))


def _write(path: Path, table: pd.DataFrame) -> None:
    for begin in range(0, len(table), _WRITTEN_AT_ONCE):
        some = table.iloc[begin : begin + _WRITTEN_AT_ONCE].copy()
        for name in some.select_dtypes("datetime"):
            some[name] = some[name].dt.strftime(_PRINTED)
        some.to_csv(path, index=False, mode="a" if begin else "w", header=not begin)


@dataclass(frozen=True)
class Kind:
    """A kind of export: how it is written, and what is said of it."""

    write: Callable[[Path, int], None]
    answers: tuple[str, ...]


KINDS = {
    "bookings": Kind(write_export, ANSWERS),
    "charges": Kind(write_charges, ANSWERS),
    "rosters": Kind(write_rosters, _OF_ROSTERS),
}


@dataclass(frozen=True)
class Taken:
    """What reading an export took."""

    rows: int
    bookings: int
    seconds: float
    base_mib: float
    most_mib: float

    @property
    def row_bytes(self) -> float:
        """Bytes a row, beyond what the process has before."""
        return (self.most_mib - self.base_mib) * 2**20 / self.rows

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows, {self.bookings:,} bookings: {self.seconds:.1f} s, {self.most_mib:,.0f} MiB, of which "
            f"{self.base_mib:,.0f} before; {self.row_bytes:.0f} bytes a row"
        )


def measure(path: Path, answers: tuple[str, ...]) -> Taken:
    """Read an export in this process, and tell what it took."""
    import sim.records.reading

    base_mib = _most_mib()
    begun = time.perf_counter()
    found = sim.records.reading.read_records(path, answers=answers)
    return Taken(found.account.read, found.bookings, time.perf_counter() - begun, base_mib, _most_mib())


def _most_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write_elsewhere(kind: Kind, path: Path, rows: int) -> None:
    """Write an export in another process, for one that is started has its starter's memory at first."""
    writer = multiprocessing.get_context("spawn").Process(target=kind.write, args=(path, rows))
    writer.start()
    writer.join()


def main() -> None:
    """Write exports and read each in another process; or, given a file, read that here."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=ROWS)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this one; repeatable")
    parser.add_argument("--file", type=Path, help="read this one, of the kind that is named, in this process")
    given = parser.parse_args()
    kinds = given.kind or list(KINDS)
    if given.file is not None:
        print(measure(given.file, KINDS[kinds[0]].answers))
        return
    for kind in kinds:
        for rows in given.rows:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "export.csv"
                _write_elsewhere(KINDS[kind], path, rows)
                command = [sys.executable, "-m", "benchmarks.records", "--kind", kind, "--file", str(path)]
                told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
                print(f"{kind}: {told}", flush=True)


if __name__ == "__main__":
    main()
