"""Fonts for names in any script: the usual one, and where it lacks a character an installed one that has it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.text import Text

FONT = "DejaVu Sans"

_LIKELY = ("CJK", "Han", "Gothic", "Unifont", "Noto", "Unicode")
"""Parts of the names of fonts that have very many characters, to be looked at first."""


def families(text: str) -> list[str]:
    """Give the fonts in which a text can be drawn: the usual one, then those that have what it lacks."""
    found = [FONT]
    lacking = _lacking(text)
    for family, path in _installed() if lacking else ():
        if lacking and (has := lacking & _characters(path)):
            found.append(family)
            lacking -= has
    return found


def unreadable(text: str) -> str:
    """Give the characters of a text that no installed font has."""
    lacking = _lacking(text)
    for _, path in _installed() if lacking else ():
        lacking -= _characters(path)
    return "".join(sorted(map(chr, lacking)))


def with_fonts(figure: Figure) -> None:
    """Give each text of a figure the fonts that it needs."""
    for text in figure.findobj(Text):
        if isinstance(text, Text) and len(needed := families(text.get_text())) > 1:
            text.set_fontfamily(needed)


@contextmanager
def whatever_the_script() -> Iterator[None]:
    """Draw boxes for characters that no font has, without a word: commands say so once, by `unreadable`."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from", category=UserWarning)
        yield


def _lacking(text: str) -> set[int]:
    """The characters that the usual font lacks; those that are no ink need none."""
    if text.isascii():
        return set()
    return {ord(each) for each in text if each.isprintable() and not each.isspace()} - _characters(_usual())


@cache
def _usual() -> str:
    return str(fontManager.findfont(FontProperties(family=FONT)))


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    """Families with a file each, those first that are likely to have many characters."""
    # Of several files of a family the last stands: the one of normal weight.
    fonts = sorted(fontManager.ttflist, key=lambda font: (font.weight in (400, "normal", "regular"), font.fname))
    files = {font.name: font.fname for font in fonts}
    rank = {name: next((place for place, part in enumerate(_LIKELY) if part in name), len(_LIKELY)) for name in files}
    return tuple(sorted(files.items(), key=lambda each: (rank[each[0]], each[0])))


@cache
def _characters(path: str) -> frozenset[int]:
    try:
        return frozenset(get_font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()
