"""Rows of lists made into jails: agencies to counties, jail models apart from task forces, duplicates merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from textwrap import shorten

from sim.agencies.counties import Counties, County, known_counties
from sim.agencies.reading import AgencyList, AgencyRow, Finding
from sim.agencies.repairs import Reading, date_in_name, models_in, read_date, read_models, read_state
from sim.scenario.files.jailkeys import Model
from sim.scenario.states import STATES
from sim.sheets.account import Account, Entry, Fate

MOST_TOLD = 2
"""Rows of which an account says where they stand, and what is printed in them."""

_LONGEST_TOLD = 40
_ITS_OWN = re.compile(rf"(?P<more>: .*)|\b(?P<state>{'|'.join(STATES.values())})\b|(?P<day>\d{{4}}-\d\d-\d\d)")
_IN_GENERAL = {"more": "", "state": "its state", "day": "a day"}
"""What of a reason is one row's own, and what stands for it where rows are told together."""

JAIL_MODELS = frozenset({Model.JEM, Model.WSO})


@dataclass(frozen=True)
class Agreement:
    """What a row says: an agency of a county may, in its jail, do what the models say, from the day it was signed.

    That is None where no date can be told. `until` is the last day a list had it; None while the newest list has it.
    """

    county: County
    models: frozenset[Model]
    signed: date | None
    until: date | None
    agency: str
    row: AgencyRow


@dataclass(frozen=True)
class JailAgreement:
    """A jail and its agreements, all models together: from the first that began to the last that ended."""

    county: County
    models: frozenset[Model]
    agreement_from: date | None
    agreement_until: date | None
    agencies: tuple[str, ...]

    @property
    def model(self) -> str:
        """JEM, WSO, or JEM+WSO."""
        return "+".join(sorted(self.models))


@dataclass(frozen=True)
class Import:
    """What comes of lists: jails by name, the agreements that they are made of, and findings by list and row.

    Each row read is the first of a jail, or has just one finding that says it is merged, left out or kept apart.
    """

    rows_read: int
    jails: tuple[JailAgreement, ...]
    agreements: tuple[Agreement, ...]
    findings: tuple[Finding, ...]

    @property
    def account(self) -> Account:
        """What became of the rows, those of one reason together, wherever they are from."""
        alike: dict[tuple[Fate, str], list[Finding]] = {}
        for each in self.findings:
            reason = _ITS_OWN.sub(lambda match: _IN_GENERAL[str(match.lastgroup)], each.reason)
            alike.setdefault((each.kind, reason), []).append(each)
        return Account(self.rows_read, len(self.jails), tuple(_entry(*of, each) for of, each in alike.items()))


def _entry(fate: Fate, reason: str, alike: Sequence[Finding]) -> Entry:
    where = tuple(f"{Path(each.file).name}:{each.row}" for each in alike[:MOST_TOLD])
    printed = dict.fromkeys(
        shorten(each.as_printed, _LONGEST_TOLD, placeholder=" …") for each in alike if each.as_printed
    )
    return Entry(fate, reason, len(alike), where, tuple(printed)[:MOST_TOLD])


def import_lists(lists: Iterable[AgencyList], counties: Counties | None = None) -> Import:
    """Make jails of lists of agencies, for counties that may have one: the package's own if none are given."""
    known = counties or known_counties()
    findings: list[Finding] = []
    agreements: list[Agreement] = []
    rows_read = 0
    for each in lists:
        newest = _newest(each)
        rows_read += len(each.rows) + len(each.findings)
        findings += each.findings
        for row in each.rows:
            reader = _RowReader(row, each.columns, known, newest)
            try:
                agreements.append(reader.agreement())
            except _NoJailError as error:
                reader.tell(error.column, "", error.reason, error.kind)
            findings += reader.findings
    jails, merged = _merged(agreements)
    order = {each: place for place, each in enumerate(dict.fromkeys(finding.file for finding in [*findings, *merged]))}
    findings = sorted([*findings, *merged], key=lambda finding: (order[finding.file], finding.row))
    return Import(rows_read, jails, tuple(agreements), tuple(findings))


def _newest(agencies: AgencyList) -> date | None:
    """The day of the newest list that a list of lists knows of."""
    days = (read_date(row["last_listed"]).value for row in agencies.rows)
    return max((day for day in days if day), default=None)


def _merged(agreements: Iterable[Agreement]) -> tuple[tuple[JailAgreement, ...], list[Finding]]:
    """Put agreements of a county together, and tell each that joins another."""
    jails: dict[str, JailAgreement] = {}
    findings = []
    for each in agreements:
        name = each.county.jail
        models = each.models & JAIL_MODELS
        if not (jail := jails.get(name)):
            jails[name] = JailAgreement(each.county, models, each.signed, each.until, (each.agency,))
            continue
        printed = f"{each.agency}, {'+'.join(sorted(models))}, {each.signed or 'no date'}"
        reason = "another model at the same jail" if models - jail.models else "the jail has this model already"
        findings.append(Finding(each.row.file, each.row.line, "", printed, name, reason, Fate.MERGED))
        starts = [day for day in (jail.agreement_from, each.signed) if day]
        ends = [day for day in (jail.agreement_until, each.until) if day]
        jails[name] = replace(
            jail,
            models=jail.models | models,
            agreement_from=min(starts, default=None),
            agreement_until=max(ends) if len(ends) == 2 else None,
            agencies=tuple(dict.fromkeys([*jail.agencies, each.agency])),
        )
    return tuple(jails[name] for name in sorted(jails)), findings


