"""A county's own bookings: what a file gives, and what is said of one that is wrong."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.clock import Clock
from sim.scenario.errors import ScenarioError
from sim.scenario.files.bookingsfile import DURATION_COLUMNS, YES_NO_COLUMNS, read_records
from sim.scenario.records import Records
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS

CHARGES = ("misdemeanor", "felony")
JULY = Clock(date(2019, 7, 1))
NOVEMBER = Clock(date(2019, 11, 3), "America/New_York")


def read(folder: Path, content: str | bytes, clock: Clock = JULY) -> Records:
    path = folder / "jail.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_records(path, clock, CHARGES)


def problems(folder: Path, content: str | bytes, clock: Clock = JULY) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        read(folder, content, clock)
    return [(problem.origin.line, problem.path, problem.message) for problem in caught.value.problems]


def cells(records: Records, name: str) -> list[Any]:
    """A column with None where the cell was blank."""
    column = records.columns[name]
    return [value if given else None for value, given in zip(column.values.tolist(), column.given, strict=True)]


def test_times_are_seconds_and_stays_are_their_differences(tmp_path):
    records = read(
        tmp_path, "booked_at,released_at\n2019-07-01 08:00,2019-07-02 10:00:30\n2019-07-02 00:00,2019-07-02 00:00\n"
    )
    assert records.booked_at.tolist() == [8 * HOUR_SECONDS, DAY_SECONDS]
    assert cells(records, "stay_seconds") == [26 * HOUR_SECONDS + 30, 0]
    assert records.inside_seconds.tolist() == [0, 0]


@pytest.mark.parametrize(
    "written", ["2019-07-01 13:05", "2019-07-01T13:05", "2019-07-01 13:05:00", '"2019-07-01 13:05"']
)
def test_a_time_may_be_written_with_a_t_seconds_or_quotes(tmp_path, written):
    assert read(tmp_path, f"booked_at\n{written}\n").booked_at.tolist() == [13 * HOUR_SECONDS + 300]


def test_bookings_are_put_in_order_of_time_with_all_their_cells(tmp_path):
    records = read(
        tmp_path,
        "charge,booked_at,stay_hours,removable\n"
        "felony,2019-07-03 00:00,3,yes\n"
        "misdemeanor,2019-07-01 00:00,1,no\n"
        ",2019-07-02 00:00,,\n",
    )
    assert records.booked_at.tolist() == [0, DAY_SECONDS, 2 * DAY_SECONDS]
    assert cells(records, "charge") == [0, None, 1]
    assert cells(records, "stay_seconds") == [HOUR_SECONDS, None, 3 * HOUR_SECONDS]
    assert cells(records, "removable") == [False, None, True]


def test_bookings_of_one_second_stay_in_the_order_of_the_file(tmp_path):
    stays = [place * 37 % 200 for place in range(200)]
    rows = "\n".join(f"2019-07-{1 + place % 28:02} 08:00,{hours}" for place, hours in enumerate(stays))
    in_order = [hours * HOUR_SECONDS for day in range(28) for hours in stays[day::28]]
    assert cells(read(tmp_path, f"booked_at,stay_hours\n{rows}\n"), "stay_seconds") == in_order


def test_what_a_booking_is_known_by_does_not_depend_on_the_order_of_rows(tmp_path):
    rows = [f"2019-07-{1 + place % 28:02} 08:{place % 3:02},{place * 37 % 90 + 5},felony" for place in range(120)]
    header = "booked_at,stay_hours,charge\n"
    one, other = (read(tmp_path, header + "\n".join(order) + "\n") for order in (rows, rows[::-1]))
    stays = [dict(zip(each.keys.tolist(), cells(each, "stay_seconds"), strict=True)) for each in (one, other)]
    assert stays[0] == stays[1]
    assert len(stays[0]) == 120


def test_a_booking_is_known_by_its_second_and_charge_numbered_among_equals(tmp_path):
    header = "booked_at,charge,stay_hours\n"
    rows = [
        "2019-07-01 08:00,felony,3",
        "2019-07-01 08:00,misdemeanor,2",
        "2019-07-01 08:00,,7",
        "2019-07-01 08:00,felony,5",
        "2019-07-01 08:01,felony,4",
    ]
    before = read(tmp_path, header + "\n".join(rows) + "\n").keys
    assert len(set(before.tolist())) == len(rows)
    more = ["2019-06-01 00:00,felony,1", *rows, "2019-07-01 08:00,felony,9"]
    after = read(tmp_path, header + "\n".join(more) + "\n").keys
    assert set(before.tolist()) <= set(after.tolist())


def test_who_is_not_released_has_been_inside_until_the_files_last_time(tmp_path):
    records = read(
        tmp_path,
        "booked_at,released_at\n2019-07-01 00:00,\n2019-07-02 00:00,2019-07-05 06:00\n2019-07-03 00:00,\n",
    )
    assert cells(records, "stay_seconds") == [None, 78 * HOUR_SECONDS, None]
    assert records.inside_seconds.tolist() == [102 * HOUR_SECONDS, 0, 54 * HOUR_SECONDS]


def test_a_booking_after_the_last_release_is_the_files_last_time(tmp_path):
    records = read(tmp_path, "booked_at,released_at\n2019-07-01 00:00,\n2019-07-03 12:00,\n")
    assert records.inside_seconds.tolist() == [60 * HOUR_SECONDS, 1]


def test_a_column_that_is_not_there_is_not_given(tmp_path):
    records = read(tmp_path, "booked_at\n2019-07-01 08:00\n")
    assert records.columns == {}


@pytest.mark.parametrize("column", YES_NO_COLUMNS)
def test_yes_and_no_may_be_written_in_several_words(tmp_path, column):
    words = ["true", "True", "YES", "yes", "1", "false", "FALSE", "no", "0", ""]
    header = "foreign_born" if column == "foreign_born" else f"{column},foreign_born"
    rows = "\n".join(f"2019-07-01 08:00,{word}{',yes' * header.count(',')}" for word in words)
    given = cells(read(tmp_path, f"booked_at,{header}\n{rows}\n"), column)
    assert sorted(given, key=str) == [False] * 4 + [None] + [True] * 5


@pytest.mark.parametrize("column", DURATION_COLUMNS)
def test_durations_are_hours(tmp_path, column):
    rows = "\n".join(f"2019-07-01 08:0{place},{hours},yes" for place, hours in enumerate(["0", "1.5", "1e1", ""]))
    assert cells(read(tmp_path, f"booked_at,{column},foreign_born\n{rows}\n"), column) == [0, 5400, 36_000, None]


IMPLIED = {
    "removable": {"foreign_born"},
    "recorded": {"foreign_born"},
    "on_record": {"foreign_born"},
    "detected": {"recorded", "removable", "foreign_born"},
    "detainer": {"fingerprinted", "on_record", "removable", "foreign_born"},
    "fingerprinted": set(),
    "honoured": set(),
}


@pytest.mark.parametrize(("fact", "implied"), IMPLIED.items(), ids=IMPLIED)
def test_what_only_foreign_born_people_have_is_not_lost(tmp_path, fact, implied):
    records = read(tmp_path, f"booked_at,{fact}\n2019-07-01 08:00,true\n2019-07-01 09:00,true\n")
    assert records.columns.keys() == {fact, *implied}
    for name in implied:
        assert cells(records, name) == [True, True]
    nothing = read(tmp_path, f"booked_at,{fact}\n2019-07-01 08:00,false\n2019-07-01 09:00,\n")
    assert nothing.columns.keys() == {fact}


def test_what_is_implied_takes_the_place_of_blank_cells_alone(tmp_path):
    rows = "2019-07-01 08:00,true,,false\n2019-07-01 09:00,true,false,\n2019-07-01 10:00,,,\n"
    records = read(tmp_path, f"booked_at,detainer,on_record,removable\n{rows}")
    assert cells(records, "on_record") == [True, False, None]
    assert cells(records, "removable") == [False, True, None]
    assert cells(records, "foreign_born") == [True, True, None]


@pytest.mark.parametrize("fact", [fact for fact, implied in IMPLIED.items() if implied])
def test_what_only_foreign_born_people_have_is_refused_of_others(tmp_path, fact):
    rows = "2019-07-01 08:00,no,no\n2019-07-01 09:00,no,yes\n2019-07-01 10:00,,yes\n"
    [(line, path, message)] = problems(tmp_path, f"booked_at,foreign_born,{fact}\n{rows}")
    assert (line, path) == (3, fact)
    assert message.startswith("is true, but foreign_born is false")


@pytest.mark.parametrize("column", ["honoured", "interview_hours", "match_hours", "review_hours"])
def test_what_is_told_of_some_needs_to_be_known_as_of_foreign_born_people(tmp_path, column):
    header = f"booked_at,{column},removable,foreign_born\n"
    rows = "2019-07-01 08:00,1,,\n2019-07-01 09:00,,,\n2019-07-01 10:00,1,true,\n2019-07-01 11:00,1,,no\n"
    [(line, path, message)] = problems(tmp_path, header + rows)
    assert (line, path) == (2, column)
    assert "foreign_born must be given" in message
    everyone = "2019-07-01 08:00,1,,\n2019-07-01 09:00,1,,\n"
    assert cells(read(tmp_path, header + everyone), column)[0] in (True, 3600)


def test_the_digest_is_that_of_the_file(tmp_path):
    content = b"booked_at\n2019-07-01 08:00\n"
    assert read(tmp_path, content).digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfbooked_at,charge\n2019-07-01 08:00,felony\n",
        b"booked_at,charge\r\n2019-07-01 08:00,felony\r\n",
        b"booked_at,charge\n2019-07-01 08:00,felony",
        b"booked_at,charge\n\n2019-07-01 08:00,felony\n,\n\n  \n",
        b" booked_at , charge \n 2019-07-01 08:00 ,  felony \n",
        b'"booked_at","charge"\n"2019-07-01 08:00","felony"\n',
    ],
    ids=["byte-order mark", "Windows line ends", "no last line end", "blank lines", "blanks round cells", "quotes"],
)
def test_how_spreadsheets_write_files_is_fine(tmp_path, content):
    records = read(tmp_path, content)
    assert records.booked_at.tolist() == [8 * HOUR_SECONDS]
    assert cells(records, "charge") == [1]


def test_a_header_alone_is_no_bookings(tmp_path):
    records = read(tmp_path, "booked_at,released_at,charge,removable,match_hours\n")
    assert len(records.booked_at) == len(records.inside_seconds) == 0
    assert {len(column.values) for column in records.columns.values()} == {0}


@pytest.mark.parametrize("content", ["", "\n", "charge\nfelony\n", "2019-07-01 08:00,Roe\n2019-07-01 09:00,Doe\n"])
def test_a_file_without_the_time_of_booking_is_refused_and_its_first_line_not_told(tmp_path, content):
    [(line, path, message)] = problems(tmp_path, content)
    assert (line, path) == (1, "booked_at")
    assert "a header is needed" in message
    assert "Roe" not in message


def test_every_wrong_header_is_told_at_once(tmp_path):
    told = problems(tmp_path, "booked_at,chrge,removable,removable,released_at,stay_hours,2019-07-01 08:00\n")
    assert [(line, path) for line, path, _ in told] == [
        (1, "chrge"),
        (1, "removable"),
        (1, "column 7"),
        (1, "stay_hours"),
    ]
    assert "unknown column 'chrge'; did you mean 'charge'?" in told[0][2]


def test_every_wrong_cell_is_told_at_once_by_line_column_and_kind(tmp_path):
    told = problems(
        tmp_path,
        "booked_at,released_at,charge,honoured,review_hours,foreign_born\n"
        "2019-07-01,2019-07-02 10:00,felony,yes,1,yes\n"
        "\n"
        "2019-07-03 10:00,2019-07-02 10:00,felon,perhaps,-1,yes\n"
        ",,,,,\n"
        ",2019-07-02 10:00,,,inf,yes\n",
    )
    assert told == [
        (2, "booked_at", "must be a local date and time such as 2019-07-01 13:05"),
        (4, "released_at", "is before booked_at"),
        (4, "honoured", "must be true or false"),
        (4, "review_hours", "must be a number of hours, 0 or more"),
        (4, "charge", "must be a charge of the scenario (misdemeanor, felony)"),
        (6, "booked_at", "must be given"),
        (6, "review_hours", "must be a number of hours, 0 or more"),
    ]


SECRET = "Roe"


@pytest.mark.parametrize(
    "content",
    [
        *(f"booked_at,{column}\n2019-07-01 08:00,{SECRET}\n" for column in (*YES_NO_COLUMNS, *DURATION_COLUMNS)),
        *(f"booked_at,{column}\n2019-07-01 08:00,{SECRET}\n" for column in ("released_at", "stay_hours", "charge")),
        f"booked_at\n{SECRET}\n",
        f"booked_at\n2019-07-01 08:00,{SECRET}\n",
        f"{SECRET},2019-07-01 08:00\n",
        f"{SECRET}\n",
        f'booked_at\n"{SECRET}\n',
        f'booked_at,charge\n2019-07-01 08:00,"{SECRET}"x\n',
        f"booked_at,charge\n2019-07-01 08:00,{SECRET}\0\n",
        f"booked_at,charge\n2019-07-01 08:00,{SECRET * 50_000}\n",
        f"booked_at,,{SECRET} x\n2019-07-01 08:00,,\n",
    ],
)
def test_no_message_tells_what_stands_in_a_cell(tmp_path, content):
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, content)
    assert SECRET not in str(caught.value)
    assert "2019-07-01 08:00" not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "2019-07-01",
        "07/01/2019 08:00",
        "1 July 2019 08:00",
        "2019-07-01 8:00",
        "2019-07-01 25:00",
        "2019-02-29 08:00",
        "2019-07-01 08:00 PM",
        "2019-07-01 08:00Z",
        "2019-07-01 08:00:00.5",
        "now",
        "nan",
        "1561968000",
    ],
)
def test_a_time_in_any_other_form_is_refused(tmp_path, written):
    told = problems(tmp_path, f"booked_at\n{written}\n")
    assert told == [(2, "booked_at", "must be a local date and time such as 2019-07-01 13:05")]


@pytest.mark.parametrize("year", ["5025", "1900", "0019", "9999"])
def test_a_time_in_another_century_is_refused_as_a_slip_of_the_pen(tmp_path, year):
    told = problems(tmp_path, f"booked_at,released_at\n2019-07-01 08:00,\n{year}-07-01 08:00,\n")
    assert told == [(3, "booked_at", "must be within a century of the scenario's start")]


@pytest.mark.parametrize(
    ("row", "count"), [("2019-07-01 08:00", 1), ("2019-07-01 08:00,felony,yes", 3), ("2019-07-01 08:00,felony,", 3)]
)
def test_a_row_with_too_few_or_too_many_cells_is_refused(tmp_path, row, count):
    told = problems(tmp_path, f"booked_at,charge\n2019-07-01 08:00,felony\n{row}\n")
    assert told == [(3, "", f"has {count} cells, but the header names 2 columns")]


def test_a_quote_that_is_never_closed_is_refused(tmp_path):
    [(_, _, message)] = problems(tmp_path, 'booked_at,charge\n"2019-07-01 08:00,felony\n')
    assert message.startswith("is not a CSV file")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    assert problems(tmp_path, "booked_at\nmañana\n".encode("latin-1")) == [(None, "", "is not text in UTF-8")]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"nowhere\.csv: cannot be read"):
        read_records(tmp_path / "nowhere.csv", JULY, CHARGES)


def test_a_release_in_the_second_of_two_like_hours_is_after_a_booking_in_the_first(tmp_path):
    records = read(
        tmp_path,
        "booked_at,released_at\n2019-11-03 00:50,2019-11-03 01:10\n2019-11-03 01:50,2019-11-03 01:10\n",
        NOVEMBER,
    )
    assert cells(records, "stay_seconds") == [1200, 1200]


def test_a_release_before_the_booking_in_an_hour_that_occurs_once_is_refused(tmp_path):
    rows = "booked_at,released_at\n2019-11-03 03:50,2019-11-03 03:10\n2019-11-03 03:50,2019-11-03 01:10\n"
    assert [line for line, _, _ in problems(tmp_path, rows, NOVEMBER)] == [2, 3]


@pytest.mark.parametrize(
    ("written", "elapsed"),
    [
        ("2019-11-03 01:30", 1.5),
        ("2019-11-03 02:30", 3.5),
        ("2019-11-04 00:00", 25),
        ("2020-03-08 01:59", (126 * 24 + 1) + 1 + 59 / 60),
        ("2020-03-08 02:30", (126 * 24 + 1) + 2),
        ("2020-03-08 03:00", (126 * 24 + 1) + 2),
    ],
)
def test_times_follow_the_wall_clock_of_the_time_zone(tmp_path, written, elapsed):
    assert read(tmp_path, f"booked_at\n{written}\n", NOVEMBER).booked_at.tolist() == [round(elapsed * HOUR_SECONDS)]
