"""Pages and pictures written by code are those committed, and say what the code does."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest
import typer

from sim.cli import app
from sim.manual.commands import write_commands
from sim.manual.diagram import CAPTION, model_diagram
from sim.manual.documents import random_streams, stress_des, write_documents
from sim.manual.lookup import looked_up
from sim.model import bookings
from sim.scenario.explain import UnknownPathError, explained, value_in_words
from sim.scenario.files.reader import load_scenario
from sim.scenario.register import register
from tests.support import small, small_data, write_yaml

ROOT = Path(__file__).parents[3]
COMMANDS = typer.main.get_command(app)

ITEMS = [f"{part}.{item}" for part, items in enumerate((3, 5, 4, 3, 4, 1), start=1) for item in range(1, items + 1)]


WRITTEN = (
    "assumptions.md",
    "stress-des.md",
    "reference/scenario-keys.md",
    "reference/measures.md",
    "reference/commands.md",
    "model.svg",
    "model.png",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The documents as code writes them, and the files that it says it has written."""
    root = tmp_path_factory.mktemp("written")
    for name in ("pyproject.toml", "requirements.lock", "scenarios"):
        (root / name).symlink_to(ROOT / name)
    docs = root / "docs"
    docs.mkdir()
    return docs, {
        path.relative_to(docs).as_posix() for path in [*write_documents(root), write_commands(COMMANDS, root)]
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_the_committed_document_is_the_one_written_by_code(written, name):
    docs, _ = written
    assert (ROOT / "docs" / name).read_bytes() == (docs / name).read_bytes(), "run make docs"


def test_documents_are_written_below_docs_and_nothing_else(written):
    docs, told = written
    assert told == {path.relative_to(docs).as_posix() for path in docs.rglob("*.*")}
    assert told == {*WRITTEN}


def test_all_twenty_items_of_the_guideline_are_there():
    page = (ROOT / "docs" / "stress-des.md").read_text()
    assert re.findall(r"^### (\d\.\d) ", page, flags=re.MULTILINE) == ITEMS


def test_every_value_is_in_the_table_of_assumptions():
    page = (ROOT / "docs" / "assumptions.md").read_text()
    for entries in register().scenarios.values():
        for path, entry in entries.items():
            assert f"| `{path}` | {value_in_words(entry.value)} |" in page


def test_the_streams_told_are_those_drawn(monkeypatch, tmp_path):
    drawn: dict[str, tuple[object, ...]] = {}

    def telling(original):
        def told(seed, replication, jail, fact):
            drawn[fact] = (seed, replication, jail)
            return original(seed, replication, jail, fact)

        return told

    monkeypatch.setattr(bookings, "_stream_key", telling(bookings._stream_key))
    half = ("county.honoured", "county.moves_on", "county.lifted", "county.day_to_day_sd", "county.screening.cleared")
    of_office = {f"field_offices.city.{key}": 0.5 for key in ("sought", "spared")}
    scenario = small({**{f"jails.{key}": 0.5 for key in half}, **of_office})
    bookings.draw_bookings(scenario, "county", 0)
    (tmp_path / "bookings.csv").write_text("booked_at\n2019-07-01 10:00\n2019-07-02 11:00\n")
    records = load_scenario(_with_bookings_file(tmp_path))
    bookings.draw_bookings(records, "county", 0)
    assert set(drawn) == set(random_streams())


def _with_bookings_file(folder):
    data = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "bookings.csv"})
    return write_yaml(folder / "records.yaml", data)


def test_the_stream_key_told_is_the_one_used():
    [told] = re.findall(r"`([0-9a-f]{32})`", stress_des(ROOT))
    name = b'[287, 0, "prince_william", "stay_hours"]'
    assert told == hashlib.blake2b(name, digest_size=16).hexdigest()


def test_nothing_in_the_diagram_leaves_its_box_or_the_page():
    figure = model_diagram().figure(CAPTION)
    figure.canvas.draw()
    width, height = figure.get_size_inches() * figure.dpi
    for text in figure.texts:
        extent = text.get_window_extent()
        assert extent.x0 >= 0, text.get_text()
        assert extent.x1 <= width, text.get_text()
        assert extent.y0 >= 0, text.get_text()
        assert extent.y1 <= height, text.get_text()
    extents = [text.get_window_extent() for text in figure.texts]
    for place, one in enumerate(extents):
        for other in extents[place + 1 :]:
            apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 + 1.5 or other.y1 <= one.y0 + 1.5
            assert apart


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), ("", "nothing"), (True, "true"), (0.009, "0.009"), (12000, "12000"), ([1, "a"], "1, a")],
)
def test_values_are_printed_on_one_line(value, words):
    assert value_in_words(value) == words


def test_what_is_explained_has_a_line_for_each_source():
    lines = list(explained("bookings_per_year"))
    assert lines[0].startswith("jails.*.bookings_per_year: ")
    assert any(line.strip().startswith("[8] ") for line in lines)


def test_an_unknown_path_is_refused():
    assert list(explained("hold_ours")) == []
    with pytest.raises(UnknownPathError, match="hold_hours"):
        list(looked_up("hold_ours"))


def test_shares_told_in_the_limits_are_those_of_the_reference_study():
    summary = pd.read_csv(ROOT / "results" / "reference" / "summary.csv").query("jail == 'all'")
    means = summary[summary["scenario"] == summary["scenario"].iloc[0]].set_index("measure")["mean"]
    limits = " ".join((ROOT / "docs" / "limits.md").read_text().split())
    told = "nearly four in ten of those interviewed, and most of those reviewed with the agreement in force, are not"
    assert f"{told} removable" in limits
    assert 0.34 < means["interviewed_others"] / means["interviewed"] < 0.4
    assert 0.75 < means["reviewed_others"] / means["reviewed"] < 0.95
