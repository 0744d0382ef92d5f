"""What a scenario says: its charges, jails, screening teams and field offices, every unit in its key.

The models are frozen and refuse unknown keys. `sim.scenario.files.reader` turns a YAML file into a `Scenario`.
"""

from __future__ import annotations

import hashlib
import json
import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar

from pydantic import AfterValidator, Field, PrivateAttr, SerializerFunctionWrapHandler, WithJsonSchema, model_serializer
from pydantic_core import InitErrorDetails

from sim.scenario.base import Frozen, Location, Prose, Text, fault, mapping_of, problem, shown, unknown_name
from sim.scenario.by import By, depends
from sim.scenario.clock import Clock
from sim.scenario.costs import Costs, cost_problems
from sim.scenario.distributions import AnyDistribution
from sim.scenario.errors import Origin
from sim.scenario.filekeys import JAIL_KEYS, NETWORK_KEYS
from sim.scenario.filename import FileName
from sim.scenario.files.located import validated
from sim.scenario.files.settings import applied, as_settings
from sim.scenario.files.tree import tree_of
from sim.scenario.levels import DRAWS, MEAN, Levels, WhichLevels, YearlyLevels, level_problems
from sim.scenario.places import Fips, Residents, State
from sim.scenario.policy import Change, DatedChange, Phases, change_of, phases_of, policy_problems
from sim.scenario.quantities import (
    NOTHING,
    AtLeastOne,
    Duration,
    NoLess,
    Number,
    Positive,
    PositiveShare,
    Rate,
    Share,
    Spread,
    plain_number,
)
from sim.scenario.records import Records
from sim.scenario.staff import Date, Round, Shift, Team
from sim.scenario.stated import BARE
from sim.scenario.steps import ShareByStay
from sim.scenario.week import Arrivals, ReleaseHours

ALL_JAILS = "all"
"""The name under which results add up all jails; no jail may bear it."""

