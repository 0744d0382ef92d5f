"""Scenarios that are allowed and odd: what is odd is told in our words, and no library says a word."""

from __future__ import annotations

from tests.support import small_data, write_yaml

COUNTY = "\N{CJK UNIFIED IDEOGRAPH-770C}"
ODD = {
    "name": COUNTY,
    "days": 3,
    "warmup_days": 0,
    "cooldown_days": 0,
    "jails.county.notice_hours": 24,
    "jails.county.screening.teams.deputies.in_force": {"from": "2025-01-01"},
}
TEAM = "deputies of county (from 2025-01-01)"
WAY = "for a crew sets out no sooner than that before release due"
TOLD = [
    f"a screening team is in force on no counted day (2019-07-01 to 2019-07-03), so never on duty on one: {TEAM}",
    f"notice_hours of county: 24 has no effect above travel_hours (1), {WAY}",
]


def test_a_run_tells_what_has_no_effect_and_what_cannot_be_drawn(painting, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.output.charts.fonts._installed", tuple)
    odd = write_yaml(tmp_path / "odd.yaml", small_data(ODD))
    done = painting("run", odd, "--replications", 1, "--out", "out")
    assert done.returncode == 0
    *told, fonts = done.stderr.splitlines()
    assert told == [f"{COUNTY}: {each}" for each in TOLD]
    assert fonts.startswith(f"No installed font has {COUNTY}: pictures as PNG show boxes there")
    assert (tmp_path / "out" / "plots").is_dir()


def test_validate_tells_what_has_no_effect(cli, tmp_path):
    odd = write_yaml(tmp_path / "odd.yaml", small_data(ODD))
    done = cli("validate", odd)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [f"{odd}: {each}" for each in TOLD]
    assert "Team deputies (from 2025-01-01: in force on no counted day): 1 on duty" in done.stdout


def test_a_sweep_in_which_nothing_changes_is_quiet(painting, tmp_path):
    path = write_yaml(tmp_path / "none.yaml", small_data({"days": 3, "jails.county.bookings_per_year": 0}))
    vary = ("--vary", "jails.county.hold_hours=1,2,3", "--vary", "jails.county.travel_hours=1,2,3")
    done = painting("sweep", path, *vary, "--replications", 2, "--quiet", "--out", "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_comparison_in_which_nobody_is_removable_is_told(painting, tmp_path):
    path = write_yaml(tmp_path / "none.yaml", small_data({"days": 3, "jails.county.removable": 0}))
    done = painting("compare", path, path, "--replications", 1, "--engine", "staged", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "flagged" in done.stdout
    assert painting("report", "out").returncode == 0
