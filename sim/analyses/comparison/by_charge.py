"""Who is lost when a policy changes, by charge: what becomes in another scenario of those flagged in the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.analyses.comparison.charges import FATE_WORDS, by_charge
from sim.analyses.comparison.results import MEAN, ResultTables
from sim.model.counts.leads import LeadFate
from sim.model.outcomes import Outcome
from sim.output.charts.canvas import MARGIN, WIDTH, Look, Page, ink_on, line_height, text_width, wrapped
from sim.output.charts.colours import GREY, HATCH, OUTCOME_COLOURS
from sim.output.charts.labels import key_rows
from sim.output.charts.picture import Picture
from sim.output.names import in_words, listed, quoted
from sim.output.numbers import count, estimated, is_none, share

_NAMES, _SPACE, _AXIS = 2.0, 0.25, 0.55
_BAR, _ROW, _LINE = 0.34, 0.56, 0.22
_NAME_SIZE, _SIZE, _SMALL = 9.5, 8.5, 8.0
_SPACES = (0.32, 0.3)

_COLOURS = {
    LeadFate.LOST_UNKNOWN: OUTCOME_COLOURS[Outcome.RELEASED_NO_RECORD],
    LeadFate.LOST_KNOWN: OUTCOME_COLOURS[Outcome.RELEASED_LIFTED],
    LeadFate.TRANSFERRED: OUTCOME_COLOURS[Outcome.TRANSFERRED],
    LeadFate.OTHERWISE: "#C4C4C4",
}

_LOST = "lost: handed over before, released before pickup now"

_Charge = Mapping[Any, Any]
"""A row of `by_charge`."""


def lost_by_charge(tables: ResultTables, other: str) -> Picture | None:
    """A bar a charge, made up of what becomes in another scenario of those flagged in the base; the lost first.

    None where nobody of them is lost.
    """
    rows = tables.leads(other)
    charges = by_charge(rows).to_dict("records") if len(rows) else []
    if all(is_none(charge["lost_mean"]) for charge in charges):
        return None
    key = key_rows(dict(zip(FATE_WORDS.values(), _COLOURS.values(), strict=True)), WIDTH - 2 * MARGIN, _SIZE, _SPACES)
    width = WIDTH - 2 * MARGIN - _NAMES - _SPACE - max(text_width(_lost(charge), _SIZE) for charge in charges)
    base, name = (quoted(tables.names[label]) for label in (tables.base, other))
    foot, rows_height = len(key) * _LINE + _AXIS, _ROW * len(charges)

    def draw(drawing: Page) -> None:
        axes = drawing.axes(_NAMES, foot, width, rows_height)
        quarters = [0.0, 0.25, 0.5, 0.75, 1.0]
        axes.set(xlim=(0, 1), ylim=(rows_height, 0), yticks=[], xticks=quarters)
        axes.set_xticklabels([share(each) for each in quarters])
        axes.set_xlabel(f"share of those flagged under {base}", size=_SMALL, color=GREY)
        for place, charge in enumerate(charges):
            middle = (place + 0.5) * _ROW
            _stack(axes, charge, middle, width)
            _write(drawing, charge, foot + rows_height - middle)
        _write_key(drawing, key)

    driven = "driven by stays by charge, which are assumed" if tables.stays_are_assumed else ""
    return Picture(
        name="lost_by_charge",
        title=_title(charges, name, tables.per),
        note=tables.note(
            f"those flagged under {base}, and what becomes of the same bookings under {name}", _LOST, driven
        ),
        alt="Bars: what becomes of those flagged in the first scenario, by charge. Numbers: table below.",
        height=foot + rows_height + line_height(_SMALL),
        draw=draw,
    )


def _stack(axes: Axes, charge: _Charge, middle: float, inches: float) -> None:
    """Draw what becomes of those flagged for a charge, each part with its share and count where there is room."""
    left = 0.0
    for fate, colour in _COLOURS.items():
        part, hatch = charge[f"{fate}_share_of_flagged"], HATCH if fate is LeadFate.LOST_UNKNOWN else None
        bar = axes.barh(middle, part, _BAR, left, color=colour, label=f"{charge['charge']}.{fate}", hatch=hatch)
        bar.patches[0].set(edgecolor="white", linewidth=0.8 if part > 0 else 0)
        texts = (f"{share(part)}: {count(charge[f'{fate}_mean'])}", share(part))
        if fits := [text for text in texts if text_width(text, _SIZE, "bold") + 0.1 < part * inches]:
            text = axes.text(left + part / 2, middle, fits[0], ha="center", va="center_baseline")
            text.set(size=_SIZE, weight="bold", color=ink_on(colour))
            if hatch:
                text.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 1.2})
        left += 0.0 if pd.isna(part) else part


def _write(drawing: Page, charge: _Charge, middle: float) -> None:
    """Write the charge and how many are flagged for it on the left of its bar, and how many are lost on its right."""
    names = wrapped(in_words(charge["charge"]), _NAMES - 0.2, _NAME_SIZE, "bold")[:2]
    below = line_height(_NAME_SIZE) / 2
    drawing.write((0, middle + below * len(names) / 2), names, Look(_NAME_SIZE, weight="bold"))
    drawing.write((0, middle - below * len(names)), f"{count(charge['flagged_mean'])} flagged", Look(_SMALL, GREY))
    drawing.write((drawing.width, middle), _lost(charge), Look(_SIZE), across="right")


def _lost(charge: _Charge) -> str:
    return f"{estimated(*(charge[f'lost_{each}'] for each in MEAN))} lost"


def _write_key(drawing: Page, key: Sequence[Mapping[str, str]]) -> None:
    for place, row in enumerate(reversed(key)):
        left, middle = 0.0, (place + 0.5) * _LINE
        for text, colour in row.items():
            drawing.swatch(left, middle, colour, hatched=colour == _COLOURS[LeadFate.LOST_UNKNOWN])
            drawing.write((left + _SPACES[0], middle), text, Look(_SIZE))
            left += _SPACES[0] + text_width(text, _SIZE) + _SPACES[1]


def _title(charges: Sequence[_Charge], name: str, per: str) -> str:
    told = [charge for charge in charges if not is_none(charge["flagged_mean"])]
    told.sort(key=lambda charge: charge["lost_share_of_flagged"])
    ends = [told[-1], told[0]] if len(told) > 1 else told
    parts = [
        f"{share(charge['lost_share_of_flagged'])} of the {count(charge['flagged_mean'])}{per} flagged "
        f"on charge {quoted(in_words(charge['charge']))}"
        for charge in ends
    ]
    return f"Lost under {name}: {listed(parts)}"
