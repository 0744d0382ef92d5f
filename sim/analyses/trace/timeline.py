"""A booking's life on a time axis: stay, duty, lines, interview, match, review, flag, hold, pickup, and its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analyses.trace.broken_axis import BrokenAxis
from sim.analyses.trace.life import Life, Line
from sim.analyses.trace.reasons import missing_from
from sim.analyses.trace.telling import duration
from sim.output.charts.canvas import GREY, GRID, INK, Look, Page, drawn, page, text_width, wrapped
from sim.output.numbers import listed, quoted, shortened

__all__ = ["timeline"]

_LEFT = 3.15
_ROW, _AXIS, _HEAD, _APART = 0.37, 0.52, 0.36, 0.2
_NAME, _TIME = 9.0, 7.5

_STAY, _DUTY, _WORK, _WAIT, _FLAG, _HOLD = "#7F7F7F", "#9BD3F2", "#0072B2", "#E69F00", "#009E73", "#CC79A7"
_NIGHT, _WEEKEND = "#E9E9E9", "#FFF3D6"
_KEY = {
    "in custody": _STAY,
    "officers on duty": _DUTY,
    "waiting": _WAIT,
    "interview, review, trip": _WORK,
    "flagged": _FLAG,
    "held for ICE": _HOLD,
}


@dataclass(frozen=True)
class _Bar:
    """A span of model seconds in a colour."""

    first: int
    last: int
    colour: str


@dataclass(frozen=True)
class _Row:
    """A row of the picture: its name, what is written under it, its bars, and moments that are marked."""

    name: str
    words: str
    bars: tuple[_Bar, ...] = ()
    marks: tuple[int, ...] = ()


@drawn
def timeline(*lives: Life) -> Figure:
    """Draw a life, or the same booking in two scenarios one above the other on one axis of time.

    Nights and weekends are shaded; a long span in which nothing happens is left out, and the break says how long it is.
    """
    first = lives[0]
    names = shortened([life.scenario for life in lives])[1]
    rows = [_rows(life) for life in lives]
    panel = [_HEAD + _ROW * len(each) for each in rows]
    height = sum(panel) + _APART * (len(lives) - 1) + _AXIS + 0.3
    drawing = page(_title(lives, names), _note(first), _caption(lives), height)
    axis = BrokenAxis.around(_moments(lives), drawing.width - _LEFT - 0.1, first.clock)
    top = height - 0.3
    _legend(drawing, height)
    for life, name, each, size in zip(lives, names, rows, panel, strict=True):
        _panel(drawing, axis, each, top, _Head(f"{name}: {_ended(life)}", life.left_at))
        top -= size + _APART
    _times(drawing, axis, top + _APART)
    return drawing.figure


def _moments(lives: Sequence[Life]) -> Iterator[int]:
    """The seconds that must be seen."""
    for life in lives:
        stay = (life.booked_at, life.release_due_at, life.left_at)
        lines = (
            second
            for line in (life.interview, life.review, life.pickup)
            for second in (line.joined_at, line.began_at, line.ended_at)
        )
        moments = (*stay, life.flagged_at, *lines)
        yield from (second for second in moments if second is not None)
        if life.match_at is not None and life.match_at <= life.left_at:
            yield life.match_at


def _title(lives: Sequence[Life], names: Sequence[str]) -> str:
    first = lives[0]
    booked = f"Booking {first.number}, booked on {first.moment(first.booked_at):%A at %H:%M}"
    if len(lives) == 1:
        return f"{booked}: {_outcome(first)}"
    if len({life.outcome for life in lives}) == 1:
        return f"{booked}: {_outcome(first)} under both"
    ends = [f"{_outcome(life)} under {quoted(name)}" for life, name in zip(lives, names, strict=True)]
    return f"{booked}: {listed(ends)}"


def _outcome(life: Life) -> str:
    return life.outcome.replace("_", " ")


def _ended(life: Life) -> str:
    return f"{_outcome(life)}, {duration(life.left_at - life.booked_at)} after booking"


def _note(life: Life) -> str:
    facts = ", ".join(fact.replace("_", " ") for fact in life.facts) or "no fact holds"
    return f"charge: {life.charge}; {facts} \N{MIDDLE DOT} replication {life.replication}"


def _caption(lives: Sequence[Life]) -> str:
    scenarios = listed([quoted(life.scenario) for life in lives])
    zone = lives[0].clock.timezone or "local standard time"
    return (
        f"{'Scenarios' if len(lives) > 1 else 'Scenario'}: {scenarios}. A synthetic booking of the simulation, not a "
        f"person. Times: {zone}. Grey: nights, 20:00 to 06:00; cream: Saturdays and Sundays."
    )


def _rows(life: Life) -> list[_Row]:
    missing = missing_from(life)
    return [
        _stay(life),
        _duty("Screening on duty", life.interview, life, "" if life.screened else "no screening at this jail"),
        _work("Interview", life.interview, life, missing.get("interview")),
        _match(life, missing.get("match")),
        _duty("Reviewers on duty", life.review, life, ""),
        _work("Review of the match", life.review, life, missing.get("review")),
        _flag(life, missing.get("flag")),
        _hold(life, missing.get("hold")),
        _duty("Crews on duty", life.pickup, life, ""),
        _work("Pickup", life.pickup, life, missing.get("pickup")),
    ]


def _stay(life: Life) -> _Row:
    bars = (_Bar(life.booked_at, min(life.left_at, life.release_due_at), _STAY),)
    return _Row("Stay on the charge", _span(life, life.booked_at, life.release_due_at), bars, (life.booked_at,))


def _duty(name: str, line: Line, life: Life, instead: str) -> _Row:
    bars = tuple(_Bar(on, min(off, life.left_at), _DUTY) for on, off in line.on_duty if on < life.left_at)
    nobody = instead or ("nobody in this time" if line.staffed else "there are no officers")
    return _Row(name, "" if bars else nobody, bars)


def _work(name: str, line: Line, life: Life, missing: str | None) -> _Row:
    bars = []
    if line.joined_at is not None and line.waited_until is not None:
        bars.append(_Bar(line.joined_at, line.waited_until, _WAIT))
    if line.began_at is None or line.ended_at is None:
        return _Row(name, f"none: {missing}", tuple(bars))
    bars.append(_Bar(line.began_at, line.ended_at, _WORK))
    return _Row(name, f"{_span(life, line.began_at, line.ended_at)}, {line.officer}", tuple(bars))


def _match(life: Life, missing: str | None) -> _Row:
    if life.match_at is None or missing:
        return _Row("Fingerprint match", f"none: {missing}")
    return _Row("Fingerprint match", f"reaches ICE {_when(life, life.match_at)}", (), (life.match_at,))


def _flag(life: Life, missing: str | None) -> _Row:
    if life.flagged_at is None:
        return _Row("Flagged", f"none: {missing}")
    bars = (_Bar(life.flagged_at, life.left_at, _FLAG),)
    return _Row("Flagged", f"{_when(life, life.flagged_at)}, by {life.flagged_by}", bars, (life.flagged_at,))


def _hold(life: Life, missing: str | None) -> _Row:
    if life.hold_ends_at is None or not life.is_held:
        return _Row("Hold", f"none: {missing}")
    bars = (_Bar(life.release_due_at, life.left_at, _HOLD),) if life.left_at > life.release_due_at else ()
    return _Row("Hold", f"until {_when(life, life.hold_ends_at)} at most", bars)


def _when(life: Life, second: int) -> str:
    moment = life.moment(second)
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def _span(life: Life, first: int, last: int) -> str:
    same_day = life.moment(first).date() == life.moment(last).date()
    end = f"{life.moment(last):%H:%M}" if same_day else _when(life, last)
    return f"{_when(life, first)} to {end}"


@dataclass(frozen=True)
class _Head:
    """What stands over a panel, and when the person leaves."""

    words: str
    left_at: int


def _panel(drawing: Page, axis: BrokenAxis, rows: Sequence[_Row], top: float, head: _Head) -> None:
    size = _ROW * len(rows)
    bottom = top - _HEAD - size
    words = wrapped(head.words, drawing.width, 10.5, "bold")[0]
    drawing.write((0, top - 0.2), words, Look(10.5, weight="bold"))
    axes = drawing.axes(_LEFT, bottom, axis.width, size)
    axes.set(xlim=(0, axis.width), ylim=(0, len(rows)), xticks=[], yticks=[], label=head.words)
    _shade(axes, axis, len(rows))
    for place, row in enumerate(rows):
        middle = len(rows) - place - 0.5
        axes.axhline(middle - 0.5, color=GRID, linewidth=0.5)
        for bar in row.bars:
            first, last = axis.at(bar.first), axis.at(bar.last)
            axes.barh(middle, max(last - first, 0.025), left=first, height=0.5, color=bar.colour, label=row.name)
        axes.plot([axis.at(mark) for mark in row.marks], [middle] * len(row.marks), "D", color=INK, markersize=4)
        down = bottom + middle * _ROW
        drawing.write((0, down + (0.075 if row.words else 0)), row.name, Look(_NAME))
        for line in wrapped(row.words, _LEFT - 0.1, _TIME)[:1]:
            drawing.write((0, down - 0.085), line, Look(_TIME, GREY))
    axes.axvline(axis.at(head.left_at), color=INK, linewidth=1.2)
    for first, last, seconds in axis.breaks():
        axes.axvspan(first, last, color="white", zorder=3)
        axes.text(
            (first + last) / 2,
            len(rows) / 2,
            f"{duration(seconds)} left out",
            rotation=90,
            size=7.5,
            color=GREY,
            ha="center",
            va="center",
            zorder=4,
        )
        for edge in (first, last):
            axes.axvline(edge, color=GREY, linewidth=0.8, linestyle=(0, (3, 2)), zorder=4)


def _shade(axes: Axes, axis: BrokenAxis, rows: int) -> None:
    for first, last in axis.weekends():
        axes.fill_between([first, last], 0, rows, color=_WEEKEND, linewidth=0, zorder=0)
    for first, last in axis.nights():
        axes.fill_between([first, last], 0, rows, color=_NIGHT, linewidth=0, zorder=0, alpha=0.85)
    for inches in axis.midnights():
        axes.axvline(inches, color="#B5B5B5", linewidth=0.7, zorder=0.5)


def _times(drawing: Page, axis: BrokenAxis, bottom: float) -> None:
    for tick in axis.ticks():
        if 0.15 <= tick.inches <= axis.width - 0.1:
            drawing.write((_LEFT + tick.inches, bottom - 0.13), tick.text, Look(7.5, GREY), across="center")
    for name in axis.day_names():
        drawing.write((_LEFT + name.inches, bottom - 0.33), name.text, Look(8, INK))


def _legend(drawing: Page, height: float) -> None:
    left = 0.0
    for text, colour in _KEY.items():
        drawing.swatch(left, height - 0.1, colour)
        drawing.write((left + 0.32, height - 0.1), text, Look(8, GREY))
        left += 0.32 + text_width(text, 8) + 0.25
    drawing.write((left, height - 0.1), "black line: leaves the jail", Look(8, GREY))
