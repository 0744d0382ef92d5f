"""Exports as nobody wants them: told in words or read, and whatever stands in a cell is in no output and no file."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import zipfile
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook

HEADER = ["Booking No", "Name", "Booked", "Released", "Charge"]
SAID = ("cohort=booked_in", "timezone=America/New_York", "blank_release=unknown", "stand_in_release=unknown")


def rows(count=60, form="%Y-%m-%d %H:%M"):
    chance, made = random.Random(3), []
    for place in range(count):
        booked = datetime(2023, 1, 1) + timedelta(minutes=chance.randrange(500_000))
        released = booked + timedelta(minutes=chance.randrange(20, 9000))
        made.append(
            [f"CANARYNO{place}", f"CANARY{place}", f"{booked:{form}}", f"{released:{form}}", f"CANARY C{place}"]
        )
    return made


def table(header=HEADER, below=None, separator=",", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n", quoting=quoting)
    writer.writerows([header, *(rows() if below is None else below)])
    return out.getvalue()


def having(**columns):
    """The rows with other cells in some columns, each as a function of the row makes it, or the same in all."""
    places = {HEADER.index(name.replace("_", " ")): make for name, make in columns.items()}
    return [[places[place](row) if place in places else cell for place, cell in enumerate(row)] for row in rows()]


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for name, content in sheets:
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def serial(text):
    return (datetime.fromisoformat(text) - datetime(1899, 12, 30)).total_seconds() / 86400


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("bookings.csv", table())
    return out.getvalue()


READ = {
    "each cell in quotation marks": table(quoting=csv.QUOTE_ALL),
    "Windows-1252": table(below=having(Name=lambda row: "CANARYé")).encode("cp1252"),
    "semicolons behind a mark of order": b"\xef\xbb\xbf"
    + table(below=rows(form="%d.%m.%Y %H:%M"), separator=";").encode(),
    "UTF-16 and tabs": table(separator="\t").encode("utf-16"),
    "ends of lines of long ago": table().replace("\n", "\r"),
    "packed": gzip.compress(table().encode()),
    "a workbook with titles and numbers for dates": workbook(
        (
            "a",
            [
                ["COUNTY JAIL"],
                [],
                HEADER,
                *having(Booked=lambda row: serial(row[2]), Released=lambda row: serial(row[3])),
            ],
        )
    ),
    "300 columns": table(
        [*(f"c{place}" for place in range(297)), *HEADER[2:]], [["CANARY"] * 297 + row[2:] for row in rows()]
    ),
    "the day first": table(below=rows(form="%d/%m/%Y %H:%M")),
    "24:00": table(below=having(Released=lambda row: f"{row[3][:11]}24:00")),
    "a footer": table() + "Total,,60\nPrinted by CANARY\n",
    "blank lines": table() + "\n" * 500,
    "a quotation mark in a cell": table().replace("CANARY C7", 'CANARY "C7'),
    "a cell of half a megabyte": table(below=having(Name=lambda row: "CANARY" * 90_000)),
    "years beyond": table(below=having(Released=lambda row: "9999-12-31 23:59")),
    "one row": table(below=rows(1)),
}
TOLD = {
    "nothing": ("", "is empty"),
    "nothing, packed": (gzip.compress(b""), "is empty"),
    "packed twice": (gzip.compress(gzip.compress(table().encode())), "is not a CSV file"),
    "cut off": (gzip.compress(table(below=rows(3000)).encode())[:-99], "cannot be unpacked"),
    "a zip": (zipped(), "is a zip archive"),
    "a workbook of nothing": (workbook(("a", [])), "is empty"),
    "a header alone": (",".join(HEADER), "has a header, and no row below it"),
    "two columns": (
        table(["Booking Date", "Admit Date"], [row[2:4] for row in rows()]),
        "columns.booked=Booking Date | Adm",
    ),
    "line breaks": (table(below=having(Charge=lambda row: "CANARY\nCANARY")), ":2: a cell that begins here"),
    "a quotation mark too many": (table().replace("CANARY C7", '"CANARY C7'), ":9: a cell that begins here"),
    "each line in quotation marks": (
        "".join(f'"{line}"\n' for line in table().splitlines()),
        "each line in quotation marks",
    ),
    "a letter": ("Dear CANARY,\n\nthe jail is full.\n", "no table"),
    "a web page": ("<html><body><p>CANARY</p></body></html>\n", "holds no table"),
    "JSON": (
        '[{"name": "CANARY", "booked": "2024-01-01"},\n{"name": "CANARY", "booked": "2024-01-01"}]',
        "no row below",
    ),
    "fixed columns": ("\n".join(" ".join(row) for row in rows()), "holds no table"),
    "a NUL": (table().replace("CANARY7", "CANARY\0"), "is not a CSV file"),
    "no header": (table(rows()[0]), "the first row of the table names no columns"),
    "no header and no date": ("CANARY1,CANARY2,17\nCANARY3,CANARY4,18\n", "names no columns"),
    "no header, nor number": ("CANARY1,CANARY2\nCANARY3,CANARY4\n", "2 columns, whose names are not told here"),
    "no dates": (table(below=having(Booked=lambda row: "CANARY")), "not even nine in ten cells under 'Booked'"),
    "times alone": (table(below=having(Booked=lambda row: row[2][11:])), "not even nine in ten cells under 'Booked'"),
    "25:10": (table(below=having(Booked=lambda row: f"{row[2][:11]}25:10")), "not even nine in ten cells"),
    "the end before": (
        table(below=having(Released=lambda row: row[2], Booked=lambda row: row[3])),
        "before the booking (60)",
    ),
    "numbers of people": (
        table(below=[[f"CANARY{place % 9}", *row[1:]] for place, row in enumerate(rows())]),
        "9 of 9 values of 'Booking No' stand with bookings on several days",
    ),
}


@pytest.fixture
def asked(cli, tmp_path):
    """Read a file; whatever comes of it, nothing of what stands in it is anywhere else."""

    def call(content, *said, roster=""):
        path, beside = tmp_path / "export.csv", tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        beside.write_text(roster)
        files = ("export.csv", "roster.csv") if roster else ("export.csv",)
        done = cli("records", *files, "--out", "out", *(word for each in said for word in ("--answer", each)))
        written = [each for each in tmp_path.rglob("*") if each.is_file() and each not in {path, beside}]
        assert done.returncode in {0, 2}
        assert bool(written) == (done.returncode == 0)
        texts = [done.stdout.encode(), done.stderr.encode(), *(each.read_bytes() for each in written)]
        assert not [text for text in texts if b"canary" in text.lower()]
        assert "Traceback" not in done.stderr
        return done

    return call


@pytest.mark.parametrize("kind", READ)
def test_what_can_be_read_is(asked, kind):
    assert "cohort" in asked(READ[kind]).stderr
    done = asked(READ[kind], *SAID)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("said", [(), SAID], ids=["unanswered", "answered"])
@pytest.mark.parametrize("kind", TOLD)
def test_what_cannot_is_told(asked, kind, said):
    content, message = TOLD[kind]
    done = asked(content, *said)
    assert done.returncode == 2
    assert message in done.stderr or (not said and "cohort" in done.stderr)


@pytest.mark.parametrize(
    "role", ["booked", "released", "number", "person", "charge", "severity", "reason", "extracted"]
)
def test_a_column_said_to_be_another_tells_nothing_of_its_cells(asked, role):
    asked(table(), *SAID, f"columns.{role}=Name")


@pytest.mark.parametrize("more", [(), ("rosters_beside=false", "extracted=2024-01-01")])
def test_a_roster_beside_it_and_separators_behind_every_row_are_read(asked, more):
    closed = "\n".join(line + "," * (place > 0) for place, line in enumerate(table().splitlines()))
    roster = table(["Booking No", "Name", "Booked"], [row[:3] for row in rows(7)])
    done = asked(closed, *SAID, *more, roster=roster)
    assert done.returncode == 0, done.stderr
    assert ("kept apart: on a roster" in " ".join(done.stdout.split())) == (not more)
    assert "(closing_separators)" in done.stdout


def test_what_is_no_file_is_told(cli, tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    done = cli("records", "folder", "pipe", "nowhere.csv")
    assert (done.returncode, done.stdout) == (2, "")
    first, second, third = done.stderr.splitlines()
    assert "folder: is a folder; give the files in it" in first
    assert "pipe: is no file that can be read again and again" in second
    assert "nowhere.csv: cannot be read" in third
