"""The folder, the screen and the pictures of an uncertainty study, against its tables."""

from __future__ import annotations

import itertools
import json
import sys
from datetime import UTC, datetime

import pandas as pd
import pytest
from rich.console import Console

from sim.analyses.kinds import open_results, plot
from sim.analyses.uncertainty.inquiry import inquire, planned
from sim.analyses.uncertainty.kind import KIND, findings
from sim.analyses.uncertainty.pictures import indices, tornado
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.model.outcomes import LOST_PARTS
from sim.output.folder import FolderError
from sim.output.kinds import write_results
from sim.output.numbers import count
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design
from sim.study.tasks import Running
from tests.pictures import laid_out, sketched
from tests.support import small_data, write_yaml

RANGES = {
    "days": 10,
    "name": "Small county, in force",
    "jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.5, "high": 1.0},
    "jails.county.match_hours.exponential.mean": {"value": 4, "low": 1, "high": 40},
    "field_offices.city.wrongly_detains": {"value": 0.01, "low": 0.0, "high": 0.02},
}
CAPTION = "Simulated: " + "many words of a caption " * 20


def folder_of(folder, names, design, samples, replications=2):
    write_yaml(folder / "with.yaml", small_data(RANGES))
    (folder / "without.yaml").write_text(
        "extends: with.yaml\nname: Small county, ended\njails: {county: {screening: null}}\n"
    )
    running = Running(replications)
    found = inquire(planned([ScenarioSource(folder / name) for name in names], design, samples), running)
    with sketched():
        write_results(findings(found), folder / "out", command=["lostleads"], started_at=datetime.now(UTC))
    return folder / "out"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return folder_of(tmp_path_factory.mktemp("pair"), ("with.yaml", "without.yaml"), Design.SOBOL, 64)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return folder_of(tmp_path_factory.mktemp("alone"), ("with.yaml",), Design.LHS, 12)


@pytest.fixture(params=["pair", "alone"])
def folder(request):
    return request.getfixturevalue(request.param)


def tables_of(folder):
    return UncertaintyTables.of(open_results(folder))


def printed(folder):
    console = Console(width=80, record=True, file=sys.stderr)
    for table in KIND.screen(open_results(folder)):
        console.print(table)
    return console.export_text()


def boxes(figure):
    canvas = laid_out(figure)
    texts = list(figure.texts)
    for axes in figure.axes:
        low, high = axes.get_xlim()
        ticks = zip(axes.get_xticklabels(), axes.get_xticks(), strict=True)
        texts += [*axes.texts, axes.xaxis.label, *(label for label, place in ticks if low <= place <= high)]
    return [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()], canvas.get_width_height()


class TestFolder:
    def test_it_holds_the_tables_the_record_and_a_picture_with_its_numbers_for_each_count(self, alone):
        names = {path.name for path in alone.iterdir()}
        tables = {"uncertainty.csv", "sensitivity.csv", "tornado.csv", "points.csv"}
        assert names == {*tables, "run.json", "ro-crate-metadata.json", "plots"}
        pictures = {path.name for path in (alone / "plots").iterdir()}
        counts = ("flagged", "matched", "released_before_pickup")
        assert pictures == {
            f"{kind}_{count}.{form}"
            for kind in ("tornado", "indices")
            for count in counts
            for form in ("png", "svg", "csv")
        }

    def test_a_count_that_no_input_moves_has_no_picture(self, pair):
        assert not list((pair / "plots").glob("*_matched.*"))
        assert (pair / "plots" / "indices_flagged.png").is_file()

    def test_the_record_says_what_was_run(self, pair, alone):
        record = json.loads((pair / "run.json").read_text())
        assert record["kind"] == "uncertainty"
        assert record["unknown_inputs"] == [path for path in record["unknown_inputs"] if "." in path]
        assert (record["design"], record["samples"], record["point_count"]) == ("sobol", 64, 1 + 8 + 64 * 6)
        assert [each["label"] for each in record["scenarios"]] == ["Small county, in force", "Small county, ended"]

    def test_columns_are_as_documented(self, alone):
        columns = {path.stem: list(pd.read_csv(path, nrows=0).columns) for path in alone.glob("*.csv")}
        assert columns["sensitivity"] == [
            "jail",
            "measure",
            "input",
            "kind",
            "value",
            "ci_low",
            "ci_high",
            "why_missing",
        ]
        assert columns["uncertainty"][:6] == ["scenario", "jail", "measure", "n_points", "replications", "mean"]
        assert columns["uncertainty"][-2:] == ["parameter_share", "why_missing"]

    def test_pictures_drawn_again_are_the_same_files(self, alone, tmp_path):
        with sketched():
            again = plot(alone, tmp_path / "again")
        for path in again:
            assert path.read_bytes() == (alone / "plots" / path.name).read_bytes()

    def test_other_results_are_told_apart(self, tmp_path):
        (tmp_path / "run.json").write_text('{"kind": "census"}')
        with pytest.raises(FolderError, match="a kind that this version does not know: census"):
            open_results(tmp_path)
        (tmp_path / "run.json").write_text('{"unknown_inputs": []}')
        with pytest.raises(FolderError, match="written by an older version of lostleads; run its command again"):
            open_results(tmp_path)


