"""Where results are to be: one command at a time, known beforehand to be free, and nothing left of a killed one."""

from __future__ import annotations

import errno
import os
from contextlib import chdir
from pathlib import Path

import pytest

from sim.output.folder import FolderError
from sim.output.place import check_free, claimed, place_of, whole_folder

COMMAND = ["lostleads", "run", "my county.yaml"]


def results_at(folder):
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("old")
    return folder


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def claim(place, *, overwrite=False):
    return claimed(place_of(place), overwrite=overwrite, command=COMMAND)


def test_the_second_to_come_is_told_who_works_there_since_when(tmp_path):
    place = tmp_path / "out"
    with claim(place):
        told = (
            rf"out is being made by process {os.getpid()} on \S+ since 20\S+ \S+ UTC \(lostleads run 'my county.yaml'\)"
        )
        with pytest.raises(FolderError, match=f"{told}; wait for it, or give another --out"), claim(place):
            pass
        with claim(tmp_path / "other"):
            pass
    with claim(place):
        pass
    assert names_in(tmp_path) == []


def test_a_lock_that_a_killed_command_left_keeps_nobody_away(tmp_path):
    (tmp_path / ".out.lock").write_text("process 1 on elsewhere")
    with claim(tmp_path / "out"):
        pass
    assert names_in(tmp_path) == []


def test_a_link_to_a_place_is_that_place(tmp_path):
    results_at(tmp_path / "there" / "deep")
    (tmp_path / "link").symlink_to("there/deep")
    with claim(tmp_path / "link", overwrite=True):
        with pytest.raises(FolderError, match="is being made by"), claim(tmp_path / "there" / "deep", overwrite=True):
            pass
        with whole_folder(tmp_path / "link") as writing:
            (writing / "run.json").write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "deep" / "run.json").read_text() == "new"
    assert names_in(tmp_path) == ["link", "there", "there/deep", "there/deep/run.json"]


def test_a_link_to_nothing_makes_what_it_names(tmp_path):
    (tmp_path / "link").symlink_to("there")
    with claim(tmp_path / "link"), whole_folder(tmp_path / "link") as writing:
        (writing / "run.json").write_text("new")
    assert names_in(tmp_path) == ["link", "there", "there/run.json"]


@pytest.mark.parametrize("name", [".", "", "/", "..", "here", "here/..", "link_to_here"])
def test_the_folder_that_we_are_in_and_those_above_are_refused(tmp_path, name):
    (tmp_path / "here").mkdir()
    (tmp_path / "link_to_here").symlink_to("here")
    out = tmp_path / name if name.endswith("here") else Path(name)
    with chdir(tmp_path / "here"), pytest.raises(FolderError, match="is the folder you are in, or one above it"):
        place_of(out)


def test_what_killed_commands_left_is_removed_and_what_others_make_is_not(tmp_path):
    for name in (".out.123.writing", ".out.4.old", ".out.5.123.writing", ".other.123.writing"):
        results_at(tmp_path / name)
    results_at(tmp_path / "out")
    with claim(tmp_path / "out", overwrite=True):
        assert {path.name for path in tmp_path.iterdir()} == {
            ".out.5.123.writing",
            ".other.123.writing",
            "out",
            ".out.lock",
        }


def test_a_folder_that_was_being_replaced_when_its_command_was_killed_is_put_back(tmp_path):
    results_at(tmp_path / ".out.4.old")
    with pytest.raises(FolderError, match="out exists; give another --out, or --overwrite"), claim(tmp_path / "out"):
        pass
    assert names_in(tmp_path) == ["out", "out/run.json"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("file/out", "file/out cannot be made or replaced: .*; give another --out"),
        ("n" * 256, "cannot be made or replaced: File name too long"),
        ("n" * 250, "cannot be made or replaced: File name too long"),
        ("loop", "cannot be made or replaced: Too many levels of symbolic links|exists; give another"),
        ("file", "file exists; give another --out"),
    ],
)
def test_where_no_folder_can_be_is_known_beforehand(tmp_path, name, told):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(FolderError, match=told), claim(tmp_path / name):
        pass
    assert names_in(tmp_path) == ["file", "loop"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EBUSY, "out is mounted, so it cannot be replaced; give a new folder in it"),
        (errno.EACCES, "out cannot be made or replaced: Permission denied; give another --out"),
    ],
)
def test_a_folder_that_cannot_be_moved_is_told_before_anything_runs(tmp_path, monkeypatch, number, told):
    def refused(*_):
        raise OSError(number, os.strerror(number))

    results_at(tmp_path / "out")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(FolderError, match=told), claim(tmp_path / "out", overwrite=True):
        pass
    assert names_in(tmp_path) == ["out", "out/run.json"]


def test_folders_above_that_were_made_for_nothing_are_gone(tmp_path):
    with claim(tmp_path / "new" / "deep" / "out"):
        assert names_in(tmp_path) == ["new", "new/deep", "new/deep/.out.lock"]
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("old", [False, True], ids=["empty", "old results"])
def test_a_folder_keeps_its_mode(tmp_path, old):
    (tmp_path / "out").mkdir()
    if old:
        (tmp_path / "out" / "run.json").write_text("old")
    (tmp_path / "out").chmod(0o750)
    with claim(tmp_path / "out", overwrite=old), whole_folder(tmp_path / "out") as writing:
        (writing / "run.json").write_text("new")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750
    assert names_in(tmp_path) == ["out", "out/run.json"]


def test_what_was_there_stays_where_the_new_cannot_take_its_place(tmp_path, monkeypatch):
    def replace(path, target, rename=Path.replace):
        if path.suffix == ".writing":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    results_at(tmp_path / "out")
    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="Input/output"), whole_folder(tmp_path / "out"):
        pass
    assert names_in(tmp_path) == ["out", "out/run.json"]


def test_on_a_full_disk_the_folder_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(OSError, match="No space left") as told, whole_folder(tmp_path / "out"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert told.value.filename == str(tmp_path / "out")
    assert names_in(tmp_path) == []


def test_only_results_are_replaced_and_only_when_asked(tmp_path):
    results_at(tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    check_free(tmp_path / "new", overwrite=False)
    check_free(tmp_path / "out", overwrite=True)
    with pytest.raises(FolderError, match="exists; give another --out, or --overwrite to replace it"):
        check_free(tmp_path / "out", overwrite=False)
    with pytest.raises(FolderError, match="holds no results, so --overwrite does not replace it"):
        check_free(tmp_path / "mine", overwrite=True)
