"""Results folders run again from what they say of themselves, wherever they are, and compared to the last digit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from platform import python_version
from typing import Any

import pandas as pd
import pytest

import sim
from sim import Plan, Running
from sim.analyses.sweep import kind as sweeping
from sim.output.seal import sealed
from tests.commands import run_here
from tests.support import small_data, write_yaml

FEW = ["--replications", "2", "--plots", "none", "--quiet"]
RANGES = {"jails.county.on_record": {"value": 0.6, "low": 0.4, "high": 0.8}}
COMMANDS = {
    "run": ["run", "with.yaml", "--precision", "flagged=40%", "--engine", "staged"],
    "comparison": ["compare", "with.yaml", "without.yaml", "--unknowns", "40", "--engine", "simpy", "--bookings"],
    "sweep": [
        *("sweep", "with.yaml", "--base", "1", "--measure", "flagged"),
        "--vary",
        "jails.*.hold_clock=calendar,business",
    ],
    "uncertainty": ["uncertainty", "with.yaml", "without.yaml", "--design", "lhs", "--samples", "4"],
    "staffing": ["staffing", "with.yaml", "--target", "70%", "--most", "1", "--block", "00:00-12:00"],
    "rostered": [
        *("staffing", "with.yaml", "--budget", "60", "--most", "1"),
        *("--same-every", "day", "--block", "08:00-16:00"),
    ],
    "warmup": ["warmup", "with.yaml", "--days", "60"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results of every kind, away from the scenarios that they are of."""
    there = tmp_path_factory.mktemp("there")
    write_yaml(there / "with.yaml", small_data({"name": "With", "days": 10, **RANGES}))
    (there / "without.yaml").write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    for name, words in COMMANDS.items():
        done = run_here([*words, *FEW, "--out", name], there)
        assert done.returncode == 0, done.stderr
    here = tmp_path_factory.mktemp("here")
    for name in COMMANDS:
        shutil.copytree(there / name, here / name)
    shutil.rmtree(there)
    return here


@pytest.fixture
def altered(made, tmp_path):
    """Alter a copy of a folder, and seal it as if it had been written so."""

    def alter(kind: str, table: str = "", change=lambda text: text, **more: Any) -> Path:
        folder = tmp_path / kind
        shutil.copytree(made / kind, folder)
        record = json.loads((folder / "run.json").read_text()) | more
        if table:
            path = folder / f"{table}.csv"
            path.write_text(change(path.read_text()))
        record = {name: value for name, value in record.items() if name not in ("tables", "seal")}
        (folder / "run.json").write_text(json.dumps(sealed(record, folder)))
        return folder

    return alter


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_kind_is_equal_without_the_files_it_was_made_from(made, kind):
    found = sim.reproduce(made / kind)
    assert found.is_equal, str(found)
    assert found.differences == ()
    assert found.versions == {}
    assert {*found.tables} == {path.name for path in (made / kind).glob("*.csv")}
    assert str(found) == f"Equal: {made / kind}, all {len(found.tables)} tables, to the last digit."


def test_the_number_of_jobs_changes_nothing(made):
    assert sim.reproduce(made / "sweep", jobs=2).is_equal


class TestWhatIsNotEqual:
    def test_a_cell_is_told_with_its_place_and_how_far_it_is(self, altered):
        def change(text: str) -> str:
            table = pd.read_csv(pd.io.common.StringIO(text))
            row = table.query("jail == 'all' and measure == 'flagged'").index[0]
            table.loc[row, "mean"] *= 1.25
            return table.to_csv(index=False, lineterminator="\n")

        found = sim.reproduce(altered("run", "summary", change))
        [difference] = found.differences
        assert difference.file == "summary.csv"
        assert "1 of " in difference.told
        assert "scenario With, jail all, measure flagged, mean" in difference.told
        assert difference.told.endswith("; numbers differ by 20 % at most")
        assert not found.is_equal
        assert str(found).startswith("Not equal: ")

    def test_rows_columns_and_tables_that_are_others(self, altered):
        fewer = sim.reproduce(altered("run", "summary", lambda text: text[: text.rindex("\n", 0, -1) + 1]))
        assert "rows before" in fewer.differences[0].told
        other = sim.reproduce(altered("warmup", "advice", lambda text: text.replace("p_value", "chance", 1)))
        assert other.differences[0].told == "other columns: chance, p_value"

    def test_a_text_that_is_another(self, altered):
        found = sim.reproduce(altered("staffing", "shifts", lambda text: text.replace("00:00-12:00", "00:00-11:00", 1)))
        assert "00:00-11:00 before, 00:00-12:00 now" in found.differences[0].told

    def test_other_versions_are_told(self, altered, made):
        libraries = json.loads((made / "run" / "run.json").read_text())["libraries"]
        found = sim.reproduce(altered("run", python="3.11.0", libraries={**libraries, "numpy": "2.0.0"}))
        assert found.is_equal
        assert found.versions == {"Python": ("3.11.0", python_version()), "numpy": ("2.0.0", libraries["numpy"])}
        assert f"numpy: 2.0.0 made the folder, {libraries['numpy']} is here." in str(found)

    def test_another_seed_gives_other_numbers(self, altered, made):
        record = json.loads((made / "run" / "run.json").read_text())
        record["scenarios"][0]["scenario"]["seed"] += 1
        found = sim.reproduce(altered("run", scenarios=record["scenarios"]))
        assert {"run.json", "replications.csv"} <= {each.file for each in found.differences}


