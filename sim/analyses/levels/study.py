"""The whole study of levels: two fits, draws of every county, forecasts of counts that the first fit has not seen."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.levels.facts import INDEX_YEAR, Count, Facts, JailOfCounty, Role
from sim.analyses.levels.forecasts import Forecast, forecast_counts, leave_each_out, quantiles, score
from sim.analyses.levels.pooling import COEFFICIENTS, SPREADS, Given, Observed, Points, expected
from sim.analyses.levels.predictive import predictive_checks
from sim.analyses.levels.sampling import CHAINS, DRAWS, TUNE, Sample, pareto_weights, sample_spreads, versions
from sim.output.files import write_table, write_text
from sim.output.place import whole_folder
from sim.scenario.arrays import Floats

KEPT = ("jails", "counties", "parameters", "coverage", "leave_one_out", "forecasts", "predictive_checks")
"""The tables beside the draws, ``levels``."""

SETS = {
    Role.FITTED: "one county left out",
    Role.LATER: "later counts",
    Role.HELD_OUT: "fiscal year 2013",
    Role.BREAK: "fiscal year 2013, fewer identified than removed",
    Role.ELSEWHERE: "counties elsewhere",
}
"""What forecasts are of, by the role of the counts."""

_ENDS = ("low90", "low50", "middle", "high50", "high90")
_FORECAST_COLUMNS = [
    *("forecast", "fips", "county", "state", "year", "what", "counted"),
    *_ENDS,
    *("log_error", "inside50", "inside90", "pareto_k"),
]
_DIGITS = 3


@dataclass(frozen=True)
class Asked:
    """What levels are wanted: of which jails and fiscal years, how many draws, and from which seed."""

    jails: tuple[JailOfCounty, ...]
    years: tuple[int, ...]
    draws: int
    seed: int


@dataclass(frozen=True, eq=False)
class Levels:
    """All that is found: tables by name, and the record of how."""

    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]

    def __repr__(self) -> str:
        years = ", ".join(map(str, self.record["years"]))
        return f"<Levels of {self.record['jails']:,} jails, {years}; tables: {', '.join(self.tables)}>"


def fit_levels(facts: Facts, asked: Asked) -> Levels:
    """Fit the model to the counts of 2010 to 2012, and again with the later ones; forecast, and draw levels.

    The first fit forecasts what it has not seen; the levels are those of the second.

    Raises
    ------
    ValueError
        If the library is not installed.
    """
    seeds = np.random.SeedSequence(asked.seed).generate_state(4)
    early = sample_spreads(Observed.of(facts, facts.of(Role.FITTED)), int(seeds[0]))
    whole = sample_spreads(Observed.of(facts, facts.of(Role.FITTED, Role.LATER)), int(seeds[1]))
    rng = np.random.default_rng(seeds[2])
    levels, coefficients = _levels(facts, whole.thinned(asked.draws), asked.years, np.random.default_rng(seeds[3]))
    left_out = list(
        leave_each_out(
            facts,
            early.spreads,
            pareto_weights,
            lambda observed: sample_spreads(observed, int(seeds[0])).spreads,
            rng,
        )
    )
    unseen = [
        each
        for role in (Role.LATER, Role.HELD_OUT, Role.BREAK, Role.ELSEWHERE)
        if facts.of(role)
        for each in forecast_counts(facts, early.spreads, _by_county(facts.of(role)), rng)
    ]
    tables = {
        "levels": _draws_of_jails(facts, asked, levels),
        "jails": _of_jails(facts, asked, levels),
        "counties": _of_counties(facts, levels[:, -1]),
        "parameters": pd.concat([_parameters("2010 to 2012", early), _parameters("all", whole, coefficients)]),
        "coverage": _coverage([*left_out, *unseen]),
        "leave_one_out": _forecasts(facts, left_out),
        "forecasts": _forecasts(facts, unseen),
        "predictive_checks": predictive_checks(facts, early.spreads, rng),
    }
    return Levels(tables, _record(facts, asked, (early, whole)))


def write_levels(found: Levels, folder: Path) -> None:
    """Write the folder, whole or not at all; what was there is replaced."""
    with whole_folder(folder) as writing:
        for name, table in found.tables.items():
            write_table(table, writing / f"{name}.csv")
        write_text(f"{json.dumps(found.record, indent=2)}\n", writing / "run.json")


def _levels(facts: Facts, spreads: Floats, years: Sequence[int], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw levels by draw, year and county, in the order of the facts, and coefficients by draw."""
    observed = Observed.of(facts, facts.of(Role.FITTED, Role.LATER))
    wanted = Points.of(facts, [(fips, year) for year in years for fips in facts.counties])
    logs, coefficients = Given(observed, wanted).draws(spreads, rng)
    return expected(logs, spreads).reshape(len(spreads), len(years), -1), coefficients


def _by_county(counts: Sequence[Count]) -> Iterator[list[Count]]:
    """The counts of each county from before the last year with a level of its own together, and each later one."""
    for _, group in groupby(counts, lambda count: (count.fips, max(count.year, INDEX_YEAR))):
        yield list(group)


