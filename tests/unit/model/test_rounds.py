"""Rounds of a field office, by hand. Monday 1 July 2019 is the first counted day; Thursday the 4th is a holiday."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.model.table import booking_table
from tests.support import WEEKDAYS, by_hand, in_custody

CREWS = "field_offices.city.crews"
DEPUTIES = {"jails.county.screening.teams.deputies.shifts": [{"officers": 9, "hours": "00:00-24:00"}]}


def with_rounds(*rounds, **changes):
    """Rounds, and no crews unless given."""
    return {"field_offices.city.rounds": list(rounds), CREWS: [], **DEPUTIES, **changes}


def a_round(at="09:00", seats=2, **more):
    return {"at": at, "seats": seats, **more}


def booked(at, stay_hours, **facts):
    return {"booked_at": at, "stay_hours": stay_hours, **facts}


def taken(tmp_path, rows, changes):
    table = by_hand(tmp_path, rows, changes)
    return [None if pd.isna(at) else f"{at:%a %H:%M}" for at in table.transferred_at]


def test_the_first_round_at_or_after_release_due_and_within_the_hold_collects(tmp_path):
    rows = [
        booked("2019-07-01 00:00:00", 9),
        booked("2019-07-01 00:00:01", 9),
        booked("2019-07-01 00:00:02", 8, honoured=False),
    ]
    assert taken(tmp_path, rows, with_rounds(a_round())) == ["Mon 09:00", "Tue 09:00", None]


def test_a_round_that_comes_as_the_hold_runs_out_is_in_time_and_a_second_later_is_not(tmp_path):
    rows = [booked("2019-07-01 00:00:00", 21), booked("2019-07-01 00:00:01", 21 - 2 / 3600)]
    changes = with_rounds(a_round(), **{"jails.county.hold_hours": 12})
    assert taken(tmp_path, rows, changes) == ["Tue 09:00", None]


def test_who_is_told_of_after_the_list_has_closed_waits_for_the_next(tmp_path):
    # Flagged two hours after booking: at 16:00, as the list of Tuesday closes, and a second later.
    rows = [booked("2019-07-01 14:00", 12), booked("2019-07-01 14:00:01", 12)]
    assert taken(tmp_path, rows, with_rounds(a_round(closes_hours=17))) == ["Tue 09:00", "Wed 09:00"]


def test_the_jail_tells_of_a_release_as_long_before_as_it_does(tmp_path):
    # Due on Tuesday at 02:00; told of on Monday at 16:00, in time for the list, or at 16:00:01.
    rows = [booked("2019-07-01 00:00", 26)]
    in_time = with_rounds(a_round(closes_hours=17), **{"jails.county.notice_hours": 10})
    too_late = with_rounds(a_round(closes_hours=17), **{"jails.county.notice_hours": 10 - 1 / 3600})
    assert taken(tmp_path, rows, in_time) == ["Tue 09:00"]
    assert taken(tmp_path, rows, too_late) == ["Wed 09:00"]


def test_seats_go_in_the_order_of_being_told_then_of_booking(tmp_path):
    # Told of at 03:00, 02:30, 03:00 and 03:00, the last three booked in this order.
    rows = [
        booked("2019-07-01 00:00", 6, intake_hours=2),
        booked("2019-07-01 01:00", 6, intake_hours=0.5),
        booked("2019-07-01 01:00:01", 6, intake_hours=1 - 1 / 3600),
        booked("2019-07-01 01:00:02", 6, intake_hours=1 - 2 / 3600),
    ]
    assert taken(tmp_path, rows, with_rounds(a_round(seats=2))) == ["Mon 09:00", "Mon 09:00", "Tue 09:00", "Tue 09:00"]


def test_a_seat_is_for_good(tmp_path):
    # Who is told of first takes the only seat of Tuesday, though the other is due before the first round too.
    rows = [booked("2019-07-01 00:00", 30), booked("2019-07-01 12:00", 2.5)]
    assert taken(tmp_path, rows, with_rounds(a_round(seats=1))) == ["Tue 09:00", "Wed 09:00"]


def test_whom_no_round_collects_a_crew_does_if_it_can_be_spared(tmp_path):
    rows = [booked("2019-07-01 10:00:00", 4), booked("2019-07-01 10:00:01", 4, spared=False)]
    crews = [{"officers": 1, "hours": "00:00-24:00"}]
    changes = with_rounds(a_round(), **{CREWS: crews, "jails.county.hold_hours": 12})
    table = by_hand(tmp_path, rows, changes)
    assert list(table.outcome) == ["transferred", "released_after_flag"]
    assert table.collected_by[0] == "crews-1"


def test_who_is_on_a_list_asks_for_no_crew(tmp_path):
    rows = [booked("2019-07-01 10:00", 4)]
    table = by_hand(tmp_path, rows, with_rounds(a_round(), **{CREWS: [{"officers": 1, "hours": "00:00-24:00"}]}))
    assert table.collected_by[0] == "rounds-1"
    assert f"{table.transferred_at[0]:%a %H:%M}" == "Tue 09:00"


def test_rounds_keep_days_holidays_and_dates(tmp_path):
    rows = [booked("2019-07-03 10:00", 4)]
    long = {"jails.county.hold_hours": 200}
    assert taken(tmp_path, rows, with_rounds(a_round(), **long)) == ["Thu 09:00"]
    assert taken(tmp_path, rows, with_rounds(a_round(federal_holidays="off"), **long)) == ["Fri 09:00"]
    assert taken(tmp_path, rows, with_rounds(a_round(days=["mon"]), **long)) == ["Mon 09:00"]
    later = a_round(days=WEEKDAYS, in_force={"from": "2019-07-09"})
    assert taken(tmp_path, rows, with_rounds(later, **long)) == ["Tue 09:00"]


def test_a_round_goes_only_to_the_jails_that_it_names(tmp_path):
    rows = [booked("2019-07-01 00:00", 4)]
    changes = {"field_offices.city.rounds": [a_round(jails=["east"]), a_round("15:00")], CREWS: []}
    table = booking_table(in_custody(tmp_path, {"west": rows, "east": rows}, changes))
    assert list(table.transferred_at.dt.strftime("%H:%M")) == ["15:00", "09:00"]


def test_of_rounds_the_earliest_that_has_a_seat_whatever_their_order(tmp_path):
    rows = [booked("2019-07-01 00:00", 4)] * 3
    rounds = with_rounds(a_round("15:00", seats=1), a_round("09:00", seats=1), a_round("12:00", seats=1))
    table = by_hand(tmp_path, rows, rounds)
    assert list(table.collected_by) == ["rounds-2", "rounds-3", "rounds-1"]


@pytest.mark.parametrize("change", [{"moves_on": True}, {"lifted": True}])
def test_who_moves_on_or_whose_detainer_is_lifted_takes_no_seat(tmp_path, change):
    rows = [booked("2019-07-01 00:00", 4, **change), booked("2019-07-01 01:00", 4)]
    assert taken(tmp_path, rows, with_rounds(a_round(seats=1))) == [None, "Mon 09:00"]
