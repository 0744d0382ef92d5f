"""The page on the network of 2017 to 2020, ``docs/network.md``: written from the numbers of one comparison.

``python -m sim.analyses.comparison.network.nation RESULTS UNCERTAINTY`` takes what the page tells from two results
folders, keeps it as small tables in ``docs/network``, and writes the page from these.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyses.comparison.network.groups import Change, changes
from sim.analyses.comparison.results import names_of_jails
from sim.analyses.kinds import open_results
from sim.model.outcomes import LOST_PARTS
from sim.output.files import write_table, write_text
from sim.output.kinds import Results
from sim.output.numbers import count, interval, signed
from sim.output.pages import filled
from sim.output.schemas import Schema
from sim.output.tables import chosen
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Estimate, estimate

JAILS = Path("scenarios/national/jails_2017_2020.csv")
IDENTIFIED = Path("scenarios/national/identified.csv")
KEPT = Path("docs/network")
_KEPT_SCHEMA = Schema.of("month", "jail", "name", "input")
PICTURES = ("cumulative_leads", "ranked_gains", "state_gains", "spill_over")

PUBLISHED_YEARS = (2010, 2011, 2012)
"""Fiscal years of which the published counts are averaged; in 2013 ICE's priorities had narrowed."""

THEN, LATER = date(2017, 1, 31), date(2020, 7, 1)
"""Before and after the growth that the press told of."""

LAST_MONTHS = 6
_ALSO = ("released_before_pickup", *LOST_PARTS, "interviewed_others", "wrongly_flagged", "wrongly_transferred")

SINGLE = ("tx_harris", "ca_orange")
"""The two that lose most, of which the page says what follows without them."""


def write_network(results: Path, uncertainty: Path, root: Path) -> Iterator[Path]:
    """Keep the numbers and pictures of two results folders, and write the page of a repository; gives the files.

    Parameters
    ----------
    results
        Of ``lostleads compare scenarios/national_2017.yaml scenarios/national_2020.yaml``.
    uncertainty
        Of ``lostleads uncertainty`` of the two.
    """
    yield from keep_network(open_results(results), root)
    yield _kept(_unknowns(open_results(uncertainty)), root, "unknowns")
    for name in PICTURES:
        yield Path(shutil.copy(results / "plots" / f"{name}.svg", root / KEPT / f"{name}.svg"))
    page = root / "docs" / "network.md"
    write_text(network_page(root), page)
    yield page


def keep_network(results: Results, root: Path) -> Iterator[Path]:
    """Keep what the page tells as tables: leads by replication, by month and by county; gives the files."""
    table = results["replications"]
    base, other = (
        table[table["scenario"] == label].pivot_table("flagged", "replication", "jail") for label in results.labels
    )
    difference = other - base
    yearly = base.mean() / results.record["scenarios"][0]["scenario"]["days"] * 365
    published = _published(root)
    months = chosen(results["months_paired"], measure="flagged", group=ALL_JAILS)
    tables = {
        "replications": _by_replication(results, base, difference, published / yearly),
        "months": months[["month", "difference", "ci_low", "ci_high", "cumulative"]],
        "counties": _by_county(results, published, yearly, difference.mean()),
    }
    for name, table in tables.items():
        yield _kept(table, root, name)


def _kept(table: pd.DataFrame, root: Path, name: str) -> Path:
    path = root / KEPT / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(table, path)
    return path


def _unknowns(results: Results) -> pd.DataFrame:
    """The difference in people flagged over the ranges of all unknown inputs, and the input that moves it most."""
    found, drivers = (results.totals(name, ["flagged"]) for name in ("uncertainty", "sensitivity"))
    found = found[found["scenario"] == "difference"]
    strongest = drivers.sort_values("value", key=abs, ascending=False, kind="stable")["input"].iloc[0]
    return found[["n_points", "mean", "expected_low", "expected_high"]].assign(input=strongest)


