"""The tables of a study: from a results folder's tables, so that screen, files and pictures agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import pandas as pd

from sim.analyses.comparison.charges import by_charge, screen_columns
from sim.analyses.comparison.network.words import KINDS
from sim.analyses.comparison.results import MEAN, OTHERS, ResultTables, hold_clocks, stays_are_assumed
from sim.analyses.comparison.spread import headline_columns, headline_rows, what_intervals_hold
from sim.model.outcomes import COSTS, HEADLINES, LOST_PARTS, REMOVABLE_OUTCOMES, Outcome
from sim.output.glosses import glosses_in
from sim.output.kinds import Results
from sim.output.lost import LOST_NAMES, lost_sentence
from sim.output.names import begun, in_words, lettered
from sim.output.numbers import between, difference, number, whole
from sim.output.tables import Column, Note, Table, chosen
from sim.scenario.schema import ALL_JAILS

_HEADLINES = (*HEADLINES, *LOST_PARTS)
_WORDS = " ".join(
    f"{begun(str(gloss))}."
    for gloss in glosses_in([*map(in_words, (*_HEADLINES, *OTHERS)), *LOST_NAMES.values()], told=("lead",))
)
_FATES = tuple(map(str, REMOVABLE_OUTCOMES))
_HEADLINE_TITLE = "Headline counts"
_MOST_PLACES = 15
_LABEL_WIDTH = 26
_INTERVAL = Column("95 % interval", ("ci_low", "ci_high"), between, width=16)
_DIFFERENCE = ("base_mean", "other_mean", "difference", "ci_low", "ci_high")


def study_screen(results: Results) -> Iterator[Table | Note]:
    """The tables of a study: headline counts, how the lost were lost, who changed outcome, who else was affected."""
    base, *others = results.labels
    letters = lettered(results.labels, ascii_uppercase)
    if not others:
        yield Note(base, "bold")
        yield from _of_one(results, base)
    else:
        yield Note("\n".join(f"{letters[label]}  {label}" for label in results.labels), "bold")
    for other in others:
        yield from _of_pair(_Pair(results, base, other, letters[base], letters[other]))
    yield Note(
        f"Means over {results.span} ({results.record['replications_because']}). {what_intervals_hold(results)}. "
        f"{hold_clocks(results)}.",
        "dim",
    )
    yield Note(_WORDS, "dim")


def _of_one(results: Results, label: str) -> Iterator[Table | Note]:
    rows = chosen(results["summary"], scenario=label, jail=ALL_JAILS)
    if len(results["unknowns"]):
        yield _headlines(results, (label,), {})
    else:
        yield _means(rows, "headline_counts", _HEADLINE_TITLE, _HEADLINES)
    yield _means(rows, "outcomes", "How removable bookings ended", _FATES)
    yield _means(rows, "others_affected", "Who else was affected", OTHERS)
    if "cost_net" in set(results["summary"]["measure"]):
        yield _means(rows, "money", "Money, in dollars", tuple(COSTS))
    if len(results["groups"]):
        yield from _places(results)
        if who := lost_sentence(rows.set_index("measure")["mean"].__getitem__):
            yield Note(who, "dim")


@dataclass(frozen=True)
class _Pair:
    """Two scenarios of a study, and the letters that stand for them in its tables."""

    results: Results
    base: str
    other: str
    base_letter: str
    other_letter: str

    def rows(self, table: str, **keys: str) -> pd.DataFrame:
        """The rows of a table that compare these two, and have these values in these columns."""
        return chosen(self.results[table], base=self.base, other=self.other, **keys)

    def columns(self, label: Column) -> tuple[Column, ...]:
        """A label, both means, their difference, and its interval."""
        return (
            label,
            Column(self.base_letter, ("base_mean",), number, width=7),
            Column(self.other_letter, ("other_mean",), number, width=7),
            Column(f"{self.other_letter} - {self.base_letter}", ("difference",), difference, width=7),
            _INTERVAL,
        )


def _of_pair(pair: _Pair) -> Iterator[Table | Note]:
    if len(pair.results["unknowns_paired"]):
        letters = {pair.base: pair.base_letter, pair.other: pair.other_letter}
        yield _headlines(pair.results, (pair.base, pair.other), letters)
    else:
        yield _differences(pair, "headline_counts", _HEADLINE_TITLE, _HEADLINES)
    if len(leads := pair.rows("leads_by_charge")):
        yield _by_charge(pair, leads)
        assumed = ", which is assumed" if stays_are_assumed(pair.results) else ""
        yield Note(_BY_CHARGE.format(assumed), "dim")
    if len(pair.results["groups_paired"]):
        yield _by_change(pair)
    yield _differences(pair, "outcomes", "How removable bookings ended", _FATES)
    if len(pair.results["transitions"]):
        yield _what_became(pair)
    yield _differences(pair, "others_affected", "Who else was affected", OTHERS)
    yield from _money(pair)


def _headlines(results: Results, labels: Sequence[str], letters: Mapping[str, str]) -> Table:
    """The headline counts of one scenario, or of two and their difference, each with both its intervals."""
    data = headline_rows(ResultTables.of(results), labels, _HEADLINES)
    label = Column("", ("measure",), _named, _LABEL_WIDTH, "left", once=len(labels) > 1)
    columns = (label, *headline_columns(letters))
    return Table("headline_counts", _HEADLINE_TITLE, data, columns, keys=len(labels))


def _by_charge(pair: _Pair, leads: pd.DataFrame) -> Table:
    """What becomes in the other scenario of those flagged in the base, by charge."""
    title = f"Flagged in {pair.base_letter}, by charge: under {pair.other_letter} they are"
    return Table("leads_by_charge", title, by_charge(leads), tuple(screen_columns()))


def _label(name: str, width: int = _LABEL_WIDTH) -> Column:
    return Column("", (name,), _named, width, "left")


def _named(measure: str) -> str:
    """A measure in words; those that add up to the one above them stand further in."""
    return f"  {LOST_NAMES[measure]}" if measure in LOST_NAMES else in_words(measure)


def _of(measures: Sequence[str], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of some measures, in their order."""
    return rows.set_index("measure").loc[list(measures)].reset_index()


