"""Closed forms of queueing theory and of probability, as pure functions; nothing here knows the simulation.

Textbooks: Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*, 4th edition (2008); Ross,
*Introduction to Probability Models*, 10th edition (2010).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy import integrate, optimize, stats

from sim.scenario.arrays import Floats
from sim.scenario.distributions import (
    Constant,
    Distribution,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Quantiles,
    Triangular,
    Uniform,
    Weibull,
)


def erlang_b(servers: int, load: float) -> float:
    """Share lost in M/G/c/c, by recursion over the servers (Gross and others, 2.6).

    The load is that offered: arrivals an hour times mean hours of service.
    """
    lost = 1.0
    for server in range(1, servers + 1):
        lost = load * lost / (server + load * lost)
    return lost


def erlang_c(servers: int, load: float) -> float:
    """Share that waits in M/M/c, for a load below the number of servers (Gross and others, 2.3)."""
    lost = erlang_b(servers, load)
    return servers * lost / (servers - load * (1 - lost))


def mean_wait_mmc(arrivals_per_hour: float, service_hours: float, servers: int) -> float:
    """Mean hours in the line of M/M/c, those who do not wait included (Gross and others, 2.2 and 2.3)."""
    load = arrivals_per_hour * service_hours
    return erlang_c(servers, load) * service_hours / (servers - load)


def mean_wait_mg1(arrivals_per_hour: float, service_hours: float, service_sd_hours: float) -> float:
    """Mean hours in the line of M/G/1, by Pollaczek and Khinchine (Gross and others, 5.1)."""
    second_moment = service_hours**2 + service_sd_hours**2
    return arrivals_per_hour * second_moment / 2 / (1 - arrivals_per_hour * service_hours)


def stationary(births: Sequence[float], deaths: Sequence[float]) -> Floats:
    """Stationary probabilities of a birth-death chain (Gross and others, 2.1).

    Rates are those from state n to n + 1, for n from 0, and as many from n + 1 to n.
    """
    steps = np.log(births) - np.log(deaths)
    weights = np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    return cast("Floats", weights / weights.sum())


@dataclass(frozen=True)
class CutOff:
    """A line which people leave, and whose service is cut off when they do.

    Of arrivals, the shares whose service begins, and ends in time; and the mean share of servers at work.
    """

    begun: float
    completed: float
    busy: float


def cut_off_line(arrivals_per_hour: float, service_hours: float, stay_hours: float, servers: int) -> CutOff:
    """Solve M/M/c with exponential stays that end waits and services alike.

    The number present is a birth-death chain: each of n people leaves at rate 1 / stay, and each of the min(n, c) in
    service is done at rate 1 / service besides (the chain of Erlang's A model, Gross and others, 2.10, but for stays
    that go on in service). States up to 400 are kept; those beyond have no weight that a float could hold.
    """
    done, gone = 1 / service_hours, 1 / stay_hours
    states = np.arange(401)
    in_service = np.minimum(states, servers)
    deaths = in_service * done + states * gone
    probabilities = stationary([arrivals_per_hour] * 400, deaths[1:].tolist())
    busy = float(probabilities @ in_service)
    return CutOff(busy * (done + gone) / arrivals_per_hour, busy * done / arrivals_per_hour, busy / servers)


def covered_share(gaps_hours: Sequence[float], cycle_hours: float, bridged_hours: Callable[[float], float]) -> float:
    """Share of stays that touch duty, of arrivals spread evenly over a cycle: averaged over their place in it.

    Parameters
    ----------
    gaps_hours
        Hours off duty, gap by gap, of one cycle.
    cycle_hours
        Length of the cycle.
    bridged_hours
        Of a gap's length g: the integral over [0, g] of P(stay > x). It is min(s, g) for stays of s hours, and
        m (1 - exp(-g / m)) for exponential stays of mean m.
    """
    on_duty_hours = cycle_hours - sum(gaps_hours)
    return (on_duty_hours + sum(map(bridged_hours, gaps_hours))) / cycle_hours


def race(one: Distribution, other: Distribution) -> float:
    """P(one <= other) of independent durations, by quadrature over the quantiles of the other."""
    return expectation(other, cdf(one))


def expectation(distribution: Distribution, of: Callable[[float], float]) -> float:
    """Mean of a function of a duration, by quadrature over its quantiles as SciPy gives them."""
    return sum(share * _expectation(part, of) for share, part in _parts(distribution))


def _expectation(distribution: Distribution, of: Callable[[float], float]) -> float:
    if isinstance(distribution, Constant):
        return of(float(distribution.hours))
    frozen = _scipy(distribution)
    value, _ = integrate.quad(lambda u: of(float(frozen.ppf(u))), 0, 1, limit=500)
    return float(value)


def cdf(distribution: Distribution) -> Callable[[float], float]:
    """P(duration <= hours) as a function of the hours, by SciPy."""
    parts = [(share, _scipy(part)) for share, part in _parts(distribution)]
    return lambda hours: sum(share * float(frozen.cdf(hours)) for share, frozen in parts)


def ppf(distribution: Distribution, probability: float) -> float:
    """Quantile of a duration in hours, by SciPy; of a mixture, where its CDF crosses the probability."""
    ends = [float(_scipy(part).ppf(probability)) for _, part in _parts(distribution)]
    if len(ends) == 1:
        return ends[0]
    of_mixture = cdf(distribution)
    return float(optimize.brentq(lambda hours: of_mixture(hours) - probability, min(ends), max(ends)))


def mean_hours(distribution: Distribution) -> float:
    """Mean of a duration in hours, by SciPy's closed forms."""
    return _moment(distribution, 1)


