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
    assert "page.html exists; give another name, or --overwrite" in refused.stderr
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


def test_quiet_says_nothing(cli, results, tmp_path):
    done = cli("report", results, "--out", "page.html", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "page.html").exists()


def test_the_page_is_opened_where_there_is_a_screen(cli, results, tmp_path, monkeypatch, opened):
    monkeypatch.setenv("DISPLAY", ":0")
    assert cli("report", results, "--out", "page one.html", "--open").returncode == 0
    assert opened == [(tmp_path / "page one.html").as_uri()]
    assert cli("report", results, "--out", "page.html").returncode == 0
    assert len(opened) == 1


def test_without_a_screen_the_page_is_written_and_that_is_said(cli, results, tmp_path, monkeypatch, opened):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    done = cli("report", results, "--out", "page.html", "--open")
    assert done.returncode == 0
    assert (
        done.stderr
        == "--open: there is no screen here to see a browser on; open page.html on a machine that has one.\n"
    )
    assert (tmp_path / "page.html").exists()
    assert opened == []


@pytest.mark.parametrize("broken", [lambda _: False, lambda _: (_ for _ in ()).throw(OSError("no such program"))])
def test_a_browser_that_does_not_start_is_no_failure(cli, results, monkeypatch, broken):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.open", broken)
    done = cli("report", results, "--out", "page.html", "--open")
    assert done.returncode == 0
    assert done.stderr == "--open: there is no browser here that could be started; open page.html in one.\n"
