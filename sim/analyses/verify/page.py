"""What the check against theory found, on screen and as a page of the documentation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from sim.analyses.verify.verdicts import Verdict
from sim.analyses.verify.verify import case_scenario
from sim.output.pages import filled
from sim.output.tables import Column, Table


def verdict_table(verdicts: Sequence[Verdict]) -> Table:
    """The verdicts of one case, at most 80 columns wide."""
    case = verdicts[0].case
    columns = (
        Column("", ("quantity",), width=27, justify="left"),
        *_NUMBERS,
        Column("", ("passed",), lambda passed: "passed" if passed else "FAILED", width=6, justify="left"),
    )
    return Table(case, f"{case}: {case_scenario(case).name}", pd.DataFrame(map(asdict, verdicts)), columns)


def summary_line(verdicts: Sequence[Verdict]) -> str:
    """How many quantities agree with theory."""
    passed = sum(each.passed for each in verdicts)
    return f"{passed} of {len(verdicts)} quantities agree with theory."


def verdict_page(verdicts: Sequence[Verdict]) -> str:
    """Write the page ``docs/verification.md``."""
    columns = (
        Column("case", ("case",), "`{}`".format, justify="left"),
        Column("quantity", ("quantity",), justify="left"),
        *_NUMBERS,
        Column("", ("passed",), lambda passed: "passed" if passed else "**failed**", justify="left"),
    )
    scenarios = {case: case_scenario(case) for case in dict.fromkeys(each.case for each in verdicts)}
    return filled(
        "verification.md",
        cases=[(f"`{case}`", each.name, each.description) for case, each in scenarios.items()],
        verdicts=Table("verdicts", "", pd.DataFrame(map(asdict, verdicts)), columns).markdown,
        summary=summary_line(verdicts),
    )


def _number(value: float) -> str:
    """Four significant digits, and whole numbers whole."""
    decimals = 3 - math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{max(0, decimals)}f}"


_NUMBERS = (
    Column("theory", ("theory",), _number, width=6),
    Column("simulated", ("simulated",), _number, width=9),
    Column("99 % interval", ("ci_low", "ci_high"), lambda low, high: f"{_number(low)} to {_number(high)}", width=16),
)
