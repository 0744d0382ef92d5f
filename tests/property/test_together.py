"""Replications run together, found again or drawn anew, are what each is alone: the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.bookings import draw_bookings
from sim.model.kept import KEPT, Kept
from sim.model.office import Engine
from sim.scenario.facts import Facts
from sim.scenario.schema import Scenario
from sim.scenario.staff import DAYS
from sim.study.replicate import Plan, replicate_all
from sim.study.replication import Part, office_groups, replicate, replicate_parts
from tests.commands import WorkersHere
from tests.strategies import scenarios
from tests.support import small

BATCHES = st.sampled_from([[(0, 1, 2)], [(0,), (2, 1)], [(1, 0), (1, 2)], [(2,), (0, 1), (2, 0)]])
BYTES = st.sampled_from([2**30, 20_000, 0])


def run(scenarios: Sequence[Scenario], numbers: Sequence[int], engine: Engine) -> Iterator[tuple[int, int, Part]]:
    for place, group in enumerate(office_groups(scenarios)):
        parts = replicate_parts(scenarios, numbers, group, engine, keep_bookings=True)
        yield from ((place, number, part) for number, part in zip(numbers, parts, strict=True))


def same(one: Part, other: Part) -> None:
    assert one.counts.keys() == other.counts.keys()
    for name, arrays in one.counts.items():
        for here, there in zip(arrays, other.counts[name], strict=True):
            np.testing.assert_array_equal(here, there)
    for here, there in zip(one.bookings, other.bookings, strict=True):
        assert here.equals(there)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(scenarios(), st.sampled_from(Engine), BATCHES, BYTES)
def test_each_replication_is_what_it_is_alone(scenario, engine, batches, most_bytes):
    several = [scenario, scenario.model_copy(update={"days": scenario.days + 1})]
    alone = {}
    for number in range(3):
        KEPT.forget()
        alone |= {(place, number): part for place, _, part in run(several, [number], Engine.STAGED)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim.model.bookings.KEPT", Kept(most_bytes))
        for numbers in batches:
            for place, number, part in run(several, numbers, engine):
                same(part, alone[place, number])


@settings(max_examples=8, deadline=None, derandomize=True)
@given(scenarios(), st.sampled_from(Engine), st.sampled_from([1, 2]), st.sampled_from([16, 3, 1]), BYTES)
def test_a_study_is_the_same_however_it_is_cut_and_whoever_does_it(scenario, engine, jobs, most_in_batch, most_bytes):
    several = [scenario, scenario.model_copy(update={"days": scenario.days + 1})]
    alone = []
    for number in range(4):
        KEPT.forget()
        alone.append(replicate(several, number, engine=Engine.STAGED))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim.model.bookings.KEPT", Kept(most_bytes))
        patched.setattr("sim.study.tasks.MOST_IN_BATCH", most_in_batch)
        patched.setattr("sim.study.backends.can_be_copied", lambda: False)
        patched.setattr("sim.study.backends.LocalProcesses", WorkersHere)
        found = replicate_all(several, Plan(4, jobs=jobs, engine=engine)).replications
    for here, there in zip(found, alone, strict=True):
        same(Part(here.counts), Part(there.counts))
        for one, other in zip(here.measures, there.measures, strict=True):
            np.testing.assert_array_equal(one, other)


BASE = {
    "start": "2019-10-28",
    "jails.county.arrivals": {"by_hour": [2, 1] * 12, "by_day": dict(zip(DAYS, range(1, 8), strict=True))},
}
"""A county whose hours differ, through a night on which clocks are changed."""

CHANGES = {
    "seed": 2,
    "start": "2019-10-30",
    "timezone": "America/New_York",
    "days": 61,
    "warmup_days": 8,
    "cooldown_days": 8,
    "charges": {
        "misdemeanor": {"share": 0.6, "stay_hours": {"gamma": {"mean": 40, "sd": 60}}},
        "felony": {"share": 0.4, "stay_hours": {"exponential": {"mean": 300}}},
    },
    "charges.felony.stay_hours": {"exponential": {"mean": 200}},
    "jails.county.bookings_per_year": 5000,
    "jails.county.arrivals": {"by_hour": [1] * 12 + [2] * 12},
    "jails.county.day_to_day_sd": 0.5,
    "jails.county.foreign_born": {"by_charge": {"felony": 0.2}, "otherwise": 0.3},
    "jails.county.removable": 0.4,
    "jails.county.recorded": 0.8,
    "jails.county.screening.cleared": 0.5,
    "field_offices.city.sought": 0.5,
    "jails.county.intake_hours": 2,
    "jails.county.screening.interview_hours": {"gamma": {"mean": 0.75, "sd": 0.5}},
    "jails.county.screening.detected": 0.8,
    "jails.county.screening.wrongly_flags": 0.2,
    "jails.county.fingerprinted": 0.8,
    "jails.county.on_record": 0.5,
    "jails.county.on_record_others": 0.5,
    "jails.county.match_hours": 3,
    "field_offices.city.review_hours": 1,
    "field_offices.city.detainer": 0.5,
    "field_offices.city.wrongly_detains": 0.3,
    "jails.county.moves_on": {"by_stay_hours": {0: 0.1, 24: 0.5}},
    "jails.county.lifted": 0.3,
    "field_offices.city.spared": 0.5,
    "jails.county.honoured": 0.5,
    "jails.county.stay_factor": 2,
    "jails.county.stay_factor_when_flagged": 1.5,
    "jails.county.release_hours": {"by_hour": [0] * 8 + [1] * 16},
    "jails.county.policy": [{"from": "2019-11-20", "honoured": 0, "removable": 0.2}],
    "field_offices.city.policy": [{"from": "2019-11-20", "sought": 0.1}],
}
"""One change of each thing that a draw reads."""


def columns(facts: Facts) -> dict[str, np.ndarray]:
    return {each.name: getattr(facts, each.name) for each in fields(facts)}


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_is_drawn_whatever_was_kept(path):
    changed = small(BASE | {path: CHANGES[path]})
    KEPT.forget()
    cold = draw_bookings(changed, "county", 0, 1)
    base = draw_bookings(small(BASE), "county", 0, 1)
    warm = draw_bookings(changed, "county", 0, 1)
    for name, values in columns(warm.facts).items():
        np.testing.assert_array_equal(values, columns(cold.facts)[name])
    np.testing.assert_array_equal(warm.others, cold.others)
    differ = [not np.array_equal(values, columns(base.facts)[name]) for name, values in columns(warm.facts).items()]
    assert any(differ) or not np.array_equal(warm.others, base.others)


@pytest.mark.parametrize(
    ("path", "value", "redrawn"),
    [
        ("jails.county.recorded", 0.8, {"recorded"}),
        ("jails.county.honoured", 0.5, {"honoured"}),
        ("field_offices.city.sought", 0.5, {"sought"}),
        ("jails.county.match_hours", 3, {"match_seconds"}),
        ("jails.county.screening.teams.deputies.shifts.0.officers", 3, set()),
        ("jails.county.hold_hours", 12, set()),
        ("field_offices.city.crews.0.hours", "00:00-24:00", set()),
        ("name", "Another", set()),
    ],
)
def test_only_what_reads_a_change_is_drawn_again(path, value, redrawn):
    before, after = (draw_bookings(each, "county", 0, 1).facts for each in (small(), small({path: value})))
    assert {name for name, values in columns(after).items() if values is not columns(before)[name]} == redrawn
