"""What the trace command is asked, and its answer: lines to print, a picture, an event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analyses.comparison.comparable import check_comparable
from sim.analyses.frame.rowlevel import check_row_level
from sim.analyses.trace.eventlog import write_event_log
from sim.analyses.trace.finding import Search, Wanted, WeekTime, chosen, run_offices, search
from sim.analyses.trace.life import Life, find_life
from sim.analyses.trace.telling import in_words, side_by_side
from sim.model.disguise import NO_PERSON
from sim.model.office import Engine
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Asked:
    """A question about single bookings of one scenario, or of two that are to be seen side by side.

    Parameters
    ----------
    wanted
        What must have happened, if no booking is named.
    booking
        ``JAIL/NUMBER``, or the number alone where there is one jail.
    nth
        Which of those that fit, from 1.
    picture
        A file to draw to, or a folder for PNG and SVG.
    event_log
        A CSV file for the events.
    row_level
        Whether bookings of a jail's own records may be told.
    """

    scenarios: tuple[Scenario, ...]
    wanted: Wanted
    booking: str | None
    nth: int
    replications: range
    picture: Path | None
    event_log: Path | None
    engine: Engine
    row_level: bool = False

    def check(self) -> None:
        """Refuse what cannot be answered.

        Raises
        ------
        ValueError
            With what to ask instead.
        """
        base, *others = self.scenarios
        check_row_level(self.scenarios, "trace", allowed=self.row_level)
        check_comparable(base, *others)
        if self.booking is not None and self.wanted:
            raise ValueError("--booking names one booking already; leave out what else it should fit")
        if self.booking is not None and len(self.replications) > 1:
            raise ValueError("--booking is one booking of one replication; give --replication, not --replications")
        told = self.booking is not None or bool(self.wanted)
        if not told and self.event_log is None:
            raise ValueError('which booking? Give --booking ID, or what happened, such as --outcome lost --left "sat"')
        if not told and self.picture is not None:
            raise ValueError("--out draws one booking; give --booking ID, or what happened, such as --outcome lost")
        if self.event_log is not None:
            if self.event_log.suffix != ".csv":
                raise ValueError(f"--event-log {self.event_log}: the log is a CSV file, so its name must end in .csv")
            if others:
                raise ValueError("--event-log is of one scenario; write a log of each")
        if self.picture is not None and self.picture.suffix not in ("", ".png", ".svg"):
            raise ValueError(f"--out {self.picture}: must end in .png or .svg, or be a folder for both")


@dataclass(frozen=True)
class Answer:
    """What is found: the lines of the life, remarks on what fits and where files are, and the life in each scenario."""

    lines: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    lives: tuple[Life, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        ends = "; ".join(f"{life.outcome} in {life.scenario.name!r}" for life in self.lives)
        return f"<Booking {self.lives[0].hit.number}: {ends}>" if self.lives else "<No booking>"


def trace(
    scenario: Scenario,
    other: Scenario | None = None,
    *,
    booking: str | int | None = None,
    outcome: str | None = None,
    outcome_in_other: str | None = None,
    booked: str | None = None,
    left: str | None = None,
    charge: str | None = None,
    jail: str | None = None,
    nth: int = 1,
    replication: int = 0,
    replications: int = 1,
    row_level: bool = False,
) -> Answer:
    """Tell one booking's life, event by event: by its number, or by what happened.

    Parameters
    ----------
    scenario
        As `load_scenario` reads it.
    other
        Another scenario: the same booking in both.
    booking
        ``JAIL/NUMBER``, or the number where there is one jail.
    outcome, outcome_in_other
        Or: how it ended, here and in the other scenario: an outcome, or ``lost``, ``lost_leads``, ``lost_matched``,
        ``lost_known`` or ``lost_unknown``.
    booked, left
        When in the week, such as ``sat 20:00-06:00``.
    charge, jail
        On which most serious charge, and where.
    nth
        Which of those that fit, from 1.
    replication, replications
        The first replication to look at, from 0, and how many.
    row_level
        Whether bookings of a jail's own records may be told, moved in time and renumbered.

    Returns
    -------
    Answer
        Its text is the life in words; ``lives`` has the moments, in model seconds.

    Raises
    ------
    ValueError
        If no booking fits, or the question cannot be answered.
    """
    asked = Asked(
        scenarios=(scenario,) if other is None else (scenario, other),
        wanted=Wanted(
            outcome=outcome,
            outcome_in_other=outcome_in_other,
            booked=WeekTime.read(booked, "--booked"),
            left=WeekTime.read(left, "--left"),
            charge=charge,
            jail=jail,
        ),
        booking=None if booking is None else str(booking),
        nth=nth,
        replications=range(replication, replication + replications),
        picture=None,
        event_log=None,
        engine=Engine.STAGED,
        row_level=row_level,
    )
    return answer(asked)


def answer(asked: Asked) -> Answer:
    """Find the booking, tell it, and write what is asked.

    Raises
    ------
    ValueError
        If the question cannot be answered.
    """
    asked.check()
    found = search(asked.scenarios, asked.wanted, asked.replications, asked.engine) if asked.wanted else None
    lives = _lives(asked, found)
    remarks = [] if found is None else [_fitting(found, asked.nth)]
    if asked.picture is not None:
        remarks += [str(path) for path in _draw(lives, asked.picture)]
    if asked.event_log is not None:
        remarks.append(_log(asked, asked.event_log, lives, found))
    lines = side_by_side(*lives) if len(lives) == 2 else (line for life in lives for line in in_words(life))
    about = (NO_PERSON, "") if lives and any(scenario.records for scenario in asked.scenarios) else ()
    return Answer((*about, *lines), tuple(remarks), tuple(lives))


def _lives(asked: Asked, found: Search | None) -> list[Life]:
    if found is not None:
        hit = chosen(found, asked.nth)
        number, replication = hit.number, hit.replication
    elif asked.booking is not None:
        number, replication = asked.booking, asked.replications.start
    else:
        return []
    return [find_life(scenario, number, replication, asked.engine) for scenario in asked.scenarios]


def _fitting(found: Search, nth: int) -> str:
    more = f"; --nth {nth + 1} tells the next" if nth < len(found.hits) else ""
    return f"Number {nth} of {len(found.hits):,} that fit, among {found.counted:,} counted bookings{more}."


def _draw(lives: Sequence[Life], path: Path) -> list[Path]:
    from sim.analyses.trace.timeline import sources, timeline
    from sim.output.saving import save, save_figure

    picture = timeline(*lives)
    if not path.suffix:
        path.mkdir(parents=True, exist_ok=True)
        return save(picture, path, sources(lives))
    path.parent.mkdir(parents=True, exist_ok=True)
    return [save_figure(picture.figure(sources(lives)), path)]


def _log(asked: Asked, path: Path, lives: Sequence[Life], found: Search | None) -> str:
    hits = found.hits if found is not None else tuple(life.hit for life in lives)
    jails = list(dict.fromkeys(hit.jail for hit in hits))
    runs = run_offices(asked.scenarios[0], asked.replications, asked.engine, jails)
    events = write_event_log(runs, path, hits or None, NO_PERSON if asked.scenarios[0].records else None)
    return f"{path}: {events:,} events"
