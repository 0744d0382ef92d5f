"""The jails file and the report beside it, and both of them in tables on screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from sim.agencies.counties import known_counties
from sim.agencies.merging import Import, JailAgreement, import_lists
from sim.agencies.reading import Finding, read_list
from sim.output.accounts import account_table
from sim.output.files import check_writable, file_at, write_table, write_whole
from sim.output.numbers import whole
from sim.output.tables import Column, Note, Table
from sim.scenario.base import control_character
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.csvfile import uneven_row
from sim.sheets.layout import layout_of
from sim.sheets.whole import rows_below

TOP_STATES = 10
ALL = "all"


COLUMNS = (
    *("jail", "fips", "county", "state", "population", "foreign_born", "field_office"),
    *("model", "agreement_from", "agreement_until", "agency"),
)
"""Those of the jails file, of texts as they stand there.

``population`` is of residents of the county, ``foreign_born`` the share of them born abroad, from 0 to 1; that of
people booked may differ. ``agreement_from`` and ``agreement_until`` are the first and the last day; empty where
unknown, and where there is no end. Agencies have ``; `` between them.
"""


def jails_table(jails: Iterable[JailAgreement]) -> pd.DataFrame:
    """Make the rows of a jails file."""
    rows = [
        (
            *(each.county.jail, each.county.fips, each.county.name, each.county.state),
            *(str(each.county.population), str(each.county.foreign_born), each.county.field_office),
            *(each.model, str(each.agreement_from or ""), str(each.agreement_until or ""), "; ".join(each.agencies)),
        )
        for each in jails
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def report_path(out: Path) -> Path:
    """Where the report of a jails file is."""
    return out.with_name(f"{out.stem}_report.csv")


def check_out(out: Path, lists: Sequence[Path], *, overwrite: bool) -> None:
    """Make sure that a jails file and its report can be written.

    Raises
    ------
    ValueError
        If one of them is a list that is to be read, or as by `check_writable`.
    """
    given, files = {path.resolve() for path in lists}, (out, report_path(file_at(out)))
    for path in files:
        if file_at(path).resolve() in given:
            raise ValueError(f"{path}: is a list to be read, and is not overwritten; choose another --out")
    check_writable(*files, overwrite=overwrite)


def write_import(found: Import, out: Path) -> None:
    """Write the jails file and the report beside it; files of those names are replaced.

    Raises
    ------
    ValueError
        If no row gives a jail, or one of the two is a folder.
    """
    _check_any(found)
    findings = pd.DataFrame(found.findings, columns=[each.name for each in fields(Finding)])

    def write_both(part: Path) -> None:
        write_table(jails_table(found.jails), part)
        write_whole(report_path(out), partial(write_table, findings))

    write_whole(out, write_both)


def read_any(path: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read a jails file, or a list of agencies as it comes: its jails, and what people should know of the file.

    Raises
    ------
    ValueError
        If it is neither, or gives no jail, or if a jails file lacks a column, has a row of another length, or a code,
        population or date that is none; all that is wrong is named.
    """
    layout = layout_of(path)
    header = layout.header
    if "jail" not in header:
        agencies = read_list(path)
        found = import_lists([agencies])
        _check_any(found)
        return jails_table(found.jails), agencies.notes
    if missing := [name for name in COLUMNS if name not in header]:
        raise ValueError(f"{path}:{layout.header_line}: lacks {', '.join(missing)}; found {', '.join(header)}")
    jails, wrong = [], []
    for number, cells in rows_below(layout):
        if len(cells) != len(header):
            wrong.append(Problem(Origin(str(path), number), "", uneven_row(cells, header)))
            continue
        told = dict(zip(header, cells, strict=True))
        jail = {name: told[name].strip() for name in COLUMNS}
        wrong += [Problem(Origin(str(path), number), "", message) for message in _wrong_cells(jail)]
        jails.append(jail)
    if wrong or not jails:
        raise ScenarioError(wrong or [Problem(Origin(str(path)), "", "names no jail")])
    return pd.DataFrame(jails), tuple(layout.remarks)


def import_tables(found: Import) -> Iterator[Table | Note]:
    """Tell what an import did, and what came of it."""
    yield account_table(found.account, "jails")
    yield from _by_model_and_state(_counted(jails_table(found.jails)))


def summary_tables(table: pd.DataFrame) -> Iterator[Table | Note]:
    """Tell what a jails file holds: by model, by state, and when the agreements began."""
    jails = _counted(table)
    yield from _by_model_and_state(jails)
    joined, ended = jails["agreement_from"].str[:7].replace("", "unknown"), jails["agreement_until"].str[:7]
    months = {
        "began": joined.value_counts(),
        "ended": ended[ended != ""].value_counts(),
        "people_joined": jails.groupby(joined)["population"].sum(),
    }
    data = pd.DataFrame(months).fillna(0).astype(int).sort_index().rename_axis("month").reset_index()
    columns = _columns("month", {"began": "began", "ended": "ended", "people_joined": "people joined"})
    yield Table("by_month", "Jails whose agreements began and ended, by month", data, columns)


def _by_model_and_state(jails: pd.DataFrame) -> Iterator[Table | Note]:
    """The groups with most jails, and all of them together; the data hold every group."""
    for column in ("model", "state"):
        groups = jails.groupby(column).agg(jails=("population", "size"), people_covered=("population", "sum"))
        ranked = groups.sort_values("jails", ascending=False, kind="stable")
        data = pd.concat([ranked, pd.DataFrame(ranked.sum().rename(ALL)).T]).rename_axis(column).reset_index()
        last, rest = len(ranked), ranked[TOP_STATES:]
        columns = _columns(column, {"jails": "jails", "people_covered": "people covered"})
        shown = [*range(min(last, TOP_STATES)), last]
        yield Table(f"by_{column}", f"Jails by {column}", data, columns, on_screen=shown, bold=frozenset({last}))
        if len(rest):
            covered, people = rest.sum()
            yield Note(f"of which {len(rest)} others: {covered:,} jails, {people:,} people", "dim")


def _counted(jails: pd.DataFrame) -> pd.DataFrame:
    return jails.astype({"population": int})


def _columns(group: str, headings: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column("", (group,), justify="left"),
        *(Column(heading, (name,), whole) for name, heading in headings.items()),
    )


def _wrong_cells(jail: Mapping[str, str]) -> Iterator[str]:
    for column, text in jail.items():
        if found := control_character(text):
            yield f"{column}: must be readable text, but has the control character {found}"
    if not jail["population"].isdecimal() or int(jail["population"]) == 0:
        yield f"population: must be a whole number of people above 0, but is {jail['population']!r}"
    if known_counties().with_fips(jail["fips"]) is None:
        yield f"fips: {jail['fips']!r} is the code of no county; it is text of five digits, the first of which may be 0"
    for column in ("agreement_from", "agreement_until"):
        text = jail[column]
        try:
            if text:
                date.fromisoformat(text)
        except ValueError:
            yield f"{column}: must be a date such as 2019-07-01, but is {text!r}"


def _check_any(found: Import) -> None:
    if not found.jails:
        raise ValueError(f"none of the {found.rows_read} rows read gives a jail: {found.account.why()}")
