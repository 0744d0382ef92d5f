"""How long the waits remember the empty start: the statistic, its guards, and the days that waits belong to."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analyses.warmup.judge import (
    FEWEST_DAYS,
    Advice,
    Missing,
    Series,
    Truncation,
    Wait,
    WarmUp,
    longer_days,
    marginal_standard_errors,
    mser5,
    standardized_by_weekday,
    warm_up,
    whole_weeks,
)
from sim.model.office import Engine
from sim.scenario.schema import ALL_JAILS
from sim.study.replication import replicate
from sim.study.tasks import Running
from tests.support import lined_up, small, small_data

DAYS = 350


def noise(seed, days=DAYS):
    return np.random.default_rng(seed).normal(0, 1, days)


def steady(days=DAYS):
    """Batches of five that alternate, so that no part is steadier than another."""
    return np.where(np.arange(days) // 5 % 2 == 0, 1.0, -1.0)


def advised(found, wait, jail=ALL_JAILS):
    return next(each for each in found.advices if (each.jail, each.wait) == (jail, wait))


def series_of(found, wait, jail=ALL_JAILS):
    return next(each for each in found.series if (each.jail, each.wait) == (jail, wait))


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40))
def test_the_statistic_is_that_of_its_definition(values):
    direct = [
        sum((y - np.mean(values[d:])) ** 2 for y in values[d:]) / (len(values) - d) ** 2 for d in range(len(values))
    ]
    np.testing.assert_allclose(marginal_standard_errors(np.array(values)), direct, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("batches", [1, 2, 7, 20])
def test_a_step_is_left_out_to_the_batch(batches):
    values = steady()
    values[: 5 * batches] += 20
    found = mser5(values)
    assert found.days == 5 * batches
    assert found.is_needed
    assert found.is_reached


def test_the_p_value_is_students():
    values = noise(1)
    values[:15] += 20
    batches = values.reshape(-1, 5).mean(axis=1)
    found = mser5(values)
    assert found.days >= 15
    left_out, kept = np.split(batches, [found.days // 5])
    assert found.p_value == pytest.approx(stats.ttest_ind(left_out, kept).pvalue)


def test_a_gradual_beginning_is_left_out_until_it_is_lost_in_the_noise():
    found = mser5(noise(1) - 20 * np.exp(-np.arange(DAYS) / 14))
    assert 14 * np.log(20) < found.days < 14 * np.log(20 * 10)
    assert found.is_needed


def test_a_series_that_grows_to_the_end_is_not_reached():
    found = mser5(noise(1) + np.arange(DAYS) / 5)
    assert found.days > DAYS / 2
    assert found.is_needed
    assert not found.is_reached


def test_a_constant_series_loses_nothing():
    assert mser5(np.full(DAYS, 3.0)) == Truncation(0, DAYS, 1.0)


def test_two_levels_without_any_noise_differ_surely():
    found = mser5(np.where(np.arange(DAYS) < 10, 1.0, 2.0))
    assert found == Truncation(10, DAYS, 0.0)


def test_noise_alone_is_left_in_nearly_always():
    needed = [mser5(noise(seed)).is_needed for seed in range(200)]
    assert np.mean(needed) <= 0.06


def test_days_without_people_are_passed_over_and_still_counted():
    values = steady()
    values[:10] += 20
    values[[0, 3, 21, 22]] = np.nan
    assert mser5(values).days == 10
    values[10:20] = np.nan
    assert mser5(values).days == 20


def test_too_few_days_with_people_give_no_judgement():
    values = noise(1)
    values[100:] = np.nan
    assert mser5(values) is None


def test_a_weekly_pattern_is_no_warm_up():
    weekend = np.arange(DAYS) % 7 >= 5
    pattern = np.where(weekend, 40, 3) + noise(1) * np.where(weekend, 10, 0.5)
    standard = standardized_by_weekday(pattern)
    for weekday in range(7):
        assert standard[weekday::7].mean() == pytest.approx(0, abs=1e-12)
        assert standard[weekday::7].std(ddof=1) == pytest.approx(1)
    assert not mser5(standard).is_needed


def test_a_warm_up_is_still_there_beneath_a_weekly_pattern():
    pattern = np.where(np.arange(DAYS) % 7 >= 5, 40, 3) + noise(1)
    pattern[:20] -= 10
    found = mser5(standardized_by_weekday(pattern))
    assert 20 <= found.days <= 35
    assert found.is_needed


def test_weekdays_that_never_differ_stay_finite():
    assert (standardized_by_weekday(np.full(DAYS, 3.0)) == 0).all()


@given(st.lists(st.floats(0, 100), min_size=7, max_size=60))
def test_the_moving_average_of_as_many_people_a_day_is_that_of_pandas(hours):
    series = Series("county", Wait.REVIEW, np.array(hours) * 4, np.full(len(hours), 4))
    rolled = pd.Series(hours).rolling(7, center=True).mean()
    np.testing.assert_allclose(series.moving_average_hours, rolled, atol=1e-9)
    np.testing.assert_allclose(series.mean_hours, hours)


def test_the_moving_average_is_over_people():
    series = Series("county", Wait.REVIEW, np.array([0.0, 0, 0, 12, 0, 0, 3]), np.array([0, 0, 0, 2, 0, 0, 1]))
    assert series.moving_average_hours[3] == 5
    assert np.isnan(series.moving_average_hours[[0, 1, 2, 4, 5, 6]]).all()
    assert series.mean_hours[3] == 6
    assert np.isnan(series.mean_hours[0])


@pytest.mark.parametrize(("days", "weeks"), [(0, 0), (1, 7), (7, 7), (10, 14), (35, 35)])
def test_advice_is_in_whole_weeks(days, weeks):
    assert whole_weeks(days) == weeks
    needed = Advice("county", Wait.REVIEW, Truncation(days, 350, 0.001 if days else 1.0))
    assert needed.advised_days == weeks
    assert Advice("county", Wait.REVIEW, Truncation(days, 350, 0.5)).advised_days == 0


def judged(*advices):
    return WarmUp(small({"warmup_days": 28}), Engine.STAGED, 3, (), advices)


def test_the_longest_advice_is_held_against_the_scenarios_warm_up():
    short = Advice("county", Wait.REVIEW, Truncation(10, 350, 0.001))
    long = Advice("county", Wait.HOLD, Truncation(30, 350, 0.001))
    none = Advice("county", Wait.INTERVIEW, None, Missing.NO_SCREENING)
    unreached = Advice("county", Wait.INTERVIEW, Truncation(200, 350, 0.001), Missing.NOT_REACHED)
    assert judged(none, short).sentence == "a warm-up of 28 days is enough"
    assert judged(short, long, none).sentence == "a warm-up of 28 days is too short; use at least 35"
    assert judged(none).sentence.startswith("nobody waits")
    assert judged(none).advised_days is None
    found = judged(short, unreached)
    assert (found.advised_days, found.unsettled) == (None, (unreached,))
    assert found.sentence == "the waits are not known to settle within 88 days"
    assert longer_days(88, 28) + 28 == 2 * 88


def test_an_overloaded_line_grows_by_the_work_it_cannot_do(tmp_path):
    found = warm_up(lined_up(tmp_path), Running(1))
    series = series_of(found, Wait.INTERVIEW, "county")
    days = np.arange(67)
    # The first of a day waits for the 12 hours left over of each day before, the second 18 hours more.
    np.testing.assert_allclose(series.mean_hours, 12 * days + 9)
    np.testing.assert_allclose(series.moving_average_hours[3:-3], (12 * days + 9)[3:-3])
    assert advised(found, Wait.INTERVIEW).missing is Missing.NOT_REACHED
    assert found.advised_days is None


def test_a_line_that_keeps_up_needs_no_warm_up(tmp_path):
    changes = {"jails.county.screening.teams.deputies.shifts.0.officers": 2}
    found = warm_up(lined_up(tmp_path, changes), Running(1))
    assert (series_of(found, Wait.INTERVIEW).mean_hours == 0).all()
    assert advised(found, Wait.INTERVIEW).advised_days == 0


def test_waits_are_those_of_the_booking_table_by_the_day_on_which_they_begin():
    scenario = small()
    found = warm_up(scenario, Running(2))
    table = pd.concat([replicate([scenario], number, keep_bookings=True).bookings for number in range(2)])
    flagged = table["flagged_at"].notna() & (table["hold_ends_at"] > table["release_due_at"])
    ready_at = table["booked_at"] + pd.to_timedelta(table["intake_hours"] * 3600, unit="s").dt.round("s")
    begins_and_ends = {
        Wait.INTERVIEW: (ready_at, table["interview_started_at"]),
        Wait.REVIEW: (table["matched_at"], table["review_started_at"]),
        Wait.HOLD: (table["release_due_at"].where(flagged), table["left_at"]),
    }
    for wait, (begins_at, ends_at) in begins_and_ends.items():
        frame = pd.DataFrame({"begins_at": begins_at.to_numpy(), "ends_at": ends_at.to_numpy()}).dropna()
        day = (frame["begins_at"].dt.normalize() - pd.Timestamp("2019-06-24")).dt.days
        waited = (frame["ends_at"] - frame["begins_at"]).dt.total_seconds() / 3600
        expected = waited.groupby(day).agg(["sum", "size"]).reindex(range(67), fill_value=0)
        series = series_of(found, wait)
        np.testing.assert_array_equal(series.people, expected["size"])
        np.testing.assert_allclose(series.hours, expected["sum"], atol=1e-9)
        assert series.people.sum() > 50


def test_both_engines_see_the_same_waits():
    one, other = (warm_up(small(), Running(1, engine=engine)) for engine in Engine)
    for first, second in zip(one.series, other.series, strict=True):
        np.testing.assert_array_equal(first.hours, second.hours)
        np.testing.assert_array_equal(first.people, second.people)


def test_jails_add_up_and_one_without_screening_has_no_interviews():
    county = small_data()["jails"]["county"]
    scenario = small({"jails.rural": {**county, "screening": None}})
    found = warm_up(scenario, Running(1))
    assert [each.jail for each in found.series] == ["county", "rural", ALL_JAILS] * 3
    for wait in Wait:
        county, rural, together = (series_of(found, wait, jail) for jail in ("county", "rural", ALL_JAILS))
        np.testing.assert_array_equal(county.people + rural.people, together.people)
    assert advised(found, Wait.INTERVIEW, "rural").missing is Missing.NO_SCREENING
    assert advised(found, Wait.INTERVIEW).missing is None


def test_without_screening_there_is_nothing_to_tell_of_interviews():
    found = warm_up(small({"jails.county.screening": None, "jails.county.fingerprinted": 0}), Running(1))
    assert [each.missing for each in found.advices] == [Missing.NO_SCREENING] * 2 + [Missing.NOBODY] * 4
    assert found.advised_days is None


def test_a_few_days_are_not_judged():
    found = warm_up(small({"days": FEWEST_DAYS - 8}), Running(1))
    assert {each.missing for each in found.advices} == {Missing.TOO_SHORT}
    assert found.unsettled
    assert warm_up(small({"days": FEWEST_DAYS - 7}), Running(1)).advices[0].missing is not Missing.TOO_SHORT


def test_days_follow_the_wall_clock_where_there_is_a_time_zone():
    changes = {"timezone": "America/New_York", "start": "2019-03-08", "days": 5, "warmup_days": 0}
    zoned = warm_up(small(changes), Running(20))
    assert series_of(zoned, Wait.INTERVIEW).people.shape == (5,)
    assert series_of(zoned, Wait.INTERVIEW).people[-1] > 0


def test_finished_replications_are_found_again_and_a_changed_scenario_is_not():
    done = []
    first = Running(2, progress=lambda done_tasks, _: done.append(done_tasks))
    warm_up(small(), first)
    assert done[0] == 0
    calls = []
    again = Running(2, store=first.store, progress=lambda done_tasks, _: calls.append(done_tasks))
    warm_up(small(), again)
    assert calls == [0, 2]
    calls.clear()
    warm_up(small({"seed": 2}), again)
    assert calls[-1] == 2
    assert len(calls) > 2
