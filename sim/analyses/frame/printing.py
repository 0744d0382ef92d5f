"""How commands print: tables as text, JSON or CSV on stdout; what is said beside them; colours only where wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from sim.output.tables import Note, Table
    from sim.scenario.schema import Scenario


class Format(StrEnum):
    """What tables on stdout are printed as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatName = Annotated[
    Format,
    typer.Option("--format", help="Print tables for people, or as JSON or CSV with numbers in full and nothing else."),
]


def color_system() -> Literal["auto"] | None:
    """How rich colours: not at all where NO_COLOR is set, or the terminal is dumb."""
    return None if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else "auto"


def print_tables(parts: Iterable[Table | Note], form: Format) -> None:
    """Print tables on stdout: for people as they come, for machines as one document."""
    for text in _texts(parts, form):
        typer.echo(text)


def _texts(parts: Iterable[Table | Note], form: Format) -> Iterator[str]:
    from sim.output.tables import as_csv, as_json

    if form is Format.JSON:
        yield as_json(parts)
    elif form is Format.CSV:
        yield as_csv(parts)
    else:
        yield from _for_people(parts)


def _for_people(parts: Iterable[Table | Note]) -> Iterator[str]:
    from rich.console import Console

    from sim.output.tables import SCREEN_WIDTH

    console = Console(width=SCREEN_WIDTH, color_system=color_system())
    for part in parts:
        # Printed as text, so that a reader who has left is noticed in one place for all that commands print.
        with console.capture() as captured:
            console.print(part, highlight=False)
        yield captured.get()


def say(message: str, form: Format = Format.TABLE) -> None:
    """Tell people on stdout; on stderr where stdout is for machines."""
    typer.echo(message, err=form is not Format.TABLE)


def complain_of_fonts(names: Iterable[str]) -> None:
    """Tell people which characters of names that are drawn no installed font has."""
    text = "".join(names)
    if text.isascii():
        # Known without the library that finds fonts.
        return
    from sim.output.charts.fonts import unreadable

    if missing := unreadable(text):
        complain(
            f"No installed font has {missing}: pictures as PNG show boxes there; install one that has them, such as "
            "Noto Sans CJK, and draw the pictures again with lostleads plot."
        )


def warn(scenario: Scenario) -> None:
    """Tell people on stderr what may be wrong with the bookings files of a scenario."""
    for remark in scenario.remarks:
        complain(f"Warning: {remark}")


def complain(message: str) -> None:
    """Tell people on stderr."""
    from sim.scenario.errors import printable

    typer.echo(printable(message), err=True)
