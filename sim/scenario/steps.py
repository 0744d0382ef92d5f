"""A share that rises in steps with the length of stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from pydantic import Discriminator, Tag, model_validator
from pydantic_core import InitErrorDetails

from sim.scenario.arrays import Floats
from sim.scenario.base import problem
from sim.scenario.quantities import Share, plain_number
from sim.scenario.seconds import HOUR_SECONDS, Seconds
from sim.scenario.stated import Stated


class Steps(Stated):
    """Shares by the hours from which each holds, beginning at 0: ``{by_stay_hours: {0: 0.02, 24: 0.04, 168: 0.1}}``."""

    by_stay_hours: dict[float, Share]

    @model_validator(mode="before")
    @classmethod
    def _numeric_keys(cls, given: Any) -> Any:
        steps = given.get("by_stay_hours") if isinstance(given, Mapping) else None
        return {**given, "by_stay_hours": _with_numeric_keys(steps)} if isinstance(steps, Mapping) else given

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        steps = given.get("by_stay_hours")
        if not isinstance(steps, Mapping):
            return
        steps = _with_numeric_keys(steps)
        hours = [hour for hour in steps if isinstance(hour, int | float)]
        if 0 not in hours or any(hour < 0 for hour in hours):
            yield problem("the steps must begin at 0 hours, and none before", ("by_stay_hours",))
        shares = [plain_number(steps[hour]) for hour in sorted(hours)]
        for (hour, before), (_, after) in pairwise(zip(sorted(hours), shares, strict=True)):
            if before is not None and after is not None and after < before:
                message = f"the shares must not fall as the stay grows, but do after {hour:g} hours"
                yield problem(message, ("by_stay_hours",))
                return

    def shares(self, stay_seconds: Seconds) -> Floats:
        """The share of each length of stay."""
        hours = sorted(self.by_stay_hours)
        begins = np.array(hours) * HOUR_SECONDS
        return np.array([float(self.by_stay_hours[hour]) for hour in hours])[
            np.searchsorted(begins, stay_seconds, side="right") - 1
        ]


def _with_numeric_keys(steps: Mapping[Any, Any]) -> dict[Any, Any]:
    """JSON has only text for keys; a resolved scenario saved as JSON must read back."""
    return {_number(hour): share for hour, share in steps.items()}


def _number(key: Any) -> Any:
    try:
        return float(key)
    except (TypeError, ValueError):
        return key


def _form(given: Any) -> str:
    return (
        "<steps>"
        if isinstance(given, Steps) or (isinstance(given, Mapping) and "by_stay_hours" in given)
        else "<share>"
    )


ShareByStay = Annotated[Annotated[Share, Tag("<share>")] | Annotated[Steps, Tag("<steps>")], Discriminator(_form)]
"""A share, the same for every stay or in steps."""
