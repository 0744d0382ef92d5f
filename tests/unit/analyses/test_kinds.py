"""Chapters of sweeps, uncertainty, staffing and warm-up: what they answer is what their folders hold."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from sim.analyses.kinds import open_results, read_report, workbook
from sim.analyses.staffing import kind as staffing
from sim.analyses.staffing.goal import Goal
from sim.analyses.staffing.numbers import rounded, signed_rounded
from sim.analyses.staffing.post import post_of
from sim.analyses.staffing.search import staff
from sim.analyses.sweep import kind as sweeping
from sim.analyses.sweep.sweep import sweep
from sim.analyses.uncertainty import kind as uncertainty
from sim.analyses.uncertainty.inquiry import inquire, planned
from sim.analyses.warmup import kind as warmup
from sim.analyses.warmup.judge import warm_up
from sim.model.office import Engine
from sim.model.outcomes import meaning_of
from sim.output.described import TABLES, described
from sim.output.folder import FolderError
from sim.output.kinds import Findings, write_results
from sim.output.numbers import count, signed
from sim.output.page.html import html_of
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design, Grid, Vary
from sim.study.tasks import Running
from tests.pictures import undrawn
from tests.support import small, small_data, write_yaml

UNKNOWN = meaning_of("no such measure")
STARTED = datetime(2026, 1, 2, tzinfo=UTC)
COMMAND = ["lostleads"]
COUNTS = ("flagged", "matched", "released_before_pickup")
RANGES = {
    "days": 10,
    "name": "Small county, in force",
    "jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.5, "high": 1.0},
}
NUMBER = r"\d[\d,]*(?:\.\d+)?"


def written(found: Findings, path: Path) -> Path:
    """Write a folder without its pictures: here are pages, which draw their own."""
    with undrawn():
        write_results(found, path / "out", command=COMMAND, started_at=STARTED)
    return path / "out"


def swept(path: Path, *varied: Vary, replications: int = 3) -> Path:
    source = ScenarioSource(write_yaml(path / "county.yaml", small_data({"days": 10})))
    found = sweep(source, Grid(varied), Running(replications, engine=Engine.STAGED))
    return written(sweeping.findings(found, COUNTS), path)


def inquired(path: Path, names: tuple[str, ...], design: Design, samples: int, replications: int = 2) -> Path:
    write_yaml(path / "with.yaml", small_data(RANGES))
    ended = "extends: with.yaml\nname: Small county, ended\njails: {county: {screening: null}}\n"
    (path / "without.yaml").write_text(ended)
    running = Running(replications, engine=Engine.STAGED)
    found = inquire(planned([ScenarioSource(path / name) for name in names], design, samples), running)
    return written(uncertainty.findings(found), path)


def staffed(path: Path, target: str | None, budget_hours: float | None) -> Path:
    file = write_yaml(path / "county.yaml", small_data({"days": 14}))
    source = ScenarioSource(file, ["jails.county.on_record=0.5"])
    post = post_of(source.scenario(), None, None, (), 1)
    found = staff(source, post, Goal.parse(target, budget_hours, None), Running(2))
    return written(staffing.findings(found, file), path)


def warmed(path: Path, changes: dict[str, object]) -> Path:
    found = warm_up(small(changes), Running(2))
    return written(warmup.findings(found), path)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A folder of each kind, and kinds within them."""

    def new() -> Path:
        return tmp_path_factory.mktemp("kind")

    county = small_data()["jails"]["county"]
    share = Vary("jails.county.fingerprinted", ("0.1", "0.5", "0.9"))
    return {
        "sweep": swept(new(), share),
        "sweep of two": swept(new(), share, Vary("jails.county.hold_hours", ("0", "48")), replications=1),
        "uncertainty": inquired(new(), ("with.yaml",), Design.LHS, 12),
        "uncertainty of a pair": inquired(new(), ("with.yaml", "without.yaml"), Design.SOBOL, 64),
        "uncertainty of one replication": inquired(new(), ("with.yaml",), Design.LHS, 6, replications=1),
        "staffing on a budget": staffed(new(), None, 40),
        "staffing that needs nobody": staffed(new(), "100%", None),
        "warm-up": warmed(new(), {}),
        "warm-up of two jails": warmed(new(), {"jails.rural": {**county, "screening": None}}),
    }


KINDS = (
    *("sweep", "sweep of two", "uncertainty", "uncertainty of a pair", "uncertainty of one replication"),
    *("staffing on a budget", "staffing that needs nobody", "warm-up", "warm-up of two jails"),
)


@cache
def report_on(folder):
    return read_report([folder])


def chapter_of(folder):
    (chapter,) = report_on(folder).chapters
    return chapter


def tables_of(chapter):
    return [table for section in chapter.sections for table in (*section.tables, *section.folded)]


def told_of(chapter):
    return " ".join(sentence for section in chapter.sections for sentence in section.sentences)


