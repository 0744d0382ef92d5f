"""What must not be concluded from a report, said on the report itself."""

from __future__ import annotations

from sim.output.page.content import Section

_CONCLUSIONS = (
    (
        "That a policy is good or bad. The model counts bookings. It weighs no crime prevented or committed, no family "
        "separated, no trust in the police and no law. A lost lead is a count, not a harm; a flag is not a benefit."
    ),
    "That people released are dangerous, or were convicted. A booking is an accusation.",
    "That foreign-born people are booked more often, or that many are removable. Both shares are inputs, not results.",
    (
        "What happens after custody: whether a person who was collected is removed, released or "
        "found to have a right to "
        "stay, and whether a person who was released is arrested later, is not modelled."
    ),
    "What would happen elsewhere or in another year. Staffing, records and stays differ between counties and years.",
    "That a number is exact to the person. What is unknown about the inputs is larger than what chance does.",
    "Anything about a named person. All people here are synthetic; the model must not be used to decide on anyone.",
)
CHANCE = (
    "The intervals of this study hold chance only: how much a count varies between years that are alike. They do not "
    "hold what is unknown about the inputs, many of which are assumptions, nor what the rules of the model leave out."
)
CHANCE_AND_RANGES = (
    "The intervals of this study hold chance and the declared ranges of the inputs, each sampled evenly and by itself. "
    "They do not hold inputs without a range, nor what the rules of the model leave out."
)
CHANCE_AND_UNKNOWNS = (
    "The intervals with what is unknown hold the chance of a single run and the declared ranges of the inputs, each "
    "sampled evenly and by itself; all others hold chance only. None holds inputs without a range, nor what the rules "
    "of the model leave out."
)


def limits(what_intervals_hold: str) -> Section:
    """Say what must not be concluded, and what the intervals hold: `CHANCE`, or one of those with ranges."""
    return Section("What must not be concluded", sentences=(what_intervals_hold,), points=_CONCLUSIONS)
