"""From files to what they come to: ten shapes of exports, each with its right answer or its refusal."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim import read_records
from sim.output.tables import Table
from sim.records import export
from sim.records.leaving import starter
from sim.records.questions import UnansweredError
from sim.records.report import county_tables, gaps_table

SHAPES = Path(__file__).parents[2] / "records"
EAST, WEST = "timezone=America/New_York", "timezone=America/Los_Angeles"


def shape(*names, **how):
    return read_records(*(SHAPES / f"{name}.csv" for name in names), **how)


def asked(told):
    return {question.key for question in told.value.questions}


def shares(found):
    return {each.name: each.bookings for each in found.charges}


class TestTenShapes:
    def test_bookings_and_their_charges_without_any_release(self):
        found = shape("buncombe_names", "buncombe_charges", answers=["cohort=booked_in", EAST])
        assert (found.bookings, found.account.read, found.stays) == (12, 31, None)
        assert found.account.adds_up
        assert any("those of the scenario to start from are used for every booking" in each for each in found.assumed)

    def test_lists_zones_one_blank_and_swapped_headers(self):
        answers = ["cohort=booked_in", EAST, "blank_release=inside", "zone_written=wall_clock"]
        found = shape("cobb_scrape", answers=answers)
        assert (found.bookings, found.open) == (15, 4)
        assert shares(found) == {"felony": 7, "misdemeanor": 8, "other": 0}
        assert sum("for what stands in it" in each for each in found.remarks) == 2

    def test_a_time_in_the_hour_that_comes_twice_is_the_one_that_its_zone_says(self):
        answers = ["cohort=booked_in", EAST, "blank_release=inside", "zone_written=wall_clock"]
        made = shape("cobb_scrape", answers=answers).bookings_made
        night = np.flatnonzero(made.booked == np.datetime64("2024-11-03T01:30", "s").astype(int))
        # From 01:30 EST, the second one, to 13:11 on the 6th are 83 hours 41 minutes; from the first, one hour more.
        assert made.stay_seconds[night[0]] == (83 * 60 + 41) * 60

    def test_what_no_file_tells_is_asked(self):
        with pytest.raises(UnansweredError) as told:
            shape("cobb_scrape")
        assert asked(told) == {"cohort", "timezone", "blank_release"}
        with pytest.raises(UnansweredError, match="literal") as told:
            shape("cobb_scrape", answers=["cohort=booked_in", EAST, "blank_release=inside"])
        assert asked(told) == {"zone_written"}

    def test_a_row_a_person_a_night(self):
        found = shape("ct_accused_pretrial", answers=["cohort=nightly_rosters", EAST])
        # Ten people are in the file; two rows of the first night stand in it twice.
        assert (found.account.read, found.bookings, found.open) == (48, 10, 8)
        assert found.account.adds_up
        made = found.bookings_made
        assert (made.entry_seconds > 0).all()
        assert (np.bincount(made.charge, minlength=3) == [3, 2, 5]).all()
        assert any("Pierce County" in each for each in found.assumed)

    def test_hours_that_are_not_told_are_refused_where_they_are_not_to_be_assumed(self):
        with pytest.raises(ValueError, match="times of day are not told"):
            shape("ct_accused_pretrial", answers=["cohort=nightly_rosters", EAST, "assume_hours=false"])

    def test_all_closed(self):
        found = shape("fresno_bookings", answers=["cohort=booked_in", WEST])
        assert (found.bookings, found.open, found.unknown) == (12, 0, 0)

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            (
                "ice_detainers",
                "list of detainers: a row is a request.*It may inform the scenario's detainer and honoured",
            ),
            ("mn_detainers", "counts how detainers ended.*It may inform the scenario's honoured"),
            ("tx_tcjs_raw", "neither bookings nor stays"),
            ("nyc_daily_in_custody", "one day's roster.* 40 people"),
        ],
    )
    def test_what_is_no_list_of_bookings_is_refused_with_what_it_may_tell(self, name, message):
        with pytest.raises(ValueError, match=message) as told:
            shape(name)
        assert not isinstance(told.value, UnansweredError)
        with pytest.raises(ValueError, match=message):
            shape(name, answers=["cohort=booked_in", EAST])

    def test_facts_imply_what_they_mean(self):
        found = shape("removable_without_foreign_born", answers=["cohort=booked_in", EAST])
        assert found.bookings == 60
        assert found.facts == {"foreign_born": 1.0, "removable": 1.0, "on_record": 1.0}
        assert found.stays.median_hours == 41


def write(path, header, *rows):
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


CLOSED = ["cohort=booked_in", EAST]


class TestColumns:
    def test_two_that_may_be_meant_are_asked(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booking Date,Admit Date,Release Date", "2024-01-01,2024-01-02,2024-01-03")
        with pytest.raises(UnansweredError, match=r"columns\.booked=Booking Date \| Admit Date") as told:
            read_records(path)
        assert asked(told) == {"columns.booked", "cohort", "timezone"}
        assert read_records(path, answers=[*CLOSED, "columns.booked=Admit Date"]).bookings == 1

    def test_none_is_named_and_may_be_said(self, tmp_path):
        path = write(tmp_path / "a.csv", "Day,Out", "2024-01-01 10:00,2024-01-03 11:00")
        with pytest.raises(ValueError, match=r"a\.csv:1: no column is known to tell when people were booked.*Day, Out"):
            read_records(path)
        found = read_records(path, answers=[*CLOSED, "columns.booked=Day", "columns.released=Out"])
        assert (found.bookings, found.bookings_made.stay_hours[0]) == (1, 49)

    def test_a_header_that_is_not_there(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,2024-01-03 11:00")
        with pytest.raises(ValueError, match=r"columns\.booked: no column has this header"):
            read_records(path, answers=["columns.booked=Nothing"])

    def test_answers_that_are_none(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,2024-01-03 11:00")
        with pytest.raises(ValueError, match="unknown key 'cohorts'; did you mean 'cohort'"):
            read_records(path, answers=["cohorts=booked_in"])
        with pytest.raises(ValueError, match="cohort: must be 'booked_in'"):
            read_records(path, answers=["cohort=all"])
        with pytest.raises(ValueError, match="timezone: must be an IANA name"):
            read_records(path, answers=["timezone=Mars"])

    def test_date_and_time_in_two_columns(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Book Date,Book Time,Rel Date,Rel Time",
            "01/13/2024,1305,01/14/2024,0:05",
            "01/15/2024,905,01/15/2024,2210",
        )
        made = read_records(path, answers=CLOSED).bookings_made
        assert made.stay_seconds.tolist() == [11 * 3600, 13 * 3600 + 5 * 60]

    def test_all_files_that_are_no_tables_are_told_at_once(self, tmp_path):
        good = write(tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,2024-01-03 11:00")
        (tmp_path / "b.csv").write_text("hello\nworld\n")
        with pytest.raises(ValueError, match=r"b\.csv: holds no table.*\n.*c\.csv: cannot be read"):
            read_records(good, tmp_path / "b.csv", tmp_path / "c.csv", answers=CLOSED)

    def test_who_says_that_a_guess_is_wrong_names_the_columns_one_by_one(self, tmp_path):
        path = write(
            tmp_path / "a.csv", "Booked,Seen,Left,Note", "2024-01-01 10:00,2024-01-02 10:00,2024-01-03 11:00,x"
        )
        asked = []
        said = {"columns.booked": "Seen", "columns.released": "Left", "cohort": "booked_in", "timezone": "none"}
        confirmed = iter(["no", "yes"])

        def ask(question):
            asked.append(question)
            return next(confirmed) if question.key == "columns" else said.get(question.key, "none")

        found = read_records(path, ask=ask)
        assert found.bookings_made.stay_hours.tolist() == [25]
        (table,) = found.mapping.tables
        assert table.headers == {"booked": "Seen", "released": "Left"}
        roles = [each for each in asked if each.key.startswith("columns.")]
        assert len(roles) == 12
        assert roles[0].allowed == ("Booked", "Seen", "Left", "Note", "none")
        assert "a.csv: which column is booked: when the person was booked in (guessed: Booked)" in roles[0].why
        assert roles[-1].allowed == ("Booked", "Note", "none")
        assert "booked from 'Seen', released from 'Left'" in next(e for e in asked[::-1] if e.key == "columns").why


class TestClosingSeparators:
    ROWS = ("7,2024-01-01 10:00,2024-01-01 12:00,A,", "8,2024-01-02 10:00,2024-01-02 12:00,B,")

    def test_a_separator_behind_the_last_cell_of_every_row_is_a_repair(self, tmp_path):
        odd = "9,2024-01-03 10:00,2024-01-03 12:00,A, and B"
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released,Charge", *self.ROWS * 2600, odd)
        found = read_records(path, answers=CLOSED)
        told = {each.reason: (each.fate, each.rows, each.where[:2]) for each in found.account.entries}
        reason = "a separator behind the last cell of every row (closing_separators)"
        assert told[reason] == ("repaired", 5200, ("a.csv:2", "a.csv:3"))
        assert told["has too few or too many cells"] == ("left_out", 1, ("a.csv:5202",))
        assert (found.bookings, found.account.adds_up) == (2, True)
        with pytest.raises(ValueError, match=r"a\.csv:1: every row ends in one separator more than the header"):
            read_records(path, answers=[*CLOSED, "closing_separators=false"])

    def test_a_separator_behind_some_rows_leaves_them_out(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released,Charge", *self.ROWS, self.ROWS[0][:-1])
        found = read_records(path, answers=CLOSED)
        assert [(each.reason, each.rows) for each in found.account.entries] == [("has too few or too many cells", 2)]


class TestOrder:
    def test_is_asked_where_nothing_tells(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released", "03/04/2024 10:00,05/04/2024 10:00")
        with pytest.raises(UnansweredError, match="either order of day and month") as told:
            read_records(path, answers=CLOSED)
        assert asked(told) == {"day_first"}
        assert read_records(path, answers=[*CLOSED, "day_first=true"]).period.first == _days(2024, 4, 3)

    def test_is_told_by_one_date_that_has_but_one(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released", "03/04/2024 10:00,05/04/2024 10:00", "13/04/2024 09:00,")
        found = read_records(path, answers=[*CLOSED, "blank_release=unknown"])
        assert found.mapping.day_first is True

    def test_that_contradicts_itself_is_asked(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,x", "03/14/2024 10:00,", "13/04/2024 09:00,", "03/04/2024 09:00,")
        with pytest.raises(UnansweredError, match="1 dates can only have the day first, and 1 only the month"):
            read_records(path, answers=CLOSED)


class TestReleases:
    def test_that_stand_for_none_are_asked(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booked,Released",
            "2024-01-01 10:00,9999-12-31 00:00",
            "2024-01-02 11:00,2024-01-03 01:00",
        )
        with pytest.raises(UnansweredError) as told:
            read_records(path, answers=CLOSED)
        assert asked(told) == {"stand_in_release", "extracted"}
        found = read_records(path, answers=[*CLOSED, "stand_in_release=inside", "extracted=2024-01-05 10:00"])
        assert (found.open, found.bookings_made.stay_hours.tolist()) == (1, [96, 14])
        found = read_records(path, answers=[*CLOSED, "stand_in_release=unknown"])
        assert (found.open, found.unknown) == (0, 1)

    def test_words_for_people_inside_need_the_day_of_the_export_alone(self, tmp_path):
        path = write(
            tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,IN CUSTODY", "2024-01-02 11:00,2024-01-03 01:00"
        )
        with pytest.raises(UnansweredError) as told:
            read_records(path, answers=CLOSED)
        assert asked(told) == {"extracted"}

    def test_a_night_of_25_hours(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booked,Released",
            "2024-11-02 22:00,2024-11-03 08:00",
            "2024-11-03 01:30,2024-11-03 01:10",
        )
        made = read_records(path, answers=CLOSED).bookings_made
        assert made.stay_hours.tolist() == [11, pytest.approx(40 / 60)]
        found = read_records(path, answers=["cohort=booked_in", "timezone=none"])
        assert found.bookings_made.stay_hours.tolist() == [10]
        assert [each.reason for each in found.account.entries] == ["the release is before the booking"]

    def test_stays_in_a_column_of_their_own(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,LOS", "2024-01-01 10:00,2", '2024-01-02 11:00,"1.5"')
        with pytest.raises(UnansweredError) as told:
            read_records(path, answers=CLOSED)
        assert asked(told) == {"stay_unit"}
        assert read_records(path, answers=[*CLOSED, "stay_unit=days"]).bookings_made.stay_hours.tolist() == [48, 36]
        path = write(tmp_path / "a.csv", "Booked,LOS Days", "2024-01-01 10:00,2")
        assert read_records(path, answers=CLOSED).bookings_made.stay_hours.tolist() == [48]

    def test_stays_that_are_none_are_left_out_or_stand_for_none(self, tmp_path):
        cells = ("2", "-1", "a while", "1e400", "1e300", "", "in custody")
        rows = [f"2024-01-0{day} 10:00,{cell}" for day, cell in enumerate(cells, start=1)]
        path = write(tmp_path / "a.csv", "Booked,LOS Days", *rows)
        answers = [*CLOSED, "blank_release=unknown"]
        found = read_records(path, answers=answers)
        told = {each.reason: (each.rows, each.where) for each in found.account.entries}
        assert told["the stay is no length of time"] == (3, ("a.csv:3", "a.csv:4", "a.csv:5"))
        assert told["a release that stands for none"] == (1, ("a.csv:6",))
        assert (found.bookings, found.unknown, found.account.adds_up) == (4, 3, True)

    def test_bookings_of_years_that_cannot_be_are_left_out(self, tmp_path):
        rows = [f"{year}-01-01 10:00,A" for year in ("0001", "1979", "1999", "2024", "2124")]
        found = read_records(write(tmp_path / "a.csv", "Booked,Charge", *rows), answers=CLOSED)
        told = {each.reason: (each.rows, each.where) for each in found.account.entries}
        assert told["the booking is before 1980 or after 2100"] == (3, ("a.csv:2", "a.csv:3", "a.csv:6"))
        assert found.bookings == 2


class TestGroups:
    def test_rows_of_one_number_are_one_booking(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booking No,Booked,Released,Charge,Severity",
            "7,2024-01-01 10:00,2024-01-01 12:00,A,M",
            "7,2024-01-01 10:00,2024-01-02 10:00,B,F",
            "7,2024-01-01 10:00,,C,",
            "8,2024-01-01 10:00,2024-01-01 12:00,A,M",
            "8,2024-01-01 10:00,2024-01-01 12:00,A,M",
        )
        found = read_records(path, answers=[*CLOSED, "blank_release=unknown"])
        assert found.bookings_made.stay_hours.tolist() == [24, 2]
        assert shares(found) == {"felony": 1, "misdemeanor": 1, "other": 0}
        merged = {each.reason: (each.rows, each.where) for each in found.account.entries}
        assert merged["repeats another row (drop_repeats)"] == (1, ("a.csv:6",))
        assert merged["another row of the same booking"] == (2, ("a.csv:3", "a.csv:4"))
        assert found.account.adds_up

    def test_without_numbers_rows_that_differ_stay_apart(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booked,Released,Charge",
            *["2024-01-01 10:00,2024-01-01 12:00,A"] * 2,
            "2024-01-01 10:00,2024-01-01 12:00,B",
        )
        assert read_records(path, answers=CLOSED).bookings == 2
        assert read_records(path, answers=[*CLOSED, "drop_repeats=false"]).bookings == 3

    def test_rows_of_charges_without_numbers_are_refused_unless_the_person_tells(self, tmp_path):
        rows = [
            f"p{day},2024-01-{day:02} 10:00,2024-01-{day + 1:02} 12:00,{each}" for day in range(1, 25) for each in "AB"
        ]
        path = write(tmp_path / "a.csv", "Inmate ID,Booked,Released,Charge", *rows)
        with pytest.raises(ValueError, match="50% of the rows have the times of booking and release of another"):
            read_records(path, answers=CLOSED)
        assert read_records(path, answers=[*CLOSED, "by_person_and_time=true"]).bookings == 24

    def test_numbers_that_are_peoples_are_refused(self, tmp_path):
        both = [(person, month) for person in range(9) for month in (1, 5)]
        rows = [f"{person},2024-0{month}-11 10:0{person},2024-0{month}-12 12:00" for person, month in both]
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released", *rows)
        with pytest.raises(ValueError, match="9 of 9 values of 'Booking No' stand with bookings on several days"):
            read_records(path, answers=CLOSED)
        assert read_records(path, answers=[*CLOSED, "columns.number=none"]).bookings == 18

    def test_a_number_that_all_bookings_have_is_refused(self, tmp_path):
        rows = [f"7,2024-01-{day:02} 10:00,2024-01-{day:02} 12:00" for day in range(1, 29)]
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released", *rows)
        with pytest.raises(ValueError, match="1 of 1 values of 'Booking No' stand with bookings on several days"):
            read_records(path, answers=CLOSED)

    def test_every_row_is_accounted_for(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booked,Released,Charge",
            "2024-01-01 10:00,2024-01-01 12:00,A",
            ",2024-01-01 12:00,A",
            "soon,2024-01-01 12:00,A",
            "2024-01-03 10:00,2024-01-01 12:00,A",
            "2024-01-03 10:00,later,A",
            "",
            "2024-01-03 10:00",
        )
        account = read_records(path, answers=[*CLOSED, "columns.booked=Booked", "columns.released=Released"]).account
        assert account.adds_up
        assert {each.reason: each.where for each in account.entries} == {
            "has too few or too many cells": ("a.csv:8",),
            "nothing that is read stands in it": ("a.csv:7",),
            "the booking has no date": ("a.csv:3",),
            "the booking's date cannot be read": ("a.csv:4",),
            "the release's date cannot be read": ("a.csv:6",),
            "the release is before the booking": ("a.csv:5",),
        }

    def test_repairs_are_counted_and_may_be_left_out(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released,Charge", "1/13/24 10:00,1/14/24 12:00,A; THEFT (F)")
        repaired = {each.reason: each.rows for each in read_records(path, answers=CLOSED).account.entries}
        assert repaired == {
            "a year of two digits (short_years)": 1,
            "several charges in a cell, taken apart (split_lists)": 1,
            "letters of severity behind a charge (charge_suffixes)": 1,
        }
        with pytest.raises(ValueError, match="no row gives a booking: the booking's date cannot be read \\(1\\)"):
            read_records(path, answers=[*CLOSED, "short_years=false"])

    def test_words_read_as_blank_are_a_repair_that_may_be_left_out(self, tmp_path):
        path = write(
            tmp_path / "a.csv",
            "Booking No,Booked,Released,Charge",
            "1,2024-01-01 10:00,2024-01-01 12:00,A",
            "2,2024-01-02 10:00,NULL,A",
            "3,2024-01-03 10:00,2024-01-03 12:00,n/a",
            "4,2024-01-04 10:00,,A",
        )
        answers = [*CLOSED, "blank_release=unknown"]
        found = read_records(path, answers=answers)
        word = "a word read as a blank cell, such as NULL or n/a (blank_words)"
        assert [(each.reason, each.rows, each.where) for each in found.account.entries] == [
            (word, 2, ("a.csv:3", "a.csv:4"))
        ]
        assert (found.bookings, found.unknown) == (4, 2)
        found = read_records(path, answers=[*answers, "blank_words=false"])
        assert [(each.reason, each.where) for each in found.account.entries] == [
            ("the release's date cannot be read", ("a.csv:3",))
        ]
        assert (found.bookings, found.unknown) == (3, 1)

    def test_a_word_for_no_number_is_no_number(self, tmp_path):
        days = {1: "NULL", 2: "NULL", 3: "7"}
        rows = [f"{number},2024-01-0{day} 10:00,2024-01-0{day} 12:00" for day, number in days.items()]
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released", *rows)
        assert read_records(path, answers=CLOSED).bookings == 3

    def test_a_mapping_without_the_key_reads_words_as_blank(self, tmp_path):
        path = write(
            tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,NULL", "2024-01-02 10:00,2024-01-03 10:00"
        )
        before = tmp_path / "mapping.yaml"
        before.write_text(
            "cohort: booked_in\ntimezone: America/New_York\nblank_release: unknown\n"
            "tables:\n- booked: Booked\n  released: Released\n"
        )
        assert read_records(path, mapping=before).bookings == 2

    def test_charges_without_a_booking_are_left_out(self, tmp_path):
        one = write(tmp_path / "a.csv", "Booking No,Booked,Released", "7,2024-01-01 10:00,2024-01-01 12:00")
        other = write(tmp_path / "b.csv", "Booking No,Charge,Severity", "7,A,M", "9,B,F", "7,C,F")
        found = read_records(one, other, answers=CLOSED)
        assert shares(found) == {"felony": 1, "misdemeanor": 0, "other": 0}
        left = [each for each in found.account.entries if each.fate == "left_out"]
        assert [(each.reason, each.where) for each in left] == [
            ("no row tells the booking that it belongs to", ("b.csv:3",))
        ]


class TestParts:
    """However few rows are made into bookings at once, the bookings are the same."""

    EXPORTS = (
        (("cobb_scrape",), ["cohort=booked_in", EAST, "blank_release=inside", "zone_written=wall_clock"]),
        (("buncombe_charges", "buncombe_names"), CLOSED),
        (("ct_accused_pretrial",), ["cohort=nightly_rosters", EAST]),
        (("removable_without_foreign_born",), CLOSED),
    )

    @pytest.mark.parametrize("many", [1, 7])
    @pytest.mark.parametrize(("names", "answers"), EXPORTS)
    def test_they_do_not_depend_on_how_many_rows_are_taken_at_once(self, names, answers, many, monkeypatch):
        whole = shape(*names, answers=answers)
        monkeypatch.setattr(export, "ROWS_AT_ONCE", many)
        parts = shape(*names, answers=answers)
        assert parts.account == whole.account
        assert told(parts) == told(whole)

    def test_numbers_that_are_peoples_are_told_of_all_parts_together(self, tmp_path, monkeypatch):
        both = [(person, month) for person in range(9) for month in (1, 5)]
        rows = [f"{person},2024-0{month}-11 10:0{person},2024-0{month}-12 12:00" for person, month in both]
        path = write(tmp_path / "a.csv", "Booking No,Booked,Released", *rows)
        monkeypatch.setattr(export, "ROWS_AT_ONCE", 3)
        with pytest.raises(ValueError, match="9 of 9 values of 'Booking No' stand with bookings on several days"):
            read_records(path, answers=CLOSED)


def told(found):
    """All that is told of an export, with its bookings."""
    made = found.bookings_made
    columns = {each.name: getattr(made, each.name) for each in fields(made) if each.name != "facts"}
    return (
        [table.cells for table in county_tables(found, starter()) if isinstance(table, Table)],
        {name: np.asarray(values).tolist() for name, values in {**columns, **made.facts}.items()},
    )


class TestCharges:
    ROWS = tuple(
        f"2024-01-{day:02} {hour:02}:00,2024-01-{day + 1:02} 12:00,{charge}"
        for day in range(1, 13)
        for hour, charge in ((3, "DWI"), (5, "THEFT; TRESPASS"), (7, f"RARE {day}"))
    )

    def test_a_list_to_fill_in_has_what_ten_bookings_have_and_is_matched_exactly(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released,Charge", *self.ROWS)
        found = read_records(path, answers=CLOSED)
        assert shares(found) == {"felony": 0, "misdemeanor": 0, "other": 36}
        assert found.charges_to_edit == "description,bookings,class\nDWI,12,\nTHEFT,12,\nTRESPASS,12,\n"
        filled = tmp_path / "charges.csv"
        filled.write_text(
            "description,bookings,class\nDWI,12,misdemeanor\nTHEFT,12,felony\nTRESPASS,12,misdemeanor\nRARE,,felony\n"
        )
        found = read_records(path, answers=CLOSED, charges=filled)
        assert shares(found) == {"felony": 12, "misdemeanor": 12, "other": 12}
        assert found.told_by["the list of charges"] == 24

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
    def test_a_list_may_be_saved_by_a_spreadsheet(self, tmp_path, encoding):
        path = write(tmp_path / "a.csv", "Booked,Released,Charge", *(row.replace("DWI", "DWÍ") for row in self.ROWS))
        filled = "description;bookings;class\nDWÍ;12;misdemeanor\nTHEFT;12;\n;;\n"
        (tmp_path / "charges.csv").write_bytes(filled.encode(encoding))
        found = read_records(path, answers=CLOSED, charges=tmp_path / "charges.csv")
        assert shares(found) == {"felony": 0, "misdemeanor": 12, "other": 24}

    def test_a_list_with_a_class_that_is_none(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released,Charge", *self.ROWS)
        (tmp_path / "charges.csv").write_text("description,class\nDWI,misdemeanour\n")
        with pytest.raises(
            ValueError, match=r"charges\.csv:2: class: unknown class 'misdemeanour'; did you mean 'misdemeanor'"
        ):
            read_records(path, answers=CLOSED, charges=tmp_path / "charges.csv")

    def test_letters_behind_a_charge_are_a_repair_that_may_be_left_out(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released,Charge", "2024-01-01 10:00,2024-01-01 12:00,THEFT   F")
        assert shares(read_records(path, answers=CLOSED))["felony"] == 1
        assert shares(read_records(path, answers=[*CLOSED, "charge_suffixes=false"]))["felony"] == 0


class TestRosters:
    def nights(self, folder, *nights):
        return [
            write(
                folder / f"roster_{night}.csv",
                "Inmate ID,Admitted,Charge",
                *(f"{each},2024-05-{day} 10:00,A" for each, day in inside),
            )
            for night, inside in nights
        ]

    def test_one_is_refused_and_tells_how_many_were_inside(self, tmp_path):
        paths = self.nights(tmp_path, ("2024-05-24", [("a", "01"), ("b", "24")]))
        for cohort in ("inside_on_a_day", "nightly_rosters"):
            with pytest.raises(ValueError, match=r"one day's roster.*2 people.*people_inside=2"):
                read_records(*paths, answers=[f"cohort={cohort}", EAST])

    def test_one_beside_bookings_tells_the_people_inside(self, tmp_path):
        bookings = write(
            tmp_path / "bookings.csv",
            "Inmate ID,Booked,Released,Charge",
            "a,2024-05-01 10:00,2024-06-01 12:00,A",
            "b,2024-05-24 10:00,2024-05-26 12:00,A",
        )
        (roster,) = self.nights(tmp_path, ("2024-05-24", [("a", "01"), ("b", "24"), ("b", "24")]))
        found = read_records(bookings, roster, answers=CLOSED)
        assert (found.bookings, found.people_seen, found.account.read) == (2, 2, 5)
        assert found.account.adds_up
        (entry,) = found.account.entries
        assert (entry.fate, entry.rows, entry.where[:1]) == ("kept_apart", 3, ("roster_2024-05-24.csv:2",))
        assert any("a roster of 2 people, and no bookings" in each for each in found.remarks)
        assert found.mapping.people_inside is None
        again = read_records(bookings, roster, mapping=found.mapping)
        assert (again.bookings, again.people_seen) == (2, 2)
        assert read_records(bookings, roster, answers=[*CLOSED, "people_inside=7"]).people_seen == 7
        with pytest.raises(UnansweredError) as told:
            read_records(bookings, roster, answers=[*CLOSED, "rosters_beside=false"])
        assert asked(told) == {"blank_release", "extracted"}

    def test_several_beside_bookings_tell_their_mean(self, tmp_path):
        bookings = write(tmp_path / "a.csv", "Booked,Released", "2024-05-01 10:00,2024-06-01 12:00")
        nights = self.nights(tmp_path, ("2024-05-24", [("a", "01")]), ("2024-05-25", [(x, "24") for x in "bcd"]))
        assert read_records(bookings, *nights, answers=CLOSED).people_seen == 2

    def test_what_is_called_a_roster_and_tells_releases_has_bookings(self, tmp_path):
        rows = ("Inmate ID,Booked,Released", "a,2024-05-01 10:00,2024-06-01 12:00")
        paths = [write(tmp_path / f"{name}.csv", *rows) for name in ("bookings", "jail_population")]
        found = read_records(*paths, answers=[*CLOSED, "drop_repeats=false"])
        assert (found.bookings, found.people_seen) == (2, None)

    def test_many_tell_admissions_and_exits_with_missed_nights_bridged(self, tmp_path):
        inside = {24: ["a", "b"], 25: ["b", "c"], 26: ["b", "d"], 27: ["b", "c"], 28: ["b"]}
        admitted = {"a": "20", "b": "24", "c": "25", "d": "26"}
        paths = self.nights(
            tmp_path, *((f"2024-05-{day}", [(who, admitted[who]) for who in there]) for day, there in inside.items())
        )
        found = read_records(*paths, answers=["cohort=nightly_rosters", EAST])
        made = found.bookings_made
        by_day = {int(day) - _days(2024, 5, 0): place for place, day in enumerate(made.booked_day)}
        assert sorted(by_day) == [20, 24, 25, 26]
        assert [bool(made.ended[by_day[day]]) for day in (20, 24, 25, 26)] == [True, False, True, True]
        left = {
            day: int(made.released[place] // 86400) - _days(2024, 5, 0)
            for day, place in by_day.items()
            if made.ended[place]
        }
        assert left == {20: 25, 25: 28, 26: 27}
        assert found.period.dates == (date(2024, 5, 25), date(2024, 5, 27))
        assert (found.counted, found.people_seen) == (2, 9 / 5)
        apart = read_records(*paths, answers=["cohort=nightly_rosters", EAST, "bridge_nights=0"])
        assert apart.bookings == 5

    def test_rosters_that_tell_no_night(self, tmp_path):
        path = write(tmp_path / "a.csv", "Inmate ID,Admitted", "a,2024-05-01 10:00")
        with pytest.raises(ValueError, match="tells the nights of these rosters"):
            read_records(path, answers=["cohort=nightly_rosters", EAST])


class TestCohorts:
    def test_bookings_most_of_whom_are_inside_at_once_are_refused(self, tmp_path):
        rows = [f"2024-01-{day:02} 10:00,2024-03-01 12:00" for day in range(1, 29)]
        path = write(tmp_path / "a.csv", "Booked,Released", *rows)
        with pytest.raises(ValueError, match="two thirds of these people or more were inside at one moment"):
            read_records(path, answers=CLOSED)

    def test_bookings_without_releases_that_gather_at_the_end_are_refused(self, tmp_path):
        rows = [f"{year}-01-01 10:00" for year in range(2015, 2024)] + [
            f"2024-01-{day:02} 10:00" for day in range(1, 29)
        ]
        path = write(tmp_path / "a.csv", "Booked,x", *(f"{row}," for row in rows))
        with pytest.raises(ValueError, match="half of these bookings lie in the last fifth of their time"):
            read_records(path, answers=CLOSED)

    def test_a_period_after_all_bookings_is_refused(self, tmp_path):
        path = write(tmp_path / "a.csv", "Booked,Released", "2024-01-01 10:00,2024-03-01 12:00")
        with pytest.raises(ValueError, match=r"a\.csv: nobody was booked from covers_from on"):
            read_records(path, answers=["cohort=inside_during", EAST, "covers_from=2024-01-02"])

    def test_releases_count_by_the_day_of_release(self, tmp_path):
        rows = [f"2024-01-{day:02} 10:00,2024-02-{day:02} 12:00" for day in range(1, 29)] + ["2024-02-01 10:00,"]
        path = write(tmp_path / "a.csv", "Booked,Released", *rows)
        found = read_records(path, answers=["cohort=released_in", EAST])
        assert found.period.dates == (date(2024, 2, 1), date(2024, 2, 28))
        assert found.per_year == 365
        assert any("as many people come as leave" in each for each in found.assumed)


class TestGaps:
    def test_the_first_days_without_bookings_are_told(self, tmp_path):
        days = [day for day in range(1, 29) if day not in {5, 6, 7, 20}]
        rows = [f"2024-02-{day:02} 10:00,2024-02-{day:02} 12:00" for day in days]
        found = read_records(write(tmp_path / "a.csv", "Booked,Released", *rows), answers=CLOSED)
        assert found.days_without == 4
        assert [each.dates for each in found.gaps] == [
            (date(2024, 2, 5), date(2024, 2, 7)),
            (date(2024, 2, 20), date(2024, 2, 20)),
        ]
        table = gaps_table(found)
        assert [[cell.text for cell in row] for row in table.cells] == [
            ["2024-02-05", "2024-02-07", "3"],
            ["2024-02-20", "2024-02-20", "1"],
        ]
        assert table.note == ""

    def test_ten_are_told_and_the_rest_counted(self, tmp_path):
        rows = [f"2024-{month:02}-{day:02} 10:00,2024-12-30 12:00" for month in (1, 2) for day in range(1, 29, 2)]
        found = read_records(
            write(tmp_path / "a.csv", "Booked,Released", *rows),
            answers=[*CLOSED[1:], "cohort=inside_during", "covers_from=2024-01-01"],
        )
        table = gaps_table(found)
        assert len(table.cells) == 10
        assert table.note == f"{found.days_without - 10:,} more days follow, {len(found.gaps) - 10:,} times in a row."

    def test_an_export_without_gaps_has_no_such_table(self, tmp_path):
        rows = [f"2024-02-{day:02} 10:00,2024-02-{day:02} 12:00" for day in range(1, 29)]
        found = read_records(write(tmp_path / "a.csv", "Booked,Released", *rows), answers=CLOSED)
        assert found.gaps == ()
        assert not [each for each in county_tables(found, starter()) if isinstance(each, Table) and each.name == "gaps"]


def _days(year, month, day):
    return (date(year, month, 1) - date(1970, 1, 1)).days + day - 1
