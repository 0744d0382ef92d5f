"""From files to what they come to: `read_records`, the way through all rooms of this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

import numpy as np

from sim.agencies.repairs import date_in_name
from sim.records.arising import nearly_all_open, raised, told_by_rows
from sim.records.beside import Roster, parted
from sim.records.cells import read_rows
from sim.records.choosing import columns_of, mapping_of
from sim.records.classing import Classes, Reasons, Wordlist
from sim.records.columns import odd_headers
from sim.records.county import CountyRecords, Estimation
from sim.records.estimating import estimated
from sim.records.export import Export
from sim.records.fates import MOST_LINES
from sim.records.grouping import Made, bookings_of_rows, taken_at
from sim.records.mapping import Answers, Cohort, Mapping, answered
from sim.records.questions import Ask, Question, UnansweredError
from sim.records.refusals import no_bookings, open_roster, without_bookings
from sim.records.rosters import ONE_ROSTER, Nights, bookings_of_rosters
from sim.records.rows import Source, Told
from sim.records.severity import CLASS_NAMES
from sim.scenario.errors import ScenarioError, all_of
from sim.scenario.files.reader import load_scenario
from sim.sheets.account import Account, Entry, Fate
from sim.sheets.layout import Layout, layout_of
from sim.sheets.streaming import Stream

_MOST_TOLD = 5
_EPOCH = np.datetime64("1970-01-01", "D")


def read_records(  # noqa: PLR0913
    *paths: str | Path,
    mapping: str | Path | Mapping | None = None,
    answers: Iterable[str] = (),
    charges: str | Path | None = None,
    reasons: str | Path | None = None,
    scenario: str | Path | None = None,
    ask: Ask | None = None,
) -> CountyRecords:
    """Read the exports of a jail's system: everything that a scenario can be made of, and nobody's row.

    Parameters
    ----------
    paths
        Files with bookings, and with charges of them; or rosters of many nights.
    mapping
        What was said of such an export before, or the file that has it.
    answers
        What people say, such as ``cohort=booked_in``; goes before the mapping.
    charges, reasons
        Lists in which people say which description is of which charge, and which reason of release means that somebody
        went to prison or to another agency.
    scenario
        A scenario file of whose charges bookings are; else they are felony, misdemeanor and other.
    ask
        Asks somebody what cannot be told from the files.

    Raises
    ------
    UnansweredError
        If something must be said first, and nobody can be asked.
    ValueError
        If a file is no table, or what it holds are no bookings, with what it is instead. No message holds a cell.
    """
    layouts = all_of(layout_of, dict.fromkeys(map(Path, paths)))
    if not layouts:
        raise ValueError("give the files of an export")
    said = mapping_of(layouts, mapping, Answers.of(tuple(answers)), ask)
    files = {"charges": charges, "reasons": reasons, "scenario": scenario}
    said = said.model_copy(update={key: str(path) for key, path in files.items() if path is not None})
    if not any(table.booked for table in said.tables) and said.cohort is not Cohort.NIGHTLY_ROSTERS:
        raise ValueError(without_bookings(layouts))
    _check_closed(layouts, said)
    whole = [Source(layout, columns_of(layout, said), _night(layout)) for layout in layouts]
    sources, rosters = parted(whole, said)
    said, told, made, classes, listed, nights = _bookings(sources, said, ask)
    if why := no_bookings(made.bookings, said, told):
        raise ValueError(f"{_named(layouts)}: {why}{f': {made.account.why()}' if not len(made.bookings) else ''}")
    taken = nights.last * 86400 if nights is not None else taken_at(told, said)
    checked = _checked_against(said, rosters)
    found = Estimation(checked, told, made.bookings, classes.names, nights, taken, listed).prepared()
    notes = [note for layout in layouts for note in layout.remarks]
    notes += [f"{each.layout.path}: {odd}" for each in sources for odd in odd_headers(each.columns.headers)]
    notes += [f"{each.source.layout.path}: a roster of {each.people:,} people, and no bookings" for each in rosters]
    account = made.account
    entries = (*account.entries, *(each.entry for each in rosters), *_closed(told.streams))
    account = Account(account.read + sum(each.rows for each in rosters), account.records, entries)
    of_files = [*sources, *(each.source for each in rosters)]
    return replace(estimated(found, replace(made, account=account), of_files, classes, notes), mapping=said)


def _bookings(
    sources: Sequence[Source], said: Mapping, ask: Ask | None
) -> tuple[Mapping, Told, Made, Classes, Reasons, Nights | None]:
    """The bookings that the rows of all files are; the rows themselves are kept no longer than that takes."""
    export = read_rows(sources, line_breaks=said.line_breaks, blank_words=said.blank_words)
    said = _settled(export, said, sources, ask)
    classes, listed = _listed(said)
    nights = None
    if said.cohort is Cohort.NIGHTLY_ROSTERS:
        made, nights = bookings_of_rosters(export, said, classes)
    else:
        made = bookings_of_rows(export, said, classes)
    if not made.account.adds_up:
        raise RuntimeError("rows read are not bookings, merged and left out, added up")
    return said, export.told, made, classes, listed, nights


def _check_closed(layouts: Sequence[Layout], said: Mapping) -> None:
    why = "every row ends in one separator more than the header, and that is to be no repair (closing_separators=false)"
    if not said.closing_separators and (closed := [each for each in layouts if each.closed]):
        raise ValueError("\n".join(f"{each.path}:{each.header_line}: {why}" for each in closed))


def _closed(streams: Sequence[Stream]) -> Iterator[Entry]:
    """What was read of files of which every row ends in one separator more than the header."""
    closed = [each for each in streams if each.layout.closed]
    if rows := sum(each.rows for each in closed):
        where = tuple(place for each in closed for place in each.first(MOST_LINES))[:MOST_LINES]
        yield Entry(Fate.REPAIRED, "a separator behind the last cell of every row (closing_separators)", rows, where)


def _checked_against(said: Mapping, rosters: Sequence[Roster]) -> Mapping:
    """What is said, with the people on rosters for those inside, unless they are counted otherwise."""
    if not rosters or said.people_inside is not None:
        return said
    return said.model_copy(update={"people_inside": round(mean(each.people for each in rosters))})


def _listed(said: Mapping) -> tuple[Classes, Reasons]:
    """What tells charges and reasons of release, by the files that are named."""
    names = tuple(CLASS_NAMES.values() if said.scenario is None else load_scenario(Path(said.scenario)).charges)
    charges = Wordlist() if said.charges is None else Wordlist.read(Path(said.charges), "class", names)
    reasons = Wordlist() if said.reasons is None else Wordlist.read(Path(said.reasons), "moves_on", ("yes", "no"))
    return Classes(names, charges, said.split_lists, said.charge_suffixes), Reasons(reasons)


def _night(layout: Layout) -> int | None:
    """The night that a file's name tells, in days since 1970."""
    day = date_in_name(layout.path.name)
    return None if day is None else int((np.datetime64(day, "D") - _EPOCH).astype(int))


