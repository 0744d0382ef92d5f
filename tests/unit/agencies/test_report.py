from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from sim.agencies.merging import import_lists
from sim.agencies.reading import read_list
from sim.agencies.report import (
    COLUMNS,
    check_out,
    import_tables,
    jails_table,
    read_any,
    report_path,
    summary_tables,
    write_import,
)
from sim.scenario.files.jailsfile import read_jails

LISTS = Path(__file__).parent / "lists"


@pytest.fixture
def found():
    return import_lists([read_list(LISTS / "as_printed.csv")])


def test_the_jails_file_is_one_that_a_scenario_reads(found, tmp_path):
    write_import(found, tmp_path / "agencies.csv")
    read = read_jails(tmp_path / "agencies.csv")
    assert read.problems == ()
    assert len(read.rows) == len(found.jails)


def test_a_jails_file_is_read_back_as_it_was_written(found, tmp_path):
    write_import(found, tmp_path / "agencies.csv")
    table, _ = read_any(tmp_path / "agencies.csv")
    pd.testing.assert_frame_equal(table, jails_table(found.jails))
    pd.testing.assert_frame_equal(read_any(LISTS / "as_printed.csv")[0], table)


def test_importing_twice_gives_the_same_bytes(found, tmp_path):
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    write_import(found, once)
    write_import(import_lists([read_list(LISTS / "as_printed.csv")]), twice)
    assert once.read_bytes() == twice.read_bytes()
    assert report_path(once).read_bytes() == report_path(twice).read_bytes()


def test_importing_a_list_twice_over_adds_no_jail(found):
    again = import_lists([read_list(LISTS / "as_printed.csv")] * 2)
    pd.testing.assert_frame_equal(jails_table(again.jails), jails_table(found.jails))


def test_nothing_is_left_if_the_report_cannot_be_written(found, tmp_path):
    report_path(tmp_path / "agencies.csv").mkdir()
    with pytest.raises(ValueError, match=r"agencies_report\.csv is a folder"):
        write_import(found, tmp_path / "agencies.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["agencies_report.csv"]


def test_no_file_is_written_over(tmp_path):
    out = tmp_path / "agencies.csv"
    check_out(out, [], overwrite=False)
    report_path(out).touch()
    with pytest.raises(ValueError, match=r"agencies_report\.csv exists; give another name, or --overwrite"):
        check_out(out, [], overwrite=False)
    check_out(out, [], overwrite=True)
    with pytest.raises(ValueError, match="is a list to be read"):
        check_out(out, [out], overwrite=True)
    with pytest.raises(ValueError, match="there is no folder"):
        check_out(tmp_path / "no" / "agencies.csv", [], overwrite=False)


def test_tables_fit_the_screen_and_add_up(found):
    console = Console(width=80, record=True, file=io.StringIO())
    jails = jails_table(found.jails)
    for table in [*import_tables(found), *summary_tables(jails)]:
        console.print(table)
    text = console.export_text()
    assert f"{jails['population'].astype(int).sum():,}" in text
    assert max(map(len, text.splitlines())) <= 80


def test_all_that_is_wrong_in_a_jails_file_is_told(found, tmp_path):
    path = tmp_path / "agencies.csv"
    write_import(found, path)
    header, first, second, *_ = path.read_text().splitlines()
    cells = first.split(",")
    cells[1], cells[4], cells[8] = "1033", "0", "7/72025"
    path.write_text("\n".join([header, ",".join(cells), second + ",more"]) + "\n")
    with pytest.raises(ValueError, match="population") as told:
        read_any(path)
    assert all(part in str(told.value) for part in ("csv:2: fips: '1033'", "agreement_from", "csv:3: has 12 cells"))


def test_of_very_many_wrong_rows_ten_of_a_kind_are_told(tmp_path):
    path = tmp_path / "jails.csv"
    row = ",".join("x" for _ in COLUMNS)
    path.write_text("\n".join([",".join(COLUMNS), *[row] * 2000]))
    with pytest.raises(ValueError, match="1,990 more like the one before") as told:
        read_any(path)
    assert len(str(told.value).splitlines()) == 4 * 11
