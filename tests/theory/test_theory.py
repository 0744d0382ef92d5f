"""The simulation against theory, and theory against textbooks."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate

from sim.analyses.verify import theory
from sim.analyses.verify.page import verdict_page
from sim.analyses.verify.verdicts import CONFIDENCE, Verdict, judged
from sim.analyses.verify.verify import CASES, case_scenario, verify
from sim.model.office import Engine
from sim.scenario.distributions import Constant, Exponential, Uniform

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
WRITE_ANEW = f"lostleads evidence verify --out docs/{PAGE.name} --overwrite"
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
ROW = re.compile(r"^\| `(\w+)` \| .* \| passed \|$", re.MULTILINE)

STAYS = {name: charge.stay_hours for name, charge in case_scenario("distributions").charges.items()}


@pytest.fixture(scope="module", params=CASES)
def verdicts(request):
    """What is found of a case."""
    return list(verify(request.param))


def test_theory_lies_in_every_interval(verdicts):
    assert verdicts
    for verdict in verdicts:
        assert verdict.case == verdicts[0].case
        assert verdict.passed, verdict
        assert verdict.ci_low <= verdict.theory <= verdict.ci_high
        assert verdict.ci_low <= verdict.simulated <= verdict.ci_high


def test_the_page_of_the_documentation_says_what_is_found(verdicts):
    pages = (verdict_page(verdicts), PAGE.read_text())
    found, kept = ([row[0] for row in ROW.finditer(page) if row[1] == verdicts[0].case] for page in pages)
    assert len(found) == len(verdicts)
    for now, then in zip(found, kept, strict=True):
        assert NUMBER.sub("#", now) == NUMBER.sub("#", then), WRITE_ANEW
        numbers = ([float(text.replace(",", "")) for text in NUMBER.findall(row)] for row in (now, then))
        # The last of four digits may differ between processors.
        assert next(numbers) == pytest.approx(next(numbers), rel=2e-3), WRITE_ANEW


def test_the_page_of_the_documentation_has_every_case():
    kept = PAGE.read_text()
    cases = ROW.findall(kept)
    assert list(dict.fromkeys(cases)) == list(CASES)
    unknown = [Verdict(case, "a quantity", 1, 1, 0, 2, passed=True) for case in cases]
    assert ROW.sub("", verdict_page(unknown)) == ROW.sub("", kept), WRITE_ANEW


@pytest.mark.parametrize("case", CASES)
def test_every_case_says_in_its_file_what_it_is_about(case):
    scenario = case_scenario(case)
    assert scenario.name != "Nothing happens"
    assert scenario.description
    assert scenario.seed == 1, "seeds are chosen before the first run, not until a case passes"


@pytest.mark.slow
@pytest.mark.parametrize("case", ["cut_off", "erlang_b", "shared_office"])
def test_the_simpy_model_passes_as_the_staged_engine_does(case):
    scenario = case_scenario(case).model_copy(update={"days": 112, "replications": 10})
    simpy, staged = (list(judged(case, scenario, CASES[case](scenario), engine)) for engine in Engine)
    assert all(verdict.passed for verdict in simpy), simpy
    assert simpy == staged


@pytest.mark.parametrize("case", ["mm1", "race", "coverage", "population"])
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_wrong_theory_fails(case, factor):
    scenario = case_scenario(case)
    checks = [replace(check, theory=factor * check.theory) for check in CASES[case](scenario)]
    judgements = list(judged(case, scenario, checks))
    assert not judgements[0].passed, judgements[0]


def test_a_wrong_model_fails():
    wrong = case_scenario("mm1", "jails.jail.screening.interview_hours={uniform: {low: 0, high: 1.4}}")
    wait, share_waiting = judged("mm1", wrong, CASES["mm1"](case_scenario("mm1")))
    assert not wait.passed
    assert share_waiting.passed, "this share hangs on the mean alone"


def test_the_interval_is_of_99_percent():
    values = np.random.default_rng(3).normal(size=(4000, 5))
    held = [Verdict.of("case", "quantity", 0.0, row).passed for row in values]
    assert abs(sum(held) - CONFIDENCE * 4000) < 3 * math.sqrt(4000 * CONFIDENCE * (1 - CONFIDENCE))


@pytest.mark.parametrize(
    ("servers", "load", "lost"),
    [(1, 1, 0.5), (2, 1, 0.2), (5, 3, 0.11005), (10, 5, 0.018385), (20, 20, 0.15889)],
)
def test_erlang_b_against_tables(servers, load, lost):
    assert theory.erlang_b(servers, load) == pytest.approx(lost, rel=1e-4)


@pytest.mark.parametrize(
    ("servers", "load", "waiting"),
    [(1, 0.7, 0.7), (2, 1, 1 / 3), (3, 2, 4 / 9), (10, 8, 0.40918)],
)
def test_erlang_c_against_tables(servers, load, waiting):
    assert theory.erlang_c(servers, load) == pytest.approx(waiting, rel=1e-4)


def test_erlang_c_by_its_sum():
    load, servers = 7.3, 9
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    assert theory.erlang_c(servers, load) == pytest.approx(last / (sum(terms) + last))


def test_waits_of_one_server_agree_with_each_other():
    exponential = theory.mean_wait_mg1(0.8, 1, 1)
    assert theory.mean_wait_mmc(0.8, 1, 1) == pytest.approx(exponential) == pytest.approx(4)
    assert theory.mean_wait_mg1(0.8, 1, 0) == pytest.approx(exponential / 2)


def test_a_birth_death_chain_with_equal_steps_is_geometric():
    probabilities = theory.stationary([1] * 3, [2] * 3)
    assert probabilities == pytest.approx(np.array([8, 4, 2, 1]) / 15)


def test_a_line_that_nobody_leaves_completes_everyone():
    line = theory.cut_off_line(1, 2.4, 1e9, 3)
    assert (line.begun, line.completed, line.busy) == pytest.approx((1, 1, 0.8))


def test_with_a_server_for_everyone_only_the_race_with_release_is_left():
    line = theory.cut_off_line(5, 1, 3, 200)
    assert line.begun == pytest.approx(1)
    assert line.completed == pytest.approx(3 / 4)


def test_one_server_cut_off_by_hand():
    # As fast as arrivals: of work and of stay. Weights 1, 1/2, 1/2 * 1/3, 1/2 * 1/3 * 1/4, ...
    weights = [1, *(1 / math.factorial(n + 1) for n in range(1, 30))]
    assert theory.cut_off_line(1, 1, 1, 1).busy == pytest.approx(1 - 1 / sum(weights))


def test_coverage_by_hand():
    assert theory.covered_share([16], 24, theory.bridged_by_fixed(4)) == pytest.approx(12 / 24)
    assert theory.covered_share([16], 24, theory.bridged_by_fixed(100)) == pytest.approx(1)
    half = theory.covered_share([16], 24, theory.bridged_by_exponential(1e-9))
    assert half == pytest.approx(8 / 24)


def test_races_by_hand():
    quick, slow = Exponential(mean=4), Exponential(mean=12)
    assert theory.race(slow, quick) == pytest.approx(4 / 16)
    assert theory.race(quick, slow) == pytest.approx(12 / 16)
    assert theory.race(quick, Constant(hours=3)) == pytest.approx(1 - math.exp(-3 / 4))
    assert theory.race(Uniform(low=0, high=2), Uniform(low=1, high=3)) == pytest.approx(7 / 8)


@pytest.mark.parametrize("name", STAYS)
@pytest.mark.parametrize("order", [1, 2])
def test_moments_of_the_quantile_function_are_those_of_scipy(name, order):
    def power(probabilities):
        return STAYS[name].quantile(probabilities.ravel()).reshape(probabilities.shape) ** order

    parts = np.array([0, 0.3, 0.5, 0.9, 0.99, 1])
    by_quadrature = integrate.tanhsinh(power, parts[:-1], parts[1:]).integral.sum()
    mean = theory.mean_hours(STAYS[name])
    assert by_quadrature == pytest.approx(mean if order == 1 else theory.variance(STAYS[name]) + mean**2, rel=1e-6)


@pytest.mark.parametrize("name", STAYS)
def test_quantiles_are_those_of_scipy(name):
    probabilities = np.arange(1, 100) / 100
    expected = [theory.ppf(STAYS[name], probability) for probability in probabilities]
    assert STAYS[name].quantile(probabilities) == pytest.approx(np.array(expected), rel=1e-6)