class TestWhatCannotBeRunAgain:
    def test_a_sweep_over_what_only_files_say(self, altered, made):
        record = json.loads((made / "sweep" / "run.json").read_text())
        path = "jails.*.agreement"
        points = [{"point": each["point"], path: "no"} for each in record["points"]]
        with pytest.raises(ValueError, match=r"its points set jails\.\*\.agreement"):
            sim.reproduce(altered("sweep", inputs=[path], points=points))

    def test_points_that_are_not_told(self, altered):
        with pytest.raises(ValueError, match="points of which all tasks failed"):
            sim.reproduce(altered("sweep", point_count=3))

    def test_a_staffing_of_an_earlier_version(self, altered, made):
        told = json.loads((made / "staffing" / "run.json").read_text())["staffing"]
        del told["asked"]
        with pytest.raises(ValueError, match="does not say its blocks of hours"):
            sim.reproduce(altered("staffing", staffing=told))


def test_a_sweep_of_very_many_points_tells_them_by_its_tables(monkeypatch, tmp_path):
    monkeypatch.setattr(sweeping, "MOST_POINTS_TOLD", 1)
    scenario = sim.load_scenario(write_yaml(tmp_path / "it.yaml", small_data({"days": 3})))
    sim.save(sim.sweep(scenario, {"jails.*.hold_hours": [0, 24]}, plan=Running(1)), tmp_path / "out")
    assert sim.open_results(tmp_path / "out").record["points"] == []
    assert sim.reproduce(tmp_path / "out").is_equal


class TestFilesThatScenariosName:
    @pytest.fixture
    def own(self, tmp_path):
        """A run of a jail's own records, in a folder beside them."""
        (tmp_path / "there" / "data").mkdir(parents=True)
        booked_at = pd.date_range("2019-06-01 00:01", periods=400, freq="293min")
        released_at = booked_at + pd.to_timedelta(range(400, 800), unit="min")
        table = pd.DataFrame({"booked_at": booked_at, "released_at": released_at})
        table.to_csv(tmp_path / "there" / "data" / "jail.csv", index=False, date_format="%Y-%m-%d %H:%M")
        changes = {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "data/jail.csv", "days": 10}
        scenario = sim.load_scenario(write_yaml(tmp_path / "there" / "own.yaml", small_data(changes)))
        sim.save(sim.run(scenario, Plan(2, engine="staged")), tmp_path / "out")
        return tmp_path

    def test_are_found_where_they_were(self, own):
        assert sim.reproduce(own / "out").is_equal

    def test_are_told_where_they_are_not_there_and_found_where_they_are_said_to_be(self, own):
        (own / "there").rename(own / "elsewhere")
        with pytest.raises(ValueError, match=r"are not there: .*there/data/jail\.csv; give the folder .* as --files"):
            sim.reproduce(own / "out")
        assert sim.reproduce(own / "out", files=own / "elsewhere").is_equal

    def test_are_told_where_they_are_others(self, own):
        path = own / "there" / "data" / "jail.csv"
        path.write_text("\n".join(path.read_text().splitlines()[:-5]) + "\n")
        with pytest.raises(ValueError, match=r"was run with other files than .*jail\.csv; give the folder"):
            sim.reproduce(own / "out")

    def test_levels_of_which_points_take_draws(self, tmp_path):
        rows = [f"{draw},county,2019,{200 + 30 * draw}" for draw in range(40)]
        (tmp_path / "levels.csv").write_text("\n".join(["draw,jail,year,level", *rows]))
        data = small_data({**RANGES, "days": 5, "levels_file": "levels.csv", "flagged_per_removable": 0.5})
        scenario = sim.load_scenario(write_yaml(tmp_path / "levels.yaml", data))
        for name, unknowns in (("chance", None), ("points", 40)):
            sim.save(sim.run(scenario, Plan(2, engine="staged"), unknowns=unknowns), tmp_path / name)
            assert sim.reproduce(tmp_path / name).is_equal


class TestTheCommand:
    def test_it_says_equal_and_leaves_with_0(self, made):
        done = run_here(["reproduce", "warmup"], made)
        assert (done.returncode, done.stdout, done.stderr) == (
            0,
            "Equal: warmup, all 2 tables, to the last digit.\n",
            "",
        )
        assert run_here(["reproduce", "warmup", "--quiet", "--jobs", "1"], made).stdout == ""

    def test_it_says_where_not_and_leaves_with_1(self, altered):
        folder = altered("warmup", "advice", lambda text: text.replace("p_value", "chance", 1))
        done = run_here(["reproduce", str(folder)], folder.parent)
        assert (done.returncode, done.stderr) == (1, "")
        assert "advice.csv: other columns" in done.stdout

    def test_what_is_no_results_folder_leaves_with_2(self, tmp_path):
        done = run_here(["reproduce", "nothing"], tmp_path)
        assert done.returncode == 2
        assert "nothing holds no results" in done.stderr

    def test_it_leaves_the_folder_as_it_is_and_nothing_beside(self, made):
        before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
        assert run_here(["reproduce", "run", "--quiet"], made).returncode == 0
        assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before
