"""What pictures of unknown inputs share: names for inputs, and what a picture is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.output.charts.canvas import Look, Page, text_width
from sim.output.numbers import readable
from sim.scenario.distributions import DISTRIBUTION_KINDS

__all__ = ["MOST_INPUTS", "Subject", "input_names", "write_key"]

MOST_INPUTS = 12
"""Inputs that a picture shows; the others, which matter less, are counted in its note."""

_SECTIONS = ("charges", "jails", "field_offices")
_SILENT = {"by_charge", "screening", "teams", "shifts", "arrivals", "of", *DISTRIBUTION_KINDS}


@dataclass(frozen=True)
class Subject:
    """What a picture of the inputs is about.

    Parameters
    ----------
    measure
        The count.
    scenario
        Of which scenario, or of which pair.
    compared
        ``people``, or what the difference is called.
    caption
        Sources and provenance, printed small under the picture.
    """

    measure: str
    scenario: str
    compared: str
    caption: str

    @property
    def words(self) -> str:
        """The count in words, such as ``people flagged``."""
        return f"{self.compared} {readable(self.measure).lower()}"


def write_key(drawing: Page, left: float, entries: Sequence[tuple[str, str]]) -> None:
    """Write what each colour means, one beside the other at the head of a picture, from `left` inches on."""
    middle, size = drawing.height - 0.15, 9.0
    for colour, text in entries:
        drawing.swatch(left, middle, colour)
        drawing.write((left + 0.33, middle), text, Look(size))
        left += 0.33 + text_width(text, size) + 0.4


def input_names(paths: Sequence[str]) -> Mapping[str, str]:
    """Name inputs in few words by their paths; names of jails, offices and charges only where there are several.

    Examples
    --------
    >>> input_names(["jails.county.on_record", "jails.county.match_hours.gamma.mean"])["jails.county.on_record"]
    'on record'
    """
    several = {
        section: len({path.split(".")[1] for path in paths if path.split(".")[0] == section}) > 1
        for section in _SECTIONS
    }
    names = {path: _name(path, several) for path in paths}
    times = Counter(names.values())
    return {path: name if times[name] == 1 else path for path, name in names.items()}


def _name(path: str, several: Mapping[str, bool]) -> str:
    section, owner, *steps = path.split(".")
    if owner != "*" and (section == "charges" or several.get(section)):
        steps = [*steps, owner]
    told = [step.replace("_", " ") for step in steps if step not in _SILENT]
    return ", ".join(told)
