"""Study files: the words of the command line, kept; and all that is wrong in one told by its line."""

from __future__ import annotations

from datetime import date

import pytest

from sim.analyses.sweep.studyfile import Question, load_study
from sim.model.outcomes import HEADLINES
from sim.scenario.errors import ScenarioError
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Design, Grid, Vary
from sim.study.spans import Span
from tests.support import small, small_data, write_yaml


def written(folder, text):
    path = folder / "study.yaml"
    path.write_text(text)
    return path


def test_a_study_file_says_what_the_command_line_does(tmp_path):
    path = written(
        tmp_path,
        """
scenario: ../county.yaml
set: {days: 20, "jails.*.fingerprinted": 0.9}
vary:
  jails.county.recorded: 0.5:0.7:0.1
  jails.county.screening.teams.deputies.shifts: [[], null, "[{officers: 2, hours: '00:00-24:00'}]"]
base: 3
replications: 5
measures: [flagged, hold_hours]
""",
    )
    asked = load_study(path)
    assert asked == Question(
        scenario=tmp_path / "../county.yaml",
        settings=("days=20", "jails.*.fingerprinted=0.9"),
        varied=(
            Vary("jails.county.recorded", ("0.5", "0.6", "0.7")),
            Vary(
                "jails.county.screening.teams.deputies.shifts",
                ("[]", "null", "[{officers: 2, hours: '00:00-24:00'}]"),
            ),
        ),
        base=3,
        replications=5,
        measures=("flagged", "hold_hours"),
    )
    assert asked.points(small()) == Grid(asked.varied)
    assert asked.measures_of(small()) == ("flagged", "hold_hours")


def test_a_study_file_may_sample_ranges(tmp_path):
    asked = load_study(
        written(tmp_path, "scenario: a.yaml\ndesign: sobol\nsamples: 8\nrange: {jails.county.recorded: 0.5:0.7}\n")
    )
    assert (asked.design, asked.spans) == (Design.SOBOL, (Span("jails.county.recorded", 0.5, 0.7),))
    assert len(asked.points(small())) == 8
    assert asked.measures_of(small()) == HEADLINES


def test_all_that_is_wrong_is_told_with_its_line(tmp_path):
    path = written(
        tmp_path,
        """scenario: county.yaml
vary:
  a: 0:1:0
  b: [1, 1]
range: {c: 2:1}
design: lsh
samples: 0
mesures: [flagged]
""",
    )
    with pytest.raises(ScenarioError) as caught:
        load_study(path)
    told = {(problem.origin.line, problem.path) for problem in caught.value.problems}
    assert told == {(3, "vary.a"), (4, "vary.b"), (5, "range.c"), (6, "design"), (7, "samples"), (8, "mesures")}
    assert "did you mean 'lhs'" in str(caught.value)
    assert "did you mean 'measures'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scenario: a.yaml\n", "give --vary"),
        ("scenario: a.yaml\nvary: {a: [1]}\ndesign: lhs\nrange: {b: 1:2}\n", "no --vary"),
        ("vary: {a: [1]}\n", "'scenario' is missing"),
        ("", "is empty"),
        ("- a\n", "must be a mapping"),
        ("scenario: a.yaml\nvary: {a: []}\n", "a value is empty"),
        ("scenario: a.yaml\nvary: {a: [1]}\nvary: {a: [2]}\n", "given twice"),
    ],
)
def test_what_asks_for_nothing_or_for_both_is_refused(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        load_study(written(tmp_path, text))


def test_a_base_beyond_the_points_an_unknown_measure_and_a_grid_too_large_are_refused():
    asked = Question(scenario="a.yaml", varied=(Vary("a", ("1", "2")),), base=2, measures=("flaged",))
    with pytest.raises(ValueError, match="numbered from 0 to 1"):
        asked.points(small())
    with pytest.raises(ValueError, match="did you mean 'flagged'"):
        asked.measures_of(small())
    with pytest.raises(ValueError, match=r"has 2 points; give --yes"):
        asked.points(small(), most=1)


def test_dates_of_a_study_file_are_those_of_the_command_line(tmp_path):
    asked = load_study(
        written(
            tmp_path,
            """
scenario: county.yaml
set: {agreements_as_of: 2017-01-31, "jails.a.screening.teams.deputies.in_force": [{from: 2019-07-03}, {1: .inf}]}
vary: {start: [2024-02-01, 2024-03-01], jails.a.agreement_until: 2024-04-01}
""",
        )
    )
    assert asked.settings == (
        "agreements_as_of=2017-01-31",
        'jails.a.screening.teams.deputies.in_force=[{"from": "2019-07-03"}, {"1": Infinity}]',
    )
    assert asked.varied == (
        Vary("start", ("2024-02-01", "2024-03-01")),
        Vary("jails.a.agreement_until", ("2024-04-01",)),
    )


def test_a_date_that_is_set_or_varied_is_that_of_the_scenario(tmp_path):
    source = ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data()))
    text = "scenario: county.yaml\nset: {agreements_as_of: 2017-01-31}\nvary: {start: [2024-02-01, 2024-03-01]}\n"
    asked = load_study(written(tmp_path, text))
    starts = [source.scenario(*asked.settings, *point.settings).start for point in asked.points(small())]
    assert starts == [date(2024, 2, 1), date(2024, 3, 1)]
