"""The metadata of a results folder: of the shape that RO-Crate 1.1 asks for, and the same for the same results."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import sim
from sim import Plan
from sim.analyses.comparison.kind import findings
from sim.output.crate import CRATE
from sim.output.kinds import write_results
from tests.pictures import outlined
from tests.support import small

STARTED = datetime(2026, 1, 2, tzinfo=UTC)
DATES = {"datePublished", "startTime", "endTime"}


@pytest.fixture(scope="module")
def study():
    other = small({"name": "Other, ended", "days": 7, "jails.county.screening": None})
    return sim.compare(small({"days": 7}), other, plan=Plan(2, engine="staged"))


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    return written(study, tmp_path_factory.mktemp("crate"), STARTED)


def written(study: Any, path: Path, started_at: datetime) -> Path:
    with outlined():
        write_results(findings(study), path / "out", command=["lostleads", "compare"], started_at=started_at)
    return path / "out"


def graph_of(folder: Path) -> dict[str, dict[str, Any]]:
    content = json.loads((folder / CRATE).read_text())
    assert content["@context"] == "https://w3id.org/ro/crate/1.1/context"
    graph = {entity["@id"]: entity for entity in content["@graph"]}
    assert len(graph) == len(content["@graph"])
    return graph


def references(value: Any) -> set[str]:
    """All identifiers that an entity refers to."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if isinstance(value, dict):
        return {value["@id"]} if value.keys() == {"@id"} else set().union(*map(references, value.values()))
    return set()


def test_the_metadata_file_is_about_the_folder(folder):
    graph = graph_of(folder)
    assert graph[CRATE] == {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def test_the_folder_has_what_the_specification_demands(folder):
    root = graph_of(folder)["./"]
    assert root["@type"] == "Dataset"
    for key in ("name", "description", "license"):
        assert isinstance(root[key], str)
        assert root[key]
    assert datetime.fromisoformat(root["datePublished"]).tzinfo is not None


def test_every_file_is_a_part_and_every_part_is_a_file(folder):
    graph = graph_of(folder)
    parts = references(graph["./"]["hasPart"])
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert parts == files - {CRATE}
    for part in parts:
        assert graph[part]["@type"] == "File"
        assert graph[part]["contentSize"] == str((folder / part).stat().st_size)
        assert "/" in graph[part]["encodingFormat"]
        assert graph[part]["description"] != "A file of the study"
    assert graph["comparison.csv"]["description"].startswith("Paired differences")


def test_every_reference_within_the_crate_leads_somewhere(folder):
    graph = graph_of(folder)
    for entity in graph.values():
        assert {*entity} >= {"@id", "@type"}
        assert {each for each in references(entity) if not each.startswith("https://w3id.org/")} <= graph.keys()


def test_it_says_who_ran_what_and_when(folder):
    graph, record = graph_of(folder), sim.open_results(folder).record
    run = graph["#run"]
    assert run["@type"] == "CreateAction"
    assert (run["description"], run["startTime"]) == ("lostleads compare", record["started_at"])
    program = graph[run["instrument"]["@id"]]
    assert (program["name"], program["version"]) == ("lostleads", record["lostleads"])
    assert f"numpy {record['libraries']['numpy']}" in program["softwareRequirements"]
    hashes = [graph[each["@id"]]["identifier"] for each in run["object"]]
    assert hashes == [each["content_hash"] for each in record["scenarios"]]


def test_the_same_results_give_the_same_but_for_the_dates(study, folder, tmp_path):
    later = graph_of(written(study, tmp_path, datetime(2027, 3, 4, tzinfo=UTC)))
    for name, entity in graph_of(folder).items():
        assert {key: value for key, value in entity.items() if key not in DATES} == {
            key: value for key, value in later[name].items() if key not in DATES
        }


def test_pictures_that_are_drawn_again_are_told(study, tmp_path):
    folder = written(study, tmp_path, STARTED)
    (folder / "plots" / "differences.png").unlink()
    (folder / "plots" / ".half.1.png").write_text("left by a kill")
    with outlined():
        sim.plot(folder)
    parts = references(graph_of(folder)["./"]["hasPart"])
    assert "plots/differences.png" in parts
    assert not any("half" in part for part in parts)
