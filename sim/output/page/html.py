"""The page of a report: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.analyses.comparison.chapter import study_chapter
from sim.analyses.staffing.chapter import staffing_chapter
from sim.analyses.staffing.kind import is_staffing
from sim.analyses.sweep.chapter import sweep_chapter
from sim.analyses.sweep.kind import is_sweep
from sim.analyses.uncertainty.chapter import uncertainty_chapter
from sim.analyses.uncertainty.kind import is_uncertainty
from sim.analyses.warmup.chapter import warm_up_chapter
from sim.analyses.warmup.kind import is_warm_up
from sim.output.folder import FolderError, read_record
from sim.output.page.content import Chapter, Report

__all__ = ["html_of", "read_report"]


@dataclass(frozen=True)
class _Kind:
    """A kind of results folder: how ``run.json`` shows it, its chapter, and the tables that this needs."""

    holds: Callable[[dict[str, Any]], bool]
    chapter: Callable[[Path, str], Chapter]
    tables: tuple[str, ...]


_KINDS = (
    _Kind(is_uncertainty, uncertainty_chapter, ("uncertainty", "sensitivity", "tornado")),
    _Kind(is_staffing, staffing_chapter, ("staffing", "shifts")),
    _Kind(is_warm_up, warm_up_chapter, ("warmup", "advice")),
    _Kind(is_sweep, sweep_chapter, ("sweep",)),
    _Kind(lambda _: True, study_chapter, ()),
)


def read_report(folders: Sequence[Path]) -> Report:
    """Read results folders, a chapter each.

    Raises
    ------
    FolderError
        If one holds no results, or not all the tables of its kind.
    """
    return Report(tuple(_chapter(folder, f"c{place}") for place, folder in enumerate(folders, start=1)))


def _chapter(folder: Path, name: str) -> Chapter:
    record = read_record(folder)
    kind = next(kind for kind in _KINDS if kind.holds(record))
    for table in kind.tables:
        if not (folder / f"{table}.csv").is_file():
            raise FolderError(f"{folder} holds no {table}.csv, so there is nothing to tell; run its command again")
    return kind.chapter(folder, name)


def html_of(report: Report) -> str:
    """Write a report as HTML."""
    environment = Environment(
        loader=PackageLoader("sim.output.page"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (
        files("sim.output.page").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("report.css", "report.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html").render(report=report, style=style, script=script, digest=digest)
