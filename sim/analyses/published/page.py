"""The model against published counts: a table on screen, and the page ``docs/validation.md``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyses.published.judged import LIKELY, Past, Result, Validation
from sim.output.files import write_text
from sim.output.pages import filled
from sim.output.tables import Column, Note, Table

_LIKELY = f"{LIKELY:.0%}".replace("%", " %")
_RULE = (
    "What was fitted is met if the simulated mean lies within the published range. A prediction holds if the published "
    f"range meets the model's {_LIKELY} interval with all that is unknown: every input of the scenario that has a "
    "range anywhere in it, and the chance of one year. The 95 % interval of the mean holds the chance of the "
    "simulation only."
)


def validation_tables(validation: Validation) -> Iterator[Table | Note]:
    """The targets by case, each with its published range, mean, what may be, and verdict; then how many hold."""
    for case, results in validation.by_case.items():
        missed = frozenset(place for place, result in enumerate(results) if not result.holds)
        data = pd.DataFrame(map(_row, results))
        yield Table(case, validation.published.cases[case].title, data, _COLUMNS, bold=missed)
    yield Note(_RULE, "dim")
    yield Note(in_short(validation))


def in_short(validation: Validation) -> str:
    """How many targets are met, how wide the predictions are, and how far off."""
    predicted, fitted = validation.predicted, validation.fitted
    return (
        f"Of {len(predicted)} predictions {sum(result.holds for result in predicted)} hold "
        f"({_shown('.0%', validation.coverage)}; wanted are 85 to 95 %: with more the ranges would be too wide). Half "
        f"of their intervals reach further than {_shown('.0%', validation.median_width)} to either side of their "
        f"middle. The root mean square log error of the means is {validation.log_error:.2f}, so that they are off by a "
        f"factor of {np.exp(validation.log_error):.2f}. Of {len(fitted)} targets that something was fitted to "
        f"{sum(result.holds for result in fitted)} are met."
    )


def _row(result: Result) -> dict[str, str | float | None]:
    target, simulated = result.target, result.simulated
    return {
        "case": target.case,
        "target": target.id,
        "what": target.what,
        "role": target.role,
        "published": target.value,
        "published_low": target.low,
        "published_high": target.high,
        "mean": simulated.mean,
        "ci_low": simulated.ci_low,
        "ci_high": simulated.ci_high,
        "likely_low": result.likely_low,
        "likely_high": result.likely_high,
        "form": target.form,
        "verdict": _verdict(result),
    }


def _verdict(result: Result) -> str:
    if not result.holds:
        return "misses"
    return "holds" if result.target.is_predicted else "meets"


def _shown(form: str, *values: float) -> str:
    """A number, or both ends of a range; nothing of what is not known."""
    if any(np.isnan(value) for value in values):
        return ""
    *low, last = (format(value, form).replace("%", " %") for value in values)
    return " to ".join([*(each.removesuffix(" %") for each in low), last])


_COLUMNS = (
    Column("", ("what", "role"), lambda what, role: f"{what} (fitted)" if role == "fitted" else what, 28, "left"),
    Column("published", ("form", "published_low", "published_high"), _shown, width=14),
    Column("mean", ("form", "mean"), _shown, width=6),
    Column("may be", ("form", "likely_low", "likely_high"), _shown, width=14),
    Column("", ("verdict",), width=6, justify="left"),
)
_ON_PAGE = (
    Column("", ("what",), justify="left"),
    Column("", ("role",), justify="left"),
    Column("published", ("form", "published", "sources"), lambda form, value, told: f"{_shown(form, value)} {told}"),
    Column(
        "range",
        ("form", "published_low", "published_high", "range_is"),
        lambda form, low, high, why: f"{_shown(form, low, high)} ({why})",
        justify="left",
    ),
    Column(
        "mean (95 % interval)",
        ("form", "mean", "ci_low", "ci_high"),
        lambda form, mean, *ends: f"{_shown(form, mean)} ({_shown(form, *ends)})",
    ),
    Column(f"{_LIKELY} interval with all that is unknown", ("form", "likely_low", "likely_high"), _shown),
    Column("", ("verdict",), lambda verdict: "**misses**" if verdict == "misses" else verdict, justify="left"),
)
_OF_HISTORY = (
    Column("version", ("title",), justify="left"),
    Column("predictions that both give", ("count",), "{:.0f}".format),
    Column("means within the published range, then", ("then",), "{:.0f}".format),
    Column("now", ("now",), "{:.0f}".format),
    Column("root mean square log error, then", ("error_then",), "{:.2f}".format),
    Column("now", ("error_now",), "{:.2f}".format),
    Column("change", ("change",), lambda share: _shown("+.0%", share)),
)


def validation_page(validation: Validation) -> str:
    """Write the page: how much holds, the misses first, a table a case, what it means, and how earlier versions did."""
    book, every = validation.published, (*validation.targets, *validation.probes)
    means = {result.target.id: _shown(result.target.form, result.simulated.mean) for result in every}
    page = filled(
        "validation.md",
        {"wrapped": _wrapped, "code": "`--set {}`".format, "compared": compared, "past": _past},
        rule=_RULE,
        in_short=in_short(validation),
        missed=[_by_itself(validation, result) for result in validation.missed],
        cases=[(book.cases[case], results) for case, results in validation.by_case.items()],
        paragraphs={title: text.format_map(means) for title, text in book.paragraphs.items()},
        history=validation.past,
    )
    return f"{page.rstrip()}\n"


def _by_itself(validation: Validation, result: Result) -> Result:
    """The result with its case in its words, as it stands apart from it."""
    title = validation.published.cases[result.target.case].title
    return replace(result, target=replace(result.target, what=f"{title}: {result.target.what}"))


def compared(results: Sequence[Result]) -> str:
    """The table of some targets: what is published, with its sources, and what is simulated."""
    data = pd.DataFrame(map(_row, results)).assign(
        sources=[" ".join(f"[{number}]" for number in each.target.sources) for each in results],
        range_is=[each.target.range_is for each in results],
    )
    return Table("compared", "", data, _ON_PAGE).markdown


def _past(history: Sequence[Past]) -> str:
    """The table of earlier versions."""
    rows = [
        {
            "title": past.version.title,
            "count": past.count,
            "then": past.in_range_then,
            "now": past.in_range_now,
            "error_then": past.log_error_then,
            "error_now": past.log_error_now,
            "change": past.log_error_change,
        }
        for past in history
    ]
    return Table("history", "", pd.DataFrame(rows), _OF_HISTORY).markdown


def write_page(validation: Validation, path: Path) -> None:
    """Write the page to a file; one that exists is replaced."""
    write_text(validation_page(validation), path)


def _wrapped(text: str, first: str = "", indent: str = "") -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 120, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)
