"""Cells as people type them: dates, states and models that can still be told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import unquote

from sim.scenario.base import nearest_name
from sim.scenario.files.jailkeys import Model
from sim.scenario.states import STATES, state_named

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 2002, 2049
"""Years in which an agreement may be signed: the first one was Florida's, in 2002."""

_EXCEL_ZERO = date(1899, 12, 30)
_WORDED = ("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%y", "%d-%b-%Y", "%d %B %Y", "%d %b %Y")
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_M, _D, _Y = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
_MM, _DD, _YY = r"(?P<month>\d{2})", r"(?P<day>\d{2})", r"(?P<year>\d{2})"
_DIGITS = {
    rf"{_Y}[-./_]{_M}[-./_]{_D}(?:[T ]{_TIME}(?:\.\d+)?)?": "",
    rf"{_M}[-./_]{_D}[-./_](?P<year>\d{{4}}|\d{{2}})(?: {_TIME})?": "",
    rf"{_M}[-./]{_D}{_Y}": "a slash is missing",
    rf"(?P<month>\d{{1,2}}?){_D}[-./]{_Y}": "a slash is missing",
    rf"{_MM}{_DD}{_Y}": "",
    rf"{_Y}{_MM}{_DD}": "",
    rf"{_MM}(?P<day>\d){_Y}": "a digit is missing",
    rf"(?P<month>\d){_DD}{_Y}": "a digit is missing",
    rf"{_MM}{_DD}0{_YY}": "a digit of the year is missing",
    rf"{_MM}{_DD}{_YY}": "",
    rf"(?P<month>\d){_DD}{_YY}": "a digit is missing",
}
"""Forms of a date in digits, and what has to be repaired in each."""
_SEPARATED = r"\d{4}[-._]\d{1,2}[-._]\d{1,2}|\d{1,2}[-._]\d{1,2}[-._](?:\d{4}|\d{2})"
_IN_NAME = re.compile(rf"(?<!\d)(?:{_SEPARATED}|\d{{6,8}})(?!\d)")


_MODEL_WORDS = {
    Model.JEM: re.compile(r"jail enforcement|(?<![a-z])jem(?![a-z])|287gjem", re.IGNORECASE),
    Model.WSO: re.compile(r"warrant service|(?<![a-z])wso(?![a-z])|287gwso", re.IGNORECASE),
    Model.TFM: re.compile(r"task ?force|(?<![a-z])tfm?(?![a-z])", re.IGNORECASE),
}
_MODEL_NAMES = {
    "jail enforcement model": frozenset({Model.JEM}),
    "warrant service officer": frozenset({Model.WSO}),
    "task force model": frozenset({Model.TFM}),
}


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What a cell was read as; None if it cannot be told. `reason` says what was repaired, or why it cannot."""

    value: T | None
    reason: str = ""


def read_date(text: str) -> Reading[date]:
    """Read a date of an American list, month before day, from 2002 to 2049.

    Well-formed dates, day numbers of Excel included, have no reason. A slash or digit that is missing is put in, and a
    first digit of the year that cannot be is a 2, where just one date comes of it.
    """
    text = text.strip()
    if not text:
        return Reading(None, "is blank")
    found = {(day, reason) for day, reason in _candidates(text) if FIRST_YEAR <= day.year <= LAST_YEAR}
    days = {day for day, _ in found}
    if len(days) == 1:
        return Reading(days.pop(), min(reason for _, reason in found))
    if days:
        return Reading(None, f"may be {' or '.join(map(str, sorted(days)))}")
    return Reading(None, f"is no date from {FIRST_YEAR} to {LAST_YEAR}")


def date_in_name(name: str) -> date | None:
    """Find the last date in the name of a file."""
    found = [read_date(each).value for each in _IN_NAME.findall(unquote(name))]
    return next((day for day in reversed(found) if day), None)


def read_state(text: str) -> Reading[str]:
    """Read a state's name or postal code, as its name."""
    if value := state_named(" ".join(text.split())):
        return Reading(value)
    return _misspelt(text, {each.casefold(): each for each in STATES.values()}, "state", "is no state")


def read_models(text: str) -> Reading[frozenset[Model]]:
    """Read the model of an agreement, or several of them, by name or abbreviation."""
    if models := models_in(text):
        return Reading(models)
    otherwise = "is no model (allowed: JEM, WSO, TFM, or their full names)"
    return _misspelt(text, _MODEL_NAMES, "model", otherwise)


def models_in(text: str) -> frozenset[Model]:
    """Find the models that a text names, such as the name of a file."""
    return frozenset(model for model, words in _MODEL_WORDS.items() if words.search(text))


def _misspelt(text: str, known: Mapping[str, T], what: str, otherwise: str) -> Reading[T]:
    """What a text may be a misprint of, if one of those known is much like it."""
    text = " ".join(text.split()).casefold()
    if not text:
        return Reading(None, "is blank")
    nearest = nearest_name(text, known) if len(text) > 3 else None
    if nearest and difflib.SequenceMatcher(None, text, nearest).ratio() >= 0.8:
        return Reading(known[nearest], f"misspelt {what}")
    return Reading(None, otherwise)


def _candidates(text: str) -> Iterator[tuple[date, str]]:
    """All dates that a text may stand for, each with what had to be repaired."""
    for form, reason in _DIGITS.items():
        if match := re.fullmatch(form, text):
            yield from _day(**match.groupdict(), reason=reason)
    if text.isdecimal() and len(text) == 5:
        yield _EXCEL_ZERO + timedelta(days=int(text)), "a day number of Excel"
    for form in _WORDED if any(map(str.isalpha, text)) else ():
        try:
            yield datetime.strptime(text, form).date(), ""  # noqa: DTZ007
        except ValueError:
            continue


def _day(year: str, month: str, day: str, reason: str) -> Iterator[tuple[date, str]]:
    number = int(year) + (2000 if len(year) == 2 else 0)
    if len(year) == 4 and number > LAST_YEAR and FIRST_YEAR <= int(f"2{year[1:]}") <= LAST_YEAR:
        typed = f"the year {year} cannot be, and is read as 2{year[1:]}"
        number, reason = int(f"2{year[1:]}"), f"{reason}; {typed}" if reason else typed
    try:
        yield date(number, int(month), int(day)), reason
    except ValueError:
        return
