"""The page on the agreements since January 2025, ``docs/network-2026.md``: written from a few comparisons.

``python -m sim.analyses.comparison.network.latest RESULTS`` takes what the page tells from the folders ``YEAR`` and
``YEAR_levels`` beside each other, keeps it as small tables in ``docs/network-2026``, and writes the page from these.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyses.comparison.network.drawn import leads_by_draw, leads_by_jail
from sim.analyses.comparison.network.groups import Change
from sim.analyses.kinds import open_results
from sim.output.files import write_table, write_text
from sim.output.numbers import count, interval, share, signed
from sim.output.pages import filled
from sim.output.places import names_of_jails
from sim.output.schemas import Schema
from sim.study.intervals import Interval, estimate

YEARS = {"2025": "July 2025", "2026": "June 2026"}
"""The networks, and of when their agreements are."""

KEPT = Path("docs/network-2026")
JAILS = Path("scenarios/national")
BEFORE = pd.Timestamp("2025-01-20")
MOST_COUNTIES = 15
_SCHEMA = Schema.of("jail", "name", "year", "run")


def write_latest(results: Path, root: Path) -> Iterator[Path]:
    """Keep the numbers of the comparisons in a folder, and write the page of a repository; gives the files."""
    (root / KEPT).mkdir(parents=True, exist_ok=True)
    draws, counties = [], []
    for year in YEARS:
        levels = open_results(results / f"{year}_levels")
        runs = {"chance": open_results(results / year), "levels": levels}
        draws += [leads_by_draw(each, 1).assign(year=year, run=run) for run, each in runs.items()]
        base, other = (leads_by_jail(levels, name) for name in levels.labels)
        difference = other - base
        names = pd.Series(names_of_jails(levels.record["scenarios"][1]["scenario"]["jails"]))
        ends = {"low": difference.quantile(0.025), "high": difference.quantile(0.975)}
        told = pd.DataFrame({"name": names, "difference": difference.mean(), **ends}).dropna()
        most = told.sort_values("difference", key=abs, ascending=False, kind="stable").head(MOST_COUNTIES)
        counties.append(most.rename_axis("jail").reset_index().assign(year=year))
    for name, tables in {"draws": draws, "counties": counties}.items():
        write_table(pd.concat(tables), root / KEPT / f"{name}.csv")
        yield root / KEPT / f"{name}.csv"
    page = root / "docs" / "network-2026.md"
    write_text(latest_page(root), page)
    yield page


def latest_page(root: Path) -> str:
    """Write out ``docs/network-2026.md`` of the repository at `root` from the tables kept in ``docs/network-2026``."""
    draws, counties = (_SCHEMA.read(root / KEPT / f"{name}.csv") for name in ("draws", "counties"))
    return filled(
        "network-2026.md",
        networks=[_network(root, year, draws[draws["year"] == year], counties) for year in YEARS],
        words=partial(interval, form=signed),
        words_of=interval,
        count=count,
        signed=signed,
        share=share,
    )


def _network(root: Path, year: str, draws: pd.DataFrame, counties: pd.DataFrame) -> dict[str, Any]:
    chance, levels = (draws[draws["run"] == run] for run in ("chance", "levels"))
    wide = partial(estimate, interval=Interval.OF_REPLICATIONS)
    jails = pd.read_csv(root / JAILS / f"jails_{year}.csv", dtype={"fips": str})
    screens = jails["model"].str.contains("JEM")
    before = pd.to_datetime(jails["agreement_from"]) <= BEFORE
    return {
        "when": YEARS[year],
        "counties": len(jails),
        "counties_before": int(before.sum()),
        "screening": int(screens.sum()),
        "screening_before": int((screens & before).sum()),
        "base": wide(levels["flagged_in_base"].to_numpy()),
        "net": wide(levels["net"].to_numpy()),
        "narrow": estimate(chance["net"].to_numpy()),
        "gains": wide(levels[Change.MORE_SCREENING].to_numpy()),
        "interviews": wide(levels["interviewed_others"].to_numpy()),
        "draws": len(levels),
        "replications": len(chance),
        "most": counties[counties["year"] == year].to_dict("records"),
    }


if __name__ == "__main__":
    for written in write_latest(Path(sys.argv[1]), Path.cwd()):
        sys.stdout.write(f"{written}\n")
