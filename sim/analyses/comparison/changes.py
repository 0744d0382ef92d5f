"""Whose outcome changes from one scenario to another: bookings as ribbons from what they were to what they become."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.analyses.comparison.flows import Change, flows_between
from sim.analyses.comparison.results import ResultTables
from sim.model.counts.pairs import FATES
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page
from sim.output.charts.colours import GREY, LESS, MORE, OUTCOME_COLOURS, SCENARIO_COLOURS
from sim.output.charts.labels import key_rows, write_key
from sim.output.charts.picture import Picture
from sim.output.charts.ribbons import Ribbon, Ribbons
from sim.output.names import begun, quoted, readable
from sim.output.numbers import count, is_none

_LINE, _SIZE, _SPACES = 0.22, 8.0, (0.32, 0.3)

_COLOURS = {fate: OUTCOME_COLOURS.get(fate, GREY) for fate in FATES}

_LOOKS = {
    Change.NONE: ("Same end both times", "#C4C4C4", 0.45),
    Change.ELSEWHERE: ("Removable and counted only once", SCENARIO_COLOURS[3], 0.6),
    Change.OTHERWISE: ("Lost both times, for another reason", "#7B7B9C", 0.6),
    Change.WON: ("From lost to transferred", MORE, 0.75),
    Change.LOST: ("From transferred to lost", LESS, 0.75),
}
"""What a ribbon means, its colour and how solid it is; the last lie over the first."""


def who_changed(tables: ResultTables, other: str) -> Picture | None:
    """How the bookings of removable people end in the base and, the same bookings, in another scenario.

    None where all end alike.
    """
    flows = flows_between(tables, other)
    if all(is_none(total) for change, total in flows.totals.items() if change is not Change.NONE):
        return None
    base, name = (tables.names[label] for label in (tables.base, other))
    ribbons = Ribbons(
        [_ribbon(*row) for row in _in_order(flows.rows).itertuples(index=False)],
        _COLOURS,
        lambda fate, total: f"{readable(fate)}  {count(total)}",
        (begun(base), begun(name)),
    )
    key = _key(flows.totals)
    foot = _LINE * len(key) + 0.15

    def draw(drawing: Page) -> None:
        ribbons.draw(drawing, foot)
        for place, row in enumerate(key):
            write_key(drawing, (0, foot - 0.15 - (place + 0.5) * _LINE), row, Look(_SIZE), _SPACES)

    return Picture(
        name="who_changed",
        title=_title(flows.totals, quoted(base), quoted(name), tables.per),
        note=tables.note("removable people by how the same booking ends", tables.rounding),
        alt="Ribbons: removable people by how the same booking ends in both scenarios. Numbers: tables below.",
        height=foot + ribbons.height,
        draw=draw,
    )


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Only what there is, the ends from the top."""
    fates = list(_COLOURS)
    rows = rows.loc[rows["mean"] > 0, ["outcome_in_base", "outcome_in_other", "mean", "kind"]]
    return rows.sort_values(["outcome_in_base", "outcome_in_other"], key=lambda column: column.map(fates.index))


def _ribbon(before: str, after: str, bookings: float, kind: str) -> Ribbon:
    change = Change(kind)
    _, colour, solid = _LOOKS[change]
    layer = 1 + list(_LOOKS).index(change)
    text = "" if change is Change.NONE else count(bookings)
    return Ribbon(before, after, bookings, colour, solid, layer, text)


def _key(totals: Mapping[Change, float]) -> list[dict[str, str]]:
    """What the ribbons mean, in rows; the last that are drawn come first."""
    meanings = {
        f"{words}: {count(totals[change])}": colour
        for change, (words, colour, _) in reversed(_LOOKS.items())
        if totals[change] > 0
    }
    return key_rows(meanings, WIDTH - 2 * MARGIN, _SIZE, _SPACES)


def _title(totals: Mapping[Change, float], base: str, other: str, per: str) -> str:
    lost, won = totals[Change.LOST], totals[Change.WON]
    if is_none(lost) and is_none(won):
        changed = totals[Change.OTHERWISE] + totals[Change.ELSEWHERE]
        return f"{count(changed)} people{per} end differently under {other} than under {base}, none of them won or lost"
    if lost >= won:
        back = f"; {count(won)} the other way round" if not is_none(won) else ""
        return f"{count(lost)} people{per} transferred under {base} would be lost under {other}{back}"
    back = f"; {count(lost)} the other way round" if not is_none(lost) else ""
    return f"{count(won)} people{per} lost under {base} would be transferred under {other}{back}"
