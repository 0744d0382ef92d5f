"""What is said of an export: which columns hold what, and what only people can know; kept as ``mapping.yaml``."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.records.columns import FACT_KEYS, MEANINGS, Role
from sim.scenario.base import Frozen, fault, shown, unknown_name
from sim.scenario.errors import Origin, Problem, ScenarioError

LOCAL_STANDARD = "none"
"""In the place of a time zone: clocks that are never changed."""


class Cohort(StrEnum):
    """Of whom an export is: what its rows have in common."""

    BOOKED_IN = "booked_in"
    RELEASED_IN = "released_in"
    INSIDE_DURING = "inside_during"
    INSIDE_ON_A_DAY = "inside_on_a_day"
    NIGHTLY_ROSTERS = "nightly_rosters"


COHORTS = {
    Cohort.BOOKED_IN: "everybody booked in during a period",
    Cohort.RELEASED_IN: "everybody released during a period",
    Cohort.INSIDE_DURING: "everybody who was inside at some time of a period, also those booked before it",
    Cohort.INSIDE_ON_A_DAY: "everybody inside on one day: a roster",
    Cohort.NIGHTLY_ROSTERS: "a roster of each of many nights, a row a person and night",
}
"""What each cohort is, for people."""


class NoRelease(StrEnum):
    """What a release that is not given means."""

    INSIDE = "inside"
    UNKNOWN = "unknown"


class StayUnit(StrEnum):
    """What lengths of stay are counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def seconds(self) -> int:
        """How long one is."""
        return {"minutes": 60, "hours": 3600, "days": 86400}[self.value]


class ZoneMeaning(StrEnum):
    """What a time zone written behind a time means, where it is not that of the season."""

    LITERAL = "literal"
    WALL_CLOCK = "wall_clock"


class Columns(Frozen):
    """The header of each column of a table that is read; none of the others is."""

    booked: str | None = None
    booked_time: str | None = None
    released: str | None = None
    released_time: str | None = None
    stay: str | None = None
    number: str | None = None
    person: str | None = None
    night: str | None = None
    extracted: str | None = None
    charge: str | None = None
    severity: str | None = None
    reason: str | None = None
    facts: dict[str, str] = Field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The header of each role and fact that is there."""
        given = {role.value: getattr(self, role.value) for role in Role}
        return {role: name for role, name in given.items() if name is not None} | self.facts

    @property
    def in_words(self) -> str:
        """What is read from which column."""
        return ", ".join(f"{role} from {name!r}" for role, name in self.headers.items()) or "none"


def _zone(given: Any) -> Any:
    if given == LOCAL_STANDARD or (isinstance(given, str) and given in available_timezones()):
        return given
    raise fault(f"must be an IANA name such as America/New_York, or none, but is {shown(given)}")


def _moment(given: Any) -> Any:
    if isinstance(given, datetime):
        return given.replace(tzinfo=None)
    if isinstance(given, date):
        return datetime.combine(given, datetime.min.time())
    try:
        return datetime.fromisoformat(str(given)).replace(tzinfo=None)
    except ValueError:
        raise fault(f"must be a date or time such as 2024-11-14 or 2024-11-14 15:22, but is {shown(given)}") from None


def _yes_no(given: Any) -> Any:
    words = {"true": True, "yes": True, "false": False, "no": False}
    return words.get(given.strip().lower(), given) if isinstance(given, str) else given


Zone = Annotated[str, BeforeValidator(_zone)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]


class Mapping(Frozen):
    """All that is said of an export. What is None has not been asked, or need not be.

    Parameters
    ----------
    tables
        The columns of each kind of table; of a file the first one counts whose columns it has.
    cohort
        Of whom the export is.
    timezone
        IANA name; ``none`` where clocks are never changed.
    zone_written
        Whether a time zone behind a time is meant literally, where it is not that of the season.
    day_first
        Whether 03/04 is the third of April.
    blank_release, stand_in_release
        What a blank release means, and a date of release that stands for none, such as 9999-12-31.
    extracted
        When the export was taken: until then who has no release is known to have been inside.
    covers_from
        From when on the period runs of an export of those inside during it.
    stay_unit
        Of the column of stays.
    line_breaks
        Whether cells may have several lines.
    by_person_and_time
        Whether, for want of booking numbers, rows of one person with one time of booking are one booking.
    bridge_nights
        How many nights a person may be missing from rosters, and count as inside.
    drop_repeats, split_lists, charge_suffixes, short_years, blank_words, closing_separators
        Repairs, done unless they are false: rows that repeat another are left out; cells of several charges are taken
        apart; letters behind a charge tell its severity; years of two digits are those from 1969 to 2068; words such
        as ``NULL`` are blank cells; what stands behind the last separator of every row, nothing, is no cell.
    rosters_beside
        Whether a file called a roster that tells no release, beside one that does, is one, and has no bookings.
    assume_hours
        Whether days without a time of day are given hours by a stated profile, marked as assumed, or are refused.
    charges, reasons, scenario
        Files: lists of descriptions of charges and of reasons of release, and the scenario of whose charges bookings
        are. In a mapping's own file they are named from its folder on.
    people_inside
        How many people are in jail on an average day by another count, to check against.
    """

    tables: tuple[Columns, ...]
    cohort: Cohort | None = None
    timezone: Zone | None = None
    zone_written: ZoneMeaning | None = None
    day_first: YesNo | None = None
    blank_release: NoRelease | None = None
    stand_in_release: NoRelease | None = None
    extracted: Moment | None = None
    covers_from: Moment | None = None
    stay_unit: StayUnit | None = None
    people_inside: Annotated[int, Field(ge=0)] | None = None
    charges: str | None = None
    reasons: str | None = None
    scenario: str | None = None
    line_breaks: YesNo = False
    by_person_and_time: YesNo = False
    bridge_nights: Annotated[int, Field(ge=0, le=2)] = 1
    drop_repeats: YesNo = True
    split_lists: YesNo = True
    charge_suffixes: YesNo = True
    short_years: YesNo = True
    blank_words: YesNo = True
    closing_separators: YesNo = True
    rosters_beside: YesNo = True
    assume_hours: YesNo = True

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone, if clocks are changed."""
        return None if self.timezone in {None, LOCAL_STANDARD} else ZoneInfo(str(self.timezone))

    @property
    def day_is_first(self) -> bool:
        """The order of dates, where one is stated."""
        return bool(self.day_first)


