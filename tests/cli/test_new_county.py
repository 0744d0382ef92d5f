"""``lostleads new`` of a county: its residents and its level, plainly not calibrated."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.agencies.counties import known_counties
from sim.agencies.levels import level_of
from sim.scenario.files.reader import load_scenario

ROOT = Path(__file__).parents[2]


def flagged(cli, path, folder):
    done = cli("run", path, "--engine", "staged", "--replications", "4", "--out", folder, "--quiet")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(path.parent / folder / "summary.csv")
    return float(table[(table["measure"] == "flagged") & (table["jail"] == "all")]["mean"].iloc[0])


@pytest.mark.parametrize(
    ("named", "jail"), [("Maricopa County, AZ", "az_maricopa"), ("whitfield, Georgia", "ga_whitfield")]
)
def test_a_county_by_its_name_flags_about_its_level(cli, tmp_path, named, jail):
    done = cli("new", named)
    assert done.returncode == 0, done.stderr
    path = tmp_path / f"{jail}.yaml"
    assert path.read_text().count("NOT CALIBRATED") == 4
    scenario = load_scenario(path)
    [(name, found)] = scenario.jails.items()
    assert (name, found.field_office) == (jail, "my_office")
    level = level_of(found.fips or "")
    assert level is not None
    # More deputies, so that no queue binds.
    text = path.read_text().replace("{officers: {value: 1, low: 1, high: 3}", "{officers: 9")
    path.write_text(text)
    assert flagged(cli, path, "out") == pytest.approx(level.mean, rel=0.06)
    removable = found.removable.otherwise
    assert removable is not None
    assert removable.low == pytest.approx(removable * level.low / level.mean, rel=0.01)


def test_a_county_whose_level_its_residents_do_not_reach_has_more_foreign_born(cli, tmp_path):
    county = next(
        each
        for each in known_counties()
        if each.population
        and each.foreign_born
        and (level := level_of(each.fips))
        and level.mean > 0.6 * 0.033 * each.population * each.foreign_born
    )
    assert cli("new", f"{county.name}, {county.state}").returncode == 0
    path = tmp_path / f"{county.jail}.yaml"
    assert ", raised to reach the level" in path.read_text()
    assert float(load_scenario(path).jails[county.jail].foreign_born.otherwise) > county.foreign_born


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("Maricoppa, AZ", "'Maricoppa, AZ': unknown county 'Maricoppa'; did you mean 'Maricopa County'?"),
        ("Maricopa, ZZ", "'Maricopa, ZZ': 'ZZ' is no state"),
        ("Arlingtn, VA", "'Arlingtn, VA': unknown county 'Arlingtn'; did you mean 'Arlington County'?"),
    ],
)
def test_a_county_that_there_is_not_is_told(cli, tmp_path, named, message):
    done = cli("new", named)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr) < 400
    assert not [*tmp_path.glob("*.yaml")]


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("Arlington", "a county is given as 'Arlington County, VA'."),
        ("Prince William County", "a county is given as 'Prince William County, VA'."),
        ("orange", "(8 have that name)."),
    ],
)
def test_a_county_without_its_state_is_a_name_and_that_is_said(cli, named, told):
    done = cli("new", named)
    assert done.returncode == 0
    assert f"Note: {named} is taken for a name of your own" in done.stderr
    assert told in done.stderr


def test_a_name_that_no_county_has_is_not_doubted(cli):
    assert "Note" not in cli("new", "my_county").stderr


def test_every_county_has_a_level_that_is_that_of_the_page():
    kept = ROOT / "docs" / "levels" / "counties.csv"
    assert (ROOT / "sim" / "agencies" / "levels.csv").read_bytes() == kept.read_bytes()


def test_bookings_that_cannot_give_the_level_are_doubted(cli):
    told = cli("new", "Arlington County, VA", "--bookings-per-year", "100").stderr
    assert told.startswith(
        "Note: 337 people flagged a year, the level of Arlington County, are more than the 53 that 100 "
    )
    assert not cli("new", "Arlington County, VA", "--bookings-per-year", "9500", "--overwrite").stderr.startswith(
        "Note"
    )
