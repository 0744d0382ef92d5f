"""The page on the network of 2017 to 2020, ``docs/network.md``: written from the numbers of a few comparisons.

``python -m sim.analyses.comparison.network.nation CHANCE LEVELS JOINED UNKNOWNS`` takes what the page tells from four
results folders, keeps it as small tables in ``docs/network``, and writes the page and its picture from these.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyses.comparison.network.drawn import ALSO, leads_by_draw, leads_by_jail
from sim.analyses.comparison.network.groups import Change
from sim.analyses.comparison.network.readings import HERE, JOINED, NOWHERE, NOWHERE_JOINED, READINGS, readings_picture
from sim.analyses.comparison.network.verdicts import STEPS, together, verdict
from sim.analyses.kinds import open_results
from sim.output.files import write_table, write_text
from sim.output.forms import Forms
from sim.output.kinds import Results
from sim.output.numbers import count, interval, share, signed
from sim.output.pages import filled
from sim.output.places import names_of_jails
from sim.output.saving import save
from sim.output.schemas import Schema
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS
from sim.study.intervals import Estimate, Interval, estimate

NATIONAL = Path("scenarios/national")
JAILS, IDENTIFIED, LEVELS = (NATIONAL / f"{name}.csv" for name in ("jails_2017_2020", "identified", "levels_2017_2020"))
KEPT = Path("docs/network")
_KEPT_SCHEMA = Schema.of("month", "jail", "name", "input", "reading")
PICTURES = ("ranked_gains", "state_gains")

PUBLISHED_YEARS = (2010, 2011, 2012)
"""Fiscal years of which the published counts are averaged; in 2013 ICE's priorities had narrowed."""

THEN, LATER = date(2017, 1, 31), date(2020, 7, 1)
"""Before and after the growth that the press told of."""

MOST_UNKNOWN = 10
"""Counties whose levels are told apart in the table of what the answer hangs on."""

_DAYS_PER_YEAR = 365


@dataclass(frozen=True)
class Folders:
    """The results that the page is made of.

    Parameters
    ----------
    chance
        ``lostleads compare scenarios/national_2017.yaml scenarios/national_2020.yaml --levels mean``.
    levels
        The two, and ``national_2020_ice_nowhere.yaml``, each replication with a draw of the levels of counties.
    joined
        The same three with ICE's own officers in the jails that joined.
    unknowns
        ``lostleads uncertainty`` of the first two in 2020, with ``--levels mean``.
    """

    chance: Path
    levels: Path
    joined: Path
    unknowns: Path


def write_network(folders: Folders, root: Path) -> Iterator[Path]:
    """Keep the numbers and pictures of results, and write the page of a repository; gives the files."""
    yield from keep_network(folders, root)
    for name in PICTURES:
        yield Path(shutil.copy(folders.levels / "plots" / f"{name}_2.svg", root / KEPT / f"{name}.svg"))
    yield from save(
        readings_picture(_read(root, "months"), _said(_read(root, "readings"))), root / KEPT, forms=Forms.SVG
    )
    page = root / "docs" / "network.md"
    write_text(network_page(root), page)
    yield page


def keep_network(folders: Folders, root: Path) -> Iterator[Path]:
    """Keep what the page tells as tables: leads by reading and draw, by month and by county; gives the files."""
    chance, levels, joined = map(open_results, (folders.chance, folders.levels, folders.joined))
    of_reading = {HERE: (levels, 1), NOWHERE: (levels, 2), JOINED: (joined, 1), NOWHERE_JOINED: (joined, 2)}
    readings = pd.concat([leads_by_draw(*where).assign(reading=name) for name, where in of_reading.items()])
    tables = {
        "chance": leads_by_draw(chance, 1),
        "readings": readings,
        "months": pd.concat([_months(name, *where) for name, where in of_reading.items()] + [_months("", chance, 1)]),
        "counties": _by_county(levels, root),
        "unknowns": _unknowns(open_results(folders.unknowns)),
    }
    for name, table in tables.items():
        path = root / KEPT / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_table(table, path)
        yield path


def _months(reading: str, results: Results, place: int) -> pd.DataFrame:
    """Leads added up month by month, with their interval."""
    rows = chosen(
        results["months_paired"], other=results.labels[place], measure="flagged", group=ALL_JAILS, group_by=ALL_JAILS
    )
    told = rows[["month", "difference", "cumulative", "cumulative_ci_low", "cumulative_ci_high"]]
    return told.assign(reading=reading)


def _by_county(results: Results, root: Path) -> pd.DataFrame:
    """The counties that ever had deputies: count, level, leads gained or lost, and their part of the variance."""
    base, other = (leads_by_jail(results, name) for name in results.labels[:2])
    difference = other - base
    net = difference[ALL_JAILS]
    jails = results.record["scenarios"][1]["scenario"]["jails"]
    screening = [name for name, jail in jails.items() if "deputies" in jail.get("screening", {}).get("teams", {})]
    drawn = pd.read_csv(root / LEVELS).pivot_table("level", "jail", "draw")
    low, high = (drawn.quantile(end, axis=1) for end in (0.05, 0.95))
    told = pd.DataFrame(
        {
            "name": pd.Series(names_of_jails(jails)),
            "published": _published(root),
            "level": drawn.mean(axis=1),
            "level_low": low,
            "level_high": high,
            "difference": difference.mean(),
            "difference_low": difference.quantile(0.025),
            "difference_high": difference.quantile(0.975),
            "part_of_variance": difference.apply(lambda each: np.cov(each, net)[0, 1] / net.var()),
        }
    )
    return told.loc[screening].rename_axis("jail").reset_index()


