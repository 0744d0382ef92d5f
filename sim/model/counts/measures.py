"""The measures of a replication: counted by field office in whole people and seconds, then added up.

Tallies are arrays of whole numbers with a row a jail and a last row for what only a field office as a whole has, so
those of several field offices add up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from sim.model.counts.costs import costs_by_jail
from sim.model.counts.count import Ints, OfEach, Subject
from sim.model.counts.effort import efforts
from sim.model.counts.own import own_quantities
from sim.model.office import Office
from sim.model.outcomes import ALL_MEASURES, MEAN_WAITS, Ended, measure_names, unit_seconds
from sim.scenario.schema import OFFICE_TEAMS, Scenario

Quantity = NDArray[np.bool_] | NDArray[np.int64]


class _Tallies(OfEach):
    """What adds up to the measures: durations as sums of seconds, costs 0; a column a measure."""

    name = "measures"

    def zeros(self, subject: Subject) -> Ints:
        """A row a jail and one for the field offices, a column a measure in the order of `measure_names`."""
        (scenario,) = subject
        return np.zeros((len(scenario.jails) + 1, len(measure_names(scenario))), dtype=np.int64)

    def of(self, office: Office) -> Ints:
        """Count the bookings of a field office, and its officers' work."""
        scenario, caseload = office.scenario, office.caseload
        column = {name: place for place, name in enumerate(measure_names(scenario))}
        whole_office = len(scenario.jails)
        counts = np.zeros((len(caseload.replications), *self.zeros((scenario,)).shape), dtype=np.int64)
        for name, by_jail in _quantities(office):
            counts[:, :whole_office, column[name]] = by_jail
        for jail, others in caseload.others.items():
            counts[:, jail, column["bookings"]] = counts[:, jail, column["foreign_born"]] + others
        for effort in efforts(scenario, caseload, office.journeys):
            row = whole_office if effort.jail is None else effort.jail
            counts[:, row, column[f"officer_hours_on_duty.{effort.team}"]] += effort.on_duty_seconds
            counts[:, row, column[f"officer_hours_busy.{effort.team}"]] += effort.busy_seconds
            counts[:, row, column[f"officer_hours_overtime.{effort.team}"]] += effort.overtime_seconds
        return counts


COUNT = _Tallies()


def _quantities(office: Office) -> Iterator[tuple[str, Ints]]:
    """What the bookings of each replication and jail add up to, of each measure."""
    caseload, facts, counted = office.caseload, office.caseload.facts, office.end.counted
    charges, shape = office.scenario.charge_names, (len(caseload.replications), len(office.scenario.jails))
    of_charges = [facts.charge == place for place in range(len(charges))]
    ended = Ended(facts, office.journeys, office.end)
    for measure in ALL_MEASURES:
        if measure.adds is None:
            continue
        adds = measure.adds(ended)
        here = adds & counted if adds.dtype == np.bool_ else np.where(counted, adds, 0)
        yield measure.name, _added_up(here, caseload.parts, shape)
        if measure.by_charge:
            for charge, of_charge in zip(charges, of_charges, strict=True):
                yield f"{measure.name}.{charge}", _added_up(here & of_charge, caseload.parts, shape)
    for name, which in own_quantities(office):
        yield name, _added_up(which & counted, caseload.parts, shape)


def _added_up(adds: Quantity, parts: Iterable[tuple[int, int, slice]], shape: tuple[int, int]) -> Ints:
    """Count people, or add up what each adds, by replication and jail."""
    added = np.zeros(shape, dtype=np.int64)
    together = np.count_nonzero if adds.dtype == np.bool_ else np.sum
    for place, jail, rows in parts:
        added[place, jail] = together(adds[rows])
    return added


def measures(scenario: Scenario, counts: Ints) -> NDArray[np.float64]:
    """The measures of one replication or, along axes before those of its tallies, of several.

    Parameters
    ----------
    scenario
        What was run.
    counts
        The sum of the tallies of all field offices, of shape (…, jails + 1, measures).

    Returns
    -------
    numpy.ndarray
        A row a jail, then one for all; a column a measure, in the order of `measure_names`. Counts are whole, costs
        are in dollars; a mean over nobody, and the hours on duty of a field office's officers for one jail, are NaN.
    """
    names = measure_names(scenario)
    column = {name: place for place, name in enumerate(names)}
    everything = counts.sum(axis=-2, keepdims=True)
    table = np.concatenate([counts[..., :-1, :], everything], axis=-2).astype(np.float64)
    table /= np.array([unit_seconds(name) or 1 for name in names])
    for mean, count in MEAN_WAITS.items():
        people = table[..., column[count]]
        table[..., column[mean]] = np.divide(
            table[..., column[mean]], people, out=np.full(people.shape, np.nan), where=people > 0
        )
    for team in OFFICE_TEAMS:
        # They are on duty for all jails; only the total can say for how long.
        table[..., :-1, column[f"officer_hours_on_duty.{team}"]] = np.nan
    by_jail = {name: table[..., :-1, place] for name, place in column.items()}
    for cost, dollars in costs_by_jail(scenario, by_jail).items():
        table[..., :-1, column[cost]] = dollars
        table[..., -1, column[cost]] = dollars.sum(axis=-1)
    return table