def _draws_of_jails(facts: Facts, asked: Asked, levels: Floats) -> pd.DataFrame:
    places = _places(facts, asked)
    shape = levels[:, :, places].transpose(0, 2, 1)
    draws, jails, years = (grid.ravel() for grid in np.meshgrid(*map(np.arange, shape.shape), indexing="ij"))
    return pd.DataFrame(
        {
            "draw": draws,
            "jail": np.array([each.jail for each in asked.jails])[jails],
            "year": np.array(asked.years)[years],
            "level": [float(f"{value:.{_DIGITS}g}") for value in shape.ravel()],
        }
    )


def _of_jails(facts: Facts, asked: Asked, levels: Floats) -> pd.DataFrame:
    """The levels of the jails asked for in each year, beside what was counted in 2010 to 2012, and in that year."""
    early = _means(facts.of(Role.FITTED), lambda count: count.fips)
    later = _means(facts.of(Role.LATER), lambda count: (count.fips, count.year))
    rows = []
    for place, jail in zip(_places(facts, asked), asked.jails, strict=True):
        county = facts.counties[jail.fips]
        for at, year in enumerate(asked.years):
            rows.append(
                {"jail": jail.jail, "fips": jail.fips, "county": county.name, "state": county.state, "year": year}
                | _told(levels[:, at, place])
                | {"counted_2010_2012": early.get(jail.fips), "counted": later.get((jail.fips, year))}
            )
    return pd.DataFrame(rows)


def _of_counties(facts: Facts, levels: Floats) -> pd.DataFrame:
    """The levels of every county there is in the last year asked for, and what they rest on."""
    counts = facts.of(Role.FITTED, Role.LATER)
    own, states = {count.fips for count in counts}, {count.fips[:2] for count in counts}
    rows = [
        {"fips": fips, "county": county.name, "state": county.state}
        | _told(levels[:, place])
        | {"rests_on": "own counts" if fips in own else "its state" if fips[:2] in states else "other states"}
        for place, (fips, county) in enumerate(facts.counties.items())
    ]
    return pd.DataFrame(rows)


def _told(drawn: Floats) -> dict[str, float]:
    """The mean and quantiles of draws, to three digits."""
    found = [float(drawn.mean()), *quantiles(drawn)]
    return {name: float(f"{value:.{_DIGITS}g}") for name, value in zip(("mean", *_ENDS), found, strict=True)}


def _places(facts: Facts, asked: Asked) -> list[int]:
    order = {fips: place for place, fips in enumerate(facts.counties)}
    return [order[jail.fips] for jail in asked.jails]


def _means(counts: Iterable[Count], key: Any) -> dict[Any, float]:
    by_key: dict[Any, list[float]] = {}
    for count in counts:
        by_key.setdefault(key(count), []).append(count.per_year)
    return {each: float(np.mean(values)) for each, values in by_key.items()}


def _parameters(fit: str, sample: Sample, coefficients: Floats | None = None) -> pd.DataFrame:
    """Standard deviations and coefficients: mean, standard deviation, quantiles, and how well they were drawn."""
    drawn = dict(zip((f"sd_{name}" for name in SPREADS), sample.spreads.T, strict=True))
    if coefficients is not None:
        drawn |= dict(zip(COEFFICIENTS, coefficients.T, strict=True))
    rows = pd.DataFrame(
        [
            {"fit": fit, "parameter": name, "mean": values.mean(), "sd": values.std(ddof=1)}
            | dict(zip(_ENDS, quantiles(values), strict=True))
            for name, values in drawn.items()
        ]
    )
    return rows.join(sample.diagnostics.set_axis([*range(len(SPREADS))]))


def _coverage(forecasts: Sequence[Forecast]) -> pd.DataFrame:
    rows = []
    for role, what in SETS.items():
        if own := [each for each in forecasts if each.role is role]:
            rows.append({"forecasts": what, **asdict(score(own))})
    return pd.DataFrame(rows)


def _forecasts(facts: Facts, forecasts: Sequence[Forecast]) -> pd.DataFrame:
    rows = []
    for each in forecasts:
        county = facts.counties[each.fips]
        named = {"forecast": SETS[each.role], "fips": each.fips, "county": county.name, "state": county.state}
        numbers = {name: getattr(each, name) for name in ("counted", *_ENDS)}
        judged = {"log_error": each.log_error, "inside50": each.inside50, "inside90": each.inside90}
        rows.append(named | {"year": each.year, "what": each.what} | numbers | judged | {"pareto_k": each.shape})
    return pd.DataFrame(rows, columns=_FORECAST_COLUMNS).astype({"year": "Int64"})


def _record(facts: Facts, asked: Asked, samples: Sequence[Sample]) -> dict[str, Any]:
    """How it was found, without the time of day: the same facts give the same files."""
    return {
        "kind": "levels",
        "lostleads": version("lostleads"),
        "python": platform.python_version(),
        "libraries": versions(),
        "seed": asked.seed,
        "draws": asked.draws,
        "years": list(asked.years),
        "jails": len(asked.jails),
        "facts": sha256(repr(facts).encode()).hexdigest(),
        "sampler": {"method": "NUTS", "chains": CHAINS, "tune": TUNE, "draws": DRAWS},
        "divergences": sum(sample.divergences for sample in samples),
        "largest_r_hat": max(float(sample.diagnostics["r_hat"].max()) for sample in samples),
        "smallest_ess": min(float(sample.diagnostics[["ess_bulk", "ess_tail"]].to_numpy().min()) for sample in samples),
    }
