"""The same bookings through two scenarios: paired differences, and who changed outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sim.analyses.comparison.summaries import by_jail, measure_columns
from sim.model.counts.count import shared_jails
from sim.model.counts.fates import COUNT as TRANSITIONS
from sim.model.counts.leads import COUNT as LEADS
from sim.model.counts.leads import LeadFate
from sim.model.counts.pairs import FATES
from sim.model.outcomes import absent_value
from sim.scenario.schema import ALL_JAILS, Scenario
from sim.study.intervals import Interval, estimate
from sim.study.pairing import PAIRED, Floats, paired
from sim.study.replication import Replication, labels

DIFFERENCE = "difference"
"""In a column ``scenario``: the other scenario less the base, over the same bookings."""

COMPARISON_COLUMNS = ["base", "other", "jail", "measure", *PAIRED]
LEAD_COLUMNS = ["base", "other", "charge", "fate", "mean", "ci_low", "ci_high", "share_of_flagged"]
TRANSITION_COLUMNS = ["base", "other", "jail", "outcome_in_base", "outcome_in_other", "mean", "ci_low", "ci_high"]


def comparison_table(
    measures: pd.DataFrame, names: Sequence[str], interval: Interval = Interval.OF_MEAN
) -> pd.DataFrame:
    """Paired differences of each measure of a `replication_table`: other scenarios less the first, the base.

    Returns
    -------
    pandas.DataFrame
        Columns `COMPARISON_COLUMNS`. A jail that one scenario does not have counts 0 there; mean waits and costs
        need it in both. The correlation is missing where a measure does not vary.
    """
    columns, tables = measure_columns(measures), []
    for name in names[1:]:
        # All jails at once: of a network there are hundreds.
        pairs = list(of_pairs(measures, (names[0], name)))
        before, after = _beside([here for _, here, _ in pairs]), _beside([there for *_, there in pairs])
        jails = np.repeat([str(keys["jail"]) for keys, *_ in pairs], len(columns))
        keys = {"base": names[0], "other": name, "jail": jails, "measure": columns * len(pairs)}
        tables.append(pd.DataFrame({**keys, **paired(before, after, interval)}))
    if not tables:
        return pd.DataFrame(columns=COMPARISON_COLUMNS)
    together = pd.concat(tables, ignore_index=True)
    return together[together["n"] > 0].reset_index(drop=True)


def _beside(of_jails: Sequence[Floats]) -> Floats:
    # Column by column, as those of one jail lie: sums are then the same to the last digit.
    return np.asfortranarray(np.hstack(of_jails))


def of_pairs(measures: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[dict[str, object], Floats, Floats]]:
    """Of each other scenario and jail what names its rows, and a row a replication of the base and of the other."""
    columns = measure_columns(measures)
    # What a jail counts that a scenario does not have.
    absent = np.tile([absent_value(measure) for measure in columns], (measures["replication"].nunique(), 1))
    base = by_jail(measures, names[0], columns)
    for name in names[1:]:
        other = by_jail(measures, name, columns)
        for jail in sorted(base | other, key=ALL_JAILS.__eq__):
            keys: dict[str, object] = {"base": names[0], "other": name, "jail": jail, "measure": columns}
            yield keys, base.get(jail, absent), other.get(jail, absent)


def transition_table(
    scenarios: Sequence[Scenario], replications: Sequence[Replication], interval: Interval = Interval.OF_MEAN
) -> pd.DataFrame:
    """Estimate removable bookings by what became of the same booking in the base and in another scenario.

    Returns
    -------
    pandas.DataFrame
        Columns `TRANSITION_COLUMNS`, in the order of the outcomes; a row a pair of outcomes that occurs in any
        replication (one that lacks it counts 0 there).
    """
    names = labels(scenarios)
    rows = []
    for place, other in enumerate(scenarios[1:]):
        each = np.stack([replication.counts[TRANSITIONS.name][place] for replication in replications])
        together = np.concatenate([each, each.sum(axis=1, keepdims=True)], axis=1)
        jails = [*shared_jails(scenarios[0], other), ALL_JAILS]
        for jail, before, after in np.argwhere(together.any(axis=0)):
            counts = estimate(together[:, jail, before, after], interval)
            pair = (names[0], names[place + 1], jails[jail], FATES[before], FATES[after])
            rows.append((*pair, counts.mean, counts.ci_low, counts.ci_high))
    return pd.DataFrame(rows, columns=TRANSITION_COLUMNS)


def lead_table(
    scenarios: Sequence[Scenario], replications: Sequence[Replication], interval: Interval = Interval.OF_MEAN
) -> pd.DataFrame:
    """Estimate what becomes of the leads of the base, the same bookings, in another scenario: by charge, at all jails.

    Returns
    -------
    pandas.DataFrame
        Columns `LEAD_COLUMNS`, in the order of the base's charges: of each its leads, ``flagged``, and then those of
        each `LeadFate`, the lost ones also together, with their share of the leads (missing where there are none).
        Empty where there is one charge.
    """
    names, charges = labels(scenarios), scenarios[0].charge_names
    rows = []
    for place, other in enumerate(names[1:]):
        each = np.stack([replication.counts[LEADS.name][place].sum(axis=0) for replication in replications])
        for charge, leads in zip(charges, np.moveaxis(each, 1, 0), strict=True):
            flagged = estimate(leads.sum(axis=1), interval)
            lost = leads[:, [fate.is_lost for fate in LeadFate]].sum(axis=1)
            found = {"flagged": flagged, "lost": estimate(lost, interval)}
            found |= {str(fate): estimate(each, interval) for fate, each in zip(LeadFate, leads.T, strict=True)}
            for fate, counts in found.items():
                share = counts.mean / flagged.mean if flagged.mean > 0 else np.nan
                rows.append((names[0], other, charge, fate, counts.mean, counts.ci_low, counts.ci_high, share))
    return pd.DataFrame(rows if len(charges) > 1 else [], columns=LEAD_COLUMNS)
