"""The chapter of an uncertainty study: the counts over the ranges of inputs, and the inputs that matter most."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from sim.analyses.comparison.compare import DIFFERENCE
from sim.analyses.comparison.sentences import (
    change_interval,
    difference_in_words,
    flagged_sentence,
    sure_sentence,
)
from sim.analyses.uncertainty.pictures import uncertainty_pictures
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.model.outcomes import HEADLINES
from sim.output.charts.picture import Picture
from sim.output.glosses import MEANINGS
from sim.output.kinds import Results
from sim.output.lost import lost_change, lost_sentence
from sim.output.names import begun, in_words, listed, quoted, readable, shortened
from sim.output.numbers import (
    Headline,
    correlation,
    count,
    estimated,
    interval,
    over,
    people,
    percent,
    signed,
    true_minus,
)
from sim.output.page.content import Card, Chapter, Counts, Section, bars
from sim.output.tables import Column, Table, chosen, side_by_side
from sim.study.intervals import Estimate

_FLAGGED = HEADLINES[0]
_DONE = {"flagged": "flagged", "matched": "matched by fingerprint", "released_before_pickup": "released before pickup"}
_INDICES = {"first": ("Alone", percent), "total": ("In all", percent), "rank": ("Rank correlation", correlation)}
_SHARES = (
    "Alone and in all are shares of the variance that the inputs cause: by an input itself, and with what it does "
    "together with others (first-order and total Sobol indices; estimates, so a small one may come out larger alone "
    "than in all)."
)
_RANK = "Rank correlation: Spearman's, of the input with the count over the points."
_CHANGES = (
    "The changes are those of the count as one input goes to an end of its range and the others stay at their values. "
    "In brackets: 95\N{NO-BREAK SPACE}% intervals."
)


def uncertainty_chapter(results: Results) -> Chapter:
    """Tell an uncertainty study of one scenario, or of two compared."""
    tables = UncertaintyTables.of(results)
    return Chapter(
        title=f"{shortened(tables.labels)[0] or listed(tables.labels, last=' against ')}: what is unknown",
        question=_question(tables),
        answers=_first(tables),
        sure=_how_sure(tables),
        basis=f"Means over {tables.basis}. In brackets: {_what_intervals_hold(tables)}.",
        counts=_counts(tables),
        sections=tuple(_sections(tables)),
        caption=results.caption,
    )


def _question(tables: UncertaintyTables) -> str:
    unknown = f"when inputs may lie anywhere in {tables.ranges}"
    if not tables.is_pair:
        counts = "How many people are flagged, matched and released before pickup under"
        return f"{counts} {quoted(tables.labels[0])}, {unknown}?"
    base, other = map(quoted, shortened(tables.labels)[1])
    return f"What changes under {other}, compared with {base}, {unknown}?"


def _what_intervals_hold(tables: UncertaintyTables) -> str:
    if tables.record["replications"] > 1:
        return "95\N{NO-BREAK SPACE}% intervals of the expected count, over the ranges of the inputs"
    return "95\N{NO-BREAK SPACE}% intervals of the count, over the ranges of the inputs and chance"


def _row(tables: UncertaintyTables, scenario: str, measure: str) -> pd.Series:
    return chosen(tables.headlines, scenario=scenario, measure=measure).iloc[0]


def _expected(tables: UncertaintyTables, scenario: str, measure: str) -> Estimate:
    """The mean over the points, with the interval of the expected count, or of one replication if there is no other."""
    row = _row(tables, scenario, measure)
    return Estimate(row["n_points"], row["mean"], math.nan, row["best_low"], row["best_high"])


def _headline(tables: UncertaintyTables, scenario: str, measure: str) -> Headline:
    return Headline(_expected(tables, scenario, measure))


def _first(tables: UncertaintyTables) -> tuple[str, ...]:
    """Say the answer of which all else is a part, and the input that matters most for it."""
    if tables.is_pair:
        before = _expected(tables, tables.labels[0], _FLAGGED).mean
        name = shortened(tables.labels)[1][1]
        answer = flagged_sentence(_headline(tables, DIFFERENCE, _FLAGGED), before, name, tables.days)
    else:
        mean = count(_expected(tables, tables.labels[0], _FLAGGED).mean)
        answer = f"Under {quoted(tables.labels[0])}, {mean} people are flagged {over(tables.days)}."
    numbers = tables.indices(_FLAGGED)
    most = () if numbers.empty else (f"Of what is unknown, {quoted(_name_of_first(tables, numbers))} matters most.",)
    return (answer, *most)


def _how_sure(tables: UncertaintyTables) -> tuple[str, ...]:
    held = f"of {'the expected count' if tables.record['replications'] > 1 else 'one period'}, over {tables.ranges}"
    if tables.is_pair:
        interval = sure_sentence(_headline(tables, DIFFERENCE, _FLAGGED), held, of=change_interval)
    else:
        interval = sure_sentence(_headline(tables, tables.labels[0], _FLAGGED), held)
    numbers = tables.indices(_FLAGGED)
    return (interval, *(() if numbers.empty else (f"{begun(_leading(numbers))}.",)))


def _name_of_first(tables: UncertaintyTables, numbers: pd.DataFrame) -> str:
    return begun(tables.names[numbers["input"].iloc[0]])


def _answer(tables: UncertaintyTables) -> str:
    if tables.is_pair:
        parts = [difference_in_words(_headline(tables, DIFFERENCE, measure), done) for measure, done in _DONE.items()]
        base, other = map(quoted, tables.labels)
        of_whom = lost_change(lambda measure: _expected(tables, DIFFERENCE, measure).mean)
        return f"Compared with {base}, {other} has {listed(parts)}. {of_whom}".rstrip()
    label = tables.labels[0]
    parts = [f"{interval(_expected(tables, label, measure))} people are {done}" for measure, done in _DONE.items()]
    of_whom = lost_sentence(lambda measure: _expected(tables, label, measure).mean)
    return f"Under {quoted(label)}, {listed(parts)}. {of_whom}".rstrip()


def _shares(tables: UncertaintyTables) -> Iterator[str]:
    """Say how much of the spread is due to the inputs rather than to chance."""
    of = DIFFERENCE if tables.is_pair else tables.labels[0]
    shares = {done: float(_row(tables, of, measure)["parameter_share"]) for measure, done in _DONE.items()}
    told = [f"{percent(share)} for people {done}" for done, share in shares.items() if not math.isnan(share)]
    if told:
        what = "the difference" if tables.is_pair else "the counts"
        yield f"Share of the variance of {what} that comes from the inputs, not from chance: {listed(told)}."


def _counts(tables: UncertaintyTables) -> Counts:
    return Counts(
        title=begun(people(tables.days)),
        scenarios=shortened(tables.labels)[1],
        cards=tuple(_card(tables, measure) for measure in HEADLINES),
        note="Parts may not add up: rounding.",
    )


def _card(tables: UncertaintyTables, measure: str) -> Card:
    names = shortened(tables.labels)[1]
    return Card(
        readable(measure),
        begun(MEANINGS[in_words(measure)]),
        bars(
            {name: _headline(tables, label, measure) for name, label in zip(names, tables.labels, strict=True)},
            {name: _headline(tables, DIFFERENCE, measure) for name in names[1:]},
            {name: tables.parts(label) for name, label in zip(names, tables.labels, strict=True)}
            if measure == HEADLINES[-1]
            else {},
        ),
    )


def _sections(tables: UncertaintyTables) -> Iterator[Section]:
    yield Section(
        f"The counts, over {tables.ranges}",
        sentences=(
            (
                "What has no range is taken for known. The expected count is the mean of many periods that are alike; "
                "the ranges of the inputs alone spread it. One period also varies by chance."
            ),
            _answer(tables),
            *_shares(tables),
            *(begun(f"{remark}.") for remark in tables.record["remarks"]),
        ),
        tables=(_intervals(tables),),
    )
    pictures = {picture.name: picture for picture in uncertainty_pictures(tables)}
    for measure in HEADLINES:
        names = (f"indices_{measure}", f"tornado_{measure}")
        yield _inputs(tables, measure, tuple(pictures[name] for name in names if name in pictures))


def _intervals(tables: UncertaintyTables) -> Table:
    """A row a headline count and scenario, and of two their difference."""
    note = (
        f"Mean: in brackets {_what_intervals_hold(tables)}. One period: 95\N{NO-BREAK SPACE}% interval of "
        f"{tables.days:,} days, with chance too. Share of the inputs: of the variance of one period, what they cause."
    )
    return Table("headline_counts", f"Headline counts, {people(tables.days)}", tables.headlines, _INTERVALS, note=note)


def _mean(mean: float, low: float, high: float, scenario: str) -> str:
    return estimated(mean, low, high, _form(scenario))


def _one_period(low: float, high: float, scenario: str) -> str:
    return " to ".join(map(_form(scenario), (low, high)))


def _form(scenario: str) -> Callable[[float], str]:
    return signed if scenario == DIFFERENCE else count


_INTERVALS = (
    Column("Measure", ("measure",), readable),
    Column("Scenario", ("scenario",), begun),
    Column("Mean", ("mean", "best_low", "best_high", "scenario"), _mean),
    Column("One period", ("low", "high", "scenario"), _one_period),
    Column("Share of the inputs", ("parameter_share",), percent),
    Column("Why no share", ("why_missing",)),
)


def _inputs(tables: UncertaintyTables, measure: str, pictures: tuple[Picture, ...]) -> Section:
    title = f"Which inputs matter: people {_DONE[measure]}"
    numbers = tables.indices(measure)
    if numbers.empty:
        return Section(title, sentences=(f"No input is told: {tables.why_no_indices(measure)}.",), pictures=pictures)
    said = f"{quoted(_name_of_first(tables, numbers))} comes first: {_leading(numbers)}."
    moved = chosen(tables.tornado, measure=measure)
    table = _sensitivity(f"Inputs, by what they do to people {_DONE[measure]}", numbers, moved, tables.names)
    return Section(title, sentences=(said,), pictures=pictures, tables=(table,))


def _leading(numbers: pd.DataFrame) -> str:
    """The index by which inputs are ordered, of the first."""
    row = numbers[numbers["kind"] != "first"].iloc[0]
    index = true_minus(_index(row["kind"]).text(row))
    if row["kind"] == "rank":
        return f"its rank correlation with the count is {index}"
    return f"with all it does together with others it causes {index} of the variance that the inputs cause"


def _index(kind: str, prefix: str = "") -> Column:
    heading, form = _INDICES[kind]
    return Column.estimated(heading, mean="value", prefix=prefix, form=form)


def _sensitivity(title: str, numbers: pd.DataFrame, moved: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """A row an input, the most important first."""
    indices = side_by_side(numbers, ["input"], "kind", ["value", "ci_low", "ci_high"])
    ends = side_by_side(moved, ["input"], "end", ["input_value", "change", "ci_low", "ci_high"])
    kinds = [kind for kind in _INDICES if kind in set(numbers["kind"])]
    columns = [Column("Input", ("input",), lambda path: begun(names[path]))]
    columns += [_index(kind, f"{kind}_") for kind in kinds]
    for end, change in {"low": "Change there", "high": "Change at the high end"}.items():
        columns.append(Column(f"{begun(end)} end", (f"{end}_input_value",)))
        columns.append(Column.estimated(change, mean="change", prefix=f"{end}_", form=signed))
    note = f"{_RANK if kinds == ['rank'] else _SHARES} {_CHANGES}"
    return Table("inputs", title, indices.merge(ends, "left", on="input"), tuple(columns), note=note)
