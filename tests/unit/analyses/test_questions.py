"""The one list of questions: a folder each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import sim.analyses
from sim.analyses.frame.declaring import Group
from sim.analyses.questions import KEPT_IN_FOLDERS, QUESTIONS
from sim.cli import app

FOLDER = Path(sim.analyses.__file__).parent


def test_each_folder_of_a_question_is_listed():
    assert {path.parent.name for path in FOLDER.glob("*/command.py")} == set(QUESTIONS)
    assert {path.parent.name for path in FOLDER.glob("*/kind.py")} == set(KEPT_IN_FOLDERS)


@pytest.mark.parametrize("group", Group)
def test_help_lists_the_commands_of_questions_in_their_order(group):
    root = typer.main.get_command(app)
    families = [each for each in root.commands.values() if isinstance(each, TyperGroup)]
    listed = [name for part in (root, *families) for name in part.commands]
    together = dict.fromkeys(import_module(f"sim.analyses.{question}.command").commands for question in QUESTIONS)
    of_questions = [
        each.callback.__name__ for part in together if part.group is group for each in part.registered_commands
    ]
    assert [name for name in listed if name in of_questions] == of_questions
