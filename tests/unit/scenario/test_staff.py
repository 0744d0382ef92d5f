"""Teams, their shifts, and the dates on which they are in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario.base import Frozen
from sim.scenario.staff import DAYS, Round, Shift, Team


def messages(section: type[Frozen], given: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        section.model_validate(given)
    return [error["msg"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("hours", "begin", "end"),
    [
        ("08:00-17:00", 8, 17),
        ("8:30-17:00", 8.5, 17),
        ("00:00-24:00", 0, 24),
        ("22:00-06:00", 22, 30),
        ("16:00-00:00", 16, 24),
        ("16:00-24:00", 16, 24),
        ("23:59-00:01", 23 + 59 / 60, 24 + 1 / 60),
    ],
)
def test_a_shift_runs_from_its_first_hour_to_its_second_on_the_next_day_if_need_be(hours, begin, end):
    shift = Shift.model_validate({"officers": 1, "hours": hours})
    assert shift.span == (timedelta(hours=begin), timedelta(hours=end))


@pytest.mark.parametrize(
    "hours",
    [
        *("24:00-06:00", "25:00-26:00", "08:60-09:00", "08:00-24:01", "00:00-00:00", "08:00-08:00", "24:00-24:00"),
        *(
            "08:00",
            "8",
            "8-17-18",
            "25-26",
            "24-6",
            "08:00..17:00",
            "08:00-17:00-18:00",
            "",
            "all",
            "8.00-17.00",
            "-1:00-05:00",
        ),
    ],
)
def test_hours_that_are_no_two_times_of_day_are_refused(hours):
    assert len(messages(Shift, {"officers": 1, "hours": hours})) == 1


@pytest.mark.parametrize(
    ("hours", "span"), [("8-16", (8, 16)), ("08-16", (8, 16)), ("8:00 - 16:00", (8, 16)), ("22-6", (22, 30))]
)
def test_hours_may_be_written_short(hours, span):
    begin, end = Shift.model_validate({"officers": 1, "hours": hours}).span
    assert (begin, end) == tuple(timedelta(hours=hour) for hour in span)


def test_one_time_is_told_the_hour_that_begins_then():
    [told] = messages(Shift, {"officers": 1, "hours": "9:30"})
    assert told.endswith("""but is '9:30'; for the hour from then write "9:30-10:30\"""")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", ["mon", "tue", "wed", "thu", "fri"]),
        ("sat-sun", ["sat", "sun"]),
        ("fri-mon", ["fri", "sat", "sun", "mon"]),
        ("Sat, Sun", ["sat", "sun"]),
        ("mon-wed, fri", ["mon", "tue", "wed", "fri"]),
        ("all", list(DAYS)),
        ("sun", ["sun"]),
    ],
)
def test_days_may_be_a_text_and_become_the_list(text, days):
    shift = Shift.model_validate({"officers": 1, "hours": "8-16", "days": text})
    assert shift == Shift.model_validate({"officers": 1, "hours": "8-16", "days": days})
    assert shift.model_dump(mode="json")["days"] == days
    assert Round.model_validate({"at": "9:00", "seats": 2, "days": text}).days == tuple(days)


@pytest.mark.parametrize("text", ["mon-fry", "weekdays", "mon;tue", "", "mon-", "mon--fri", "mon-tue-wed"])
def test_a_text_that_names_no_days_is_told_what_may_be_written(text):
    [told] = messages(Shift, {"officers": 1, "hours": "8-16", "days": text})
    assert "unknown day" in told
    assert told.endswith("write all, days such as mon-fri or sat,sun, or a list of days")


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [("all", (0, 1, 2, 3, 4, 5, 6)), (["mon"], (0,)), (["sun", "tue"], (6, 1)), (list(DAYS), tuple(range(7)))],
)
def test_days_are_all_or_a_list(days, weekdays):
    assert Shift.model_validate({"officers": 1, "hours": "08:00-17:00", "days": days}).weekdays == weekdays


def test_periods_are_put_in_order():
    given = [{"from": "2020-01-01"}, {"until": "2019-01-01"}, {"from": "2019-06-01", "until": "2019-06-01"}]
    team = Team.model_validate({"in_force": given, "shifts": []})
    assert [(period.first, period.last) for period in team.in_force] == [
        (None, date(2019, 1, 1)),
        (date(2019, 6, 1), date(2019, 6, 1)),
        (date(2020, 1, 1), None),
    ]


def test_periods_that_follow_each_other_do_not_overlap():
    given = [{"until": "2019-12-31"}, {"from": "2020-01-01"}]
    assert len(Team.model_validate({"in_force": given, "shifts": []}).in_force) == 2


@pytest.mark.parametrize(
    "given",
    [
        [{"until": "2020-01-01"}, {"from": "2020-01-01"}],
        [{}, {"from": "2020-01-01"}],
        [{"from": "2019-01-01", "until": "2019-12-31"}, {"from": "2019-06-01", "until": "2019-06-02"}],
        [{"until": "2019-01-01"}, {"until": "2018-01-01"}],
    ],
)
def test_periods_that_overlap_are_refused(given):
    [message] = messages(Team, {"in_force": given, "shifts": []})
    assert message.startswith("has overlapping dates")


@pytest.mark.parametrize(
    ("in_force", "days", "expected"),
    [
        ({"from": "2019-07-01"}, 0, [("2019-07-01", None)]),
        ({"from": "2019-07-01"}, 31, [("2019-08-01", None)]),
        ({"from": "2019-07-01", "until": "2019-07-31"}, 30, [("2019-07-31", "2019-07-31")]),
        ({"from": "2019-07-01", "until": "2019-07-31"}, 31, []),
        ({"until": "2019-07-31"}, 31, [(None, "2019-07-31")]),
        ([{"until": "2018-12-31"}, {"from": "2019-07-01"}], 31, [(None, "2018-12-31"), ("2019-08-01", None)]),
    ],
)
def test_work_begins_some_days_after_the_first_of_each_period(in_force, days, expected):
    team = Team.model_validate({"in_force": in_force, "work_begins_days": days, "shifts": []})
    found = [tuple(day and str(day) for day in (each.first, each.last)) for each in team.at_work]
    assert found == expected
