"""A results folder as an Excel workbook: whole, safe to open, and readable without the documentation."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import re

import pandas as pd
import pytest
from openpyxl import load_workbook

import sim
from sim import Plan
from sim.analyses.comparison import kind
from sim.model.outcomes import meaning_of
from sim.output import workbook as writing
from sim.output.described import TABLES, described
from sim.output.workbook import sheet_names
from tests.commands import run_here
from tests.support import SMALL, small

EVIL = '=HYPERLINK("http://x","y")'
PRICES = {"costs": {"officer_hour": 50, "held_day": 100}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    county = SMALL["jails"]["county"]
    place = {"state": "VA", "population": 90_000}
    jails = {name: {**county, **place} for name in ("a", "b")}
    data = {"days": 14, "jails": jails, **PRICES}
    base = small({**data, "name": EVIL})
    other = small({**data, "name": "@Other", "jails.b.screening": None})
    folder = tmp_path_factory.mktemp("workbook") / "out"
    sim.save(sim.compare(base, other, plan=Plan(2, engine="staged")), folder)
    return folder


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    file = sim.workbook(folder, tmp_path_factory.mktemp("book") / "it.xlsx")
    return load_workbook(file)


@pytest.mark.parametrize("where", ["zipfile.ZipFile.write", "pathlib.Path.write_bytes"])
def test_a_full_disk_is_told_by_its_file_and_nothing_is_left(folder, tmp_path, monkeypatch, where):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(where, full)
    with pytest.raises(OSError, match=r"No space left on device: .*it\.xlsx") as told:
        sim.workbook(folder, tmp_path / "it.xlsx")
    assert told.value.errno == errno.ENOSPC
    assert not list(tmp_path.iterdir())


def test_of_a_half_written_file_nothing_is_left_that_complains_later(folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    complaints = []
    gc.collect()
    monkeypatch.setattr("zipfile.ZipFile.write", full)
    monkeypatch.setattr("sys.unraisablehook", lambda told: complaints.append(str(told.exc_value)))
    gc.disable()
    try:
        with contextlib.suppress(OSError):
            sim.workbook(folder, tmp_path / "it.xlsx")
    finally:
        gc.enable()
    gc.collect()
    assert complaints == []


def rows_of(sheet):
    return list(sheet.iter_rows(values_only=True))


def test_there_is_a_sheet_a_table_with_its_numbers_in_full(folder, book):
    results = sim.open_results(folder)
    names = [name for name in kind.KIND.tables if (folder / f"{name}.csv").is_file()]
    assert book.sheetnames == ["about", *names, "columns", "measures"]
    assert {"groups", "groups_paired", "costs", "months_paired"} <= {*names}
    for name in names:
        heading, *rows = rows_of(book[name])
        table = results[name]
        assert list(heading) == list(table.columns)
        for told, expected in zip(rows, table.itertuples(index=False, name=None), strict=True):
            # A cell is empty where a number is missing, and where a text is empty.
            assert told == tuple(None if pd.isna(each) or each == "" else pytest.approx(each) for each in expected)


def test_no_text_is_a_formula_or_a_link(book):
    seen = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("n", "s"), (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
                seen += cell.value == EVIL
    assert seen > 10


def test_headings_stay_and_filter_and_say_what_they_are(book):
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
    notes = {cell.value: cell.comment.text for cell in book["comparison"][1]}
    assert notes["difference"] == "Mean paired difference: other less base (as the measure)."
    assert book["replications"]["E2"].number_format == "#,##0"
    assert book["summary"]["E2"].number_format == "#,##0.0"


def test_the_first_sheet_has_the_question_the_answers_and_where_the_numbers_come_from(folder, book):
    about = dict(row[:2] for row in rows_of(book["about"]) if row[0])
    record = sim.open_results(folder).record
    assert about["Question"].startswith("What changes under")
    assert re.search(r"people flagged .* interval", about["Answer"])
    assert (about["lostleads"], about["numpy"]) == (record["lostleads"], record["libraries"]["numpy"])
    assert about[EVIL] == record["scenarios"][0]["content_hash"]
    assert {*about} >= {*book.sheetnames[1:]}


def test_columns_and_measures_are_told(folder, book):
    results = sim.open_results(folder)
    columns = {(sheet, column) for sheet, column, *_ in rows_of(book["columns"])[1:]}
    assert columns >= {(name, column) for name in book.sheetnames[1:-2] for column in results[name].columns}
    for _, column, meaning, _ in rows_of(book["columns"])[1:]:
        assert meaning, column
        assert described(column).meaning != meaning_of("no such measure"), column
    told = {measure: (meaning, unit) for measure, meaning, unit in rows_of(book["measures"])[1:]}
    assert told["flagged"] == ("Removable people flagged by either channel while in custody", "people")
    assert told["cost_net"][1] == "dollars"
    assert {*told} >= {*results["summary"]["measure"]}


def test_the_same_results_give_the_same_file(folder, tmp_path):
    first, second = (sim.workbook(folder, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second


def test_more_rows_than_excel_has_are_left_out_and_that_is_said(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 10)
    book = load_workbook(sim.workbook(folder, tmp_path / "it.xlsx"))
    assert book["summary"].max_row == 10
    about = dict(row[:2] for row in rows_of(book["about"]) if row[0])
    many = len(sim.open_results(folder)["summary"])
    assert f"the first 9 of {many} rows, for Excel has no more" in about["summary"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["summary", "Summary"], ["summary", "Summary (2)"]),
        (["about", "History", "a/b:c"], ["about (2)", "History (2)", "a-b-c"]),
        (["x" * 40, "x" * 41], ["x" * 31, f"{'x' * 27} (2)"]),
        (["'"], ["sheet"]),
    ],
)
def test_sheets_are_named_as_excel_allows_it(names, expected):
    assert sheet_names(names) == expected


def test_all_tables_of_all_kinds_are_told():
    assert {*kind.KIND.tables} <= {*TABLES}


class TestTheCommand:
    def test_it_writes_beside_the_folder_unless_told(self, folder):
        done = run_here(["workbook", folder.name], folder.parent)
        assert (done.returncode, done.stdout, done.stderr) == (0, "out.xlsx\n", "")
        assert (folder.parent / "out.xlsx").is_file()
        again = run_here(["workbook", folder.name], folder.parent)
        assert again.returncode == 2
        assert "out.xlsx exists; give another name, or --overwrite" in again.stderr
        assert run_here(["workbook", folder.name, "--overwrite", "--quiet"], folder.parent).stdout == ""

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["--out", "it.csv"], "it.csv: a workbook's name must end in .xlsx"),
            (["--out", "deep/it.xlsx"], "there is no folder deep"),
        ],
    )
    def test_where_it_cannot_write_it_says_so(self, folder, words, told):
        done = run_here(["workbook", folder.name, *words], folder.parent)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr

    def test_what_is_no_results_folder_is_told(self, tmp_path):
        done = run_here(["workbook", "nothing"], tmp_path)
        assert done.returncode == 2
        assert "nothing holds no results" in done.stderr
