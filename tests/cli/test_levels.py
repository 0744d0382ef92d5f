"""``lostleads evidence levels``: what is written and printed, what is told of wrong input; the fit is in its place."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analyses.levels import facts, study
from sim.analyses.levels.pooling import SPREADS
from sim.analyses.levels.sampling import Sample

OWN = Path(facts.__file__).parent
JAILS = "jail,fips\nca_orange,06059\ntx_tarrant,48439\nhere,06059\nme_york,23031\n"


@pytest.fixture
def jails(tmp_path: Path) -> Path:
    path = tmp_path / "jails.csv"
    path.write_text(JAILS)
    return path


@pytest.fixture
def _fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the library: the spreads that it finds, as quickly as a test needs them."""

    def spreads(_, seed: int) -> Sample:
        rng = np.random.default_rng(seed)
        drawn = np.array([0.67, 0.22, 0.18, 0.38]) * rng.uniform(0.8, 1.2, (60, 4))
        quality = pd.DataFrame({"r_hat": 1.0, "ess_bulk": 500.0, "ess_tail": 500.0}, index=list(SPREADS))
        return Sample(drawn, quality, 0)

    monkeypatch.setattr(study, "sample_spreads", spreads)
    monkeypatch.setattr(study, "pareto_weights", lambda ratios: (np.full(len(ratios), 1 / len(ratios)), 0.1))
    monkeypatch.setattr(study, "versions", dict)


@pytest.mark.usefixtures("_fitted")
def test_levels_are_written_and_printed_the_same_each_time(cli, jails, tmp_path):
    words = ("evidence", "levels", "--jails", jails, "--years", "2012-2013", "--draws", "30")
    done = cli(*words, "--out", "once")
    assert done.returncode == 0, done.stderr
    assert "one county left out" in done.stdout
    assert "Written: once" in done.stdout
    files = {path.name for path in (tmp_path / "once").iterdir()}
    assert files == {"run.json", "levels.csv", *(f"{name}.csv" for name in study.KEPT)}
    levels = pd.read_csv(tmp_path / "once" / "levels.csv")
    assert len(levels) == 30 * 4 * 2
    assert list(levels["jail"].unique()) == ["ca_orange", "tx_tarrant", "here", "me_york"]
    one, other = (levels.loc[levels["jail"] == jail, "level"].to_numpy() for jail in ("ca_orange", "here"))
    assert (one == other).all()
    assert json.loads((tmp_path / "once" / "run.json").read_text())["seed"] == 1
    cli(*words, "--out", "again", "--quiet")
    for name in files:
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    cli(*words, "--out", "other", "--quiet", "--seed", "2")
    assert (tmp_path / "once" / "levels.csv").read_bytes() != (tmp_path / "other" / "levels.csv").read_bytes()


@pytest.mark.usefixtures("_fitted")
def test_levels_of_counted_counties_lie_near_their_counts(cli, jails, tmp_path):
    done = cli(
        "evidence",
        "levels",
        "--jails",
        jails,
        "--years",
        "2012-2018",
        "--draws",
        "60",
        "--out",
        "found",
        "--format",
        "csv",
    )
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(tmp_path / "found" / "jails.csv").set_index(["jail", "year"])
    assert found.loc[("ca_orange", 2012), "mean"] == pytest.approx(1_900, rel=0.25)
    assert found.loc[("ca_orange", 2012), "counted_2010_2012"] == pytest.approx(2161.7, abs=0.1)
    width = found["high90"] / found["low90"]
    assert width[("ca_orange", 2012)] < width[("ca_orange", 2018)] < width[("me_york", 2018)]
    counties = pd.read_csv(tmp_path / "found" / "counties.csv", dtype={"fips": str}).set_index("fips")
    assert counties.loc[["06059", "06037", "23031"], "rests_on"].tolist() == ["own counts", "its state", "other states"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--years", "2021"), "--years: no level can be told of 2021"),
        (("--years", "twenty"), "--years: 'twenty' is neither a year nor a span"),
        (("--jails", "nowhere.csv"), "nowhere.csv: cannot be read"),
        (("--facts", "nowhere"), "counties.csv: cannot be read"),
        (("--draws", "1"), "--draws"),
    ],
)
def test_wrong_input_is_told(cli, jails, words, told):
    done = cli("evidence", "levels", "--jails", jails, *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_faults_of_facts_are_told_with_file_and_line(cli, jails, tmp_path):
    for name in ("counts.csv", "counties.csv", "national.csv"):
        shutil.copy(OWN / name, tmp_path / name)
    counts = (tmp_path / "counts.csv").read_text()
    (tmp_path / "counts.csv").write_text(counts + "00000,2011,5,5,fitted,x,[35]\n06059,2011,-5,5,fitted,x,[35]\n")
    done = cli("evidence", "levels", "--jails", jails, "--facts", tmp_path)
    line = len(counts.splitlines()) + 1
    assert done.returncode == 2
    assert f"counts.csv:{line}: fips: there is no county with the code '00000'" in done.stderr
    assert f"counts.csv:{line + 1}: count: -5 is too small" in done.stderr


@pytest.mark.usefixtures("_fitted")
def test_facts_of_ones_own_may_hold_nothing_but_what_is_fitted(cli, jails, tmp_path):
    for name in ("counties.csv", "national.csv"):
        shutil.copy(OWN / name, tmp_path / name)
    lines = (OWN / "counts.csv").read_text().splitlines(keepends=True)
    kept = [lines[0], *(line for line in lines if ",fitted," in line)]
    (tmp_path / "counts.csv").write_text("".join(kept[:-1]))
    done = cli(
        "evidence", "levels", "--jails", jails, "--facts", tmp_path, "--years", "2012", "--draws", "5", "--out", "own"
    )
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(tmp_path / "own" / "coverage.csv")["forecasts"].tolist() == ["one county left out"]


def test_without_the_library_it_is_told_what_to_install(cli, jails, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymc", None)
    monkeypatch.setitem(sys.modules, "arviz", None)
    done = cli("evidence", "levels", "--jails", jails, "--out", "none")
    assert done.returncode == 2
    assert "pip install 'lostleads[levels]'" in done.stderr
    assert not (tmp_path / "none").exists()
