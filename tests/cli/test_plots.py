"""In which forms pictures are drawn, and that nothing waits for them."""

from __future__ import annotations

import pytest

from sim.output import kinds


@pytest.mark.parametrize(
    ("form", "suffixes"), [("none", set()), ("png", {".png"}), ("svg", {".svg"}), ("both", {".png", ".svg"})]
)
def test_pictures_are_drawn_in_the_forms_asked_for(cli, with_screening, tmp_path, form, suffixes):
    done = cli("run", with_screening, "--replications", "2", "--out", "out", "--plots", form)
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in (tmp_path / "out").glob("plots/*")} == suffixes


def test_a_form_that_does_not_exist_is_told_before_anything_runs(cli, with_screening, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.analyses.comparison.study.run", lambda *_, **__: pytest.fail("it ran"))
    done = cli("run", with_screening, "--out", "out", "--plots", "pgn")
    assert done.returncode == 2
    assert "--plots: unknown plots 'pgn'; did you mean 'png'?" in done.stderr
    assert not (tmp_path / "out").exists()


def test_numbers_are_on_screen_before_any_picture_is_drawn(cli, with_screening, monkeypatch):
    def fails(*_):
        raise ValueError("no pictures today")

    monkeypatch.setattr(kinds, "draw_results", fails)
    done = cli("run", with_screening, "--replications", "2", "--out", "out")
    assert done.returncode == 2
    assert "flagged" in done.stdout
    assert "no pictures today" in done.stderr


def test_tables_that_cannot_be_printed_do_not_cost_the_results(cli, with_screening, tmp_path, monkeypatch):
    def fails(*_):
        raise ValueError("nobody reads on")

    monkeypatch.setattr("sim.analyses.frame.asking.print_tables", fails)
    done = cli("run", with_screening, "--replications", "2", "--out", "out")
    assert "nobody reads on" in done.stderr
    assert (tmp_path / "out" / "run.json").is_file()
    assert any((tmp_path / "out" / "plots").iterdir())
