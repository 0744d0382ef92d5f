"""The colours of all pictures and pages, and what is grey; known without the library that draws."""

from __future__ import annotations

from sim.model.outcomes import LOST_KNOWN, LOST_UNKNOWN, Outcome

# Colours by Okabe and Ito, told apart whatever one's colour vision; the others are tints of theirs.
_BLUE, _SKY, _GREEN, _ORANGE, _VERMILION, _PURPLE = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7"
_SKY_TINT, _SKY_PALE = "#9BD3F2", "#CFEAF9"
_OF_THE_KNOWN = (_BLUE, _SKY, _SKY_TINT, _SKY_PALE, "#7FB8D8")
_OF_THE_UNKNOWN = (_VERMILION, _ORANGE, "#F2CF80")
"""The last of each is spare, for an outcome to come."""

HATCH = "////"
"""Marks, beside its colour, that ICE has no trace."""

INK, GREY, GRID = "#1A1A1A", "#5A5A5A", "#D9D9D9"

SCENARIO_COLOURS = (_BLUE, _VERMILION, _GREEN, _PURPLE, _ORANGE)

OUTCOME_COLOURS: dict[str, str] = {
    Outcome.TRANSFERRED: _GREEN,
    Outcome.MOVED_ON: "#8C8C8C",
    **dict(zip(LOST_KNOWN, _OF_THE_KNOWN, strict=False)),
    **dict(zip(LOST_UNKNOWN, _OF_THE_UNKNOWN, strict=False)),
}
"""Grey for people who went elsewhere, blues for the lost of whom ICE knows, orange for those of whom it does not."""
