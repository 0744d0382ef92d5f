from __future__ import annotations

import gzip
from datetime import date

import pytest
from openpyxl import Workbook

from sim.agencies.merging import import_lists
from sim.agencies.reading import read_list, read_lists
from sim.sheets.account import Fate

HEADER = "STATE,LAW ENFORCEMENT AGENCY,COUNTY,SUPPORT TYPE,SIGNED\n"
ROW = "VIRGINIA,Culpeper County Sheriff's Office ,Culpeper  County,Jail Enforcement Model,2018-04-24\n"


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + ROW).encode())
    found = read_list(path)
    assert found.columns["state"] == "STATE"
    assert found.rows[0]["agency"] == "Culpeper County Sheriff's Office"
    assert found.rows[0]["county"] == "Culpeper County"
    assert found.notes == ()


def test_utf_16_is_read(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes((HEADER + ROW).encode("utf-16"))
    assert read_list(path).rows[0]["county"] == "Culpeper County"


def test_another_encoding_is_read_and_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes((HEADER + ROW.replace("Culpeper", "Doña")).encode("cp1252"))
    found = read_list(path)
    assert found.rows[0]["county"] == "Doña County"
    assert "line 2" in found.notes[0]
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_titles_other_separators_and_packing_are_read_as_in_exports(tmp_path, separator):
    path = tmp_path / "list.csv.gz"
    text = (HEADER + "VIRGINIA,Culpeper County Sheriff,Culpeper County,JEM,2018-04-24\n,,,,\n").replace(",", separator)
    path.write_bytes(gzip.compress(f"Participating agencies\n\n{text}".encode("utf-16")))
    found = read_list(path)
    assert [(row.line, row["county"]) for row in found.rows] == [(4, "Culpeper County")]
    assert [(each.row, each.as_printed) for each in found.findings] == [(5, ",,,,")]


def test_a_workbook_is_read_as_its_text_is(tmp_path):
    book = Workbook()
    for row in (["Participating agencies"], HEADER.strip().split(","), ROW.strip().split(",")):
        book.active.append(row)
    book.active["E3"] = date(2018, 4, 24)
    book.save(tmp_path / "list.xlsx")
    (row,) = read_list(tmp_path / "list.xlsx").rows
    assert (row.line, row["agency"], row["county"]) == (3, "Culpeper County Sheriff's Office", "Culpeper County")
    assert import_lists([read_list(tmp_path / "list.xlsx")]).agreements[0].signed == date(2018, 4, 24)


@pytest.mark.parametrize(
    "header",
    [
        "State,Agency,Model",
        "State,AgencyName,SupportType",
        "state,agency_name,support_type",
        " STATE , Lea, Agreement Type",
    ],
)
def test_headers_are_spelt_in_many_ways(tmp_path, header):
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\nVA,Culpeper,JEM\n")
    (row,) = read_list(path).rows
    assert (row["state"], row["agency"], row["model"], row["county"]) == ("VA", "Culpeper", "JEM", "")


def test_rows_are_numbered_as_in_the_file_and_odd_ones_are_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('state,agency,model\n"VA","two\nlines",JEM\n\n,,\nVA,Culpeper\nVA,Culpeper,JEM\n')
    found = read_list(path)
    assert [row.line for row in found.rows] == [2, 7]
    assert [(finding.row, finding.kind) for finding in found.findings] == [(5, Fate.LEFT_OUT), (6, Fate.LEFT_OUT)]
    assert found.findings[1].reason == "has 2 cells, but the header names 3 columns"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"name,place\nx,y\n", "found name, place; wanted state (as state); agency (as law enforcement agency"),
        (b"PK\x03\x04\0\0", "begins as a workbook or a zip archive, but is damaged"),
        ("state,agency,model\n".encode("utf-16")[2:], "is not a CSV file"),
        (b'state,agency,model\nVA,"Culpeper"x,JEM\n', "list.csv:2: is not a CSV file"),
        (b"state,agency,model\nVA,\x81,JEM\n", "list.csv:2: is text neither in UTF-8 nor in Windows-1252"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(tmp_path, content, message):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"list\.csv") as told:
        read_list(path)
    assert message in str(told.value)


def test_all_files_that_are_wrong_are_told_at_once(tmp_path):
    (tmp_path / "empty.csv").touch()
    with pytest.raises(ValueError, match="No such file") as told:
        read_lists([tmp_path / "gone.csv", tmp_path / "empty.csv"])
    assert "empty.csv: is empty" in str(told.value)


def test_a_row_with_a_control_character_is_left_out_and_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADER}{ROW}{ROW.replace('Culpeper County', chr(27) + '[31mRed')}")
    found = read_list(path)
    assert [row.line for row in found.rows] == [2]
    [finding] = found.findings
    assert (finding.row, finding.kind) == (3, Fate.LEFT_OUT)
    assert finding.reason == "has the control character U+001B, which no name has"
    assert chr(27) not in "".join(map(str, vars(finding).values()))
