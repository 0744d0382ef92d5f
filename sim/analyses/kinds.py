"""The pictures of a results folder, whatever kind of run it holds."""

from __future__ import annotations

from pathlib import Path

from sim.analyses.staffing.kind import draw_staffing, is_staffing
from sim.analyses.sweep.kind import draw_sweep, is_sweep
from sim.analyses.uncertainty.kind import draw_uncertainty, is_uncertainty
from sim.analyses.warmup.kind import draw_warm_up, is_warm_up
from sim.output.folder import draw_plots, read_record, read_results

__all__ = ["draw"]

_KINDS = (
    (is_uncertainty, draw_uncertainty),
    (is_staffing, draw_staffing),
    (is_warm_up, draw_warm_up),
    (is_sweep, draw_sweep),
)


def draw(results: Path, folder: Path) -> list[Path]:
    """Draw every picture that the results allow, and name the files.

    Raises
    ------
    FolderError
        If there are no results in the folder.
    """
    record = read_record(results)
    for holds, draw_kind in _KINDS:
        if holds(record):
            return draw_kind(results, folder)
    return draw_plots(read_results(results), folder)