def variance(distribution: Distribution) -> float:
    """Variance of a duration in hours squared, by SciPy's closed forms."""
    return _moment(distribution, 2) - _moment(distribution, 1) ** 2


def _moment(distribution: Distribution, order: int) -> float:
    return sum(share * float(_scipy(part).moment(order)) for share, part in _parts(distribution))


def _parts(distribution: Distribution, share: float = 1.0) -> Iterator[tuple[float, Distribution]]:
    """The shares and the parts of a mixture; of another duration, itself alone."""
    if isinstance(distribution, Mixture):
        for part in distribution.parts:
            yield from _parts(part.of, share * float(part.share))
    else:
        yield share, distribution


def _scipy(distribution: Distribution) -> Any:
    """SciPy's distribution of the same parameters."""
    frozen: Any
    match distribution:
        case Constant(hours=hours):
            frozen = stats.rv_discrete(values=([hours], [1.0]))
        case Uniform(low=low, high=high):
            frozen = stats.uniform(low, high - low)
        case Triangular(low=low, mode=mode, high=high):
            frozen = stats.triang((mode - low) / (high - low), low, high - low)
        case Exponential(mean=mean):
            frozen = stats.expon(scale=mean)
        case Gamma(mean=mean, sd=sd):
            frozen = stats.gamma((mean / sd) ** 2, scale=sd**2 / mean)
        case Weibull(shape=shape, scale=scale):
            frozen = stats.weibull_min(shape, scale=scale)
        case Lognormal(median=median, sigma=sigma):
            frozen = stats.lognorm(sigma, scale=median)
        case Quantiles(points=points):
            probabilities, hours = np.array(sorted(points.items()), dtype=float).T
            frozen = stats.rv_histogram((np.diff(probabilities), hours), density=False)
        case _:
            raise TypeError(f"SciPy has no {distribution.kind}")
    return frozen


def bridged_by_exponential(mean_hours: float) -> Callable[[float], float]:
    """Part of a gap that exponential stays bridge; see `covered_share`."""
    return lambda gap_hours: mean_hours * -math.expm1(-gap_hours / mean_hours)


def bridged_by_fixed(stay_hours: float) -> Callable[[float], float]:
    """Part of a gap that stays of one length bridge; see `covered_share`."""
    return lambda gap_hours: min(stay_hours, gap_hours)


def released_by_hour(arrivals_per_hour: float, release_rates: Floats) -> Floats:
    """Shares of releases by hour of a cycle, where people stay at rates of release that repeat (Ross, 6.4).

    The mean population follows dN/dt = a - r N with a rate r that is constant within each hour, so it is known at the
    end of an hour from that at its begin; over the cycle it comes back to where it was.

    Parameters
    ----------
    arrivals_per_hour
        Of a Poisson process.
    release_rates
        By hour of the cycle, of each person an hour, not all 0.
    """
    kept = np.exp(-release_rates)
    with np.errstate(divide="ignore", invalid="ignore"):
        come = arrivals_per_hour * np.where(release_rates > 0, (1 - kept) / release_rates, 1.0)
    grown, scale = 0.0, 1.0
    for keeps, comes in zip(kept, come, strict=True):
        grown, scale = grown * keeps + comes, scale * keeps
    population = [grown / (1 - scale)]
    for keeps, comes in zip(kept, come, strict=True):
        population.append(population[-1] * keeps + comes)
    released = arrivals_per_hour - np.diff(population)
    return cast("Floats", released / released.sum())


def mean_of_lesser(mean: float, most: int) -> float:
    """Mean of the lesser of a Poisson number and the most that there can be: E min(N, c) = sum of P(N > n), n < c."""
    return float(sum(stats.poisson.sf(number, mean) for number in range(most)))
