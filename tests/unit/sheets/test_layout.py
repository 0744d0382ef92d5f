"""Tables are found in whatever encoding, separator, packing or workbook they come."""

from __future__ import annotations

import gzip
import os
import zipfile

import numpy as np
import pytest
from openpyxl import Workbook

from sim.sheets.layout import layout_of
from sim.sheets.streaming import BLOCK_BYTES, Stream
from sim.sheets.whole import rows_below

HEADER, ROWS = ["Name", "Größe", "Day"], [["é, one", "1", "2024-05-24"], ["two", "", "2024-05-25"]]


def text(separator=",", titles=(), end="\n"):
    def cell(each):
        return f'"{each}"' if separator in each else each

    lines = [*titles, *(separator.join(map(cell, row)) for row in (HEADER, *ROWS))]
    return end.join(lines) + end


def read(path, **how):
    layout = layout_of(path)
    stream = Stream(layout, list(layout.header), **how)
    cells = [list(zip(*(column.to_pylist() for column in batch.values()), strict=True)) for batch in stream.batches()]
    return layout, stream, [list(row) for batch in cells for row in batch]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_encoding_and_separator(tmp_path, encoding, separator, end):
    path = tmp_path / "a.csv"
    path.write_bytes(text(separator, end=end).encode(encoding))
    layout, _, rows = read(path)
    assert (layout.separator, list(layout.header), rows) == (separator, HEADER, ROWS)
    assert (layout.encoding.remark(path) is not None) == (encoding == "cp1252")


def test_titles_and_blank_lines_above_the_header(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text(titles=("COUNTY JAIL", "from 1 to 2", "", "")))
    layout, _, rows = read(path)
    assert (layout.header_line, list(layout.header), rows) == (5, HEADER, ROWS)


def test_packed(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(text().encode()))
    assert read(path)[2] == ROWS


def test_a_workbook_with_titles_and_dates(tmp_path):
    from datetime import datetime

    book = Workbook()
    book.active.append(["A title"])
    book.active.append(["Name", "Booked", "Bond"])
    book.active.append(["one", datetime(2024, 5, 24, 13, 5), 5000.0])
    book.active.append(["two", datetime(2024, 5, 25, 1, 0, 59), 2.5])
    path = tmp_path / "a.xlsx"
    book.save(path)
    layout, stream, rows = read(path)
    assert layout.header == ("Name", "Booked", "Bond")
    assert rows == [["one", "2024-05-24 13:05:00", "5000"], ["two", "2024-05-25 01:00:59", "2.5"]]
    assert stream.lines(np.array([0, 1])).tolist() == [3, 4]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_separator_behind_the_last_cell_of_every_row_but_the_header(tmp_path, separator):
    path = tmp_path / "a.csv"
    lines = ["a,b,c", "1,2,2024-05-24,", "", "3,,2024-05-25, ", "5,6,2024-05-26,7", "8,9", "8,9,2024-05-27,"]
    path.write_text("title\n" + "\n".join(lines[:4]).replace(",", separator) + "\n")
    layout, stream, rows = read(path)
    assert (layout.header, layout.closed, layout.header_line) == (("a", "b", "c"), True, 2)
    assert rows[:3] == [["1", "2", "2024-05-24"], ["", "", ""], ["3", "", "2024-05-25"]]
    path.write_text("\n".join([*lines[:4], *lines[1:2] * 5000, *lines[4:]]).replace(",", separator) + "\n")
    layout, stream, rows = read(path)
    assert layout.closed
    assert sorted(stream.uneven) == [5005, 5006]
    assert rows[-1] == ["8", "9", "2024-05-27"]
    assert stream.lines(np.array([0, len(rows) - 1])).tolist() == [2, 5007]


def test_a_separator_behind_the_last_cell_of_some_rows_makes_them_uneven(tmp_path):
    path = tmp_path / "a.csv"
    for closed in (1, 8):
        path.write_text("a,b\n" + "1,2024-05-24\n" * 3 + "1,2024-05-24,\n" * closed)
        layout, stream, rows = read(path)
        assert (layout.header, layout.closed, len(rows), len(stream.uneven)) == (("a", "b"), False, 3, closed)


