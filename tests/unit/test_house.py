"""The floors of the house: no import runs up, none in a circle, and questions use one another in one direction.

Imports within functions and those for types alone count like all others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    *(("scenario",), ("sheets",), ("model",), ("study",), ("output",), ("analyses",)),
    *(("agencies", "manual", "explore"), ("records",), ("cli",)),
)
"""The folders of ``sim`` from the ground: each may use its own modules and those of the floors below."""

Imports = Mapping[str, set[str]]


def imports(root: Path) -> Imports:
    """Find which modules of ``sim`` each of them imports, wherever in its file."""
    files = {}
    for path in (root / "sim").rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {module: set(_imported(path, files)) - {module} for module, path in files.items()}


def _imported(path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                wanted = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names):
                wanted = [f"{module}.{alias.name}" for alias in names]
            case _:
                continue
        for name in wanted:
            yield from [known for known in (name, name.rpartition(".")[0]) if known in files][:1]


def upward(graph: Imports) -> list[str]:
    """List the imports from a floor above, or from another room of the same floor."""
    floors = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

    def rises(module: str, imported: str) -> bool:
        here, there = _room(module), _room(imported)
        # The package itself offers what is in all rooms, so it stands above them.
        return here != there and here != "sim" and (there == "sim" or floors[there] >= floors[here])

    return sorted(
        f"{module} -> {each}" for module, imported in graph.items() for each in imported if rises(module, each)
    )


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "sim"


def circles(graph: Imports) -> list[str]:
    """List circles: each has an import that no other circle in the list has."""
    left, found = {module: set(imported) for module, imported in graph.items()}, []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # Each module of the circle is imported by the next.
            circle = error.args[1]
            left[circle[1]].discard(circle[0])
            found.append(" -> ".join(reversed(circle)))
        else:
            return found


def questions(graph: Imports) -> Imports:
    """Find which questions, the folders of ``sim.analyses``, each of them uses."""
    folders = {module: ".".join(module.split(".")[:3]) for module in graph if module.startswith("sim.analyses.")}
    used: dict[str, set[str]] = {folder: set() for folder in folders.values()}
    for module, folder in folders.items():
        used[folder] |= {folders[each] for each in graph[module] if each in folders} - {folder}
    return used


@pytest.fixture
def house(tmp_path):
    def built(**texts):
        for room in ("__init__", *(room for rooms in FLOORS for room in rooms)):
            texts.setdefault("sim/__init__" if room == "__init__" else f"sim/{room}/__init__", "")
        for name, text in texts.items():
            path = tmp_path / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return imports(tmp_path)

    return built


class TestMadeUpHouses:
    @pytest.mark.parametrize(
        "text",
        [
            "from sim.model.office import run",
            "from sim.model import office",
            "import sim.model.office",
            "def f():\n    from sim.model.office import run\n",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.model.office import run\n",
        ],
    )
    def test_an_import_that_runs_up_is_listed(self, house, text):
        graph = house(**{"sim/scenario/clock": text, "sim/model/office": "from sim.scenario import base"})
        assert upward(graph) == ["sim.scenario.clock -> sim.model.office"]

    def test_rooms_of_one_floor_do_not_use_each_other_and_nobody_the_package(self, house):
        graph = house(**{"sim/manual/pages": "import sim.agencies", "sim/cli/app": "from sim import run"})
        assert upward(graph) == ["sim.cli.app -> sim", "sim.manual.pages -> sim.agencies"]

    def test_all_that_run_down_are_allowed(self, house):
        graph = house(
            **{
                "sim/__init__": "from sim.cli import app",
                "sim/cli/app": "import numpy\nfrom sim.manual.pages import page",
                "sim/manual/pages": "from sim.scenario import clock",
                "sim/scenario/clock": "from datetime import date",
            }
        )
        assert upward(graph) == circles(graph) == []

    def test_circles_are_listed(self, house):
        graph = house(
            **{
                "sim/model/a": "from sim.model.b import B",
                "sim/model/b": "def f():\n    from sim.model.c import C\n",
                "sim/model/c": "from sim.model import a",
                "sim/study/d": "from sim.study.e import E",
                "sim/study/e": "from sim.study.d import D",
            }
        )
        first, second = sorted(circles(graph))
        assert set(first.split(" -> ")) == {"sim.model.a", "sim.model.b", "sim.model.c"}
        assert second in ("sim.study.d -> sim.study.e -> sim.study.d", "sim.study.e -> sim.study.d -> sim.study.e")

    def test_questions_that_use_each_other_are_a_circle_though_no_modules_are(self, house):
        graph = house(
            **{
                "sim/analyses/sweep/a": "from sim.analyses.trace.network.b import B",
                "sim/analyses/sweep/c": "",
                "sim/analyses/trace/network/b": "",
                "sim/analyses/trace/d": "from sim.analyses.sweep.c import C",
            }
        )
        assert circles(graph) == []
        (circle,) = circles(questions(graph))
        assert set(circle.split(" -> ")) == {"sim.analyses.sweep", "sim.analyses.trace"}


class TestThisHouse:
    def test_no_import_runs_up(self):
        assert upward(imports(ROOT)) == []

    def test_no_modules_import_one_another_in_a_circle(self):
        assert circles(imports(ROOT)) == []

    def test_questions_use_one_another_in_one_direction(self):
        assert circles(questions(imports(ROOT))) == []
