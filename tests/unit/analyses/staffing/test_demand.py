"""What is expected of a staffing, beside what its simulation comes to."""

import numpy as np
import pytest

from sim.analyses.staffing.demand import Demand, demand_of
from sim.analyses.staffing.post import Block, Post
from sim.model.outcomes import measure_names
from sim.scenario.files.reader import ScenarioSource
from sim.study.tasks import Running
from sim.study.trials import searching
from tests.support import small_data, write_yaml

CLOCK = Post("county", "deputies", (Block.parse("00:00-24:00"),), 2)
DAYTIME = Post("county", "deputies", (Block.parse("08:00-16:00"), Block.parse("16:00-24:00")), 2)


def test_a_window_is_covered_by_any_of_its_hours_and_once():
    here = Demand(np.array([166]), np.array([4]), np.array([5.0]), np.array([]))
    by_hour = np.zeros((4, 168), dtype=int)
    by_hour[1, 1], by_hour[2, [166, 167]], by_hour[3, 2] = 1, 2, 1
    assert here.expected(by_hour).tolist() == [0, 5, 5, 0]


def test_further_officers_gain_what_they_gain_at_all_hours():
    here = Demand(np.array([0, 80]), np.array([4, 4]), np.array([3.0, 1.0]), np.array([2.0, 1.0]))
    by_hour = np.array([[number] * 168 for number in range(4)])
    assert here.expected(by_hour).tolist() == pytest.approx([0, 4, 6, 7])


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    path = write_yaml(tmp_path_factory.mktemp("scenario") / "county.yaml", small_data({"days": 120}))
    source = ScenarioSource(path)
    place = measure_names(source.scenario()).index("released_before_pickup")
    with searching(source, Running(6)) as measures:
        yield source, lambda setting: float(measures(range(6), setting)[:, -1, place].mean())


def test_it_is_near_to_what_simulations_come_to(simulated):
    source, mean = simulated
    settings = [CLOCK.setting((number,) * 7) for number in range(3)]
    levels = np.array([mean(setting) for setting in settings])
    both = source.scenario(settings[0]), source.scenario(settings[2])
    here = demand_of(both, "county", "released_before_pickup", range(6), levels)
    assert here.expected(CLOCK.by_hour((1,) * 7)[np.newaxis])[0] == pytest.approx(levels[0] - levels[1])
    for staffing in ((1, 0) * 7, (0, 1) * 7, (1, 1) * 5 + (0, 0) * 2, (1, 0, 0, 0) * 3 + (0, 1)):
        expected = here.expected(DAYTIME.by_hour(staffing)[np.newaxis])[0]
        assert expected == pytest.approx(levels[0] - mean(DAYTIME.setting(staffing)), rel=0.1)