@dataclass
class _NoJailError(Exception):
    column: str
    reason: str
    kind: Fate = Fate.LEFT_OUT


@dataclass(frozen=True)
class _RowReader:
    """Reads one row, and keeps what had to be repaired."""

    row: AgencyRow
    columns: dict[str, str]
    counties: Counties
    newest: date | None
    findings: list[Finding] = field(default_factory=list)

    def agreement(self) -> Agreement:
        """What the row says.

        Raises
        ------
        _NoJailError
            If it gives no jail.
        """
        models, county = self._models(), self._county()
        signed, until = self._signed(), self._until()
        if signed and until and until < signed:
            raise _NoJailError("last_listed", f"last listed before it was signed, on {signed}")
        return Agreement(county, models, signed, until, self.row["agency"], self.row)

    def _models(self) -> frozenset[Model]:
        printed = self.row["model"]
        read = read_models(printed)
        if read.value is None and not printed and (named := models_in(self.row["file"])):
            read = Reading(named, f"is blank; the name of the file says it: {self.row['file']}")
        if read.value is None:
            blank = "no model is given, nor does the name of a file say it"
            raise _NoJailError("model", read.reason if printed else blank)
        if not read.value & JAIL_MODELS:
            raise _NoJailError("model", "a task force says nothing about a jail", Fate.KEPT_APART)
        if read.reason:
            self.tell("model", "+".join(sorted(read.value)), read.reason)
        return read.value

    def _county(self) -> County:
        state = read_state(self.row["state"])
        if state.value is None:
            raise _NoJailError("state", state.reason)
        if state.reason:
            self.tell("state", state.value, state.reason)
        kind = self.row["type"].casefold()
        if kind.startswith(("state", "municipal")):
            owner = "state" if kind.startswith("state") else "city"
            raise _NoJailError("agency", f"an agency of a {owner}: what it holds is no county's jail")
        fips = self.row["fips"]
        county = self._county_with(fips, state.value) if fips else self._county_in(state.value)
        if not county.population or county.foreign_born is None:
            raise _NoJailError("county", f"no population is known of {county.name}")
        return county

    def _county_in(self, state: str) -> County:
        printed = self.row["county"]
        county, reason = self._found(state, printed)
        if county is None:
            raise _NoJailError("county" if printed else "agency", self._unknown(state, printed))
        if reason and "county" in self.columns:
            self.tell("county", county.name, reason)
        return county

    def _found(self, state: str, printed: str) -> tuple[County | None, str]:
        """The county, and why it is not the one printed. An agency's own name goes before what is printed beside it."""
        of_agency = self.counties.of_agency(state, self.row["agency"])
        exact = self.counties.named(state, printed)
        known = self.counties.fixed(state, printed)
        if known and of_agency in (None, known):
            return known, "a known misprint"
        if of_agency and of_agency != exact:
            blank = "" if printed else "is blank; "
            return of_agency, f"{blank}the agency serves it, by its name: {self.row['agency']}"
        if exact:
            is_city = exact.name.endswith(" city") and printed.casefold().endswith((" county", " parish"))
            return exact, "an independent city, not a county" if is_city else ""
        return self.counties.nearest(state, printed), "misspelt; the nearest name in the state"

    def _unknown(self, state: str, printed: str) -> str:
        if not any(each.state == state for each in self.counties):
            return f"the table of counties has none of {state}"
        if printed:
            return f"is no county of {state}"
        return f"no county is given, and the agency is named after none in {state}"

    def _county_with(self, fips: str, state: str) -> County:
        code = fips.removesuffix(".0").zfill(5)
        county = self.counties.with_fips(code)
        if county is None:
            raise _NoJailError("fips", "is the code of no county that the table of counties has")
        if county.state != state:
            raise _NoJailError("fips", f"is the code of {county.name} in {county.state}, not in {state}")
        if code != fips:
            self.tell("fips", code, "a code is five digits, the first of which may be 0")
        return county

    def _signed(self) -> date | None:
        read = read_date(self.row["signed"])
        in_file = read_date(self.row["date_in_filename"]).value or date_in_name(self.row["file"])
        if day := read.value:
            reason = read.reason
        elif day := in_file:
            reason = f"{read.reason}; the name of the file has this date: {self.row['file']}"
        elif day := read_date(self.row["first_listed"]).value:
            reason = f"{read.reason}; this is the day a list first had it, so it may have begun before"
        else:
            reason = f"{read.reason}; the agreement has no first day"
        if reason:
            self.tell("signed", str(day or ""), reason)
        return day

    def _until(self) -> date | None:
        last = read_date(self.row["last_listed"]).value
        if last is None or self.newest is None or last >= self.newest:
            return None
        self.tell("last_listed", str(last), f"not on the newest list, of {self.newest}: agreement_until is this day")
        return last

    def tell(self, what: str, became: str, reason: str, kind: Fate = Fate.REPAIRED) -> None:
        """Keep a finding about a cell."""
        column, printed = self.columns.get(what, what), self.row[what]
        self.findings.append(Finding(self.row.file, self.row.line, column, printed, became, reason, kind))
