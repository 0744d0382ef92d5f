"""A picture of results: what it says in words and in numbers, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from sim.output.charts.canvas import STYLE, Page, page
from sim.output.charts.fonts import whatever_the_script, with_fonts


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture before it is drawn, in whatever form.

    Parameters
    ----------
    name
        Of its files, without a suffix.
    title
        What it says, in a sentence.
    note
        What its numbers are: the line under the title.
    alt
        What it shows, and where its numbers are, for those who cannot see it.
    height
        Inches of the body.
    draw
        Draws the body.
    numbers
        What it shows, as a table beside its files; empty where another table of the results says it already.
    """

    name: str
    title: str
    note: str
    alt: str
    height: float
    draw: Callable[[Page], None]
    numbers: pd.DataFrame = field(default_factory=pd.DataFrame)

    def figure(self, caption: str = "") -> Figure:
        """Draw the whole of it, whatever the reader's settings of matplotlib, with a caption small under the body."""
        with mpl.rc_context(STYLE), whatever_the_script():
            drawing = page(self.title, self.note, caption, self.height)
            self.draw(drawing)
            with_fonts(drawing.figure)
        return drawing.figure
