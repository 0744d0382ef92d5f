"""Dates and times in the many ways in which exports print them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.records.moments import NO_ZONE, NONE, Moments, Order, clock_times, looks_like_moments, looks_like_times


def read(*cells):
    return Moments.of(pa.array(cells, pa.string()))


def seconds(*numbers):
    return int(datetime(*numbers, tzinfo=UTC).timestamp())


FORMS = {
    "2024-05-24 13:05": (2024, 5, 24, 13, 5),
    "2024-05-24T13:05:09.123": (2024, 5, 24, 13, 5, 9),
    "05/24/2024 01:05:00 PM": (2024, 5, 24, 13, 5),
    "5/24/2024 1:05 p.m.": (2024, 5, 24, 13, 5),
    "05/24/2024 1305": (2024, 5, 24, 13, 5),
    "05/24/24 12:05 AM": (2024, 5, 24, 0, 5),
    "20240524 13:05": (2024, 5, 24, 13, 5),
    "24-MAY-2024 13:05": (2024, 5, 24, 13, 5),
    "24 May 24": (2024, 5, 24),
    "May 24, 2024 1:05 PM": (2024, 5, 24, 13, 5),
    "Fri, May 24 2024": (2024, 5, 24),
    "2024-05-24 24:00": (2024, 5, 25),
    " 2024.05.24 ": (2024, 5, 24),
    "45436": (2024, 5, 24),
    "45436.5451388889": (2024, 5, 24, 13, 5),
}


@pytest.mark.parametrize("cell", FORMS)
def test_forms(cell):
    moments = read(cell)
    assert moments.seconds(day_first=False)[0] == seconds(*FORMS[cell])
    assert bool(moments.timed[0]) == (len(FORMS[cell]) > 3 or "24:00" in cell)


@pytest.mark.parametrize("cell", ["2024-02-30", "13/13/2024", "2024-05-24 25:00", "05/24/2024 13:05 AM x", "Doe, John"])
def test_what_is_no_moment(cell):
    moments = read(cell)
    assert moments.seconds(day_first=False)[0] == moments.seconds(day_first=True)[0] == NONE
    assert not moments.blank[0]


@pytest.mark.parametrize("cell", ["", " ", "NULL", "n/a", "None", "-"])
def test_blanks(cell):
    assert read(cell).blank[0]


@given(some.dates(min_value=date(1900, 1, 1)))
def test_any_day_is_read_by_either_order(day):
    moments = read(f"{day:%m}/{day:%d}/{day.year:04}", f"{day:%d}/{day:%m}/{day.year:04}")
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    assert moments.seconds(day_first=False)[0] == stamp
    assert moments.seconds(day_first=True)[1] == stamp


def test_which_order_a_date_allows():
    moments = read("03/04/2024", "13/04/2024", "04/13/2024", "04/04/2024", "2024-03-04")
    orders = [Order.DIFFERENT, Order.DAY_FIRST, Order.MONTH_FIRST, Order.EITHER, Order.EITHER]
    assert moments.order.tolist() == orders
    assert moments.seconds(day_first=True)[0] == seconds(2024, 4, 3)
    assert (moments.seconds(day_first=False) == NONE).tolist() == [False, True, False, False, False]
    assert (moments.seconds(day_first=True) == NONE).tolist() == [False, False, True, False, False]


def test_zones():
    cells = ["2024-11-03 01:30 EST", "2024-11-03 01:30 -05:00", "2024-11-03T01:30:00Z", "2024-11-03 01:30"]
    assert read(*cells).zone.tolist() == [-300, -300, 0, NO_ZONE]


def test_words_for_people_inside():
    assert read("IN CUSTODY", "2024-05-24").inside.tolist() == [True, False]


def test_dates_with_times_of_another_column():
    dates, times = read("05/24/2024", "05/24/2024", ""), clock_times(pa.array(["1305", "", "905"]))
    joined = dates.with_times(times)
    assert joined.seconds(day_first=False).tolist() == [seconds(2024, 5, 24, 13, 5), seconds(2024, 5, 24), NONE]
    assert joined.timed.tolist() == [True, False, False]


def test_what_columns_look_like():
    assert looks_like_moments(["05/24/2024", "", "IN CUSTODY"])
    assert not looks_like_moments(["ASSAULT", "05/24/2024"])
    assert not looks_like_moments([])
    assert looks_like_times(["1305", "9:05 PM"])
    assert not looks_like_times(["05/24/2024"])
