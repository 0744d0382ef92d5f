"""What the pictures of unknown inputs share: thin bars, the input that matters most at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from sim.output.charts.canvas import Look, Page, text_width, wrapped
from sim.output.charts.colours import GREY, INK
from sim.output.charts.labels import write_key

__all__ = ["ALT", "MOST_INPUTS", "InputBars"]

ALT = "Bars: the inputs that matter most, the first at the top. Numbers: table below."

MOST_INPUTS = 12
"""Inputs that a picture shows; the others, which matter less, are counted in its note."""

_NAMES, _ROW, _BAR, _AXIS, _HEAD, _SPACE = 2.6, 0.4, 0.14, 0.5, 0.42, 0.25
_SIZE, _SMALL = 9.0, 8.0


@dataclass(frozen=True, eq=False)
class InputBars:
    """Bars with intervals, one or two an input, its text on the right, and a key of their colours.

    Rows have ``name, value, ci_low, ci_high, colour``, those of an input next to each other.
    """

    rows: pd.DataFrame
    texts: Mapping[str, str]
    key: Mapping[str, str]

    @property
    def height(self) -> float:
        """Inches with the axis and the key."""
        return _AXIS + len(self.texts) * _ROW + _HEAD

    @property
    def placed(self) -> pd.DataFrame:
        """The rows with their middles ``at`` from the top, in rows of inputs."""
        of_input = self.rows.groupby("name", sort=False)["name"]
        aside = of_input.cumcount() - (of_input.transform("size") - 1) / 2
        return self.rows.assign(at=of_input.ngroup() + 0.5 + aside * _BAR / _ROW)

    def draw(self, drawing: Page, unit: str, limits: tuple[float, float]) -> Axes:
        """Draw them over an axis of a unit, with the names on the left and the texts on the right."""
        write_key(drawing, (_NAMES, drawing.height - 0.15), self.key, Look(_SIZE), (0.33, 0.4))
        height = len(self.texts) * _ROW
        for place, (name, text) in enumerate(self.texts.items()):
            middle = _AXIS + height - (place + 0.5) * _ROW
            drawing.write((0, middle), wrapped(name, _NAMES - 0.15, _SIZE), Look(_SIZE))
            drawing.write((drawing.width, middle), text, Look(_SMALL, GREY), across="right")
        room = max(text_width(text, _SMALL) for text in self.texts.values()) + _SPACE
        axes = drawing.axes(_NAMES, _AXIS, drawing.width - _NAMES - room, height)
        axes.set(xlim=limits, ylim=(len(self.texts), 0), yticks=[])
        axes.set_xlabel(unit, size=8, color=GREY)
        axes.axvline(0, color=INK, linewidth=0.8)
        columns = ["at", "value", "ci_low", "ci_high", "colour"]
        for at, value, low, high, colour in self.placed[columns].itertuples(index=False):
            axes.barh(at, value, height=_BAR / _ROW, color=colour)
            axes.plot([low, high], [at, at], color=INK, linewidth=0.9)
        return axes
