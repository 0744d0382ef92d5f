"""A page that a command wrote, opened in the browser of whoever asked for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sim.analyses.frame.printing import complain


def open_page(page: Path) -> None:
    """Open a page in a browser; where there is none, or no screen to see it on, say so on stderr."""
    if not _has_screen():
        complain(f"--open: there is no screen here to see a browser on; open {page} on a machine that has one.")
    elif not opened_in_browser(page.absolute().as_uri()):
        complain(f"--open: there is no browser here that could be started; open {page} in one.")


def opened_in_browser(address: str) -> bool:
    """Open an address in a browser; False where there is none, or no screen to see it on."""
    import webbrowser

    try:
        return _has_screen() and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _has_screen() -> bool:
    """Whether a window can be seen; elsewhere a browser of text alone would take the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
