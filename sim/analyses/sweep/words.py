"""What a sweep found, in words: how a measure answers to the inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.analyses.sweep.tables import Input, SweepTables, shown
from sim.model.outcomes import is_count
from sim.output.names import listed, measure_words
from sim.output.numbers import count, is_none, over, share
from sim.scenario.arrays import Floats

ALT = "How the counts answer to the inputs. Numbers: table of the points below."
"""What every picture of a sweep shows, for those who cannot see it."""

_SLACK = 0.02
_MAIN = 0.75
_MOST_NAMED = 3


def message(tables: SweepTables, measure: str) -> str:
    """Say how a measure answers to the inputs: rises, falls, stays, or how far each input moves it."""
    axes = tables.axes
    known = tables.means(measure).dropna(subset=["mean"])
    name, span = measure_words(measure), f" {over(tables.days)}" if is_count(measure) else ""
    if known.empty:
        return f"{name} is unknown at every point"
    means = known["mean"].to_numpy(dtype=float)
    highest, lowest = int(means.argmax()), int(means.argmin())
    most, least = count(means.max()), count(means.min())
    if len(known) == 1:
        return f"{name} is {most}{span} at {_listed([axis.at(str(known[axis.path].iloc[0])) for axis in axes])}"
    if most == least:
        what = f"the {_listed([axis.name for axis in axes])}" if len(axes) <= 3 else f"the {len(axes)} inputs"
        return f"{name} stays at {most}{span} whatever {what}"
    if not tables.differs(int(known.index[highest]), int(known.index[lowest]), measure):
        return f"{name} does not clearly change with {_listed([axis.name for axis in axes])}: {least} to {most}{span}"
    if len(axes) > 1:
        return f"{name} goes from {least} to {most}{span}{_moved_by(axes, known)}"
    return f"{name} {_along(axes[0], axes[0].along(known), span)}"


def _moved_by(axes: Sequence[Input], known: pd.DataFrame) -> str:
    """Say by how much each input moves the mean at most, the others as they are; nothing of a sample.

    In a sample no two points differ in one input alone.
    """
    moved = {}
    for axis in axes:
        others = [other.path for other in axes if other is not axis]
        groups = known.groupby(others)["mean"]
        if groups.size().max() == 1:
            return ""
        moved[axis.name] = float((groups.max() - groups.min()).max())
    chosen = sorted(moved, key=lambda name: -moved[name])[:_MOST_NAMED]
    told = [f"{'nothing' if is_none(moved[name]) else f'up to {count(moved[name])}'} with {name}" for name in chosen]
    return f": by {listed(told)}"


def _listed(names: Sequence[str]) -> str:
    return f"any of {len(names)} inputs" if len(names) > _MOST_NAMED else listed(names)


def _along(axis: Input, rows: pd.DataFrame, span: str) -> str:
    """Say what becomes of the mean along one input: the ends of a trend and where most of it is made, or its extremes.

    Most of it is told where two neighbours of several make it alone.
    """
    means, values = rows["mean"].to_numpy(dtype=float), [str(value) for value in rows[axis.path]]
    trend = _trend(means) if axis.is_numeric else ""
    if not trend:
        most, least = int(means.argmax()), int(means.argmin())
        extremes = f"highest, {count(means[most])}{span}, at {axis.at(values[most])}"
        return f"is {extremes} and lowest, {count(means[least])}, at {axis.at(values[least])}"
    ends = f"{shown(values[0])} to {shown(values[-1])}"
    told = f"{trend} from {count(means[0])} to {count(means[-1])}{span} with {axis.name} from {ends}"
    steps = np.diff(means)
    place = int(np.abs(steps).argmax())
    part = float(steps[place] / (means[-1] - means[0]))
    if len(steps) == 1 or part < _MAIN:
        return told
    return f"{told}, {share(min(part, 1.0))} of it from {shown(values[place])} to {shown(values[place + 1])}"


def _trend(means: Floats) -> str:
    """Whether means go one way, but for steps back of 2 % of their range."""
    slack = _SLACK * float(np.ptp(means))
    for verb, rising in (("rises", means), ("falls", -means)):
        from_least, to_most = rising[0] <= rising.min() + slack, rising[-1] >= rising.max() - slack
        if from_least and to_most and np.diff(rising).min() >= -slack:
            return verb
    return ""
