# ruff: noqa: INP001
"""Make the jails files of the national network from lists of agreements. See README.md beside this file.

python scenarios/national/build.py 2017_2020 scenarios/national/agreements.csv
python scenarios/national/build.py 2025 LIST...
python scenarios/national/build.py 2026 LIST...
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sim.agencies.counties import County, known_counties, slug
from sim.agencies.merging import Import, import_lists
from sim.agencies.reading import AgencyList, AgencyRow, read_lists
from sim.agencies.report import jails_table
from sim.sheets.account import Fate

HERE = Path(__file__).parent
OFFICERS = "screening.teams.deputies.shifts.0.officers"
BOOKINGS_PER_RESIDENT_YEAR = 0.033
FOREIGN_BORN_BOOKINGS_PER_DEPUTY = 3_500
MOST_DEPUTIES = 3

Row = dict[str, str]


def deputies_on_duty(population: int, foreign_born: float) -> int:
    """How many deputies are on duty at a time in a jail that screens; README.md says why."""
    bookings = population * BOOKINGS_PER_RESIDENT_YEAR * foreign_born
    return min(MOST_DEPUTIES, max(1, math.ceil(bookings / FOREIGN_BORN_BOOKINGS_PER_DEPUTY)))


def from_agreements(path: Path) -> Iterator[Row]:
    """Give a jail for each row of a file of agreements, whose county is spelt as the table of counties spells it."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            county = known_counties().named(row["state"], row["county"])
            if county is None:
                raise ValueError(f"{path}: there is no {row['county']} in {row['state']}")
            yield _jail(county) | {
                "model": row["model"],
                "agreement_from": row["agreement_from"],
                "agreement_until": row["agreement_until"],
                "agency": row["agency"],
                "evidence": f"{row['known']}: {row['evidence']}",
            }


def from_lists(lists: list[AgencyList]) -> Iterator[Row]:
    """Give a jail for each county with a jail agreement, then one for each county that has task forces only."""
    jails = import_lists(lists)
    yield from _imported(jails, "jail agreement on a list")
    counties = {jail.county for jail in jails.jails}
    apart = {(each.file, each.row) for each in jails.findings if each.kind is Fate.KEPT_APART}
    task_forces = import_lists([_task_forces(each, apart) for each in lists])
    only = replace(task_forces, jails=tuple(jail for jail in task_forces.jails if jail.county not in counties))
    for row in _imported(only, "only task forces on the lists: nobody screens in this jail"):
        yield row | {"model": "TFM"}


def _task_forces(agencies: AgencyList, apart: set[tuple[str, int]]) -> AgencyList:
    """Keep the task forces, told as jail agreements, so that the importer finds the county of each."""
    rows = (row for row in agencies.rows if (row.file, row.line) in apart)
    return replace(agencies, rows=tuple(map(_as_jail_agreement, rows)), findings=())


def _as_jail_agreement(row: AgencyRow) -> AgencyRow:
    kind = "" if row["type"].casefold().startswith("municipal") else row["type"]
    return replace(row, cells=row.cells | {"model": "WSO", "type": kind})


def _imported(found: Import, evidence: str) -> Iterator[Row]:
    for row in jails_table(found.jails).to_dict("records"):
        names = {slug(name): name for name in reversed(row["agency"].split("; "))}
        yield row | {"agency": "; ".join(reversed(names.values())), "evidence": evidence}


def _jail(county: County) -> Row:
    return {
        "jail": county.jail,
        "fips": county.fips,
        "county": county.name,
        "state": county.state,
        "population": str(county.population),
        "foreign_born": str(county.foreign_born),
        "field_office": county.field_office,
    }


def with_deputies(row: Row) -> Row:
    """Add deputies where they screen, and say yes to an agreement of which no day is known."""
    screens = "JEM" in row["model"]
    dated = row["agreement_from"] or row["agreement_until"]
    deputies = str(deputies_on_duty(int(row["population"]), float(row["foreign_born"]))) if screens else ""
    return row | {"agreement": "" if dated or not screens else "yes", OFFICERS: deputies}


def write(rows: Iterable[Row], out: Path) -> None:
    """Write a jails file, a row a jail in the order of their names."""
    known = sorted((with_deputies(row) for row in rows), key=lambda row: row["jail"])
    columns = [key for key in known[0] if key not in {"evidence", "agreement", OFFICERS}]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*columns, "agreement", OFFICERS, "evidence"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(known)


def main(years: str, *lists: str) -> None:
    """Write the jails file of some years beside this file."""
    paths = [Path(each) for each in lists]
    rows = from_agreements(paths[0]) if years == "2017_2020" else from_lists(list(read_lists(paths)))
    write(rows, HERE / f"jails_{years}.csv")


if __name__ == "__main__":
    main(*sys.argv[1:])
