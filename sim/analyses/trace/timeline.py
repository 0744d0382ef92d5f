"""A booking's life on a time axis: stay, duty, lines, interview, match, review, flag, hold, pickup, and its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from matplotlib.axes import Axes

from sim.analyses.trace.broken_axis import BrokenAxis
from sim.analyses.trace.life import Life, Line
from sim.analyses.trace.reasons import missing_from
from sim.analyses.trace.telling import duration
from sim.output.charts.canvas import Look, Page, wrapped
from sim.output.charts.colours import GREY, GRID, HIGH_END, INK, SCENARIO_COLOURS
from sim.output.charts.labels import write_key
from sim.output.charts.picture import Picture
from sim.output.names import in_words, listed, quoted, shortened

_LEFT = 3.15
_ROW, _AXIS, _HEAD, _APART, _KEYS = 0.37, 0.52, 0.36, 0.2, 0.3
_NAME, _TIME, _BOLD = 9.0, 7.5, 10.5

_WORK, _, _FLAG, _, _ = SCENARIO_COLOURS
_STAY, _DUTY, _WAIT, _HOLD = "#7F7F7F", "#95CDFD", HIGH_END, "#C785B9"
_NIGHT, _WEEKEND, _MIDNIGHT = "#E9E9E9", "#FFF3D6", "#B5B5B5"
_KEY = {
    "in custody": _STAY,
    "officers on duty": _DUTY,
    "waiting": _WAIT,
    "interview, review, trip": _WORK,
    "flagged": _FLAG,
    "held for ICE": _HOLD,
    "black line: leaves the jail": "",
}

_Bar = tuple[int | None, int | None, str]
"""From one model second to another in a colour; not there without either."""


@dataclass(frozen=True)
class _Row:
    """A row of the picture: its name, what is written under it, its bars, and moments that are marked if they were."""

    name: str
    words: str
    bars: Sequence[_Bar] = ()
    marks: Sequence[int | None] = ()


def timeline(*lives: Life) -> Picture:
    """Draw a life, or the same booking in two scenarios one above the other on one axis of time.

    Nights and weekends are shaded; a long span in which nothing happens is left out, and the break says how long it is.
    """
    first = lives[0]
    names = shortened([life.scenario.name for life in lives])[1]
    rows = [_rows(life) for life in lives]
    panels = [_HEAD + _ROW * len(each) for each in rows]

    def draw(drawing: Page) -> None:
        axis = BrokenAxis.around(_moments(lives), drawing.width - _LEFT - 0.1, first.scenario.clock)
        write_key(drawing, (0, drawing.height - 0.1), _KEY, Look(8, GREY), (0.32, 0.25))
        bottom = drawing.height - _KEYS + _APART
        for life, name, each, size in zip(lives, names, rows, panels, strict=True):
            bottom -= size + _APART
            head = f"{name}: {_outcome(life)}, {duration(life.left_at - life.booked_at)} after booking"
            axes = drawing.axes(_LEFT, bottom, axis.width, size - _HEAD)
            axes.set(xlim=(0, axis.width), ylim=(0, len(each)), xticks=[], yticks=[], label=head)
            _draw(axes, axis, each, life.left_at)
            _write(drawing, each, bottom, head)
        for inches, text in axis.ticks():
            drawing.write((_LEFT + inches, bottom - 0.13), text, Look(_TIME, GREY), across="center")
        for inches, text in axis.day_names():
            drawing.write((_LEFT + inches, bottom - 0.33), text, Look(8, INK))

    facts = ", ".join(fact.replace("_", " ") for fact in first.facts) or "no fact holds"
    return Picture(
        name=f"{first.hit.jail}_{first.hit.booking}",
        title=_title(lives, names),
        note=f"charge: {first.charge}; {facts} \N{MIDDLE DOT} replication {first.hit.replication}",
        alt="Bars over time: stay, waits, work, flag and hold. The same moments are told in words.",
        height=sum(panels) + _APART * (len(lives) - 1) + _AXIS + _KEYS,
        draw=draw,
    )


def sources(lives: Sequence[Life]) -> str:
    """What the caption of lives says."""
    scenarios = listed([quoted(life.scenario.name) for life in lives])
    zone = lives[0].scenario.clock.timezone or "local standard time"
    return (
        f"{'Scenarios' if len(lives) > 1 else 'Scenario'}: {scenarios}. A synthetic booking of the simulation, not a "
        f"person. Times: {zone}. Grey: nights, 20:00 to 06:00; cream: Saturdays and Sundays."
    )


def _moments(lives: Sequence[Life]) -> Iterator[int]:
    """The seconds that must be seen."""
    for life in lives:
        lines = (second for line in life.lines for second in (line.joined_at, line.began_at, line.ended_at))
        moments = (life.booked_at, life.release_due_at, life.left_at, life.flagged_at, *lines)
        yield from (second for second in moments if second is not None)
        if life.match_at is not None and life.match_at <= life.left_at:
            yield life.match_at


def _title(lives: Sequence[Life], names: Sequence[str]) -> str:
    first = lives[0]
    booked = f"Booking {first.hit.number}, booked on {first.moment(first.booked_at):%A at %H:%M}"
    if len({life.outcome for life in lives}) == 1:
        return f"{booked}: {_outcome(first)}{' under both' if len(lives) > 1 else ''}"
    ends = [f"{_outcome(life)} under {quoted(name)}" for life, name in zip(lives, names, strict=True)]
    return f"{booked}: {listed(ends)}"


def _outcome(life: Life) -> str:
    return in_words(life.outcome)


def _rows(life: Life) -> list[_Row]:
    none = {name: f"none: {why}" for name, why in missing_from(life).items() if why}
    booked, due, left, flagged = life.booked_at, life.release_due_at, life.left_at, life.flagged_at
    match = none.get("match") or f"reaches ICE {_when(life, life.match_at)}"
    flag = none.get("flag") or f"{_when(life, flagged)}, by {life.flagged_by}"
    hold = none.get("hold") or f"until {_when(life, life.hold_ends_at)} at most"
    interview, review, pickup = ((_duty(life, line), _work(life, line, none)) for line in life.lines)
    return [
        _Row("Stay on the charge", _span(life, booked, due), [(booked, min(left, due), _STAY)], [booked]),
        *interview,
        _Row("Fingerprint match", match, marks=[] if "match" in none else [life.match_at]),
        *review,
        _Row("Flagged", flag, [(flagged, left, _FLAG)], [flagged]),
        _Row("Hold", hold, [(due, left, _HOLD)] if life.is_held and left > due else []),
        *pickup,
    ]


def _duty(life: Life, line: Line) -> _Row:
    bars = [(on, min(off, life.left_at), _DUTY) for on, off in line.on_duty if on < life.left_at]
    nobody = "nobody in this time" if line.staffed else "there are no officers"
    if line is life.interview and not life.screened:
        nobody = "no screening at this jail"
    return _Row(line.stage.duty, "" if bars else nobody, bars)


def _work(life: Life, line: Line, none: Mapping[str, str]) -> _Row:
    done = f"{_span(life, line.began_at, line.ended_at)}, {line.officer}"
    bars = [(line.joined_at, line.waited_until, _WAIT), (line.began_at, line.ended_at, _WORK)]
    return _Row(line.stage.work, none.get(line.stage.name, done), bars)


def _when(life: Life, second: int | None) -> str:
    if second is None:
        return ""
    moment = life.moment(second)
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def _span(life: Life, first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    same_day = life.moment(first).date() == life.moment(last).date()
    return f"{_when(life, first)} to {f'{life.moment(last):%H:%M}' if same_day else _when(life, last)}"


def _draw(axes: Axes, axis: BrokenAxis, rows: Sequence[_Row], left_at: int) -> None:
    """Draw rows over shaded nights and weekends, the end of the life, and the breaks."""
    for span in axis.spans(time(), time(), weekdays=(5, 6)):
        axes.fill_between(span, 0, len(rows), color=_WEEKEND, linewidth=0, zorder=0)
    for span in axis.spans(time(20), time(6)):
        axes.fill_between(span, 0, len(rows), color=_NIGHT, linewidth=0, zorder=0, alpha=0.85)
    for inches in axis.midnights():
        axes.axvline(inches, color=_MIDNIGHT, linewidth=0.7, zorder=0.5)
    for place, row in enumerate(rows):
        middle = len(rows) - place - 0.5
        axes.axhline(middle - 0.5, color=GRID, linewidth=0.5)
        for begin, end, colour in row.bars:
            if begin is not None and end is not None:
                left, right = axis.at(begin), axis.at(end)
                axes.barh(middle, max(right - left, 0.025), left=left, height=0.5, color=colour, label=row.name)
        marks = [axis.at(mark) for mark in row.marks if mark is not None]
        axes.plot(marks, [middle] * len(marks), "D", color=INK, markersize=4)
    axes.axvline(axis.at(left_at), color=INK, linewidth=1.2)
    for first, last, seconds in axis.breaks():
        axes.axvspan(first, last, color="white", zorder=3)
        middle, told = (first + last) / 2, f"{duration(seconds)} left out"
        axes.text(middle, len(rows) / 2, told, rotation=90, size=7.5, color=GREY, ha="center", va="center", zorder=4)
        for edge in (first, last):
            axes.axvline(edge, color=GREY, linewidth=0.8, linestyle=(0, (3, 2)), zorder=4)


def _write(drawing: Page, rows: Sequence[_Row], bottom: float, head: str) -> None:
    """Write the head of a panel, and the names and words of its rows."""
    top = bottom + _ROW * len(rows) + _HEAD
    drawing.write((0, top - 0.2), wrapped(head, drawing.width, _BOLD, "bold")[0], Look(_BOLD, weight="bold"))
    for place, row in enumerate(rows):
        middle = bottom + (len(rows) - place - 0.5) * _ROW
        drawing.write((0, middle + (0.075 if row.words else 0)), row.name, Look(_NAME))
        for line in wrapped(row.words, _LEFT - 0.1, _TIME)[:1]:
            drawing.write((0, middle - 0.085), line, Look(_TIME, GREY))
