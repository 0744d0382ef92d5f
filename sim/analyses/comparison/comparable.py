"""Whether the same bookings can go through several scenarios."""

from __future__ import annotations

from sim.scenario.schema import Scenario


def check_comparable(base: Scenario, *others: Scenario) -> None:
    """Refuse scenarios that do not share start, days and seed, so that no booking of one is a booking of the other.

    Raises
    ------
    ValueError
        With the first key in which they differ.
    """
    for other in others:
        for key in ("start", "days", "warmup_days", "timezone", "seed"):
            if (here := getattr(base, key)) != (there := getattr(other, key)):
                raise ValueError(
                    f"{base.name!r} and {other.name!r} differ in {key} ({here} against {there}); "
                    "the same bookings can only go through both if it is the same"
                )
