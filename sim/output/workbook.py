"""A results folder as an Excel workbook: what was asked and found, a sheet a table, and what columns and measures mean.

Nothing that comes from data becomes a formula or a link: texts are written as texts, numbers as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.model.outcomes import meaning_of
from sim.output.described import Described, described, title_of
from sim.output.files import write_whole
from sim.output.kinds import Results
from sim.output.names import begun
from sim.output.numbers import unit
from sim.output.page.content import Chapter
from sim.output.page.provenance import reproduction

MOST_ROWS = 1_048_576
"""Of a sheet, its heading included: more Excel does not open."""

_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_NOT_IN_A_NAME = str.maketrans("[]:*?/\\", "-------")
_WIDEST, _SAMPLED_ROWS = 60, 200
_ABOUT, _COLUMNS, _MEASURES = "about", "columns", "measures"
_FORMATS = {"share": "0.0%", "": "General"}
_AS_NUMBERS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@dataclass(frozen=True)
class _Sheet:
    """A table with the name of its sheet; of its columns, what each tells."""

    name: str
    title: str
    data: pd.DataFrame
    columns: tuple[Described, ...]

    @property
    def remark(self) -> str:
        """What the sheet leaves out."""
        if len(self.data) < MOST_ROWS:
            return ""
        return f"the first {MOST_ROWS - 1:,} of {len(self.data):,} rows, for Excel has no more; all are in the CSV file"


def write_workbook(results: Results, chapter: Chapter, path: Path, parts: Sequence[Results] = ()) -> None:
    """Write results and what they say as an Excel workbook, which is there whole or not at all.

    The tables of its parts, where results have some, follow its own. The same results give the same file.

    Raises
    ------
    FolderError
        If a table cannot be read.
    ValueError
        If the path does not end in ``.xlsx``, or names no plain file.
    """
    if path.suffix != ".xlsx":
        raise ValueError(f"{path}: a workbook's name must end in .xlsx")
    sheets = [*_tables((results, *parts))]
    sheets += [_columns(sheets), _measures(sheets)]

    def fill(part: Path) -> None:
        # Made in memory: a file of a disk that is full is written once more where nobody can catch the error.
        made = BytesIO()
        refused = _why_refused(lambda: _write_book(made, results, chapter, sheets))
        if refused:
            raise OSError(*refused)
        part.write_bytes(made.getbuffer())

    write_whole(path, fill)


def _why_refused(write: Callable[[], None]) -> tuple[Any, ...]:
    """Say what the system refused as a workbook was written, which the library wraps; nothing where it did not.

    What the error holds of the half-written file is gone with it, while the memory that it is written to is still open.
    """
    try:
        write()
    except FileCreateError as error:
        return tuple(error.args[0].args)
    return ()


def _write_book(made: BytesIO, results: Results, chapter: Chapter, sheets: Sequence[_Sheet]) -> None:
    with Workbook(made, {"constant_memory": True, **_AS_NUMBERS}) as book:
        started_at = datetime.fromisoformat(results.record["started_at"]).replace(tzinfo=None)
        book.set_properties({"title": chapter.title, "created": started_at})
        looks = _Looks.of(book)
        _write_about(book.add_worksheet(_ABOUT), looks, _about(results, chapter, sheets))
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), looks, sheet)


def _tables(each: Sequence[Results]) -> Iterator[_Sheet]:
    """The tables that folders have, in the order of their kinds."""
    found = [(part, name) for part in each for name in part.kind.tables if (part.folder / f"{name}.csv").is_file()]
    for (part, name), sheet in zip(found, sheet_names([name for _, name in found]), strict=True):
        inputs = [*part.record.get("inputs", ()), *part.record.get("unknown_inputs", ())]
        table = part[name]
        yield _Sheet(sheet, title_of(name), table, tuple(described(column, inputs) for column in table.columns))


def sheet_names(names: Sequence[str]) -> list[str]:
    """Name sheets as Excel allows it: short, without some letters, no two alike whatever their case, none reserved."""
    taken = {_ABOUT, _COLUMNS, _MEASURES, "history"}
    found = []
    for name in names:
        plain = name.translate(_NOT_IN_A_NAME).strip("'") or "sheet"
        endings = ("", *(f" ({number})" for number in range(2, len(names) + 6)))
        told = next(
            each
            for ending in endings
            if (each := f"{plain[: _LONGEST_NAME - len(ending)]}{ending}").lower() not in taken
        )
        taken.add(told.lower())
        found.append(told)
    return found


def _columns(sheets: Iterable[_Sheet]) -> _Sheet:
    rows = [
        (sheet.name, column, begun(told.meaning), told.unit)
        for sheet in sheets
        for column, told in zip(sheet.data.columns, sheet.columns, strict=True)
    ]
    return _of_texts(
        _COLUMNS, "What each column tells, and its unit", ("sheet", "column", "what it tells", "unit"), rows
    )


def _measures(sheets: Sequence[_Sheet]) -> _Sheet:
    named = [sheet.data["measure"].unique() for sheet in sheets if "measure" in sheet.data.columns]
    measures = dict.fromkeys(str(measure) for each in named for measure in each)
    rows = [(measure, begun(meaning_of(measure)), unit(measure)) for measure in measures]
    return _of_texts(_MEASURES, "What each measure counts, and its unit", ("measure", "what it counts", "unit"), rows)


def _of_texts(name: str, title: str, headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> _Sheet:
    return _Sheet(name, title, pd.DataFrame(rows, columns=list(headings)), (Described("", ""),) * len(headings))


@dataclass(frozen=True)
class _Looks:
    """How cells look, by the format of their number."""

    book: Workbook
    heading: Format
    title: Format
    prose: Format
    numbers: dict[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> _Looks:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        prose = book.add_format({"text_wrap": True, "valign": "top"})
        return cls(book, heading, book.add_format({"bold": True, "font_size": 14}), prose, {})

    def number(self, form: str) -> Format:
        if form not in self.numbers:
            self.numbers[form] = self.book.add_format({"num_format": form})
        return self.numbers[form]


def _write_sheet(sheet: Worksheet, looks: _Looks, told: _Sheet) -> None:
    """A heading that stays in sight, with filters and notes, and the rows below."""
    data, shown = told.data, told.data.head(MOST_ROWS - 1)
    forms = [looks.number(_form(data[name], each)) for name, each in zip(data.columns, told.columns, strict=True)]
    for place, (name, form) in enumerate(zip(data.columns, forms, strict=True)):
        sheet.set_column(place, place, _width(str(name), data[name]), form)
    sheet.freeze_panes(1, 0)
    for place, (name, each) in enumerate(zip(data.columns, told.columns, strict=True)):
        sheet.write_string(0, place, str(name), looks.heading)
        if each.meaning:
            sheet.write_comment(0, place, f"{begun(each.meaning)}{f' ({each.unit})' if each.unit else ''}.")
    for row, values in enumerate(shown.itertuples(index=False, name=None), start=1):
        for place, value in enumerate(values):
            _write(sheet, row, place, value)
    if len(data.columns):
        sheet.autofilter(0, 0, len(shown), len(data.columns) - 1)


def _write(sheet: Worksheet, row: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, place, value[:_LONGEST_TEXT])
    elif not pd.isna(value) and math.isfinite(value):
        sheet.write_number(row, place, value)


def _form(column: pd.Series[Any], told: Described) -> str:
    """The format of a column's numbers: whole ones whole, shares in per cent, others with a decimal or more."""
    if not pd.api.types.is_numeric_dtype(column):
        return "General"
    if pd.api.types.is_integer_dtype(column):
        return "#,##0" if told.unit else "0"
    return _FORMATS.get(told.unit, "#,##0.0")


