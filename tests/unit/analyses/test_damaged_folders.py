"""Damaged results folders, and those of somebody else: told in words, and nothing of them is run."""

from __future__ import annotations

import ast
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.analyses.comparison import kind as comparison
from sim.analyses.comparison.study import compare
from sim.analyses.kinds import open_results, plot, read_report
from sim.analyses.staffing import kind as staffing
from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.post import post_of
from sim.analyses.staffing.search import staff
from sim.analyses.sweep import kind as sweeping
from sim.analyses.sweep.sweep import sweep
from sim.analyses.uncertainty import kind as uncertainty
from sim.analyses.uncertainty.inquiry import inquire, planned
from sim.analyses.warmup import kind as warmup
from sim.analyses.warmup.judge import warm_up
from sim.model.office import Engine
from sim.output.folder import FolderError
from sim.output.kinds import Findings, write_results
from sim.output.page.html import html_of
from sim.output.seal import sealed
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design, Grid, Vary
from sim.study.replicate import Plan
from sim.study.tasks import Running
from tests.commands import run_here
from tests.pictures import undrawn
from tests.support import small_data, write_yaml

ROOT = Path(__file__).parents[3]
RANGE = {"jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9}}
HOSTILE = "<script>alert(1)</script>"


def found_by_kind(folder: Path) -> dict[str, Findings]:
    file = write_yaml(folder / "county.yaml", small_data({"days": 10, "name": HOSTILE, **RANGE}))
    source = ScenarioSource(file)
    base, other = source.scenario(), ScenarioSource(file, ["name=Other"]).scenario()
    running = Running(2, engine=Engine.STAGED)
    points = Grid((Vary("jails.county.fingerprinted", ("0.1", "0.9")),))
    post = post_of(base, None, None, (), 1)
    return {
        "comparison": comparison.findings(compare(base, other, plan=Plan(2, engine=Engine.STAGED))),
        "sweep": sweeping.findings(sweep(source, points, running), ("flagged",)),
        "uncertainty": uncertainty.findings(inquire(planned([source], Design.LHS, 4), running)),
        "staffing": staffing.findings(staff(source, post, Goal.parse(None, 40, None), running), file),
        "warmup": warmup.findings(warm_up(base, running)),
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A small results folder of each kind, without pictures."""
    above = tmp_path_factory.mktemp("folders")
    with undrawn():
        for name, found in found_by_kind(above).items():
            write_results(
                found, above / name, command=["lostleads", HOSTILE], started_at=datetime(2026, 1, 2, tzinfo=UTC)
            )
    return above


KINDS = ("comparison", "sweep", "uncertainty", "staffing", "warmup")


def without_a_column(whole: bytes) -> bytes:
    return b"\n".join(line.rpartition(b",")[0] for line in whole.split(b"\n"))


DAMAGES = {
    "emptied": lambda _: b"",
    "truncated": lambda whole: whole[: len(whole) // 2],
    "without its last line": lambda whole: whole.rstrip(b"\n").rpartition(b"\n")[0],
    "binary": lambda _: bytes(range(256)) * 10,
    "garbled at its begin": lambda whole: b"\xff" + whole[1:],
    "garbled in the middle": lambda whole: whole[: len(whole) // 2] + b"\x00" + whole[len(whole) // 2 + 1 :],
    "without a column": without_a_column,
    "with other numbers": lambda whole: whole.translate(bytes.maketrans(b"23456789", b"34567892")),
    "with words for numbers": lambda whole: whole.translate(bytes.maketrans(b"0123456789", b"abcdefghij")),
    "twice": lambda whole: whole * 2,
    "of lists": lambda _: b"[[]]",
    "a number": lambda _: b"7",
    "endlessly deep": lambda _: b"[" * 200_000,
}


def refused(folder: Path) -> str:
    """What is told of a folder, by all that read one."""
    told = set()
    for read in (lambda: plot(folder, folder / "pictures"), lambda: read_report([folder])):
        with pytest.raises(FolderError) as error:
            read()
        told.add(str(error.value))
    assert not (folder / "pictures").exists()
    (one,) = told
    assert one.startswith(str(folder))
    assert "run its command again" in one or "cannot be read" in one or "holds no results" in one
    return one


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_undamaged_it_is_opened(self, folders, kind):
        results = open_results(folders / kind)
        assert all(len(results[path.stem]) for path in (folders / kind).glob("*.csv"))

    def test_every_file_damaged_in_every_way_is_told(self, folders, kind, tmp_path):
        folder = tmp_path / "out"
        shutil.copytree(folders / kind, folder)
        for path in [folder / "run.json", *sorted(folder.glob("*.csv"))]:
            whole = path.read_bytes()
            path.unlink()
            assert path.name in refused(folder)
            path.mkdir()
            assert path.name in refused(folder)
            path.rmdir()
            for damage in DAMAGES.values():
                path.write_bytes(damage(whole))
                told = refused(folder)
                assert path.name in told or "older version" in told
            path.write_bytes(whole)
        assert open_results(folder)

    def test_results_of_an_older_version_are_told_their_command(self, folders, kind, tmp_path):
        folder = tmp_path / "out"
        shutil.copytree(folders / kind, folder)
        record = json.loads((folder / "run.json").read_text())
        sealed_before = {name: value for name, value in record.items() if name not in ("layout", "tables", "seal")}
        (folder / "run.json").write_text(json.dumps(sealed(sealed_before, folder)))
        told = refused(folder)
        assert "older version" in told
        assert f"run its command again: lostleads '{HOSTILE}'" in told

    def test_a_record_of_another_shape_is_told(self, folders, kind, tmp_path):
        folder = tmp_path / "out"
        shutil.copytree(folders / kind, folder)
        record = json.loads((folder / "run.json").read_text())
        for name, value in record.items():
            for other in ({}, [None], *(each for each in (None, 3, "x", []) if each != value)):
                (folder / "run.json").write_text(json.dumps({**record, name: other}))
                with pytest.raises(FolderError):
                    open_results(folder)
            (folder / "run.json").write_text(json.dumps({each: record[each] for each in record.keys() - {name}}))
            with pytest.raises(FolderError):
                open_results(folder)

    def test_a_newer_version_is_told(self, folders, kind, tmp_path):
        shutil.copytree(folders / kind, tmp_path / "out")
        record = json.loads((tmp_path / "out" / "run.json").read_text())
        (tmp_path / "out" / "run.json").write_text(json.dumps({**record, "kind": "census", "lostleads": "10.2.0"}))
        with pytest.raises(FolderError, match=r"written by lostleads 10\.2\.0, which is newer than this"):
            open_results(tmp_path / "out")


def test_a_table_of_other_results_is_not_taken_for_one_of_these(folders, tmp_path):
    shutil.copytree(folders / "comparison", tmp_path / "out")
    shutil.copy(tmp_path / "out" / "comparison.csv", tmp_path / "out" / "costs.csv")
    assert "costs.csv is not as it was written" in refused(tmp_path / "out")


@pytest.mark.parametrize("command", ["plot", "report"])
def test_commands_leave_with_2_and_without_a_traceback(folders, tmp_path, command):
    shutil.copytree(folders / "sweep", tmp_path / "out")
    (tmp_path / "out" / "sweep.csv").write_text("point\n")
    done = run_here([command, "out"], tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "out/sweep.csv is not as it was written: it was damaged or changed since; run its command again\n"
    )


class TestOfSomebodyElse:
    @pytest.mark.parametrize("kind", ["os", "../evil", "comparison.study", "__import__('os')"])
    def test_no_module_is_imported_by_its_name(self, folders, tmp_path, kind):
        shutil.copytree(folders / "sweep", tmp_path / "out")
        record = json.loads((tmp_path / "out" / "run.json").read_text())
        del record["seal"]
        (tmp_path / "out" / "run.json").write_text(json.dumps(sealed({**record, "kind": kind}, tmp_path / "out")))
        with pytest.raises(FolderError, match="of a kind that this version does not know"):
            open_results(tmp_path / "out")

    def test_its_names_are_text_on_a_page(self, folders):
        page = html_of(read_report([folders / kind for kind in ("comparison", "sweep", "warmup")]))
        assert "alert(1)" in page
        assert HOSTILE not in page

    def test_nothing_that_the_project_reads_can_hold_code(self):
        """Dask alone takes pickles: of this process, for workers of its own cluster."""
        assert list(holding_code()) == ["sim/study/backends.py"]


def holding_code():
    for path in sorted((ROOT / "sim").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Import(names=names) if {each.name.partition(".")[0] for each in names} & RUNNING_CODE:
                    yield path.relative_to(ROOT).as_posix()
                case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in RUNNING_CODE:
                    yield path.relative_to(ROOT).as_posix()
                case ast.Call(func=ast.Name(id="eval" | "exec" | "compile" | "__import__")):
                    yield path.relative_to(ROOT).as_posix()
                case ast.Attribute(attr="read_pickle" | "read_hdf" | "query"):
                    yield path.relative_to(ROOT).as_posix()
                case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                    yield path.relative_to(ROOT).as_posix()


RUNNING_CODE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
