"""The one list of questions: a folder each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import typer

import sim.analyses
from sim.analyses.questions import KEPT_IN_FOLDERS, QUESTIONS
from sim.cli import app

FOLDER = Path(sim.analyses.__file__).parent


def test_each_folder_of_a_question_is_listed():
    assert {path.parent.name for path in FOLDER.glob("*/command.py")} == set(QUESTIONS)
    assert {path.parent.name for path in FOLDER.glob("*/kind.py")} == set(KEPT_IN_FOLDERS)


def test_help_lists_the_commands_of_questions_in_their_order():
    commands = list(typer.main.get_command(app).commands)
    of_questions = [
        each.callback.__name__
        for question in QUESTIONS
        for each in import_module(f"sim.analyses.{question}.command").commands.registered_commands
    ]
    assert [name for name in commands if name in of_questions] == of_questions
