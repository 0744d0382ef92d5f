from __future__ import annotations

import pytest

from sim.scenario.files.reader import load_scenario
from tests.support import small_data, write_yaml


def test_calibrate_writes_a_scenario_that_extends_the_first_and_runs(cli, with_screening, tmp_path):
    free = "jails.*.screening.interview_hours.gamma.mean=0.2:6"
    done = cli("calibrate", with_screening, "--target", "flagged_by_screening=24", "--range", free)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "with_calibrated.yaml"
    assert done.stdout.splitlines()[-1] == str(written)
    text = written.read_text()
    assert "extends: with.yaml" in text
    assert "flagged_by_screening: wanted 24" in text
    distribution = load_scenario(written).jails["county"].screening.interview_hours.of("felony")
    assert 0.2 < distribution.mean < 6
    assert distribution.sd == 0.4
    ran = cli("run", written, "--out", "out", "--quiet")
    assert ran.returncode == 0, ran.stderr


def test_a_list_on_the_way_is_copied_whole(cli, tmp_path):
    shifts = [{"officers": 1, "hours": "08:00-09:00"}, {"officers": 1, "hours": "00:00-24:00"}]
    data = small_data(
        {
            "jails.county.screening.teams.deputies.shifts": shifts,
            "jails.county.match_hours": {"mixture": [{"share": 0.5, "of": 1}, {"share": 0.5, "of": 9}]},
        }
    )
    path = write_yaml(tmp_path / "mixed.yaml", data)
    free = "jails.county.match_hours.mixture.1.of=3:40"
    done = cli("calibrate", path, "--target", "flagged_by_fingerprint=13", "--range", free, "--out", "fitted.yaml")
    assert done.returncode == 0, done.stderr
    parts = load_scenario(tmp_path / "fitted.yaml").jails["county"].match_hours.of("felony").parts
    assert parts[0].of.hours == 1
    assert 3 < parts[1].of.hours < 40


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        (["--seed", "5"], ["seed=5"]),
        ([], ["days=18", "jails.county.travel_hours=2", "name=Mine", "replications=2"]),
        ([], ["jails.*.recorded=0.6", "jails.county.screening.interview_hours=1", "field_offices.city.seats=3"]),
    ],
)
def test_what_was_set_is_part_of_the_scenario_that_is_written(cli, with_screening, tmp_path, options, settings):
    words = ["--target", "flagged=25+-10", "--range", "jails.*.recorded=0.1:1", "--out", "fitted.yaml"]
    given = options or [word for setting in settings for word in ("--set", setting)]
    done = cli("calibrate", with_screening, *words, *given)
    assert done.returncode == 0, done.stderr
    fitted = load_scenario(tmp_path / "fitted.yaml").model_dump(mode="json")
    expected = load_scenario(with_screening, settings).model_dump(mode="json")
    assert fitted["name"] == f"{expected['name']}, calibrated"
    assert 0.1 < fitted["jails"]["county"]["recorded"] < 1
    expected["name"] = fitted["name"]
    expected["jails"]["county"]["recorded"] = fitted["jails"]["county"]["recorded"]
    assert fitted == expected


@pytest.mark.parametrize(
    ("target", "free", "status", "message"),
    [
        ("flagged=9999", "jails.county.recorded=0.5:1", 1, "cannot be reached"),
        ("matched=40", "jails.county.travel_hours=1:2", 1, "has no effect"),
        ("flaged=40", "jails.county.recorded=0.5:1", 2, "did you mean 'flagged'"),
        ("flagged=40", "jails.county.recorded=1:0.5", 2, "LOW must be less than HIGH"),
        ("flagged=40", "jails.county.recordd=0.5:1", 2, "did you mean 'recorded'"),
        ("flagged=40", "jails.county.recorded=0.5:2", 2, "must be at most 1"),
    ],
)
def test_what_cannot_be_calibrated_is_told_and_writes_nothing(
    cli, with_screening, tmp_path, target, free, status, message
):
    done = cli("calibrate", with_screening, "--target", target, "--range", free)
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_a_file_that_exists_is_refused_before_anything_runs(cli, with_screening, tmp_path):
    (tmp_path / "mine.yaml").write_text("precious")
    options = ("--target", "flagged=40", "--range", "jails.county.recorded=0.5:1", "--out", "mine.yaml")
    refused = cli("calibrate", with_screening, *options)
    assert refused.returncode == 2
    assert refused.stderr == "mine.yaml exists; give another name, or --overwrite to replace it\n"
    assert (tmp_path / "mine.yaml").read_text() == "precious"
    done = cli("calibrate", with_screening, *options, "--overwrite", "--quiet")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert load_scenario(tmp_path / "mine.yaml").name == "With, calibrated"