def _width(heading: str, column: pd.Series[Any]) -> int:
    if pd.api.types.is_numeric_dtype(column):
        return max(12, min(len(heading) + 3, 24))
    longest = max((len(str(value)) for value in column.head(_SAMPLED_ROWS)), default=0)
    return min(max(len(heading) + 3, longest + 2), _WIDEST)


def _about(results: Results, chapter: Chapter, sheets: Sequence[_Sheet]) -> Iterator[tuple[str, ...]]:
    """The first sheet, a row of one text or of two: the question, the answers, where the numbers come from."""
    section = reproduction(results.record)
    yield (chapter.title,)
    yield ("Question", chapter.question)
    for answer, sure in chapter.found:
        yield ("Answer", f"{answer} {sure}".rstrip())
    for each in chapter.money:
        yield ("Money", each)
    yield ("Basis", chapter.basis)
    yield ("Limits", results.kind.intervals_hold(results))
    yield ()
    yield ("Sheets",)
    for sheet in sheets:
        yield (sheet.name, f"{sheet.title}{f': {sheet.remark}' if sheet.remark else ''}.")
    yield ()
    yield (section.title,)
    for sentence in section.sentences:
        yield ("", sentence)
    for command in section.commands:
        yield ("Command", command)
    for table in (*section.tables, *section.folded):
        yield from table.data.itertuples(index=False, name=None)


def _write_about(sheet: Worksheet, looks: _Looks, rows: Iterable[tuple[str, ...]]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    for row, texts in enumerate(rows):
        alone = len(texts) == 1
        for place, text in enumerate(texts):
            look = looks.title if alone else looks.prose
            sheet.write_string(row, place, str(text)[:_LONGEST_TEXT], look)
