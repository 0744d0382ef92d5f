"""What a sweep found, in words: how a measure answers to the inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.output.names import listed, measure_words
from sim.output.numbers import count
from sim.scenario.arrays import Floats

ALT = "How the counts answer to the inputs. Numbers: table of the points below."
"""What every picture of a sweep shows, for those who cannot see it."""

_SLACK = 0.02


def message(tables: SweepTables, measure: str) -> str:
    """Say how a measure answers to the inputs: rises, falls, stays, or where it is highest and lowest."""
    axes = tables.axes
    known = tables.means(measure).dropna(subset=["mean"])
    name = measure_words(measure)
    if known.empty:
        return f"{name} is unknown at every point"
    means = known["mean"].to_numpy(dtype=float)
    highest, lowest = (known.iloc[int(place)] for place in (means.argmax(), means.argmin()))
    most, least = count(means.max()), count(means.min())
    if len(known) == 1:
        return f"{name} is {most} at {_listed([axis.at(str(highest[axis.path])) for axis in axes])}"
    if most == least:
        what = f"the {_listed([axis.name for axis in axes])}" if len(axes) <= 3 else f"the {len(axes)} inputs"
        return f"{name} stays at {most} whatever {what}"
    if not tables.differs(int(str(highest.name)), int(str(lowest.name)), measure):
        return f"{name} does not clearly change with {_listed([axis.name for axis in axes])}: {least} to {most}"
    ordered = axes[0].along(known)
    if len(axes) == 1 and axes[0].is_numeric and (trend := _trend(ordered["mean"].to_numpy(dtype=float))):
        begin, end = (count(float(ordered["mean"].iloc[place])) for place in (0, -1))
        first, last = (shown(str(ordered[axes[0].path].iloc[place])) for place in (0, -1))
        return f"{name} {trend} from {begin} to {end} as {axes[0].name} goes from {first} to {last}"
    printed = known.assign(mean=[count(float(mean)) for mean in known["mean"]])
    where, there = _where(axes, printed, highest), _where(axes, printed, lowest)
    return f"{name} is highest, {most}, {where} and lowest, {least}, {there}"


def _where(axes: Sequence[Input], printed: pd.DataFrame, row: pd.Series) -> str:
    """Say where an extreme is, by the inputs that matter to it; of many inputs by the number of its point.

    The means of all known points are as printed.
    """
    if len(axes) > 3:
        return f"at point {row.name}"
    alike = printed[printed["mean"] == printed["mean"][printed.index == row.name].iloc[0]]
    free = [axis for axis in axes if _is_free(axis, axes, printed, alike, row)]
    named = [axis for axis in axes if axis not in free] or list(axes)
    elsewhere = (alike[[axis.path for axis in named]] != row[[axis.path for axis in named]]).any(axis=None)
    return f"{'for instance at' if elsewhere else 'at'} {_listed([axis.at(str(row[axis.path])) for axis in named])}"


def _is_free(axis: Input, axes: Sequence[Input], printed: pd.DataFrame, alike: pd.DataFrame, row: pd.Series) -> bool:
    """Whether the mean is the same whatever this input is, the others as at a point."""
    others = [other.path for other in axes if other is not axis]
    if not others:
        return False
    here, same = ((rows[others] == row[others]).all(axis=1).sum() for rows in (printed, alike))
    return bool(1 < here == same)


def _listed(names: Sequence[str]) -> str:
    return f"any of {len(names)} inputs" if len(names) > 3 else listed(names)


def _trend(means: Floats) -> str:
    """Whether means go one way, but for steps back of 2 % of their range."""
    slack = _SLACK * float(np.ptp(means))
    for verb, rising in (("rises", means), ("falls", -means)):
        from_least, to_most = rising[0] <= rising.min() + slack, rising[-1] >= rising.max() - slack
        if from_least and to_most and np.diff(rising).min() >= -slack:
            return verb
    return ""
