"""The questions whose answers are kept in results folders, and what any such folder can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from sim.analyses.questions import KEPT_IN_FOLDERS
from sim.output.folder import FolderError, check_layout, read_record
from sim.output.forms import Forms
from sim.output.kinds import Kind, Results, chapter_of, draw_results
from sim.output.page.content import Report
from sim.output.seal import check_record, check_tables
from sim.study.backends import available_cores


def open_results(folder: Path) -> Results:
    """Open a results folder of any kind.

    Raises
    ------
    FolderError
        If there are no results in it, they are of no known kind, or not as they were written.
    """
    record = read_record(folder)
    if record["kind"] not in KEPT_IN_FOLDERS:
        raise FolderError(f"{folder} holds results of a kind that this version does not know: {record['kind']}")
    check_record(record, folder)
    check_layout(record, folder)
    kind: Kind = import_module(f"sim.analyses.{record['kind']}.kind").KIND
    check_tables(record, folder, kind.tables)
    return Results(kind, folder, record)


def draw(results: Path, folder: Path, forms: Forms = Forms.BOTH, jobs: int | None = None) -> list[Path]:
    """Draw every picture that the results allow, by some `jobs` or as many as there are cores, and name the files.

    Raises
    ------
    FolderError
        If there are no results in the folder.
    """
    return draw_results(open_results(results), folder, forms, jobs or available_cores())


def read_report(folders: Sequence[Path]) -> Report:
    """Read results folders, a chapter each.

    Raises
    ------
    FolderError
        If one holds no results, or not all the tables of its kind.
    """
    return Report(tuple(chapter_of(open_results(folder)) for folder in folders))
