"""A report is one page that contradicts nothing: its sentences are read back against its tables."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from sim.analyses.comparison.kind import findings
from sim.analyses.comparison.study import compare, run
from sim.analyses.comparison.unknowns import FEWEST_POINTS
from sim.analyses.kinds import read_report
from sim.model.office import Engine
from sim.output.kinds import write_results
from sim.output.numbers import dollars, number
from sim.output.page.html import html_of
from sim.output.page.pdf import BrowserError, find_browser, print_page
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from tests.pictures import undrawn
from tests.support import SMALL, small, small_data, write_yaml

ROOT = Path(__file__).parents[4]
SAID = {"answer", "sure", "money", "said"}
NUMBER = r"\d[\d,]*(?:\.\d+)?"
COSTS = {"officer_hour": 60, "held_day": 150, "fixed_per_year": 50000}
PRICED = {"With": {}, "Without": {"jails.county.screening": None}}
COUNTY = SMALL["jails"]["county"]


class _Page(HTMLParser):
    """What a page says and refers to: its tables' cells, its sentences, its ids and references."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.said: list[str] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[str] = []
        self._into: list[list[str] | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids += [told["id"]] if "id" in told else []
        self.addresses += [told[name] for name in ("src", "href") if name in told]
        for name in ("aria-labelledby", "aria-describedby"):
            self.referred += told.get(name, "").split()
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")
            self._into.append(self.cells)
        elif tag == "p" and SAID.intersection(told.get("class", "").split()):
            self.said.append("")
            self._into.append(self.said)

    def handle_endtag(self, tag: str) -> None:
        if self._into and (tag in ("td", "th") or (tag == "p" and self._into[-1] is self.said)):
            self._into.pop()

    def handle_data(self, data: str) -> None:
        if self._into:
            into = self._into[-1]
            assert into is not None
            into[-1] += data


def written(study, path):
    started_at = pd.Timestamp("2026-01-01", tz="UTC")
    with undrawn():
        write_results(findings(study), path, command=["lostleads", "run"], started_at=started_at)
    return path


def network(name, screening):
    place = {"state": "VA", "county": "Some County", "population": 90_000}
    jails = {"a": {**COUNTY, **place, "screening": screening}, "b": {**COUNTY, **place}}
    return small({"name": name, "days": 40, "jails": jails})


def unsure(base, plan):
    changes = {"name": "With", "days": 30, "jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9}}
    write_yaml(base / "with.yaml", small_data(changes))
    (base / "without.yaml").write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    scenarios = [load_scenario(base / name) for name in ("with.yaml", "without.yaml")]
    return written(compare(*scenarios, plan=plan, unknowns=FEWEST_POINTS), base / "unsure")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A run, a comparison, a compared network, one with what is unknown, and the reference study."""
    plan = Plan(3, engine=Engine.STAGED)
    base = tmp_path_factory.mktemp("results")
    without = small({"name": "Without", "jails.county.screening": None})
    priced = [small({"name": name, "costs": COSTS, **each}) for name, each in PRICED.items()]
    networks = (network("Both", COUNTY["screening"]), network("One", None))
    return {
        "run": written(run(small({"name": "<b>Bold</b> & plain"}), plan), base / "run"),
        "comparison": written(compare(small({"name": "With"}), without, plan=plan), base / "comparison"),
        "network": written(compare(*networks, plan=plan), base / "network"),
        "unsure": unsure(base, plan),
        "money": written(compare(*priced, plan=plan), base / "money"),
        "reference": ROOT / "results" / "reference",
    }


@pytest.fixture(scope="module")
def html(folders):
    """The report on folders by their names, made once."""

    @cache
    def told(*names):
        return html_of(read_report([folders[name] for name in names]))

    return told


@pytest.fixture(scope="module", params=["run", "comparison", "network", "unsure", "money", "reference"])
def page(request, html):
    return _Page(html(request.param))


def test_every_number_of_a_sentence_stands_in_a_table(page):
    in_tables = {number for cell in page.cells for number in re.findall(NUMBER, cell)}
    shares = {share for cell in page.cells for share in re.findall(rf"{NUMBER}\s%", cell)}
    assert len(page.said) > 3
    for sentence in page.said:
        if counted := re.match(r"The results follow from these inputs\. Of (\d+) listed, .*: (.*)\.$", sentence):
            assert int(counted[1]) == sum(map(int, re.findall(r"\d+", counted[2])))
            continue
        plain = re.sub(r"95\N{NO-BREAK SPACE}%|[“\"][^”\"]*[”\"]", "", sentence)
        for share in re.findall(rf"{NUMBER}\s%", plain):
            assert share in shares, sentence
            plain = plain.replace(share, "")
        told = [number.rstrip(",") for number in re.findall(NUMBER, plain)]
        assert set(told) <= in_tables, sentence


def test_the_answer_is_that_of_the_comparison_table(folders, html):
    table = pd.read_csv(folders["comparison"] / "comparison.csv").query("jail == 'all'").set_index("measure")
    fewer = -table.loc["flagged", "difference"]
    percent = f"{100 * fewer / table.loc['flagged', 'base_mean']:.0f}\N{NO-BREAK SPACE}%"
    ends = " to ".join(number(-table.loc["flagged", end]) for end in ("ci_high", "ci_low"))
    answer, sure, *rest = _Page(html("comparison")).said
    assert answer == f"Under “Without”, {number(fewer)} fewer people are flagged in 60 days, {percent} less."
    assert sure.endswith(f"interval {ends} fewer: chance alone, not what is unknown about the inputs.")
    lost = table.loc["released_before_pickup", "difference"]
    assert any(f"{number(lost)} more people released before pickup" in each for each in rest)


def test_the_first_screen_leads_with_what_is_unknown(folders, html):
    kept = pd.read_csv(folders["unsure"] / "unknowns_paired.csv").query("jail == 'all'").set_index("measure")
    low, high = (f"{number(abs(kept.loc['flagged', end]))}" for end in ("high", "low"))
    page = html("unsure")
    sure = _Page(page).said[1]
    wide = sure.index(f"interval {low} to {high} fewer with what is unknown about the inputs; ")
    assert sure.index("by chance alone") > wide
    once = pd.read_csv(folders["unsure"] / "summary.csv").query("jail == 'all' and measure == 'flagged'").iloc[0]
    unknown = pd.read_csv(folders["unsure"] / "unknowns.csv").query("jail == 'all' and measure == 'flagged'").iloc[0]
    spans = (
        f"{number(low)} to {number(high)}" for low, high in (unknown[["low", "high"]], once[["ci_low", "ci_high"]])
    )
    assert f"{number(once['mean'])} ({'; '.join(spans)})" in _Page(page).cells
    assert "with what is unknown; chance alone" in page
    assert "inputs anywhere in the range of 1 of" in page
    assert "with what is unknown hold the chance of a single run and the declared ranges" in page


def test_the_money_is_that_of_the_table_of_costs(folders, html):
    table = pd.read_csv(folders["money"] / "costs.csv").query(
        "jail == 'all' and money == 'cost_net' and per == 'flagged'"
    )
    ratio, low, high = (dollars(float(table[each].iloc[0])) for each in ("ratio", "ci_low", "ci_high"))
    page = _Page(html("money"))
    said = f"Each additional person flagged under “With” costs the county {ratio} net (95\N{NO-BREAK SPACE}% interval "
    assert any(each.startswith(f"{said}{low} to {high}, Fieller's") for each in page.said)
    assert f"{ratio} ({low} to {high})" in page.cells
    assert "Net cost" not in html("comparison")


def test_a_word_is_explained_once(html):
    page = html("unsure")
    assert page.count("<b>Lost lead</b>: ") == page.count("<b>Detainer</b>: ") == 1
    assert page.index("<b>Lost lead</b>") < page.index('aria-label="Contents"')


def test_of_several_folders_all_answers_come_first(html):
    page = html("run", "comparison")
    contents = page[page.index('aria-label="Studies"') : page.index("</nav>")]
    assert re.findall(r'href="#(c\d)"', contents) == ["c1", "c2"]
    assert "fewer people are flagged in 60 days" in contents


def test_what_must_not_be_concluded_is_said_once(html):
    page = html("run", "comparison")
    assert page.count("A booking is an accusation.") == 1
    assert page.count("What must not be concluded</h3>") == 2
    assert page.count('And what <a href="#c1">the first study</a> says of it.') == 1


def test_the_page_refers_only_to_itself(page):
    assert len(page.ids) == len(set(page.ids))
    assert set(page.referred) <= set(page.ids)
    assert page.addresses
    for address in page.addresses:
        assert address == "data:," or (address.startswith("#") and address[1:] in page.ids)


def test_one_heading_leads_and_none_is_passed_over(page):
    assert page.headings[:2] == ["h1", "h2"]
    assert page.headings.count("h1") == 1


def test_names_are_text_and_no_markup(html):
    assert "<b>Bold" not in html("run")
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; plain" in html("run")


def test_several_folders_are_chapters_with_ids_of_their_own(html):
    together = _Page(html("run", "comparison", "comparison"))
    assert together.headings.count("h2") == 3
    assert len(together.ids) == len(set(together.ids))


def test_a_network_tells_where_leads_are_gained_and_lost(html):
    assert "Where leads are gained and lost" in html("network")
    assert "where it shrinks" in html("network")


def test_without_a_browser_nothing_is_printed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BrowserError, match="--pdf needs Chromium or Chrome"):
        find_browser()


def test_what_a_browser_complains_of_is_told_and_no_file_is_left(tmp_path, monkeypatch):
    def failing(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "first\nno display\n")

    monkeypatch.setattr(subprocess, "run", failing)
    with pytest.raises(BrowserError, match="chromium could not print the page: no display"):
        print_page("chromium", "<p>", tmp_path / "page.pdf")
    assert list(tmp_path.iterdir()) == []
