"""What the check against theory found, on screen and as a page of the documentation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from sim.analyses.verify import Verdict, case_scenario
from sim.output.tables import Column, Table

__all__ = ["summary_line", "verdict_page", "verdict_table"]

PAGE = """\
# Checked against theory

`lostleads verify` runs the model where theory knows the answer, and prints this table. Each case is a scenario file in
`sim/analyses/verify/cases/`; its closed form is in `sim/analyses/verify/theory.py`, with its textbook. The simulated
value is the mean of independent replications, with its 99 % interval (Student's t); a quantity passes if the interval
holds the value of theory. One interval in a hundred misses by chance. Seeds are fixed, so the table is the same every
time.

"""


def verdict_table(verdicts: Sequence[Verdict]) -> Table:
    """The verdicts of one case, at most 80 columns wide."""
    case = verdicts[0].case
    columns = (
        Column("", ("quantity",), width=27, justify="left"),
        Column("theory", ("theory",), _number, width=6),
        Column("simulated", ("simulated",), _number, width=9),
        Column("99 % interval", ("ci_low", "ci_high"), _interval, width=16),
        Column("", ("passed",), lambda passed: "passed" if passed else "FAILED", width=6, justify="left"),
    )
    return Table(case, f"{case}: {case_scenario(case).name}", pd.DataFrame(map(asdict, verdicts)), columns)


def summary_line(verdicts: Sequence[Verdict]) -> str:
    """How many quantities agree with theory."""
    passed = sum(each.passed for each in verdicts)
    return f"{passed} of {len(verdicts)} quantities agree with theory."


def verdict_page(verdicts: Sequence[Verdict]) -> str:
    """Write the page ``docs/verification.md``."""
    cases = dict.fromkeys(each.case for each in verdicts)
    scenarios = [(case, case_scenario(case)) for case in cases]
    lines = ["| case | what | theory |", "| --- | --- | --- |"]
    lines += [f"| `{case}` | {scenario.name} | {scenario.description} |" for case, scenario in scenarios]
    lines += ["", "| case | quantity | theory | simulated | 99 % interval | |", "| --- | --- | --: | --: | --: | --- |"]
    for each in verdicts:
        numbers = (_number(each.theory), _number(each.simulated), _interval(each.ci_low, each.ci_high))
        cells = (f"`{each.case}`", each.quantity, *numbers, "passed" if each.passed else "**failed**")
        lines.append(f"| {' | '.join(cells)} |")
    return PAGE + "\n".join([*lines, "", summary_line(verdicts), ""])


def _interval(low: float, high: float) -> str:
    return f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    """Four significant digits, and whole numbers whole."""
    decimals = 3 - math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{max(0, decimals)}f}"
