"""The staged engine gives the second of the SimPy model, in every column of every booking."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings

from sim.model.caseload import draw_caseload
from sim.model.office import ENGINES, Engine
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


def _anew() -> ModuleType:
    """The module once more, with recursions of its own."""
    spec = find_spec("sim.model.staged")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _indices_checked():
    """Compile so that an index out of range is an error, not whatever lies there in memory, and keep nothing of it."""
    from numba import config

    with TemporaryDirectory() as folder, mock.patch.multiple(config, BOUNDSCHECK=1, CACHE_DIR=folder):
        yield


@cache
def _every_way():
    """The staged engine as users have it, without numba, and with every index checked."""
    in_python = _anew()
    in_python.are_compiled = lambda: False
    if not are_compiled():
        return simulate_staged, in_python.simulate_staged
    checked = _anew()
    with _indices_checked():
        assert checked.compile_recursions() == ""
    return simulate_staged, in_python.simulate_staged, checked.simulate_staged


def _assert_equal(scenario: Scenario, staged_engines=None, replications=(0,)) -> int:
    """Compare the engines on every field office, and tell how many bookings that were."""
    bookings = 0
    for office in dict.fromkeys(jail.field_office for jail in scenario.jails.values()):
        caseload = draw_caseload(scenario, office, *replications)
        expected = ENGINES[Engine.SIMPY](caseload)
        for engine in staged_engines or _every_way():
            for name, here, there in columns(engine(caseload), expected):
                assert (here == there).all(), f"{name} of row {np.flatnonzero(here != there)[:1]}"
        bookings += len(caseload.facts) + int(sum(each.sum() for each in caseload.others.values()))
    return bookings


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_of_the_project_is_equal(path):
    shorter = NATIONAL if path in NETWORKS else ["days=120"] if path.stem == "detainer_outcomes" else ()
    assert _assert_equal(load_scenario(path, shorter)) > 0


@settings(max_examples=100, deadline=None, derandomize=True)
@given(scenarios())
def test_random_scenarios_full_of_ties_are_equal(scenario):
    _assert_equal(scenario, replications=(0, 3))


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
    "rounds with fewer seats than people": {
        "field_offices.city.rounds": [{"at": "09:00", "days": ["mon"], "seats": 1}],
        "field_offices.city.spared": 0,
        "jails.county.hold_hours": 72,
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
    assert _assert_equal(small(changes), replications=(1, 0)) > 500


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
    for engine in _every_way():
        for name, here, there in columns(engine(custody.caseload), custody.journeys):
            assert (here == there).all(), name


def test_nobody_at_all_is_equal():
    assert _assert_equal(small({"jails.county.bookings_per_year": 0})) == 0


@pytest.mark.slow
def test_a_million_bookings_are_equal():
    scenario = load_scenario(ROOT / "scenarios" / "prince_william.yaml", ["jails.*.bookings_per_year=1100000"])
    assert _assert_equal(scenario, [simulate_staged]) > 1_000_000


_WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from sim.model import staged
from tests.unit.model.test_staged import EXTREMES, _assert_equal
from tests.support import small
assert not staged.are_compiled()
assert staged.compile_recursions() == ""
for changes in EXTREMES.values():
    _assert_equal(small(changes), [staged.simulate_staged])
print("equal")
"""


def test_without_numba_all_of_it_runs():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _WITHOUT_NUMBA],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "equal\n"


def _at(given, i):
    return given[i]


def _beyond(given, found):
    for i in range(len(given) + 1):
        found[0] += _at(given, i)


@pytest.mark.skipif(not are_compiled(), reason="numba is not installed")
def test_an_index_out_of_range_would_be_noticed():
    from numba.extending import register_jitable

    register_jitable(_at)
    with _indices_checked():
        compiled, _ = _machine_code.__wrapped__(_beyond)
    with pytest.raises(IndexError):
        compiled(np.arange(3), np.zeros(1, dtype=np.int64))


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
