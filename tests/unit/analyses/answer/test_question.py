"""What is asked of a jail with its agreement, and of the same jail without."""

import pytest

from sim.analyses.answer.question import Hours, answer, ended, ended_beside
from sim.analyses.comparison.study import compare
from sim.scenario.files.reader import load_scenario
from sim.study.replicate import Plan
from sim.study.tasks import Running
from tests.support import small_data, write_yaml

TEAMS = "jails.county.screening.teams"
RANGES = {
    "jails.county.on_record": {"value": 0.6, "low": 0.4, "high": 0.8},
    "jails.county.screening.detected": {"value": 0.9, "low": 0.6, "high": 1},
}
ICE = {"under_agreement": False, "shifts": [{"officers": 1, "hours": "08:00-16:00"}]}


@pytest.fixture
def scenario(tmp_path):
    def of(changes=None):
        return load_scenario(write_yaml(tmp_path / "county.yaml", small_data({"days": 7, **RANGES, **(changes or {})})))

    return of


def test_nobody_screens_once_the_agreement_has_ended_and_all_else_stays(scenario):
    base = scenario()
    without = ended(base)
    assert without.name == "Small county, agreement ended"
    assert without.jails["county"].screening is None
    assert (
        without.jails["county"].model_copy(update={"screening": base.jails["county"].screening})
        == (base.jails["county"])
    )
    assert without.field_offices == base.field_offices


@pytest.mark.parametrize("given", [{"agreement": True}, {"agreement_from": "2019-01-01", "model": "JEM"}])
def test_an_agreement_of_which_the_file_says_so_ends_too(scenario, given):
    base = scenario({f"jails.county.{key}": value for key, value in given.items()})
    assert ended(base).jails["county"].screening is None


def test_officers_of_ice_stay(scenario):
    left = ended(scenario({f"{TEAMS}.ice": ICE})).jails["county"].screening
    assert left is not None
    assert list(left.teams) == ["ice"]


def test_without_an_agreement_there_is_none_to_end(scenario):
    for changes in ({"jails.county.screening": None}, {TEAMS: {"ice": ICE}}):
        with pytest.raises(ValueError, match="nobody screens under an agreement"):
            ended(scenario(changes))


def test_a_file_beside_says_how_a_jail_works_once_it_has_ended(tmp_path):
    assert ended_beside(tmp_path / "county.yaml") is None
    (tmp_path / "county_ended.yaml").write_text("extends: county.yaml\n")
    assert ended_beside(tmp_path / "county.yaml") == tmp_path / "county_ended.yaml"


def test_the_parts_are_the_studies_that_would_be_asked_for_one_by_one(scenario):
    base = scenario()
    found = answer(base, hours=Hours(budget_hours=24), unknowns=40, plan=Running(2))
    alone = compare(base, ended(base), plan=Plan(2), unknowns=40)
    for name in ("comparison", "unknowns_paired"):
        assert found.comparison.tables[name].equals(alone.tables[name])
    assert found.staffing is not None
    assert found.staffing.best.officer_hours <= 24
    assert found.staffing.present.officer_hours == 168
    assert {"base", "other"} <= set(found.comparison.comparison.columns)
    assert set(found.uncertainty.tornado["input"]) == set(found.uncertainty.inquiry.unknowns.paths)


def test_a_team_without_hours_has_none_to_place(scenario):
    idle = scenario({f"{TEAMS}.deputies.shifts.0.officers": 0})
    assert answer(idle, unknowns=40, plan=Running(1)).staffing is None


def test_a_jail_of_two_teams_is_no_single_question(scenario):
    with pytest.raises(ValueError, match="say which team"):
        answer(scenario({f"{TEAMS}.others": {"shifts": [{"officers": 1, "hours": "08:00-16:00"}]}}))
