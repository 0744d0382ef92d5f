"""Texts that a spreadsheet program would run stand in CSV files as text, and come back as they were."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.output.schemas import Schema
from sim.output.spreadsheets import as_text, from_text
from sim.output.tables import Table, as_csv
from tests.strategies import EXAMPLES

FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "'quoted", '=HYPERLINK("http://x")', "-", "+", "-٣"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_a_formula_is_marked_as_text_in_cells_and_headings(text):
    written = as_text(pd.DataFrame({text: [text, "plain"]}))
    assert list(written.columns) == [f"'{text}"]
    assert written.iloc[:, 0].tolist() == [f"'{text}", "plain"]


@pytest.mark.parametrize("text", ["-1.5", "+3", "-1e-6", "-inf", "x=1", "a-b", "", "None"])
def test_numbers_and_other_texts_are_as_they_are(text):
    table = pd.DataFrame({"column": [text]})
    assert as_text(table) is table


def test_numbers_and_gaps_stay_what_they_are():
    table = pd.DataFrame({"number": [-1.5, None], "whole": [-1, 2], "mixed": [None, "=x"], "flag": [True, False]})
    written = as_text(table)
    assert written[["number", "whole", "flag"]].equals(table[["number", "whole", "flag"]])
    assert written["mixed"].isna().tolist() == [True, False]
    assert written["mixed"][1] == "'=x"


def test_two_columns_of_one_name_keep_their_own_texts():
    table = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert as_text(table).to_numpy().tolist() == [["'=a", "'=b"]]


@EXAMPLES
@given(st.lists(st.text("='@-+ab1\t\r\"", max_size=4), min_size=1))
def test_a_results_folder_gives_every_text_back(texts):
    table = pd.DataFrame({"scenario": texts, "n": range(len(texts))})
    assert from_text(as_text(table)).equals(table)


def test_a_table_that_is_read_has_the_texts_that_were_written(tmp_path):
    texts = [text for text in FORMULAS if not text.startswith("\r")]
    table = pd.DataFrame({"scenario": texts, "n": range(len(texts))})
    as_text(table).to_csv(tmp_path / "a.csv", index=False, lineterminator="\n")
    read = Schema.of("scenario").read(tmp_path / "a.csv")
    assert read["scenario"].tolist() == texts


def test_what_is_printed_as_csv_is_safe_too():
    printed = as_csv([Table("t", "T", pd.DataFrame({"scenario": ["=1+1"], "n": [-1]}), ())])
    assert pd.read_csv(io.StringIO(printed)).to_dict("records") == [{"table": "t", "scenario": "'=1+1", "n": -1}]
