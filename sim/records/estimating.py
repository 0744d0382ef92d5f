"""All estimates of bookings put together, with what is assumed in them and what people should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.records.classing import Classes
from sim.records.county import (
    CountyRecords,
    Estimation,
    arrivals_of,
    day_counts,
    gaps_of,
    per_year,
)
from sim.records.grouping import Made
from sim.records.mapping import Cohort, NoRelease
from sim.records.pieces import midnight_share
from sim.records.rows import Source
from sim.records.stays import quantiles_of
from sim.records.times import day_to_day_sd
from sim.scenario.arrays import Ints
from sim.sheets.account import Account, Fate

_SOME = 0.1
_MANY_LEFT_OUT = 0.05
_FEW_BOOKINGS, _FEW_DAYS = 20, 28
_GAP_EXPECTED = 20


def estimated(
    found: Estimation, made: Made, sources: Sequence[Source], classes: Classes, remarks: Sequence[str]
) -> CountyRecords:
    """Everything that bookings come to."""
    bookings, period = found.bookings, found.period
    days = found.counted_days(period)
    counts = day_counts(days, period)
    rate, ends = per_year(counts)
    counted = period.holds(bookings.booked_day)
    if found.mapping.cohort is Cohort.RELEASED_IN:
        counted = bookings.ended
    all_stays = quantiles_of(found.spells())
    listed = classes.by_list(found.told)[bookings.description]
    return CountyRecords(
        mapping=found.mapping,
        sources=tuple(sources),
        account=made.account,
        bookings=len(bookings),
        counted=int(counted.sum()),
        period=period,
        days_without=int((counts == 0).sum()),
        gaps=gaps_of(counts, period),
        per_year=rate,
        per_year_ends=ends,
        arrivals=arrivals_of(bookings, counted),
        releases=found.releases(),
        day_to_day_sd=day_to_day_sd(days, period.first, period.last),
        charges=found.charges(all_stays, counted),
        told_by=made.told_by,
        untold=int((~bookings.charge_told).sum()),
        stays=all_stays,
        open=int((~bookings.ended & bookings.known).sum()),
        unknown=int((~bookings.known).sum()),
        moves_on=found.moves_on(),
        facts=found.facts(),
        people_seen=found.people_seen(period),
        at_midnight=(
            midnight_share(bookings.booked) if bookings.booked_hours_known else 1.0,
            None if not bookings.ended.any() else _released_at_midnight(found),
        ),
        charges_to_edit=classes.list_to_edit(found.told, bookings.description[~bookings.charge_told | listed]),
        reasons_to_edit=found.reasons.list_to_edit(found.told.reasons, bookings.reason),
        assumed=tuple(_assumed(found)),
        remarks=(*remarks, *_of_rows(made.account), *_remarks(found, counts)),
        bookings_made=bookings,
    )


def _released_at_midnight(found: Estimation) -> float:
    bookings = found.bookings
    return midnight_share(bookings.released[bookings.ended]) if bookings.released_hours_known else 1.0


def _assumed(found: Estimation) -> Iterator[str]:
    """What the estimates take for granted."""
    bookings, mapping = found.bookings, found.mapping
    if not bookings.booked_hours_known:
        yield "hours of bookings: the export tells days alone; hours are those of Pierce County, Washington"
    if not bookings.released_hours_known and bookings.ended.any():
        yield "hours of releases: the export tells days alone; hours are those of Pierce County, Washington"
    if mapping.cohort is Cohort.RELEASED_IN:
        yield "as many people come as leave: stays of those released stand for stays of those booked in"
    if found.nights is not None:
        yield "whoever comes and goes between two nights is on no roster, and is in no count and no stay"
        yield f"who is missing from at most {mapping.bridge_nights} rosters in between was inside"
        yield "who is no longer on a roster left on the day after the last one that had them"
    if mapping.blank_release is NoRelease.UNKNOWN and (~bookings.known).any():
        yield "whose release is not known stayed as long as others; if more of them stayed long, stays are too short"
    if not bookings.ended.any():
        yield "stays: the export tells none, so those of the scenario to start from are used for every booking"


def _of_rows(account: Account) -> Iterator[str]:
    if (left := account.count(Fate.LEFT_OUT)) > _MANY_LEFT_OUT * account.read:
        yield f"{left:,} of {account.read:,} rows are left out; see that the columns are the right ones"


def _remarks(found: Estimation, counts: Ints) -> Iterator[str]:
    """What to know of the records."""
    bookings, period = found.bookings, found.period
    if len(bookings) < _FEW_BOOKINGS:
        yield f"{len(bookings)} bookings are too few for stays, shares or hours of their own"
    if period.days < _FEW_DAYS:
        yield f"the period has {period.days} days; a year has {365 / period.days:.0f} times as many"
    if found.nights is not None and found.nights.missing:
        yield f"{found.nights.missing:,} nights between the first and the last have no roster"
    if gap := _longest_gap(counts):
        yield f"no bookings on {gap:,} days in a row, where {_GAP_EXPECTED} or more are expected: was the export cut?"
    shares = [("bookings", bookings.booked_hours_known, bookings.booked)]
    if bookings.ended.any():
        shares.append(("releases", bookings.released_hours_known, bookings.released[bookings.ended]))
    for what, known, wall in shares:
        share = midnight_share(wall)
        if known and share >= _SOME:
            yield f"{share:.0%} of {what} are at 00:00, as if their time of day were not known"
    if long := int((bookings.known & (bookings.stay_hours > 366 * 24)).sum()):
        yield f"{long:,} stays are longer than a year; see that no release is mistyped or missing"


def _longest_gap(counts: Ints) -> int:
    """Days in a row without bookings, where the mean day would make many; 0 if chance may have it so."""
    there = np.flatnonzero(counts)
    if len(there) < 2:
        return 0
    longest = int(np.diff(there).max()) - 1
    return longest if longest * counts.mean() >= _GAP_EXPECTED else 0
