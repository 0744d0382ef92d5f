"""The whole question of one jail, by one command."""

import json
import re
import shutil

import pandas as pd
import pytest
from openpyxl import load_workbook

import sim
from sim.analyses.uncertainty.tables import UncertaintyTables
from sim.output.folder import FolderError
from sim.output.seal import sealed
from tests.commands import run_here
from tests.support import small_data, write_yaml

RANGES = {
    "jails.county.on_record": {"value": 0.6, "low": 0.4, "high": 0.8},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.6, "high": 1},
    "costs": {"officer_hour": 60, "held_day": 100},
}
FEW = ["--budget", "24", "--unknowns", "40", "--replications", "2", "--plots", "none"]


def written(folder):
    write_yaml(folder / "with.yaml", small_data({"name": "Here, in force", "days": 10, **RANGES}))
    (folder / "with_ended.yaml").write_text(
        "extends: with.yaml\nname: Here, ended\njails: {county: {screening: null, hold_hours: 2}}\n"
    )


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answered")
    written(folder)
    done = run_here(["answer", "with.yaml", *FEW, "--out", "out"], folder)
    assert done.returncode == 0, done.stderr
    return folder / "out", done


def test_the_screen_tells_counts_money_hours_and_what_it_hangs_on(answered):
    _, done = answered
    for told in (
        *("Headline counts", "with unknowns", "Who else was affected", "Net dollars per additional person"),
        *("well-placed officer hours a week", "A roster of the best shifts", "hangs most on", "Low end"),
    ):
        assert told in done.stdout
    assert "by charge" not in done.stdout


def test_the_file_beside_is_what_it_is_compared_with(answered):
    folder, _ = answered
    record = json.loads((folder / "run.json").read_text())
    assert record["kind"] == "answer"
    assert [each["label"] for each in record["scenarios"]] == ["Here, in force", "Here, ended"]
    assert record["scenarios"][1]["scenario"]["jails"]["county"]["hold_hours"] == 2


def test_each_part_is_a_results_folder_and_all_can_be_had_again(answered, tmp_path):
    folder, _ = answered
    parts = json.loads((folder / "run.json").read_text())["parts"]
    assert sorted(parts) == ["comparison", "staffing", "uncertainty"]
    for part in parts:
        assert sim.open_results(folder / part).kind.name == part
    shutil.copytree(folder, tmp_path / "elsewhere")
    again = sim.reproduce(tmp_path / "elsewhere")
    assert again.is_equal, str(again)
    assert "comparison/comparison.csv" in again.tables


def test_what_is_not_equal_is_told_with_its_part(answered, tmp_path):
    folder, _ = answered
    shutil.copytree(folder, tmp_path / "other")
    path = tmp_path / "other" / "staffing" / "staffing.csv"
    table = pd.read_csv(path)
    table.loc[0, "mean"] += 1
    table.to_csv(path, index=False)
    with pytest.raises(ValueError, match="staffing"):
        sim.reproduce(tmp_path / "other")


def test_another_folder_in_the_place_of_a_part_is_told(answered, tmp_path):
    folder = shutil.copytree(answered[0], tmp_path / "other")
    shutil.rmtree(folder / "comparison")
    shutil.copytree(folder / "uncertainty", folder / "comparison")
    with pytest.raises(FolderError, match="comparison is not the part that was written there"):
        sim.open_results(folder)


def test_the_page_is_among_what_the_folder_says_it_holds(answered):
    folder, _ = answered
    graph = json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
    assert {"answer.html", "comparison/comparison.csv"} <= {each["@id"] for each in graph}


def test_what_hangs_on_nothing_is_said_and_no_table_is_empty(answered, monkeypatch):
    changes = UncertaintyTables.changes
    monkeypatch.setattr(UncertaintyTables, "changes", lambda tables, measure: changes(tables, measure).head(0))
    results = sim.open_results(answered[0])
    shown = [*results.kind.screen(results)]
    said = "No input with a range moves the differences in people flagged and released before pickup."
    assert said in [getattr(part, "text", "") for part in shown]
    assert "driving_inputs" not in [getattr(part, "name", "") for part in shown]
    [section] = [each for each in results.kind.chapter(results).sections if each.title == "What it hangs on"]
    assert (section.sentences, section.tables) == ((said,), ())


