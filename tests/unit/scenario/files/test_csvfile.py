"""Tables in CSV files, and the lines by which their rows are told."""

from __future__ import annotations

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.files.csvfile import csv_table


def test_a_row_is_told_by_the_line_on_which_it_begins():
    table = csv_table('a,b\n"x\ny",1\n\nz,2\n', "t.csv")
    assert table.rows == [(2, ["x\ny", "1"]), (5, ["z", "2"])]


def test_what_is_no_table_is_told_by_the_row_that_is_not_closed():
    with pytest.raises(ScenarioError, match=r"^t\.csv:2: is not a CSV file"):
        csv_table('a,b\n"x,1\nz,2\n', "t.csv")


def test_blanks_around_cells_and_rows_without_any_are_left_out():
    table = csv_table(" a , b\n , \n x,1 \n", "t.csv")
    assert (table.header, table.rows, table.uneven) == (["a", "b"], [(3, ["x", "1"])], [])


def test_rows_with_too_few_or_too_many_cells_are_apart():
    table = csv_table("a,b\n1\n1,2\n1,2,3\n", "t.csv")
    assert table.rows == [(3, ["1", "2"])]
    assert [str(problem) for problem in table.uneven] == [
        "t.csv:2: has 1 cells, but the header names 2 columns",
        "t.csv:4: has 3 cells, but the header names 2 columns",
    ]


def test_a_file_without_a_line_has_no_column():
    assert csv_table("", "t.csv").header == []