def column_of(table, heading):
    place = [column.heading for column in table.columns].index(heading)
    return [row[place] for row in table.cells]


def plain(sentence):
    """A sentence without names and without the level of its intervals."""
    return re.sub(r"95\N{NO-BREAK SPACE}%|“[^”]*”", "", sentence)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_a_page(folders, kind):
    html = html_of(report_on(folders[kind]))
    chapter = chapter_of(folders[kind])
    assert chapter.answers
    assert "<svg" in html
    assert not re.search(r"\bnan\b|None</td>", html)
    titles = [section.title for section in chapter.sections]
    assert titles[-3:] == [
        "Assumptions, and how strong they are",
        "What must not be concluded",
        "How to reproduce this",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_tables_have_a_cell_a_column(folders, kind):
    for table in tables_of(chapter_of(folders[kind])):
        assert table.cells, table.title
        assert {len(row) for row in table.cells} == {len(table.columns)}, table.title


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("warm-up")])
def test_every_number_of_an_answer_stands_in_a_table(folders, kind):
    chapter = chapter_of(folders[kind])
    texts = {cell.text for table in tables_of(chapter) for row in table.cells for cell in row}
    in_tables = {number for text in texts for number in re.findall(NUMBER, text)}
    for answer in chapter.answers:
        told = {number.rstrip(",") for number in re.findall(NUMBER, plain(answer))}
        assert told <= in_tables, answer


def test_the_answer_of_a_sweep_is_that_of_its_table(folders):
    table = pd.read_csv(folders["sweep"] / "sweep.csv", keep_default_na=False).query("jail == 'all'")
    chapter = chapter_of(folders["sweep"])
    for measure, answer in zip(COUNTS, chapter.answers, strict=True):
        rows = table[table["measure"] == measure].astype({"mean": float, "ci_low": float, "ci_high": float})
        for row in (rows.loc[rows["mean"].idxmin()], rows.loc[rows["mean"].idxmax()]):
            assert f"{count(row['mean'])} ({count(row['ci_low'])} to {count(row['ci_high'])})" in answer


def test_differences_of_a_sweep_are_paired(folders):
    paired = pd.read_csv(folders["sweep"] / "sweep_paired.csv").query("jail == 'all' and measure == 'matched'")
    (section,) = [each for each in chapter_of(folders["sweep"]).sections if each.title == "The points"]
    means, differences = section.tables
    assert len(means.cells) == 1 + len(differences.cells) == 3
    cells = column_of(differences, "Matched")
    expected = [
        f"{signed(low)} to {signed(high)}" for low, high in zip(paired["ci_low"], paired["ci_high"], strict=True)
    ]
    assert [cell.text.partition("(")[2].rstrip(")") for cell in cells] == expected
    assert [cell.key for cell in cells] == paired["difference"].tolist()


def test_of_many_points_the_extremes_are_told_and_a_note(folders, tmp_path):
    folder = swept(tmp_path, Vary("jails.county.fingerprinted", tuple(f"{n / 100:.2f}" for n in range(1, 81))))
    chapter = chapter_of(folder)
    (section,) = [each for each in chapter.sections if each.title == "The points"]
    means = section.tables[0]
    assert 50 <= len(means.cells) <= 60
    assert f"{80 - len(means.cells)} more points are in sweep.csv" in means.note
    matched = pd.read_csv(folder / "sweep.csv").query("jail == 'all' and measure == 'matched'")["mean"]
    keys = [cell.key for cell in column_of(means, "Matched")]
    assert (min(keys), max(keys)) == (matched.min(), matched.max())


@pytest.mark.parametrize("kind", ["uncertainty", "uncertainty of one replication"])
def test_cards_of_an_uncertainty_study_are_its_intervals(folders, kind):
    rows = pd.read_csv(folders[kind] / "uncertainty.csv").query("jail == 'all'").set_index("measure")
    low, high = ("low", "high") if "one" in kind else ("expected_low", "expected_high")
    chapter = chapter_of(folders[kind])
    for measure, card in zip(COUNTS, chapter.counts.cards, strict=True):
        (bar,) = card.bars
        row = rows.loc[measure]
        assert bar.value == f"{count(row['mean'])} ({count(row[low])} to {count(row[high])})"
        assert f"{bar.value} people are" in told_of(chapter)
    assert chapter.answers[0].startswith("Under “Small county, in force”, ")
    assert chapter.sure[0].startswith(f"95\N{NO-BREAK SPACE}% interval {count(rows.loc['flagged', low])} to ")


