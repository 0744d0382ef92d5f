"""The model against published counts: a table on screen, and the page ``docs/validation.md``."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.analyses.published.targets import Result, Target, Validation
from sim.output.files import write_whole
from sim.output.tables import Column, Note, Table

__all__ = ["validation_page", "validation_tables", "write_page"]

_RULE = (
    "A target is met if the simulated mean lies within the published range. The 95 % interval of that mean holds the "
    "chance of the simulation only."
)


def validation_tables(validation: Validation) -> Iterator[Table | Note]:
    """The targets by case, each with its published range, the simulated mean and its interval, and the verdict."""
    for case, results in _by_case(validation):
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


def _in_form(value: float, form: str) -> str:
    return format(value, form).replace("%", " %")


def _range_in_form(low: float, high: float, form: str) -> str:
    return f"{_in_form(low, form).removesuffix(' %')} to {_in_form(high, form)}"


_COLUMNS = (
    Column("", ("what", "role"), lambda what, role: f"{what} (fitted)" if role == "fitted" else what, 28, "left"),
    Column("published", ("published_low", "published_high", "form"), _range_in_form, width=14),
    Column("mean", ("mean", "form"), _in_form, width=6),
    Column("95 % interval", ("ci_low", "ci_high", "form"), _range_in_form, width=14),
    Column("", ("verdict",), width=6, justify="left"),
)


def validation_page(validation: Validation) -> str:
    """Write the page: what was fitted, a table a case, and what the misses mean."""
    missed = len(validation.missed)
    lines = [
        "# The model against published counts",
        "",
        *_wrapped(
            "Written by `lostleads published --out docs/validation.md`; a test holds it to what the scenarios give. In "
            "each county one thing is fitted, the level of those flagged (in Prince William also their mix by charge, "
            "in Orange in 2018 also of whom ICE is told, in Wake also interviews, in Harris nothing); all else is "
            "predicted, from assumptions made for Prince William wherever the county "
            "itself has no figure."
        ),
        "",
        *_wrapped(f"{_RULE} Numbers in brackets are entries of [sources.md](sources.md)."),
        "",
        f"Of {len(validation.targets)} targets {len(validation.targets) - missed} are met and {missed} missed.",
        "",
    ]
    for case, results in _by_case(validation):
        lines += [*_case(validation, case, results), ""]
    lines += ["## What this means for a reader", ""]
    for title, text in validation.published.paragraphs.items():
        lines += [f"### {title}", "", *_wrapped(_filled(text, validation)), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def write_page(validation: Validation, path: Path) -> None:
    """Write the page to a file; one that exists is replaced."""
    page = validation_page(validation)

    def write(part: Path) -> None:
        part.write_text(page, encoding="utf-8")

    write_whole(path, write)


def _case(validation: Validation, name: str, results: list[Result]) -> Iterator[str]:
    case = validation.published.cases[name]
    yield f"## {case.title}"
    yield ""
    yield from _wrapped(f"Scenario: [{case.scenario}](../scenarios/{case.scenario}){_settings(case.settings)}.")
    yield from _wrapped(f"Fitted: {case.fitted}.")
    yield ""
    yield "| | | published | range | simulated (95 % interval) | verdict |"
    yield "| --- | --- | ---: | --- | ---: | --- |"
    for result in results:
        target = result.target
        assert target.value is not None
        sources = " ".join(f"[{number}]" for number in target.sources)
        published = f"{_shown(target, target.value)} {sources}"
        span = f"{_span(target, target.low, target.high)} ({target.range_is})"
        simulated = f"{_mean(result)} ({_interval(result)})"
        verdict = result.verdict if result.meets else f"**{result.verdict}**"
        yield f"| {target.what} | {target.role} | {published} | {span} | {simulated} | {verdict} |"
    if not all(result.meets for result in results):
        yield ""
    for result in results:
        if not result.meets:
            why = result.target.miss or "No explanation is known."
            yield from _wrapped(f"*{result.target.what}*: {why}", indent="  ", first="- ")


def _settings(settings: tuple[str, ...]) -> str:
    return " with " + ", ".join(f"`--set {setting}`" for setting in settings) if settings else ""


def _by_case(validation: Validation) -> Iterator[tuple[str, list[Result]]]:
    for case in validation.published.cases:
        results = [result for result in validation.targets if result.target.case == case]
        if results:
            yield case, results


def _filled(text: str, validation: Validation) -> str:
    """Put the simulated means where a text names them."""
    means = {result.target.id: _mean(result) for result in (*validation.targets, *validation.probes)}
    return re.sub(r"\{(\w+)\}", lambda match: means[match[1]], text)


def _mean(result: Result) -> str:
    return _shown(result.target, result.simulated.mean)


def _interval(result: Result) -> str:
    return _span(result.target, result.simulated.ci_low, result.simulated.ci_high)


def _span(target: Target, low: float, high: float) -> str:
    return _range_in_form(low, high, target.form)


def _shown(target: Target, value: float) -> str:
    return _in_form(value, target.form)


def _wrapped(text: str, *, indent: str = "", first: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()), 120, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    )
