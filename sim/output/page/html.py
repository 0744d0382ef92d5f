"""The page of a report: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sim.output.names import begun
from sim.output.page.content import Chapter, Report, is_lengthy
from sim.output.page.svg import inline
from sim.output.page.words import words_of
from sim.output.pages import filled

if TYPE_CHECKING:
    from sim.output.charts.picture import Picture

_NUMBER = r"[+\N{MINUS SIGN}]?\$?\d[\d,.]*"
_INTERVAL = rf"\(?{_NUMBER} to {_NUMBER}"
_WHOLE = Markup('<span class="whole">{}</span>')
_JOINTS = r"(?<=[._/=,;:-])"
_LONGEST_WORD, _LONGEST_PART, _LONGEST_TYPED = 16, 24, 40


def html_of(report: Report) -> str:
    """Write a report as HTML."""
    style, script = (
        files("sim.output.page").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("report.css", "report.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    content = {"report": report, "style": style, "script": script, "digest": digest}
    return filled("report.html", _FILTERS, "sim.output.page", **content).removesuffix("\n")


def part_of(chapter: Chapter, address: Callable[[Picture], str]) -> str:
    """Write a chapter as a part of a page that is served, its pictures at addresses of their own."""
    return filled("part.html", _FILTERS, "sim.output.page", chapter=chapter, address=address)


def breakable(text: str) -> Markup:
    """Write the text of a cell so that it fits a narrow column: intervals stay whole, and paths break at their joints.

    Examples
    --------
    >>> breakable("jails.county.hold_hours")
    Markup('jails.<wbr>county.<wbr>hold_<wbr>hours')
    """
    parts = re.split(rf"({_INTERVAL}[),;]*)", text)
    written = (_WHOLE.format(part) if place % 2 else _broken(part) for place, part in enumerate(parts))
    return Markup("").join(written)


def _typed(command: str) -> Markup:
    """Write a command so that no word of it breaks that fits on a line."""
    words = (_WHOLE.format(word) if len(word) <= _LONGEST_TYPED else _broken(word) for word in command.split(" "))
    return Markup(" ").join(words)


def _broken(text: str) -> Markup:
    words = re.split(r"(\s)", text)
    return Markup("").join(_jointed(word) if len(word) > _LONGEST_WORD else escape(word) for word in words)


def _jointed(word: str) -> Markup:
    """Write a long word with places at which it may break: behind its marks, or anywhere where it has none."""
    parts = [
        part[start : start + _LONGEST_PART]
        for part in re.split(_JOINTS, word)
        for start in range(0, len(part), _LONGEST_PART)
    ]
    return Markup("<wbr>").join(parts)


def _split(text: str) -> tuple[str, str]:
    """Take the number from the intervals behind it."""
    number, blank, rest = text.partition(" ")
    return number, blank + rest


_FILTERS: dict[str, Callable[..., Any]] = {
    "inline": inline,
    "breakable": breakable,
    "typed": _typed,
    "split": _split,
    "words_of": words_of,
    "is_lengthy": is_lengthy,
    "begun": begun,
}
