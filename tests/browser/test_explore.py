"""The page of policies in a real browser, against a server of its own: worked by keyboard, read aloud, torn at."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.commands import run_here
from tests.support import small_data, write_yaml

ROOT = Path(__file__).parents[2]
pytestmark = needs_browser

RANGED = {"value": 0.5, "low": 0.2, "high": 0.9}
ROUNDS = [{"days": "all", "at": "09:00", "seats": 4, "closes_hours": 2}]
DATA = {
    "days": 20,
    "cooldown_days": 2,
    "replications": 4,
    "jails.county.hold_hours": 48,
    "jails.county.removable": RANGED,
    "field_offices.city.rounds": ROUNDS,
    "costs": {"officer_hour": 60},
}
MOST_BYTES = 500 * 2**20
HOLD, HONOURED = "i-jails-county-hold-hours", "i-jails-county-honoured"
SCREENING = "i-jails-county-screening"
BUSY = "return document.getElementById('answer').getAttribute('aria-busy')"


class Server:
    """``lostleads explore`` of a small scenario, as a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.path = write_yaml(folder / "base.yaml", small_data(DATA))
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "sim.cli", "explore", "base.yaml", "--no-browser"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()

    def answer(self, query, **asked):
        with urlopen(f"{self.address}answer?{query}&{urlencode(asked)}") as answer:
            return json.load(answer)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("explore"))
    yield started
    if started.process.poll() is None:
        assert started.end()[0] == 130


@pytest.fixture(scope="module")
def browser():
    driver = start_browser()
    yield driver
    driver.quit()


