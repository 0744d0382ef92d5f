"""A report in a real browser: silent, alone on its page, sortable, whole on a phone and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from sim.analyses.comparison.kind import findings
from sim.analyses.comparison.study import compare
from sim.analyses.comparison.unknowns import FEWEST_POINTS
from sim.analyses.kinds import read_report
from sim.model.office import Engine
from sim.output.kinds import write_results
from sim.output.page.html import html_of
from sim.output.page.pdf import find_browser, print_page
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.commands import run_here
from tests.pictures import undrawn
from tests.support import SMALL, small, small_data, write_yaml

ROOT = Path(__file__).parents[2]
pytestmark = needs_browser

PAGES = ("reference", "network", "costs", "long names")
LONG = "an agreement of which the name says all that anybody might want to know of it, and then some, number"
COSTS = {"officer_hour": 60, "held_day": 150, "reimbursed_per_held_day": 90, "fixed_per_year": 50000}
PLAN = Plan(2, engine=Engine.STAGED)


def written(study, folder):
    started_at = datetime(2026, 1, 1, tzinfo=UTC)
    with undrawn():
        write_results(findings(study), folder, command=["lostleads", "compare"], started_at=started_at)
    return folder


def network(base):
    """A comparison of a network of two jails, one of which loses its screening."""
    county = {**SMALL["jails"]["county"], "state": "VA", "population": 90_000}
    jails = ({"a": county, "b": county}, {"a": {**county, "screening": None}, "b": county})
    scenarios = [small({"name": name, "days": 40, "jails": each}) for name, each in zip("AB", jails, strict=True)]
    return written(compare(*scenarios, plan=PLAN), base / "network")


def costs(base):
    """A comparison with costs and with what is unknown."""
    on_record = {"value": 0.6, "low": 0.2, "high": 0.9}
    changes = {"name": "County, with", "days": 365, "costs": COSTS, "jails.county.on_record": on_record}
    write_yaml(base / "with.yaml", small_data(changes))
    (base / "without.yaml").write_text(
        'extends: with.yaml\nname: "County, without"\njails: {county: {screening: null}}\n'
    )
    scenarios = [load_scenario(base / name) for name in ("with.yaml", "without.yaml")]
    return written(compare(*scenarios, plan=PLAN, unknowns=FEWEST_POINTS), base / "costs")


def long_names(base):
    """A comparison of four scenarios whose names are long."""
    changes = ({}, {"jails.county.screening": None}, {"jails.county.hold_hours": 0}, {"jails.county.hold_hours": 72})
    scenarios = [small({"name": f"{LONG} {place}", "days": 40, **each}) for place, each in enumerate(changes)]
    return written(compare(*scenarios, plan=PLAN), base / "long")


def unpainted(report):
    """A report with pictures as large as they are, and with nothing on them: painting takes longer than all else."""
    chapters = []
    for chapter in report.chapters:
        sections = [
            replace(each, pictures=tuple(replace(picture, draw=lambda _: None) for picture in each.pictures))
            for each in chapter.sections
        ]
        chapters.append(replace(chapter, sections=tuple(sections)))
    return replace(report, chapters=tuple(chapters))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Reports by what they are of; that of the network is painted."""
    base = tmp_path_factory.mktemp("results")
    folders = {
        "reference": ROOT / "results" / "reference",
        "network": network(base),
        "costs": costs(base),
        "long names": long_names(base),
    }
    found = {}
    for name, folder in folders.items():
        found[name] = base / f"{name}.html"
        report = read_report([folder])
        found[name].write_text(html_of(report if name == "network" else unpainted(report)), encoding="utf-8")
    return found


def driver_of(width):
    driver = start_browser()
    set_width(driver, width, 800)
    return driver


@pytest.fixture(scope="module", params=[390, 768, 1280])
def window(request):
    driver = driver_of(request.param)
    driver.asked_width = request.param
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def desk():
    driver = driver_of(1280)
    yield driver
    driver.quit()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_silent_and_asks_for_nothing(desk, pages, name):
    desk.get(pages[name].as_uri())
    assert desk.get_log("browser") == []
    asked = desk.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert [name for name in asked if not name.startswith("data:")] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_column_of_a_table_is_hidden(window, pages, name):
    window.get(pages[name].as_uri())
    # Where something is too wide, a phone shows more than its width.
    too_wide = window.execute_script(
        "for (const each of document.querySelectorAll('details')) each.open = true;"
        "const room = each => Math.min(each.parentElement.getBoundingClientRect().right, arguments[0]);"
        "return [...document.querySelectorAll('table')]"
        ".filter(each => each.getBoundingClientRect().right > room(each) + 1).map(each => each.innerText.slice(0, 60))",
        window.asked_width,
    )
    assert too_wide == []
    assert width_needed(window) <= window.asked_width