def test_the_answer_of_a_pair_is_its_difference(folders):
    folder = folders["uncertainty of a pair"]
    rows = pd.read_csv(folder / "uncertainty.csv").query("jail == 'all' and scenario == 'difference'")
    chapter = chapter_of(folder)
    flagged = rows.set_index("measure").loc["flagged"]
    assert flagged["expected_high"] < 0
    ends = f"{count(-flagged['expected_high'])} to {count(-flagged['expected_low'])} fewer"
    fewer = f"{count(-flagged['mean'])} fewer people"
    assert chapter.answers[0].startswith(f"Under “ended”, {fewer} are flagged in 10 days")
    assert ends in chapter.sure[0]
    assert f"{fewer} flagged" in told_of(chapter)
    assert ends in told_of(chapter)
    assert "the same number of people matched by fingerprint" in told_of(chapter)


def test_the_input_that_matters_most_stands_beside_the_answer(folders):
    chapter = chapter_of(folders["uncertainty of a pair"])
    table = next(each for each in tables_of(chapter) if each.title == "Inputs, by what they do to people flagged")
    assert chapter.answers[1] == f"Of what is unknown, “{table.cells[0][0].text}” matters most."


def test_inputs_are_told_in_the_order_of_their_indices(folders):
    folder = folders["uncertainty of a pair"]
    rows = pd.read_csv(folder / "sensitivity.csv").query("jail == 'all' and measure == 'flagged' and kind == 'total'")
    titles = {table.title: table for table in tables_of(chapter_of(folder))}
    table = titles["Inputs, by what they do to people flagged"]
    told = [cell.key for cell in column_of(table, "In all")]
    assert told == sorted(rows["value"], reverse=True)
    assert "Inputs, by what they do to people matched by fingerprint" not in titles


def test_the_answer_of_a_staffing_is_the_chosen_row(folders):
    curve = pd.read_csv(folders["staffing on a budget"] / "staffing.csv").set_index("which")
    chosen, present = curve.loc["chosen"], curve.loc["present"]
    answers = chapter_of(folders["staffing on a budget"]).answers
    assert f"{chosen['officer_hours']:.0f} well-placed officer hours" in answers[0]
    for answer, row in zip(answers[1:], (chosen, present), strict=True):
        assert f"{row['officer_hours']:.0f} officer hours a week" in answer
        assert f"{rounded(row['mean'])} ({rounded(row['ci_low'])} to {rounded(row['ci_high'])})" in answer
        assert signed_rounded(row["difference_mean"]) in answer


def test_the_shifts_add_up_to_the_officers_of_the_chosen_week(folders):
    folder = folders["staffing on a budget"]
    shifts = pd.read_csv(folder / "shifts.csv").query("which == 'chosen'")
    table = next(each for each in tables_of(chapter_of(folder)) if each.title.startswith("Officers of"))
    assert sum(float(cell.key) for row in table.cells for cell in row[1:]) == shifts["officers"].sum()


def test_the_answer_of_a_warm_up_is_its_advice(folders):
    folder = folders["warm-up of two jails"]
    record = json.loads((folder / "run.json").read_text())
    chapter = chapter_of(folder)
    assert chapter.answers[0].lower() == f"{record['warmup_advice']}.".lower()
    advice = pd.read_csv(folder / "advice.csv").query("jail == 'all' and advised_days.notna()")
    assert len(advice)
    for wait, days in zip(advice["wait"], advice["advised_days"], strict=True):
        assert f"{wait} {days:.0f}" in chapter.answers[1]
    together, by_jail = (table for table in tables_of(chapter) if table.title.startswith("Advice"))
    assert (len(together.cells), len(by_jail.cells)) == (3, 6)


def test_several_kinds_in_one_report_have_ids_of_their_own(folders):
    html = html_of(read_report([*folders.values(), folders["sweep"]]))
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', html)) <= set(ids)
    assert html.count("<article ") == len(folders) + 1


@pytest.mark.parametrize(
    ("kind", "table"),
    [("sweep", "sweep"), ("uncertainty", "tornado"), ("staffing on a budget", "shifts"), ("warm-up", "advice")],
)
def test_a_folder_without_its_tables_is_refused(folders, tmp_path, kind, table):
    (tmp_path / "run.json").write_bytes((folders[kind] / "run.json").read_bytes())
    for each in folders[kind].glob("*.csv"):
        if each.stem != table:
            (tmp_path / each.name).write_bytes(each.read_bytes())
    with pytest.raises(FolderError, match=rf"holds no {table}\.csv"):
        read_report([tmp_path])


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_described(folders, kind):
    results = open_results(folders[kind])
    inputs = [*results.record.get("inputs", ()), *results.record.get("unknown_inputs", ())]
    for name in results.kind.tables:
        for column in results[name].columns:
            assert described(column, inputs).meaning != UNKNOWN, f"{name}: {column}"
        assert TABLES[name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_a_workbook(folders, kind, tmp_path):
    file = workbook(folders[kind], tmp_path / "it.xlsx")
    names = [path.stem for path in folders[kind].glob("*.csv")]
    assert {*names} <= {*load_workbook(file, read_only=True).sheetnames}