class Page:
    """The page in a window."""

    def __init__(self, browser, server, width=1280):
        self.browser, self.server = browser, server
        set_width(browser, width, 900)
        self.show_pictures(False)
        browser.get_log("browser")

    def show_pictures(self, shown):
        """Ask for pictures, or leave them out: to draw and to paint them takes longer than all else."""
        self.browser.execute_cdp_cmd("Network.enable", {})
        self.browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": [] if shown else ["*/pictures/*"]})
        return self

    def open(self, query=""):
        self.browser.get(f"{self.server.address}?{query}" if query else self.server.address)
        return self.settled()

    def settled(self, seconds=40):
        WebDriverWait(self.browser, seconds, 0.05).until(lambda browser: browser.execute_script(BUSY) == "false")
        return self

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def texts(self, selector):
        return [each.text for each in self.browser.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()]

    @property
    def said(self):
        return self.browser.execute_script("return document.querySelector('#first .answer').textContent")

    @property
    def query(self):
        return self.browser.execute_script("return location.search.slice(1)")

    @property
    def command(self):
        return shlex.split(self.browser.execute_script("return document.getElementById('command').textContent"))

    @property
    def focused(self):
        return self.browser.switch_to.active_element

    def press(self, *keys):
        for key in keys:
            self.focused.send_keys(key)
        return self

    def focus(self, element):
        self.browser.execute_script("arguments[0].focus()", element)
        return self

    def moved(self, before):
        """Wait until the address is another one and its answer is there."""
        WebDriverWait(self.browser, 20, 0.05).until(lambda _: self.query != before)
        return self.settled()

    def unfold(self):
        self.browser.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
        return self

    def numbers_of(self, asked):
        """What the server answers to the state of the address."""
        return self.server.answer(self.query, **asked)["tables"]


@pytest.fixture
def page(browser, server):
    opened = Page(browser, server).open()
    yield opened
    while len(browser.window_handles) > 1:
        browser.switch_to.window(browser.window_handles[-1])
        browser.close()
    browser.switch_to.window(browser.window_handles[0])


def settings(page):
    return [value for word, value in zip(page.command, page.command[1:], strict=False) if word == "--set"]


class TestByKeyboardAlone:
    def test_everything_is_reached_in_order(self, page):
        reached = []
        page.browser.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
        for _ in range(120):
            page.browser.switch_to.active_element.send_keys(Keys.TAB)
            name = page.browser.execute_script("return document.activeElement.id || document.activeElement.tagName")
            reached.append(name)
            if name == "report":
                break
        ids = page.browser.execute_script(
            "return [...document.getElementById('moving').querySelectorAll('button, input, select, a, summary')]"
            ".filter(each => each.id && !each.disabled && each.checkVisibility()).map(each => each.id)"
        )
        assert set(ids) <= set(reached)
        assert {"unknown", SCREENING, HOLD, HONOURED, "copy", "save"} <= set(reached)

    def test_a_slider_a_number_a_switch_and_back(self, page):
        before, start = page.query, page.said
        page.focus(page.find(HOLD)).press(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.PAGE_DOWN).moved(before)
        assert "2:jails.county.hold_hours=36" in settings(page)
        number = page.browser.find_element(By.CSS_SELECTOR, f"#{HONOURED} ~ input")
        held = page.query
        page.focus(number).press(Keys.CONTROL + "a", "0.25", Keys.ENTER).moved(held)
        assert "2:jails.county.honoured=0.25" in settings(page)
        screened = page.query
        page.focus(page.find(SCREENING)).press(Keys.SPACE).moved(screened)
        assert not any("screening" in each for each in settings(page))
        for query in (screened, held, before):
            at = page.query
            page.focus(page.find("undo")).press(Keys.ENTER).moved(at)
            assert page.query == query
        assert page.said == start
        assert not page.find("undo").is_enabled()

    def test_a_week_is_painted_by_arrows_and_numbers(self, page):
        before = page.query
        page.focus(page.find(SCREENING)).press(Keys.SPACE).moved(before)
        page.unfold()
        first = page.query
        cells = page.browser.find_elements(By.CSS_SELECTOR, "table[aria-label^='Deputies on duty'] td[data-place]")
        assert len(cells) == 168
        page.focus(cells[0]).press("3", Keys.ARROW_DOWN, "0", Keys.END, Keys.SPACE).moved(first)
        WebDriverWait(page.browser, 20).until(lambda _: len(settings(page)[-1]) > 20 and "2" in settings(page)[-1])
        page.settled()
        names = [cells[place].get_attribute("aria-label") for place in (0, 1, 24, 47)]
        assert names == [
            "Monday 00:00, 3 officers",
            "Monday 01:00, 1 officer",
            "Tuesday 00:00, 0 officers",
            "Tuesday 23:00, 2 officers",
        ]
        kept = page.query
        page.open(kept).unfold()
        cells = page.browser.find_elements(By.CSS_SELECTOR, "table[aria-label^='Deputies on duty'] td[data-place]")
        assert [cells[place].get_attribute("aria-label") for place in (0, 1, 24, 47)] == names

    def test_a_policy_is_pinned_and_unpinned(self, page):
        before = page.query
        page.focus(page.find("pin")).press(Keys.ENTER).moved(before)
        assert page.command[1:5] == ["compare", "base.yaml", "base.yaml", "base.yaml"]
        assert len(page.texts("#first .answer")) == 2
        pinned = page.query
        page.focus(page.find("unpin")).press(Keys.ENTER).moved(pinned)
        assert page.query == before


class TestForWhoeverListens:
    def test_every_control_has_a_name_of_its_own(self, page):
        page.unfold()
        roles = {
            "button",
            "slider",
            "spinbutton",
            "checkbox",
            "combobox",
            "textbox",
            "grid",
            "link",
            "gridcell",
            "Date",
        }
        nodes = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        controls = [
            (each["role"]["value"], each.get("name", {}).get("value", ""))
            for each in nodes
            if not each["ignored"] and each["role"]["value"] in roles
        ]
        assert len(controls) > 500
        # Once it rests, the answer is said.
        status = page.browser.find_element(By.CSS_SELECTOR, "[role=status]#said")
        assert status.get_attribute("textContent") == page.said
        assert [control for control in controls if not control[1].strip()] == []
        for role in ("slider", "spinbutton", "combobox", "checkbox", "grid"):
            names = [name for each, name in controls if each == role]
            assert len(set(names)) == len(names)

    def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(self, page):
        script = Path(find_spec("axe_playwright_python").origin).parent / "axe.min.js"
        run = {"expression": "axe.run(document).then(found => JSON.stringify(found.violations))", "awaitPromise": True}
        # Whoever tests may run scripts that the page itself must not.
        page.browser.execute_cdp_cmd("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
        for width in (390, 1280):
            set_width(page.browser, width, 900)
            assert width_needed(page.browser) <= width
            page.unfold()
            assert width_needed(page.browser) <= width
            found = json.loads(page.browser.execute_cdp_cmd("Runtime.evaluate", run)["result"]["value"])
            assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_nothing_is_asked_elsewhere_and_nothing_is_complained_of(page):
    page.show_pictures(True)
    page.browser.get_log("browser")
    page.open().unfold()
    before = page.query
    page.focus(page.find(HOLD)).press(Keys.ARROW_LEFT).moved(before)
    page.find("nightly").find_element(By.TAG_NAME, "button").click()
    WebDriverWait(page.browser, 20).until(lambda _: page.texts("#scene .night"))
    WebDriverWait(page.browser, 20).until(
        lambda browser: browser.execute_script("return [...document.images].some(each => each.naturalWidth > 0)")
    )
    asked = page.browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert len(asked) > 10
    assert [each for each in asked if not each.startswith(page.server.address)] == []
    assert page.browser.get_cookies() == []
    assert page.browser.get_log("browser") == []


def test_a_hundred_moves_in_a_row_end_in_the_last_ones_answer(page):
    before = page.query
    slider = page.find(HOLD)
    page.browser.execute_script(
        "for (let move = 0; move < 100; move += 1) {"
        "  arguments[0].value = 47 - (move * 7) % 48;"
        "  arguments[0].dispatchEvent(new Event('input', { bubbles: true }));"
        "}",
        slider,
    )
    page.moved(before)
    WebDriverWait(page.browser, 20).until(lambda _: "2:jails.county.hold_hours=26" in settings(page))
    page.settled()
    assert "2%3Ajails.county.hold_hours%3D26" in page.query
    shown = page.texts("#first .answer")[0]
    assert shown == page.server.answer(page.query, replications=4)["answers"][0].replace("\u00a0", " ")
    assert psutil.Process(page.server.process.pid).memory_info().rss < MOST_BYTES
    # A row of moves is one step back.
    at = page.query
    page.find("undo").click()
    assert page.moved(at).query == before


def test_the_shown_command_makes_the_numbers_of_the_page(page, tmp_path):
    before = page.query
    page.focus(page.find(HOLD)).press(Keys.PAGE_DOWN).moved(before)
    WebDriverWait(page.browser, 20).until(lambda _: "4" in page.command[page.command.index("--replications") + 1])
    shutil.copy(page.server.path, tmp_path)
    done = run_here([*page.command[1:], "--format", "json", "--out", "out"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"] == page.numbers_of({"replications": 4})


def test_reload_and_the_back_button_keep_what_was_moved(page):
    start = page.query
    page.focus(page.find(HOLD)).press(Keys.PAGE_DOWN).moved(start)
    after, said = page.query, page.said
    page.browser.refresh()
    time.sleep(0.2)
    page.settled()
    assert (page.query, page.said) == (after, said)
    assert page.find(HOLD).get_attribute("value") == "38"
    assert page.find("undo").is_enabled()
    page.browser.back()
    page.moved(after)
    assert (page.query, page.find(HOLD).get_attribute("value")) == (start, "48")
    page.browser.forward()
    assert page.moved(start).query == after


def test_a_bad_value_is_told_at_its_slider_and_mended_there(page):
    before = page.query
    number = page.browser.find_element(By.CSS_SELECTOR, f"#{HONOURED} ~ input")
    page.focus(number).press(Keys.CONTROL + "a", "7", Keys.ENTER)
    WebDriverWait(page.browser, 20).until(lambda _: page.texts(".wrong"))
    row = number.find_element(By.XPATH, "ancestor::div[@class='row']")
    assert page.texts(".wrong") == ["must be at most 1, but is 7"]
    assert "must be at most 1" in row.text
    assert number.get_attribute("aria-describedby") == f"{HONOURED}-wrong"
    assert not page.find("banner").is_displayed()
    page.browser.refresh()
    WebDriverWait(page.browser, 20).until(lambda _: page.texts(".wrong") == ["must be at most 1, but is 7"])
    wrong = page.query
    number = page.browser.find_element(By.CSS_SELECTOR, f"#{HONOURED} ~ input")
    page.focus(number).press(Keys.CONTROL + "a", "0.5", Keys.ENTER).moved(wrong)
    assert page.texts(".wrong") == []
    assert page.query != before


def test_an_address_that_is_wrong_is_told_and_left(page):
    page.browser.get(f"{page.server.address}?policy=1&policy=1&set=nothing%3D1")
    WebDriverWait(page.browser, 20).until(lambda _: "the scenario has no such path" in page.find("banner").text)
    at = page.query
    page.find("back").click()
    page.moved(at)
    assert not page.find("banner").is_displayed()
    assert "flagged" in page.said


def test_what_is_unknown_widens_the_interval(page):
    chance = page.texts("#first .sure")[0]
    page.find("unknown").click()
    WebDriverWait(page.browser, 30).until(lambda _: "60 points over what is unknown" in page.find("refined").text)
    assert "chance alone, not what is unknown" in chance
    assert "with what is unknown about the inputs" in page.texts("#first .sure")[0]
    assert page.command[page.command.index("--unknowns") + 1] == "60"


def test_two_tabs_do_not_disturb_each_other(page):
    first, said = page.query, page.said
    page.browser.switch_to.new_window("tab")
    other = Page(page.browser, page.server).open()
    other.focus(other.find(HOLD)).press(Keys.PAGE_DOWN, Keys.PAGE_DOWN).moved(first)
    other.find("unknown").click()
    page.browser.switch_to.window(page.browser.window_handles[0])
    page.focus(page.find(HOLD)).press(Keys.PAGE_UP).moved(first)
    assert "2:jails.county.hold_hours=58" in settings(page)
    page.browser.switch_to.window(page.browser.window_handles[1])
    WebDriverWait(page.browser, 30).until(lambda _: "60 points" in other.find("refined").text)
    assert "2:jails.county.hold_hours=28" in settings(other)
    assert said


def test_a_file_that_changes_on_disk_is_said_and_so_is_one_that_becomes_wrong(page):
    text = page.server.path.read_text()
    said = page.said
    try:
        page.server.path.write_text("name: [")
        WebDriverWait(page.browser, 20).until(lambda _: "base.yaml:1: is not YAML" in page.find("banner").text)
        assert page.said == said
        page.server.path.write_text(re.sub(r"bookings_per_year: \d+", "bookings_per_year: 12000", text))
        WebDriverWait(page.browser, 20).until(lambda _: "has changed on disk" in page.find("banner").text)
        page.settled()
        assert page.said != said
    finally:
        page.server.path.write_text(text)
    WebDriverWait(page.browser, 20).until(lambda _: page.said == said)


def test_a_name_is_text_and_long_ones_break(page):
    name = "<b>x</b> " + "a" * 100
    before = page.query
    page.focus(page.find("name")).press(Keys.CONTROL + "a", name, Keys.TAB).moved(before)
    assert page.browser.find_elements(By.CSS_SELECTOR, "#first b") == [] or "<b>x</b>" in page.find("first").text
    set_width(page.browser, 390, 900)
    assert width_needed(page.browser) <= 390


def test_a_server_that_has_ended_is_told(page):
    status, errors = page.server.end()
    assert status == 130
    assert errors.splitlines() == ["The page is on this machine alone. Ctrl-C ends it.", "Interrupted."]
    WebDriverWait(page.browser, 20).until(lambda _: "The server of this page has ended" in page.find("banner").text)
    assert "this address keeps all that you moved" in page.find("banner").text
