"""Levels in a run: each replication books as many removable people as its draw has it, year by year."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.model.bookings import draw_bookings
from sim.scenario.files.reader import load_scenario
from sim.scenario.levels import MOST_REMOVABLE, factors_for
from sim.scenario.schema import Scenario
from tests.support import small_data, write_yaml

YEAR_SECONDS = 365 * 86_400
LEVELS = {0: (300.0, 600.0), 1: (1200.0, 450.0)}


@pytest.fixture
def county(tmp_path: Path) -> Scenario:
    rows = [
        f"{draw},county,{2019 + place},{level}" for draw, levels in LEVELS.items() for place, level in enumerate(levels)
    ]
    (tmp_path / "levels.csv").write_text("\n".join(["draw,jail,year,level", *rows]))
    changes = {"levels_file": "levels.csv", "flagged_per_removable": 0.5, "start": "2019-01-01", "days": 730}
    return load_scenario(write_yaml(tmp_path / "county.yaml", small_data({**changes, "replications": 2})))


def test_a_replication_books_what_its_draw_says_year_by_year(county):
    assert county.usual_leads_per_year("county") == pytest.approx(6000 * 0.3 * 0.5 * 0.5)
    drawn = draw_bookings(county, "county", 0, 1)
    facts = drawn.facts
    for draw, levels in LEVELS.items():
        for year, level in enumerate(levels):
            here = (drawn.replication == draw) & (facts.booked_at // YEAR_SECONDS == year)
            removable = level / 0.5
            assert np.count_nonzero(here & facts.removable) == pytest.approx(removable, abs=4.5 * removable**0.5)
            # 900 are removable as the file has it, half of the foreign-born: more come only where 62 % are not enough.
            foreign_born = 1800 * max(1, removable / 900 / (MOST_REMOVABLE / 0.5))
            assert np.count_nonzero(here) == pytest.approx(foreign_born, abs=4.5 * foreign_born**0.5)


def test_others_are_fewer_where_more_are_foreign_born(county):
    # Of 6000 bookings 1800 are foreign-born, more in years in which 62 % of these are too few.
    expected = [4200 + 6000 - 1800 * (4 / 3) / 1.24, 6000 - 1800 * (8 / 3) / 1.24 + 4200]
    for others, mean in zip(draw_bookings(county, "county", 0, 1).others.tolist(), expected, strict=True):
        assert others == pytest.approx(mean, abs=4.5 * mean**0.5)


def test_replications_are_together_what_they_are_alone(county):
    together = draw_bookings(county, "county", 1, 0)
    for place, number in enumerate((1, 0)):
        alone = draw_bookings(county, "county", number)
        here = together.replication == place
        np.testing.assert_array_equal(together.facts.booked_at[here], alone.facts.booked_at)
        np.testing.assert_array_equal(together.facts.removable[here], alone.facts.removable)
        assert together.others[place] == alone.others[0]


def test_draws_are_not_mixed_up_by_what_is_kept(county):
    first, second = (draw_bookings(county, "county", number) for number in (0, 1))
    again = draw_bookings(county.model_copy(update={"levels": 1}), "county", 0)
    # The same chance as replication 0, at the levels of draw 1.
    assert np.count_nonzero(again.facts.removable) > 1.5 * np.count_nonzero(first.facts.removable)
    assert len(again.facts) != len(second.facts)


def test_all_replications_at_the_mean_expect_the_same(county):
    drawn = draw_bookings(county.at_mean_levels, "county", *range(20))
    first = drawn.facts.booked_at // YEAR_SECONDS == 0
    counts = np.bincount(drawn.replication[first & drawn.facts.removable], minlength=20)
    assert counts.mean() == pytest.approx(1500, abs=4.5 * (1500 / 20) ** 0.5)
    assert counts.std() < 3 * 1500**0.5


def test_a_scenario_takes_its_levels_along(county):
    for copy in (pickle.loads(pickle.dumps(county)), county.model_copy(update={"warmup_days": 7})):
        assert copy == county
        assert copy.content_hash == county.content_hash
    assert county.model_copy(update={"levels_file": None, "levels": None}).levels_taken("county", (0,)) is None


@pytest.mark.parametrize("levels", [0.0, 10.0, 100.0, 123.0, 124.0, 125.0, 1e4])
def test_the_factors_make_the_level_and_leave_few_who_are_not_removable(levels):
    factors = factors_for(np.array([levels]), usual_per_year=100, highest_removable=0.5)
    assert factors.foreign_born * factors.removable * 100 == pytest.approx(levels)
    assert 0.5 * factors.removable <= MOST_REMOVABLE + 1e-12
    assert factors.foreign_born >= 1


def test_a_share_above_the_most_is_never_raised_and_may_fall():
    factors = factors_for(np.array([50.0, 200.0]), usual_per_year=100, highest_removable=0.9)
    np.testing.assert_allclose(factors.removable, [0.5, 1])
    np.testing.assert_allclose(factors.foreign_born, [1, 2])
