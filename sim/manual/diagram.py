"""The model as a picture: from booking through three lines to nine outcomes, and who works each line."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import FancyArrowPatch

from sim.model.outcomes import LOST_UNKNOWN, Outcome
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, line_height, wrapped
from sim.output.charts.colours import GREY, INK, OUTCOME_COLOURS
from sim.output.charts.picture import Picture
from sim.output.names import meaning, readable

_NOTE = (
    "The same booking, with the same facts, takes both ways at once: by interview where officers screen at the jail, "
    "and by fingerprint everywhere. Each line is first come, first served, and release is a race against all three."
)
CAPTION = (
    "Removable people end in one of the nine coloured outcomes; hatching marks those of whom ICE has no trace. Who "
    "moves on may do so unflagged too.\n"
    "Lawful residents and citizens go through the same lines, and end as released, wrongly flagged or wrongly "
    "transferred.\n"
    "Release due: booking time plus the stay on the local charge. Hold: how long past it the jail keeps a flagged "
    "person for ICE."
)

_GAP = 0.17
_COLUMN = (WIDTH - 2 * MARGIN + _GAP) / 9
_BOX, _ENDINGS = 1.3, 1.35
_FINGERPRINT, _INTERVIEW = 1.9, 3.65
_HEAD, _TEXT, _SMALL, _NARROW = 9.0, 7.8, 7.0, 7.0
_PAD = 0.08
_COLOURS = {1: "#F2F2F2", 2: "#FFF3D6", 4: "#FFF3D6"}
"""Of steps, a column wide, and of lines, which take more."""

_ENDS = (
    Outcome.RELEASED_NOT_FINGERPRINTED,
    Outcome.RELEASED_NO_RECORD,
    Outcome.RELEASED_BEFORE_MATCH,
    Outcome.RELEASED_BEFORE_REVIEW,
    Outcome.RELEASED_NO_DETAINER,
    Outcome.MOVED_ON,
    Outcome.RELEASED_LIFTED,
    Outcome.RELEASED_AFTER_FLAG,
    Outcome.TRANSFERRED,
)


_WAYS: dict[float, tuple[tuple[int, str, str], ...]] = {
    _INTERVIEW: (
        (1, "Booking", "charge and stay: release is due at a set time"),
        (1, "Put forward", "birthplace on the record, not cleared; ready after intake"),
        (
            2,
            "1. Interview line (jail)",
            (
                "worked by a screening team in its shifts: deputies trained under 287(g), or visiting ICE agents; "
                "flags those detected, if the interview ends before release is due"
            ),
        ),
        (1, "Flagged", "a detainer is lodged; the earlier way has the flag"),
        (
            4,
            "3. Pickup: rounds, else the line for crews (each field office)",
            (
                "rounds of ICE come to the jail at fixed hours, with a list that closes some time before; whom none "
                "collects, a crew does in its shift, if one can be spared; a round or a trip has seats, and must "
                "arrive between release due and the end of the hold"
            ),
        ),
    ),
    _FINGERPRINT: (
        (1, "Prints", "taken at booking and sent"),
        (1, "Record", "federal databases know the person: a match"),
        (1, "Match", "reaches the field office after some hours"),
        (
            2,
            "2. Review line (field office)",
            (
                "worked by ICE officers in their shifts, mostly office hours; whoever screening has flagged already is "
                "closed at no cost"
            ),
        ),
    ),
}
"""From the left, the boxes of each way: how many columns they take, and what they say."""

_EXITS = ("not sent", "no record", "comes too late", "none in time", "no detainer")
_RACE = {
    5: "goes elsewhere at release due",
    6: "ICE withdraws the detainer",
    7: "neither can be there in time",
    8: "in time",
}


def model_diagram() -> Picture:
    """Draw the conceptual model."""
    return Picture(
        name="model",
        title="From booking to outcome: two ways to a flag, three lines, one race",
        note=_NOTE,
        alt="Boxes: booking, two ways to a flag, three lines and nine outcomes, joined by arrows.",
        height=_INTERVIEW + _BOX + 0.1,
        draw=_draw,
    )


def _draw(drawing: Page) -> None:
    for bottom, boxes in _WAYS.items():
        column = 0
        for columns, head, text in boxes:
            place = _Place(column, columns, bottom, _BOX)
            drawing.block(place.corner, place.size, _COLOURS[columns], GREY)
            place.write(drawing, (head, text), 0.1, (Look(_HEAD, weight="bold"), Look(_TEXT)))
            if column:
                edge, middle = column * _COLUMN, bottom + _BOX / 2
                _arrow(drawing, (edge - _GAP, middle), (edge, middle))
            column += columns
    for column, outcome in enumerate(_ENDS):
        place, colour = _Place(column, 1, 0, _ENDINGS), OUTCOME_COLOURS[outcome]
        drawing.block(place.corner, place.size, "white", GREY)
        strip = (place.corner[0], _ENDINGS - 0.16)
        drawing.block(strip, (place.size[0], 0.16), colour, hatched=outcome in LOST_UNKNOWN)
        words = (readable(outcome), meaning(outcome))
        place.write(drawing, words, 0.26, (Look(_NARROW, weight="bold"), Look(_SMALL, GREY)))
    _join(drawing)


@dataclass(frozen=True)
class _Place:
    """Where a box is: its first column, how many it spans, its foot and its height in inches."""

    column: int
    columns: int
    bottom: float
    height: float

    @property
    def corner(self) -> tuple[float, float]:
        return self.column * _COLUMN, self.bottom

    @property
    def size(self) -> tuple[float, float]:
        return self.columns * _COLUMN - _GAP, self.height

    def write(self, drawing: Page, words: tuple[str, str], inset: float, looks: tuple[Look, Look]) -> None:
        """Write a head and the text under it, from `inset` inches below the top."""
        left, top = self.corner[0] + _PAD, self.bottom + self.height - inset
        for text, look in zip(words, looks, strict=True):
            lines = wrapped(text, self.size[0] - 1.7 * _PAD, look.size, look.weight)
            drawing.write((left, top), lines, look, along="top")
            top -= len(lines) * line_height(look.size) + 0.04


def _join(drawing: Page) -> None:
    """Draw the arrows between the ways, and those to the outcomes."""
    grey, booking, flagged = Look(_TEXT, GREY), _middle(0), _middle(4)
    _arrow(drawing, (booking, _INTERVIEW), (booking, _FINGERPRINT + _BOX))
    _arrow(drawing, (flagged, _FINGERPRINT + _BOX), (flagged, _INTERVIEW))
    between = (_INTERVIEW + _FINGERPRINT + _BOX) / 2
    drawing.write((booking + 0.08, between), "the same person, by fingerprint", grey)
    drawing.write((flagged - 0.08, between), "a detainer follows", grey, across="right")
    for column, word in enumerate(_EXITS):
        _arrow(drawing, (_middle(column), _FINGERPRINT), (_middle(column), _ENDINGS))
        drawing.write((_middle(column) + 0.08, (_FINGERPRINT + _ENDINGS) / 2), word, grey)
    for column, note in _RACE.items():
        _arrow(drawing, (_middle(column), _INTERVIEW), (_middle(column), _ENDINGS))
        lines = wrapped(note, _COLUMN - 0.2, _TEXT)
        drawing.write((_middle(column) + 0.08, _FINGERPRINT + _BOX / 2), lines, grey)


def _middle(column: int) -> float:
    return column * _COLUMN + (_COLUMN - _GAP) / 2


def _arrow(drawing: Page, *ends: tuple[float, float]) -> None:
    start, end = ((MARGIN + across, drawing.bottom + along) for across, along in ends)
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=9, shrinkA=0, shrinkB=0, color=INK, linewidth=0.9
    )
    arrow.set_transform(drawing.figure.dpi_scale_trans)
    drawing.figure.add_artist(arrow)
