from __future__ import annotations

import pytest

from sim.model.outcomes import MEASURES
from sim.scenario.register import register


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
    [
        ("on_recrd", "on_record"),
        ("jails.prince_william.hold_hour", "hold_hours"),
        ("x..y", "'lostleads explain' alone lists every name"),
        ("flaged", "flagged"),
        ("flagged,on_recrd", "on_record"),
    ],
)
def test_an_unknown_path_leaves_with_2_and_names_the_nearest(cli, path, nearest):
    done = cli("explain", path)
    assert done.returncode == 2
    assert nearest in done.stderr
    assert "Traceback" not in done.stderr


def test_a_part_of_a_key_lists_the_keys_and_measures_that_have_it(cli):
    lines = cli("explain", "hold").stdout.splitlines()
    assert any(line.startswith("jails.*.hold_hours: ") for line in lines)
    assert any(line.startswith("jails.*.hold_clock: ") for line in lines)
    assert any(line.startswith("hold_hours (counted): hours past release due") for line in lines)
    assert all("hold" in line.partition(":")[0] for line in lines)


def test_a_part_of_one_name_explains_it(cli):
    assert cli("explain", "hold_cl").stdout == cli("explain", "hold_clock").stdout
    assert cli("explain", "before_match").stdout == cli("explain", "released_before_match").stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("flagged", "flagged (counted): removable people flagged by either channel while in custody"),
        (
            "flagged.dwi",
            "flagged by either channel while in custody; charge: dwi",
        ),
        ("officer_hours_busy.deputies", "deputies: hours at work on the counted days"),
        ("officer_hours_busy", "officer_hours_busy (counted): hours at work"),
        ("cost_net", "cost_net (counted): dollars it pays"),
        ("flagged_per_100000", "per 100,000 residents"),
        ("released", "released (counted): not removable: left on the local charge"),
        ("hold_hours", "hold_hours (counted): hours past release due"),
    ],
)
def test_a_measure_is_explained_in_the_words_of_the_tables(cli, name, told):
    done = cli("explain", name)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_several_names_are_explained_one_after_another(cli):
    assert (
        cli("explain", "flagged,released").stdout
        == cli("explain", "flagged").stdout + cli("explain", "released").stdout
    )


def test_nothing_lists_every_key_and_every_measure(cli):
    listed = {line.partition(":")[0] for line in cli("explain").stdout.splitlines()}
    assert {*register().keys} <= listed
    assert {f"{name} (counted)" for name in MEASURES} <= listed
