"""A picture says what it shows, and is the same wherever it stands."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest

from sim.output.charts.canvas import Look
from sim.output.charts.picture import Picture
from sim.output.page.svg import inline
from sim.output.saving import save
from tests.pictures import check_readable, printed, title_of

NUMBERS = pd.DataFrame({"measure": ["flagged"], "mean": [12.5]})


@pytest.fixture
def picture():
    return Picture(
        "counts",
        title="of 5,000\N{NO-BREAK SPACE}people, 12 are flagged",
        note="mean of 3 replications",
        alt="A word. Numbers: below.",
        height=1.5,
        draw=lambda drawing: drawing.write((0, drawing.height / 2), "the body", Look(9)),
        numbers=NUMBERS,
    )


def test_the_figure_holds_title_note_body_and_caption(picture):
    figure = picture.figure("Simulated: nothing.")
    assert title_of(figure) == "Of 5,000 people, 12 are flagged"
    assert printed(figure).endswith("Mean of 3 replications Simulated: nothing. the body")
    check_readable(figure)


def test_its_files_are_named_by_it_and_its_numbers_stand_beside(picture, tmp_path):
    assert save(picture, tmp_path) == [tmp_path / f"counts.{form}" for form in ("png", "svg", "csv")]
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "counts.csv"), NUMBERS)


def test_on_a_page_the_title_is_text_and_nothing_is_left_of_it_in_the_drawing(picture):
    drawing = inline(picture, "c1")
    assert (drawing.name, drawing.title, drawing.alt) == (
        "c1-counts",
        "Of 5,000 people, 12 are flagged",
        "A word. Numbers: below.",
    )
    assert "flagged" not in drawing.svg
    assert "the body" in drawing.svg
    _, _, _, height = map(float, drawing.svg.split('viewBox="')[1].split('"')[0].split())
    assert height < 72 * picture.figure().get_size_inches()[1] - 14


def test_the_readers_own_settings_do_not_reach_a_page(picture):
    plain = inline(picture, "c1").svg
    with mpl.rc_context({"font.family": "serif", "svg.fonttype": "path"}):
        assert inline(picture, "c1").svg == plain
