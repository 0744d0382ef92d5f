"""The questions whose answers are kept in results folders, and what any such folder can be asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analyses.questions import KEPT_IN_FOLDERS
from sim.output.crate import write_crate
from sim.output.files import check_writable, file_at, write_text
from sim.output.folder import FolderError, check_layout, read_record
from sim.output.forms import Forms
from sim.output.kinds import Findings, Kind, Results, chapter_of, draw_results, drawn, write_results
from sim.output.page.content import Report
from sim.output.place import claimed, place_of, whole_folder
from sim.output.seal import check_parts, check_record, check_tables
from sim.scenario.base import unknown_name
from sim.study.backends import available_cores

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def open_results(folder: str | Path) -> Results:
    """Open a results folder of any kind.

    Raises
    ------
    FolderError
        If there are no results in it, they are of no known kind, or not as they were written.
    """
    folder = Path(folder)
    record = read_record(folder)
    if record["kind"] not in KEPT_IN_FOLDERS:
        raise FolderError(f"{folder} holds results of a kind that this version does not know: {record['kind']}")
    check_record(record, folder)
    check_layout(record, folder)
    kind: Kind = import_module(f"sim.analyses.{record['kind']}.kind").KIND
    check_tables(record, folder, kind.tables)
    check_parts(record, folder)
    return Results(kind, folder, record)


def save(found: Any, folder: str | Path, *, plots: str = "none", overwrite: bool = False) -> Results:
    """Write what a question found as a results folder, as its command does, whole or not at all.

    Parameters
    ----------
    found
        What `run`, `compare`, `sweep`, `uncertainty` or `staffing` gave.
    folder
        Where.
    plots
        In which forms pictures are drawn too: ``none``, ``png``, ``svg`` or ``both``.
    overwrite
        Whether a results folder that is there is replaced.

    Raises
    ------
    FolderError
        If no results can be put there.
    TypeError
        If it is nothing that has a results folder.
    """
    started_at, command = datetime.now(UTC), ["python", *filter(None, sys.argv)]
    findings, forms = _findings_of(found), Forms.named(plots)
    place = place_of(Path(folder))
    with claimed(place, overwrite=overwrite, command=command):
        finish = partial(drawn, forms=forms, jobs=available_cores())
        return write_results(findings, place, command=command, started_at=started_at, finish=finish)


def _findings_of(found: Any) -> Findings:
    kinds = [import_module(f"sim.analyses.{name}.kind") for name in KEPT_IN_FOLDERS]
    for kind in kinds:
        if isinstance(found, kind.FOUND):
            findings: Findings = kind.findings(found)
            return findings
    allowed = ", ".join(kind.FOUND.__name__ for kind in kinds)
    raise TypeError(f"found must be what a question gives that is kept in a folder ({allowed}), but is {type(found)}")


def plot(
    results: str | Path,
    out: str | Path | None = None,
    *,
    plots: str = "both",
    jobs: int | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Draw every picture that a results folder allows, and name the files.

    Parameters
    ----------
    results
        The results folder.
    out
        Folder for the pictures; unless given ``plots`` in the results folder, whose pictures are replaced.
    plots
        In which forms: ``png``, ``svg`` or ``both``.
    jobs
        How many are drawn at once; as many as there are cores unless given.
    overwrite
        Whether pictures in a folder that was given are replaced.

    Raises
    ------
    FolderError
        If there are no results in the folder.
    ValueError
        If the folder for the pictures is not empty.
    """
    forms, opened, at_once = Forms.named(plots), open_results(results), jobs or available_cores()
    if out is None:
        pictures = draw_results(opened, opened.folder / "plots", forms, at_once)
        write_crate(opened.folder, opened.record)
        return pictures
    folder = Path(out)
    if folder.is_dir() and any(folder.iterdir()):
        if not overwrite:
            raise ValueError(f"{out} is not empty; give another name, or --overwrite to replace pictures in it")
        return draw_results(opened, folder, forms, at_once)
    # Whole or not at all, so that after a kill the same command finds nothing in its way.
    with claimed(place_of(folder), overwrite=False, command=["lostleads", "plot"]), whole_folder(folder) as writing:
        drawn_there = draw_results(opened, writing, forms, at_once)
    return [folder / path.relative_to(writing) for path in drawn_there]


def figure(results: str | Path, name: str) -> Figure:
    """Draw one picture of a results folder, such as ``headline_counts``, as a figure of matplotlib.

    It cannot be drawn into axes of another figure: a picture has panels, names and brackets of its own, whose places
    are measured in inches of its page. The numbers of every picture are in the tables, to be drawn in any other way.

    Raises
    ------
    FolderError
        If there are no results in the folder.
    ValueError
        If the results have no such picture; with the nearest right name.
    """
    opened = open_results(Path(results))
    pictures = {picture.name: picture for picture in opened.kind.pictures(opened)}
    if name not in pictures:
        raise ValueError(unknown_name("picture", name, pictures))
    return pictures[name].figure(opened.caption)


def report(*results: str | Path, out: str | Path, pdf: bool = False, overwrite: bool = False) -> list[Path]:
    """Make one page of results folders, a chapter each, that stands alone; and name the files.

    Parameters
    ----------
    *results
        The results folders.
    out
        The HTML file.
    pdf
        Also print it, to a file beside; needs Chromium or Chrome.
    overwrite
        Whether files that exist are replaced.

    Raises
    ------
    FolderError
        If a folder holds no results, or not all the tables of its kind.
    ValueError
        If a file exists, or its folder does not.
    """
    from sim.output.page.html import html_of
    from sim.output.page.pdf import find_browser, print_page

    page = Path(out)
    files = [page, file_at(page).with_suffix(".pdf")] if pdf else [page]
    check_writable(*files, overwrite=overwrite)
    browser = find_browser() if pdf else None
    html = html_of(read_report([Path(folder) for folder in results]))
    write_text(html, page)
    if browser is not None:
        print_page(browser, html, files[-1])
    return files


def workbook(results: str | Path, out: str | Path, *, overwrite: bool = False) -> Path:
    """Write a results folder as an Excel workbook, and name the file.

    The first sheet has the question, the answers and where the numbers come from; then comes a sheet a table, with
    notes that tell what each column is and in which unit.

    Parameters
    ----------
    results
        The results folder.
    out
        The file; its name ends in ``.xlsx``.
    overwrite
        Whether a file that exists is replaced.

    Raises
    ------
    FolderError
        If the folder holds no results, or not all the tables of its kind.
    ValueError
        If the file exists, or its folder does not, or it has another ending.
    """
    from sim.output.workbook import write_workbook

    file = Path(out)
    check_writable(file, overwrite=overwrite)
    opened = open_results(results)
    parts = [open_results(opened.folder / name) for name in opened.record.get("parts", ())]
    write_workbook(opened, chapter_of(opened), file, parts)
    return file


def read_report(folders: Sequence[Path]) -> Report:
    """Read results folders, a chapter each.

    Raises
    ------
    FolderError
        If one holds no results, or not all the tables of its kind.
    """
    return Report(tuple(chapter_of(open_results(folder)) for folder in folders))
