"""The schemas of tables in a results folder, and how such a table is read by its schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.output.spreadsheets import from_text
from sim.scenario.schema import ALL_JAILS

_CHUNK_ROWS = 100_000


@dataclass(frozen=True)
class Schema:
    """The columns of a table that hold text, and those of whole numbers, some of which may be missing.

    A results folder without a table that is needed is incomplete.
    """

    text: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    is_needed: bool = False

    @classmethod
    def of(cls, *text: str, whole: Sequence[str] = (), is_needed: bool = False) -> Schema:
        """Name columns of text one after another."""
        return cls(frozenset(text), frozenset(whole), is_needed)

    def read(self, path: Path) -> pd.DataFrame:
        """Read a table; empty where there is none of that name."""
        return pd.concat([pd.DataFrame(), *self._chunks(path)], ignore_index=True)

    def totals(self, path: Path, measures: Sequence[str]) -> pd.DataFrame:
        """Read the rows of all jails together and of some measures; the rest of a table may be large."""
        rows = (chunk[(chunk["jail"] == ALL_JAILS) & chunk["measure"].isin(measures)] for chunk in self._chunks(path))
        return pd.concat([pd.DataFrame(), *rows], ignore_index=True)

    def _chunks(self, path: Path) -> Iterator[pd.DataFrame]:
        if not path.is_file():
            return
        columns = pd.read_csv(path, nrows=0).columns
        # Only an empty cell is missing, and only where there are numbers; a scenario may be called "None" or "2019".
        chunks = pd.read_csv(
            path,
            chunksize=_CHUNK_ROWS,
            dtype=dict.fromkeys(self.text, str) | dict.fromkeys(self.whole, "Int64"),
            keep_default_na=False,
            na_values={name: [""] for name in columns if name not in self.text},
        )
        yield from map(from_text, chunks)
