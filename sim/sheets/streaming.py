"""Chosen columns of a table, some rows at a time: what is not chosen is parsed, and never made into text.

By pyarrow rather than polars: of an export of two million rows both give five columns in some 0.6 s, in 140 MiB and in
320 MiB; what is done with them takes many times as long.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from sim.scenario.arrays import Ints
from sim.sheets.encodings import UTF8
from sim.sheets.layout import Layout
from sim.sheets.opening import Kind, opened
from sim.sheets.workbooks import rows_of

BLOCK_BYTES = 1 << 20
_BATCH_ROWS = 50_000

Batch = dict[str, pa.StringArray]
"""The cells of some rows, by column."""


@dataclass
class Stream:
    """Some columns of a table.

    Parameters
    ----------
    line_breaks
        Whether cells may have several lines. Where they may not, a quotation mark that is never closed cannot swallow
        rows unnoticed; where they may, lines are told as if each row had one.
    rows
        How many rows have been read so far.
    uneven
        Lines of rows that have too few or too many cells, and are left out.
    """

    layout: Layout
    columns: Sequence[str]
    line_breaks: bool = False
    rows: int = 0
    uneven: list[int] = field(default_factory=list)

    def batches(self) -> Iterator[Batch]:
        """Give the rows in their order.

        Raises
        ------
        ValueError
            If the table is no CSV file, or a cell has several lines and may not.
        """
        made = self._of_workbook() if self.layout.kind is Kind.WORKBOOK else self._of_text()
        for read in made:
            batch = self._without_more(read) if self.layout.closed else read
            self.rows += batch.num_rows
            yield {name: batch.column(place) for place, name in enumerate(self.columns)}
            # Else every batch leaves some of its memory behind.
            pa.default_memory_pool().release_unused()
        if self.layout.kind is not Kind.WORKBOOK and not self.line_breaks:
            self._check_lines()

    def lines(self, rows: Ints) -> Ints:
        """The lines on which rows stand, which are numbered from 0 as they were given."""
        before = np.sort(np.array(self.uneven, dtype=np.int64)) - self.layout.header_line - 1
        rows_before = before - np.arange(len(before))
        return rows + self.layout.header_line + 1 + np.searchsorted(rows_before, rows, side="right")

    def first(self, most: int) -> list[str]:
        """Where the first rows stand, as file and line."""
        return [f"{self.layout.path.name}:{line}" for line in self.lines(np.arange(min(self.rows, most)))]

    def _without_more(self, batch: Any) -> Any:
        """Leave out the rows of which something stands behind their last separator."""
        nothing = pc.equal(pc.utf8_trim_whitespace(batch.column(batch.num_columns - 1)), "")
        more = np.flatnonzero(~as_numbers(nothing))
        self.uneven += self.lines(self.rows + more).tolist()
        return batch.filter(nothing)

    def _of_text(self) -> Iterator[Any]:
        layout = self.layout
        width = len(layout.header)
        names = [str(place) for place in range(width + layout.closed)]
        chosen = [str(layout.header.index(name)) for name in self.columns] + names[width:]
        try:
            with opened(layout.path, layout.kind) as file:
                source = pa.PythonFile(file, mode="r")
                if layout.encoding.name != UTF8:
                    source = pa.transcoding_input_stream(source, layout.encoding.name, UTF8)
                yield from arrow_csv.open_csv(
                    source,
                    arrow_csv.ReadOptions(
                        use_threads=False,
                        block_size=BLOCK_BYTES,
                        skip_rows=layout.header_line,
                        column_names=names,
                    ),
                    arrow_csv.ParseOptions(
                        delimiter=layout.separator,
                        newlines_in_values=True,
                        ignore_empty_lines=False,
                        invalid_row_handler=self._leave_out,
                    ),
                    arrow_csv.ConvertOptions(
                        include_columns=chosen,
                        column_types=dict.fromkeys(names, pa.string()),
                        strings_can_be_null=False,
                        check_utf8=False,
                    ),
                )
        except pa.ArrowInvalid:
            # The library's own words quote what stands in a row.
            self._refuse_long_lines()
            if not self.line_breaks:
                self._refuse_line_breaks()
            raise ValueError(
                f"{layout.path}: is not a CSV file throughout; a quotation mark that is not closed is the usual cause"
            ) from None

    def _leave_out(self, row: Any) -> str:
        self.uneven.append(int(row.number))
        return "skip"

    def _of_workbook(self) -> Iterator[Any]:
        layout = self.layout
        places = [layout.header.index(name) for name in self.columns]
        rows = enumerate(islice(rows_of(layout.path), layout.header_line, None), start=layout.header_line + 1)
        while some := list(islice(rows, _BATCH_ROWS)):
            self.uneven += [line for line, cells in some if len(cells) != len(layout.header)]
            even = [cells for _, cells in some if len(cells) == len(layout.header)]
            arrays = [pa.array([cells[place] for cells in even], pa.string()) for place in places]
            yield pa.RecordBatch.from_arrays(arrays, [str(place) for place in range(len(places))])

    def _check_lines(self) -> None:
        """Refuse cells of several lines, which show where there are fewer rows than lines."""
        if self.rows + len(self.uneven) + self.layout.header_line < self.layout.encoding.lines:
            self._refuse_line_breaks()

    def _refuse_long_lines(self) -> None:
        """Say which line alone is longer than what is read at once."""
        layout = self.layout
        with layout.text() as text:
            for number, line in enumerate(text, start=1):
                if len(line) > BLOCK_BYTES:
                    raise ValueError(
                        f"{layout.path}:{number}: the line is longer than {BLOCK_BYTES >> 20} MiB, as no row of an "
                        "export is; see whether the file is damaged there, or take the row out"
                    ) from None

    def _refuse_line_breaks(self) -> None:
        """Say on which line the first cell of several lines begins; below the header, whose own may have them."""
        before, layout = 0, self.layout
        with layout.text() as text:
            reader = csv.reader(text, delimiter=layout.separator)
            with suppress(csv.Error):
                for _ in reader:
                    if reader.line_num > max(before + 1, layout.header_line):
                        break
                    before = reader.line_num
        raise ValueError(
            f"{layout.path}:{before + 1}: a cell that begins here has several lines. If that is a quotation mark too "
            "many, take it out; if cells do have line breaks, say so: line_breaks=true"
        ) from None


def as_numbers(array: pa.Array) -> np.ndarray[Any, np.dtype[Any]]:
    """An array without missing values as NumPy has it."""
    return np.asarray(array.to_numpy(zero_copy_only=False))
