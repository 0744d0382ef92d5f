"""What needs very much runs only with --yes, and nothing runs before that is known."""

from __future__ import annotations

import pytest

MANY = ("--replications", "1000000000")
RATE = "jails.*.bookings_per_year=1000000000"
RANGED = "jails.county.removable={value: 0.5, low: 0.4, high: 0.6}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", *MANY], "1,000,000,000 runs"),
        (["run", "--set", RATE], "about 27,945,205 foreign-born bookings each"),
        (["run", "--set", "field_offices.*.crews.0.officers=1000000"], "1,000,003 officers"),
        (["warmup", *MANY], "1,000,000,000 runs"),
        (["staffing", "--target", "1", *MANY], "1,000,000,000 runs"),
        (["calibrate", "--target", "flagged=4", "--range", "jails.*.recorded=0.5:1", *MANY], "1,000,000,000 runs"),
        (["trace", "--outcome", "lost", *MANY], "1,000,000,000 runs"),
        (["sweep", "--vary", f"{RATE},1", *MANY[:0]], "foreign-born bookings each"),
        (["sweep", "--vary", "jails.*.on_record=0,1", *MANY], "2,000,000,000 runs"),
        (
            ["sweep", "--design", "lhs", "--range", "jails.*.on_record=0:1", "--samples", "1000000001"],
            "1,000,000,001 points",
        ),
        (["uncertainty", "--set", RANGED, "--samples", "1073741824"], "12,884,901,900 runs"),
    ],
)
def test_what_needs_very_much_is_told_and_asked_about(cli, with_screening, tmp_path, words, told):
    command, *options = words
    done = cli(command, with_screening, *options)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "give --yes to run" in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.rglob("run.json"))


def test_with_yes_it_runs(cli, with_screening, monkeypatch):
    monkeypatch.setattr("sim.study.needs.MOST_OFFICERS", 1)
    words = ("run", with_screening, "--replications", "1", "--set", "days=2", "--quiet", "--out", "out")
    assert cli(*words).returncode == 2
    done = cli(*words, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
