"""One night in a browser: silent under a strict policy, worked by keyboard alone, still where motion is not wanted."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from sim.explore.moves import LOST_PLACES, Place
from sim.explore.night import nights_of
from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.support import small

STATIC = Path(__file__).parents[2] / "sim" / "explore" / "static"
pytestmark = needs_browser

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:">
<title>One night</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="night.css">
<main></main>
<script type="module" src="page.js"></script>
</html>
"""
SCRIPT = """import { showNight } from "./night.js";
const nights = await (await fetch(`${location.hash.slice(1)}.json`)).json();
window.show = () => showNight(document.querySelector("main"), nights);
window.player = window.show();
"""
SHORT = {"days": 20, "warmup_days": 7, "cooldown_days": 2, "jails.county.hold_hours": 48}
ROUNDS = {"field_offices.city.rounds": [{"days": "all", "at": "09:00", "seats": 4, "closes_hours": 2}]}
OFFICERS = {"jails.county.screening.teams": {"deputies": {"shifts": [{"officers": 9, "hours": "18:00-02:00"}]}}}


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def nights():
    """Nights as data by what they are: of one policy, of two, with rounds and more officers than are drawn."""
    base = small({**SHORT, "name": "County, in force"})
    without = small({**SHORT, "name": "County, ended", "jails.county.screening": None})
    rounds = small({**SHORT, **ROUNDS, **OFFICERS})
    clocks = {"timezone": "America/New_York", "days": 130, "jails.county.bookings_per_year": 20000}
    busy = [small({**SHORT, **clocks}), small({**SHORT, **clocks, "name": "Without", "jails.county.screening": None})]
    asked = {
        "one": ((base,), date(2019, 7, 9)),
        "two": ((base, without), date(2019, 7, 9)),
        "rounds": ((rounds,), date(2019, 7, 10)),
        "busy": (tuple(busy), date(2019, 11, 2)),
    }
    return {
        name: json.loads(json.dumps([night.as_data() for night in nights_of(scenarios, "county", evening)]))
        for name, (scenarios, evening) in asked.items()
    }


