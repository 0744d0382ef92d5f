"""What a search for a staffing found, in sentences: on screen, on a page and above a picture the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.analyses.staffing.numbers import rounded
from sim.analyses.staffing.rules import Rules
from sim.model.outcomes import COSTS, HEADLINES
from sim.output.kinds import Results
from sim.output.names import measure_words
from sim.output.numbers import dollars, over, people, share, tick, unit

LOST = HEADLINES[-1]


def finding(results: Results) -> str:
    """The finding: what the chosen officer hours come to, and what those of the scenario as it is."""
    rows = results["staffing"]
    chosen, present = (rows[rows["which"] == which].iloc[0] for which in ("chosen", "present"))
    measure, days = results.record["staffing"]["measure"], results.scenario["days"]
    well_placed = f"{tick(chosen['officer_hours'])} well-placed officer hours a week"
    who = well_placed if chosen["officer_hours"] else "Nobody on duty"
    today = f"today's {tick(present['officer_hours'])}"
    if measure == LOST:
        verb = "lose" if chosen["officer_hours"] else "loses"
        return (
            f"{who} {verb} {rounded(chosen['mean'])} {people(days)}, {today}{'' if verb == 'lose' else ' hours'} "
            f"lose {rounded(present['mean'])}"
        )
    counted = f"{measure_words(measure)}, {unit(measure, days)}"
    return f"{counted}: {rounded(chosen['mean'])} with {_begin_small(who)}, {today}: {rounded(present['mean'])}"


def priced(results: Results) -> str:
    """What the chosen officer hours cost, and those of the scenario as it is; nothing without prices."""
    rows = results["staffing"]
    if "cost_net_mean" not in rows:
        return ""
    chosen, present = (rows[rows["which"] == which].iloc[0] for which in ("chosen", "present"))
    return (
        f"{tick(chosen['officer_hours'])} hours a week cost the county {dollars(chosen['cost_net_mean'])} net "
        f"{over(results.scenario['days'])}, today's {tick(present['officer_hours'])} "
        f"{dollars(present['cost_net_mean'])}."
    )


def _begin_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def sure(results: Results) -> Iterator[str]:
    """How sure the choice is, and why nobody is chosen where that is so; nothing where the folder does not tell."""
    staffing = results.record["staffing"]
    rows = results["staffing"]
    is_nobody = not rows.loc[rows["which"] == "chosen", "officer_hours"].any()
    if is_nobody:
        yield _why_nobody(results)
    met = staffing.get("target_met")
    if met:
        yield _share_met(staffing, met)
    if (stability := staffing.get("stability")) and not is_nobody:
        if results.record["replications"] == 1:
            yield "One fresh replication does not tell how stable the choice is; several do."
            return
        yield _stability(stability, "met the target so often" if met else "came near in the search")


def _why_nobody(results: Results) -> str:
    staffing, costs = results.record["staffing"], results.scenario.get("costs") or {}
    if staffing["measure"] in COSTS:
        fixed = costs.get("fixed_per_year") or 0
        amount = fixed["value"] if isinstance(fixed, dict) else fixed
        told = (
            f" The fixed cost of the programme, {amount:,.0f} dollars a year, is paid all the same while a team is in "
            "force: only a scenario without screening is without it."
            if amount
            else ""
        )
        return f"Nobody on duty costs least: every officer hour costs more than it saves.{told}"
    if staffing["target"] is not None:
        return "Nobody on duty meets the target already."
    return f"Nobody is chosen, for no officer lowers {measure_words(staffing['measure']).lower()}."


def _share_met(staffing: dict[str, Any], met: dict[str, Any]) -> str:
    low, high = share(met["ci_low"]), share(met["ci_high"])
    missed = met["met"] < staffing["probability"] * met["points"]
    by_chance = " These points miss it by chance; a slightly higher probability is safer." if missed else ""
    return (
        f"With all that is unknown the target is met at {met['met']} of {met['points']} fresh points over all ranges, "
        f"{share(met['met'], met['points'])} (95 % interval {low} to {high}, Clopper-Pearson); asked for were "
        f"{share(staffing['probability'])}.{by_chance}"
    )


def _stability(stability: dict[str, Any], rival: str) -> str:
    rivals = stability["rivals"]
    if not rivals:
        return f"No other staffing on as few hours {rival}."
    return (
        f"How stable is the choice? Of the {rivals} other staffings on as few hours that came nearest in the search, "
        f"{stability['as_good']} do as well within chance (paired 95 % intervals on the fresh replications), and none "
        f"is worse by more than {rounded(stability['worst'])}. Chosen anew among all {stability['finalists']} that "
        f"came nearest, on {stability['resamples']:,} bootstrap resamples of the fresh replications, this one wins in "
        f"{share(stability['chosen_again'])}."
    )


def officers_needed(staffing: dict[str, Any]) -> str:
    """How many officers the roster takes, and by which rules; nothing where the folder does not tell."""
    number = staffing.get("officers_needed")
    if not number:
        return ""
    fewest = "" if staffing["is_fewest"] else " (fewer may do; that was not proven)"
    officers = f"{number} officer{'s' * (number != 1)}"
    return f"The roster takes {officers}{fewest}. By its rules {Rules(**staffing['rules'])}."


def roster_table(roster: pd.DataFrame, days: tuple[str, ...]) -> pd.DataFrame:
    """A row an officer: their shift on each day, and their hours a week."""
    short = roster["hours"].str.replace(":00", "", regex=False)
    wide = (
        roster.assign(hours=short).pivot_table("hours", "officer", "day", aggfunc="first").reindex(columns=list(days))
    )
    hours = roster.groupby("officer")["length_hours"].sum()
    return wide.astype(object).fillna("").assign(week_hours=hours).reset_index()
