"""What became of an export, and what it comes to, as tables for the screen and for a page; never what a cell says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.output.accounts import account_table
from sim.output.numbers import number, percent
from sim.output.page.content import Chapter, Report, Section
from sim.output.page.html import html_of
from sim.output.tables import Note, Table
from sim.records.county import CountyRecords
from sim.records.mapping import COHORTS, Columns
from sim.scenario.schema import Charge, Scenario

_MOST_GAPS = 10
_NOT_TOLD = (
    "foreign_born, removable, recorded, fingerprinted, on_record, matches, detainers, screening and field offices: no "
    "export of a jail's system tells them; those of the scenario are placeholders, to be replaced by what is known"
)


def columns_table(found: CountyRecords) -> Table:
    """How each file was read."""
    alike: dict[Columns, list[str]] = {}
    for source in found.sources:
        alike.setdefault(source.columns, []).append(source.layout.path.name)
    rows = [
        (files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1:,} more", role, header)
        for columns, files in alike.items()
        for role, header in columns.headers.items()
    ]
    return Table.of_texts(
        "columns", "Columns that are read", ("file", "what", "header"), rows, "No other column is read."
    )


def charges_table(found: CountyRecords, starter: Scenario) -> Table:
    """Bookings and stays by charge, beside those of the scenario to start from."""
    rows = []
    for each in found.charges:
        stays = each.stays
        before = starter.charges.get(each.name)
        rows.append(
            (
                each.name,
                f"{each.bookings:,}",
                percent(each.share),
                "not told" if stays is None else _hours(stays.median_hours) + (" *" if stays.pooled else ""),
                "not told" if stays is None else _hours(stays.mean_hours),
                "-" if before is None else f"{_hours(_median(before))}, {_hours(before.stay_hours.mean_hours())}",
            )
        )
    headings = ("charge", "bookings", "share", "median stay", "mean stay", "starter: median, mean")
    return Table.of_texts("charges", "Bookings and stays by charge", headings, rows, "* stays of all charges together.")


def checks_table(found: CountyRecords) -> Table:
    """What a county can check at a glance."""
    first, last = found.period.dates
    booked, released = found.at_midnight
    low, high = found.per_year_ends
    rows = [
        ("cohort", COHORTS[found.mapping.cohort] if found.mapping.cohort else ""),
        ("days counted", f"{first} to {last}, {found.period.days:,} days"),
        ("bookings counted", f"{found.counted:,}"),
        ("days without bookings", f"{found.days_without:,}"),
        ("bookings a year", f"{number(found.per_year)} ({number(low)} to {number(high)} by chance)"),
        ("spread of days beyond chance", f"{found.day_to_day_sd[0]:.2f} ± {found.day_to_day_sd[1]:.2f}"),
        ("bookings at 00:00", percent(booked)),
        ("releases at 00:00", "-" if released is None else percent(released)),
        ("still inside; stay not known", f"{found.open:,}; {found.unknown:,}"),
        ("people in jail, implied", "-" if found.people_implied is None else number(found.people_implied)),
        ("people in jail, seen", "not told" if found.people_seen is None else number(found.people_seen)),
    ]
    return Table.of_texts("checks", "What to check", ("what", "value"), rows)


def gaps_table(found: CountyRecords) -> Table:
    """The first days without bookings, those in a row together."""
    rows = [(*map(str, each.dates), f"{each.days:,}") for each in found.gaps[:_MOST_GAPS]]
    rest = found.gaps[_MOST_GAPS:]
    more = f"{sum(each.days for each in rest):,} more days follow, {len(rest):,} times in a row." if rest else ""
    return Table.of_texts("gaps", "Days without bookings", ("first", "last", "days"), rows, more)


def told_table(found: CountyRecords) -> Table:
    """By what the charge of rows was told."""
    rows = [(what, f"{many:,} rows") for what, many in found.told_by.items()]
    rows.append(("nothing: counted as other", f"{found.untold:,} bookings"))
    return Table.of_texts("told_by", "What told the charge", ("by", "of"), rows)


def county_tables(found: CountyRecords, starter: Scenario) -> Iterator[Table | Note]:
    """The report on screen."""
    yield columns_table(found)
    yield account_table(found.account, "bookings")
    yield told_table(found)
    yield charges_table(found, starter)
    yield checks_table(found)
    yield from _gaps(found)
    for each in (*_said(found), *found.remarks):
        yield Note(each)


def _said(found: CountyRecords) -> Iterator[str]:
    yield from (f"Assumed: {each}" for each in (*found.assumed, *_leanings(found)))
    if found.untold and found.charges_to_edit is not None:
        yield (
            "charges.csv lists descriptions that tell no severity: fill in its column class, and give it with "
            "--charges. Descriptions of fewer than ten bookings are not written down"
        )


def _leanings(found: CountyRecords) -> Iterator[str]:
    """How far estimates lean on what is not the records' own."""
    for each in found.charges:
        if each.stays is not None and each.stays.tail_from < 1 and not each.stays.pooled:
            yield (
                f"stays of {each.name} above the {each.stays.tail_from:.2%} that were observed: exponential, of mean "
                f"{_hours(each.stays.tail_mean_hours)}"
            )
    for what, profile in (("bookings", found.arrivals), ("releases", found.releases)):
        if profile is not None and 0 < profile.own < 0.995:
            yield f"hours of {what} are {profile.own:.0%} the records' own, else those of Pierce County, Washington"


def page(found: CountyRecords, starter: Scenario) -> str:
    """The report as an HTML page that stands alone; stays stand beside those of the scenario to start from."""
    chapter = Chapter(
        title="A jail's own records",
        question="What do the jail's own records say?",
        answers=tuple(_answers(found)),
        basis=f"From {found.account.read:,} rows of {len(found.sources)} files; no row, name or number is kept.",
        sections=(
            Section("Rows", tables=(account_table(found.account, "bookings"), columns_table(found))),
            Section("Charges and stays", tables=(charges_table(found, starter), told_table(found))),
            Section("What to check", points=found.remarks, tables=(checks_table(found), *_gaps(found))),
            Section("What is assumed", points=(*found.assumed, *_leanings(found), _NOT_TOLD)),
        ),
    )
    return html_of(Report((chapter,))) + "\n"


def _gaps(found: CountyRecords) -> Iterator[Table]:
    if found.gaps:
        yield gaps_table(found)


def _answers(found: CountyRecords) -> Iterator[str]:
    low, high = found.per_year_ends
    yield f"{number(found.per_year)} bookings a year ({number(low)} to {number(high)} by chance)."
    if found.stays is not None and found.people_implied is not None:
        yield (
            f"Half of all stays are over within {_hours(found.stays.median_hours)}; {number(found.people_implied)} "
            "people are in jail on an average day."
        )
    else:
        yield "The records tell no stays: those of the scenario to start from are used for every booking."


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours < 96 else f"{hours / 24:.1f} days"


def _median(charge: Charge) -> float:
    return float(charge.stay_hours.quantile(np.array([0.5]))[0])