def _means(rows: pd.DataFrame, name: str, title: str, measures: Sequence[str]) -> Table:
    data = _of(measures, rows)[["scenario", "measure", *MEAN]]
    return Table(name, title, data, (_label("measure"), Column("mean", ("mean",), number, width=7), _INTERVAL))


def _differences(pair: _Pair, name: str, title: str, measures: Sequence[str], width: int = _LABEL_WIDTH) -> Table:
    data = _of(measures, pair.rows("comparison", jail=ALL_JAILS))[["base", "other", "measure", *_DIFFERENCE]]
    return Table(name, title, data, pair.columns(_label("measure", width)))


def _what_became(pair: _Pair) -> Table:
    """What becomes of those whom ICE collects in the base, so that leads lost are split by reason."""
    here = pair.rows("transitions", jail=ALL_JAILS)
    transferred = str(Outcome.TRANSFERRED)
    names = ["base", "other", "outcome_in_base", "outcome_in_other", *MEAN]
    kept = here.loc[here["outcome_in_base"] == transferred, names]
    new = here[(here["outcome_in_other"] == transferred) & (here["outcome_in_base"] != transferred)]
    gained = pd.DataFrame([[pair.base, pair.other, _ELSE, transferred, new["mean"].sum(), None, None]], columns=names)
    data = pd.concat([kept, gained.astype(kept.dtypes)], ignore_index=True)

    def outcome(before: str, after: str) -> str:
        return f"transferred in {pair.other_letter} only" if before == _ELSE else in_words(after)

    columns = (
        Column("", ("outcome_in_base", "outcome_in_other"), outcome, _LABEL_WIDTH, "left"),
        Column("mean", ("mean",), number, width=7),
        _INTERVAL,
    )
    title = f"Transferred in {pair.base_letter}: under {pair.other_letter} they are"
    return Table("transferred_in_base", title, data, columns, line_above=frozenset({len(kept)}))


_BY_CHARGE = (
    "Lost: handed over before, released now; known: with a match or a flag. Driven by how long people of each charge "
    "stay{}. Intervals: leads_by_charge.csv."
)
_ELSE = "not_transferred"


def _by_change(pair: _Pair) -> Table:
    """Where leads are gained and lost: at jails whose screening changes, and at those that only share their office."""
    rows = pair.rows("groups_paired", group_by="change", measure="flagged")
    data = rows.rename(columns={"group": "change"})[["base", "other", "change", "jails", "measure", *_DIFFERENCE]]
    label = Column("", ("change", "jails"), lambda kind, jails: f"{_GROUPS[kind]} ({jails:,})", _LABEL_WIDTH, "left")
    title = f"Flagged, by how jails change from {pair.base_letter} to {pair.other_letter}"
    return Table("flagged_by_change", title, data, pair.columns(label))


_GROUPS = {kind: words.name.removeprefix("Jails that ").removeprefix("Jails ") for kind, words in KINDS.items()}


def _places(results: Results) -> Iterator[Table | Note]:
    """The states in which most are flagged, or the field offices where no states are known."""
    groups = results["groups"]
    by = "state" if "state" in set(groups["group_by"]) else "field_office"
    here = groups[groups["group_by"] == by].pivot_table("mean", ["group", "jails"], "measure", sort=False)
    measures = ["flagged", "flagged_per_100000", "released_before_pickup", "released_before_pickup_per_100000"]
    here = here.reindex(columns=measures).sort_values("flagged", ascending=False).reset_index()
    data = here.rename(columns={"group": by}).rename_axis(columns=None)
    columns = (
        Column("", (by,), width=22, justify="left"),
        Column("jails", ("jails",), whole, width=5),
        Column("flagged", ("flagged",), number, width=7),
        Column("per 100,000", ("flagged_per_100000",), number, width=7),
        Column("lost", ("released_before_pickup",), number, width=7),
        Column("per 100,000", ("released_before_pickup_per_100000",), number, width=7),
    )
    yield Table(f"by_{by}", f"By {in_words(by)}", data, columns, on_screen=range(min(len(data), _MOST_PLACES)))
    more = f"And {len(data) - _MOST_PLACES} more, in groups.csv. " if len(data) > _MOST_PLACES else ""
    yield Note(f"{more}Rates are of residents and a year.", "dim")


def _money(pair: _Pair) -> Iterator[Table | Note]:
    """What both cost, and the dollars per additional lead; nothing where neither has costs."""
    if "cost_net" not in pair.results["replications"]:
        return
    if "cost_net" not in set(pair.rows("comparison", jail=ALL_JAILS)["measure"]):
        yield Note(f"Money is not compared: {pair.base_letter} and {pair.other_letter} do not both have costs.")
        return
    # Dollars have more digits than people, so they take some of the width of the names.
    yield _differences(pair, "money", "Money, in dollars", tuple(COSTS), width=16)
    net = pair.rows("costs", jail=ALL_JAILS, money="cost_net")
    data = net[["base", "other", "per", "ratio", "ci_low", "ci_high", "why_missing"]]
    columns = (_label("per"), Column("ratio", ("ratio",), number, width=7), _INTERVAL)
    yield Table("net_dollars_per_person", "Net dollars per additional person", data, columns)
    for why in net.loc[net["why_missing"] != "", "why_missing"]:
        yield Note(f"No ratio: {why}.", "dim")
