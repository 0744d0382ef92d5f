"""Which column of an export holds what: by how its header is spelt, then by what its cells look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sim.records.moments import looks_like_moments, looks_like_times
from sim.records.severity import are_severities
from sim.scenario.facts import FACTS, FOREIGN_BORN, Form
from sim.sheets.headers import plain, unjoined
from sim.sheets.layout import Layout


class Role(StrEnum):
    """What a column may tell of a booking."""

    BOOKED = "booked"
    BOOKED_TIME = "booked_time"
    RELEASED = "released"
    RELEASED_TIME = "released_time"
    STAY = "stay"
    NUMBER = "number"
    PERSON = "person"
    NIGHT = "night"
    EXTRACTED = "extracted"
    CHARGE = "charge"
    SEVERITY = "severity"
    REASON = "reason"


MEANINGS: dict[str, str] = {
    Role.BOOKED: "when the person was booked in",
    Role.BOOKED_TIME: "the time of day of that, where it stands by itself",
    Role.RELEASED: "when the person left",
    Role.RELEASED_TIME: "the time of day of that, where it stands by itself",
    Role.STAY: "how long the person stayed",
    Role.NUMBER: "what tells bookings apart; rows with the same one are one booking",
    Role.PERSON: "what tells people apart; used in memory alone, for nightly rosters and repeats",
    Role.NIGHT: "of which night a roster is",
    Role.EXTRACTED: "when the export was taken",
    Role.CHARGE: "what the person is charged with",
    Role.SEVERITY: "how serious that is",
    Role.REASON: "how the person left",
}
"""What each role is, for people."""

FACT_KEYS = tuple(fact.key for fact in (FOREIGN_BORN, *FACTS) if fact.form is Form.SHARE)
"""Facts of which the records may say yes or no, in columns of these names."""

YES, NO = ("true", "yes", "1", "y", "t"), ("false", "no", "0", "n", "f")
"""How facts are written."""

_SPELT = {
    Role.BOOKED: """
        booked at, booking date time, booking datetime, booking timestamp, booking date, booked date, date
        booked, book date, bookdate, booked, booked on, book dt, booking dt, booking, admission date time,
        admission date, admit date, admit date time, admitted date, admitted dt, date admitted, admitted,
        admission, admission dt, admit dt, latest admission date, intake date time, intake date, intake,
        intake dt, commit date, commitment date, committed date, confinement date, confined date,
        incarceration date, incarcerated date, in date, date in, start date, booking date and time, jail
        booking date, bkg date, entry date, received date, bookingdate, bookedat, bookeddate, admitdate,
        admissiondate, intakedate, datebooked
    """,
    Role.RELEASED: """
        released at, release date time, release datetime, release timestamp, release date, released date,
        date released, released, released on, release, rel date, rel dt, release dt, discharged dt,
        discharge date, discharged date, date discharged, discharge dt, discharged, discharge, end date,
        exit date, out date, date out, departure date, release date and time, actual release date,
        releasedate, releasedat, releaseddate, dischargedate, datereleased
    """,
    Role.BOOKED_TIME: """
        booking time, booking tm, booking hour, book time, book tm, book hour, booked time, booked tm,
        booked hour, admission time, admission tm, admission hour, admit time, admit tm, admit hour, intake
        time, intake tm, intake hour, time booked, time admitted, time in, in time, start time, bookingtime,
        bookedtime
    """,
    Role.RELEASED_TIME: """
        release time, release tm, release hour, released time, released tm, released hour, rel time, rel tm,
        rel hour, discharge time, discharge tm, discharge hour, discharged time, discharged tm, discharged
        hour, time released, time out, out time, end time, exit time, releasetime
    """,
    Role.STAY: """
        stay hours, stay days, stay, length of stay, length of stay days, length of stay hours, length of
        stay minutes, los, los days, los hours, los minutes, days in custody, days in jail, hours in
        custody, days held, stay minutes, days served, time in custody
    """,
    Role.NUMBER: """
        booking number, booking no, booking num, booking nbr, booking id, book number, book no, book id,
        book num, bookno, booknum, bookingnumber, bookingno, bookingid, bookid, bkg number, bkg no, jacket
        booking number, admission number, admission id, commitment number, intake number, confinement
        number, incident booking number, arrest booking number
    """,
    Role.PERSON: """
        person id, person number, inmate id, inmateid, inmate number, inmate no, identifier, offender id,
        jid, jail id, so number, name id, pid, subject id, personid, offenderid, jacket number
    """,
    Role.NIGHT: """
        download date, snapshot date, roster date, census date, as of date, as of, night, custody date, date
        of roster, report night, count date
    """,
    Role.EXTRACTED: """
        extracted at, extract date, extracted, extraction date, export date, exported at, timestamp, scraped
        at, report date, run date, report run date, data as of
    """,
    Role.SEVERITY: """
        severity, charge severity, charge level, charge class, charge degree, charge type, offense class,
        offense level, offense severity, offense degree, crime class, class, level, degree, felony
        misdemeanor, misdemeanor felony, f m, m f, severities, charge classification
    """,
    Role.CHARGE: """
        charge, charges, charge description, charge desc, offense, offenses, offence, offense description,
        offense desc, primary charge, top charge, most serious charge, lead charge, description of charge,
        statute, statute description, charge code, statute code, offense code, arrest charge
    """,
    Role.REASON: """
        release reason, release type, reason for release, released to, release code, release disposition,
        type of release, discharge reason, reason released, how released, release method
    """,
}
"""How headers spell each role, the surest first, in small letters with single blanks."""

_SAME = {
    **dict.fromkeys(("dt", "dte"), "date"),
    **dict.fromkeys(("dttm", "dtm", "datetime", "timestamp"), "date time"),
    **dict.fromkeys(("num", "no", "nbr", "nr"), "number"),
    **dict.fromkeys(("desc", "descr"), "description"),
    "tm": "time",
    "rel": "release",
    "bkg": "booking",
    "bk": "booking",
    "offence": "offense",
    "chg": "charge",
}
"""Words that headers shorten or spell otherwise."""

_IDLE = {"inmate", "offender", "defendant", "arrestee", "jail", "actual", "latest", "current", "original", "and", "of"}
"""Words that change nothing of what a header means."""


def _meant(header: str) -> str:
    """A header in the words that are compared."""
    words = " ".join(_SAME.get(word, word) for word in unjoined(header).split()).split()
    return " ".join([word for word in words if word not in _IDLE] or words)


_SPELLINGS = {role: tuple(dict.fromkeys(_meant(name) for name in names.split(","))) for role, names in _SPELT.items()}

_ASKED = {Role.BOOKED, Role.RELEASED, Role.NUMBER, Role.NIGHT}
"""Of these it is asked which of several columns is meant; of others the first is taken."""

_LOOKED_AT = 500
_NAMED_SO = 0.5
"""The share of cells that must be words for severity in a column whose header says that it has them."""

_MOMENT_ROLES = {Role.BOOKED, Role.RELEASED, Role.NIGHT, Role.EXTRACTED}
_TIME_ROLES = {Role.BOOKED_TIME, Role.RELEASED_TIME}


@dataclass(frozen=True)
class Guess:
    """The columns of a table as far as they can be told.

    Parameters
    ----------
    columns
        The header of each role.
    candidates
        Of a role for which several may be meant: their headers.
    """

    columns: Mapping[str, str]
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def guess(layout: Layout) -> Guess:
    """Tell the columns of a table by their headers, and drop those whose cells are something else."""
    found = {role: _named(layout, role) for role in Role}
    columns: dict[str, str] = {role: names[0] for role, names in found.items() if len(names) == 1}
    candidates = {role: names for role, names in found.items() if len(names) > 1}
    for role in [each for each in candidates if each not in _ASKED]:
        columns[role] = candidates.pop(role)[0]
    if Role.RELEASED in columns:
        columns.pop(Role.STAY, None)
    _find_severity(layout, columns)
    columns |= {
        key: name
        for key in FACT_KEYS
        for name in layout.header
        if plain(name) == plain(key) and are_yes_no(layout.cells(name)[:_LOOKED_AT])
    }
    # A column tells one thing: the first of those that it might.
    taken: dict[str, str] = {}
    for each, name in columns.items():
        taken.setdefault(name, each)
    told = {str(each): name for name, each in taken.items()}
    return Guess(told, {str(role): names for role, names in candidates.items()})


def _named(layout: Layout, role: Role) -> tuple[str, ...]:
    """The headers that may be meant, of those that are spelt as the role is and whose cells may be of it."""
    named = [name for name in layout.header if _meant(name) in _SPELLINGS[role] and _fits(layout.cells(name), role)]
    if role is Role.NUMBER:
        named = [name for name in named if not looks_like_moments(layout.cells(name)[:200])]
    filled = [name for name in named if layout.cells(name)]
    return tuple(filled or named)


def are_yes_no(cells: Sequence[str]) -> bool:
    """Whether all cells say yes or no."""
    return bool(cells) and {cell.lower() for cell in cells} <= {*YES, *NO}


def _fits(cells: Sequence[str], role: Role) -> bool:
    some = cells[:_LOOKED_AT]
    if not some:
        return role not in {Role.BOOKED, Role.NUMBER, Role.NIGHT, Role.EXTRACTED}
    if role in _MOMENT_ROLES:
        return looks_like_moments(some)
    if role in _TIME_ROLES:
        return looks_like_times(some)
    return True


def _find_severity(layout: Layout, columns: dict[str, str]) -> None:
    """Take for severities the column that holds them, whatever its header says, and what is left for charges."""
    charge, severity = columns.get(Role.CHARGE), columns.get(Role.SEVERITY)
    if severity and not are_severities(layout.cells(severity)[:_LOOKED_AT], _NAMED_SO):
        del columns[Role.SEVERITY]
    if Role.SEVERITY in columns:
        return
    if charge and are_severities(layout.cells(charge)[:_LOOKED_AT]):
        columns[Role.SEVERITY] = columns.pop(Role.CHARGE)
        if severity:
            columns[Role.CHARGE] = severity
    elif found := [name for name in layout.header if _says_severity(layout, name)]:
        columns[Role.SEVERITY] = found[0]


def _says_severity(layout: Layout, name: str) -> bool:
    """Whether cells are words for severity that mean nothing else, as single letters may."""
    cells = layout.cells(name)[:_LOOKED_AT]
    return are_severities(cells) and any(word in cell.lower() for cell in cells for word in ("felony", "misd"))


def odd_headers(columns: Mapping[str, str]) -> Iterator[str]:
    """What is read from a column whose header says something else."""
    for role in (Role.CHARGE, Role.SEVERITY):
        name = columns.get(role)
        if name is not None and any(_meant(name) in _SPELLINGS[each] for each in Role if each is not role):
            yield f"{MEANINGS[role]}: read from {name!r}, for what stands in it"