def _unknowns(results: Results) -> pd.DataFrame:
    """The difference in people flagged over the ranges of all other inputs, and the inputs that move it most."""
    found, drivers = (results.totals(name, ["flagged"]) for name in ("uncertainty", "sensitivity"))
    found = found[found["scenario"] == "difference"][["n_points", "mean", "expected_low", "expected_high"]]
    # Three standard deviations of what a rank correlation of nothing with nothing has.
    sure = drivers[drivers["value"].abs() > 3 / np.sqrt(found["n_points"].iloc[0] - 1)]
    strongest = sure.sort_values("value", key=abs, ascending=False, kind="stable").head(5)
    return found.merge(strongest[["input", "value"]], how="cross")


def _published(root: Path) -> pd.Series[float]:
    """People identified a year by all agencies of each county: the mean of the `PUBLISHED_YEARS` that are known."""
    rows = pd.read_csv(root / IDENTIFIED, dtype={"fips": str})
    rows = rows[rows["fiscal_year"].isin(PUBLISHED_YEARS) & rows["identified"].notna()]
    yearly = rows.groupby(["jail", "fiscal_year"])["identified"].sum()
    return yearly.groupby("jail").mean()


def _read(root: Path, name: str) -> pd.DataFrame:
    return _KEPT_SCHEMA.read(root / KEPT / f"{name}.csv")


def _shares(readings: pd.DataFrame) -> dict[str, float]:
    """Of each reading the share of draws in which gains outweigh losses."""
    return {str(name): float((rows["net"] > 0).mean()) for name, rows in readings.groupby("reading", sort=False)}


def _said(readings: pd.DataFrame) -> str:
    return together([*_shares(readings).values()])


def network_page(root: Path) -> str:
    """Write out ``docs/network.md`` of the repository at `root` from the tables kept in ``docs/network``."""
    chance, readings, counties, unknowns = (
        _read(root, name) for name in ("chance", "readings", "counties", "unknowns")
    )
    shares = _shares(readings)
    here = readings[readings["reading"] == HERE]
    wide = partial(estimate, interval=Interval.OF_REPLICATIONS)
    days = (date(2020, 12, 31) - date(2017, 1, 1)).days + 1
    return filled(
        "network.md",
        said=together([*shares.values()]),
        steps={word: share(least) for least, word in STEPS.items()},
        readings=[_told(str(name), rows, wide) for name, rows in readings.groupby("reading", sort=False)],
        here=_told(HERE, here, wide),
        base=wide(here["flagged_in_base"].to_numpy()),
        narrow=estimate(chance["net"].to_numpy()),
        also={name: wide(here[name].to_numpy()) for name in ALSO},
        interviews=here["interviewed_in_other"].mean() * _DAYS_PER_YEAR / days,
        parts=_parts(counties, chance, here),
        unknowns=unknowns.to_dict("records"),
        draws=len(here),
        draws_joined=int((readings["reading"] == JOINED).sum()),
        replications=len(chance),
        then=_cover(root, THEN),
        later=_cover(root, LATER),
        counties=counties.sort_values("level", ascending=False, kind="stable").to_dict("records"),
        is_known=pd.notna,
        words=partial(interval, form=signed),
        words_of=interval,
        count=count,
        signed=signed,
        share=share,
    )


def _told(name: str, rows: pd.DataFrame, wide: partial[Estimate]) -> Mapping[str, object]:
    above = float((rows["net"] > 0).mean())
    return {
        "name": READINGS[name],
        "gains": wide(rows[Change.MORE_SCREENING].to_numpy()),
        "losses": wide(rows[Change.LESS_SCREENING].to_numpy()),
        "net": wide(rows["net"].to_numpy()),
        "above": above,
        "verdict": verdict(above),
    }


def _parts(counties: pd.DataFrame, chance: pd.DataFrame, here: pd.DataFrame) -> list[tuple[str, float]]:
    """Which unknown has which part of the variance of the answer: levels of counties, the largest first, and chance."""
    most = counties.sort_values("part_of_variance", ascending=False, kind="stable").head(MOST_UNKNOWN)
    told = [(f"level of {name}", part) for name, part in zip(most["name"], most["part_of_variance"], strict=True)]
    alone = float(chance["net"].var() / here["net"].var())
    rest = 1 - alone - sum(part for _, part in told)
    return [*told, ("levels of all other counties together", rest), ("chance alone", alone)]


def _cover(root: Path, day: date) -> dict[str, float]:
    """Count counties with an agreement on a day, and millions of residents, by what its officers may do."""
    jails = pd.read_csv(root / JAILS, dtype={"fips": str})
    begins, ends = (pd.to_datetime(jails[column]) for column in ("agreement_from", "agreement_until"))
    in_force = begins.le(pd.Timestamp(day)) & (ends.isna() | ends.ge(pd.Timestamp(day)))
    screens = jails["model"].str.contains("JEM")
    cover: dict[str, float] = {}
    for name, rows in (("screening", in_force & screens), ("serving", in_force & ~screens)):
        cover[name] = int(rows.sum())
        cover[f"{name}_millions"] = float(np.round(jails.loc[rows, "population"].sum() / 1e6, 1))
    return cover


if __name__ == "__main__":
    for written in write_network(Folders(*map(Path, sys.argv[1:5])), Path.cwd()):
        sys.stdout.write(f"{written}\n")
