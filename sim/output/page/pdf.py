"""A page printed to PDF, by a browser that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.output.files import write_whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
"""Names of programs that print pages without a screen."""

_MOST_SECONDS = 120


class BrowserError(ValueError):
    """There is no browser that could print, or it did not."""


def find_browser() -> str:
    """Find a browser that prints.

    Raises
    ------
    BrowserError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise BrowserError(
            "--pdf needs Chromium or Chrome on this machine, and there is none; install one, or leave --pdf out and "
            "print the page from any browser"
        )
    return found


def print_page(browser: str, page: str, pdf: Path) -> None:
    """Print a page of HTML by a browser of `find_browser`; the file is there whole or not at all.

    Raises
    ------
    BrowserError
        If the browser fails.
    """
    with TemporaryDirectory() as folder:
        source, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            # A browser of root has no sandbox to work in; the page is our own, and asks for nothing.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - a browser of the machine, and our own page
                command, capture_output=True, text=True, timeout=_MOST_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BrowserError(f"{browser} could not print the page: {error}") from None
        if done.returncode or not printed.is_file():
            last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            raise BrowserError(f"{browser} could not print the page: {last}")
        content = printed.read_bytes()

    def fill(part: Path) -> None:
        part.write_bytes(content)

    write_whole(pdf, fill)
