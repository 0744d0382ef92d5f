"""A life told in words: its events in order of time, and two lives side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sim.analyses.trace.life import Life, Line
from sim.analyses.trace.reasons import NOT_FLAGGED, missing_from
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

_WIDTH = 80
_MOMENT = "%a %Y-%m-%d %H:%M:%S"
_SHORT = "%a %d %b %H:%M"
_INDENT = 25


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens in a life, at a model second; of one second, in the order of `place`."""

    at: int
    place: int
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
    return sorted(Event(at, place, words) for place, (at, words) in enumerate(_told(life)) if at is not None)


def _told(life: Life) -> Iterator[tuple[int | None, str]]:
    """All that may happen, in the order in which it is told of one second."""
    interview, review, pickup = life.lines
    held_until = life.hold_ends_at if life.is_held else None
    yield life.booked_at, "booked"
    yield interview.joined_at, _joins(life, interview)
    yield life.match_at, f"fingerprint match reaches the field office{_after_match(life)}"
    for line in (interview, review):
        yield line.began_at, _begins(line)
    for line in (interview, review):
        yield line.ended_at, f"{line.stage.ends}{'' if line.in_time else ', cut off by release'}"
    yield life.flagged_at, f"flagged: a detainer is lodged by {life.flagged_by}"
    yield pickup.joined_at, _joins(life, pickup)
    yield pickup.began_at, _begins(pickup)
    held = "" if held_until is None else f"; held for ICE until {_short(life, held_until)}"
    yield life.release_due_at, f"release is due on the local charge{held}"
    yield held_until if pickup.ended_at is None else None, "the hold runs out"
    yield pickup.ended_at, pickup.stage.ends
    yield life.left_at, f"leaves the jail, {duration(life.left_at - life.booked_at)} after booking"


def _joins(life: Life, line: Line) -> str:
    """Say that the person joins a line; if nobody is on duty then, until when."""
    if line.is_too_late:
        return f"{line.stage.joins}, too late"
    on_duty_at = line.next_duty_at()
    if on_duty_at is None:
        return f"{line.stage.joins}; nobody comes on duty in time"
    nobody = "" if on_duty_at == line.joined_at else f"; nobody on duty until {_short(life, on_duty_at)}"
    return f"{line.stage.joins}{nobody}"


def _after_match(life: Life) -> str:
    if life.match_at is not None and life.match_at >= life.release_due_at:
        return ", too late"
    return "" if life.review.joined_at is None else f", {_joins(life, life.review)}"


def _begins(line: Line) -> str:
    waited = 0 if line.began_at is None or line.joined_at is None else line.began_at - line.joined_at
    return f"{line.stage.begins} ({line.officer}){f', after {duration(waited)}' if waited else ''}"


def _short(life: Life, second: int) -> str:
    return f"{life.moment(second):{_SHORT}}"


def in_words(life: Life) -> Iterator[str]:
    """Tell a life in 80 columns: its facts, what happened, what did not and why, and its outcome."""
    facts = f"Booking {life.hit.number}: {life.charge}; {', '.join(life.facts) or 'no fact holds'}"
    yield from textwrap.wrap(facts, _WIDTH, subsequent_indent="  ")
    yield from textwrap.wrap(f"{life.scenario.name}; replication {life.hit.replication}{_uncounted(life)}", _WIDTH)
    for event in events_of(life):
        first, *more = textwrap.wrap(event.words, _WIDTH - _INDENT)
        yield f"{life.moment(event.at):{_MOMENT}}  {first}"
        yield from (" " * _INDENT + line for line in more)
    yield from (f"No {name}: {reason}" for name, reason in _told_missing(life).items() if reason)
    yield from textwrap.wrap(f"Outcome: {life.outcome}: {life.outcome.meaning}", _WIDTH, subsequent_indent="  ")


def _told_missing(life: Life) -> dict[str, str]:
    """What is missing; what only follows from there being no flag is not told."""
    return {name: "" if reason == NOT_FLAGGED else reason for name, reason in missing_from(life).items()}


def _uncounted(life: Life) -> str:
    return "" if life.counted else "; not counted, for it is booked on a warm-up or cool-down day"


_MARK = "*"
_HEAD, _GAP = 26, 2
_COLUMN = (_WIDTH - _HEAD - _GAP) // 2


def side_by_side(base: Life, other: Life) -> Iterator[str]:
    """Tell the same booking in two scenarios, in two columns; an asterisk marks the lines in which they differ."""
    yield f"Booking {base.hit.number}, replication {base.hit.replication}{_uncounted(base)}"
    yield from textwrap.wrap(f"A: {base.scenario.name}", _WIDTH, subsequent_indent="   ")
    yield from textwrap.wrap(f"B: {other.scenario.name}", _WIDTH, subsequent_indent="   ")
    yield f"{_MARK} differs"
    yield ""
    yield f"{'':<{_HEAD}}{'A':<{_COLUMN}}{'':<{_GAP}}B"
    yield from _compared("charge", base.charge, other.charge)
    yield from _compared("facts", ", ".join(base.facts), ", ".join(other.facts))
    here, there = ({(event.at, event.place): event.words for event in events_of(life)} for life in (base, other))
    for each in sorted({*here, *there}):
        yield from _compared(f"{base.moment(each[0]):{_MOMENT}}", here.get(each, ""), there.get(each, ""))
    there_missing = _told_missing(other)
    for name, reason in _told_missing(base).items():
        if reason or there_missing[name]:
            yield from _compared(f"no {name}", reason, there_missing[name])
    yield from _compared("outcome", str(base.outcome), str(other.outcome))


def _compared(head: str, here: str, there: str) -> list[str]:
    left, right = (textwrap.wrap(text, _COLUMN) for text in (here, there))
    lines = zip_longest([f"{head:<{_HEAD - 2}}{'' if here == there else _MARK}"], left, right, fillvalue="")
    return [f"{each:<{_HEAD}}{one:<{_COLUMN}}{'':<{_GAP}}{two}".rstrip() for each, one, two in lines]
