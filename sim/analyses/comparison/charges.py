"""Who of the leads of the base is lost in another scenario, by charge: as tables, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.analyses.comparison.results import MEAN, ResultTables
from sim.model.counts.leads import LeadFate
from sim.output.names import begun, in_words, listed, quoted
from sim.output.numbers import count, estimated, is_none, number, share
from sim.output.tables import Column, Table, side_by_side

FATE_WORDS: Mapping[LeadFate, str] = {
    LeadFate.LOST_UNKNOWN: "lost without a trace",
    LeadFate.LOST_KNOWN: "lost though known to ICE",
    LeadFate.TRANSFERRED: "handed over all the same",
    LeadFate.OTHERWISE: "handed over in neither, or gone elsewhere",
}
"""What becomes of leads, the lost first."""

_HEADS = {
    "flagged": "flagged",
    "lost": "lost",
    LeadFate.LOST_UNKNOWN: "no trace",
    LeadFate.LOST_KNOWN: "known",
    LeadFate.TRANSFERRED: "handed over",
    LeadFate.OTHERWISE: "other",
}


def by_charge(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring the rows of a pair of scenarios into one a charge.

    Of its leads, and of each fate of theirs, it has the mean, its interval and the share of the leads.
    """
    return side_by_side(rows, ["charge"], "fate", (*MEAN, "share_of_flagged"))


def screen_columns() -> Iterator[Column]:
    """The columns of `by_charge` on a screen, which has no room for intervals."""
    yield Column("", ("charge",), in_words, justify="left")
    for fate, head in _HEADS.items():
        yield Column(head, (f"{fate}_mean",), number)
        if fate == "lost":
            yield Column("share", ("lost_share_of_flagged",), _share)


def charge_table(tables: ResultTables, other: str) -> Table:
    """A row a charge for a page, with intervals and shares."""
    fates: dict[str, str] = {"lost": "lost", **{str(fate): words for fate, words in FATE_WORDS.items()}}
    columns = (
        Column("Charge", ("charge",), in_words),
        Column.estimated("Flagged", prefix="flagged_"),
        *(
            Column(begun(words), tuple(f"{fate}_{each}" for each in (*MEAN, "share_of_flagged")), _with_share)
            for fate, words in fates.items()
        ),
    )
    intervals = "In brackets: 95\N{NO-BREAK SPACE}% intervals. " if tables.replications > 1 else ""
    return Table(
        "lost_by_charge",
        f"What becomes of those flagged under {quoted(tables.names[tables.base])}, {tables.people}",
        by_charge(tables.leads(other)),
        columns,
        note=f"{intervals}Shares are of those flagged for the charge. {tables.rounded}".rstrip(),
    )


def _share(part: float) -> str:
    return "-" if pd.isna(part) else share(part)


def _with_share(mean: float, low: float, high: float, part: float) -> str:
    return f"{estimated(mean, low, high)}; {_share(part)}"


def charge_sentences(tables: ResultTables, other: str) -> tuple[str, ...]:
    """Say who is lost by charge, what is meant by it, and on what the answer rests."""
    base, name = (quoted(tables.names[label]) for label in (tables.base, other))
    told = [
        f"{in_words(row['charge'])} {count(row['lost_mean'])} of {count(row['flagged_mean'])}"
        for row in by_charge(tables.leads(other)).to_dict("records")
        if not is_none(row["flagged_mean"])
    ]
    if not told:
        return (f"Nobody is flagged under {base}.",)
    by_prints = " by their prints" if is_none(tables.mean(other, "flagged_by_screening")) else ""
    return (
        (
            f"Of those flagged under {base}, so many are handed over there and released before pickup under {name}, by "
            f"most serious charge: {listed(told)}."
        ),
        (
            f"Lost without a trace: under {name} ICE never hears of them. Lost though known: ICE has a match of their "
            "prints, or flags them, and they are released all the same. Handed over all the same: in custody long "
            f"enough to be found{by_prints} and collected. The others are not handed over under {base} either, or go "
            "to prison or to another agency."
        ),
        _rests_on(tables),
    )


def _rests_on(tables: ResultTables) -> str:
    """Say on what the answer rests."""
    if tables.stays_are_assumed:
        return (
            "The answer is driven by how long people of each charge stay in jail, and these stays are assumed: they "
            "were not fitted to records of stays by charge. Other stays give another answer."
        )
    return "The answer is driven by how long people of each charge stay in jail, as they do in the records."
