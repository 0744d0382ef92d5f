"""Text in names is text wherever it is read: on pages, in pictures, in tables and on a terminal."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sim.output.page import html
from tests.commands import paint_here
from tests.support import small_data, write_yaml

ORDERS = (
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "$x$",
    "$\\frac$",
    "]]>",
    "-->",
    "\"'`&amp;",
    "{{ 1 }}",
    "%s%n",
    "[red]x[/red]",
)
CONTROLS = ("\x1b[31mred", "\x07", "\x9b31m", "\u202eright to left", "\u2028")
TEMPLATE = Path(html.__file__).parent / "templates" / "report.html"
RUNNING = {"script", "iframe", "object", "embed", "base", "form"}


class Page(HTMLParser):
    """What of a page a browser would obey, and what it would show."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.orders, self.text = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.orders += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.orders += [value for _, value in attrs if (value or "").strip().startswith("javascript:")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two scenarios compared, and a page of that: all that need not be a plain word is such a text."""
    folder = tmp_path_factory.mktemp("named")
    texts = {"name": " ".join(ORDERS), "description": " ".join(ORDERS)}
    write_yaml(folder / "=<b>&'.yaml", small_data({**texts, "days": 6, "warmup_days": 1, "replications": 2}))
    (folder / "other.yaml").write_text("extends: \"=<b>&'.yaml\"\nname: '=1+1'\n")
    words = ("compare", "=<b>&'.yaml", "other.yaml", "--engine", "staged", "--out", "<i>$y$")
    done = paint_here(words, folder)
    assert done.returncode == 0, done.stderr
    paged = paint_here(("report", "<i>$y$", "--out", "page.html"), folder)
    assert paged.returncode == 0, paged.stderr
    (folder / "printed.txt").write_text(done.stdout + done.stderr + paged.stdout + paged.stderr)
    return folder


def test_a_page_shows_them_and_obeys_none(made):
    page = Page((made / "page.html").read_text())
    assert (RUNNING - {"script"}).isdisjoint(page.tags)
    assert page.tags.count("script") == TEMPLATE.read_text().count("<script>")
    assert page.orders == []
    assert " ".join(ORDERS) in "".join(page.text)


def test_pictures_are_whole_and_obey_none(made):
    pictures = list((made / "<i>$y$").rglob("*.svg"))
    assert pictures
    for path in pictures:
        root = ET.parse(path).getroot()
        kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert kinds.isdisjoint(RUNNING | {"foreignObject"})
        assert [name for element in root.iter() for name in element.attrib if name.startswith("on")] == []


def test_no_cell_of_a_table_is_a_formula(made):
    tables = list((made / "<i>$y$").rglob("*.csv"))
    cells = [cell for path in tables for row in csv.reader(path.read_text().splitlines()) for cell in row]
    assert "'=1+1" in cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))] == []


def test_a_terminal_reads_no_order(made):
    printed = (made / "printed.txt").read_text()
    assert ORDERS[-1] in printed
    assert printed.replace("\n", "").isprintable()


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
@pytest.mark.parametrize("place", ["name", "description", "jails", "charges", "field_offices"])
def test_what_a_terminal_would_obey_is_refused_without_being_repeated(tmp_path, place, text):
    data = small_data()
    if place in ("name", "description"):
        data[place] = text
    else:
        data[place][text] = next(iter(data[place].values()))
    write_yaml(tmp_path / "odd.yaml", data)
    done = paint_here(("validate", "odd.yaml"), tmp_path)
    assert done.returncode == 2
    assert (done.stdout + done.stderr).replace("\n", "").isprintable()
