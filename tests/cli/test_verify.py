from __future__ import annotations

from dataclasses import replace

from typer.testing import CliRunner

from sim.analyses.verify import verify as package
from sim.analyses.verify.page import verdict_page
from sim.analyses.verify.verify import CASES, case_scenario, verify
from sim.cli import app

QUICK = ("erlang_b", "population")
"""Every case is run, and compared with the page of the documentation, in tests/theory."""


def test_verify_prints_every_case_and_writes_a_page(cli, tmp_path, monkeypatch):
    monkeypatch.setattr(package, "CASES", {case: CASES[case] for case in QUICK})
    done = cli("evidence", "verify", "--out", "page.md")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for case in QUICK:
        assert f"{case}: {case_scenario(case).name}" in done.stdout
    assert "FAILED" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (tmp_path / "page.md").read_text() == verdict_page(list(verify(*QUICK)))


def test_verify_takes_replications_a_seed_an_engine_and_jobs(cli, two_jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(package, "CASES", {case: CASES[case] for case in QUICK})
    few = ("evidence", "verify", "--replications", "5", "--format", "json")
    alone = cli(*few)
    assert alone.returncode == 0, alone.stderr
    assert two_jobs(*few).stdout == alone.stdout == cli(*few, "--engine", "simpy").stdout
    assert cli(*few, "--seed", "9").stdout != alone.stdout
    assert cli("evidence", "verify", "--format", "json").stdout != alone.stdout
    done = cli(*few, "--quiet", "--out", "page.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert cli(*few, "--out", "page.md").stderr == "page.md exists; give another name, or --overwrite to replace it\n"
    assert cli(*few, "--out", "page.md", "--overwrite").returncode == 0
    assert "--replications 1: an interval needs two at least" in cli("evidence", "verify", "--replications", "1").stderr


def test_verify_leaves_with_1_if_theory_and_simulation_disagree(monkeypatch):
    def wrong(scenario):
        return [replace(check, theory=2 * check.theory) for check in CASES["population"](scenario)]

    monkeypatch.setattr(package, "CASES", {"population": wrong})
    done = CliRunner().invoke(app, ["evidence", "verify", "--jobs", "1"])
    assert done.exit_code == 1
    assert "FAILED" in done.stdout
    assert "0 of 2 quantities agree with theory." in done.stdout


def test_verify_has_help(cli):
    done = cli("evidence", "verify", "--help")
    assert done.returncode == 0
    assert "--out" in done.stdout
