"""The parts of an answer, read from its results folder: each is a results folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analyses.kinds import open_results
from sim.analyses.staffing.words import officers_needed, priced, sure
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.output.kinds import Results
from sim.output.names import begun, listed, measure_words, quoted
from sim.output.numbers import difference
from sim.output.tables import Column, Table, side_by_side

COMPARISON, STAFFING, UNCERTAINTY = PARTS = ("comparison", "staffing", "uncertainty")
"""The folders below the folder of an answer."""

_MOST_INPUTS = 5
_MOVED = ("flagged", "released_before_pickup")


@dataclass(frozen=True)
class Parts:
    """The results folders of an answer; `staffing` is None where no hours were placed."""

    comparison: Results
    staffing: Results | None
    uncertainty: Results

    @classmethod
    def of(cls, results: Results) -> Parts:
        """Open the parts of an answer.

        Raises
        ------
        FolderError
            If one of them is missing or damaged.
        """
        opened = {name: open_results(results.folder / name) for name in results.record["parts"]}
        return cls(opened[COMPARISON], opened.get(STAFFING), opened[UNCERTAINTY])

    @property
    def each(self) -> list[Results]:
        """Those that there are."""
        return [part for part in (self.comparison, self.staffing, self.uncertainty) if part is not None]


def hours_sentences(staffing: Results) -> Iterator[str]:
    """What the best hours cost, who works them, and how sure the choice is."""
    if cost := priced(staffing):
        yield cost
    if needed := officers_needed(staffing.record["staffing"]):
        yield needed
    yield (
        "Lost are those released before pickup, on replications of their own: today's number differs by chance from "
        "that with the agreement."
    )
    yield from sure(staffing)


def driving_inputs(parts: Parts) -> Table:
    """The inputs that move the difference in people flagged most, one at a time; none of those that move nothing."""
    tables = UncertaintyTables.of(parts.uncertainty)
    moved = tables.changes(_MOVED[0])
    ends = side_by_side(moved, ["input"], "end", ["input_value", "change", "ci_low", "ci_high"])
    data = ends.head(_MOST_INPUTS)
    columns = [Column("Input", ("input",), lambda path: begun(tables.names[path]), justify="left")]
    for end in ("low", "high"):
        columns.append(Column(f"{begun(end)} end", (f"{end}_input_value",), justify="left"))
        columns.append(Column("change there", (f"{end}_change",), difference))
    what = f"difference in people {measure_words(_MOVED[0]).lower()}"
    note = (
        "One input at a time goes to an end of its plausible range, all others stay. Of "
        f"{len(tables.record['unknown_inputs'])} inputs with a range these move it most; all are in {UNCERTAINTY}/."
    )
    return Table("driving_inputs", f"What the {what} hangs on", data, tuple(columns), note=note)


def driving_sentences(parts: Parts) -> tuple[str, ...]:
    """Say which inputs move each difference most, or that none moves any; nothing of what no input moves."""
    tables, told = UncertaintyTables.of(parts.uncertainty), []
    for measure in _MOVED:
        first = tables.changes(measure)["input"].drop_duplicates().head(2)
        if len(first):
            names = listed([quoted(tables.names[path]) for path in first])
            told.append(f"The difference in people {measure_words(measure).lower()} hangs most on {names}.")
    moved = listed([measure_words(measure).lower() for measure in _MOVED])
    return tuple(told) or (f"No input with a range moves the differences in people {moved}.",)
