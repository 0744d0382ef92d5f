"""The model as a picture: from booking through three lines to seven outcomes, and who works each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from sim.model.outcomes import LOST_UNKNOWN, Outcome
from sim.output.charts.canvas import (
    GREY,
    HATCH,
    INK,
    MARGIN,
    OUTCOME_COLOURS,
    WIDTH,
    Look,
    Page,
    drawn,
    line_height,
    page,
    wrapped,
)
from sim.output.numbers import meaning, readable

__all__ = ["model_diagram"]

_NOTE = (
    "The same booking, with the same facts, takes both ways at once: by interview where officers screen at the jail, "
    "and by fingerprint everywhere. Each line is first come, first served, and release is a race against all three."
)
_CAPTION = (
    "Removable people end in one of the seven coloured outcomes; hatching marks those of whom ICE has no trace.\n"
    "Lawful residents and citizens go through the same lines, and end as released, wrongly flagged or wrongly "
    "transferred.\n"
    "Release due: booking time plus the stay on the local charge. Hold: how long past it the jail keeps a flagged "
    "person for ICE."
)

_GAP = 0.17
_COLUMN = (WIDTH - 2 * MARGIN + _GAP) / 7
_BOX, _ENDINGS = 1.05, 1.2
_FINGERPRINT, _INTERVIEW = 1.75, 3.25
_HEIGHT = _INTERVIEW + _BOX + 0.1
_HEAD, _TEXT, _SMALL = 9.0, 7.8, 7.2
_PAD = 0.08
_LINE, _STEP = "#FFF3D6", "#F2F2F2"

_ENDS = (
    Outcome.RELEASED_NOT_FINGERPRINTED,
    Outcome.RELEASED_NO_RECORD,
    Outcome.RELEASED_BEFORE_MATCH,
    Outcome.RELEASED_BEFORE_REVIEW,
    Outcome.RELEASED_NO_DETAINER,
    Outcome.RELEASED_AFTER_FLAG,
    Outcome.TRANSFERRED,
)


@dataclass(frozen=True)
class _Box:
    """A box: its place among the seven columns, how many it spans, its foot in inches, and what it says."""

    column: int
    columns: int
    bottom: float
    head: str
    text: str
    colour: str = _STEP

    @property
    def left(self) -> float:
        return self.column * _COLUMN

    @property
    def width(self) -> float:
        return self.columns * _COLUMN - _GAP


_BOXES = (
    _Box(0, 1, _INTERVIEW, "Booking", "charge and stay: release is due at a set time"),
    _Box(1, 1, _INTERVIEW, "Put forward", "says at intake: born abroad; ready after intake"),
    _Box(
        2,
        2,
        _INTERVIEW,
        "1. Interview line (each jail)",
        "worked by a screening team in its shifts: deputies trained under 287(g), or visiting ICE agents; flags those "
        "detected, if the interview ends before release is due",
        _LINE,
    ),
    _Box(4, 1, _INTERVIEW, "Flagged", "a detainer is lodged; the earlier way has the flag"),
    _Box(
        5,
        2,
        _INTERVIEW,
        "3. Pickup line (each field office)",
        "worked by ICE crews in their shifts; a trip has seats, and must arrive between release due and the end of "
        "the hold",
        _LINE,
    ),
    _Box(0, 1, _FINGERPRINT, "Prints", "taken at booking and sent"),
    _Box(1, 1, _FINGERPRINT, "Record", "federal databases know the person: a match"),
    _Box(2, 1, _FINGERPRINT, "Match", "reaches the field office after some hours"),
    _Box(
        3,
        2,
        _FINGERPRINT,
        "2. Review line (each field office)",
        "worked by ICE officers in their shifts, mostly office hours; whoever screening has flagged already is closed "
        "at no cost",
        _LINE,
    ),
)


@drawn
def model_diagram() -> Figure:
    """Draw the conceptual model."""
    drawing = page("From booking to outcome: two ways to a flag, three lines, one race", _NOTE, _CAPTION, _HEIGHT)
    for box in _BOXES:
        _draw(drawing, box)
    for column, outcome in enumerate(_ENDS):
        _ending(drawing, column, outcome)
    _ways(drawing)
    _exits(drawing)
    return drawing.figure


def _draw(drawing: Page, box: _Box) -> None:
    _rectangle(drawing, box, box.colour)
    heads = wrapped(box.head, box.width - 1.7 * _PAD, _HEAD, "bold")
    top = box.bottom + _BOX - 0.1
    drawing.write((box.left + _PAD, top), heads, Look(_HEAD, weight="bold"), along="top")
    below = top - len(heads) * line_height(_HEAD) - 0.04
    drawing.write((box.left + _PAD, below), wrapped(box.text, box.width - 1.7 * _PAD, _TEXT), Look(_TEXT), along="top")


def _ending(drawing: Page, column: int, outcome: Outcome) -> None:
    colour = OUTCOME_COLOURS[outcome]
    box = _Box(column, 1, 0, readable(outcome), meaning(outcome), colour)
    _rectangle(drawing, box, "white", height=_ENDINGS)
    strip = Rectangle(
        (MARGIN + box.left, drawing.bottom + _ENDINGS - 0.16),
        box.width,
        0.16,
        transform=drawing.figure.dpi_scale_trans,
        facecolor=colour,
        edgecolor="white",
        linewidth=0,
        hatch=HATCH if outcome in LOST_UNKNOWN else None,
    )
    drawing.figure.add_artist(strip)
    heads = wrapped(box.head, box.width - 1.7 * _PAD, _TEXT, "bold")
    top = _ENDINGS - 0.26
    drawing.write((box.left + _PAD, top), heads, Look(_TEXT, weight="bold"), along="top")
    below = top - len(heads) * line_height(_TEXT) - 0.04
    drawing.write(
        (box.left + _PAD, below), wrapped(box.text, box.width - 1.7 * _PAD, _SMALL), Look(_SMALL, GREY), along="top"
    )


def _rectangle(drawing: Page, box: _Box, colour: str, height: float = _BOX) -> None:
    patch = Rectangle(
        (MARGIN + box.left, drawing.bottom + box.bottom),
        box.width,
        height,
        transform=drawing.figure.dpi_scale_trans,
        facecolor=colour,
        edgecolor=GREY,
        linewidth=0.8,
    )
    drawing.figure.add_artist(patch)


def _ways(drawing: Page) -> None:
    """Draw the arrows that lead on."""
    for row, ends in ((_INTERVIEW, (1, 2, 4, 5)), (_FINGERPRINT, (1, 2, 3))):
        for column in ends:
            edge, middle = column * _COLUMN, row + _BOX / 2
            _arrow(drawing, [(edge - _GAP, middle), (edge, middle)])
    booking, flagged = _middle(0), _middle(4)
    _arrow(drawing, [(booking, _INTERVIEW), (booking, _FINGERPRINT + _BOX)])
    _arrow(drawing, [(flagged, _FINGERPRINT + _BOX), (flagged, _INTERVIEW)])
    between = (_INTERVIEW + _FINGERPRINT + _BOX) / 2
    drawing.write((booking + 0.08, between), "the same person, by fingerprint", Look(_TEXT, GREY))
    drawing.write((flagged - 0.08, between), "a detainer follows", Look(_TEXT, GREY), across="right")


def _exits(drawing: Page) -> None:
    """Draw the arrows to the outcomes."""
    words = ("not sent", "no record", "comes too late", "none in time", "no detainer")
    for column, word in enumerate(words):
        middle = _middle(column)
        _arrow(drawing, [(middle, _FINGERPRINT), (middle, _ENDINGS)])
        drawing.write((middle + 0.08, (_FINGERPRINT + _ENDINGS) / 2), word, Look(_TEXT, GREY))
    notes: Sequence[tuple[int, str]] = ((5, "no crew can be there in time"), (6, "a crew is there in time"))
    for column, note in notes:
        middle = _middle(column)
        _arrow(drawing, [(middle, _INTERVIEW), (middle, _ENDINGS)])
        lines = wrapped(note, _COLUMN / 2 - _GAP, _TEXT)
        drawing.write((middle + 0.08, _FINGERPRINT + _BOX / 2), lines, Look(_TEXT, GREY))


def _middle(column: int) -> float:
    return column * _COLUMN + (_COLUMN - _GAP) / 2


def _arrow(drawing: Page, ends: Sequence[tuple[float, float]]) -> None:
    start, end = ((MARGIN + across, drawing.bottom + along) for across, along in ends)
    arrow = FancyArrowPatch(
        start,
        end,
        transform=drawing.figure.dpi_scale_trans,
        arrowstyle="-|>",
        mutation_scale=9,
        shrinkA=0,
        shrinkB=0,
        color=INK,
        linewidth=0.9,
    )
    drawing.figure.add_artist(arrow)
