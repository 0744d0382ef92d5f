"""A nation for the benchmark: 10 million bookings a year in 350 jails under 24 field offices.

Its jails are Prince William's, scaled; sizes are lognormal, as those of real jails are skewed. It is a load, not a
study.
"""

from __future__ import annotations

import numpy as np

from sim.scenario.schema import Scenario

JAILS, OFFICES, BOOKINGS_PER_YEAR = 350, 24, 10_000_000


def national(county: Scenario) -> Scenario:
    """Scale a county to the nation."""
    [(_, jail)] = county.jails.items()
    [(office_name, office)] = county.field_offices.items()
    sizes = np.random.default_rng(287).lognormal(0, 1.2, JAILS)
    per_year = np.rint(sizes / sizes.sum() * BOOKINGS_PER_YEAR)
    data = county.model_dump(by_alias=True, exclude_none=True)
    as_jail = data["jails"].popitem()[1]
    as_office = data["field_offices"][office_name]
    # Officers in proportion to bookings, so that lines are as long as in the county.
    scale = max(1, round(BOOKINGS_PER_YEAR / OFFICES / float(jail.bookings_per_year or 1)))
    shifts = {
        team: [{**shift.model_dump(), "officers": shift.officers * scale // 4 or 1} for shift in getattr(office, team)]
        for team in ("reviewers", "crews")
    }
    data["name"] = "Benchmark nation"
    data["jails"] = {
        f"jail_{number}": {
            **as_jail,
            "bookings_per_year": float(per_year[number]),
            "field_office": f"office_{number % OFFICES}",
        }
        for number in range(JAILS)
    }
    data["field_offices"] = {f"office_{number}": {**as_office, **shifts} for number in range(OFFICES)}
    return Scenario.model_validate(data)
