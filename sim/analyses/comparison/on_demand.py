"""Tables that are made when they are first asked for: a page that is moved shows some of them, a folder holds all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

MakesTable = Callable[[], pd.DataFrame]


class TablesOnDemand(Mapping[str, pd.DataFrame]):
    """Tables by name, each made once, by what makes it."""

    def __init__(self, makes: Mapping[str, MakesTable | pd.DataFrame]) -> None:
        self._makes = dict(makes)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table; KeyError if there is none of that name."""
        made = self._makes[name]
        if not isinstance(made, pd.DataFrame):
            made = self._makes[name] = made()
        return made

    def __iter__(self) -> Iterator[str]:
        """The names, in their order."""
        return iter(self._makes)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._makes)

    def __reduce__(self) -> tuple[type[TablesOnDemand], tuple[dict[str, pd.DataFrame]]]:
        # What makes a table holds all replications; other processes are given the tables.
        return type(self), (dict(self),)


class WithRows:
    """The tables that have rows, each with its name."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables

    def __iter__(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """One after another, as they are made."""
        return ((name, table) for name, table in self._tables.items() if len(table))
