"""Tables of a results folder, read by their schemas."""

from __future__ import annotations

import pandas as pd

from sim.output.schemas import Schema

SCHEMA = Schema.of("scenario", "jail", "measure", whole=["days"])


def table(folder, *rows):
    path = folder / "table.csv"
    path.write_text("\n".join(["scenario,jail,measure,mean,days", *rows]) + "\n")
    return path


def test_names_that_look_like_nothing_or_like_numbers_stay_text(tmp_path):
    read = SCHEMA.read(table(tmp_path, "None,2019,NA,1.5,3"))
    assert read.loc[0, ["scenario", "jail", "measure"]].tolist() == ["None", "2019", "NA"]
    assert read.loc[0, "mean"] == 1.5


def test_an_empty_cell_is_a_missing_number_and_an_empty_text(tmp_path):
    read = SCHEMA.read(table(tmp_path, ",all,flagged,,", "a,all,flagged,2,7"))
    assert read["scenario"].tolist() == ["", "a"]
    assert read["mean"].isna().tolist() == [True, False]
    assert read["days"].isna().tolist() == [True, False]
    assert read.loc[1, "days"] == 7
    assert pd.api.types.is_integer_dtype(read["days"])


def test_a_table_that_is_not_there_is_empty(tmp_path):
    assert SCHEMA.read(tmp_path / "none.csv").empty
    assert SCHEMA.totals(tmp_path / "none.csv", ["flagged"]).empty


def test_totals_are_all_jails_together_of_the_measures_asked_for(tmp_path):
    rows = ("a,all,flagged,1,", "a,county,flagged,2,", "a,all,matched,3,", "a,all,hold_hours,4,")
    assert SCHEMA.totals(table(tmp_path, *rows), ["flagged", "hold_hours"])["mean"].tolist() == [1, 4]
