from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.analyses.verify import verify as package
from sim.analyses.verify.verify import CASES, case_scenario
from sim.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


@pytest.mark.slow
def test_verify_prints_every_case_and_writes_the_page_of_the_documentation(cli, tmp_path):
    done = cli("verify", "--markdown", "page.md")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for case in CASES:
        assert f"{case}: {case_scenario(case).name}" in done.stdout
    assert "FAILED" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    written, kept = (tmp_path / "page.md").read_text(), PAGE.read_text()
    assert NUMBER.sub("#", written) == NUMBER.sub("#", kept), f"lostleads verify --markdown docs/{PAGE.name}"
    numbers = ([float(text.replace(",", "")) for text in NUMBER.findall(page)] for page in (written, kept))
    # The last of four digits may differ between processors.
    for now, then in zip(*numbers, strict=True):
        assert now == pytest.approx(then, rel=2e-3)


def test_verify_leaves_with_1_if_theory_and_simulation_disagree(monkeypatch):
    def wrong(scenario):
        return [replace(check, theory=2 * check.theory) for check in CASES["population"](scenario)]

    monkeypatch.setattr(package, "CASES", {"population": wrong})
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 1
    assert "FAILED" in done.stdout
    assert "0 of 2 quantities agree with theory." in done.stdout


def test_verify_has_help(cli):
    done = cli("verify", "--help")
    assert done.returncode == 0
    assert "--markdown" in done.stdout
