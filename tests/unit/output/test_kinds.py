"""Results folders of a made-up kind: written whole, opened, drawn, and told with what every chapter ends with."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from sim.output import kinds
from sim.output.charts.picture import Picture
from sim.output.folder import FolderError
from sim.output.forms import Forms
from sim.output.kinds import Findings, Kind, Results, chapter_of, draw_results, write_results
from sim.output.page.content import Chapter, Section
from sim.output.schemas import Schema
from tests.pictures import sketched
from tests.support import small

STARTED = datetime(2026, 1, 2, tzinfo=UTC)


def told(results):
    """A chapter of a section and a detail."""
    seen = Section("What was seen", sentences=("Birds.",))
    return Chapter("Birds", "How many?", ("Some.",), results.span, (seen,), details=(Section("Every bird"),))


BIRDS = Kind(
    "birds",
    tables={"seen": Schema.of("where", is_needed=True), "heard": Schema.of("where")},
    screen=lambda _: iter(()),
    pictures=lambda _: iter(()),
    caption=lambda results: results.span,
    chapter=told,
    text_in="names",
)


@pytest.fixture
def results(tmp_path):
    parts = [
        ("seen", pd.DataFrame({"where": ["2019"], "finch": ["007"], "count": [1]})),
        ("failures", pd.DataFrame({"error": ["fog"]})),
        ("seen", pd.DataFrame({"where": ["None"], "finch": ["none"], "count": [None]})),
    ]
    found = Findings(
        BIRDS,
        scenarios={"Small": small()},
        record={"replications": 3, "names": ["finch"]},
        tables=iter(parts),
        files={"note.txt": lambda path: path.write_text("rain") and None},
    )
    return write_results(found, tmp_path / "out", command=["look"], started_at=STARTED)


def test_the_record_says_the_kind_first_and_then_what_is_said_of_every_kind(results):
    record = json.loads((results.folder / "run.json").read_text())
    assert record == results.record
    assert list(record)[:3] == ["kind", "layout", "command"]
    assert (record["kind"], record["command"], record["names"]) == ("birds", ["look"], ["finch"])
    assert results.labels == ("Small",)


def test_parts_of_a_table_stand_one_below_the_other_under_one_header(results):
    assert (results.folder / "seen.csv").read_text() == "where,finch,count\n2019,007,1\nNone,none,\n"
    assert {path.name for path in results.folder.iterdir()} == {
        *("run.json", "ro-crate-metadata.json", "seen.csv", "failures.csv", "note.txt", "plots")
    }


def test_columns_that_the_record_lists_are_text_too(results):
    assert results["seen"]["finch"].tolist() == ["007", "none"]
    assert results["heard"].empty


def test_a_table_that_is_needed_is_missed(results, tmp_path):
    with pytest.raises(FolderError, match=r"holds no seen\.csv, so there is nothing to tell; run its command again"):
        Results(BIRDS, tmp_path, results.record)["seen"]


def test_a_table_that_cannot_be_read_is_told_with_its_folder(results):
    (results.folder / "heard.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FolderError, match="out holds results that cannot be read"):
        results["heard"]


def test_every_chapter_ends_with_assumptions_limits_and_how_to_reproduce_it(results):
    titles = [section.title for section in chapter_of(results).sections]
    assert titles[0] == "What was seen"
    assert titles[1:3] == ["Assumptions, and how strong they are", "What must not be concluded"]
    assert titles[3:] == ["Every bird", "How to reproduce this"]


class TestPicturesOfSeveralJobs:
    @pytest.fixture
    def drawing(self, results, tmp_path, monkeypatch):
        """Draw three pictures, and tell the files and which processes drew them."""
        monkeypatch.setattr(kinds, "can_be_copied", lambda: True)
        drawn_by = tmp_path / "drawn_by"

        def picture(name):
            def draw(_):
                if name == "owl" and (tmp_path / "night").exists():
                    raise OSError(28, "No space left on device", "owl.svg")
                with drawn_by.open("a") as file:
                    file.write(f"{os.getpid()}\n")

            return Picture(name, name, "", "", 1.0, draw, pd.DataFrame({"seen": [name]}))

        kind = replace(BIRDS, pictures=lambda _: map(picture, ("owl", "finch", "auk")))

        def call(jobs):
            drawn_by.write_text("")
            with sketched():
                paths = draw_results(replace(results, kind=kind), tmp_path / f"plots{jobs}", Forms.SVG, jobs)
            return paths, {int(pid) for pid in drawn_by.read_text().split()}

        return call

    def test_they_are_the_same_in_the_same_order(self, drawing):
        here, there = drawing(1)[0], drawing(2)[0]
        names = [path.name for path in here]
        assert names == [f"{name}.{form}" for name in ("owl", "finch", "auk") for form in ("svg", "csv")]
        assert names == [path.name for path in there]
        assert [path.read_bytes() for path in here] == [path.read_bytes() for path in there]

    @pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
    def test_copies_of_this_process_draw_them(self, drawing):
        assert drawing(1)[1] == {os.getpid()}
        assert os.getpid() not in drawing(2)[1]

    def test_by_a_process_that_cannot_be_copied_they_are_drawn_here(self, drawing, monkeypatch):
        monkeypatch.setattr(kinds, "can_be_copied", lambda: False)
        assert drawing(2)[1] == {os.getpid()}

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_what_goes_wrong_is_told_as_if_it_were_drawn_here(self, drawing, tmp_path, jobs):
        (tmp_path / "night").touch()
        with pytest.raises(OSError, match="No space left on device") as caught:
            drawing(jobs)
        assert caught.value.filename == "owl.svg"
