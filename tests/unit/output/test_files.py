"""Files are there whole or not at all, and take the place of nothing but files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sim.output.files import check_writable, file_at, write_text, write_whole


def test_a_link_to_a_file_stays_one_and_the_file_keeps_its_mode(tmp_path):
    there = tmp_path / "there.txt"
    there.write_text("old")
    there.chmod(0o600)
    (tmp_path / "link.txt").symlink_to("there.txt")
    write_text("new", tmp_path / "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (there.read_text(), there.stat().st_mode & 0o777) == ("new", 0o600)
    assert {path.name for path in tmp_path.iterdir()} == {"link.txt", "there.txt"}


@pytest.mark.parametrize("name", [".", "", "/", "..", "folder", "folder/.."])
def test_a_folder_is_no_file(tmp_path, monkeypatch, name):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="is a folder; give the name of a file"):
        file_at(Path(name))


def test_what_is_no_plain_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="pipe is no plain file, and is not replaced by one"):
        write_text("new", tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_written_is_told_by_its_own_name_and_nothing_is_left(tmp_path):
    def full(part):
        part.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "page.html").write_text("old")
    for path in (tmp_path / "page.html", tmp_path / "new.html"):
        with pytest.raises(OSError, match="No space left") as told:
            write_whole(path, full)
        assert told.value.filename == str(path)
    with pytest.raises(FileNotFoundError) as told:
        write_text("new", tmp_path / "nowhere" / "page.html")
    assert told.value.filename == str(tmp_path / "nowhere" / "page.html")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text() == "old"


def test_a_name_that_the_system_refuses_is_told_before_anything_runs(tmp_path):
    with pytest.raises(ValueError, match="File name too long; give another name"):
        check_writable(tmp_path / ("x" * 300), overwrite=False)


def test_files_that_can_be_written_are_let_be(tmp_path):
    there = tmp_path / "there.txt"
    check_writable(there, overwrite=False)
    there.write_text("old")
    check_writable(there, tmp_path / "new.txt", overwrite=True)


@pytest.mark.parametrize(
    ("name", "overwrite", "told"),
    [
        ("there.txt", False, "there.txt exists; give another name, or --overwrite to replace it"),
        ("nowhere/new.txt", True, "there is no folder .*nowhere; make it, or give another name"),
        ("there.txt/new.txt", True, "there is no folder .*there.txt; make it, or give another name"),
        ("folder", True, "folder is a folder; give the name of a file"),
    ],
)
def test_files_that_could_not_be_written_are_told_beforehand(tmp_path, name, overwrite, told):
    (tmp_path / "there.txt").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=told):
        check_writable(tmp_path / "new.txt", tmp_path / name, overwrite=overwrite)


def test_a_folder_that_may_not_be_written_is_told_beforehand(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ValueError, match=r"new\.txt cannot be written: nothing may be written to its folder"):
        check_writable(tmp_path / "new.txt", overwrite=False)
