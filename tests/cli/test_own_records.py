"""`lostleads records`: a scenario of a jail's own export, without a name kept anywhere."""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sim import load_scenario
from sim.records.example import CHARGES, STAYS
from tests.support import small_data, write_yaml

SHAPES = Path(__file__).parents[1] / "records"
SAID = {
    "cohort": "inside_during",
    "covers_from": "2023-01-01",
    "timezone": "America/New_York",
    "blank_release": "inside",
    "extracted": "2024-01-15 07:30",
}


def answers(**said):
    return [word for key, value in said.items() for word in ("--answer", f"{key}={value}")]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    from sim.records.example import write_example

    folder = tmp_path_factory.mktemp("example")
    return write_example(folder)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def county(cli, example, tmp_path):
    done = cli("records", *example, "--out", "my_county", *answers(**SAID))
    assert done.returncode == 0, done.stderr
    return done, tmp_path / "my_county"


def test_the_scenario_is_that_of_the_made_up_county(county):
    done, folder = county
    assert done.stderr == ""
    assert set(contents(folder)) == {
        Path(name) for name in ("my_county.yaml", "my_county_ended.yaml", "mapping.yaml", "report.html", "reasons.csv")
    }
    ended, scenario = (load_scenario(folder / name) for name in ("my_county_ended.yaml", "my_county.yaml"))
    assert ended.jails["my_county"].screening is None
    jail = scenario.jails["my_county"]
    assert jail.bookings_per_year.low < 12 * 365 < jail.bookings_per_year.high
    assert jail.day_to_day_sd == pytest.approx(0.15, abs=0.05)
    assert scenario.timezone == "America/New_York"
    for name, (share, _, _) in CHARGES.items():
        charge = scenario.charges[name]
        assert charge.share == pytest.approx(share, abs=0.02)
        assert charge.stay_hours.mean_hours() == pytest.approx(STAYS[name].mean_hours(), rel=0.15)
    assert jail.bookings_per_year.source.startswith("the jail's own records")


def test_people_implied_are_people_seen(county):
    done, _ = county
    implied, seen = (re.search(rf"people in jail, {what} +(\d+)", done.stdout) for what in ("implied", "seen"))
    assert float(implied[1]) == pytest.approx(float(seen[1]), rel=0.03)


def test_the_mapping_repeats_it_byte_for_byte_without_a_question(cli, county, example, tmp_path):
    _, folder = county
    before = contents(folder)
    (tmp_path / "mapping.yaml").write_bytes(before[Path("mapping.yaml")])
    done = cli("records", *example, "--out", "my_county", "--mapping", "mapping.yaml", "--overwrite", "--quiet")
    assert done.returncode == 0, done.stderr
    assert contents(folder) == before


def test_a_mapping_of_odd_headers_repeats_too(cli, tmp_path):
    said = answers(cohort="booked_in", timezone="America/New_York", blank_release="inside", zone_written="wall_clock")
    assert cli("records", SHAPES / "cobb_scrape.csv", "--out", "cobb", *said).returncode == 0
    before = contents(tmp_path / "cobb")
    (tmp_path / "cobb" / "mapping.yaml").rename(tmp_path / "mapping.yaml")
    words = ("--out", "cobb", "--mapping", "mapping.yaml", "--overwrite")
    assert cli("records", SHAPES / "cobb_scrape.csv", *words).returncode == 0
    assert contents(tmp_path / "cobb") == before


def test_a_list_of_charges_that_was_filled_in_stays_so_and_is_remembered(cli, tmp_path):
    rows = [f"2024-01-{1 + place % 28:02} 1{place % 9}:{place:02},2024-02-03 01:00,DWI" for place in range(50)]
    (tmp_path / "a.csv").write_text("\n".join(["Booked,Released,Charge", *rows]))
    said = answers(cohort="released_in", timezone="none")
    assert cli("records", "a.csv", "--out", "out", *said).returncode == 0
    listed = tmp_path / "out" / "charges.csv"
    assert listed.read_text() == "description,bookings,class\nDWI,50,\n"
    listed.write_text("description,bookings,class\nDWI,50,misdemeanor\n")
    words = ("--out", "out", "--overwrite", "--charges", "out/charges.csv")
    done = cli("records", "a.csv", *words, *said)
    assert re.search(r"misdemeanor +50 +100 %", done.stdout)
    before = contents(tmp_path / "out")
    assert before[Path("charges.csv")] == b"description,bookings,class\nDWI,50,misdemeanor\n"
    assert b"charges: charges.csv" in before[Path("mapping.yaml")]
    done = cli("records", "a.csv", "--out", "out", "--overwrite", "--mapping", "out/mapping.yaml")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == before


