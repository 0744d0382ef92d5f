"""The run that is waited for: that of a study where it can be, else a shorter one, or none."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analyses.implied.sample import MOST_BOOKINGS, sampled, shortened
from sim.model.office import Engine
from sim.model.outcomes import measure_names
from sim.scenario.schema import ALL_JAILS
from sim.study.needs import needs_of
from sim.study.replication import replicate
from tests.support import SMALL, small

COUNTY, CITY = SMALL["jails"]["county"], SMALL["field_offices"]["city"]
TWO_OFFICES = {
    "days": 10,
    "jails": {"a": COUNTY, "b": {**COUNTY, "field_office": "south", "screening": None}, "c": COUNTY},
    "field_offices": {"city": CITY, "south": {**CITY, "rounds": [{"at": "09:00", "seats": 2}]}},
}
MANY = {"days": 365, "jails.county.bookings_per_year": 600_000}


def test_it_is_replication_0_of_a_study():
    scenario = small(TWO_OFFICES)
    (table,) = replicate([scenario], 0, engine=Engine.STAGED).measures
    sample = sampled(scenario)
    assert sample.days == 10
    assert [*sample.of_jails] == ["a", "b", "c", ALL_JAILS]
    for jail, row in zip(sample.of_jails, table, strict=True):
        told = pd.Series(sample.of_jails[jail]).reindex(measure_names(scenario))
        pd.testing.assert_series_equal(told, pd.Series(row, index=told.index))


def test_field_offices_are_measured_apart():
    sample = sampled(small(TWO_OFFICES))
    for measure in ("officer_hours_busy.crews", "officer_hours_on_duty.reviewers", "flagged"):
        parts = [sample.of_offices[office][measure] for office in ("city", "south")]
        assert (min(parts) > 0) == (measure != "officer_hours_busy.crews")
        assert sum(parts) == pytest.approx(sample.of_jails[ALL_JAILS][measure])


def test_seats_of_rounds_are_counted_on_the_counted_days():
    sample = sampled(small(TWO_OFFICES))
    assert sample.seats.offered == 2 * 10
    assert 0 < sample.seats.taken <= 20
    assert sampled(small({"days": 5})).seats.offered == 0


def test_of_many_bookings_only_the_first_weeks_are_run():
    scenario = small(MANY)
    short = shortened(scenario)
    assert (short.start, short.warmup_days, short.cooldown_days) == (scenario.start, 7, 7)
    assert short.days % 7 == 0
    assert needs_of([short], 1).bookings <= MOST_BOOKINGS < needs_of([scenario], 1).bookings


@pytest.mark.parametrize("changes", [{"days": 36_525}, {"warmup_days": 36_525}], ids=["counted", "warm-up"])
def test_a_century_of_few_bookings_is_cut(changes):
    short = shortened(small({"jails.county.bookings_per_year": 1, **changes}))
    assert short.warmup_days + short.days + short.cooldown_days <= 2_000


@pytest.mark.parametrize(
    "changes",
    [
        {"jails.county.bookings_per_year": 1e9},
        {"jails.county.policy": [{"from": "2019-07-20", "bookings_per_year": 1e9}]},
        {"field_offices.city.crews": [{"officers": 1_000_000, "hours": "00:00-24:00"}]},
    ],
    ids=["bookings", "bookings of a period", "officers"],
)
def test_what_even_a_week_is_too_much_of_is_not_run(changes):
    assert sampled(small(changes)) is None
