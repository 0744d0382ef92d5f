"""What is simulated, said first: one jail by its county, or how many, and for how long."""

from __future__ import annotations

import pytest

from sim.output.page.about import about

COUNTY = {"county": "Prince William County", "state": "Virginia"}
OTHER = {"county": "Nash County", "state": "North Carolina"}


@pytest.mark.parametrize(
    ("jails", "days", "said"),
    [
        ({"pw": COUNTY}, 365, "the jail of Prince William County, Virginia: one year of bookings from 4 July 2019"),
        ({"st_paul": {}}, 30, "the jail of St Paul: 30 days of bookings from 4 July 2019"),
        ({"pw": COUNTY, "nash": OTHER}, 1, "2 jails in 2 states: 1 day of bookings from 4 July 2019"),
        ({"a": {}, "b": {}}, 1461, "2 jails: 1,461 days of bookings from 4 July 2019"),
    ],
)
def test_the_jail_and_the_time_are_said(jails, days, said):
    scenario = {"start": "2019-07-04", "days": days, "jails": jails}
    assert about({"scenarios": [{"scenario": scenario}]}) == f"A simulation of {said}. All people are synthetic."


def test_jails_of_all_scenarios_count():
    scenarios = [{"scenario": {"start": "2019-07-04", "days": 7, "jails": jails}} for jails in ({"a": {}}, {"b": {}})]
    assert "2 jails: one week of bookings" in about({"scenarios": scenarios})


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"hold_hours": 48, "screening": {}}, ""),
        ({"hold_hours": 2}, " The two differ in hold hours and screening."),
        ({f"key_{place}": place for place in range(20)}, ""),
    ],
)
def test_what_two_policies_differ_in_is_said_whatever_they_are_called(after, said):
    policies = ({"hold_hours": 48, "screening": {}}, after)
    scenarios = [{"scenario": {"start": "2019-07-04", "days": 7, "jails": {"pw": jail}}} for jail in policies]
    assert about({"scenarios": scenarios}).endswith(f"All people are synthetic.{said}")
