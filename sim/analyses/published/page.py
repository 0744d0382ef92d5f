"""The model against published counts: a table on screen, and the page ``docs/validation.md``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from sim.analyses.published.targets import Result, Validation
from sim.output.files import write_text
from sim.output.pages import filled
from sim.output.tables import Column, Note, Table

__all__ = ["validation_page", "validation_tables", "write_page"]

_RULE = (
    "A target is met if the simulated mean lies within the published range. The 95 % interval of that mean holds the "
    "chance of the simulation only."
)


def validation_tables(validation: Validation) -> Iterator[Table | Note]:
    """The targets by case, each with its published range, the simulated mean and its interval, and the verdict."""
    for case, results in validation.by_case.items():
        missed = frozenset(place for place, result in enumerate(results) if not result.meets)
        data = pd.DataFrame(map(_row, results))
        yield Table(case, validation.published.cases[case].title, data, _COLUMNS, bold=missed)
    yield Note(f"{_RULE} Everything not fitted is predicted.", "dim")
    missed_count = len(validation.missed)
    yield Note(f"{len(validation.targets) - missed_count} targets are met, {missed_count} are missed.")


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
        "form": target.form,
        "verdict": result.verdict,
    }


def _shown(form: str, *values: float) -> str:
    """A number, or both ends of a range."""
    *low, last = (format(value, form).replace("%", " %") for value in values)
    return " to ".join([*(each.removesuffix(" %") for each in low), last])


_COLUMNS = (
    Column("", ("what", "role"), lambda what, role: f"{what} (fitted)" if role == "fitted" else what, 28, "left"),
    Column("published", ("form", "published_low", "published_high"), _shown, width=14),
    Column("mean", ("form", "mean"), _shown, width=6),
    Column("95 % interval", ("form", "ci_low", "ci_high"), _shown, width=14),
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
        "simulated (95 % interval)",
        ("form", "mean", "ci_low", "ci_high"),
        lambda form, mean, *ends: f"{_shown(form, mean)} ({_shown(form, *ends)})",
    ),
    Column("verdict", ("verdict",), {"meets": "meets", "misses": "**misses**"}.__getitem__, justify="left"),
)


def validation_page(validation: Validation) -> str:
    """Write the page: what was fitted, a table a case, and what the misses mean."""
    book, every = validation.published, (*validation.targets, *validation.probes)
    means = {result.target.id: _shown(result.target.form, result.simulated.mean) for result in every}
    page = filled(
        "validation.md",
        {"wrapped": _wrapped, "code": "`--set {}`".format, "compared": _compared},
        rule=_RULE,
        targets=len(validation.targets),
        missed=len(validation.missed),
        cases=[(book.cases[case], results) for case, results in validation.by_case.items()],
        paragraphs={title: text.format_map(means) for title, text in book.paragraphs.items()},
    )
    return f"{page.rstrip()}\n"


def _compared(results: Sequence[Result]) -> str:
    """The table of a case: what is published, with its sources, and what is simulated."""
    data = pd.DataFrame(map(_row, results)).assign(
        sources=[" ".join(f"[{number}]" for number in each.target.sources) for each in results],
        range_is=[each.target.range_is for each in results],
    )
    return Table("compared", "", data, _ON_PAGE).markdown


def write_page(validation: Validation, path: Path) -> None:
    """Write the page to a file; one that exists is replaced."""
    write_text(validation_page(validation), path)


def _wrapped(text: str, first: str = "", indent: str = "") -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 120, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)
