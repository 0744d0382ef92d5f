"""Reading a file of levels: what it must hold, and every fault told at its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import load_scenario
from sim.scenario.remarks import remarks
from tests.support import small_data, write_yaml

LEVEL = "levels.csv:7: level: must be a number of leads a year, 0 to 10,000,000, but is "
ROWS = [f"{draw},county,{year},{100 + draw + year - 2019}" for draw in range(3) for year in (2019, 2020)]


def scenario_file(folder: Path, rows: list[str], header: str = "draw,jail,year,level", **more: object) -> Path:
    (folder / "levels.csv").write_text("\n".join([header, *rows]) + "\n")
    changes = {"levels_file": "levels.csv", "flagged_per_removable": 0.5, "days": 200, **more}
    return write_yaml(folder / "county.yaml", small_data(changes))


def told(folder: Path, rows: list[str], header: str = "draw,jail,year,level", **more: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(scenario_file(folder, rows, header, **more))
    return [str(each).replace(f"{folder}/", "") for each in caught.value.problems]


def test_replications_take_their_draws_and_any_order_of_rows_and_columns_will_do(tmp_path):
    (tmp_path / "levels.csv").write_text("")
    turned = [",".join(reversed(row.split(","))) for row in reversed(ROWS)]
    for rows, header in (
        (ROWS, "draw,jail,year,level"),
        (turned, "level, year, jail, draw"),
        ([*ROWS, ",,,"], "draw,jail,year,level"),
    ):
        scenario = load_scenario(scenario_file(tmp_path, rows, header))
        taken = scenario.levels_taken("county", (2, 0))
        assert taken is not None
        assert taken.years == (2019, 2020)
        np.testing.assert_array_equal(taken.per_year, [[102, 103], [100, 101]])
        assert scenario.level_draws == 3


@pytest.mark.parametrize(("levels", "per_year"), [("mean", [101, 102]), (0, [100, 101]), (2, [102, 103])])
def test_all_replications_may_take_the_mean_or_one_draw(tmp_path, levels, per_year):
    scenario = load_scenario(scenario_file(tmp_path, ROWS, levels=levels, replications=50))
    taken = scenario.levels_taken("county", (7, 49))
    assert taken is not None
    np.testing.assert_array_equal(taken.per_year, [per_year, per_year])
    assert scenario.level_draws is None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*ROWS, "0,county,2019,5"], "levels.csv:8: gives a draw, jail and year that a line above gives; keep one"),
        ([*ROWS[:5], "2,county,2020,-1"], f"{LEVEL}'-1'"),
        ([*ROWS[:5], "2,county,2020,some"], f"{LEVEL}'some'"),
        ([*ROWS[:5], "2,county,2020,"], f"{LEVEL}''"),
        ([*ROWS[:5], "2,county,2020,inf"], f"{LEVEL}'inf'"),
        (["-1,county,2019,5", *ROWS], "levels.csv:2: draw: must be a whole number, 0 to 1000000, but is '-1'"),
        (["0.5,county,2019,5", *ROWS], "levels.csv:2: draw: must be a whole number, 0 to 1000000, but is '0.5'"),
        (["0,county,19,5", *ROWS], "levels.csv:2: year: must be a whole number, 1900 to 2200, but is '19'"),
        (["0,,2019,5", *ROWS], "levels.csv:2: jail: must be given: the name of a jail"),
        (["0,conty,2019,5", *ROWS], "levels.csv:2: jail: unknown jail 'conty'; did you mean 'county'?"),
        (ROWS[:-1], "levels.csv:6: jail county: lacks 1 of 6 levels, the first of them that of draw 2 in 2020"),
        (ROWS[::2], "levels.csv:4: year: no level is of 2020, in which the scenario counts days"),
        (
            [*ROWS[:2], "1,county,2019,5,6"],
            "levels.csv:4: has more cells than the header names columns, or is no CSV file (needed: draw, j",
        ),
        ([], "levels.csv: has no rows"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, rows, message):
    assert any(each.startswith(message) for each in told(tmp_path, rows))


def test_a_jail_too_few_is_told(tmp_path):
    jails = small_data()["jails"]
    found = told(tmp_path, ROWS, jails={**jails, "city": jails["county"]})
    how = "add it, or leave levels out (--set levels_file=null)"
    assert found == [f"levels.csv:7: jail: no level is of the jail 'city'; {how}"]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines(tmp_path):
    found = told(tmp_path, ["x,county,2019,5", *ROWS, "0,county,2019,-1", "0,county,2019,7"])
    assert [each.partition(": ")[0] for each in found] == ["levels.csv:2", "levels.csv:9", "levels.csv:10"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "levels.csv: is empty; it needs the columns draw, jail, year, level"),
        (b"draw,jail\n0,county\n", "levels.csv:1: year: the column is missing, and must be given; the first line nam"),
        (b"draw,jail,year,level\n0,c\xff,2019,5\n", "levels.csv:2: is not text in UTF-8; save it as CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_levels_is_refused(tmp_path, content, message):
    path = scenario_file(tmp_path, ROWS)
    (tmp_path / "levels.csv").write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert message in str(caught.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"replications": 4}, "replications: 4 are more than the 3 draws of levels.csv; take fewer, or levels: mean"),
        ({"levels": 3}, "levels: levels.csv has no draw 3 (allowed: 0 to 2, draws, mean)"),
        ({"levels": "middle"}, "levels: must be draws, mean or the number of a draw, but is 'middle'"),
        ({"levels_file": "lvels.csv"}, "levels_file: no such file: lvels.csv; did you mean levels.csv?"),
        ({"flagged_per_removable": 0}, "flagged_per_removable: must be at least 1e-06, but is 0"),
        (
            {"jails.county.policy": [{"from": "2019-08-01", "removable": 0.1}]},
            "jails.county.policy.0.removable: cannot change on a date beside a levels_file",
        ),
    ],
)
def test_a_scenario_that_its_levels_do_not_bear_is_told_so(tmp_path, more, message):
    (found,) = told(tmp_path, ROWS, **more)
    assert found.startswith("county.yaml:")
    assert found.partition(": ")[2].startswith(message)


def test_what_is_said_of_levels_needs_a_file_of_them(tmp_path):
    path = write_yaml(tmp_path / "county.yaml", small_data({"levels": "mean"}))
    with pytest.raises(ScenarioError, match="levels: needs a levels_file, of which it says what replications take"):
        load_scenario(path)
    with pytest.raises(ScenarioError, match="levels_file: needs flagged_per_removable beside it: the share of remov"):
        load_scenario(scenario_file(tmp_path, ROWS), ["flagged_per_removable=null"])


def test_the_hash_knows_the_content_of_the_file_and_not_its_name(tmp_path):
    path = scenario_file(tmp_path, ROWS)
    without = load_scenario(path, ["levels_file=null"])
    first = load_scenario(path)
    (tmp_path / "other.csv").write_bytes((tmp_path / "levels.csv").read_bytes())
    assert load_scenario(path, [f"levels_file={tmp_path}/other.csv"]).content_hash == first.content_hash
    scenario_file(tmp_path, [*ROWS[:5], "2,county,2020,7"])
    hashes = {first.content_hash, load_scenario(path).content_hash, load_scenario(path, ["levels=mean"]).content_hash}
    assert len({*hashes, without.content_hash}) == 4
    plain = load_scenario(write_yaml(tmp_path / "plain.yaml", small_data({"days": 200})))
    assert without.content_hash == plain.content_hash


def test_a_jail_that_books_nobody_to_whom_its_levels_could_apply_is_remarked(tmp_path):
    nobody = load_scenario(scenario_file(tmp_path, ROWS, **{"jails.county.foreign_born": 0}))
    told = "its levels have no effect, for nobody foreign-born and removable is booked there: county"
    assert told in remarks(nobody)
    assert told not in remarks(load_scenario(scenario_file(tmp_path, ROWS)))
