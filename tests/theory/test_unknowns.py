"""The interval with what is unknown against the law of one run: Poisson counts, at a rate that is itself unknown.

How many of so many independent values lie below the true quantile is binomial; a Latin hypercube only strays less.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analyses.comparison.unknowns import points_over
from sim.scenario.files.reader import load_scenario
from sim.study.tasks import Running
from tests.support import small_data, write_yaml

POINTS, ONE_IN = 400, 1e6
DAYS, FOREIGN_BORN = 20, 0.3
RATE, NO_EFFECT = "jails.county.bookings_per_year", "jails.county.screening.wrongly_flags"


@pytest.mark.parametrize(
    ("unknown", "rates"),
    [
        ({NO_EFFECT: {"value": 0.01, "low": 0.0, "high": 0.5}}, [6000.0]),
        ({RATE: {"value": 6000, "low": 2000, "high": 12000}}, np.linspace(2000, 12000, 2001)),
    ],
    ids=["chance alone", "an unknown rate"],
)
def test_its_ends_are_quantiles_of_a_poisson_count_over_all_rates(tmp_path, unknown, rates):
    scenario = load_scenario(write_yaml(tmp_path / "county.yaml", small_data({"days": DAYS, **unknown})))
    table = points_over([scenario], POINTS).planned(Running(1))().tables["unknowns"]
    row = table[(table["jail"] == "all") & (table["measure"] == "foreign_born")].iloc[0]
    mean = np.asarray(rates) * FOREIGN_BORN * DAYS / 365
    for end, share in (("low", 0.025), ("high", 0.975)):
        fewest, most = stats.binom.ppf([1 / ONE_IN, 1 - 1 / ONE_IN], POINTS, share) / POINTS
        below = stats.poisson.cdf(np.floor(row[end]) - 1, mean).mean()
        up_to = stats.poisson.cdf(np.ceil(row[end]), mean).mean()
        assert below <= most
        assert up_to >= fewest
