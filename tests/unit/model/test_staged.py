"""The staged engine gives the second of the SimPy model, in every column of every booking."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from sim.model.caseload import draw_caseload
from sim.model.custody import simulate
from sim.model.staged import _machine_code, are_compiled, simulate_staged
from sim.scenario.files.reader import load_scenario
from sim.scenario.schema import Scenario
from tests.strategies import scenarios
from tests.support import columns, in_custody, small

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
NETWORKS = [path for path in SCENARIOS if path.stem.startswith("national")]
NATIONAL = ["days=6", "warmup_days=3", "cooldown_days=3"]
"""Of a network of hundreds of jails a few days, in which as much happens as in years of a county."""


def _assert_equal(scenario: Scenario, replication: int = 0) -> int:
    """Compare the engines on every field office, and tell how many bookings that were."""
    bookings = 0
    for office in dict.fromkeys(jail.field_office for jail in scenario.jails.values()):
        caseload = draw_caseload(scenario, office, replication)
        expected, staged = simulate(caseload), simulate_staged(caseload)
        for name, here, there in columns(staged, expected):
            assert (here == there).all(), f"{name} of row {np.flatnonzero(here != there)[:1]}"
        bookings += len(caseload.facts) + sum(caseload.others.values())
    return bookings


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_of_the_project_is_equal(path):
    scenario = load_scenario(path, NATIONAL if path in NETWORKS else ())
    for replication in range(1 if path in NETWORKS else 3):
        assert _assert_equal(scenario, replication) > 0


@settings(max_examples=100, deadline=None, derandomize=True)
@given(scenarios())
def test_random_scenarios_full_of_ties_are_equal(scenario):
    _assert_equal(scenario)


EXTREMES: dict[str, dict[str, object]] = {
    # 6,000 bookings a year want 0.75 interview hours for 27 % of them; a day of work is 3.3 hours.
    "eight times what officers can do": {"jails.county.bookings_per_year": 350_000},
    "every rule about the end of a stay": {
        "jails.county.screening.known_first": True,
        "jails.county.screening.cleared": 0.3,
        "jails.county.moves_on": {"by_stay_hours": {0: 0.1, 24: 0.3}},
        "jails.county.lifted": 0.2,
        "jails.county.stay_factor_when_flagged": 2,
        "jails.county.release_hours": {"by_hour": [0] * 8 + [1] * 16},
        "field_offices.city.rounds": [{"at": "09:00", "seats": 2, "closes_hours": 17}, {"at": "15:00", "seats": 1}],
        "field_offices.city.spared": 0.5,
        "field_offices.city.sought": 0.8,
    },
    "no officers anywhere": {
        "jails.county.screening.teams.deputies.shifts": [],
        "field_offices.city.reviewers": [],
        "field_offices.city.crews": [],
    },
    "work of one second": {
        "jails.county.screening.interview_hours": 0,
        "field_offices.city.review_hours": 0,
        "jails.county.travel_hours": 0,
        "field_offices.city.return_hours": 0,
    },
    "one seat": {"field_offices.city.seats": 1, "jails.county.bookings_per_year": 60_000},
    "fifty seats": {"field_offices.city.seats": 50, "jails.county.bookings_per_year": 60_000},
    "an agreement that begins and ends": {
        "jails.county.screening.teams.deputies.in_force": {"from": "2019-07-10", "until": "2019-07-20"}
    },
    "business clock": {"jails.county.hold_clock": "business"},
    "a year of stays": {"charges.felony.stay_hours": {"exponential": {"mean": 8000}}},
}


@pytest.mark.parametrize("changes", list(EXTREMES.values()), ids=list(EXTREMES))
def test_extremes_are_equal(changes):
    assert _assert_equal(small(changes)) > 500


TIES = {
    "flagged as a trip arrives, and a second later": [
        {"booked_at": "2019-07-01 07:00", "stay_hours": 6},
        {"booked_at": "2019-07-01 11:00", "stay_hours": 2},
        {"booked_at": "2019-07-01 11:00", "stay_hours": 2 + 1 / 3600, "interview_hours": 1 + 1 / 3600},
    ],
    "due as a trip arrives, and a second later": [
        {"booked_at": "2019-07-01 18:00", "stay_hours": 4},
        {"booked_at": "2019-07-01 23:00", "stay_hours": 8},
        {"booked_at": "2019-07-01 23:00", "stay_hours": 8 + 1 / 3600},
    ],
    "no hold, and a trip that arrives as release is due, and a second later": [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 3, "honoured": False},
        {"booked_at": "2019-07-01 08:00", "stay_hours": 3, "honoured": False},
        {"booked_at": "2019-07-02 08:00", "stay_hours": 3 - 1 / 3600, "honoured": False},
    ],
}
"""A trip begins with the crews' shift at 06:00, or in time for a release; the jail is an hour away."""


