from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app

LIST = Path(__file__).parents[1] / "unit" / "agencies" / "lists" / "as_printed.csv"


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Run ``lostleads agencies`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["agencies", *map(str, words)])


def test_import_writes_jails_and_report_and_tells_the_numbers(call, tmp_path):
    done = call("import", LIST)
    assert done.exit_code == 0, done.stderr
    assert re.search(r"what +rows +the first +as printed", done.stdout)
    assert max(map(len, done.stdout.splitlines()[:-3])) <= 80
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agencies.csv", "agencies_report.csv"]
    assert (tmp_path / "agencies.csv").read_text().startswith("jail,fips,county,state,population,foreign_born,")
    assert (tmp_path / "agencies_report.csv").read_text().startswith("file,row,column,as_printed,became,reason,kind\n")


def test_import_does_not_overwrite_unless_told_so(call, tmp_path):
    (tmp_path / "agencies.csv").write_text("mine")
    done = call("import", LIST)
    assert done.exit_code == 2
    assert "agencies.csv exists" in done.stderr
    assert (tmp_path / "agencies.csv").read_text() == "mine"
    assert call("import", LIST, "--overwrite", "--quiet").exit_code == 0
    assert (tmp_path / "agencies.csv").read_text() != "mine"


def test_show_takes_a_jails_file_and_a_list(call):
    call("import", LIST)
    of_jails, of_list = call("show", "agencies.csv"), call("show", LIST)
    assert of_jails.exit_code == of_list.exit_code == 0
    assert of_jails.stdout == of_list.stdout
    assert "people covered" in of_jails.stdout


def test_another_encoding_is_told_on_stderr(call, tmp_path):
    (tmp_path / "old.csv").write_bytes("state,agency,model\nNM,Doña Ana County,JEM\n".encode("cp1252"))
    done = call("import", "old.csv")
    assert done.exit_code == 0
    assert "read as Windows-1252" in done.stderr
    assert "Windows" not in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b"a,b\n1,2\n", "no recognised header: found a, b; wanted state"),
        (b"PK\x03\x04", "begins as a workbook or a zip archive, but is damaged"),
        (b"state,agency,model\nVA,Culpeper County,TFM\n", "none of the 1 rows read gives a jail: a task force"),
    ],
)
@pytest.mark.parametrize("command", ["import", "show"])
def test_bad_input_leaves_with_2_and_writes_nothing(call, tmp_path, content, message, command):
    if content is not None:
        (tmp_path / "list.csv").write_bytes(content)
    before = sorted(tmp_path.iterdir())
    done = call(command, "list.csv")
    assert done.exit_code == 2
    assert message in done.stderr
    assert sorted(tmp_path.iterdir()) == before
