"""A real browser, where the machine has one."""

from __future__ import annotations

import shutil

import pytest
from selenium import webdriver

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="no browser: install Debian's packages chromium and chromium-driver"
)


def start_browser() -> webdriver.Chrome:
    """Start Chromium without a window; whoever starts it ends it."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


def set_width(browser: webdriver.Chrome, pixels: int, height: int = 740) -> None:
    """Show the page, and those to come, on a screen of this width and height."""
    screen = {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": pixels < 800}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def width_needed(browser: webdriver.Chrome) -> int:
    """How wide the page is, whatever the screen."""
    return int(browser.execute_script("return document.documentElement.scrollWidth"))
