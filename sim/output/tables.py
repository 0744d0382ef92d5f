"""Tables said once: as text that fits a screen, as cells of a page, as JSON and as CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table as Grid
from rich.text import Text

from sim.output.numbers import count, estimated, true_minus

if TYPE_CHECKING:
    import pandas as pd

SCREEN_WIDTH = 80
"""Columns of text that a table needs at most."""

_NARROWEST_TEXT = 12
_BETWEEN = 3


@dataclass(frozen=True)
class Column:
    """A column as people see it, and the data that it shows.

    Parameters
    ----------
    heading
        What stands above it.
    names
        The columns of data that it shows: one, or several that print as one, such as both ends of an interval. On a
        page its rows sort by the first, and a cell is empty where that is missing.
    shown
        Writes their values as text.
    width
        Characters that it has at least, where there is room.
    justify
        Numbers stand on the right, and are never broken; texts on the left, and are folded where room is short.
    once
        Print a text only where it differs from that of the row above, with a line between.
    style
        How it is printed on screen, such as ``bold``.
    """

    heading: str
    names: tuple[str, ...]
    shown: Callable[..., str] = str
    width: int = 0
    justify: Literal["left", "right"] = "right"
    once: bool = False
    style: str = ""

    @classmethod
    def estimated(
        cls, heading: str, *, mean: str = "mean", prefix: str = "", form: Callable[[float], str] = count
    ) -> Column:
        """A column of means with their intervals: of three columns of data that begin with a prefix.

        Examples
        --------
        >>> Column.estimated("Flagged", prefix="flagged_").names
        ('flagged_mean', 'flagged_ci_low', 'flagged_ci_high')
        """
        names = tuple(f"{prefix}{name}" for name in (mean, "ci_low", "ci_high"))
        return cls(heading, names, partial(estimated, form=form))

    def text(self, row: Mapping[Any, Any] | pd.Series) -> str:
        """What stands in it in a row of data."""
        return self.shown(*(row[name] for name in self.names))


@dataclass(frozen=True)
class Cell:
    """A cell of a page: its text, and by what its column sorts; None, which sorts last, where there is nothing."""

    text: str
    key: float | str | None = None

    @classmethod
    def of(cls, value: Any, text: str) -> Cell:
        """The cell of a value that is printed so; numbers have a true minus sign."""
        import pandas as pd

        if pd.isna(value) or not text:
            return cls("")
        if isinstance(value, str | bool):
            return cls(text, text)
        return cls(true_minus(text), float(value))


@dataclass(frozen=True)
class Note:
    """A sentence between tables, for people."""

    text: str
    style: str = ""

    def __rich__(self) -> Text:
        """Print on a console."""
        return Text(self.text, style=self.style)


@dataclass(frozen=True, eq=False)
class Table:
    """A table: its data, and how people see them.

    Parameters
    ----------
    name
        For machines, such as ``headline_counts``.
    title
        For people; empty for none.
    rows
        All of them, with unrounded numbers: a data frame, or records by column, which are printed without pandas.
    columns
        What is seen of them.
    keys
        How many of the first columns name a row; they stand again where a table is too wide and goes on below.
    on_screen
        Places of the rows that people see; None for all.
    bold
        Places of the rows that stand out.
    line_above
        Places of the rows above which there is a line.
    note
        How to read it, or what is left out of it, below it on a page.
    """

    name: str
    title: str
    rows: pd.DataFrame | Sequence[Mapping[str, Any]]
    columns: tuple[Column, ...]
    keys: int = 1
    on_screen: Sequence[int] | None = None
    bold: frozenset[int] = frozenset()
    line_above: frozenset[int] = frozenset()
    note: str = ""

    @classmethod
    def of_texts(
        cls, name: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], note: str = ""
    ) -> Table:
        """A table of nothing but texts."""
        import pandas as pd

        # Headings may be names of scenarios, and so be alike.
        names = [f"{place}" for place in range(len(headings))]
        columns = tuple(Column(heading, (name,), justify="left") for name, heading in zip(names, headings, strict=True))
        data = pd.DataFrame(list(rows), columns=names, dtype=object)
        return cls(name, title, data, columns, note=note)

    @cached_property
    def data(self) -> pd.DataFrame:
        """All rows as a data frame."""
        if not isinstance(self.rows, Sequence):
            return self.rows
        import pandas as pd

        return pd.DataFrame(self.rows)

    @cached_property
    def cells(self) -> list[list[Cell]]:
        """What a page shows, row by row."""
        return [
            [Cell.of(record[column.names[0]], text) for column, text in zip(self.columns, row, strict=True)]
            for record, row in zip(self._records, zip(*self._texts(), strict=True), strict=True)
        ]

    @property
    def markdown(self) -> str:
        """What a page in Markdown shows."""
        rule = ["---:" if column.justify == "right" else "---" for column in self.columns]
        rows = [[column.heading for column in self.columns], rule, *zip(*self._texts(), strict=True)]
        escaped = ([cell.replace("|", r"\|") for cell in row] for row in rows)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in escaped)

    @property
    def numeric(self) -> list[bool]:
        """Which columns of a page hold numbers, and so stand on the right."""
        rows = self.cells
        keys = ([row[place].key for row in rows if row[place].key is not None] for place in range(len(self.columns)))
        return [bool(known) and not any(isinstance(key, str) for key in known) for known in keys]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Print on a console: in one block, or in several one below the other where it is too wide."""
        texts = self._texts()
        room = min(options.max_width, SCREEN_WIDTH)
        title = self.title
        for places, widths in _blocks(self.columns, texts, self.keys, room):
            yield self._grid(title, texts, places, widths)
            title = ""

    @property
    def _places(self) -> Sequence[int]:
        return range(len(self.rows)) if self.on_screen is None else self.on_screen

    @property
    def _records(self) -> Sequence[Mapping[Any, Any]]:
        if isinstance(self.rows, Sequence):
            return [self.rows[place] for place in self._places]
        return self.rows.iloc[list(self._places)].to_dict("records")

    def _texts(self) -> list[list[str]]:
        """What stands in each column, row by row as seen."""
        columns, records = [], self._records
        for column in self.columns:
            texts = [column.text(record) for record in records]
            columns.append(_once(texts) if column.once else texts)
        return columns

    def _grid(self, title: str, texts: Sequence[Sequence[str]], places: Sequence[int], widths: Sequence[int]) -> Grid:
        grid = Grid(
            title=Text(title, style="bold") if title else None,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            show_edge=False,
        )
        for place, width in zip(places, widths, strict=True):
            column = self.columns[place]
            grid.add_column(
                Text(column.heading), width=width, justify=column.justify, overflow="fold", style=column.style
            )
        for row, place in enumerate(self._places):
            if row and (place in self.line_above or self._begins(texts, row)):
                grid.add_section()
            cells = (Text(texts[each][row]) for each in places)
            grid.add_row(*cells, style="bold" if place in self.bold else None)
        return grid

    def _begins(self, texts: Sequence[Sequence[str]], row: int) -> bool:
        return any(column.once and cells[row] for column, cells in zip(self.columns, texts, strict=True))