OFFICE_TEAMS = ("reviewers", "crews")
"""The teams of a field office; no screening team may bear their names."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


T = TypeVar("T")


class ByCharge(By[T], Generic[T]):
    """A value that may depend on the charge; in a file a plain value where it does not."""

    by_name: dict[str, T] = Field(default_factory=dict, alias="by_charge")


_EVERYONE, _NOBODY = (ByCharge[Share](otherwise=Number(share)) for share in (1, 0))


class Charge(Frozen):
    """A kind of most serious charge: its share of bookings, and how long its people stay."""

    share: Share
    stay_hours: AnyDistribution


class Screening(Frozen):
    """Screening on site: what officers at the jail do at intake.

    ``detected`` and ``wrongly_flags`` are the shares of interviews, ended in time, that find a removable person
    removable, and that wrongly find another person so. ``cleared`` is the share of those not removable whom records
    show to be citizens or lawful, so that nobody interviews them.
    """

    cleared: ByCharge[Share] = _NOBODY
    known_first: bool = False
    interview_hours: ByCharge[AnyDistribution]
    detected: ByCharge[Share]
    wrongly_flags: ByCharge[Share]
    teams: dict[str, Team]

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        yield from _bad_names("team", given.get("teams"), reserved=OFFICE_TEAMS, location=("teams",))


class Jail(Frozen):
    """One jail: who is booked, what is known of them, and how it deals with ICE."""

    _file_keys = JAIL_KEYS
    _renamed: ClassVar = {"discloses": "is called 'recorded' now: the birthplace stands on the booking record"}

    state: State | None = None
    county: Text | None = None
    fips: Fips | None = None
    population: Residents | None = None
    bookings_per_year: Rate | None = None
    bookings_file: Text | None = None
    arrivals: ByCharge[Arrivals] = Field(default_factory=lambda: ByCharge[Arrivals](otherwise=Arrivals()))
    day_to_day_sd: Spread = NOTHING
    stay_factor: ByCharge[Positive] = ByCharge[Positive](otherwise=Number(1))
    release_hours: ByCharge[ReleaseHours] | None = None
    stay_factor_when_flagged: ByCharge[NoLess] = ByCharge[NoLess](otherwise=Number(1))
    moves_on: ByCharge[ShareByStay] = ByCharge[ShareByStay](otherwise=Number(0))
    foreign_born: ByCharge[Share]
    removable: ByCharge[Share]
    recorded: ByCharge[Share]
    intake_hours: ByCharge[AnyDistribution]
    fingerprinted: ByCharge[Share]
    on_record: ByCharge[Share]
    on_record_others: ByCharge[Share]
    match_hours: ByCharge[AnyDistribution]
    lifted: ByCharge[Share] = _NOBODY
    honoured: ByCharge[Share] = _EVERYONE
    hold_hours: ByCharge[Duration] = ByCharge[Duration](otherwise=Number(48))
    hold_clock: Literal["calendar", "business"] = "calendar"
    notice_hours: ByCharge[Duration] | None = None
    travel_hours: Duration
    field_office: Text
    screening: Screening | None = None
    policy: tuple[JailChange, ...] = ()

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        yield from policy_problems(given.get("policy"))
        for place, change in enumerate(_changes(given)):
            if change.get("screening") is not None and given.get("screening") is None:
                yield problem("the jail has no screening that could change", ("policy", place, "screening"))
        if given.get("bookings_file") is None:
            if given.get("bookings_per_year") is None:
                yield problem("'bookings_per_year' is missing, and must be given (or a bookings_file)", ())
            return
        replaced = ("bookings_per_year", "arrivals", "day_to_day_sd")
        message = "must not be given beside bookings_file, which replaces it"
        yield from (problem(message, (key,)) for key in replaced if given.get(key) is not None)
        for place, change in enumerate(_changes(given)):
            yield from (problem(message, ("policy", place, key)) for key in replaced if change.get(key) is not None)

    @classmethod
    def _explained(cls, error: dict[str, Any]) -> InitErrorDetails:
        if error["loc"] == ("hold_clock",):
            return problem(f"must be calendar or business, but is {shown(error['input'])}", ("hold_clock",))
        return super()._explained(error)

    @model_serializer(mode="wrap")
    def _consistent(self, handler: SerializerFunctionWrapHandler) -> Any:
        """Leave out the weekly pattern where a bookings file replaces it: a file may not give both."""
        content = handler(self)
        if self.bookings_file is not None:
            for key in ("arrivals", "day_to_day_sd"):
                content.pop(key, None)
        return content

    def phases(self, clock: Clock) -> Phases[Jail]:
        """Its rules, period by period of its policy."""
        return phases_of(self, self.policy, clock)


if TYPE_CHECKING:

    class JailChange(DatedChange):
        """Any value of a jail that may change on a day."""

    class FieldOfficeChange(DatedChange):
        """Any value of a field office that may change on a day."""

else:
    JailChange = change_of(
        Jail,
        DatedChange,
        fixed=("state", "county", "fips", "population", "bookings_file", "travel_hours", "field_office", "policy"),
        parts={"screening": change_of(Screening, Change, fixed=("teams", "known_first"))},
    )
    Jail.model_rebuild()


class FieldOffice(Frozen):
    """An ICE field office: reviewers of matches, rounds and crews that collect, shared by its jails."""

    sought: ByCharge[Share] = _EVERYONE
    review_hours: ByCharge[AnyDistribution]
    detainer: ByCharge[Share]
    wrongly_detains: ByCharge[Share]
    reviewers: tuple[Shift, ...]
    rounds: tuple[Round, ...] = ()
    spared: ByCharge[Share] = _EVERYONE
    crews: tuple[Shift, ...]
    seats: AtLeastOne
    return_hours: Duration
    policy: tuple[FieldOfficeChange, ...] = ()

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        yield from policy_problems(given.get("policy"))

    def phases(self, clock: Clock) -> Phases[FieldOffice]:
        """Its rules, period by period of its policy."""
        return phases_of(self, self.policy, clock)


if not TYPE_CHECKING:
    FieldOfficeChange = change_of(FieldOffice, DatedChange, fixed=("seats", "return_hours", "policy"))
    FieldOffice.model_rebuild()


def _changes(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The periods of a policy as a file gives them, valid or not."""
    policy = given.get("policy")
    return [mapping_of(each) for each in policy] if isinstance(policy, list | tuple) else []


