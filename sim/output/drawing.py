"""The pictures of a results folder, whatever kind of run it holds."""

from __future__ import annotations

from pathlib import Path

from sim.output.folder import draw_plots, read_record, read_results
from sim.output.swept import draw_sweep, is_sweep

__all__ = ["draw"]


def draw(results: Path, folder: Path) -> list[Path]:
    """Draw every picture that the results allow, and name the files.

    Raises
    ------
    FolderError
        If there are no results in the folder.
    """
    if is_sweep(read_record(results)):
        return draw_sweep(results, folder)
    return draw_plots(read_results(results), folder)
