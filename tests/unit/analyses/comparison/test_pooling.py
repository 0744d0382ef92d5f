"""Small cells of a jail's own records are pooled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analyses.comparison.pooling import FEWEST_TOLD, pooled, pools
from sim.analyses.comparison.study import compare, run
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from tests.support import small, small_data, write_yaml

MEANS = st.lists(st.floats(0, 30), min_size=1, max_size=50)


@given(MEANS)
def test_every_pool_has_enough_people_unless_there_is_but_one(means):
    numbers = pools(np.array(means))
    held = np.bincount(numbers, weights=means)
    assert (np.diff(numbers) >= 0).all()
    assert numbers[0] == 0
    assert len(held) == 1 or (held >= FEWEST_TOLD).all()


@given(MEANS)
def test_pooling_leaves_the_total_and_what_is_large_enough(means):
    each = np.array([means, [2 * mean for mean in means]])[:, :, None]
    told, sizes = pooled(each)
    np.testing.assert_allclose(told.sum(axis=1), each.sum(axis=1), atol=1e-9)
    alone = sizes[:, 0] == 1
    np.testing.assert_allclose(told[:, alone], each[:, alone])


@pytest.fixture
def records(tmp_path):
    """Half a year of some bookings, a few a day."""
    times = pd.date_range("2019-06-24 00:01", periods=900, freq="293min").strftime("%Y-%m-%d %H:%M")
    pd.DataFrame({"booked_at": times, "foreign_born": "yes"}).to_csv(tmp_path / "jail.csv", index=False)
    changes = {"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv", "days": 150}
    return load_scenario(write_yaml(tmp_path / "records.yaml", small_data(changes)))


def test_no_hour_of_records_is_told_that_has_few_people(records):
    hours = run(records, Plan(2)).hour_of_week
    total = hours["removable_booked"].sum()
    assert total > 150
    assert (hours["removable_booked"] * hours["pooled_removable_booked"] >= FEWEST_TOLD).all()
    assert hours["pooled_removable_booked"].max() > 1
    summary = run(records, Plan(2)).summary
    assert total == pytest.approx(summary.query("jail == 'all' and measure == 'removable'")["mean"].iloc[0])


def test_no_month_of_records_is_told_that_has_few_people(records):
    base, other = records, records.model_copy(update={"name": "other"}).read_from((), records.records)
    study = compare(base, other, plan=Plan(2))
    for table, column in ((study.months, "mean"), (study.months_paired, "difference")):
        assert (table["pooled"] >= 1).all(), column
    months = study.months[study.months["measure"] == "released_before_pickup"]
    assert ((months["mean"] * months["pooled"] >= FEWEST_TOLD) | (months["pooled"] == len(months) / 2)).all()


def test_without_records_nothing_is_pooled():
    study = run(small({"days": 20}), Plan(2))
    for table in (study.hour_of_week, study.months):
        assert not [column for column in table.columns if column.startswith("pooled")]
