"""What each table of results folders tells, and each of its columns with its unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sim.model.counts.count import Count
from sim.model.counts.registry import counts
from sim.model.outcomes import meaning_of
from sim.output.names import begun, in_words
from sim.output.numbers import unit

TABLES: Mapping[str, str] = {
    "replications": "every measure in each replication, by jail",
    "summary": "each measure over the replications: mean, standard deviation and 95 % interval",
    "hour_of_week": "who is booked, due and lost by hour of the week, and who is on duty",
    "months": "counts at all jails by the month of booking",
    "groups": "counts and rates by state, field office and jail",
    "comparison": "paired differences of each measure, other scenario less base, over the same bookings",
    "leads_by_charge": "people flagged in the base, by charge and by what becomes of the same booking in the other",
    "transitions": "removable bookings by what became of the same booking in both scenarios",
    "months_paired": "paired differences by the month of booking, and added up from the first month",
    "groups_paired": "paired differences by state, field office and by how jails differ",
    "costs": "dollars per additional lead",
    "unknowns": "where a single run lies, with every input anywhere in its range",
    "unknowns_paired": "where the paired difference of a single run lies, with every input anywhere in its range",
    "sweep": "each measure at each point of the design",
    "sweep_paired": "paired differences of each point from the base point, over the same bookings",
    "uncertainty": "intervals of each measure over the ranges of the inputs, and what chance adds",
    "sensitivity": "how much each input drives each measure",
    "tornado": "what each measure becomes as one input goes to an end of its range",
    "points": "the points of the sample, with the value of each input and the mean headline counts",
    "staffing": "what each staffing does, by officer hours a week",
    "shifts": "who is on duty in each staffing",
    "roster": "who works the chosen shifts; officers have numbers",
    "warmup": "mean waits by day from the empty beginning",
    "advice": "how long a warm-up each wait asks for",
    "failures": "tasks that failed",
}
"""What a table of each name tells."""

_MEAN = ("mean over the replications", "as the measure")
_LOW = ("low end of the 95 % interval", "as the measure")
_HIGH = ("high end of the 95 % interval", "as the measure")

_COLUMNS: Mapping[str, tuple[str, str]] = {
    "scenario": ("the scenario", ""),
    "base": ("the scenario that is compared with", ""),
    "other": ("the scenario that is compared", ""),
    "replication": ("number of the replication, from 0", ""),
    "jail": ("the jail; 'all' is all jails together", ""),
    "measure": ("what is counted; see the sheet or table of measures", ""),
    "n": ("replications in which it is known", "replications"),
    "mean": _MEAN,
    "sd": ("standard deviation over the replications", "as the measure"),
    "ci_low": _LOW,
    "ci_high": _HIGH,
    "base_mean": ("mean in the base", "as the measure"),
    "other_mean": ("mean in the other scenario, or at the other point", "as the measure"),
    "difference": ("mean paired difference: other less base", "as the measure"),
    "correlation": ("correlation of the replications of the two", ""),
    "cumulative": ("mean paired difference, added up from the first month", "as the measure"),
    "cumulative_ci_low": ("low end of its 95 % interval", "as the measure"),
    "cumulative_ci_high": ("high end of its 95 % interval", "as the measure"),
    "group_by": ("by what jails are grouped", ""),
    "group": ("the group of jails", ""),
    "jails": ("how many jails are in the group", "jails"),
    "month": ("month of booking", ""),
    "weekday": ("day of the week", ""),
    "hour": ("hour of the day, from 0", "hours"),
    "hour_of_week": ("hour of the week, from Monday 00:00", "hours"),
    "hours_counted": ("how often this hour comes in the counted days", "hours"),
    "screeners_on_duty": ("mean number of screening officers on duty", "officers"),
    "reviewers_on_duty": ("mean number of reviewers of the field office on duty", "officers"),
    "crews_on_duty": ("mean number of pickup crews of the field office on duty", "crews"),
    "rounds_arriving": ("mean number of rounds that come to the jail in such an hour", "rounds"),
    "pooled": ("how many rows share the number, so that it tells of nobody alone", "rows"),
    "charge": ("most serious charge", ""),
    "fate": ("what becomes of the lead in the other scenario", ""),
    "share_of_flagged": ("share of those flagged in the base", "share"),
    "outcome_in_base": ("how the booking ends in the base", ""),
    "outcome_in_other": ("how the same booking ends in the other scenario", ""),
    "n_points": ("points at which it is known", "points"),
    "low": ("low end of the 95 % interval of a single run, inputs anywhere in their ranges", "as the measure"),
    "high": ("high end of the 95 % interval of a single run, inputs anywhere in their ranges", "as the measure"),
    "money": ("which cost", ""),
    "per": ("per which additional count", ""),
    "ratio": ("cost per additional count", "dollars"),
    "why_missing": ("why a number is missing", ""),
    "point": ("number of the point, from 0", ""),
    "base_point": ("number of the base point", ""),
    "part": ("whether the point is the values themselves, an end of a range, or of the sample", ""),
    "input": ("path of an input", ""),
    "kind": ("which index: first, total or rank", ""),
    "value": ("the index", ""),
    "end": ("which end of the range", ""),
    "input_value": ("value of the input there", "as the input"),
    "at_value": ("mean where all inputs are at their values", "as the measure"),
    "change": ("mean paired change from there", "as the measure"),
    "replications": ("replications of each point", "replications"),
    "expected_low": (
        "low end of the 95 % interval of the mean year, inputs anywhere in their ranges",
        "as the measure",
    ),
    "expected_high": (
        "high end of the 95 % interval of the mean year, inputs anywhere in their ranges",
        "as the measure",
    ),
    "parameter_sd": ("standard deviation that the inputs cause", "as the measure"),
    "chance_sd": ("standard deviation that chance causes", "as the measure"),
    "parameter_share": ("share of the variance that the inputs cause", "share"),
    "which": ("whether the staffing is chosen, on the curve, or the present one", ""),
    "officer_hours": ("officer hours a week", "hours a week"),
    "difference_mean": ("mean paired difference from nobody on duty", "as the measure"),
    "difference_ci_low": ("low end of its 95 % interval", "as the measure"),
    "difference_ci_high": ("high end of its 95 % interval", "as the measure"),
    "lost_leads_mean": ("of the people released before pickup, leads: flagged, then released; mean", "people"),
    "lost_matched_mean": ("of these, never flagged though ICE has a match; mean", "people"),
    "lost_unknown_mean": ("of these, people of whom ICE has no trace; mean", "people"),
    "cost_net_mean": ("what the county pays, less what it is given back; mean", "dollars"),
    "cost_net_ci_low": ("low end of its 95 % interval", "dollars"),
    "cost_net_ci_high": ("high end of its 95 % interval", "dollars"),
    "day": ("day of the week, or number of the simulated day, from 0", ""),
    "hours": ("from when until when", ""),
    "officers": ("how many officers", "officers"),
    "officer": ("number of the officer, from 1", ""),
    "length_hours": ("length of the shift", "hours"),
    "wait": ("for what people wait", ""),
    "mean_hours": ("mean wait of those whose wait begins on the day", "hours"),
    "moving_average_hours": ("mean wait of the week around the day", "hours"),
    "mser5_days": ("days to leave out by MSER-5", "days"),
    "p_value": ("how likely the days left out differ as much by chance", ""),
    "advised_days": ("length of warm-up that is advised", "days"),
    "field_office": ("the field office", ""),
    "seed": ("seed of all streams", ""),
    "error": ("what went wrong", ""),
}


@dataclass(frozen=True)
class Described:
    """What a column tells, and its unit; empty where it has none."""

    meaning: str
    unit: str


def described(column: str, inputs: Collection[str] = ()) -> Described:
    """Tell what a column of a table is: of `inputs` there is a column each, under its path.

    Raises
    ------
    KeyError
        If no table has such a column.
    """
    if column in inputs:
        return Described("the input of this path", "as the input")
    if column in _COLUMNS:
        return Described(*_COLUMNS[column])
    if column.startswith("pooled_"):
        return Described(f"how many rows share the number in {column.removeprefix('pooled_')}", "rows")
    for count in counts().values():
        if isinstance(count, Count) and column in count.columns:
            return Described(count.columns[column], "people")
    return Described(meaning_of(column), unit(column))


def title_of(table: str) -> str:
    """What a table tells, as a heading."""
    return begun(TABLES.get(table) or in_words(table))
