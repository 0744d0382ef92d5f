"""Text in tables that a spreadsheet program would take for a formula, and run.

In CSV files a text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return stands behind an apostrophe,
which such programs take for "this is text"; so does one that begins with an apostrophe, so that every text can be read
back. Numbers are as they are.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

_MARK = "'"
_BEGINS = (*"=+-@\t\r", _MARK)


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table that can be opened in a spreadsheet program: its headings, too, are text."""
    return _mapped(table, lambda text: f"{_MARK}{text}" if text.startswith(_BEGINS) and not _is_number(text) else text)


def from_text(table: pd.DataFrame) -> pd.DataFrame:
    """Give back a table that `as_text` gave."""
    return _mapped(table, lambda text: text[1:] if text.startswith(_MARK) and text[1:].startswith(_BEGINS) else text)


def _mapped(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    changed = {}
    for place, (_, column) in enumerate(table.items()):
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            continue
        texts = [text for text in pd.unique(column) if isinstance(text, str)]
        others = {text: other for text in texts if (other := change(text)) != text}
        if others:
            changed[place] = column.map(lambda value, others=others: others.get(value, value), na_action="ignore")
    headings = [change(name) if isinstance(name, str) else name for name in table.columns]
    if not changed and headings == list(table.columns):
        return table
    copy = table.copy()
    for place, column in changed.items():
        copy.isetitem(place, column.array)
    return copy.set_axis(headings, axis=1)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()
