"""Names in any script: a font that has their characters if there is one, and no word of a library if there is none."""

from __future__ import annotations

import pytest
from matplotlib.font_manager import FontProperties, fontManager, get_font

from sim.output.charts import fonts
from sim.output.charts.canvas import Look, text_width
from sim.output.charts.fonts import FONT, families, unreadable
from sim.output.charts.picture import Picture
from sim.output.saving import save

NOBODY_HAS = "\N{CJK UNIFIED IDEOGRAPH-770C}"
OTHER = "STIXGeneral"


@pytest.fixture
def elsewhere(monkeypatch):
    """A character that one other font has, the only one installed beside the usual one."""
    path = fontManager.findfont(FontProperties(family=OTHER))
    usual = set(get_font(fontManager.findfont(FontProperties(family=FONT))).get_charmap())
    monkeypatch.setattr(fonts, "_installed", lambda: ((OTHER, path),))
    others = sorted(set(get_font(path).get_charmap()) - usual)
    return next(each for each in map(chr, others) if each.isprintable() and not each.isspace())


def pictured(title):
    return Picture("p", title, "note", "alt", 1.0, lambda drawing: drawing.write((0, 0.5), title, Look(9.0)))


@pytest.mark.parametrize("text", ["plain", "Doña Ana", "\N{RIGHTWARDS ARROW}", "a\N{NO-BREAK SPACE}b", ""])
def test_the_usual_font_is_enough_for_most_names(text):
    assert families(text) == [FONT]
    assert unreadable(text) == ""


def test_a_font_that_has_what_is_lacking_stands_behind_the_usual_one(elsewhere):
    assert families(f"a{elsewhere}") == [FONT, OTHER]
    assert unreadable(f"a{elsewhere}{NOBODY_HAS}") == NOBODY_HAS
    assert text_width(elsewhere, 9.0) > 0


def test_a_picture_names_the_fonts_that_its_texts_need(elsewhere, tmp_path):
    save(pictured(f"a{elsewhere}"), tmp_path)
    svg = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert OTHER in svg
    save(pictured("plain"), tmp_path)
    assert OTHER not in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_what_no_font_has_is_drawn_without_a_warning(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "_installed", tuple)
    assert unreadable(f"{NOBODY_HAS}a{NOBODY_HAS}") == NOBODY_HAS
    assert {path.name for path in save(pictured(NOBODY_HAS), tmp_path)} == {"p.png", "p.svg"}
    assert NOBODY_HAS in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_a_file_that_is_no_font_is_passed_over(monkeypatch, tmp_path):
    (tmp_path / "no.ttf").write_text("no font")
    monkeypatch.setattr(fonts, "_installed", lambda: (("No", str(tmp_path / "no.ttf")),))
    assert unreadable(NOBODY_HAS) == NOBODY_HAS


def test_installed_fonts_are_found():
    assert OTHER in dict(fonts._installed())
