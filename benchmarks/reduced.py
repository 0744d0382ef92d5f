"""What the other simulators' two-stage models take from a scenario: mean rates and mean durations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.scenario.schema import Scenario

_MIDDLES = (np.arange(1000) + 0.5) / 1000


@dataclass(frozen=True)
class Reduced:
    """The interview and review stages of a one-jail scenario, averaged over charges and the week."""

    hours: float
    interviews_per_hour: float
    matches_per_hour: float
    interview_hours: float
    review_hours: float
    stay_hours: float
    bookings: float

    @classmethod
    def of(cls, scenario: Scenario) -> Reduced:
        """Average a scenario with one jail that screens."""
        [jail] = scenario.jails.values()
        office = scenario.field_offices[jail.field_office]
        assert jail.screening is not None
        assert jail.bookings_per_year is not None
        hours = 24.0 * (scenario.warmup_days + scenario.days + scenario.cooldown_days)
        per_hour = jail.bookings_per_year / (365 * 24)
        foreign_born = matched = stay = 0.0
        charges = zip(scenario.charges.items(), scenario.charge_shares, strict=True)
        for (name, charge), share in charges:
            here = share * jail.foreign_born.of(name)
            removable = jail.removable.of(name)
            record = removable * jail.on_record.of(name) + (1 - removable) * jail.on_record_others.of(name)
            foreign_born += here
            matched += here * jail.fingerprinted.of(name) * record
            stay += here * float(charge.stay_hours.quantile(_MIDDLES).mean())
        first = scenario.charge_names[0]
        return cls(
            hours=hours,
            interviews_per_hour=per_hour * foreign_born * jail.recorded.of(first),
            matches_per_hour=per_hour * matched,
            interview_hours=float(jail.screening.interview_hours.of(first).quantile(_MIDDLES).mean()),
            review_hours=float(office.review_hours.of(first).quantile(_MIDDLES).mean()),
            stay_hours=stay / foreign_born,
            bookings=per_hour * hours,
        )