@pytest.mark.parametrize("rows", TIES.values(), ids=TIES)
@pytest.mark.parametrize("seats", [1, 2, 4])
def test_ties_at_the_pickup_line_are_equal(tmp_path, rows, seats):
    changes = {
        "jails.county.screening.teams.deputies.shifts": [{"officers": 3, "hours": "00:00-24:00"}],
        "field_offices.city.seats": seats,
    }
    custody = in_custody(tmp_path, {"county": rows}, changes)
    staged = simulate_staged(custody.caseload)
    for name, here, there in columns(staged, custody.journeys):
        assert (here == there).all(), name


def test_nobody_at_all_is_equal():
    assert _assert_equal(small({"jails.county.bookings_per_year": 0})) == 0


@pytest.mark.slow
def test_a_million_bookings_are_equal():
    scenario = load_scenario(ROOT / "scenarios" / "prince_william.yaml", ["jails.*.bookings_per_year=1100000"])
    assert _assert_equal(scenario) > 1_000_000


_SCRIPT = """
import sys
{first}
from tests.unit.model.test_staged import NATIONAL, NETWORKS, SCENARIOS, _assert_equal, EXTREMES
from sim.model import staged
from sim.scenario.files.reader import load_scenario
from tests.support import small
assert staged.are_compiled() is {compiled}
for path in [*NETWORKS[:1], *set(SCENARIOS).difference(NETWORKS)]:
    _assert_equal(load_scenario(path, NATIONAL))
for changes in EXTREMES.values():
    _assert_equal(small(changes))
print("equal")
"""


def _in_a_process(script: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_numba_the_same_code_is_equal():
    assert "equal" in _in_a_process(_SCRIPT.format(first="sys.modules['numba'] = None", compiled=False))


@pytest.mark.slow
@pytest.mark.skipif(not are_compiled(), reason="numba is not installed")
def test_with_bounds_checks_no_index_is_out_of_range(tmp_path):
    script = _SCRIPT.format(first="", compiled=True)
    assert "equal" in _in_a_process(script, NUMBA_BOUNDSCHECK="1", NUMBA_CACHE_DIR=str(tmp_path))


def _doubled(given, doubled):
    for i in range(len(given)):
        doubled[i] = 2 * given[i]


def _compiled_anew(recursion) -> str:
    """Compile as a process of its own would, see that it works, and give what is said of the code's being kept."""
    compiled, why = _machine_code.__wrapped__(recursion)
    results = np.empty(3, dtype=np.int64)
    compiled(np.arange(3), results)
    assert results.tolist() == [0, 2, 4]
    return why


@pytest.mark.skipif(not are_compiled(), reason="numba is not installed")
class TestCompiledCodeOnDisk:
    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        from numba import config

        monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
        return tmp_path

    def test_it_is_kept(self, folder):
        assert _compiled_anew(_doubled) == ""
        assert {path.suffix for path in folder.rglob("*.nb?")} == {".nbi", ".nbc"}

    @pytest.mark.parametrize("kept", ["*.nbi", "*.nbc"])
    @pytest.mark.parametrize("damage", [b"", b"garbled"])
    def test_damaged_it_is_done_without_and_said_what_to_delete(self, folder, kept, damage):
        _compiled_anew(_doubled)
        (file,) = folder.rglob(kept)
        file.write_bytes(damage)
        why = _compiled_anew(_doubled)
        assert f"numba keeps in {file.parent} cannot be used" in why
        assert "delete the files" in why

    def test_a_full_disk_is_done_without(self, folder, monkeypatch):
        from numba.core.caching import IndexDataCacheFile

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(IndexDataCacheFile, "save", full)
        assert "space on the disk" in _compiled_anew(_doubled)

    def test_without_a_folder_to_write_in_it_is_done_without(self, monkeypatch):
        from numba.core.caching import CacheImpl

        monkeypatch.setattr(CacheImpl, "_locator_classes", [])
        assert "set NUMBA_CACHE_DIR" in _compiled_anew(_doubled)
