"""How pictures are saved: the same picture is the same file, every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.output.charts.canvas import STYLE
from sim.output.charts.fonts import whatever_the_script
from sim.output.charts.picture import Picture
from sim.output.files import write_table, write_whole
from sim.output.forms import Forms

DPI = 150


# Without dates and versions of libraries the same picture is the same file.
_METADATA: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def save(picture: Picture, folder: Path, caption: str = "", forms: Forms = Forms.BOTH) -> list[Path]:
    """Write NAME.png and NAME.svg, or some of the forms, and NAME.csv where it has numbers; gives the files.

    Each file is there whole or not at all; the caption stands small under the picture.
    """
    written = []
    if forms.suffixes:
        figure = picture.figure(caption)
        written = [save_figure(figure, folder / f"{picture.name}.{form}") for form in forms.suffixes]
    if len(picture.numbers):
        write_table(picture.numbers, folder / f"{picture.name}.csv")
        written.append(folder / f"{picture.name}.csv")
    return written


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a PNG or an SVG, as the file's suffix says, and give the file."""
    form = path.suffix.removeprefix(".")

    def fill(part: Path) -> None:
        with mpl.rc_context(STYLE), whatever_the_script():
            figure.savefig(part, format=form, dpi=DPI, metadata=_METADATA[form])

    write_whole(path, fill)
    return path
