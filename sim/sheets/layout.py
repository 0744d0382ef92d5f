"""Where in a file its table begins, and what is in its first rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from sim.sheets.encodings import UTF8, Encoding, encoding_of
from sim.sheets.opening import Kind, kind_of, opened
from sim.sheets.workbooks import rows_of

SEPARATORS = (",", ";", "\t", "|")
"""What may stand between cells."""

_SAMPLE_BYTES, _SAMPLE_ROWS = 2 << 20, 5000
_LOOKED_AT = 200
_DATE = re.compile(
    r"\s*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(19|20)\d{6}\b"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
)

_NUMBER, _YEAR = re.compile(r"[-+$]?[\d,. ]*\d"), re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Layout:
    """A table in a file.

    Parameters
    ----------
    separator
        What stands between cells; nothing in a workbook.
    header_line
        The line, or row of a workbook, in which its columns are named, the first being 1.
    header
        The names of the columns; a name that stands again has its number behind it.
    closed
        Whether every row below ends in one separator more than the header; what stands behind it, nothing, is no cell.
    sample
        The cells of the first rows below the header, without blanks around them. They are never told.
    """

    path: Path
    kind: Kind
    encoding: Encoding
    separator: str
    header_line: int
    header: tuple[str, ...]
    closed: bool
    sample: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def remarks(self) -> list[str]:
        """What people should know of the file."""
        found = self.encoding.remark(self.path)
        return [] if found is None else [found]

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """Open the text, decoded, with its ends of lines as they are."""
        name = "utf-8-sig" if self.encoding.name == UTF8 else self.encoding.name
        with opened(self.path, self.kind) as file:
            yield io.TextIOWrapper(file, name, newline="")

    def cells(self, column: str) -> list[str]:
        """The filled cells of a column in the sample."""
        place = self.header.index(column)
        return [row[place] for row in self.sample if row[place]]


def layout_of(path: Path, fewest_columns: int = 2) -> Layout:
    """Find the table of a file, which has so many columns or more.

    Raises
    ------
    ValueError
        If the file is no table.
    """
    kind = kind_of(path)
    if kind is Kind.WORKBOOK:
        rows = list(enumerate(islice(rows_of(path), _SAMPLE_ROWS), start=1))
        return _laid_out(path, kind, Encoding("", 0), "", _Sample(rows, fewest_columns))
    with opened(path, kind) as stream:
        encoding = encoding_of(stream, path)
    with opened(path, kind) as stream:
        content = stream.read(_SAMPLE_BYTES)
    text = codecs.getincrementaldecoder(encoding.name)("replace").decode(content).removeprefix("\ufeff")
    if len(content) == _SAMPLE_BYTES:
        text = text[: text.rfind("\n") + 1] or text
    separator = _separator(text)
    return _laid_out(path, kind, encoding, separator, _Sample(_rows(text, separator, path), fewest_columns))


_Rows = Sequence[tuple[int, Sequence[str]]]
"""Rows with the lines on which they end."""


def _rows(text: str, separator: str, path: Path) -> _Rows:
    """The cells of each row of the sample; an empty line has none."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    with _widest_cells():
        try:
            for cells in reader:
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
                if len(rows) == _SAMPLE_ROWS:
                    break
        except csv.Error as error:
            raise ValueError(f"{path}:{reader.line_num}: is not a CSV file: {error}") from None
    return rows


@contextmanager
def _widest_cells() -> Iterator[None]:
    before = csv.field_size_limit(_SAMPLE_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _separator(text: str) -> str:
    """The separator by which most rows have as many cells, and of equal ones that with most cells."""

    def regularity(separator: str) -> tuple[float, int]:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        counts = Counter(len(cells) for cells, _ in zip(lines, range(_LOOKED_AT), strict=False) if any(cells))
        usual, many = max(counts.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
        return (many / counts.total() if usual > 1 else 0.0, usual)

    with _widest_cells():
        return max(SEPARATORS, key=regularity)


def _laid_out(path: Path, kind: Kind, encoding: Encoding, separator: str, sample: _Sample) -> Layout:
    if not any(any(cells) for cells in sample.cells):
        raise ValueError(f"{path}: is empty; a table has a header, and rows below it")
    place = sample.header_place()
    if place is None and sample.is_quoted_by_lines:
        raise ValueError(
            f"{path}: has each line in quotation marks as a whole, so it has one cell; save it without them"
        )
    if place is None:
        raise ValueError(f"{path}: holds no table; a table has a header, and rows below it")
    place, header, closed = sample.header_above(place)
    line, names = sample.rows[place][0], _distinct(header)
    width = len(names) + closed
    below = [tuple(cells[: len(names)]) for cells in sample.cells[place + 1 :] if len(cells) == width]
    if _is_record(header, below):
        # What stands there may be somebody's record, so it is not told.
        raise ValueError(f"{path}:{line}: the first row of the table names no columns; put a line above it that does")
    if not any(map(any, below)):
        raise ValueError(f"{path}: has a header, and no row below it with as many cells")
    return Layout(path, kind, encoding, separator, line, names, closed, tuple(below))


@dataclass(frozen=True)
class _Sample:
    """The first rows of a file, in which a table of some columns or more is sought."""

    rows: _Rows
    fewest: int

    @property
    def cells(self) -> list[Sequence[str]]:
        return [cells for _, cells in self.rows]

    @property
    def is_quoted_by_lines(self) -> bool:
        """Whether most rows are one cell that would be several without its quotation marks."""
        filled = [cells for cells in self.cells if any(cells)]
        return 2 * sum(any(sign in cells[0] for sign in SEPARATORS) for cells in filled) > len(filled)

    def header_place(self) -> int | None:
        """The first row that has as many cells as most of the first rows have, and most of them filled."""
        counts = Counter(len(cells) for cells in self.cells[:_LOOKED_AT] if sum(map(bool, cells)) >= self.fewest)
        if not counts:
            return None
        usual = max(counts.items(), key=lambda each: each[1])[0]
        for place, cells in enumerate(self.cells[:_LOOKED_AT]):
            if len(cells) == usual and sum(map(bool, cells)) > usual / 2:
                return place
        return next((place for place, cells in enumerate(self.cells) if len(cells) == usual), None)

    def header_above(self, place: int) -> tuple[int, Sequence[str], bool]:
        """The place of the header, its names, and whether all rows below, and it alone not, end in a separator more.

        It may as well be the header alone that does.
        """
        usual = len(self.cells[place])
        for above, row in enumerate(self.cells[:place]):
            names = row[:-1] if row and not row[-1] else row
            if len(row) == usual or not names or not all(names):
                continue
            below = [each for each in self.cells[above + 1 :] if any(each)]
            if len(names) == usual == len(row) - 1:
                return above, names, False
            if len(row) == usual - 1 and not any(each[-1] for each in below if len(each) == usual):
                return above, names, all(len(each) != len(names) for each in below)
        return place, self.cells[place], False


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _is_record(header: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row is like those below it: it has a date, an amount above numbers, or what its column has again.

    A header may stand again as a whole, and have the years or the numbers of columns for names.
    """
    if any(_DATE.match(name) for name in header):
        return True
    others = [row for row in below if list(row) != list(header)]
    are_places = 2 * sum(name.isdecimal() and int(name) < len(header) for name in header) > len(header)
    for place, name in enumerate(header):
        cells = {row[place] for row in others if row[place]} if name else set()
        amount = _NUMBER.fullmatch(name) and not _YEAR.fullmatch(name) and not are_places
        if (name in cells and len(cells) > 1) or (amount and all(map(_NUMBER.fullmatch, cells))):
            return True
    return False