def test_nothing_is_overwritten_unless_that_is_asked_for(cli, county, example):
    done = cli("records", *example, "--out", "my_county", *answers(**SAID))
    assert (done.returncode, done.stdout) == (2, "")
    assert "my_county.yaml exists and is not overwritten" in done.stderr


def test_without_answers_every_question_is_told_with_its_key_and_nothing_is_written(cli, example, tmp_path):
    done = cli("records", *example, "--out", "my_county")
    assert (done.returncode, done.stdout) == (2, "")
    for line in (
        "cohort=booked_in | released_in | inside_during | inside_on_a_day | nightly_rosters",
        "timezone=an IANA name such as America/New_York | none (clocks are never changed)",
        "blank_release=inside | unknown",
        "extracted=a date or time such as 2024-11-14 15:22",
        "booked from 'Booking Date'",
    ):
        assert line in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_in_a_terminal_it_asks_until_it_knows(example, tmp_path):
    pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")
    main, other = pty.openpty()
    command = [sys.executable, "-m", "sim.cli", "records", *map(str, example), "--out", "asked", "--quiet"]
    environment = {**os.environ, "TERM": "dumb"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=other, stdout=other, stderr=other) as process:
        os.close(other)
        os.write(main, b"1\nall\n3\nMars\nAmerica/New_York\n2023-01-01\ninside\n2024-01-15 07:30\n")
        text = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            if not part:
                break
            text += part
    os.close(main)
    assert process.returncode == 0, text.decode()
    assert "One of booked_in, released_in" in text.decode()
    mapping = (tmp_path / "asked" / "mapping.yaml").read_text()
    assert "cohort: inside_during" in mapping
    assert "covers_from: '2023-01-01T00:00:00'" in mapping


ROLES = {
    "Booking No": "number",
    "Last Name": "name",
    "DOB": "birth",
    "Person ID": "person",
    "Booked": "booked",
    "Released": "released",
    "Charge": "charge",
    "Severity": "severity",
    "Release Reason": "reason",
    "Notes": "notes",
    "Removable": "fact",
}


def with_canaries(path, rows=300):
    """Bookings in which each column that is free to say anything says a word of its own in every row."""
    rng = random.Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(ROLES)
        for place in range(rows):
            booked = datetime(2023, 1, 1) + timedelta(minutes=rng.randrange(500_000))
            released = booked + timedelta(minutes=rng.randrange(20, 9000))
            row = {name: f"canary{role}{place}" for name, role in ROLES.items()}
            row |= {"Booked": f"{booked:%Y-%m-%d %H:%M}", "Released": f"{released:%Y-%m-%d %H:%M}"}
            spoilt = {3: "Booked", 5: "Released"}.get(place % 40)
            writer.writerow((row | {spoilt: f"canary{spoilt}{place}"} if spoilt else row).values())
    return path


@pytest.mark.parametrize("said", [{}, {"cohort": "booked_in", "timezone": "none"}, {"cohort": "canary-no"}])
def test_no_cell_is_in_any_output_log_or_error(cli, tmp_path, said):
    path = with_canaries(tmp_path / "export.csv")
    done = cli("records", path, "--out", "out", *answers(**said), "--keep-bookings")
    assert done.returncode == (0 if said.get("cohort") == "booked_in" else 2)
    told = done.stdout + done.stderr.replace("canary-no", "")
    assert "canary" not in told.lower()
    written = contents(tmp_path)
    del written[Path("export.csv")]
    assert bool(written) == (done.returncode == 0)
    assert not any(b"canary" in content.lower() for content in written.values())
    if written:
        times = {row[4] for row in csv.reader(path.read_text().splitlines())}
        kept = [row[0] for row in csv.reader(written[Path("out/bookings.csv")].decode().splitlines())]
        assert len(kept) > 200
        assert len(times & set(kept)) < 5


def test_moved_bookings_are_a_bookings_file(cli, example, tmp_path):
    done = cli("records", *example, "--out", "kept", *answers(**SAID), "--keep-bookings", "--quiet")
    assert "give it to nobody" in done.stderr
    settings = ("--set", "jails.kept.bookings_file=kept/bookings.csv", "--set", "jails.kept.bookings_per_year=null")
    settings += ("--set", "jails.kept.arrivals=null", "--set", "start=2023-02-01", "--set", "days=300")
    settings += ("--set", "jails.kept.day_to_day_sd=null")
    done = cli("validate", "kept/kept.yaml", *settings)
    assert done.returncode == 0, done.stderr