def chosen(table: pd.DataFrame, **keys: str) -> pd.DataFrame:
    """Rows that have these values in these columns; none of an empty table."""
    if table.empty:
        return table.reset_index(drop=True)
    alike = [(table[column] == key).to_numpy(dtype=np.bool_) for column, key in keys.items()]
    return table[np.logical_and.reduce(alike)].reset_index(drop=True)


def side_by_side(rows: pd.DataFrame, keys: Sequence[str], over: str, values: Sequence[str]) -> pd.DataFrame:
    """Bring the rows of the same keys into one, in the order of the first of each; what is nowhere is missing.

    Parameters
    ----------
    rows
        Such as the counts of jails, a row a jail and measure.
    keys
        What stays a row, such as jails.
    over
        What becomes columns, such as measures.
    values
        Columns of numbers; that of a measure is then ``MEASURE_VALUE``, such as ``flagged_mean``.
    """
    wide = rows.pivot(index=list(keys), columns=over, values=list(values))  # noqa: PD010 - nothing is to be averaged
    wide.columns = wide.columns.map("{0[1]}_{0[0]}".format)
    return rows[list(keys)].drop_duplicates().join(wide, on=list(keys)).reset_index(drop=True)


def _once(texts: Sequence[str]) -> list[str]:
    return ["" if place and text == texts[place - 1] else text for place, text in enumerate(texts)]


