"""Tables of two results folders beside one another: the same to the last digit, or where not, and how far."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.output.kinds import Results
from sim.output.spreadsheets import from_text


@dataclass(frozen=True)
class Difference:
    """What is not the same in one file: where first, and by how much at most."""

    file: str
    told: str

    def __str__(self) -> str:
        return f"{self.file}: {self.told}"


def differences(before: Results, now: Results) -> Iterator[Difference]:
    """The tables of which some cell is not the same, in the order of the folder that was there before."""
    told = before.record["tables"], now.record["tables"]
    for name in dict.fromkeys([*told[0], *told[1]]):
        if name not in told[1]:
            yield Difference(name, "is not there now")
        elif name not in told[0]:
            yield Difference(name, "was not there")
        elif told[0][name] != told[1][name]:
            ours, theirs = (_texts(each.folder / name) for each in (before, now))
            if why := _difference(ours, theirs):
                yield Difference(name, why)


def _texts(path: Path) -> pd.DataFrame:
    return from_text(pd.read_csv(path, dtype=str, keep_default_na=False))


def _difference(before: pd.DataFrame, now: pd.DataFrame) -> str:
    """Where two tables differ first, and how far they do; nothing if they do not."""
    if list(before.columns) != list(now.columns):
        odd = set(before.columns).symmetric_difference(now.columns)
        return f"other columns: {', '.join(sorted(odd)) or 'the same in another order'}"
    if len(before) != len(now):
        return f"{len(before):,} rows before, {len(now):,} now"
    ours, theirs = before.to_numpy(dtype=object), now.to_numpy(dtype=object)
    differs = ours != theirs
    if not differs.any():
        return ""
    row, column = np.argwhere(differs)[0].tolist()
    keys = [f"{key} {text}" for key, text in zip(before.columns, ours[row, :column], strict=False) if _is_name(text)]
    where = ", ".join([f"row {row + 2}", *keys, f"{before.columns[column]}"])
    cells = f"{ours[row, column]} before, {theirs[row, column]} now"
    many = f"{int(differs.sum()):,} of {differs.size:,} cells differ"
    return f"{many}; the first ({where}): {cells}{_farthest(ours[differs], theirs[differs])}"


def _farthest(before: NDArray[Any], now: NDArray[Any]) -> str:
    """By which share of the larger the numbers differ at most."""
    pairs = [(_number(one), _number(other)) for one, other in zip(before, now, strict=True)]
    shares = [abs(one - other) / max(abs(one), abs(other)) for one, other in pairs if abs(one - other) > 0]
    return f"; numbers differ by {100 * max(shares):.2g} % at most" if shares else ""


def _number(text: str) -> float:
    """A cell as a number; NaN where it is none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _is_name(text: str) -> bool:
    return bool(text) and math.isnan(_number(text))