def _settled(export: Export, said: Mapping, sources: Sequence[Source], ask: Ask | None) -> Mapping:
    """The mapping once everything that the rows raise is answered.

    Raises
    ------
    UnansweredError
        If something is not, and nobody can be asked.
    ValueError
        If the rows are a roster.
    """
    if said.cohort is Cohort.INSIDE_ON_A_DAY:
        raise ValueError(f"{_of_sources(sources)}: {ONE_ROSTER.format(people=len(export))}")
    if (
        said.cohort in {None, Cohort.BOOKED_IN, Cohort.INSIDE_DURING}
        and nearly_all_open(export.told)
        and len(sources) == 1
    ):
        raise ValueError(f"{_of_sources(sources)}: {open_roster(export.told)}")
    said = told_by_rows(export.told, said)
    while questions := list(raised(export, said)):
        if ask is None:
            raise UnansweredError(questions, [str(source) for source in sources[:_MOST_TOLD]])
        said = told_by_rows(export.told, _answered(said, questions[0], ask))
        if said.cohort is Cohort.INSIDE_ON_A_DAY:
            raise ValueError(f"{_of_sources(sources)}: {ONE_ROSTER.format(people=len(export))}")
    return said


def _answered(said: Mapping, question: Question, ask: Ask) -> Mapping:
    """The mapping with an answer; asked again where that is none."""
    while True:
        try:
            return answered(said, {question.key: ask(question)}, question.key)
        except ScenarioError as error:
            question = replace(question, why=error.problems[0].message)


def _named(layouts: Sequence[Layout]) -> str:
    return ", ".join(str(layout.path) for layout in layouts[:3]) + (" and others" if len(layouts) > 3 else "")


def _of_sources(sources: Sequence[Source]) -> str:
    return _named([source.layout for source in sources])
