"""When replications suffice: the forms of a precision, and what its verdict is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.model.outcomes import HEADLINES, measure_names
from sim.scenario.schema import ALL_JAILS
from sim.study.precision import Of, Precision, Unit, Verdict, parse_precisions, verdict
from sim.study.replication import Replication
from tests.support import small

WITH = small({"name": "With"})
WITHOUT = small({"name": "Without", "jails.county.screening": None})


def replications(*by_scenario, measure="flagged", scenarios=(WITH, WITHOUT)):
    """Replications in which one measure of all jails has the values given, and all else is 0."""
    made = []
    for values in zip(*by_scenario, strict=True):
        tables = []
        for scenario, value in zip(scenarios, values, strict=False):
            table = np.zeros((len(scenario.jails) + 1, len(measure_names(scenario))))
            table[-1, measure_names(scenario).index(measure)] = value
            tables.append(table)
        made.append(Replication(tuple(tables), {}, ()))
    return made


def judged(text, *by_scenario, measure="flagged"):
    scenarios = (WITH, WITHOUT)[: len(by_scenario)]
    return verdict(parse_precisions([text]), scenarios, replications(*by_scenario, measure=measure))


def half_width(values):
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return (high - low) / 2


def test_a_number_alone_is_the_share_of_each_headline_count():
    assert parse_precisions(["0.02"]) == tuple(Precision(name, 0.02, Unit.RELATIVE) for name in HEADLINES)
    assert parse_precisions(["2%"]) == parse_precisions(["0.02"])


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("flagged=5", Precision("flagged", 5, Unit.ABSOLUTE)),
        ("flagged = 2 %", Precision("flagged", 0.02, Unit.RELATIVE)),
        ("county:flagged=5", Precision("flagged", 5, Unit.ABSOLUTE, jail="county")),
        ("all:flagged=5", Precision("flagged", 5, Unit.ABSOLUTE, jail=ALL_JAILS)),
        ("difference.flagged=5", Precision("flagged", 5, Unit.ABSOLUTE, Of.DIFFERENCE)),
        ("county:difference.flagged=2%", Precision("flagged", 0.02, Unit.RELATIVE, Of.DIFFERENCE, "county")),
        ("officer_hours_busy.reviewers=1e2", Precision("officer_hours_busy.reviewers", 100, Unit.ABSOLUTE)),
        ("interview_wait_hours=0.1", Precision("interview_wait_hours", 0.1, Unit.ABSOLUTE)),
    ],
)
def test_forms(text, precision):
    assert parse_precisions([text]) == (precision,)


def test_several_are_taken_together():
    assert [each.name for each in parse_precisions(["flagged=5", "county:difference.matched=1%"])] == [
        "flagged",
        "county:difference.matched",
    ]


@pytest.mark.parametrize(
    "text", ["", "much", "flagged=", "flagged=wide", "=5", "a:b:flagged=5", "flagged=nan", "flagged=0", "-0.1", "0"]
)
def test_what_is_no_precision_is_refused_as_written(text):
    with pytest.raises(ValueError, match=f"--precision {text}: must be"):
        parse_precisions([text])


@pytest.mark.parametrize("text", ["5", "100%", "flagged=250%"])
def test_a_share_of_more_than_the_whole_is_taken_for_a_slip(text):
    with pytest.raises(ValueError, match=r"less than the whole.*flagged=5"):
        parse_precisions([text])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flaged=5", "--precision flaged: unknown measure 'flaged'; did you mean 'flagged'"),
        ("conty:flagged=5", "--precision conty:flagged: unknown jail 'conty'; did you mean 'county'"),
        ("difference.flagged=5", "--precision difference.flagged: must be of a comparison"),
    ],
)
def test_what_a_scenario_does_not_have_is_refused(text, message):
    [precision] = parse_precisions([text])
    with pytest.raises(ValueError, match=message):
        precision.check([WITH])


def test_what_one_of_the_scenarios_has_is_accepted():
    for text in ("difference.flagged=5", "officer_hours_busy.deputies=5", "interview_wait_hours=1"):
        [precision] = parse_precisions([text])
        precision.check([WITHOUT, WITH])


@given(st.lists(st.integers(50, 150), min_size=3, max_size=12).filter(lambda values: len(set(values)) > 1))
def test_an_absolute_width_is_that_of_students_interval(values):
    width = half_width(values)
    assert judged(f"flagged={width * 1.001:.17g}", values).reached
    assert not judged(f"flagged={width * 0.999:.17g}", values).reached


@given(st.lists(st.integers(90, 110), min_size=3, max_size=12).filter(lambda values: len(set(values)) > 1))
def test_a_relative_width_is_a_share_of_the_mean(values):
    percent = 100 * half_width(values) / np.mean(values)
    assert judged(f"flagged={percent * 1.001:.17g}%", values).reached
    assert not judged(f"flagged={percent * 0.999:.17g}%", values).reached


def test_the_reason_names_the_widest_against_its_precision():
    assert judged("flagged=5", [99, 100, 101]) == Verdict(True, "half-width of flagged 2.48 is at most 5")
    assert judged("flagged=2", [99, 100, 101]) == Verdict(False, "half-width of flagged 2.48 is still above 2")
    assert judged("flagged=2%", [99, 100, 101]) == Verdict(
        False, "half-width of flagged 2.48 % of its mean is still above 2 %"
    )
    assert judged("flagged=9", [99, 100, 101], [90, 100, 110]).reason == (
        "half-width of flagged in Without 24.8 is still above 9"
    )


def test_all_must_hold():
    made = replications([99, 100, 101])
    assert verdict(parse_precisions(["flagged=5", "matched=5"]), [WITH], made).reached
    assert not verdict(parse_precisions(["flagged=2", "matched=5"]), [WITH], made).reached
    assert not verdict(parse_precisions(["matched=5", "flagged=2"]), [WITH], made).reached


def test_two_replications_are_never_enough():
    assert judged("flagged=50", [100, 101]) == Verdict(False, "flagged is known in 2 replications, and 3 are needed")


def test_a_count_that_is_always_0_is_known_at_once():
    assert judged("flagged=2%", [0, 0, 0]) == Verdict(True, "flagged does not vary")
    assert judged("difference.flagged=2%", [0, 0, 0], [0, 0, 0]).reached


def test_a_difference_is_paired():
    base, other = [100, 200, 300, 400], [90, 191, 290, 391]
    assert judged("difference.flagged=1", base, other).reached
    assert not judged("flagged=50", base, other).reached
    assert not judged("difference.flagged=1", base, other[::-1]).reached


def test_a_relative_difference_is_a_share_of_the_difference_where_that_is_sure():
    base, other = [1000, 1000, 1000, 1000], [899, 901, 899, 901]
    share = 100 * half_width([-101, -99, -101, -99]) / 100
    assert judged(f"difference.flagged={share * 1.001}%", base, other).reached
    found = judged(f"difference.flagged={share * 0.999}%", base, other)
    assert not found.reached
    assert "of the difference" in found.reason


def test_a_relative_difference_that_may_be_0_is_a_share_of_the_bases_mean():
    base, other = [1000, 1000, 1000, 1000], [995, 1005, 995, 1006]
    share = 100 * half_width([-5, 5, -5, 6]) / 1000
    found = judged(f"difference.flagged={share * 1.001}%", base, other)
    assert found.reached
    assert "of the base's mean, for the difference may be 0" in found.reason
    assert not judged(f"difference.flagged={share * 0.999}%", base, other).reached


def test_a_wait_is_judged_in_the_scenarios_that_have_it():
    never, made = [np.nan] * 4, [1.0, 1.1, 1.0, 1.1]
    assert judged("interview_wait_hours=0.2", made, never, measure="interview_wait_hours").reached
    assert not judged("interview_wait_hours=0.01", made, never, measure="interview_wait_hours").reached
    assert judged("difference.interview_wait_hours=9", made, never, measure="interview_wait_hours") == Verdict(
        False, "difference.interview_wait_hours is known in 0 replications, and 3 are needed"
    )


def test_what_a_scenario_lacks_counts_0_there():
    made = replications([5, 6, 7], [0, 0, 0], measure="officer_hours_busy.deputies", scenarios=(WITH, WITH))
    smaller = [Replication((each.measures[0], np.zeros((2, len(measure_names(WITHOUT))))), {}, ()) for each in made]
    [precision] = parse_precisions(["difference.officer_hours_busy.deputies=2.5"])
    assert verdict([precision], [WITH, WITHOUT], smaller).reason == (
        "half-width of difference.officer_hours_busy.deputies 2.48 is at most 2.5"
    )


def test_a_cost_that_one_scenario_does_not_have_is_not_known_there():
    scenarios = (small({"costs": {"fixed_per_year": 1000}}), WITHOUT)
    done = replications([10, 11, 12], [0, 0, 0], scenarios=scenarios)
    found = verdict(parse_precisions(["difference.cost_net=5"]), scenarios, done)
    assert not found.reached
    assert "is known in 0 replications" in found.reason
