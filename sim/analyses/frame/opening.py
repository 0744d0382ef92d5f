"""A page that a command wrote, opened in the browser of whoever asked for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sim.analyses.frame.printing import complain


def open_page(page: Path) -> None:
    """Open a page in a browser; where there is none, or no screen to see it on, say so on stderr."""
    import webbrowser

    if not _has_screen():
        complain(f"--open: there is no screen here to see a browser on; open {page} on a machine that has one.")
        return
    try:
        opened = webbrowser.open(page.absolute().as_uri())
    except (webbrowser.Error, OSError):
        opened = False
    if not opened:
        complain(f"--open: there is no browser here that could be started; open {page} in one.")


def _has_screen() -> bool:
    """Whether a window can be seen; elsewhere a browser of text alone would take the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