def test_the_first_screen_holds_the_answer_the_intervals_and_the_money(desk, pages):
    desk.get(pages["costs"].as_uri())
    shown = desk.execute_script(
        "return [...document.querySelectorAll('.about, .answer, .sure, .money, .counts')]"
        ".filter(each => each.getBoundingClientRect().bottom <= innerHeight).map(each => each.innerText)"
    )
    about, answer, sure, money, counts = shown
    assert about.startswith("A simulation of the jail of County: one year of bookings")
    assert re.search(r"fewer people are flagged a year, \d+\s% less", answer)
    assert re.search(r"interval .* with what is unknown about the inputs; .* by chance alone", sure)
    assert re.search(r"costs the county \$[\d,.]+ net \(95\s% interval \$.* to \$.*\)", money)
    for heading in ("Flagged", "Matched", "Released before pickup", "Net cost"):
        assert heading in counts


@pytest.mark.parametrize("press", ["click", "keyboard"])
def test_a_table_sorts_by_its_numbers(window, pages, press):
    window.get(pages["network"].as_uri())
    table = window.find_element(By.XPATH, "//table[caption='Every measure, all jails together']")
    window.execute_script("arguments[0].closest('details').open = true", table)
    head = table.find_elements(By.CSS_SELECTOR, "thead th")[2]
    button = head.find_element(By.TAG_NAME, "button")
    for order, direction in ((list, "ascending"), (reversed, "descending")):
        if press == "keyboard":
            button.send_keys(Keys.ENTER)
        else:
            window.execute_script("arguments[0].click()", button)
        cells = table.find_elements(By.CSS_SELECTOR, "tbody tr > :nth-child(3)[data-key]")
        keys = [float(cell.get_attribute("data-key")) for cell in cells]
        assert head.get_attribute("aria-sort") == direction
        assert keys == list(order(sorted(keys)))
        assert len(set(keys)) > 5


@pytest.mark.parametrize(("name", "most"), [("costs", 4), ("network", 8), ("reference", 5)])
def test_on_paper_a_page_is_short(tmp_path, pages, name, most):
    print_page(find_browser(), pages[name].read_text(encoding="utf-8"), tmp_path / "page.pdf")
    printed = (tmp_path / "page.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
    assert [path.name for path in tmp_path.iterdir()] == ["page.pdf"]


def test_on_paper_the_answer_of_a_new_county_has_two_sheets(tmp_path):
    known = ("--bookings-per-year", "9500", "--officers", "2", "--officer-hour", "62", "--held-day", "150")
    assert run_here(["new", "Arlington County, VA", *known, "--duty-days", "mon-fri"], tmp_path).returncode == 0
    few = ("--replications", "2", "--unknowns", str(FEWEST_POINTS), "--set", "days=2", "--plots", "none")
    done = run_here(["answer", "va_arlington.yaml", "--budget", "80", *few, "--out", "out", "--pdf"], tmp_path)
    assert done.returncode == 0, done.stderr
    printed = (tmp_path / "out" / "answer.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_on_paper_no_button_keeps_the_head_of_a_table_from_standing_again(desk, pages):
    desk.get(pages["network"].as_uri())
    desk.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heads = desk.execute_script(
        "return [...document.querySelectorAll('thead')].map(each => getComputedStyle(each).display)"
        ".concat([...document.querySelectorAll('thead button')].map(each => getComputedStyle(each).display))"
    )
    desk.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert set(heads) == {"table-header-group", "contents"}


def test_on_paper_no_title_is_torn_in_two(desk, pages):
    desk.get(pages["network"].as_uri())
    desk.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    breaks = desk.execute_script(
        "return [...document.querySelectorAll('h2, h3')].map(each => getComputedStyle(each).breakInside)"
    )
    desk.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert set(breaks) == {"avoid"}
