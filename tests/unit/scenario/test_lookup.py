import numpy as np
import pytest

from sim.scenario.lookup import Lookup

RISING = {
    "steep": np.linspace(0.4999, 0.5001, 1000),
    "flat": np.repeat([0.1, 0.5, 0.9], 300),
    "long tail": 1 - np.exp(-np.arange(5000) / 300),
    "certain": np.ones(7),
    "one": np.array([0.3]),
}


@pytest.mark.parametrize("table", RISING.values(), ids=RISING.keys())
def test_places_are_those_of_numpy(table):
    wanted = np.concatenate(
        [np.random.default_rng(1).random(5000), table[table < 1], [0.0, 0.5, np.nextafter(1, 0), 1.0]]
    )
    assert np.array_equal(Lookup.of(table).first_with(wanted), np.searchsorted(table, wanted))
