"""The report command: a page, kept if it exists, and clear words where it cannot be made."""

from __future__ import annotations

import pytest


@pytest.fixture
def results(cli, with_screening):
    assert cli("run", with_screening, "--out", "out", "--engine", "staged", "--quiet").returncode == 0
    return "out"


def test_a_page_is_written_and_not_overwritten_unasked(cli, results, tmp_path):
    done = cli("report", results, "--out", "page.html")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "page.html\n"
    text = (tmp_path / "page.html").read_text()
    assert text.startswith("<!doctype html>")
    (tmp_path / "page.html").write_text("mine")
    refused = cli("report", results, "--out", "page.html")
    assert refused.returncode == 2
    assert "page.html exists; give another --out, or --overwrite" in refused.stderr
    assert (tmp_path / "page.html").read_text() == "mine"
    assert cli("report", results, "--out", "page.html", "--overwrite").returncode == 0
    assert (tmp_path / "page.html").read_text() == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing"], "nothing holds no results"),
        (["out", "nothing"], "nothing holds no results"),
        (["out", "--out", "nowhere/page.html"], "there is no folder nowhere; make it"),
    ],
)
def test_what_cannot_be_made_leaves_with_2(cli, results, tmp_path, words, message):
    before = sorted(tmp_path.iterdir())
    done = cli("report", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_without_a_browser_no_pdf_and_no_page(cli, results, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    done = cli("report", results, "--out", "page.html", "--pdf")
    assert done.returncode == 2
    assert "--pdf needs Chromium or Chrome" in done.stderr
    assert not (tmp_path / "page.html").exists()
