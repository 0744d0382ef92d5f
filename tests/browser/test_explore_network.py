"""Agreements switched county by county in a browser: what is told, by keyboard, on a phone, and with the focus kept."""

from __future__ import annotations

import shlex
import socket
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from sim.explore.answering import Explorer
from sim.explore.server import app_of, new_token
from sim.explore.state import Asked, State
from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.unit.explore.networks import write_network

pytestmark = needs_browser

ALL = {"One County, VA", "Two County, VA", "Three County, VA", "Ice County, TX", "Joins County, TX"}
NONE_SWITCHED = "No county is switched: your policy has the agreements of its file."


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return Explorer(write_network(tmp_path_factory.mktemp("network")), ["replications=4"])


@pytest.fixture(scope="module")
def address(explorer):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port, token = listening.getsockname()[1], new_token()
        server = uvicorn.Server(uvicorn.Config(app_of(explorer, token, port), log_level="critical", lifespan="off"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield f"http://127.0.0.1:{port}/{token}/"
        server.should_exit = True
        running.join()


@pytest.fixture(scope="module")
def started():
    with start_browser() as browser:
        yield browser


@pytest.fixture
def browser(started, address):
    set_width(started, 1280)
    started.get(address)
    settled(started)
    yield started
    # All that a strict policy forbids, and all that went wrong, is told there.
    assert [entry for entry in started.get_log("browser") if entry["level"] == "SEVERE"] == []


def settled(browser):
    """Wait until all replications are told, of counties too."""

    def is_told(page):
        counted = page.find_element(By.CSS_SELECTOR, "#counties").get_attribute("textContent")
        return (
            page.find_element(By.ID, "answer").get_attribute("aria-busy") == "false" and ", 4 replications" in counted
        )

    WebDriverWait(browser, 60).until(is_told)
    time.sleep(0.3)


def row(browser, jail):
    return browser.find_element(By.ID, f"network-{jail}").find_element(By.XPATH, "ancestor::tr")


def cells(browser, jail):
    return [each.text for each in row(browser, jail).find_elements(By.TAG_NAME, "td")]


def told(browser):
    return browser.find_element(By.CSS_SELECTOR, ".network-told").text


def listed(browser):
    return [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".network-table tbody label")]


def settings(browser):
    return parse_qs(urlsplit(browser.current_url).query).get("set", [])


def press(browser, words):
    browser.find_element(By.XPATH, f"//button[text()='{words}']").click()


def test_counties_are_listed_with_when_they_have_an_agreement(browser):
    assert set(listed(browser)) == ALL
    assert browser.find_element(By.ID, "network-va_one").is_selected()
    assert not browser.find_element(By.ID, "network-va_three").is_selected()
    assert "throughout" in row(browser, "va_one").text
    assert "First policy: throughout." in row(browser, "va_two").text
    assert "ICE officers from 16 Jul 2019" in row(browser, "tx_ice").text
    assert told(browser) == NONE_SWITCHED


def test_a_county_is_switched_by_keyboard_keeps_the_focus_and_is_undone(browser):
    box = browser.find_element(By.ID, "network-va_one")
    assert (box.get_attribute("role"), box.accessible_name) == ("switch", "One County, VA")
    browser.execute_script("arguments[0].focus()", box)
    box.send_keys(Keys.SPACE)
    assert told(browser) == "Switched in your policy, 1 of 5. No agreement: One County, VA."
    settled(browser)
    assert browser.switch_to.active_element.get_attribute("id") == "network-va_one"
    assert "2:jails.va_one.agreement=no" in settings(browser)
    first, yours = cells(browser, "va_one")[1].split(" \u2192 ")
    assert int(yours.replace(",", "")) < int(first.replace(",", ""))
    browser.find_element(By.ID, "undo").click()
    settled(browser)
    assert browser.find_element(By.ID, "network-va_one").is_selected()
    assert told(browser) == NONE_SWITCHED


def test_the_command_that_is_shown_makes_the_numbers_that_are_shown(browser, explorer):
    browser.find_element(By.ID, "network-tx_joins").click()
    settled(browser)
    words = shlex.split(browser.find_element(By.ID, "command").get_attribute("textContent"))
    assert "2:jails.tx_joins.agreement=no" in words
    given = tuple(words[place + 1] for place, word in enumerate(words) if word == "--set")
    found = explorer.answer(State((1, 2), given), Asked(4)).results["comparison"]
    here = found[(found["jail"] == "tx_joins") & (found["measure"] == "flagged")].iloc[0]
    shown = [int(each) for each in cells(browser, "tx_joins")[1].split(" \u2192 ")]
    assert shown == [round(here["base_mean"]), round(here["other_mean"])]


def test_an_agreement_is_had_throughout(browser):
    Select(row(browser, "va_two").find_element(By.TAG_NAME, "select")).select_by_visible_text("throughout")
    settled(browser)
    assert "2:jails.va_two.agreement=yes" in settings(browser)
    assert told(browser) == "Switched in your policy, 1 of 5. Throughout: Two County, VA."
    assert cells(browser, "va_two")[2] == "0"


def test_a_state_is_chosen_on_the_map_and_switched_as_a_whole(browser):
    tile = browser.find_element(By.CSS_SELECTOR, ".network-map [data-state=Virginia]")
    assert "2 of 3 counties have an agreement" in tile.get_attribute("aria-label")
    browser.execute_script("arguments[0].focus()", tile)
    tile.send_keys(Keys.ENTER)
    assert tile.get_attribute("aria-pressed") == "true"
    assert set(listed(browser)) == {each for each in ALL if each.endswith("VA")}
    press(browser, "End all 3 of Virginia")
    settled(browser)
    assert told(browser) == "Switched in your policy, 2 of 5. No agreement: One County, VA; Two County, VA."
    rate, code = (tile.find_element(By.CSS_SELECTOR, f".network-{each}").text for each in ("rate", "code"))
    assert rate.startswith("\u2212")
    assert code == "VA \u25bc"
    press(browser, "As in the file: all 3 of Virginia")
    settled(browser)
    assert told(browser) == NONE_SWITCHED
    tile.send_keys(Keys.SPACE)
    assert set(listed(browser)) == ALL


def test_counties_are_searched_and_sorted(browser):
    search = browser.find_element(By.ID, "network-search")
    search.send_keys("joins")
    assert listed(browser) == ["Joins County, TX"]
    assert browser.find_element(By.CSS_SELECTOR, ".network-table caption").text == "1 of 5 counties"
    search.send_keys(Keys.CONTROL, "a", Keys.BACKSPACE)
    Select(browser.find_element(By.ID, "network-sort")).select_by_value("state")
    assert [each[-2:] for each in listed(browser)] == ["TX", "TX", "VA", "VA", "VA"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_its_screen(browser, width):
    set_width(browser, width)
    time.sleep(0.3)
    assert width_needed(browser) <= width
    assert browser.find_element(By.CSS_SELECTOR, ".network-map svg").is_displayed()
