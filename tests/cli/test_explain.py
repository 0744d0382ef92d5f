from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("on_record", "in prince_william: 0.7, plausible 0.43 to 0.8"),
        ("jails.prince_william.on_record", "[11] Washington Post, 22 February 2010"),
        ("jails.prince_william.removable", "removable.by_charge.dwi in prince_william: 0.79, plausible 0.65 to 0.92"),
        ("jails.*.hold_hours", "hold_hours in prince_william_ended: 2"),
        ("hold_clock", "unit: calendar or business; where it is left out: calendar"),
        ("jails.my_county.on_record", "jails.*.on_record: share of removable people"),
        ("source", "source: where a value comes from, in the words that a report prints"),
        ("stay_hours", "check: lostleads validate tells the people in jail on an average day, and who is out within"),
    ],
)
def test_explain_tells_meaning_value_range_source_and_strength(cli, path, told):
    done = cli("explain", path)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_a_part_of_a_path_tells_all_that_it_leads_to(cli):
    lines = cli("explain", "prince_william.screening").stdout.splitlines()
    keys = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    assert "jails.*.screening.detected" in keys
    assert "jails.*.screening.teams.*.shifts.*.hours" in keys
    assert all(key.startswith("jails.*.screening.") for key in keys)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [("on_recrd", "on_record"), ("jails.prince_william.hold_hour", "hold_hours"), ("", "every key"), ("x..y", "every")],
)
def test_an_unknown_path_leaves_with_2_and_names_the_nearest(cli, path, nearest):
    done = cli("explain", path)
    assert done.returncode == 2
    assert nearest in done.stderr
    assert "Traceback" not in done.stderr
