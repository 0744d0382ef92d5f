"""What validates runs, and alike in both engines, however near to its bounds it is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.office import Engine, run
from sim.scenario.quantities import LEAST, MOST
from sim.scenario.staff import DAYS
from tests.support import columns, small

JAIL, OFFICE = "jails.county", "field_offices.city"
SHORT = {"days": 3, "warmup_days": 1, "cooldown_days": 1, f"{JAIL}.bookings_per_year": 20_000}
SCREENING = f"{JAIL}.screening"
WEIGHTS = [MOST, LEAST, *[0] * 22]

EXTREMES = {
    "the first day": {"start": "1900-01-01", "timezone": "Asia/Tokyo"},
    "the last day": {"start": "2199-12-31", "timezone": "America/New_York"},
    "no warm-up": {"start": "1900-01-01", "warmup_days": 0, "cooldown_days": 0},
    "half hours": {"start": "2019-10-05", "timezone": "Australia/Lord_Howe", "cooldown_days": 0},
    "in force for ever": {f"{SCREENING}.teams.deputies.in_force": {"from": "0001-01-01", "until": "9999-12-31"}},
    "in force long ago": {
        f"{SCREENING}.teams.deputies.in_force": {"until": "0001-01-01"},
        "timezone": "Pacific/Auckland",
    },
    "many seats": {f"{OFFICE}.seats": 10**6},
    "far away": {f"{JAIL}.travel_hours": MOST, f"{OFFICE}.return_hours": MOST},
    "long holds": {f"{JAIL}.hold_hours": 40_000, f"{JAIL}.notice_hours": MOST, f"{JAIL}.travel_hours": MOST},
    "long business holds": {f"{JAIL}.hold_hours": 20_000, f"{JAIL}.hold_clock": "business"},
    "long work": {f"{SCREENING}.interview_hours": MOST, f"{OFFICE}.review_hours": {"exponential": {"mean": MOST}}},
    "short work": {f"{SCREENING}.interview_hours": {"gamma": {"mean": LEAST, "sd": MOST}}, f"{OFFICE}.review_hours": 0},
    "late matches": {f"{JAIL}.match_hours": MOST, f"{JAIL}.intake_hours": MOST},
    "long stays": {f"{JAIL}.stay_factor": MOST},
    "short stays": {f"{JAIL}.stay_factor": LEAST},
    "wide stays": {"charges.felony.stay_hours": {"lognormal": {"median": MOST, "sigma": MOST}}},
    "steep stays": {"charges.felony.stay_hours": {"weibull": {"shape": LEAST, "scale": LEAST}}},
    "mixed stays": {
        "charges.felony.stay_hours": {
            "mixture": [{"share": 0.9, "of": 2}, {"share": 0.1, "of": {"lognormal": {"median": 1, "sigma": MOST}}}]
        }
    },
    "uneven hours": {f"{JAIL}.arrivals": {"by_hour": WEIGHTS}},
    "uneven days": {f"{JAIL}.arrivals": {"by_hour": [LEAST, *[0] * 23], "by_day": dict.fromkeys(DAYS, MOST)}},
    "tiny shares": {f"{JAIL}.foreign_born": 1e-320},
}


@pytest.mark.parametrize("changes", EXTREMES.values(), ids=EXTREMES.keys())
def test_both_engines_run_alike_at_the_bounds(changes):
    scenario = small({**SHORT, **changes})
    one, other = (run(scenario, "city", 0, engine) for engine in Engine)
    assert [
        name for name, here, there in columns(one.journeys, other.journeys) if not np.array_equal(here, there)
    ] == []
    facts = one.caseload.facts
    assert (facts.stay_seconds >= 0).all()
    assert len(facts) or scenario.jails["county"].foreign_born.of("felony") < LEAST


def test_a_part_of_a_mixture_that_never_ends_leaves_the_others_as_they_are():
    [felony] = [small(EXTREMES["mixed stays"]).charges["felony"].stay_hours]
    assert felony.quantile(np.array([0.5, 0.8])) == pytest.approx([2, 2], abs=1e-6)
