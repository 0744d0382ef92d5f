"""The distributions a scenario may name, each an inverse CDF over SciPy.

A scenario names one as ``{exponential: {mean: 4}}``, or gives a number for a constant. All are of durations in hours,
so their support is never negative. A booking's uniform goes through `Distribution.quantile`; that is the only way in
which a duration is drawn, so a changed parameter moves each booking's duration and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, Union

import numpy as np
from cachetools import LRUCache
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails

from sim.scenario import special
from sim.scenario.arrays import Floats
from sim.scenario.base import Frozen, fault, problem, shown, unknown_name
from sim.scenario.lookup import Lookup
from sim.scenario.quantities import LEAST, Duration, Positive, Share
from sim.scenario.seconds import HOUR_SECONDS, LONGEST_HOURS, Seconds, whole_seconds
from sim.scenario.stated import EVIDENCE, Stated

_NUMBER = re.compile(r"\d+(\.\d+)?(e-?\d+)?")


class Distribution(Stated):
    """A distribution of a duration in hours.

    `kind` is its name in a file. Where `sole` names a field, the file gives that field's value right under the kind.
    """

    kind: ClassVar[str]
    sole: ClassVar[str | None] = None

    def quantile(self, uniforms: Floats) -> Floats:
        """Inverse CDF: hours for probabilities in [0, 1), of any shape."""
        with np.errstate(all="ignore"):
            return self._quantile(np.asarray(uniforms, dtype=np.float64))

    def cdf(self, hours: Floats) -> Floats:
        """Probability of a duration of at most `hours`."""
        with np.errstate(all="ignore"):
            return self._cdf(np.asarray(hours, dtype=np.float64))

    def seconds(self, uniforms: Floats) -> Seconds:
        """Inverse CDF of the duration rounded to whole seconds."""
        return whole_seconds(self.quantile(uniforms))

    def mean_hours(self, most_hours: float = LONGEST_HOURS) -> float:
        """Mean of the duration, longer ones being cut to `most_hours`."""
        with np.errstate(all="ignore"):
            mean = self._mean(most_hours)
        # Far tails may be too much for a closed form.
        return mean if np.isfinite(mean) else self._mean_by_integration(most_hours)

    def _mean(self, most_hours: float) -> float:
        """Mean in closed form; NaN where there is none."""
        raise NotImplementedError

    def _mean_by_integration(self, most_hours: float) -> float:
        """Mean as the integral of the survival function, over steps that grow with the hours."""
        hours = np.concatenate([[0.0], np.geomspace(1e-9, most_hours, 100_001)])
        return float(np.trapezoid(1 - self.cdf(hours), hours))

    def _quantile(self, u: Floats) -> Floats:
        raise NotImplementedError

    def _cdf(self, x: Floats) -> Floats:
        raise NotImplementedError

    @classmethod
    def _keys(cls) -> tuple[str, ...]:
        # What says where it comes from stands beside the kind, not among the parameters.
        return cls._names()

    def _in_file(self, content: dict[str, Any]) -> Any:
        return {self.kind: content[self.sole] if self.sole else content}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(core))
        said, own = ({key: whole["properties"][key] for key in keys} for keys in (cls._beside, cls._names()))
        return {
            "type": "object",
            "properties": {cls.kind: own[cls.sole] if cls.sole else {**whole, "properties": own}, **said},
            "required": [cls.kind],
            "additionalProperties": False,
        }


class _Tabulated(Distribution):
    """A distribution whose inverse CDF is dear, so that whole seconds are looked up in a table of its CDF."""

    def seconds(self, uniforms: Floats) -> Seconds:
        """Inverse CDF of the duration rounded to whole seconds: the first second that has the probability."""
        u, table = np.asarray(uniforms, dtype=np.float64), self._cdf_of_seconds
        seconds = table.first_with(u)
        beyond = seconds == len(table.probabilities)
        if beyond.any():
            seconds[beyond] = whole_seconds(self.quantile(u[beyond]))
        return seconds

    @property
    def _cdf_of_seconds(self) -> Lookup:
        """Probability of a duration that rounds to at most 0, 1, 2 … seconds, for a day and a half."""
        key = repr(self)
        with _ONE_AT_A_TIME:
            table = _TABLES.get(key)
        if table is None:
            table = Lookup.of(self.cdf((np.arange(36 * HOUR_SECONDS) + 0.5) / HOUR_SECONDS))
            with _ONE_AT_A_TIME:
                _TABLES[key] = table
        return table


_TABLES: LRUCache[str, Lookup] = LRUCache(16)
"""Tables that were used last; jails of one scenario often share a distribution, and a table takes a megabyte."""

_ONE_AT_A_TIME = Lock()


class Constant(Distribution):
    """Always the same duration; in a file simply a number."""

    kind = "constant"
    sole = "hours"
    hours: Duration

    def _quantile(self, u: Floats) -> Floats:
        return np.full(u.shape, float(self.hours))

    def _mean(self, most_hours: float) -> float:
        return min(float(self.hours), most_hours)

    def _cdf(self, x: Floats) -> Floats:
        return np.where(x >= self.hours, 1.0, 0.0)

    def _in_file(self, content: dict[str, Any]) -> Any:
        return content["hours"]


class Uniform(Distribution):
    """Equally likely between two durations (`scipy.stats.uniform`)."""

    kind = "uniform"
    low: Duration
    high: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise fault(f"low must be at most high, but {self.low:g} > {self.high:g}")
        return self

    def _quantile(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * u

    def _mean(self, most_hours: float) -> float:
        return _mean_of_knots(np.array([0.0, 1.0]), np.array([float(self.low), float(self.high)]), most_hours)

    def _cdf(self, x: Floats) -> Floats:
        if self.low == self.high:
            return np.where(x >= self.low, 1.0, 0.0)
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)


class Triangular(Distribution):
    """From `low` to `high`, most likely at `mode` (`scipy.stats.triang`)."""

    kind = "triangular"
    low: Duration
    mode: Duration
    high: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.mode <= self.high or self.high - self.low < LEAST:
            raise fault(f"low, mode and high must rise, but are {self.low:g}, {self.mode:g}, {self.high:g}")
        return self

    def _quantile(self, u: Floats) -> Floats:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        return np.where(
            u < rise / width, self.low + np.sqrt(u * width * rise), self.high - np.sqrt((1 - u) * width * fall)
        )

    def _mean(self, most_hours: float) -> float:
        return float(self.low + self.mode + self.high) / 3 if self.high <= most_hours else np.nan

    def _cdf(self, x: Floats) -> Floats:
        x = np.clip(x, self.low, self.high)
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        below = (x - self.low) ** 2 / (width * rise) if width * rise else np.zeros(np.shape(x))
        above = 1 - (self.high - x) ** 2 / (width * fall) if width * fall else np.ones(np.shape(x))
        return np.where(x < self.mode, below, above)


class Exponential(Distribution):
    """Memoryless, of the given mean (`scipy.stats.expon`)."""

    kind = "exponential"
    mean: Positive

    def _quantile(self, u: Floats) -> Floats:
        return -self.mean * np.log1p(-u)

    def _mean(self, most_hours: float) -> float:
        return float(-self.mean * np.expm1(-most_hours / self.mean))

    def _cdf(self, x: Floats) -> Floats:
        return -np.expm1(-np.maximum(x, 0.0) / self.mean)


class Gamma(_Tabulated):
    """Gamma of the given mean and standard deviation (`scipy.stats.gamma`)."""

    kind = "gamma"
    mean: Positive
    sd: Positive

    @property
    def shape(self) -> float:
        """SciPy's shape `a`."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """SciPy's `scale`, in hours."""
        return self.sd**2 / self.mean

    def _quantile(self, u: Floats) -> Floats:
        return self.scale * np.asarray(special.gammaincinv(self.shape, u), dtype=np.float64)

    def _mean(self, most_hours: float) -> float:
        most = most_hours / self.scale
        return float(
            self.mean * special.gammainc(self.shape + 1, most) + most_hours * special.gammaincc(self.shape, most)
        )

    def _cdf(self, x: Floats) -> Floats:
        return np.asarray(special.gammainc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)


class Weibull(Distribution):
    """Weibull of the given shape and scale (`scipy.stats.weibull_min`)."""

    kind = "weibull"
    shape: Positive
    scale: Positive

    def _quantile(self, u: Floats) -> Floats:
        return self.scale * (-np.log1p(-u)) ** (1 / self.shape)

    def _mean(self, most_hours: float) -> float:
        survived = special.gammainc(1 / self.shape, (most_hours / self.scale) ** self.shape)
        return float(self.scale * special.gamma(1 + 1 / self.shape) * survived) if survived > 0 else np.nan

    def _cdf(self, x: Floats) -> Floats:
        return -np.expm1(-((np.maximum(x, 0.0) / self.scale) ** self.shape))


class Lognormal(Distribution):
    """Lognormal of the given median and log-scale `sigma` (`scipy.stats.lognorm` with ``s=sigma, scale=median``)."""

    kind = "lognormal"
    median: Positive
    sigma: Positive

    def _quantile(self, u: Floats) -> Floats:
        return self.median * np.exp(self.sigma * special.ndtri(u))

    def _mean(self, most_hours: float) -> float:
        most = np.log(most_hours / self.median) / self.sigma
        below = self.median * np.exp(self.sigma**2 / 2 + special.log_ndtr(most - self.sigma))
        return float(below + most_hours * special.ndtr(-most))

    def _cdf(self, x: Floats) -> Floats:
        logs = np.log(np.maximum(x, 0.0) / self.median)
        return special.ndtr(logs / self.sigma)


class Quantiles(Distribution):
    """Piecewise-linear inverse CDF through ``{probability: hours}``, from probability 0 to 1."""

    kind = "quantiles"
    sole = "points"
    points: dict[Share, Duration]

    @model_validator(mode="before")
    @classmethod
    def _numeric_keys(cls, given: Any) -> Any:
        return {**given, "points": _with_numeric_keys(given["points"])}

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        points = _with_numeric_keys(given["points"])
        if not isinstance(points, Mapping) or not all(isinstance(p, int | float) for p in points):
            return
        probabilities = sorted(points)
        if not {0, 1} <= set(probabilities):
            yield problem("the quantiles must begin at probability 0 and end at probability 1", ())
        hours = [points[p] for p in probabilities]
        hours = [h.get("value") if isinstance(h, Mapping) else h for h in hours]
        if all(isinstance(h, int | float) for h in hours) and any(b < a for a, b in pairwise(hours)):
            yield problem("the hours of the quantiles must not fall as the probability rises", ())

    @property
    def _knots(self) -> tuple[Floats, Floats]:
        knots = sorted(self.points.items())
        return np.array([float(p) for p, _ in knots]), np.array([float(h) for _, h in knots])

    def _quantile(self, u: Floats) -> Floats:
        return np.interp(u, *self._knots)

    def _mean(self, most_hours: float) -> float:
        return _mean_of_knots(*self._knots, most_hours)

    def _cdf(self, x: Floats) -> Floats:
        probabilities, knots = self._knots
        # Where the inverse CDF is flat the CDF jumps; the upper end of the jump is P(X <= x).
        right = np.clip(np.searchsorted(knots, x, side="right"), 1, len(knots) - 1)
        width = knots[right] - knots[right - 1]
        inside = (x - knots[right - 1]) / np.where(width > 0, width, 1.0)
        rise = probabilities[right] - probabilities[right - 1]
        return np.where(x < knots[0], 0.0, np.where(x >= knots[-1], 1.0, probabilities[right - 1] + inside * rise))


def _mean_of_knots(probabilities: Floats, hours: Floats, most_hours: float) -> float:
    """Mean of a piecewise-linear inverse CDF, cut to a most: a knot stands where it is reached."""
    within = hours <= most_hours
    if within.all():
        return float(np.trapezoid(hours, probabilities))
    if not within.any():
        return most_hours
    reached = np.interp(most_hours, hours, probabilities)
    cut = np.trapezoid([*hours[within], most_hours], [*probabilities[within], reached])
    return float(cut + most_hours * (1 - reached))


def _with_numeric_keys(points: Any) -> Any:
    """JSON has only text for keys; a resolved scenario saved as JSON must read back."""
    if not isinstance(points, Mapping):
        return points
    return {float(p) if isinstance(p, str) and _NUMBER.fullmatch(p) else p: hours for p, hours in points.items()}


class Mixture(_Tabulated):
    """One of several distributions, each with its share: ``{mixture: [{share: 0.3, of: {...}}, ...]}``.

    The quantile is that of the whole mixture, found by bisection between the quantiles of its parts; so a part that
    grows longer never makes any booking's duration shorter.
    """

    kind = "mixture"
    sole = "parts"
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(part.share for part in self.parts)
        if abs(total - 1) > 0.001:
            raise fault(f"the shares of a mixture must add up to 1, but add up to {total:g}")
        return self

    @property
    def _weights(self) -> list[float]:
        total = sum(part.share for part in self.parts)
        return [part.share / total for part in self.parts]

    def _quantile(self, u: Floats) -> Floats:
        # Longer draws are cut to a century in the end, and halving endless ones would lead nowhere.
        of_parts = [np.minimum(part.of.quantile(u), LONGEST_HOURS) for part in self.parts if part.share > 0]
        low: Floats = np.minimum.reduce(of_parts)
        high: Floats = np.maximum.reduce(of_parts)
        # Halving a century to well below a second takes fewer than 50 steps.
        for _ in range(50):
            middle = (low + high) / 2
            enough = self.cdf(middle) >= u
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle)
        return high

    def _mean(self, most_hours: float) -> float:
        return sum(w * part.of.mean_hours(most_hours) for w, part in zip(self._weights, self.parts, strict=True))

    def _cdf(self, x: Floats) -> Floats:
        weighted = [w * part.of.cdf(x) for w, part in zip(self._weights, self.parts, strict=True)]
        total: Floats = np.sum(weighted, axis=0)
        return total


_KINDS: dict[str, type[Distribution]] = {
    kind.kind: kind
    for kind in (Constant, Uniform, Triangular, Exponential, Gamma, Weibull, Lognormal, Quantiles, Mixture)
}

DISTRIBUTION_KINDS = frozenset(_KINDS)
"""The names by which a scenario may ask for a distribution."""


def is_distribution(given: Mapping[Any, Any]) -> bool:
    """Whether a mapping in a file is a distribution, right or wrong."""
    return len(kinds := given.keys() - set(EVIDENCE)) == 1 and kinds <= DISTRIBUTION_KINDS


def _check_kind(given: Any) -> Any:
    if isinstance(given, Distribution):
        return given
    if isinstance(given, bool) or given is None or isinstance(given, str | list):
        raise fault(f"must be a number of hours or a distribution, but is {shown(given)}")
    if isinstance(given, Mapping) and "value" not in given:
        names = [str(name) for name in given if name not in EVIDENCE]
        if len(names) != 1:
            raise fault(f"must name exactly one distribution, but has the keys {', '.join(names) or 'none'}")
        if names[0] not in _KINDS:
            raise fault(unknown_name("distribution", names[0], _KINDS))
    return given


def _kind(given: Any) -> str:
    if isinstance(given, Distribution):
        return given.kind
    if isinstance(given, Mapping) and "value" not in given:
        return next(str(name) for name in given if name not in EVIDENCE)
    return "<hours>"


def _parameters(given: Any) -> Any:
    if isinstance(given, Distribution):
        return given
    said = {key: given[key] for key in EVIDENCE if key in given}
    [(kind, parameters)] = ((key, value) for key, value in given.items() if key not in EVIDENCE)
    if kind == Constant.kind:
        # A number keeps what is said of it.
        return {"hours": {"value": parameters, **said} if said else parameters}
    if sole := _KINDS[kind].sole:
        return {sole: parameters, **said}
    if isinstance(parameters, Mapping) and (within := [key for key in EVIDENCE if key in parameters]):
        raise fault(f"{' and '.join(within)} must stand beside {kind}, not within it")
    return {**parameters, **said} if isinstance(parameters, Mapping) else parameters


def _hours(given: Any) -> Any:
    return given if isinstance(given, Constant) else Constant.model_construct(hours=given)


if TYPE_CHECKING:
    AnyDistribution = Distribution
else:
    AnyDistribution = Annotated[
        Union[
            Annotated[Duration, AfterValidator(_hours), Tag("<hours>")],
            *(Annotated[kind, BeforeValidator(_parameters), Tag(name)] for name, kind in _KINDS.items()),
        ],
        Discriminator(_kind),
        BeforeValidator(_check_kind),
    ]


class Part(Frozen):
    """One part of a mixture: its share and its distribution."""

    share: Share
    of: AnyDistribution


Mixture.model_rebuild()