def test_charges_of_a_scenario_of_ones_own(cli, example, tmp_path):
    write_yaml(tmp_path / "base.yaml", small_data({"name": "Base"}))
    base = load_scenario(tmp_path / "base.yaml")
    done = cli("records", *example, "--out", "mine", *answers(**SAID), "--scenario", "base.yaml", "--quiet")
    assert done.returncode == 0, done.stderr
    made = load_scenario(tmp_path / "mine" / "mine.yaml")
    assert set(made.charges) <= set(base.charges)
    assert list(made.jails) == list(base.jails)
    [jail] = made.jails.values()
    assert jail.bookings_per_year == pytest.approx(4326, rel=0.01)
    assert jail.foreign_born == next(iter(base.jails.values())).foreign_born


BAD = {
    "not a table": ("hello\nworld\n", "holds no table"),
    "no booking column": ("a,b\n1,2\n", "no column is known to tell when people were booked"),
    "two candidates": ("Booking Date,Admit Date\n2024-01-01,2024-01-02\n", "columns.booked=Booking Date | Admit Date"),
    "an empty file": ("", "is empty"),
    "line breaks": ('Booked,x\n2024-01-01 10:00,"a\nb"\n', ":2: a cell that begins here has several lines"),
    "no date": ("Booked,x\n2024-99-99 10:00,1\n", "not even nine in ten cells under 'Booked' are dates such as"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_leaves_with_2_and_nothing_written(cli, tmp_path, kind):
    text, message = BAD[kind]
    (tmp_path / "a.csv").write_text(text)
    done = cli("records", "a.csv", "--out", "out", *answers(timezone="none"))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ["ice_detainers", "mn_detainers", "nyc_daily_in_custody", "tx_tcjs_raw"])
def test_files_that_are_no_bookings_leave_nothing(cli, tmp_path, name):
    done = cli("records", SHAPES / f"{name}.csv", "--out", "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name the files of an export, or --example DIR"),
        (("a.csv", "--example", "x"), "reads no files"),
        (("a.csv", "--out", "a.csv"), "--out: a.csv is a file; give a folder"),
        (("a.csv", "--mapping", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("a.csv", "--mapping", "a.csv"), "a.csv: must be a mapping of keys to values"),
        (("a.csv", "--answer", "cohort"), "cohort: must be KEY=VALUE"),
        (
            ("a.csv", "--charges", "nowhere.csv", *answers(cohort="booked_in", timezone="none")),
            "nowhere.csv: cannot be read",
        ),
    ],
)
def test_wrong_words(cli, tmp_path, words, message):
    (tmp_path / "a.csv").write_text("Booked,Released\n2024-01-01 10:00,2024-01-03 11:00\n")
    done = cli("records", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_mapping_of_another_export_is_told(cli, tmp_path):
    (tmp_path / "a.csv").write_text("Day,Out\n2024-01-01 10:00,2024-01-03 11:00\n")
    (tmp_path / "mapping.yaml").write_text("timezone: none\ntables:\n- booked: Booked\n  released: Out\n")
    done = cli("records", "a.csv", "--mapping", "mapping.yaml")
    assert done.returncode == 2
    assert "has not the columns of the mapping (Booked, Out); it has Day, Out" in done.stderr


def test_a_column_is_named_where_it_is_and_only_there(cli, tmp_path):
    (tmp_path / "a.csv").write_text("No,Came,Released\n7,2024-01-01 10:00,2024-01-03 11:00\n")
    (tmp_path / "b.csv").write_text("No,Charge,Severity\n7,A,F\n")
    named = answers(**{"columns.booked": "Came", "columns.number": "No"}, cohort="booked_in", timezone="none")
    done = cli("records", "a.csv", "b.csv", "--out", "out", *named)
    assert done.returncode == 0, done.stderr
    assert re.search(r"felony +1 +100 %", done.stdout)


def test_the_made_up_export_is_the_same_each_time_and_overwrites_nothing(cli, tmp_path, example):
    assert cli("records", "--example", "x").returncode == 0
    assert contents(tmp_path / "x") == contents(example[0].parent)
    done = cli("records", "--example", "x")
    assert done.returncode == 2
    assert "exists and is not overwritten" in done.stderr