def test_a_separator_behind_the_last_name_of_the_header_alone(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,\n1,2024-05-24\n3,2024-05-25\n")
    layout, _, rows = read(path)
    assert (layout.header, layout.closed, rows) == (("a", "b"), False, [["1", "2024-05-24"], ["3", "2024-05-25"]])


def test_rows_with_all_their_cells_and_the_lines_on_which_they_begin(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('title\na;b\n1;"2\n2"\n\n;\n3;4;5\n')
    assert [*rows_below(layout_of(path))] == [(3, ["1", "2\n2"]), (6, ["", ""]), (7, ["3", "4", "5"])]
    path.write_text("a,b\n1,2,\n3,4,\n")
    assert [*rows_below(layout_of(path))] == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_a_table_of_one_column_where_one_is_enough(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("jail\nx\n")
    with pytest.raises(ValueError, match="holds no table"):
        layout_of(path)
    assert [*rows_below(layout_of(path, fewest_columns=1))] == [(2, ["x"])]


def test_columns_of_one_name_are_numbered(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Date,Date,,x\n1,2,3,4\n")
    assert layout_of(path).header == ("Date", "Date (2)", "column 3", "x")


def test_only_columns_that_are_asked_for_are_given(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text())
    stream = Stream(layout_of(path), ["Day"])
    assert [list(batch) for batch in stream.batches()] == [["Day"]]


def test_lines_of_rows_where_others_are_uneven_or_blank(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title\na,b\n1,2\n3\n\n4,5\n6,7,8\n9,9\n")
    _, stream, rows = read(path)
    assert stream.uneven == [4, 7]
    assert rows == [["1", "2"], ["", ""], ["4", "5"], ["9", "9"]]
    assert stream.lines(np.arange(4)).tolist() == [3, 5, 6, 8]


def test_cells_of_several_lines_are_refused_with_their_line_unless_they_may_be(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n3,"4\n4"\n5,6\n')
    with pytest.raises(ValueError, match=r"a\.csv:3: a cell that begins here has several lines.*line_breaks=true"):
        read(path)
    assert read(path, line_breaks=True)[2] == [["1", "2"], ["3", "4\n4"], ["5", "6"]]


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 9 + '3,"4\n' + "5,6\n" * 3_000_000)
    with pytest.raises(ValueError, match=r"a\.csv:11: a cell that begins here has several lines"):
        read(path)


@pytest.mark.parametrize("line_breaks", [False, True])
def test_a_line_longer_than_what_is_read_at_once_is_told_as_such(tmp_path, line_breaks):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 9 + f"3,{'4' * 3 * BLOCK_BYTES}\n" + "5,6\n" * 9)
    with pytest.raises(ValueError, match=r"a\.csv:11: the line is longer than 1 MiB") as told:
        read(path, line_breaks=line_breaks)
    assert "44" not in str(told.value)


def test_a_header_may_have_several_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"Booking\nDate",b\n1,2\n')
    layout, stream, rows = read(path)
    assert (layout.header, rows, stream.lines(np.array([0])).tolist()) == (("Booking Date", "b"), [["1", "2"]], [3])


def encrypted_workbook():
    """The least file of the kind that Excel wraps an encrypted workbook in: a directory that names one."""

    def entry(name, kind, start, size, child=0xFFFFFFFF):
        coded = (name + "\0").encode("utf-16-le")
        links = b"\xff" * 8 + child.to_bytes(4, "little")
        head = coded.ljust(64, b"\0") + len(coded).to_bytes(2, "little") + bytes([kind, 1]) + links
        return head + b"\0" * 36 + start.to_bytes(4, "little") + size.to_bytes(8, "little")

    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    sectors = [0xFFFFFFFD, end, *range(3, 10), end]
    fat = b"".join(each.to_bytes(4, "little") for each in [*sectors, *[free] * (128 - len(sectors))])
    directory = entry("Root Entry", 5, end, 0, child=1) + entry("EncryptedPackage", 2, 2, 4096) + b"\0" * 256
    words = [0x003E, 3, 0xFFFE, 9, 6]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + b"".join(each.to_bytes(2, "little") for each in words)
    numbers = [0, 0, 1, 1, 0, 4096, end, 0, end, 0, 0]
    head += b"\0" * 2 + b"".join(each.to_bytes(4, "little") for each in numbers)[0:44]
    return head.ljust(512, b"\xff")[:512] + fat + directory + b"\0" * 4096


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bookings.csv", "a,b\n1,2\n")


def test_a_first_row_that_is_like_those_below_names_no_columns(tmp_path):
    path = tmp_path / "a.csv"
    for text in ("x,1,y\nz,2,w\n", "7,x\n8,y\n", "x,THEFT\ny,DWI\nz,THEFT\n", "x,$5.00\ny,7\n"):
        path.write_text(text)
        with pytest.raises(ValueError, match=":1: the first row of the table names no columns"):
            layout_of(path)


def test_a_header_may_stand_again_and_have_years_or_numbers_of_columns_for_names(tmp_path):
    path = tmp_path / "a.csv"
    for text in ("a,b\n1,2\na,b\n3,4\n", "place,2019,2020\nx,1,2\n", "0,1,2\nx,4,5\n", "a,x\n1,x\n2,x\n"):
        path.write_text(text)
        assert layout_of(path).header_line == 1


BAD = {
    "a folder": (lambda path: path.mkdir(), "is a folder; give the files in it"),
    "nothing": (lambda path: path.write_bytes(b""), "is empty"),
    "no file": (lambda path: None, "cannot be read: No such file"),
    "blank lines": (lambda path: path.write_bytes(b"\n,,\n"), "is empty"),
    "half a workbook": (lambda path: path.write_bytes(b"PK\x03\x04\0\0"), "but is damaged or cut off"),
    "uneven rows alone": (lambda path: path.write_text("a,b,c\n1,2\n"), "no row below it with as many cells"),
    "lines in quotation marks": (
        lambda path: path.write_text('"a,b"\n"1,2"\n"3,4"\n'),
        "has each line in quotation marks as a whole",
    ),
    "a pipe": (os.mkfifo, "is no file that can be read again and again"),
    "a zip": (zipped, "is a zip archive; unpack it"),
    "a PDF": (lambda path: path.write_bytes(b"%PDF-1.7 ..."), "is a PDF, no table"),
    "bytes": (lambda path: path.write_bytes(bytes(range(256)) * 40), "is not a CSV file in UTF-8 or Windows-1252"),
    "a text": (lambda path: path.write_text("To whom it may concern\n\nHello\n"), "holds no table"),
    "a header alone": (lambda path: path.write_text("a,b,c\n"), "has a header, and no row below it"),
    "no header": (
        lambda path: path.write_text("1,2024-05-24,3\n2,2024-05-25,4\n"),
        ":1: the first row of the table names no columns",
    ),
    "cut off": (
        lambda path: path.write_bytes(gzip.compress(text().encode() * 500)[:-9]),
        "cannot be unpacked; it is damaged or cut off",
    ),
    "no workbook": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "cannot be read as a workbook"),
    "a password": (lambda path: path.write_bytes(encrypted_workbook()), "is protected by a password"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_table_is_told_in_words(tmp_path, kind):
    make, message = BAD[kind]
    path = tmp_path / ("a.xlsx" if "password" in kind else "a.csv")
    make(path)
    with pytest.raises(ValueError, match=message) as told:
        read(path)
    assert str(told.value).startswith(str(path))


def test_the_line_of_the_first_letter_that_is_not_utf8(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n\xe9,4\n" + b"x,y\n" * 3)
    assert layout_of(path).encoding.not_utf8_line == 3
    path.write_bytes(b"a,b\n1,2\n\x81,4\n")
    with pytest.raises(ValueError, match=":3: is text neither"):
        layout_of(path)