def _blocks(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], keys: int, room: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Places and widths of the columns of each block, none wider than the room."""
    wanted = [
        max(column.width, _widest(cells), cell_len(column.heading))
        for column, cells in zip(columns, texts, strict=True)
    ]
    least = [_least(column, cells) for column, cells in zip(columns, texts, strict=True)]
    least = [min(width, room // 2) for width in least]
    named, others = list(range(min(keys, len(columns)))), list(range(min(keys, len(columns)), len(columns)))
    while True:
        block = list(named)
        while others and (len(block) == len(named) or _total([least[each] for each in [*block, others[0]]]) <= room):
            block.append(others.pop(0))
        yield block, _fitted([wanted[each] for each in block], [least[each] for each in block], room)
        if not others:
            return


def _widest(texts: Iterable[str]) -> int:
    return max((cell_len(line) for text in texts for line in text.splitlines()), default=0)


def _least(column: Column, cells: Sequence[str]) -> int:
    """How narrow a column can be: headings are broken between words, and so are texts, or within where they must."""
    heading = _widest(column.heading.split())
    if column.justify == "left":
        return min(max(heading, _widest(cells)), max(heading, _NARROWEST_TEXT))
    return max(heading, _widest(cells))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _BETWEEN * len(widths) - 1


def _fitted(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit the room: the widest that can give way do, one after another."""
    widths = list(wanted)
    while (over := _total(widths) - room) > 0:
        gives = [width - low for width, low in zip(widths, least, strict=True)]
        most = max(range(len(widths)), key=gives.__getitem__)
        if gives[most] <= 0:
            break
        widths[most] -= min(over, gives[most], max(1, gives[most] // 2))
    return widths


def as_json(parts: Iterable[Table | Note]) -> str:
    """Write tables as one JSON document; what is missing is null.

    It is ``{"tables": [{"name", "title", "columns", "rows"}], "notes": [...]}``; a row is an object by column.
    """
    tables, notes = _sorted(parts)
    content = {
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "columns": list(table.data.columns),
                "rows": [{name: _known(value) for name, value in row.items()} for row in table.data.to_dict("records")],
            }
            for table in tables
        ],
        "notes": notes,
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str)


def _known(value: Any) -> Any:
    import pandas as pd

    missing = pd.isna(value) or (isinstance(value, float) and not math.isfinite(value))
    return None if missing else value


def as_csv(parts: Iterable[Table | Note]) -> str:
    """Write tables as one CSV: the first column names the table, the others are all that any table has.

    A cell is empty where its table has no such column, or the value is missing.
    """
    import pandas as pd

    from sim.output.spreadsheets import as_text

    tables, _ = _sorted(parts)
    whole = pd.DataFrame({"table": []}, dtype=object)
    for table in tables:
        # As objects, so that whole numbers stay whole beside cells that are empty.
        data = table.data.astype(object)
        data.insert(0, "table", table.name)
        whole = pd.concat([whole, data], ignore_index=True) if len(whole) else data
    text: str = as_text(whole).to_csv(index=False, lineterminator="\n")
    return text.removesuffix("\n")


def _sorted(parts: Iterable[Table | Note]) -> tuple[list[Table], list[str]]:
    given = list(parts)
    tables = [part for part in given if isinstance(part, Table)]
    return tables, [part.text for part in given if isinstance(part, Note)]
