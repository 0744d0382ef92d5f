"""A life told in words: its events in order of time, and two lives side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest

from sim.analyses.trace.life import Life, Line
from sim.analyses.trace.reasons import NOT_FLAGGED, STAGES, missing_from
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

__all__ = ["Event", "Kind", "duration", "events_of", "in_words", "side_by_side"]

_WIDTH = 80
_MOMENT = "%a %Y-%m-%d %H:%M:%S"
_SHORT = "%a %d %b %H:%M"
_INDENT = 25


class Kind(IntEnum):
    """What happens; of one second, in this order."""

    BOOKED = 1
    READY = 2
    MATCH = 3
    INTERVIEW_BEGINS = 4
    REVIEW_BEGINS = 5
    INTERVIEW_ENDS = 6
    REVIEW_ENDS = 7
    FLAGGED = 8
    PICKUP_ASKED = 9
    CREW_SETS_OUT = 10
    RELEASE_DUE = 11
    HOLD_ENDS = 12
    TRANSFERRED = 13
    LEAVES = 14


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens in a life, at a model second."""

    at: int
    kind: Kind
    words: str


def duration(seconds: int) -> str:
    """Put a duration in words, in its two largest units."""
    for unit, smaller, size, small in (("d", "h", DAY_SECONDS, HOUR_SECONDS), ("h", "min", HOUR_SECONDS, 60)):
        if seconds >= size:
            rest = seconds % size // small
            return f"{seconds // size} {unit} {rest} {smaller}" if rest else f"{seconds // size} {unit}"
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def events_of(life: Life) -> list[Event]:
    """List the events of a life in order of time."""
    told = (*_before_flag(life), *_after_flag(life))
    return sorted(Event(at, kind, words) for at, kind, words in told if at is not None)


_Told = tuple[int | None, Kind, str]


def _before_flag(life: Life) -> Iterator[_Told]:
    interview, review = life.interview, life.review
    late = life.match_at is not None and life.match_at >= life.release_due_at
    waits = "" if review.joined_at is None else f", waits for review{_alone(life, review)}"
    yield life.booked_at, Kind.BOOKED, "booked"
    yield interview.joined_at, Kind.READY, f"ready, waits for an interview{_alone(life, interview)}"
    yield (
        life.match_at,
        Kind.MATCH,
        f"fingerprint match reaches the field office{', too late' if late else waits}",
    )
    yield interview.began_at, Kind.INTERVIEW_BEGINS, f"interview begins ({interview.officer}){_waited(interview)}"
    yield review.began_at, Kind.REVIEW_BEGINS, f"review of the match begins ({review.officer}){_waited(review)}"
    yield interview.ended_at, Kind.INTERVIEW_ENDS, f"interview ends{_cut_off(in_time=life.interview_in_time)}"
    yield review.ended_at, Kind.REVIEW_ENDS, f"review ends{_cut_off(in_time=life.review_in_time)}"


def _after_flag(life: Life) -> Iterator[_Told]:
    pickup = life.pickup
    yield life.flagged_at, Kind.FLAGGED, f"flagged: a detainer is lodged by {life.flagged_by}"
    yield pickup.joined_at, Kind.PICKUP_ASKED, f"a pickup is asked for{_alone(life, pickup)}"
    yield pickup.began_at, Kind.CREW_SETS_OUT, f"crew sets out ({pickup.officer}){_waited(pickup)}"
    held_until = life.hold_ends_at if life.is_held else None
    held = "" if held_until is None else f"; held for ICE until {_short(life, held_until)}"
    yield life.release_due_at, Kind.RELEASE_DUE, f"release is due on the local charge{held}"
    if life.transferred_at is None:
        yield held_until, Kind.HOLD_ENDS, "the hold runs out"
    yield life.transferred_at, Kind.TRANSFERRED, "ICE takes custody"
    yield life.left_at, Kind.LEAVES, f"leaves the jail, {duration(life.left_at - life.booked_at)} after booking"


