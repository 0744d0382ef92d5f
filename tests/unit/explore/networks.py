"""A small network of counties that come and go, for the page: two files of the same jails, with levels."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from tests.support import WEEKDAYS, small_data, write_yaml

JAILS = "va_one", "va_two", "va_three", "tx_ice", "tx_joins", "md_serves"
"""Of Virginia: one throughout, one that leaves, one that left before. Of Texas: one that leaves to ICE's officers, and
one that joins. Of Maryland: one whose officers serve warrants only."""

_ROWS = """jail,county,state,population,field_office,model,agreement_from,agreement_until
va_one,One County,Virginia,100000,north,JEM,2015-01-01,
va_two,Two County,Virginia,50000,north,JEM,2015-01-01,2019-07-20
va_three,Three County,Virginia,50000,north,JEM,2015-01-01,2018-12-31
tx_ice,Ice County,Texas,200000,south,JEM,2015-01-01,2019-07-15
tx_joins,Joins County,Texas,80000,south,JEM+WSO,2019-07-10,
md_serves,Serves County,Maryland,80000,north,WSO,2015-01-01,
"""


def write_network(folder: Path) -> tuple[Path, Path]:
    """Write the two files: agreements as of 1 July 2019, and as they come and go in 40 days from then."""
    data = small_data({"days": 40, "warmup_days": 7, "cooldown_days": 3})
    county, office = data.pop("jails")["county"], data["field_offices"]["city"]
    county["bookings_per_year"] = 3000
    (folder / "jails.csv").write_text(_ROWS)
    with (folder / "levels.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["draw", "jail", "year", "level"])
        chance = random.Random(1)
        rows.writerows((draw, jail, 2019, round(chance.uniform(50, 400), 1)) for draw in range(12) for jail in JAILS)
    data |= {
        "name": "As they come and go",
        "jail_defaults": county,
        "jails_file": "jails.csv",
        "levels_file": "levels.csv",
        "flagged_per_removable": 0.8,
        "field_offices": {"north": office, "south": office},
    }
    write_yaml(folder / "counties.yaml", data)
    ice = {
        "under_agreement": False,
        "in_force": {"from": "2019-07-16"},
        "shifts": [{"officers": 1, "days": WEEKDAYS, "hours": "08:00-16:00"}],
    }
    jails = {"tx_ice": {"screening": {"teams": {"ice_officers": ice}}}}
    after = write_yaml(folder / "after.yaml", {"extends": "counties.yaml", "jails": jails})
    before = {"extends": "after.yaml", "name": "As of July", "agreements_as_of": "2019-07-01"}
    return write_yaml(folder / "before.yaml", before), after
