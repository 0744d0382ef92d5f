"""A scenario's ``jails_file``: a CSV file that adds a jail a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.base import Frozen, nearest_name
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.filekeys import JAIL_KEYS
from sim.scenario.files.beside import content_of
from sim.scenario.files.csvfile import CsvTable, csv_table, text_of
from sim.scenario.files.tree import Node, duplicates, failure, merged, parse
from sim.scenario.schema import Jail, Screening
from sim.scenario.staff import Shift, Team
from sim.scenario.week import Arrivals

INFORMATION = ("agency", "evidence")
"""Columns that are for the reader of the file only."""

TEXT = ("state", "county", "fips")
"""Columns that are text as they stand, and no YAML: a code may begin with 0."""

_NAME = "jail"
_SECTIONS: tuple[tuple[tuple[str, ...], type[Frozen]], ...] = (
    ((), Jail),
    (("arrivals",), Arrivals),
    (("screening",), Screening),
    (("screening", "teams", "*"), Team),
    (("screening", "teams", "*", "shifts", "*"), Shift),
)
_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"
_PAIR = re.compile(rf"([a-z_]+): ({_NUMBER})")
_NUMBERS = re.compile(rf"\{{ *{_PAIR.pattern}(?:, *{_PAIR.pattern})* *\}}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NO_WORDS = {"null", "true", "false"}


@dataclass(frozen=True)
class JailRow:
    """A jail as its row tells it: a mapping of its keys, and values for items of lists of ``jail_defaults`` by path."""

    jail: Node
    items: tuple[tuple[list[str], Node], ...] = ()


@dataclass(frozen=True)
class JailsFile:
    """The jails of a file by name, and all that is wrong with its header and cells."""

    origin: Origin
    rows: dict[str, JailRow] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_jails(path: Path) -> JailsFile:
    """Read a CSV file in UTF-8 with a header: ``jail``, any key of a jail by its dotted path, and `INFORMATION`.

    A cell is YAML; an empty one says nothing.

    Raises
    ------
    ScenarioError
        If it is no such file at all. What is wrong with single columns and cells is among the `problems`.
    """
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._problems: list[Problem] = []
        self._rows: dict[str, JailRow] = {}
        self._known: dict[str, Node] = {}

    def read(self) -> JailsFile:
        table = self._table()
        usable = self._usable_columns(table.header)
        for line, cells in table.rows:
            self._row(Origin(str(self._path), line), dict(zip(table.header, cells, strict=True)), usable)
        self._problems += table.uneven
        return JailsFile(Origin(str(self._path)), self._rows, tuple(self._problems))

    def _table(self) -> CsvTable:
        origin = Origin(str(self._path))
        table = csv_table(text_of(content_of(self._path), origin.source), origin.source)
        if _NAME not in table.header:
            raise failure(Origin(origin.source, 1), table.lacks_a_column, _NAME)
        if not (table.rows or table.uneven):
            raise failure(origin, "names no jail")
        return table

    def _usable_columns(self, header: list[str]) -> list[str]:
        origin = Origin(str(self._path), 1)
        usable = []
        for name in dict.fromkeys(header):
            if message := "the column is given twice; keep one" if header.count(name) > 1 else _unknown(name):
                self._problems.append(Problem(origin, name, message))
            elif name not in (_NAME, *INFORMATION):
                usable.append(name)
        return usable

    def _row(self, origin: Origin, cells: dict[str, str], columns: list[str]) -> None:
        name = cells[_NAME]
        if not name:
            self._problems.append(Problem(origin, _NAME, "must be given: the name of the jail"))
            return
        if name in self._rows:
            first = self._rows[name].jail.origin
            self._problems.append(Problem(origin, f"jails.{name}", f"is given twice, first in {first}; keep one"))
            return
        if cells.get("state") == "":
            message = "must be given, as the file has this column"
            self._problems.append(Problem(origin, f"jails.{name}.state", message))
        jail, items = Node(origin, {}), []
        for column in columns:
            value = self._value(column, cells[column], origin, f"jails.{name}.{column}") if cells[column] else None
            if value is None:
                continue
            steps = column.split(".")
            if any(step.isdecimal() for step in steps):
                items.append((steps, value))
            else:
                jail = merged(jail, _nested(steps, value)) if len(steps) > 1 else _with(jail, column, value)
        self._rows[name] = JailRow(jail, tuple(items))

    def _value(self, column: str, cell: str, origin: Origin, where: str) -> Node | None:
        if column in TEXT:
            return Node(origin, cell)
        try:
            value = self._parsed(cell, origin).at(origin)
        except ScenarioError as error:
            self._problems += [Problem(origin, where, each.message) for each in error.problems]
            return None
        self._problems += [Problem(origin, each.path, each.message) for each in duplicates(value, f"{where}.")]
        return value

    def _parsed(self, cell: str, origin: Origin) -> Node:
        """Read the YAML of a cell, each text once."""
        if cell not in self._known:
            self._known[cell] = _read_at_once(cell, origin) or parse(cell, origin)
        return self._known[cell]


def _read_at_once(cell: str, origin: Origin) -> Node | None:
    """Read the commonest kinds of cells as YAML does, in far less time; None for any other."""
    if re.fullmatch(_NUMBER, cell):
        return Node(origin, _number(cell))
    if _WORD.fullmatch(cell) and cell.lower() not in _NO_WORDS:
        return Node(origin, cell)
    pairs = _PAIR.findall(cell) if _NUMBERS.fullmatch(cell) else []
    values = {key: Node(origin, _number(number)) for key, number in pairs}
    return Node(origin, values) if values and len(values) == len(pairs) else None


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


def _with(jail: Node, key: str, value: Node) -> Node:
    beneath = jail.value.get(key)
    return Node(jail.origin, {**jail.value, key: merged(value, beneath) if beneath else value})


def _nested(steps: list[str], value: Node) -> Node:
    for step in reversed(steps):
        value = Node(value.origin, {step: value})
    return value


def _unknown(column: str) -> str | None:
    """Say what is wrong with the name of a column; None if it is one of the file, or a key of a jail."""
    if column == _NAME:
        return None
    steps = column.split(".")
    for pattern, section in _SECTIONS:
        above, rest = steps[: len(pattern)], steps[len(pattern) :]
        if not rest or not all(each in ("*", step) for each, step in zip(pattern, above, strict=True)):
            continue
        fields = [field.alias or name for name, field in section.model_fields.items()]
        allowed = [*fields, *JAIL_KEYS, *INFORMATION] if section is Jail else fields
        if rest[0] in allowed:
            continue
        nearest = nearest_name(rest[0], allowed)
        hint = f"; did you mean {'.'.join([*above, nearest])!r}?" if nearest else ""
        return f"unknown column {column!r}{hint} (allowed: {_NAME}, any key of a jail, {', '.join(INFORMATION)})"
    return None
