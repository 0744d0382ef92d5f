"""The tables, the folder and the picture of a warm-up study."""

import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analyses.kinds import plot
from sim.analyses.warmup.judge import warm_up
from sim.analyses.warmup.kind import KIND, findings
from sim.analyses.warmup.tables import advice_table, series_table
from sim.output.folder import FolderError
from sim.output.kinds import write_results
from sim.study.tasks import Running
from tests.support import lined_up, small, small_data

STARTED = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def found():
    """Two jails, one without screening."""
    county = small_data()["jails"]["county"]
    return warm_up(small({"jails.rural": {**county, "screening": None}}), Running(2))


def on_screen(found, folder):
    console = Console(width=80, record=True, file=None, quiet=False, force_terminal=False)
    results = write_results(findings(found), folder, command=[], started_at=STARTED)
    with console.capture() as captured:
        for table in KIND.screen(results):
            console.print(table)
    return captured.get()


def test_a_row_a_jail_wait_and_day(found):
    table = series_table(found)
    assert list(table.columns) == ["jail", "wait", "day", "mean_hours", "moving_average_hours", "n"]
    assert len(table) == 3 * 3 * 67
    assert not table.duplicated(["jail", "wait", "day"]).any()
    assert table["mean_hours"].isna().equals(table["n"] == 0)
    ends = table["day"].isin([0, 1, 2, 64, 65, 66])
    assert table.loc[ends, "moving_average_hours"].isna().all()


def test_advice_says_why_it_is_missing(found):
    table = advice_table(found).set_index(["jail", "wait"])
    assert list(table.columns) == ["mser5_days", "p_value", "advised_days", "why_missing"]
    assert table.loc[("rural", "interview"), "why_missing"] == "no screening"
    assert pd.isna(table.loc[("rural", "interview"), "advised_days"])
    told = table[table["why_missing"] == ""]
    assert told["advised_days"].notna().all()
    assert (told["advised_days"] % 7 == 0).all()
    assert (told["mser5_days"] % 5 == 0).all()
    assert told["p_value"].between(0, 1).all()


def test_the_folder_holds_the_tables_the_record_and_the_picture(found, tmp_path):
    folder = tmp_path / "out"
    write_results(findings(found), folder, command=["lostleads", "warmup"], started_at=STARTED)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "advice.csv",
        "ro-crate-metadata.json",
        "run.json",
        "warmup.csv",
        "warmup.png",
        "warmup.svg",
    ]
    record = json.loads((folder / "run.json").read_text())
    assert record["kind"] == "warmup"
    assert record["replications"] == 2
    assert record["warmup_days"] == 7
    assert record["warmup_looked_at_days"] == 67
    assert record["warmup_advice"] == found.sentence
    read = pd.read_csv(folder / "warmup.csv")
    np.testing.assert_array_equal(read["n"], series_table(found)["n"])
    np.testing.assert_allclose(read["mean_hours"], series_table(found)["mean_hours"])


def test_the_picture_is_drawn_again_from_the_folder_and_shows_each_wait(found, tmp_path):
    write_results(findings(found), tmp_path / "out", command=[], started_at=STARTED)
    png, svg = plot(tmp_path / "out", tmp_path / "again")
    assert svg.read_bytes() == (tmp_path / "out" / "plots" / "warmup.svg").read_bytes()
    text = svg.read_text()
    for words in ("until the interview", "until ICE", "held for ICE past release", "MSER-5", "Simulated:"):
        assert words in text
    assert png.stat().st_size > 10_000


def test_a_wait_that_nobody_has_is_not_drawn(tmp_path):
    without = warm_up(small({"jails.county.screening": None}), Running(1))
    write_results(findings(without), tmp_path / "some", command=[], started_at=STARTED)
    assert "until the interview" not in (tmp_path / "some" / "plots" / "warmup.svg").read_text()
    nobody = warm_up(small({"jails.county.screening": None, "jails.county.fingerprinted": 0}), Running(1))
    write_results(findings(nobody), tmp_path / "none", command=[], started_at=STARTED)
    assert "nobody waits" in (tmp_path / "none" / "plots" / "warmup.svg").read_text()


def test_the_picture_of_a_wait_that_never_settles_says_so(tmp_path):
    endless = warm_up(lined_up(tmp_path), Running(1))
    write_results(findings(endless), tmp_path / "out", command=[], started_at=STARTED)
    advice = advice_table(endless)
    assert (advice["mser5_days"].notna() & advice["advised_days"].isna()).any()
    assert "days, not reached; run longer" in (tmp_path / "out" / "plots" / "warmup.svg").read_text()


def test_screen_tells_each_jail_and_the_advice(found, tmp_path):
    text = on_screen(found, tmp_path / "out")
    assert "county" in text
    assert "no screening" in text
    assert found.sentence[1:] in text.replace("\n", " ")
    assert "2 replications of 67 days" in text


def test_screen_names_a_single_jail_once_and_how_to_look_further(tmp_path):
    text = on_screen(warm_up(small({"days": 20}), Running(1)), tmp_path / "out")
    assert "county" in text
    assert " all " not in text
    assert "Look further with --days 49." in text


def test_other_folders_are_no_results(tmp_path):
    with pytest.raises(FolderError, match="holds no results"):
        plot(tmp_path, tmp_path / "plots")
