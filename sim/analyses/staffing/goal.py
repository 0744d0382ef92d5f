"""What a search for a staffing is to reach."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.analyses.staffing.post import Post, Staffing
from sim.model.outcomes import COSTS, is_count, measure_names, unknown_measure
from sim.scenario.schema import Scenario
from sim.study.trials import SearchError

POINTS = 100
"""Points over all that is unknown, unless more are asked for."""

Evaluate = Callable[[Staffing], float]


class StaffingError(SearchError):
    """No staffing reaches the target."""

    sought = "staffing"


@dataclass(frozen=True)
class Sought:
    """A goal over simulations: what a staffing comes to, and whether that is enough.

    Parameters
    ----------
    evaluate
        The mean of the measure, of which less is better.
    target
        What the mean is to be at most; NaN where there is a budget.
    budget_hours
        Officer hours a week, at most.
    is_enough
        Whether the target is met at enough points over all that is unknown, if that counts.
    """

    evaluate: Evaluate
    target: float = math.nan
    budget_hours: float = math.inf
    is_enough: Callable[[Staffing], bool] = lambda _: True

    @property
    def has_target(self) -> bool:
        """Whether there is a target and no budget."""
        return not math.isnan(self.target)

    def met(self, staffing: Staffing) -> bool:
        """Whether a staffing reaches the target."""
        return self.evaluate(staffing) <= self.target and self.is_enough(staffing)

    def unreached(self, post: Post, best: Staffing, instead: str = "Raise the target or --most.") -> StaffingError:
        """Say that the target is not reached, and how near the best comes."""
        return StaffingError(
            f"the target of {self.target:,.4g} is not reached; the best was {self.evaluate(best):,.4g} with "
            f"{post.officer_hours(best)} officer hours a week. {instead}"
        )


@dataclass(frozen=True)
class Goal:
    """What is wanted: a measure, all jails together, kept low.

    On the counted days it is at most the target, or that share of removable bookings; or as low as the budget, in
    officer hours a week, allows. With a probability, the target must also be met at such a share of points over all
    that is unknown.
    """

    measure: str
    target: float = math.nan
    is_share: bool = False
    budget_hours: float = math.inf
    probability: float | None = None
    points: int = POINTS

    @classmethod
    def parse(
        cls,
        target: str | None,
        budget_hours: float | None,
        measure: str | None,
        probability: float | None = None,
        points: int = POINTS,
    ) -> Goal:
        """Read the options of the command line.

        Raises
        ------
        ValueError
            If not just one of target and budget is given, the target is not ``[MEASURE=]NUMBER[%]``, or there is a
            probability that is none, or no target to be met with it.
        """
        if probability is not None and (target is None or not 0 < probability < 1):
            raise ValueError(f"--with-probability {probability:g}: must lie between 0 and 1, and beside it a --target")
        if (target is None) == (budget_hours is None):
            raise ValueError(
                "give --target MEASURE=NUMBER or --budget OFFICER_HOURS (a week): one of the two, and not both"
            )
        if target is None:
            if not (budget_hours is not None and 0 < budget_hours < math.inf):
                raise ValueError(f"--budget {budget_hours}: must be more than 0 officer hours a week")
            return cls(measure or "released_before_pickup", budget_hours=budget_hours)
        named, _, text = target.rpartition("=")
        if named and measure and named != measure:
            raise ValueError(f"--target {target}: is about another measure than --measure {measure}")
        try:
            value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise ValueError(f"--target {target}: must be [MEASURE=]NUMBER or a share of removable such as 25%")
        return cls(
            named or measure or "released_before_pickup",
            value,
            text.endswith("%"),
            probability=probability,
            points=points,
        )

    def check(self, scenario: Scenario) -> None:
        """Raise ValueError if the scenario has no such measure."""
        names = [name for name in measure_names(scenario) if is_count(name) or name in COSTS]
        if self.measure not in names:
            raise ValueError(f"--measure: {unknown_measure(self.measure, names)}")

    @property
    def has_target(self) -> bool:
        """Whether there is a target and no budget."""
        return not math.isnan(self.target)
