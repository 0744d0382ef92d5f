"""Levels of counties as they were fitted: how good forecasts are; the page and the draws say what was found."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.agencies.counties import known_counties
from sim.analyses.levels.facts import Role, own_facts
from sim.analyses.levels.page import DRAWS, FOLDER, levels_page, read_kept, write_page

ROOT = Path(__file__).parents[2]
RECORD = json.loads((ROOT / FOLDER / "run.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return read_kept(ROOT)


@pytest.fixture(scope="module")
def draws() -> pd.DataFrame:
    return pd.read_csv(ROOT / DRAWS)


def root_mean_square(errors: pd.Series) -> float:
    return float(np.sqrt((errors**2).mean()))


def test_the_facts_that_were_fitted_are_those_of_the_package():
    assert RECORD["facts"] == sha256(repr(own_facts()).encode()).hexdigest()
    assert {"pymc", "arviz", "numpy"} <= RECORD["libraries"].keys()


def test_the_sampler_found_the_distribution():
    assert RECORD["divergences"] == 0
    assert RECORD["largest_r_hat"] < 1.01
    assert RECORD["smallest_ess"] > 400


def test_a_county_left_out_is_forecast_well_enough(tables):
    rows = tables["leave_one_out"]
    assert len(rows) == rows["fips"].nunique() == 28
    assert np.log(rows["middle"] / rows["counted"]).to_numpy() == pytest.approx(rows["log_error"].to_numpy())
    assert root_mean_square(rows["log_error"]) <= 0.55
    assert 0.45 <= rows["counted"].between(rows["low50"], rows["high50"]).mean() <= 0.60
    assert 0.85 <= rows["counted"].between(rows["low90"], rows["high90"]).mean() <= 0.97
    assert (rows["log_error"].abs() <= np.log(2)).mean() >= 0.8


def test_later_counts_are_forecast_well_enough(tables):
    rows = tables["forecasts"]
    later = rows[rows["forecast"] == "later counts"]
    assert len(later) == len(own_facts().of(Role.LATER))
    assert root_mean_square(later["log_error"]) <= 0.75
    assert later["counted"].between(later["low90"], later["high90"]).mean() >= 0.85


def test_the_table_of_coverage_adds_up_what_was_forecast(tables):
    every = pd.concat([tables["leave_one_out"], tables["forecasts"]])
    for row in tables["coverage"].to_dict("records"):
        own = every[every["forecast"] == row["forecasts"]]
        assert row["count"] == len(own)
        assert row["log_error"] == pytest.approx(root_mean_square(own["log_error"]))
        for inside, ends in (("inside50", ("low50", "high50")), ("inside90", ("low90", "high90"))):
            assert row[inside] == pytest.approx(own["counted"].between(own[ends[0]], own[ends[1]]).mean())


def test_what_was_counted_is_what_the_model_would_give(tables):
    assert tables["predictive_checks"]["at_least"].between(0.02, 0.98).all()


def test_every_county_has_a_level(tables):
    levels = tables["counties"].set_index("fips")
    assert set(levels.index) == {county.fips for county in known_counties()}
    assert (levels[["mean", "low90"]] > 0).all(axis=None)
    ends = levels[["low90", "low50", "middle", "high50", "high90"]].to_numpy()
    assert (np.diff(ends, axis=1) > 0).all()
    width = np.log(levels["high90"] / levels["low90"]).groupby(levels["rests_on"]).median()
    assert width["own counts"] < width["its state"] < width["other states"]


def test_each_jail_of_the_network_has_as_many_draws_in_each_year(draws, tables):
    jails = pd.read_csv(ROOT / "scenarios" / "national" / "jails_2017_2020.csv")["jail"]
    assert list(draws.columns) == ["draw", "jail", "year", "level"]
    assert RECORD["draws"] >= 400
    every = pd.MultiIndex.from_product([range(RECORD["draws"]), jails, [2017, 2018, 2019, 2020]])
    assert pd.MultiIndex.from_frame(draws[["draw", "jail", "year"]]).equals(every.set_names(["draw", "jail", "year"]))
    assert (draws["level"] > 0).all()
    means = draws.groupby(["jail", "year"])["level"].mean()
    told = tables["jails"].set_index(["jail", "year"])["mean"]
    assert means.loc[told.index].to_numpy() == pytest.approx(told.to_numpy(), rel=0.01)


def test_draws_hold_what_counties_have_in_common(draws):
    """One error of the national number for all, and one effect for a state's counties."""
    logs = np.log(draws[draws["year"] == 2020].pivot_table("level", "draw", "jail"))
    assert logs["ma_bristol"].corr(logs["ma_plymouth"]) > 0.4
    assert abs(logs["ma_bristol"].corr(logs["ga_cobb"])) < 0.3
    years = np.log(draws[draws["jail"] == "ca_orange"].pivot_table("level", "draw", "year"))
    assert years[2019].corr(years[2020]) > 0.8


def test_the_page_is_written_from_the_tables():
    page = (ROOT / "docs" / "levels.md").read_text(encoding="utf-8")
    assert page == levels_page(ROOT)
    assert not re.search(r"\bnan\b|\{\{|None", page)


def test_the_page_begins_with_what_is_missed(tables):
    page = (ROOT / "docs" / "levels.md").read_text(encoding="utf-8")
    missed = page[page.index("## What it misses") : page.index("## The model")]
    every = pd.concat([tables["leave_one_out"], tables["forecasts"]])
    outside = every[~every["counted"].between(every["low90"], every["high90"])]
    assert len(re.findall(r"^\| \w", missed, flags=re.MULTILINE)) == len(outside) + 1
    assert page.index("## What it misses") < page.index("## How good forecasts are")
    for name in ("Orange, CA", "Loudoun, VA", "Charleston, SC"):
        assert name in missed
    # What the page says in words of three large counties elsewhere.
    large = every[(every["forecast"] == "counties elsewhere") & every["fips"].isin(["06037", "06071", "04013"])]
    assert np.exp(large["log_error"].abs()).between(2, 3).all()


def test_the_picture_is_drawn_from_the_tables(tmp_path):
    (tmp_path / FOLDER).mkdir(parents=True)
    for path in (ROOT / FOLDER).iterdir():
        if path.suffix in {".csv", ".json"}:
            (tmp_path / FOLDER / path.name).write_bytes(path.read_bytes())
    written = [path.relative_to(tmp_path) for path in write_page(tmp_path)]
    assert written == [FOLDER / "forecasts.svg", Path("docs/levels.md")]
    for path in written:
        assert (tmp_path / path).read_bytes() == (ROOT / path).read_bytes()