def test_the_page_names_no_folder_but_those_beside_it(answered):
    folder, _ = answered
    page = re.sub("<[^>]*>", "", (folder / "answer.html").read_text())
    assert "lostleads report comparison staffing uncertainty --out all_parts.html" in page
    assert ".writing" not in page


def test_the_page_is_written_though_nobody_reads_the_screen(cli, tmp_path, monkeypatch):
    def left(*_):
        raise BrokenPipeError

    written(tmp_path)
    monkeypatch.setattr("sim.analyses.frame.asking.print_tables", left)
    cli("answer", "with.yaml", *FEW, "--out", "out")
    assert (tmp_path / "out" / "answer.html").is_file()


def test_that_no_browser_is_there_is_told_before_anything_runs(cli, tmp_path, monkeypatch):
    written(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sim.analyses.answer.question.answer", None)
    done = cli("answer", "with.yaml", *FEW, "--out", "out", "--pdf")
    assert done.returncode == 2
    assert "--pdf needs Chromium or Chrome" in done.stderr


def test_the_page_says_all_of_it(answered):
    folder, _ = answered
    page = (folder / "answer.html").read_text()
    for told in ("Here: with the agreement and without", "What changes when the agreement ends"):
        assert told in page
    for title in ("Who else is affected", "The best hours of duty", "What it hangs on", "What must not be concluded"):
        assert f"{title}</h3>" in page
    assert "additional person flagged" in page
    assert "<b>ICE</b>: U.S. Immigration and Customs Enforcement" in page


def test_an_answer_whose_parts_have_no_seals_is_of_an_older_version(answered, tmp_path):
    folder = shutil.copytree(answered[0], tmp_path / "old")
    record = json.loads((folder / "run.json").read_text())
    unsealed = {name: value for name, value in record.items() if name != "seal"}
    (folder / "run.json").write_text(json.dumps(sealed({**unsealed, "parts": [*record["parts"]]}, folder)))
    with pytest.raises(FolderError, match="was written by an older version of lostleads; run its command again"):
        sim.open_results(folder)


def test_its_workbook_has_the_tables_of_its_parts(answered, tmp_path):
    folder, _ = answered
    book = load_workbook(sim.workbook(folder, tmp_path / "it.xlsx"))
    for part, name in (("comparison", "comparison"), ("staffing", "staffing"), ("uncertainty", "tornado")):
        heading, *rows = book[name].iter_rows(values_only=True)
        table = sim.open_results(folder / part)[name]
        assert (list(heading), len(rows)) == (list(table.columns), len(table))
    assert {"roster", "shifts", "unknowns"} <= {*book.sheetnames}


def test_without_a_file_beside_the_agreement_just_ends(cli, tmp_path):
    written(tmp_path)
    (tmp_path / "with_ended.yaml").unlink()
    done = cli("answer", "with.yaml", *FEW, "--out", "out", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["scenarios"][1]["label"] == "Here, in force, agreement ended"
    assert "screening" not in record["scenarios"][1]["scenario"]["jails"]["county"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--budget", "0"], "must be more than 0 officer hours a week"),
        (["--budget", "4"], "give --budget 8 or more, or shorter --shift-hours"),
        (["--unknowns", "5"], "--unknowns 5"),
        (["missing.yaml"], "missing.yaml"),
        (["--set", "jails.county.screening=null"], "no jail with screening"),
        (["--set", "days=ten"], "days"),
        (["--engine", "stagd"], "did you mean 'staged'"),
    ],
)
def test_wrong_input_leaves_with_2_and_nothing_written(cli, tmp_path, words, message):
    written(tmp_path)
    done = cli("answer", "with.yaml", *words, "--out", "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_shifts_may_be_of_other_lengths(cli, tmp_path):
    written(tmp_path)
    few = ["--budget", "36", "--unknowns", "40", "--replications", "1", "--plots", "none"]
    done = cli("answer", "with.yaml", *few, "--shift-hours", "12", "--starts", "06:00", "--out", "out")
    assert done.returncode == 0, done.stderr
    roster = pd.read_csv(tmp_path / "out" / "staffing" / "roster.csv")
    assert set(roster["hours"]) == {"06:00-18:00"}


def test_results_that_are_there_stay(cli, tmp_path, answered):
    written(tmp_path)
    shutil.copytree(answered[0], tmp_path / "out")
    done = cli("answer", "with.yaml", *FEW, "--out", "out")
    assert done.returncode == 2
    assert "out exists" in done.stderr
