"""Tables on a screen of 80 columns, as JSON and as CSV."""

from __future__ import annotations

import io
import json
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sim.output.numbers import between, number, whole
from sim.output.tables import Column, Note, Table, as_csv, as_json, side_by_side


def printed(*parts):
    console = Console(width=80, file=io.StringIO(), record=True)
    for part in parts:
        console.print(part)
    return console.export_text()


def people(rows, **options):
    data = pd.DataFrame(rows, columns=["measure", "mean", "ci_low", "ci_high"])
    columns = (
        Column("", ("measure",), justify="left", width=10),
        Column("mean", ("mean",), number),
        Column("95 % interval", ("ci_low", "ci_high"), between),
    )
    return Table("counts", "Headline counts", data, columns, **options)


class TestOnScreen:
    def test_it_prints_numbers_rounded_and_an_interval_in_one_column(self):
        lines = printed(people([("flagged", 723.4, 715.2, 731.9), ("matched", 0.04, math.nan, math.nan)])).splitlines()
        assert lines[0].strip() == "Headline counts"
        assert lines[3].split() == ["flagged", "723", "715", "to", "732"]
        assert lines[4].split() == ["matched", "0.0"]

    def test_a_long_name_is_folded_and_big_numbers_stay_whole(self):
        name = "a_very_long_name_of_a_jail_" * 5
        big = -1234567890123.0
        text = printed(people([(name, big, big, big)]))
        assert max(map(len, text.splitlines())) <= 80
        assert "-1,234,567,890,123 to -1,234,567,890,123" in text
        assert "…" not in text
        assert name in "".join(line.split()[0] for line in text.splitlines()[3:])

    def test_what_is_too_wide_goes_on_below_with_the_name_of_the_row(self):
        measures = [f"measure_{place}" for place in range(12)]
        data = pd.DataFrame([["north", *range(10**9, 10**9 + 12)]], columns=["jail", *measures])
        columns = (Column("jail", ("jail",), justify="left"), *(Column(each, (each,), whole) for each in measures))
        text = printed(Table("wide", "Wide", data, columns))
        assert max(map(len, text.splitlines())) <= 80
        assert text.count("north") > 1
        assert text.count("Wide") == 1
        for place, measure in enumerate(measures):
            assert measure in text
            assert f"{10**9 + place:,}" in text

    @given(
        st.lists(
            st.tuples(st.text("ab c_", min_size=1, max_size=90), *[st.floats(-1e12, 1e12)] * 3), min_size=1, max_size=4
        ),
        st.lists(st.text("xy z", min_size=1, max_size=60), min_size=1, max_size=9),
    )
    def test_none_is_wider_than_80_columns_or_loses_a_number(self, rows, headings):
        data = pd.DataFrame(rows, columns=["name", "a", "b", "c"])
        columns = (
            Column("", ("name",), justify="left", width=26),
            *(Column(heading, ("a", "b"), lambda a, b: f"{number(a)} to {number(b)}") for heading in headings),
        )
        text = printed(Table("any", "A title of any length " * 8, data, columns))
        assert max(map(len, text.splitlines())) <= 80
        for _, low, high, _ in rows:
            assert text.count(f"{number(low)} to {number(high)}") >= len(headings)

    def test_a_text_told_once_is_not_repeated(self):
        data = pd.DataFrame({"measure": ["flagged", "flagged", "matched"], "scenario": ["A", "B", "A"]})
        columns = (Column("", ("measure",), justify="left", once=True), Column("", ("scenario",)))
        text = printed(Table("twice", "", data, columns))
        assert text.count("flagged") == 1
        assert [line.split() for line in text.splitlines() if line.strip()][-1] == ["matched", "A"]

    def test_only_some_rows_are_seen_but_all_are_data(self):
        table = people([(f"m{place}", place, 0, 1) for place in range(50)], on_screen=[0, 49])
        text = printed(table)
        assert "m0" in text
        assert "m49" in text
        assert "m1" not in text
        assert len(json.loads(as_json([table]))["tables"][0]["rows"]) == 50


class TestForMachines:
    def test_json_has_numbers_in_full_and_null_for_what_is_missing(self):
        told = json.loads(as_json([people([("flagged", 1 / 3, math.nan, math.inf)]), Note("Means.")]))
        assert told == {
            "tables": [
                {
                    "name": "counts",
                    "title": "Headline counts",
                    "columns": ["measure", "mean", "ci_low", "ci_high"],
                    "rows": [{"measure": "flagged", "mean": 1 / 3, "ci_low": None, "ci_high": None}],
                }
            ],
            "notes": ["Means."],
        }

    def test_csv_is_one_table_whose_first_column_names_the_table(self):
        jails = Table("jails", "", pd.DataFrame({"state": ["VA, say"], "jails": [3]}), ())
        text = as_csv([people([("flagged", 1 / 3, 0.1, math.nan)]), Note("Means."), jails])
        assert text.splitlines() == [
            "table,measure,mean,ci_low,ci_high,state,jails",
            f"counts,flagged,{1 / 3},0.1,,,",
            'jails,,,,,"VA, say",3',
        ]
        read = pd.read_csv(io.StringIO(text))
        assert read.loc[0, "mean"] == 1 / 3

    @pytest.mark.parametrize("write", [as_json, as_csv])
    def test_no_tables_are_a_document_too(self, write):
        assert write([]).startswith(("{", "table"))


def test_side_by_side_keeps_the_order_and_what_is_missing():
    rows = pd.DataFrame(
        {"jail": ["b", "b", "a"], "measure": ["flagged", "matched", "flagged"], "mean": [1.0, 2.0, 3.0]}
    )
    wide = side_by_side(rows, ["jail"], "measure", ["mean"])
    expected = {"jail": ["b", "a"], "flagged_mean": [1.0, 3.0], "matched_mean": [2.0, math.nan]}
    pd.testing.assert_frame_equal(wide, pd.DataFrame(expected))
    assert side_by_side(rows.head(0), ["jail"], "measure", ["mean"]).empty
    with pytest.raises(ValueError, match="duplicate"):
        side_by_side(rows.assign(jail="b"), ["jail"], "measure", ["mean"])


def test_a_page_shows_a_mean_with_its_interval_and_nothing_where_it_is_missing():
    data = pd.DataFrame({"mean": [-723.0, math.nan, 4.0], "ci_low": [-729.0, math.nan, math.nan]})
    table = Table("means", "Means", data.assign(ci_high=[-717.0, math.nan, math.nan]), (Column.estimated("Mean"),))
    minus = "\N{MINUS SIGN}"
    assert [cell.text for (cell,) in table.cells] == [f"{minus}723 ({minus}729 to {minus}717)", "", "4.0"]
    assert [cell.key for (cell,) in table.cells] == [-723, None, 4]
    assert table.numeric == [True]
