"""The pictures of a study, and how they are saved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from sim.analyses.comparison.changes import who_changed
from sim.analyses.comparison.differences import differences
from sim.analyses.comparison.endings import how_lost
from sim.analyses.comparison.headlines import headline_counts
from sim.analyses.comparison.hours import hours_of_week
from sim.analyses.comparison.results import ResultTables
from sim.output.charts.canvas import STYLE
from sim.output.files import write_table, write_whole

__all__ = [
    "DPI",
    "ResultTables",
    "differences",
    "figures",
    "headline_counts",
    "hours_of_week",
    "how_lost",
    "save",
    "save_with_numbers",
    "who_changed",
]

DPI = 150

# Without dates and versions of libraries the same picture is the same file.
_METADATA: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def figures(tables: ResultTables) -> Iterator[tuple[str, Figure]]:
    """Draw every picture that applies.

    Yields
    ------
    name, figure
        Of several other scenarios each has a ``who_changed`` with its place among the scenarios behind: the first other
        is ``who_changed_2``.
    """
    yield "headline_counts", headline_counts(tables)
    yield "how_lost", how_lost(tables)
    for place, other in enumerate(tables.others, start=2):
        yield f"who_changed_{place}" if len(tables.others) > 1 else "who_changed", who_changed(tables, other)
    yield "hours_of_week", hours_of_week(tables)
    if tables.others:
        yield "differences", differences(tables)


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    """Write NAME.png and NAME.svg; each is there whole or not at all, and the same bytes every time.

    Returns
    -------
    tuple of pathlib.Path
        The two files.
    """
    png, svg = (_write(folder / f"{name}.{form}", _rendered(figure, form)) for form in ("png", "svg"))
    return png, svg


def save_with_numbers(figure: Figure, numbers: pd.DataFrame, folder: Path, name: str) -> tuple[Path, Path, Path]:
    """Write NAME.png and NAME.svg, and NAME.csv with the numbers that the picture shows."""
    write_table(numbers, folder / f"{name}.csv")
    return *save(figure, folder, name), folder / f"{name}.csv"


def _rendered(figure: Figure, form: str) -> bytes:
    picture = io.BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(picture, format=form, dpi=DPI, metadata=_METADATA[form])
    return picture.getvalue()


def _write(path: Path, content: bytes) -> Path:
    def fill(part: Path) -> None:
        part.write_bytes(content)

    write_whole(path, fill)
    return path
