"""A report in a real browser: silent, alone on its page, sortable, and no wider than a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from sim.analyses.comparison.kind import findings
from sim.analyses.comparison.study import compare
from sim.analyses.kinds import read_report
from sim.model.office import Engine
from sim.output.kinds import write_results
from sim.output.page.html import html_of
from sim.output.page.pdf import find_browser, print_page
from sim.study.replicate import Plan
from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.pictures import undrawn
from tests.support import SMALL, small

ROOT = Path(__file__).parents[2]
PHONE = 360
pytestmark = needs_browser


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A comparison of a network of two jails, one of which loses its screening."""
    county = {**SMALL["jails"]["county"], "state": "VA", "population": 90_000}
    jails = ({"a": county, "b": county}, {"a": {**county, "screening": None}, "b": county})
    scenarios = [small({"name": name, "days": 40, "jails": each}) for name, each in zip("AB", jails, strict=True)]
    folder = tmp_path_factory.mktemp("results") / "network"
    study = compare(*scenarios, plan=Plan(2, engine=Engine.STAGED))
    started_at = datetime(2026, 1, 1, tzinfo=UTC)
    with undrawn():
        write_results(findings(study), folder, command=["lostleads", "compare"], started_at=started_at)
    return folder


@pytest.fixture(scope="module", params=["reference", "network"])
def browser(request, tmp_path_factory):
    results = ROOT / "results" / "reference" if request.param == "reference" else request.getfixturevalue("network")
    driver = start_browser()
    set_width(driver, PHONE)
    page = tmp_path_factory.mktemp("report") / "report.html"
    page.write_text(html_of(read_report([results])), encoding="utf-8")
    driver.get(page.as_uri())
    yield driver
    driver.quit()


def test_the_page_is_silent_and_asks_for_nothing(browser):
    assert browser.get_log("browser") == []
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert [name for name in asked if not name.startswith("data:")] == []


def test_a_phone_needs_no_sideways_scroll(browser):
    assert width_needed(browser) <= PHONE


@pytest.mark.parametrize("press", ["click", "keyboard"])
def test_a_table_sorts_by_its_numbers(browser, press):
    browser.refresh()
    table = browser.find_element(By.XPATH, "//table[caption='How the bookings of removable people end']")
    head = table.find_elements(By.CSS_SELECTOR, "thead th")[2]
    button = head.find_element(By.TAG_NAME, "button")
    for order, direction in ((list, "ascending"), (reversed, "descending")):
        button.send_keys(Keys.ENTER) if press == "keyboard" else browser.execute_script("arguments[0].click()", button)
        cells = table.find_elements(By.CSS_SELECTOR, "tbody tr > :nth-child(3)")
        keys = [float(cell.get_attribute("data-key")) for cell in cells]
        assert head.get_attribute("aria-sort") == direction
        assert keys == list(order(sorted(keys)))
        assert len(set(keys)) > 5


def test_the_page_can_be_printed(tmp_path, network):
    print_page(find_browser(), html_of(read_report([network])), tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["page.pdf"]
