"""Mixed-integer linear programs, put together a row at a time and solved by HiGHS (`scipy.optimize.milp`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.scenario.arrays import Floats, Ints

_NODES = 2_000
"""Branches that are looked at, at most: a limit of time would make results hang on the machine."""

_INFEASIBLE = 2

Some = Ints | Sequence[int]
Factors = Floats | Sequence[float] | float


@dataclass(frozen=True)
class Solved:
    """The values of all variables, whole ones whole, or None where none were found; proven if there surely are none."""

    values: Floats | None
    is_proven: bool


@dataclass
class Program:
    """Variables from 0 to their most, rows of sums between two ends, and a sum that is made small."""

    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    entries: list[tuple[Ints, Floats]] = field(default_factory=list)

    def add(self, count: int, most: float, *, whole: bool = True) -> Ints:
        """Add so many variables, and give their numbers."""
        numbers = np.arange(len(self.most), len(self.most) + count)
        self.most += [most] * count
        self.whole += [whole] * count
        self.costs += [0.0] * count
        return numbers

    def cost(self, variables: Ints, costs: Floats | float) -> None:
        """Set what each of some variables adds to the sum that is made small."""
        each = np.broadcast_to(np.asarray(costs, dtype=float), variables.shape)
        for variable, value in zip(variables.tolist(), each.tolist(), strict=True):
            self.costs[variable] = value

    def keep(self, *sums: tuple[Some, Factors], low: float = -math.inf, high: float = math.inf) -> None:
        """Add a row: the sum of variables times factors is kept between two ends."""
        variables = [np.asarray(each, dtype=np.int64) for each, _ in sums]
        factors = [
            np.broadcast_to(np.asarray(each, dtype=float), len(of))
            for of, (_, each) in zip(variables, sums, strict=True)
        ]
        self.entries.append((np.concatenate(variables), np.concatenate(factors)))
        self.lows.append(low)
        self.highs.append(high)

    def solved(self, gap: float = 0.0) -> Solved:
        """Solve it.

        Parameters
        ----------
        gap
            By which part of the best possible sum it may be worse.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        columns = np.concatenate([variables for variables, _ in self.entries])
        rows = np.repeat(np.arange(len(self.entries)), [len(variables) for variables, _ in self.entries])
        values = np.concatenate([factors for _, factors in self.entries])
        matrix = csr_array((values, (rows, columns)), shape=(len(self.entries), len(self.most)))
        found = milp(
            np.array(self.costs),
            integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(0, np.array(self.most)),
            constraints=LinearConstraint(matrix, np.array(self.lows), np.array(self.highs)),
            options={"mip_rel_gap": gap, "node_limit": _NODES},
        )
        if found.x is None:
            return Solved(None, is_proven=found.status == _INFEASIBLE)
        return Solved(np.where(self.whole, np.round(found.x), found.x), is_proven=found.status == 0)
