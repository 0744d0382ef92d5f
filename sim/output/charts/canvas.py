"""The page that every picture is drawn on: title above, caption below, a body measured in inches between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.output.charts.colours import GREY, GRID, HATCH, INK
from sim.output.charts.fonts import FONT, families, whatever_the_script
from sim.output.names import begun
from sim.output.numbers import tick

STYLE: dict[Any, Any] = {
    "font.family": [FONT],
    "text.parse_math": False,
    "text.usetex": False,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "lostleads",
}
"""Settings under which pictures are drawn and saved. Names of scenarios are text, never formulas."""

WIDTH = 10.0
MARGIN = 0.35
_TITLE, _NOTE, _CAPTION = 14.0, 9.5, 7.5
_POINTS = 72.0
_ABOVE_NOTE = 0.2 - 0.73 * _NOTE / _POINTS
"""Where there is no title, the first line of the note stands this near to the edge."""

Weight = Literal["normal", "bold"]


def line_height(size: float) -> float:
    """Inches from one line of text to the next."""
    return size * 1.25 / _POINTS


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float, weight: Weight = "normal") -> float:
    """Inches that a line of text takes."""
    font = FontProperties(family=families(text), size=size, weight=weight)
    with whatever_the_script():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / _POINTS


def wrapped(text: str, width: float, size: float, weight: Weight = "normal") -> list[str]:
    """Break a text into lines of at most `width` inches, between words where it can be."""
    words, lines = re.split(r"[ \t\n]+", text.strip()), list[str]()
    letters = int(width * _POINTS / size / _EMS_A_LETTER)

    def fit(line: str) -> bool:
        return text_width(line, size, weight) <= width

    while any(words):
        guess = " ".join(words)[:letters].count(" ")
        count = _most(len(words), guess, lambda count: fit(" ".join(words[:count])))
        if count == 0:
            # A word too long for a line is broken between letters.
            broken = max(1, _most(len(words[0]), letters, lambda count: fit(words[0][:count])))
            words[:1], count = filter(None, (words[0][:broken], words[0][broken:])), 1
        lines.append(" ".join(words[:count]))
        del words[:count]
    return lines


_EMS_A_LETTER = 0.55
"""How wide letters and blanks of prose are in the mean."""


def _most(count: int, guess: int, fit: Callable[[int], bool]) -> int:
    """The largest number up to `count` of things that fit, sought from a guess on, for to measure is dear."""
    most = min(guess, count)
    while most < count and fit(most + 1):
        most += 1
    while most > 0 and not fit(most):
        most -= 1
    return most


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.06 else INK


@dataclass(frozen=True)
class Look:
    """How a text looks."""

    size: float
    colour: str = INK
    weight: Weight = "normal"


@dataclass(frozen=True)
class Page:
    """A figure with its title and caption written, and a body of so many inches to draw in, above its bottom."""

    figure: Figure
    bottom: float
    width: float
    height: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes without a frame, placed in inches from the lower left corner of the body."""
        whole_width, whole_height = self.figure.get_size_inches()
        axes = self.figure.add_axes(
            (
                (MARGIN + left) / whole_width,
                (self.bottom + bottom) / whole_height,
                width / whole_width,
                height / whole_height,
            )
        )
        axes.spines[:].set_visible(False)
        axes.tick_params(labelsize=8, colors=GREY, length=0)
        axes.set_axisbelow(True)
        return axes

    def place(self, axes: Axes) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of axes, as they were given in inches."""
        whole_width, whole_height = self.figure.get_size_inches()
        left, bottom, width, height = axes.get_position().bounds
        return (
            left * whole_width - MARGIN,
            bottom * whole_height - self.bottom,
            width * whole_width,
            height * whole_height,
        )

    def write(
        self,
        at: tuple[float, float],
        text: str | Sequence[str],
        look: Look,
        *,
        across: Literal["left", "center", "right"] = "left",
        along: Literal["top", "center", "bottom"] = "center",
    ) -> None:
        """Write a line, or several below each other, in the body; placed in inches from its lower left corner."""
        lines = [text] if isinstance(text, str) else text
        capitals = 0.73 * look.size / _POINTS
        more = (len(lines) - 1) * line_height(look.size)
        rise = {"top": -capitals, "center": (more - capitals) / 2, "bottom": more + 0.3 * capitals}[along]
        for place, line in enumerate(lines):
            self.figure.text(
                MARGIN + at[0],
                self.bottom + at[1] + rise - place * line_height(look.size),
                line,
                transform=self.figure.dpi_scale_trans,
                size=look.size,
                color=look.colour,
                weight=look.weight,
                ha=across,
                va="baseline",
            )

    def line(self, points: Sequence[tuple[float, float]], colour: str = GREY) -> None:
        """Draw a thin line in the body, through points in inches from its lower left corner."""
        across, along = zip(*((MARGIN + left, self.bottom + bottom) for left, bottom in points), strict=True)
        self.figure.add_artist(
            Line2D(across, along, transform=self.figure.dpi_scale_trans, color=colour, linewidth=0.7)
        )

    def swatch(self, left: float, middle: float, colour: str, *, hatched: bool = False) -> None:
        """Draw a small block of colour, a quarter inch wide."""
        self.block((left, middle - 0.065), (0.25, 0.13), colour, hatched=hatched)

    def block(
        self,
        corner: tuple[float, float],
        size: tuple[float, float],
        colour: str,
        edge: str = "",
        *,
        hatched: bool = False,
    ) -> None:
        """Draw a block of colour in the body, in inches from its lower left corner, with an edge if it has a colour."""
        block = Rectangle(
            (MARGIN + corner[0], self.bottom + corner[1]),
            *size,
            transform=self.figure.dpi_scale_trans,
            facecolor=colour,
            edgecolor=edge or "white",
            linewidth=0.8 if edge else 0,
            hatch=HATCH if hatched else None,
        )
        self.figure.add_artist(block)


def page(title: str, note: str, caption: str, height: float) -> Page:
    """Start a picture: write its title, the note under it and the caption, and leave a body of `height` inches."""
    width = WIDTH - 2 * MARGIN
    titles = wrapped(begun(title), width, _TITLE, "bold")
    notes = wrapped(begun(note), width, _NOTE)
    captions = [line for part in caption.splitlines() for line in wrapped(part, width, _CAPTION)]
    above = MARGIN + len(titles) * line_height(_TITLE) + 0.06 if titles else _ABOVE_NOTE
    head = above + len(notes) * line_height(_NOTE) + 0.2
    foot = MARGIN / 2 + (len(captions) * line_height(_CAPTION) + 0.2 if captions else 0.1)
    figure = Figure(figsize=(WIDTH, head + height + foot), facecolor="white")
    made = Page(figure, foot, width, height)
    made.write((0, height + head - MARGIN), titles, Look(_TITLE, weight="bold"), along="top")
    made.write((0, height + head - above), notes, Look(_NOTE, GREY), along="top")
    made.write((0, MARGIN / 2 - foot), captions, Look(_CAPTION, GREY), along="bottom")
    return made


def whole_numbers(axes: Axes, which: Literal["x", "y"] = "x", ticks: int = 5, unit: str = "") -> None:
    """Give an axis few ticks, with thousands set apart, a light grid, and its unit if any."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    if unit:
        axis.set_label_text(unit, size=8, color=GREY)
    axes.grid(visible=True, axis=which, color=GRID, linewidth=0.6)
