"""Checks of what Python code gives to public functions."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def check_kind(name: str, given: object, kind: type[T] | tuple[type[T], ...], advice: str) -> None:
    """Refuse an argument of another kind, with what is to be given, such as ``a Scenario; load_scenario reads one``.

    Raises
    ------
    TypeError
        If it is of none of the kinds.
    """
    if not isinstance(given, kind):
        raise TypeError(f"{name} must be {advice}, but is {type(given).__name__}")


def check_whole(name: str, given: object, least: int = 1) -> None:
    """Refuse an argument that is no whole number, or too small.

    Raises
    ------
    TypeError
        If it is no whole number.
    ValueError
        If it is too small.
    """
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"{name} must be a whole number, but is {given!r}")
    if given < least:
        raise ValueError(f"{name} must be at least {least}, but is {given}")
