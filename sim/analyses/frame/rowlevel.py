"""Single bookings of a jail's own records are told only where that is asked for by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

RowLevel = Annotated[
    bool,
    typer.Option(
        "--row-level-from-records",
        help="Let bookings of a bookings_file be told one by one, moved in time and renumbered.",
    ),
]


def check_row_level(scenarios: Iterable[Scenario], what: str, *, allowed: bool) -> None:
    """Refuse to tell single bookings of a jail's own records, unless that is allowed.

    Raises
    ------
    ValueError
        With what would be told, and how to ask for it.
    """
    jails = [jail for scenario in scenarios for jail in scenario.records]
    if jails and not allowed:
        raise ValueError(
            f"{what} tells single bookings, and those of {jails[0]} are its own records: a public roster could then "
            "name somebody as removable by the toss of a coin. Give --row-level-from-records to have them told moved "
            "in time and renumbered, or run a scenario without a bookings_file"
        )
