"""What is no list of bookings: said at once, with what it is instead and what it can tell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.records.columns import Role
from sim.records.grouping import Bookings, combined
from sim.records.mapping import Cohort, Mapping
from sim.records.moments import looks_like_moments
from sim.records.pieces import pieces
from sim.records.rosters import ONE_ROSTER
from sim.records.rows import Told
from sim.scenario.seconds import DAY_SECONDS
from sim.sheets.headers import in_words, plain, spelt
from sim.sheets.layout import Layout
from sim.sheets.spellings import told_by_columns

FEWEST_JUDGED = 20
_INSIDE_AT_ONCE = 2 / 3
_FEWEST_COUNTS = 4
_MOST_SHARED = 0.05
_DETAINER = ("detainer", "i 247", "lift reason")
_OUTCOMES = ("declined by lea", "lift reason", "honored", "honoured", "declined")


def without_bookings(layouts: Sequence[Layout]) -> str:
    """Why none of the files tells when somebody was booked, and what they may be instead."""
    return "\n".join(_without_bookings(layout) for layout in layouts)


def _without_bookings(layout: Layout) -> str:
    names = [plain(name) for name in layout.header]
    text = " | ".join(names)
    if any(name in _OUTCOMES for name in names):
        return (
            f"{layout.path}: counts how detainers ended, a row a place; it has no bookings. It may inform the "
            "scenario's honoured: 1 less declined by the jail, of all whose end is known"
        )
    if any(word in text for word in _DETAINER):
        return (
            f"{layout.path}: is a list of detainers: a row is a request to hold somebody, and several may be of one "
            "person; it has no bookings. It may inform the scenario's detainer and honoured, and its counts may be "
            "held against lostleads validate"
        )
    if _is_counts(layout):
        return (
            f"{layout.path}: counts people by place, a row a place; it has neither bookings nor stays. The people "
            "inside may be held against a scenario's, with --answer people_inside=NUMBER beside the bookings"
        )
    for name in spelt(layout.header, told_by_columns("records"))[Role.BOOKED]:
        if not looks_like_moments(layout.cells(name)):
            return (
                f"{layout.path}:{layout.header_line}: not even nine in ten cells under {name!r} are dates such as "
                "2024-05-24 13:05 or 5/24/2024, so it does not tell when people were booked. To read those that are, "
                f"say --answer columns.booked={name!r}; else name another column"
            )
    return (
        f"{layout.path}:{layout.header_line}: no column is known to tell when people were booked; if one does, say "
        f"--answer columns.booked=HEADER. It has {in_words(layout.header)}"
    )


def _is_counts(layout: Layout) -> bool:
    """Whether most columns hold nothing but numbers, and the rows are of places, not of people."""
    whole = 0
    for name in layout.header:
        cells = layout.cells(name)
        whole += bool(cells) and all(cell.replace(",", "").replace(".", "").isdigit() for cell in cells[:200])
    return whole > max(len(layout.header) / 2, _FEWEST_COUNTS)


def open_roster(told: Told) -> str:
    """Why rows without any release are no bookings."""
    return "every release is blank, so these are people who were inside when the file was taken, " + ONE_ROSTER.format(
        people=told.counts.begin
    ).removeprefix("this is ")


def no_bookings(bookings: Bookings, mapping: Mapping, told: Told) -> str | None:
    """Why what was made is no list of bookings of its cohort; None if it is one."""
    if not len(bookings):
        return "no row gives a booking"
    if why := _none_counted(bookings, mapping):
        return why
    if len(bookings) < FEWEST_JUDGED:
        return None
    if why := _many_at_once(bookings, told):
        return why
    if mapping.cohort is not Cohort.BOOKED_IN:
        return None
    return _all_inside(bookings) if told.has & {Role.RELEASED, Role.STAY} else _gathered(bookings)


def _none_counted(bookings: Bookings, mapping: Mapping) -> str | None:
    """Why the period of a cohort has no booking."""
    if mapping.cohort is Cohort.RELEASED_IN and not bookings.ended.any():
        return "no row tells a release, so this is no export of people released"
    begins = None if mapping.cohort is not Cohort.INSIDE_DURING else mapping.covers_from
    if begins is None or (bookings.booked >= np.datetime64(begins, "s").astype(np.int64)).any():
        return None
    return "nobody was booked from covers_from on, the first day on which the export has everybody who was inside"


def _many_at_once(bookings: Bookings, told: Told) -> str | None:
    """Why bookings without numbers that share both their times are charges, or other parts of bookings."""
    ended = bookings.ended
    if Role.NUMBER in told.has or not bookings.booked_hours_known or ended.sum() < FEWEST_JUDGED:
        return None
    spans = combined((bookings.booked[ended], bookings.stay_seconds[ended]))
    spans.sort()
    shared = 1 - (1 + np.count_nonzero(spans[1:] != spans[:-1])) / len(spans)
    if shared <= _MOST_SHARED:
        return None
    return (
        f"{shared:.0%} of the rows have the times of booking and release of another, so a row is a charge or another "
        "part of a booking; name the column of booking numbers (--answer columns.number=HEADER), or, where only people "
        "have numbers, say --answer columns.person=HEADER --answer by_person_and_time=true"
    )


def _all_inside(bookings: Bookings) -> str | None:
    """Why bookings of which most overlap are those of people inside."""
    known = bookings.known
    if known.sum() < FEWEST_JUDGED:
        return None
    begins, ends = bookings.booked[known], bookings.stay_seconds[known]
    ends += begins
    begins.sort()
    ends.sort()
    most = max(
        int((np.arange(some.start, some.start + len(begins[some])) - np.searchsorted(ends, begins[some])).max())
        for some in pieces(len(begins))
    )
    if most + 1 < _INSIDE_AT_ONCE * len(begins):
        return None
    return (
        "two thirds of these people or more were inside at one moment, so this is no export of everybody booked in: it "
        "lacks those who left before. If it has everybody who was inside at some time of a period, say "
        "cohort=inside_during"
    )


def _gathered(bookings: Bookings) -> str | None:
    """Why bookings without any release look like a roster: few are old, and most are of the last days."""
    age = (bookings.booked.max() - bookings.booked) / DAY_SECONDS
    if float(np.median(age)) * 5 < float(age.max()) and age.max() > 30:
        return (
            "half of these bookings lie in the last fifth of their time, as on a roster of people inside: whoever left "
            "before is not in it. An export of bookings has all of them, also of those who left"
        )
    return None