FILES = {"charges", "reasons", "scenario"}
"""The keys that name files."""

ANSWERS = tuple(name for name in Mapping.model_fields if name != "tables")
"""The keys of a mapping but for its columns."""


NO_COLUMN = "none"
"""In the place of a header: that a table has no such column."""


@dataclass(frozen=True)
class Answers:
    """What people say of an export: the header of each role, and the values of other keys, as they are typed."""

    columns: MappingType[str, str]
    values: MappingType[str, str]

    @classmethod
    def of(cls, given: Sequence[str], source: str = "--answer") -> Self:
        """Read answers such as ``cohort=booked_in`` or ``columns.booked=ADMIT DATE``.

        Raises
        ------
        ScenarioError
            With every one that names no key.
        """
        columns, values, problems = {}, {}, []
        for answer in given:
            key, sign, value = (part.strip() for part in answer.partition("="))
            role = key.removeprefix("columns.")
            if not sign:
                problems.append(Problem(Origin(source), key, "must be KEY=VALUE, such as cohort=booked_in"))
            elif key != role and role in {*Role, *FACT_KEYS}:
                columns[role] = value
            elif key != role:
                problems.append(Problem(Origin(source), key, unknown_name("column", role, [*Role, *FACT_KEYS])))
            elif key in ANSWERS:
                values[key] = value
            else:
                problems.append(Problem(Origin(source), key, unknown_name("key", key, [*ANSWERS, "columns.ROLE"])))
        if problems:
            raise ScenarioError(problems)
        return cls(columns, values)


def answered(mapping: Mapping, values: MappingType[str, str], source: str = "--answer") -> Mapping:
    """A mapping with values of keys as people type them.

    Raises
    ------
    ScenarioError
        With every value that is none.
    """
    typed = {key: int(value) if value.isdecimal() else value for key, value in values.items()}
    return validated(mapping.model_dump(exclude_none=True) | typed, source) if typed else mapping


def with_columns(table: Columns, columns: MappingType[str, str]) -> Columns:
    """A table of which some roles have other headers, or none; a header has one role."""
    changed = {
        role: name for role, name in table.headers.items() if role not in columns and name not in columns.values()
    }
    return columns_from(changed | {role: name for role, name in columns.items() if name != NO_COLUMN})


def columns_from(headers: MappingType[str, str]) -> Columns:
    """The columns of a table, of the header of each role and fact."""
    facts = {key: name for key, name in headers.items() if key in FACT_KEYS}
    return Columns(**{role: name for role, name in headers.items() if role not in FACT_KEYS}, facts=facts)


def validated(content: Any, source: str) -> Mapping:
    """Make a mapping of what a file says.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        found = [_problem(each, source) for each in error.errors()]
        raise ScenarioError(found) from None


def _problem(error: Any, source: str) -> Problem:
    path = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        allowed = list(Mapping.model_fields if len(error["loc"]) == 1 else Columns.model_fields)
        return Problem(Origin(source), path, unknown_name("key", key, allowed))
    message = str(error["msg"])
    if message.startswith("Input should be "):
        message = f"must be {message.removeprefix('Input should be ')}, but is {shown(error['input'])}"
    return Problem(Origin(source), path, message)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises
    ------
    ValueError
        If it is none, with all that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = YAML(typ="safe", pure=True).load(text)
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, YAMLError):
        raise ValueError(f"{path}: is not YAML in UTF-8") from None
    if not isinstance(content, MappingType):
        raise ValueError(f"{path}: must be a mapping of keys to values, as lostleads records writes it")  # noqa: TRY004
    read = validated(content, str(path))
    files = {key: str(path.parent / name) for key in FILES if (name := getattr(read, key)) is not None}
    return read.model_copy(update=files)


def mapping_text(mapping: Mapping, folder: Path) -> str:
    """A mapping as it stands in a folder: the same mapping is always the same bytes."""
    content = mapping.model_dump(mode="json", exclude_none=True)
    for key in FILES & content.keys():
        content[key] = Path(os.path.relpath(Path(content[key]).resolve(), folder.resolve())).as_posix()
    content["tables"] = [{k: v for k, v in table.items() if v != {}} for table in content["tables"]]
    ordered = {key: content.pop(key) for key in ANSWERS if key in content} | content
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 4096
    yaml.dump(ordered, out)
    return _HEADING + out.getvalue()


_HEADING = (
    "# What the columns of an export hold, and what people said of it. The same export with --mapping and this file\n"
    "# gives the same scenario without a question. Roles of columns: "
    + "; ".join(f"{role}: {MEANINGS[role]}" for role in (Role.BOOKED, Role.RELEASED))
    + ".\n"
)