FIRST_START, LAST_START = date(1900, 1, 1), date(2199, 12, 31)


def _within_the_calendar(start: date) -> date:
    if not FIRST_START <= start <= LAST_START:
        raise fault(f"must be from {FIRST_START} to {LAST_START}, but is {start}")
    return start


Start = Annotated[
    Date,
    AfterValidator(_within_the_calendar),
    WithJsonSchema({"type": "string", "format": "date", "description": f"{FIRST_START} to {LAST_START}"}),
]
Seed = Annotated[int, Field(strict=True, ge=0, lt=2**63)]
# A century: far beyond any use, and within the calendar whenever it starts.
Days = Annotated[int, Field(strict=True, ge=0, le=36_525)]
Replications = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]


class Source(Protocol):
    """What a scenario was made from, and can be made from again with other values."""

    @property
    def path(self) -> Path | None:
        """Its file; None where there is none."""

    def scenario(self, *settings: str) -> Scenario:
        """Make the scenario with more settings, each ``PATH=VALUE``, on top."""


class Scenario(Frozen):
    """Everything a run needs: a frozen value with its own seed."""

    _file_keys = ("extends", *NETWORK_KEYS)

    name: Text
    description: Prose = ""
    start: Start
    days: Annotated[Days, Field(ge=1)]
    warmup_days: Days = 28
    cooldown_days: Days = 28
    replications: Replications = 30
    seed: Seed = 0
    timezone: str | None = None
    charges: dict[str, Charge]
    jails: dict[str, Jail]
    field_offices: dict[str, FieldOffice]
    levels_file: Text | None = None
    levels: WhichLevels | None = None
    flagged_per_removable: PositiveShare | None = None
    costs: Costs | None = None

    _levels: Levels | None = PrivateAttr(default=None)
    _records: dict[str, Records] = PrivateAttr(default_factory=dict)
    _files: tuple[FileName, ...] = PrivateAttr(default=())
    _source: Source | None = PrivateAttr(default=None)
    _digests: dict[Any, tuple[str, ...]] = PrivateAttr(default_factory=dict)

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        charges, jails, offices = (mapping_of(given.get(key)) for key in ("charges", "jails", "field_offices"))
        yield from _charge_problems(given.get("charges"))
        yield from _bad_names("jail", given.get("jails"), reserved=(ALL_JAILS,), location=("jails",))
        yield from _bad_names("field office", given.get("field_offices"), reserved=(), location=("field_offices",))
        for name, jail in jails.items():
            office = mapping_of(jail).get("field_office")
            if isinstance(office, str) and office not in offices:
                message = unknown_name("field office", office, map(str, offices))
                yield problem(message, ("jails", str(name), "field_office"))
        for name, office in offices.items():
            yield from _jails_of_rounds(mapping_of(office), list(jails), ("field_offices", str(name)))
        for section in ("jails", "field_offices"):
            yield from _charges_named(given.get(section), [str(charge) for charge in charges], (section,))
        yield from cost_problems(given.get("costs"), jails)
        yield from level_problems(given, jails)
        zone = given.get("timezone")
        if isinstance(zone, str) and zone not in _zones():
            message = unknown_name("timezone", zone, _zones()).partition(" (allowed")[0]
            yield problem(f"{message} (allowed: an IANA name such as America/New_York)", ("timezone",))

    @property
    def last_day(self) -> date:
        """The last counted day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def charge_names(self) -> tuple[str, ...]:
        """The charges in the order of the file; facts name a charge by its place here."""
        return tuple(self.charges)

    @property
    def charge_shares(self) -> tuple[float, ...]:
        """Shares of bookings by charge, adding up to 1 exactly as far as floats go."""
        total = sum(charge.share for charge in self.charges.values())
        return tuple(charge.share / total for charge in self.charges.values())

    @property
    def clock(self) -> Clock:
        """The clock that runs from 00:00 of the start."""
        return Clock(self.start, self.timezone)

    def records_of(self, jail: str) -> Records | None:
        """Give the jail's own records, where it has a ``bookings_file``."""
        return self._records.get(jail)

    @property
    def records(self) -> dict[str, Records]:
        """The own records of the jails that have a ``bookings_file``."""
        return dict(self._records)

    def levels_taken(self, jail: str, replications: Sequence[int]) -> YearlyLevels | None:
        """What replications take of the levels of a jail; None where there is no ``levels_file``."""
        if self._levels is None:
            return None
        return self._levels.taken(jail, DRAWS if self.levels is None else self.levels, replications)

    def mean_levels(self, jail: str) -> YearlyLevels | None:
        """The mean levels of a jail, whatever replications take; None where there is no ``levels_file``."""
        return None if self._levels is None else self._levels.taken(jail, MEAN, (0,))

    @property
    def at_mean_levels(self) -> Self:
        """The same with the mean of its levels in each replication; itself where it has none."""
        return self if self._levels is None else self.model_copy(update={"levels": MEAN})

    def usual_leads_per_year(self, jail: str) -> float:
        """How many a jail gives with deputies on average, as its own values have it, whatever a ``levels_file`` says.

        Of its foreign-born and removable bookings, as far as ``flagged_per_removable``.
        """
        rules = self.jails[jail]
        shares = zip(self.charge_names, self.charge_shares, strict=True)
        removable = sum(share * rules.foreign_born.of(charge) * rules.removable.of(charge) for charge, share in shares)
        return removable * float(rules.bookings_per_year or 0) * float(self.flagged_per_removable or 1)

    @property
    def level_draws(self) -> int | None:
        """How many replications there can be, each with a draw of the ``levels_file`` of its own; None if any."""
        return self._levels.draws if self._levels is not None and self.levels in (None, DRAWS) else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What may be wrong with the bookings files."""
        return tuple(remark for records in self._records.values() for remark in records.remarks)

    @property
    def files(self) -> tuple[FileName, ...]:
        """Names of the scenario files it was read from: its own, then those that it extends; none if made in Python."""
        return self._files

    @property
    def named_from(self) -> dict[str, str]:
        """From which folder each file was read that it names, by the path of the name."""
        found = {f"jails.{jail}.bookings_file": records.named_from for jail, records in self._records.items()}
        return found if self._levels is None else {**found, "levels_file": self._levels.named_from}

    @property
    def source(self) -> Source | None:
        """What it was made from by the reader of files; None if it was made in Python."""
        return self._source

    @property
    def resolved(self) -> dict[str, Any]:
        """All that it says, in the form of a file, with everything it extends and every default spelt out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def with_(self, values: Mapping[str, Any] | None = None, /, **keys: Any) -> Scenario:
        """Give the scenario with other values, checked as those of a file are; this one stays as it is.

        Parameters
        ----------
        values
            By dotted path, in which ``*`` stands for every name, as ``--set`` takes it; None removes a value. They are
            what Python has: numbers, texts, dates, lists, mappings.
        **keys
            Keys of the scenario itself.

        Returns
        -------
        Scenario
            Files that it names are read anew, but for one that was made in Python.

        Raises
        ------
        ScenarioError
            With all that is wrong, in the words of ``--set``; a ValueError.
        TypeError
            If a value is nothing that a scenario can say.

        Examples
        --------
        >>> in_force = load_scenario("scenarios/prince_william.yaml")  # doctest: +SKIP
        >>> in_force.with_({"jails.*.hold_hours": 24}, days=30, seed=7)  # doctest: +SKIP
        """
        settings = as_settings({**(values or {}), **keys})
        if self._source is not None:
            return self._source.scenario(*settings)
        tree = tree_of(self.resolved, Origin(self.name))
        problems = applied(tree, settings, type(self).model_fields)
        return validated(type(self), tree.plain(), tree, problems).read_from(self._files, self._records, self._levels)

    def read_from(
        self,
        files: Sequence[FileName],
        records: Mapping[str, Records] | None = None,
        levels: Levels | None = None,
        source: Source | None = None,
    ) -> Self:
        """Give the same scenario with the names of its files, what these say, and what made it."""
        copy = super().model_copy()
        copy._files, copy._records = tuple(files), dict(records or {})  # noqa: SLF001 - the copy is one of us
        copy._source, copy._digests = source, {}  # noqa: SLF001
        copy._levels = None if self.levels_file is None else levels  # noqa: SLF001
        return copy

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy it, with some values replaced; see `Frozen.model_copy`. Its files are those of this one."""
        return super().model_copy(update=update, deep=deep).read_from(self._files, self._records, self._levels)

    def __eq__(self, other: object) -> bool:
        # From whichever files it was read.
        if not isinstance(other, Scenario):
            return NotImplemented
        own, others = ((each._records, each._levels) for each in (self, other))  # noqa: SLF001
        return vars(self) == vars(other) and own == others

    def __hash__(self) -> int:
        return hash((self.name, self.start, self.days, self.seed, *self.jails))

    def __repr__(self) -> str:
        return f"<Scenario {self.name!r}: {', '.join(self._in_short())}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        told = "".join(f"<li>{escape(each)}</li>" for each in self._in_short())
        return f"<p><b>{escape(self.name)}</b></p><ul>{told}</ul>"

    def _in_short(self) -> Iterator[str]:
        """What tells it from others at first sight."""
        yield f"{self.days:,} days from {self.start}"
        few = ", ".join(list(self.jails)[:_FEW])
        yield f"{len(self.jails):,} jails" if len(self.jails) > _FEW else f"at {few}"
        yield f"{self.replications:,} replications"
        yield f"seed {self.seed}"

    def __reduce__(self) -> tuple[Any, ...]:
        # As plain data: the subscribed classes within have no names by which they could be pickled.
        return _restored, (self.model_dump(), self._files, self._records, self._levels)

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that can change a replication, so not of the name, the description or how many there are."""
        if () not in self._digests:
            self._digests[()] = (_digest_of(self._content()),)
        return self._digests[()][0]

    def content_hashes_at(self, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """SHA-256 of all that can change what happens at some field offices and their jails, of each group of offices.

        Of other jails that is their names alone: offices share no officers. Costs change nothing that happens.
        """
        key = tuple(map(tuple, groups))
        if key not in self._digests:
            self._digests[key] = tuple(self._hashes_at(key))
        return self._digests[key]

    def _hashes_at(self, groups: Sequence[Sequence[str]]) -> Iterator[str]:
        content = self._content()
        # To lay the content out takes longest, so its own hash is taken on the way.
        self._digests[()] = (_digest_of(content),)
        content.pop("costs", None)
        names = list(content["jails"]), list(content["field_offices"])
        jails, offices, records = (content.pop(key) for key in ("jails", "field_offices", "records"))
        shared = json.dumps([content, *names])
        for group in groups:
            here = {name: jail for name, jail in jails.items() if jail["field_office"] in group}
            of_offices = {name: offices[name] for name in group if name in offices}
            own = here, of_offices, {name: records.get(name) for name in here}
            yield _digest_of([shared, own])

    def _content(self) -> dict[str, Any]:
        """All that it says but for what changes no replication, and what its files hold."""
        # Without costs, and without levels, the hash is what it was before there were any.
        left_out = {"name", "description", "replications", "levels_file"}
        left_out |= {"costs"} if self.costs is None else set()
        left_out |= {"levels", "flagged_per_removable"} if self._levels is None else set()
        excluded = dict.fromkeys(left_out, True) | _WHERE_JAILS_ARE
        content = self.model_dump(mode="json", exclude=excluded, context=BARE)
        content["records"] = {jail: records.digest for jail, records in self._records.items()}
        if self._levels is not None:
            content["levels_file"] = self._levels.digest
        return content


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


_FEW = 3
"""Jails that are named where a scenario is told in short."""

_WHERE_JAILS_ARE: dict[str, Any] = {"jails": {"__all__": {"state", "county", "fips", "population"}}}
"""What no booking depends on."""


@cache
def _zones() -> frozenset[str]:
    """The names of time zones, which it takes a walk through the file system to learn."""
    return frozenset(zoneinfo.available_timezones())


def _restored(
    content: dict[str, Any], files: Sequence[FileName], records: dict[str, Records], levels: Levels | None
) -> Scenario:
    return Scenario.model_validate(content).read_from(files, records, levels)


def _bad_names(what: str, given: Any, *, reserved: tuple[str, ...], location: Location) -> Iterable[InitErrorDetails]:
    if not isinstance(given, Mapping):
        return
    if not given:
        yield problem(f"must have at least one {what}", location)
    for name in given:
        where = (*location, name if isinstance(name, str | int) else str(name))
        if name in reserved:
            yield problem(f"{name!r} is reserved for results; give the {what} another name", where)
        elif not isinstance(name, str) or not _NAME.fullmatch(name):
            yield problem(f"{name!r} is not a name: a letter, then letters, digits, _ or -", where)


def _charge_problems(given: Any) -> Iterable[InitErrorDetails]:
    yield from _bad_names("charge", given, reserved=(), location=("charges",))
    shares = [plain_number(mapping_of(charge).get("share")) for charge in mapping_of(given).values()]
    known = [share for share in shares if share is not None]
    if known and len(known) == len(shares) and not abs(sum(known) - 1) <= 0.001:
        yield problem(f"the shares must add up to 1 (within 0.001), but add up to {sum(known):g}", ("charges",))


def _jails_of_rounds(office: Mapping[str, Any], jails: list[str], where: Location) -> Iterable[InitErrorDetails]:
    """Check the jails that the rounds of a field office, and of the periods of its policy, name."""
    parts = [(where, office), *(((*where, "policy", place), each) for place, each in enumerate(_changes(office)))]
    for at, part in parts:
        rounds = part.get("rounds")
        for place, each in enumerate(rounds if isinstance(rounds, list | tuple) else ()):
            named = mapping_of(each).get("jails")
            for number, name in enumerate(named if isinstance(named, list | tuple) else ()):
                if name not in jails:
                    yield problem(unknown_name("jail", str(name), jails), (*at, "rounds", place, "jails", number))


def _charges_named(given: Any, charges: list[str], where: Location) -> Iterable[InitErrorDetails]:
    """Check the charges that any value by charge below `given` names."""
    if isinstance(given, By) or depends(given):
        yield from ByCharge.naming_problems(given, charges, where)
    elif isinstance(given, Mapping | Frozen | list | tuple):
        yield from _charges_named_below(given, charges, where)


def _charges_named_below(given: Any, charges: list[str], where: Location) -> Iterable[InitErrorDetails]:
    if isinstance(given, list | tuple):
        parts: Iterable[tuple[Any, Any]] = enumerate(given)
    else:
        parts = mapping_of(given).items()
    for key, part in parts:
        # Most are plain values, of which there are very many.
        if part is not None and not isinstance(part, (str, int, float)):
            yield from _charges_named(part, charges, (*where, key if isinstance(key, str | int) else str(key)))
