"""What a count is: a reduction of field offices to whole numbers by jail, from which its tables follow.

A file of this folder registers one as its ``COUNT``. That it is kept, put together over field offices, averaged, paired
between scenarios, written and read again follows from what it says of itself.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.model.office import Office
from sim.scenario.arrays import tally
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]

T = TypeVar("T")

Subject = tuple[Scenario, ...]
"""What a reduction is of: a scenario, or a base and another."""

Cells = tuple[str, NDArray[np.bool_], Ints]
"""A column of a count, which bookings count in it, and in which row each booking of the caseload would."""


def shared_jails(*scenarios: Scenario) -> tuple[str, ...]:
    """The jails of some scenarios: those of the first, then those that only later ones have."""
    return tuple(dict.fromkeys(chain.from_iterable(each.jails for each in scenarios)))


class Reduction(ABC):
    """Reduces field offices to arrays of whole numbers, which add up exactly over field offices.

    An array is of one replication. It has a row a jail, in the order of `shared_jails`; rows beyond those are of field
    offices as a whole.
    """

    name: str

    @abstractmethod
    def subjects(self, of_scenarios: Sequence[T]) -> list[tuple[T, ...]]:
        """Group what there is of each scenario, the base first, as there are arrays: by itself, or with the base's."""

    @abstractmethod
    def zeros(self, subject: Subject) -> Ints:
        """The array of no field office."""

    @abstractmethod
    def together(self, subject: Subject, offices: Sequence[Sequence[Office]]) -> Ints:
        """Reduce field offices, given for each scenario of the subject: an array a replication, stacked."""


class OfEach(Reduction):
    """Reduces the field offices of each scenario by itself."""

    def subjects(self, of_scenarios: Sequence[T]) -> list[tuple[T, ...]]:
        """An array a scenario."""
        return [(each,) for each in of_scenarios]

    def together(self, subject: Subject, offices: Sequence[Sequence[Office]]) -> Ints:
        """Add up the field offices of the scenario."""
        return sum((self.of(office) for office in chain.from_iterable(offices)), self.zeros(subject)[np.newaxis])

    @abstractmethod
    def of(self, office: Office) -> Ints:
        """Reduce one field office, an array a replication; jails of others have rows of zero."""


@dataclass(frozen=True)
class Count(OfEach):
    """How many bookings of the counted days there are, by what tells them apart.

    Its table tells of all jails together, with intervals; a comparison also has paired differences, by how jails
    differ, in a table whose name ends in ``_paired``.

    Parameters
    ----------
    name
        Of its table.
    index
        Columns that tell its rows apart, each with the type of its values.
    rows
        Gives for a scenario the values of `index` in each row.
    columns
        What is counted in a row, and what that means.
    cells
        Gives for a field office the cells of each of `columns`.
    """

    name: str
    index: Mapping[str, type[str | int]]
    rows: Callable[[Scenario], Sequence[tuple[str | int, ...]]]
    columns: Mapping[str, str]
    cells: Callable[[Office], Iterable[Cells]]

    def zeros(self, subject: Subject) -> Ints:
        """Shape (jails, rows, columns)."""
        (scenario,) = subject
        return np.zeros((len(scenario.jails), len(self.rows(scenario)), len(self.columns)), dtype=np.int64)

    def of(self, office: Office) -> Ints:
        """Count the bookings of one field office."""
        jails, rows, _ = self.zeros((office.scenario,)).shape
        shape, columns = (len(office.caseload.replications), jails, rows), list(self.columns)
        counts = np.zeros((*shape, len(columns)), dtype=np.int64)
        first = (office.caseload.replication * jails + office.caseload.facts.jail) * rows
        for name, which, row in self.cells(office):
            cells = (first + row)[which & office.end.counted]
            counts[..., columns.index(name)] = tally(cells, math.prod(shape)).reshape(shape)
        return counts


@dataclass(frozen=True)
class CountInTime(Count):
    """A count whose rows follow one another in time, so differences between scenarios are also told added up."""


@dataclass(frozen=True)
class CountByJail(Count):
    """A count whose table tells of each jail, a column a thing counted, with means and without differences.

    Parameters
    ----------
    beside
        Gives for a scenario what is no matter of chance: ``jail``, some of `index`, and columns of its own.
    """

    beside: Callable[[Scenario], pd.DataFrame]
