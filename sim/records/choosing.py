"""Which column of each file is read as what: by a mapping, or by guesses, which people may change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.records.arising import always_asked
from sim.records.columns import MEANINGS, Guess, guess
from sim.records.mapping import NO_COLUMN, Answers, Columns, Mapping, answered, columns_from, read_mapping, with_columns
from sim.records.questions import Ask, Question, UnansweredError
from sim.sheets.headers import in_words, names_columns
from sim.sheets.layout import Layout

_RIGHT, _WRONG = "yes", "no"


def mapping_of(
    layouts: Sequence[Layout], given: str | Path | Mapping | None, answers: Answers, ask: Ask | None
) -> Mapping:
    """The mapping that is given, or one by guesses, with the answers.

    Raises
    ------
    UnansweredError
        If several columns may be meant, and nobody can be asked.
    ValueError
        If an answer names a header that no file has, or the columns are not right.
    """
    _check_headers(layouts, answers)
    if given is not None:
        before = given if isinstance(given, Mapping) else read_mapping(Path(given))
        tables = [_changed(table, before, answers) for table in before.tables]
        return answered(before.model_copy(update={"tables": tuple(tables)}), answers.values)
    guesses = [guess(layout) for layout in layouts]
    chosen = {**answers.columns, **_chosen(guesses, answers, ask)}
    tables = [_guessed(layout, each, chosen) for layout, each in zip(layouts, guesses, strict=True)]
    tables = _confirmed(layouts, tables, ask) if ask is not None else tables
    return answered(Mapping(tables=tuple(dict.fromkeys(tables))), answers.values)


def columns_of(layout: Layout, said: Mapping) -> Columns:
    """The columns of a file: of the table with most columns all of which it has, else of the one that it has most of.

    Raises
    ------
    ValueError
        If it has none of any, or not that of the bookings.
    """
    there = set(layout.header)
    found = [{role: name for role, name in table.headers.items() if name in there} for table in said.tables]
    whole = [each for each, table in zip(found, said.tables, strict=True) if len(each) == len(table.headers)]
    best = max(whole or found, key=len, default={})
    lacks = not whole and any(table.booked for table in said.tables) and "booked" not in best
    if not best or lacks:
        wanted = "; ".join(", ".join(table.headers.values()) for table in said.tables)
        raise ValueError(
            f"{layout.path}: has not the columns of the mapping ({wanted}); it has {in_words(layout.header)}"
        )
    return columns_from(best)


def _guessed(layout: Layout, found: Guess, chosen: dict[str, str]) -> Columns:
    here = {role: name for role, name in chosen.items() if name in {*layout.header, NO_COLUMN}}
    return with_columns(columns_from(found.columns), here)


def _changed(table: Columns, before: Mapping, answers: Answers) -> Columns:
    """A table of a mapping with the answers that are about it: about a role that it has, or that no table has."""
    roles = {role for each in before.tables for role in each.headers}
    of_it = {
        role: name
        for role, name in answers.columns.items()
        if role in table.headers or (role not in roles and table.booked is not None)
    }
    return with_columns(table, of_it)


def _chosen(guesses: Sequence[Guess], answers: Answers, ask: Ask | None) -> dict[str, str]:
    """Which of several columns is meant, of each role of which that was not said."""
    asked = {
        role: Question(f"columns.{role}", f"several columns may tell {MEANINGS[role]}", names)
        for each in guesses
        for role, names in each.candidates.items()
        if role not in answers.columns
    }
    if asked and ask is None:
        rest = [each for each in always_asked(Mapping(tables=())) if each.key not in answers.values]
        raise UnansweredError([*asked.values(), *rest])
    return {role: ask(question) for role, question in asked.items() if ask is not None}


def _confirmed(layouts: Sequence[Layout], tables: Sequence[Columns], ask: Ask) -> list[Columns]:
    """The columns that are guessed, or those that people name who are shown these and say that they are not right."""
    while True:
        told = "; ".join(f"{layout.path.name}: {table.in_words}" for layout, table in zip(layouts, tables, strict=True))
        if ask(Question("columns", f"read as {told}. Is this right", (_RIGHT, _WRONG))) != _WRONG:
            return list(tables)
        named: dict[tuple[str, ...], Columns] = {}
        for layout, table in zip(layouts, tables, strict=True):
            if layout.header not in named:
                named[layout.header] = _named(layout, table, ask)
        tables = [named[layout.header] for layout in layouts]


def _named(layout: Layout, table: Columns, ask: Ask) -> Columns:
    """The columns of a file as people name them, role by role."""
    if not names_columns(layout.header):
        raise ValueError(
            f"{layout.path}: its first row may be somebody's record, so its columns are not told here; if it does name "
            f"columns, say which is which with --answer columns.ROLE=HEADER (roles: {', '.join(MEANINGS)})"
        )
    named: dict[str, str] = {}
    for role, meaning in MEANINGS.items():
        before = table.headers.get(role, NO_COLUMN)
        why = f"{layout.path.name}: which column is {role}: {meaning} (guessed: {before})"
        left = (name for name in layout.header if name not in named.values())
        named[role] = ask(Question(f"columns.{role}", why, (*left, NO_COLUMN)))
    return with_columns(table, named)


def _check_headers(layouts: Sequence[Layout], answers: Answers) -> None:
    headers = {name for layout in layouts for name in layout.header}
    for role, name in answers.columns.items():
        if name not in headers | {NO_COLUMN}:
            allowed = in_words(sorted(headers))
            raise ValueError(f"columns.{role}: no column has this header (allowed: {NO_COLUMN}, {allowed})")
