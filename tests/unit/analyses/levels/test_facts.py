"""Facts of levels: what the package has, and what is told of a folder with faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.agencies.counties import known_counties
from sim.analyses.levels.facts import Role, own_facts, read_facts, read_jails_of_counties
from sim.analyses.levels.tables import years_of

OWN = Path(own_facts.__code__.co_filename).parent
SOURCES = (Path(__file__).parents[4] / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("counts.csv", "counties.csv", "national.csv"):
        shutil.copy(OWN / name, tmp_path / name)
    return tmp_path


def added(folder: Path, table: str, line: str) -> int:
    """Add a line to a table, and give its number."""
    path = folder / table
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_county_has_a_size():
    facts = own_facts()
    assert set(facts.counties) == {county.fips for county in known_counties()}
    assert all(3.9 < county.size < 15 for county in facts.counties.values())


def test_counts_are_of_28_counties_in_three_years_and_later():
    facts = own_facts()
    fitted = facts.of(Role.FITTED)
    assert len({count.fips for count in fitted}) == 28
    assert sorted({count.year for count in fitted}) == [2010, 2011, 2012]
    assert sum(count.count for count in fitted) / 3 == pytest.approx(22_613)
    assert len(facts.of(Role.LATER)) == 10
    assert {count.year for count in facts.of(Role.HELD_OUT, Role.BREAK)} == {2013}


def test_every_fact_has_a_source_that_is_listed():
    facts = own_facts()
    told = {number for count in facts.counts for number in count.source.strip("[]").split("] [")}
    assert told
    assert all(f"\n| {number} |" in SOURCES for number in told)


def test_the_index_follows_the_country_after_2012():
    facts = own_facts()
    assert facts.log_index(2010) == facts.log_index(2012) == 0
    assert facts.log_index(2020) == pytest.approx(-0.8336, abs=1e-4)


@pytest.mark.parametrize(
    ("table", "line", "told"),
    [
        ("counts.csv", "99999,2011,5,5,fitted,x,[35]", "fips: there is no county with the code '99999'"),
        ("counts.csv", "6059,2011,5,5,fitted,x,[35]", "fips: there is no county with the code '6059'"),
        ("counts.csv", "06059,2011,-5,5,fitted,x,[35]", "count: -5 is too small (allowed: 1 or more)"),
        ("counts.csv", "06059,2011,many,5,fitted,x,[35]", "count: 'many' is no number"),
        ("counts.csv", "06059,2011,nan,5,fitted,x,[35]", "count: 'nan' is no number"),
        ("counts.csv", "06059,1911,5,5,fitted,x,[35]", "year: 1911 is out of range (allowed: 2010 to 2030)"),
        ("counts.csv", "06059,2016,5,5,fitted,x,[35]", "year: 2016 is out of range for a count that is fitted"),
        ("counts.csv", "06059,2011,5,5,later,x,[35]", "year: 2011 is out of range for a count that is later"),
        ("counts.csv", "06059,2011,5,5,guess,x,[35]", "role: 'guess' is unknown"),
        ("counts.csv", "06059,2011,5,5,fitted", "has 5 cells, but the header names 7 columns"),
        ("national.csv", "2041,5,x,[89]", "year: 2041 is out of range"),
        ("national.csv", "2021,0,x,[89]", "detainers: 0 is too small"),
        ("counties.csv", "1001,Nowhere,Texas,5", "fips: '1001' is no code of a county"),
    ],
)
def test_a_faulty_row_is_told_with_its_file_and_line(folder, table, line, told):
    number = added(folder, table, line)
    with pytest.raises(ValueError, match=r"\S") as error:
        read_facts(folder)
    assert f"{folder / table}:{number}: {told}" in str(error.value)


def test_all_faults_are_told_at_once_ten_of_a_kind(folder):
    for _ in range(12):
        added(folder, "counts.csv", "06059,2011,-5,5,fitted,x,[35]")
    added(folder, "national.csv", "2041,5,x,[89]")
    with pytest.raises(ValueError, match=r"\S") as error:
        read_facts(folder)
    assert str(error.value).count("count: -5") == 10
    assert "and 2 more like the one before" in str(error.value)
    assert "year: 2041" in str(error.value)


def test_a_missing_column_file_and_year_are_told(folder):
    text = (folder / "counts.csv").read_text(encoding="utf-8")
    (folder / "counts.csv").write_text(text.replace("per_year", "yearly", 1), encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"counts\.csv:1: per_year: the column is missing, and must be given; the first line names \d"
    ):
        read_facts(folder)
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    lines = (folder / "national.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "national.csv").write_text("".join(line for line in lines if not line.startswith("2017")))
    with pytest.raises(ValueError, match=r"national\.csv: year: 2017 is missing"):
        read_facts(folder)
    (folder / "national.csv").unlink()
    with pytest.raises(ValueError, match=r"national\.csv: cannot be read"):
        read_facts(folder)


def test_too_few_counties_to_fit_are_told(folder):
    lines = (folder / "counts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "counts.csv").write_text("".join(line for line in lines if ",2010," not in line), encoding="utf-8")
    with pytest.raises(ValueError, match=r"counts\.csv: 0 counties have counts that are fitted of both 2010 and 2012"):
        read_facts(folder)


def test_jails_are_told_by_name_and_county(tmp_path):
    path = tmp_path / "jails.csv"
    path.write_text("jail,state,fips\nca_orange,California,06059\n")
    jails = read_jails_of_counties(path, own_facts())
    assert [(each.jail, each.fips) for each in jails] == [("ca_orange", "06059")]
    path.write_text("jail,fips\nca_orange,06059\nca_orange,06059\n,06059\nx,00000\n")
    with pytest.raises(ValueError, match=r"\S") as error:
        read_jails_of_counties(path, own_facts())
    for told in (":3: jail: ca_orange is given twice", ":4: jail: must be given", ":5: fips: there is no county"):
        assert f"{path}{told}" in str(error.value)


def test_years_are_one_or_a_span_with_national_numbers():
    assert years_of("2019") == (2019,)
    assert years_of("2017-2020") == (2017, 2018, 2019, 2020)
    for wrong in ("", "2020-2017", "17", "2017,2018"):
        with pytest.raises(ValueError, match="--years"):
            years_of(wrong)
    facts = own_facts()
    assert facts.checked_years((2010, 2020)) == (2010, 2020)
    with pytest.raises(ValueError, match="no level can be told of 2009, 2022"):
        facts.checked_years((2009, 2010, 2022))
