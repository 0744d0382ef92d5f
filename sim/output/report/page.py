"""The page of a report: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.output.folder import FolderError, read_record
from sim.output.report.content import Report
from sim.output.report.studies import study_chapter
from sim.output.staffing import is_staffing
from sim.output.swept import is_sweep
from sim.output.uncertainty import is_uncertainty
from sim.output.warmup import is_warm_up

__all__ = ["html_of", "read_report"]

_OTHER_KINDS = (is_uncertainty, is_staffing, is_warm_up, is_sweep)


def read_report(folders: Sequence[Path]) -> Report:
    """Read results folders, a chapter each.

    Raises
    ------
    FolderError
        If one holds no results, or none of a run or a comparison.
    """
    for folder in folders:
        record = read_record(folder)
        if any(holds(record) for holds in _OTHER_KINDS):
            raise FolderError(f"{folder} holds no run and no comparison; lostleads plot draws its pictures")
    return Report(tuple(study_chapter(folder, f"c{place}") for place, folder in enumerate(folders, start=1)))


def html_of(report: Report) -> str:
    """Write a report as HTML."""
    environment = Environment(
        loader=PackageLoader("sim.output.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (
        files("sim.output.report").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("report.css", "report.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html").render(report=report, style=style, script=script, digest=digest)