@pytest.fixture(scope="module")
def address(tmp_path_factory, nights):
    folder = tmp_path_factory.mktemp("pages")
    for path in STATIC.glob("night*"):
        shutil.copy(path, folder)
    (folder / "index.html").write_text(PAGE)
    (folder / "page.js").write_text(SCRIPT)
    for name, each in nights.items():
        (folder / f"{name}.json").write_text(json.dumps(each))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    driver = start_browser()
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser, address):
    """Open a page, at a width, with motion or without."""

    def open_page(name="two", width=1280, motion="no-preference"):
        set_width(browser, width, 800)
        features = [{"name": "prefers-reduced-motion", "value": motion}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get("about:blank")
        browser.get(f"{address}#{name}")
        WebDriverWait(browser, 10).until(lambda each: each.execute_script("return Boolean(window.player)"))
        return browser

    yield open_page
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert browser.get_log("browser") == []


def steps_of(nights):
    """The moments and people of all events, in order."""
    moves = {
        (move["at"], person["number"]) for night in nights for person in night["people"] for move in person["moves"]
    }
    return sorted(moves | {(move["at"], 0) for night in nights for move in night["staff_moves"]})


def places_at(night, second):
    """Where people are, of those who are seen."""
    places = {}
    for person in night["people"]:
        happened = [move["place"] for move in person["moves"] if move["at"] <= second]
        place = happened[-1] if happened else person["begins_in"]
        if place != Place.NOT_YET:
            places[person["number"]] = place
    return places


def dots(browser):
    """Where the page shows people, by policy: those left of the middle are of the first."""
    return browser.execute_script(
        "const layer = document.querySelector('.night-lanes');"
        "const middle = Number(document.querySelector('.night-between')?.getAttribute('x1') ?? Infinity);"
        "const found = [{}, {}];"
        "for (const dot of layer.querySelectorAll('.night-dot')) {"
        "  const x = Number(dot.getAttribute('transform').match(/[-\\d.]+/)[0]);"
        "  found[x < middle ? 0 : 1][dot.dataset.person] = dot.dataset.place;"
        "} return found"
    )


def shown(browser):
    return [{int(number): place for number, place in each.items()} for each in dots(browser)]


def live(browser):
    return browser.find_element(By.CSS_SELECTOR, "[aria-live=polite]").text


def clock(browser):
    return browser.find_element(By.CLASS_NAME, "night-clock").text


def focused(browser):
    """The night, which has the focus after one press of the tabulator."""
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    element = browser.switch_to.active_element
    assert element.get_attribute("class") == "night"
    return element


def current(browser):
    return browser.find_elements(By.CSS_SELECTOR, ".night-list [aria-current]")


@pytest.mark.parametrize("name", ["one", "two", "rounds", "busy"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_page_fits_and_asks_only_for_its_own(opened, address, name, width):
    browser = opened(name, width)
    browser.execute_script("window.player.goTo(8 * 3600)")
    assert width_needed(browser) <= width
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert all(each.startswith((address.removesuffix("index.html"), "data:")) for each in asked)
    lanes = browser.find_element(By.CLASS_NAME, "night-lanes").rect
    assert browser.execute_script(
        "return [...document.querySelectorAll('.night-lanes .night-dot')].every(each => {"
        "const box = each.querySelector('.night-shape').getBoundingClientRect();"
        "return box.left >= arguments[0] && box.right <= arguments[1]})",
        lanes["x"] - 1,
        lanes["x"] + lanes["width"] + 1,
    )


@pytest.mark.parametrize("name", ["one", "two", "rounds", "busy"])
def test_by_the_keyboard_alone_each_event_is_told_and_shown(opened, nights, name):
    browser = opened(name, motion="reduce")
    root = focused(browser)
    steps = steps_of(nights[name])
    for place, (second, number) in enumerate(steps):
        root.send_keys(Keys.ARROW_RIGHT)
        (row,) = current(browser)
        assert row.get_attribute("data-person") == str(number)
        words = live(browser)
        assert words.startswith(clock(browser))
        assert (f"Person {number} (" in words) if number else ("Officers" in words)
        if place + 1 == len(steps) or steps[place + 1][0] > second:
            assert shown(browser)[: len(nights[name])] == [places_at(each, second) for each in nights[name]]
    assert len(steps) > 8


def test_back_begin_and_end(opened, nights):
    browser = opened()
    root = focused(browser)
    steps = steps_of(nights["two"])
    for _ in range(4):
        root.send_keys(Keys.ARROW_RIGHT)
    fourth = live(browser)
    root.send_keys(Keys.ARROW_RIGHT)
    root.send_keys(Keys.ARROW_LEFT)
    assert live(browser) == fourth
    root.send_keys(Keys.END)
    assert clock(browser) == "12:00"
    assert len(current(browser)) == 1
    root.send_keys(Keys.ARROW_LEFT)
    assert current(browser)[0].get_attribute("data-person") == str(steps[-1][1])
    root.send_keys(Keys.HOME)
    assert (clock(browser), live(browser), current(browser)) == ("18:00", "The night begins.", [])
    assert shown(browser) == [places_at(each, -1) for each in nights["two"]]


def test_space_plays_and_pauses(opened):
    browser = opened()
    root = focused(browser)
    root.send_keys(Keys.SPACE)
    assert browser.find_element(By.CLASS_NAME, "night-play").text == "Pause"
    WebDriverWait(browser, 10).until(lambda each: clock(each) != "18:00")
    root.send_keys(Keys.SPACE)
    assert browser.find_element(By.CLASS_NAME, "night-play").text == "Play"
    stopped = clock(browser)
    assert browser.execute_async_script("setTimeout(arguments[0], 400)") is None
    assert clock(browser) == stopped


def test_a_night_played_to_its_end_stops_and_begins_again(opened):
    browser = opened()
    browser.execute_script("window.player.goTo(64790); window.player.start()")
    play = browser.find_element(By.CLASS_NAME, "night-play")
    WebDriverWait(browser, 10).until(lambda _: play.text == "Play")
    assert clock(browser) == "12:00"
    play.send_keys(Keys.SPACE)
    assert clock(browser).startswith("18:")
    play.send_keys(Keys.SPACE)
    assert play.text == "Play"


def test_without_motion_it_goes_event_by_event_and_nothing_glides(opened, nights):
    browser = opened(motion="reduce")
    root = focused(browser)
    assert browser.find_element(By.CLASS_NAME, "night-play").text == "Play"
    at = "return [...document.querySelectorAll('.night-lanes .night-dot')].map(each => each.getAttribute('transform'))"
    first = steps_of(nights["two"])[0]
    root.send_keys(Keys.SPACE)
    assert current(browser)[0].get_attribute("data-person") == str(first[1])
    assert browser.execute_script("return window.player.second") == first[0]
    root.send_keys(Keys.SPACE)
    told = live(browser)
    # Longer than from event to event.
    browser.execute_async_script("setTimeout(arguments[0], 2300)")
    assert live(browser) == told
    for _ in range(6):
        now, later = browser.execute_async_script(
            f"const done = arguments[0]; const where = () => {{ {at} }};"
            "window.player.forward(); const now = where(); setTimeout(() => done([now, where()]), 150)"
        )
        assert now == later
    assert browser.execute_script("return document.getAnimations().length") == 0


def test_with_motion_dots_glide(opened):
    browser = opened()
    now, later = browser.execute_async_script(
        "const done = arguments[0]; const where = () => [...document.querySelectorAll('.night-lanes .night-dot')]"
        ".map(each => each.getAttribute('transform'));"
        "window.player.goTo(15 * 3600); const now = where(); setTimeout(() => done([now, where()]), 800)"
    )
    assert now != later


@pytest.mark.parametrize("by", ["dot", "row", "choice"])
def test_one_person_is_followed(opened, nights, by):
    browser = opened()
    browser.execute_script("window.player.goTo(15 * 3600)")
    number = min({*shown(browser)[0]} & {*shown(browser)[1]})
    if by == "choice":
        Select(browser.find_element(By.CLASS_NAME, "night-chooser")).select_by_value(str(number))
    else:
        where = {"dot": ".night-lanes .night-dot", "row": ".night-list tr"}[by]
        each = browser.find_element(By.CSS_SELECTOR, f"{where}[data-person='{number}']")
        browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", each)
    rows = browser.find_elements(By.CSS_SELECTOR, ".night-list tbody tr:not([hidden])")
    assert {row.get_attribute("data-person") for row in rows} == {str(number)}
    assert len(browser.find_elements(By.CSS_SELECTOR, ".night-lanes .night-chosen")) == 2
    root = browser.find_element(By.CLASS_NAME, "night")
    root.send_keys(Keys.HOME)
    root.send_keys(Keys.ARROW_RIGHT)
    assert f"Person {number} (" in live(browser)
    browser.find_element(By.XPATH, "//button[.='Show everybody']").click()
    rows = browser.find_elements(By.CSS_SELECTOR, ".night-list tbody tr:not([hidden])")
    assert len(rows) == len(steps_of(nights["two"]))


def test_who_is_lost_is_told_with_why_and_what_becomes_of_them_otherwise(opened, nights):
    browser = opened()
    focused(browser).send_keys(Keys.END)
    lists = [each.text for each in browser.find_elements(By.CLASS_NAME, "night-losses")]
    for policy, (night, told) in enumerate(zip(nights["two"], lists, strict=True)):
        ends = places_at(night, night["seconds"])
        lost = [number for number, place in ends.items() if place in LOST_PLACES]
        counts = browser.find_elements(By.CLASS_NAME, "night-count-lost")[policy].text
        assert counts == f"{len(lost)} lost tonight"
        for number in lost:
            assert f"Person {number} (" in told
            assert nights["two"][1 - policy]["people"][number - 1]["ends"] in told
    assert "no interview: no screening at this jail" in lists[1].lower()


def test_the_slider_says_the_time_on_the_wall(opened):
    browser = opened("busy")
    slide = browser.find_element(By.CLASS_NAME, "night-slide")
    assert slide.get_attribute("max") == str(19 * 3600)
    told = []
    for second in (7 * 3600, 8 * 3600):
        browser.execute_script(
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))", slide, second
        )
        told.append((clock(browser), slide.get_attribute("aria-valuetext")))
    # The clocks are put back: the hour from one to two is twice.
    assert told == [("01:00", "01:00, Sunday 3 November 2019")] * 2


def test_shown_again_it_stands_there_once(opened):
    browser = opened()
    browser.execute_script("window.player.start(); window.first = window.player; window.show()")
    assert len(browser.find_elements(By.CLASS_NAME, "night")) == 1
    assert browser.execute_script("return window.first.playing") is False


def test_numbers_on_dots_can_be_read(opened):
    browser = opened("busy")
    browser.execute_script("window.player.goTo(window.player.story.seconds)")
    pairs = browser.execute_script(
        "return [...document.querySelectorAll('.night-dot')].map(each => ["
        "getComputedStyle(each.querySelector('.night-shape')).fill,"
        "getComputedStyle(each.querySelector('.night-number')).fill, each.getAttribute('class')])"
    )
    states = {name for _, _, name in pairs}
    assert len(states) > 5
    for shape, number, name in pairs:
        assert contrast(shape, number) >= 4.5, name


def contrast(one, other):
    lights = sorted((light(one), light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def light(colour):
    parts = [int(each) / 255 for each in colour.removeprefix("rgb(").removesuffix(")").split(", ")]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
