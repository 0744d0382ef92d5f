"""The table of mutations is up to date: each changes a function that is there, once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutations import breaking
from tests.mutations.breaking import NotRunError, broken
from tests.mutations.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]

LINE = '''\
class Line:
    """Who waits."""

    LONGEST: int = 3

    def has_gone(self, person):
        # Whoever is due
        return (
            person.due
            <= self.now  # now
        )

    def join(self, person):
        self.waiting.append(person)
        self.assign(person.name, "at once")
        self.waiting.sort()


def simulate(line):
    yield line.now <= 2, line.now <= 3
    yield line.now <= 2
'''


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_what_a_mutation_changes_occurs_exactly_once_and_its_killers_exist(mutation):
    path, text = broken(ROOT, mutation)
    assert text != ast.unparse(ast.parse((ROOT / path).read_text()))
    compile(text, path, "exec")
    assert mutation.killers
    for killer in mutation.killers:
        file, _, function = breaking.test_file(ROOT, killer).partition("::")
        assert f"def {function}" in (ROOT / file).read_text()


def test_no_rule_is_broken_twice_in_the_same_words():
    assert len({mutation.rule for mutation in MUTATIONS}) == len(MUTATIONS) >= 30


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "sim/model/line.py": LINE,
        "sim/model/staged.py": "def simulate(line):\n    yield 1\n",
        "tests/unit/test_line.py": "",
        "tests/unit/model/test_months.py": "",
        "tests/unit/study/test_months.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def _broken(project, function, before, after):
    return broken(project, Mutation(rule="", function=function, before=before, after=after, killers=()))


@pytest.mark.parametrize(
    ("function", "before", "after", "expected"),
    [
        ("Line.has_gone", "person.due <= self.now", "person.due < self.now", "return person.due < self.now"),
        ("Line.has_gone", "return person.due <= self.now", "pass", "person):\n        pass\n"),
        ("Line.LONGEST", "3", "4", "LONGEST: int = 4"),
        ("Line", "LONGEST: int = 3", "LONGEST: int = 4", "LONGEST: int = 4"),
        (
            "Line.join",
            "self.waiting.append(person)\nself.assign(person.name, 'at once')",
            "self.waiting.append(person)",
            "append(person)\n        self.waiting.sort()",
        ),
        ("Line.join", "self.assign(person.name, 'at once')", "return", "return\n        self.waiting.sort()"),
        ("line:simulate", "line.now <= 3", "line.now <= 4", "yield (line.now <= 2, line.now <= 4)"),
    ],
)
def test_code_is_found_however_it_is_formatted(project, function, before, after, expected):
    path, text = _broken(project, function, before, after)
    assert path == Path("sim/model/line.py")
    assert expected in text
    assert text.count("\n") <= LINE.count("\n")


@pytest.mark.parametrize(
    ("function", "before", "message"),
    [
        ("Line.leave", "self.now", "not one Line.leave but 0"),
        ("simulate", "1", "not one simulate but 2: .*line.py, .*staged.py"),
        ("line:simulate", "line.now <= 2", "2 times, not once"),
        ("Line.has_gone", "person.due < self.now", "0 times, not once"),
        ("Line.has_gone", "line.now <= 3", "0 times, not once"),
    ],
)
def test_what_is_not_there_exactly_once_is_refused(project, function, before, message):
    with pytest.raises(NotRunError, match=message):
        _broken(project, function, before, "None")


def test_a_test_file_is_found_wherever_it_is(project):
    assert breaking.test_file(project, "test_line.py::test_a") == "tests/unit/test_line.py::test_a"
    assert breaking.test_file(project, "study/test_months.py") == "tests/unit/study/test_months.py"
    for name in ("test_months.py", "test_years.py"):
        with pytest.raises(NotRunError, match=f"not one {name}"):
            breaking.test_file(project, name)