def network_page(root: Path) -> str:
    """Write out ``docs/network.md`` of the repository at `root` from the tables kept in ``docs/network``."""
    leads, months, counties, unknowns = (
        _KEPT_SCHEMA.read(root / KEPT / f"{name}.csv") for name in ("replications", "months", "counties", "unknowns")
    )
    counties = counties.assign(ratio=counties["simulated"] / counties["published"])
    net = leads[ALL_JAILS]
    return filled(
        "network.md",
        net=estimate(net.to_numpy()),
        kinds={kind: estimate(leads[kind].to_numpy()) for kind in Change if kind in leads},
        base=estimate(leads["flagged_in_base"].to_numpy()),
        also={measure: estimate(leads[measure].to_numpy()) for measure in _ALSO},
        without=[
            estimate((net - leads[list(SINGLE[: many + 1])].sum(axis=1)).to_numpy()) for many in range(len(SINGLE))
        ],
        scaled=estimate((net + leads["less_screening_scaled"] - leads[Change.LESS_SCREENING]).to_numpy()),
        pace=months["difference"].tail(LAST_MONTHS).mean(),
        unknown=unknowns.iloc[0],
        replications=len(leads),
        then=_cover(root, THEN),
        later=_cover(root, LATER),
        counties=counties.sort_values("ratio", kind="stable").to_dict("records"),
        published=counties["published"].sum(),
        simulated=counties["simulated"].sum(),
        words=partial(interval, form=signed),
        verdict=_verdict,
        count=count,
        signed=signed,
    )


def _verdict(net: Estimate) -> str:
    """Whether gains outweigh losses."""
    return ("yes" if net.mean > 0 else "no") if net.is_clear else "it cannot be told"


def _by_replication(
    results: Results, base: pd.DataFrame, difference: pd.DataFrame, factors: pd.Series[float]
) -> pd.DataFrame:
    """The leads of each replication; factors are those of single jails by which their losses may be scaled."""
    table = results["replications"]
    everywhere = chosen(table, jail=ALL_JAILS).set_index("replication")
    before, after = (everywhere.loc[everywhere["scenario"] == label, list(_ALSO)] for label in results.labels)
    scenarios = [Scenario.model_validate(each["scenario"]) for each in results.record["scenarios"]]
    kinds = changes(scenarios[0], scenarios[1], table, (results.labels[0], results.labels[1]))
    losing = difference[list(kinds[Change.LESS_SCREENING])]
    return pd.DataFrame(
        {
            "flagged_in_base": base[ALL_JAILS],
            **(after - before),
            **{kind: difference[list(jails)].sum(axis=1) for kind, jails in kinds.items()},
            "less_screening_scaled": (losing * factors.reindex(losing.columns).fillna(1.0)).sum(axis=1),
            **{jail: difference[jail] for jail in (*SINGLE, ALL_JAILS)},
        }
    ).reset_index()


def _published(root: Path) -> pd.Series[float]:
    """People identified a year by all agencies of each county: the mean of the `PUBLISHED_YEARS` that are known."""
    rows = pd.read_csv(root / IDENTIFIED, dtype={"fips": str})
    rows = rows[rows["fiscal_year"].isin(PUBLISHED_YEARS) & rows["identified"].notna()]
    yearly = rows.groupby(["jail", "fiscal_year"])["identified"].sum()
    return yearly.groupby("jail").mean()


def _by_county(
    results: Results, published: pd.Series[float], simulated: pd.Series[float], difference: pd.Series[float]
) -> pd.DataFrame:
    """The counties with an agreement in the base of which counts are published, a year and by jail."""
    jails = results.record["scenarios"][0]["scenario"]["jails"]
    here = published[[jail in jails and "screening" in jails[jail] for jail in published.index]]
    told = pd.DataFrame({"published": here, "simulated": simulated, "difference": difference}).loc[here.index]
    told.insert(0, "name", told.index.map(names_of_jails(jails)))
    return told.rename_axis("jail").reset_index()


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
    for written in write_network(Path(sys.argv[1]), Path(sys.argv[2]), Path.cwd()):
        sys.stdout.write(f"{written}\n")
