"""The trace command: a booking by what happened, in two scenarios, drawn, and as an event log."""

from __future__ import annotations

import pandas as pd
import pytest

LOG_COLUMNS = ["entity_id", "event_type", "event", "time", "resource_id", "pathway", "run_number"]


def test_a_booking_is_chosen_by_what_happened(cli, with_screening):
    first = cli("trace", with_screening, "--outcome", "lost", "--left", "sat-sun")
    assert first.returncode == 0, first.stderr
    assert "Number 1 of " in first.stderr
    assert "that fit, among " in first.stderr
    assert "Outcome: released" in first.stdout
    second = cli("trace", with_screening, "--outcome", "lost", "--left", "sat-sun", "--nth", "2")
    assert second.stdout != first.stdout
    assert max(map(len, first.stdout.splitlines())) <= 80


def test_the_same_booking_is_told_in_two_scenarios(cli, with_screening, without_screening):
    words = ("--outcome", "transferred", "--outcome-in-other", "lost")
    done = cli("trace", with_screening, without_screening, *words)
    assert done.returncode == 0, done.stderr
    assert "transferred" in done.stdout
    assert "No interview" in done.stdout or "no screening at this jail" in done.stdout
    assert any("*" in line for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("out", "files"),
    [("life.png", ["life.png"]), ("life.svg", ["life.svg"]), ("lives", ["lives/*.png", "lives/*.svg"])],
)
def test_a_life_is_drawn(painting, with_screening, tmp_path, out, files):
    done = painting("trace", with_screening, "--outcome", "transferred", "--out", out)
    assert done.returncode == 0, done.stderr
    for pattern in files:
        [file] = tmp_path.glob(pattern)
        assert file.stat().st_size > 5000
        assert str(file.relative_to(tmp_path)) in done.stderr


def test_the_event_log_holds_every_booking_or_those_that_fit(cli, with_screening, tmp_path):
    done = cli("trace", with_screening, "--replications", "2", "--event-log", "log.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    log = pd.read_csv(tmp_path / "log.csv")
    assert list(log.columns[:7]) == LOG_COLUMNS
    assert set(log.run_number) == {0, 1}
    assert cli("trace", with_screening, "--outcome", "lost", "--event-log", "lost.csv").returncode == 0
    lost = pd.read_csv(tmp_path / "lost.csv")
    assert 0 < lost.entity_id.nunique() < log.query("run_number == 0").entity_id.nunique()
    assert lost.pathway.str.startswith("released").all()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "which booking? Give --booking ID, or what happened"),
        (["--booking", "1", "--outcome", "lost"], "--booking names one booking already"),
        (["--booking", "1", "--replications", "2"], "give --replication, not --replications"),
        (["--event-log", "log.csv", "--out", "life.png"], "--out draws one booking"),
        (["--booking", "1", "--out", "life.pdf"], "must end in .png or .svg"),
        (["--outcome", "losst"], "unknown outcome 'losst'; did you mean 'lost'?"),
        (["--outcome", "lost", "--left", "satt"], "--left"),
        (["--outcome", "lost", "--charge", "feloni"], "did you mean 'felony'?"),
        (["--outcome-in-other", "lost"], "--outcome-in-other"),
        (["--outcome", "lost", "--nth", "99999"], "99999"),
    ],
)
def test_what_cannot_be_answered_leaves_with_2(cli, with_screening, tmp_path, words, message):
    done = cli("trace", with_screening, *words)
    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]


def test_two_scenarios_that_differ_in_their_days_are_not_laid_side_by_side(cli, with_screening, tmp_path):
    (tmp_path / "longer.yaml").write_text("extends: with.yaml\nname: Longer\ndays: 25\n")
    done = cli("trace", with_screening, "longer.yaml", "--outcome", "lost")
    assert done.returncode == 2
    assert "differ in days (20 against 25)" in done.stderr


@pytest.mark.parametrize("words", [("--out", "kept.png"), ("--event-log", "kept.csv")])
def test_a_file_that_exists_is_not_overwritten_unasked(cli, with_screening, tmp_path, words):
    kept = tmp_path / words[1]
    kept.write_text("mine")
    done = cli("trace", with_screening, "--outcome", "lost", *words)
    assert done.returncode == 2
    assert "exists; give another name, or --overwrite" in done.stderr
    assert kept.read_text() == "mine"
    assert cli("trace", with_screening, "--outcome", "lost", *words, "--overwrite").returncode == 0
    assert kept.read_bytes() != b"mine"


def test_quiet_writes_and_says_nothing(cli, with_screening, tmp_path):
    done = cli("trace", with_screening, "--outcome", "lost", "--event-log", "log.csv", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(pd.read_csv(tmp_path / "log.csv"))
