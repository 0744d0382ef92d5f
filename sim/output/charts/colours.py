"""The colours of all pictures and pages, and what is grey; known without the library that draws.

None says whether what it stands for is good or bad: there is no green for one outcome and no red for another.
"""

from __future__ import annotations

from sim.model.outcomes import LOST_LEADS, LOST_MATCHED, LOST_UNKNOWN, Outcome

# Sought so that those that stand together are told apart whatever one's colour vision; a test holds it.
_BLUE, _OCHRE, _PLUM, _TEAL, _SLATE = "#0060A9", "#A37D1F", "#51135A", "#25A491", "#47494C"
_ORANGE = "#E69F00"
_OF_LEADS = ("#843476", "#C785B9", "#E9CFE4")
_OF_MATCHED = ("#3B86D8", "#95CDFD", "#D3E4F3", "#7F93B8")
_OF_UNKNOWN = ("#816711", "#DDB93A", "#EEE6BB")
"""The last of each is spare, for an outcome to come."""

HATCH = "////"
"""Marks, beside its colour, that ICE has no trace."""

INK, GREY, GRID = "#1A1A1A", "#5A5A5A", "#D9D9D9"

PALE = "#B9B9B9"
"""What is not sure, beside what is."""

SCENARIO_COLOURS = (_BLUE, _OCHRE, _PLUM, _TEAL, _SLATE)

MORE, LESS = _BLUE, _OCHRE
"""Which way a difference goes."""

LOW_END, HIGH_END = _BLUE, _ORANGE
"""The ends of a range, and the two indices of an input."""

OUTCOME_COLOURS: dict[str, str] = {
    Outcome.TRANSFERRED: "#422F90",
    Outcome.MOVED_ON: "#737472",
    **dict(zip(LOST_LEADS, _OF_LEADS, strict=False)),
    **dict(zip(LOST_MATCHED, _OF_MATCHED, strict=False)),
    **dict(zip(LOST_UNKNOWN, _OF_UNKNOWN, strict=False)),
}
"""Grey for people who went elsewhere, purples for lost leads, blues for other lost people whom ICE has matched, sand
colours for those of whom it has no trace."""