def _cut_off(*, in_time: bool) -> str:
    return "" if in_time else ", cut off by release"


def _short(life: Life, second: int) -> str:
    return f"{life.moment(second):{_SHORT}}"


def _waited(line: Line) -> str:
    return f", after {duration(line.waited_seconds)}" if line.waited_seconds else ""


def _alone(life: Life, line: Line) -> str:
    """Say that nobody is on duty as the person joins a line, and until when."""
    if line.joined_at is None:
        return ""
    on_duty_at = line.next_duty_at(line.joined_at)
    if on_duty_at == line.joined_at:
        return ""
    if on_duty_at is None:
        return "; nobody comes on duty in time"
    return f"; nobody on duty until {_short(life, on_duty_at)}"


def in_words(life: Life) -> Iterator[str]:
    """Tell a life in 80 columns: its facts, what happened, what did not and why, and its outcome."""
    facts = f"Booking {life.number}: {life.charge}; {', '.join(life.facts) or 'no fact holds'}"
    yield from textwrap.wrap(facts, _WIDTH, subsequent_indent="  ")
    yield from textwrap.wrap(f"{life.scenario}; replication {life.replication}{_uncounted(life)}", _WIDTH)
    for event in events_of(life):
        first, *more = textwrap.wrap(event.words, _WIDTH - _INDENT)
        yield f"{life.moment(event.at):{_MOMENT}}  {first}"
        yield from (" " * _INDENT + line for line in more)
    for stage, reason in _told_missing(life).items():
        yield f"No {stage}: {reason}"
    yield from textwrap.wrap(f"Outcome: {life.outcome}: {life.meaning}", _WIDTH, subsequent_indent="  ")


def _told_missing(life: Life) -> dict[str, str]:
    """What is missing; what only follows from there being no flag is not told."""
    return {stage: reason for stage, reason in missing_from(life).items() if reason != NOT_FLAGGED}


def _uncounted(life: Life) -> str:
    return "" if life.counted else "; not counted, for it is booked on a warm-up or cool-down day"


_MARK, _SAME = "*", " "
_HEAD, _GAP = 26, 2
_COLUMN = (_WIDTH - _HEAD - _GAP) // 2


def side_by_side(base: Life, other: Life) -> Iterator[str]:
    """Tell the same booking in two scenarios, in two columns; an asterisk marks the lines in which they differ."""
    yield f"Booking {base.number}, replication {base.replication}{_uncounted(base)}"
    yield from textwrap.wrap(f"A: {base.scenario}", _WIDTH, subsequent_indent="   ")
    yield from textwrap.wrap(f"B: {other.scenario}", _WIDTH, subsequent_indent="   ")
    yield f"{_MARK} differs"
    yield ""
    yield _row("", "A", "B", _SAME)[0]
    yield from _compared("charge", base.charge, other.charge)
    yield from _compared("facts", ", ".join(base.facts), ", ".join(other.facts))
    here, there = ({(event.at, event.kind): event.words for event in events_of(life)} for life in (base, other))
    for each in sorted({*here, *there}):
        yield from _compared(f"{base.moment(each[0]):{_MOMENT}}", here.get(each, ""), there.get(each, ""))
    missing, not_there = _told_missing(base), _told_missing(other)
    for stage in (each for each in STAGES if each in missing or each in not_there):
        yield from _compared(f"no {stage}", missing.get(stage, ""), not_there.get(stage, ""))
    yield from _compared("outcome", str(base.outcome), str(other.outcome))


def _compared(head: str, here: str, there: str) -> list[str]:
    return _row(head, here, there, _SAME if here == there else _MARK)


def _row(head: str, here: str, there: str, mark: str) -> list[str]:
    left, right = (textwrap.wrap(text, _COLUMN) for text in (here, there))
    lines = zip_longest([f"{head:<{_HEAD - 2}}{mark}"], left, right, fillvalue="")
    return [f"{each:<{_HEAD}}{one:<{_COLUMN}}{' ' * _GAP}{two}".rstrip() for each, one, two in lines]