class TestPictures:
    def test_no_text_is_clipped_and_none_covers_another(self, folder):
        for picture in (tornado, indices):
            texts, (width, height) = boxes(picture(tables_of(folder), "flagged").figure(CAPTION))
            for text, box in texts:
                assert box.x0 >= 0 <= box.y0, text
                assert box.x1 <= width, text
                assert box.y1 <= height, text
            for (one, here), (other, there) in itertools.combinations(texts, 2):
                across = min(here.x1, there.x1) - max(here.x0, there.x0)
                along = min(here.y1, there.y1) - max(here.y0, there.y0)
                assert across < 1 or along < 0.35 * min(here.height, there.height), (one, other)

    def test_bars_of_a_tornado_are_as_long_as_the_changes_the_longest_first(self, alone):
        numbers = tables_of(alone).changes("flagged")
        (axes,) = tornado(tables_of(alone), "flagged").figure().axes
        assert [bar.get_width() for bar in axes.patches] == numbers["change"].tolist()
        assert [bar.get_x() for bar in axes.patches] == pytest.approx(numbers["at_value"].tolist())
        most = numbers["change"].abs().groupby(numbers["input"], sort=False).max()
        assert most.is_monotonic_decreasing
        assert "field_offices.city.wrongly_detains" not in most.index

    def test_the_title_of_a_tornado_tells_the_longest_bar(self, alone):
        numbers = tables_of(alone).changes("flagged")
        first = numbers[numbers["input"] == numbers["input"].iloc[0]]
        ends = [count(value) for value in first["at_value"] + first["change"]]
        title = tornado(tables_of(alone), "flagged").title
        assert title.startswith(f"people flagged in 10 days: from {ends[0]} to {ends[1]}")

    def test_bars_of_indices_are_as_long_as_the_indices_the_most_important_first(self, pair):
        numbers = tables_of(pair).indices("flagged")
        (axes,) = indices(tables_of(pair), "flagged").figure().axes
        assert [bar.get_width() for bar in axes.patches] == numbers["value"].tolist()
        assert numbers["kind"].tolist() == ["first", "total"] * numbers["input"].nunique()
        assert [bar.get_y() for bar in axes.patches] == sorted(bar.get_y() for bar in axes.patches)
        assert numbers.loc[numbers["kind"] == "total", "value"].is_monotonic_decreasing

    def test_a_count_that_no_input_moves_is_not_drawn(self, pair):
        assert tornado(tables_of(pair), "matched") is None
        assert indices(tables_of(pair), "matched") is None

    def test_one_replication_has_bars_without_intervals(self, tmp_path):
        folder = folder_of(tmp_path, ("with.yaml",), Design.LHS, 4, replications=1)
        assert tables_of(folder).tornado["ci_low"].isna().all()
        assert (folder / "plots" / "tornado_flagged.png").is_file()


class TestScreen:
    def test_it_fits_80_columns_and_tells_each_count(self, folder):
        lines = printed(folder).splitlines()
        assert max(map(len, lines)) <= 80
        assert not [line for line in lines if "…" in line]
        for each in ("flagged", "matched", "released before pickup"):
            assert any(line.strip().startswith(each) for line in lines)

    def test_the_intervals_are_those_of_the_table(self, alone):
        tables = UncertaintyTables.of(open_results(alone))
        flagged = tables.intervals[tables.intervals["measure"] == "flagged"].iloc[0]
        line = next(line for line in printed(alone).splitlines() if line.strip().startswith("flagged"))
        assert f"{flagged['low']:.1f} to {flagged['high']:.1f}" in line or f"{flagged['low']:.0f} to" in line
        assert f"{100 * flagged['parameter_share']:.0f} %" in line

    def test_people_released_before_pickup_are_told_with_parts_that_add_up(self, folder):
        tables = tables_of(folder)
        means = tables.headlines.pivot_table("mean", "scenario", "measure")
        whole = means["released_before_pickup"].to_numpy()
        assert means[[*LOST_PARTS]].sum(axis=1).to_numpy() == pytest.approx(whole)
        assert "without a trace" in printed(folder)
        assert "without a trace" in tables.parts_of("released_before_pickup")
        assert tables.parts_of("flagged") == ""

    def test_a_pair_is_told_with_its_difference(self, pair):
        text = printed(pair)
        assert "A  Small county, in force\nB  Small county, ended" in text
        assert "matched, B - A: the same at every point" in text
        assert "of what is unknown hangs on" in text
