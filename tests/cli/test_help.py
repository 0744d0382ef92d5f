"""Help of every command ends with examples, and they are right."""

from __future__ import annotations

import shlex

import pytest
import typer

from sim.cli import app


def commands(command, name=()):
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*name, word))


ROOT = typer.main.get_command(app)
COMMANDS = dict(commands(ROOT))
# The page of another command is checked where it is made.
ELSEWHERE = {("trace",), ("report",)}
EXAMPLES = [
    line.strip()
    for name, command in COMMANDS.items()
    for line in (command.epilog or "").splitlines()
    if line.startswith("lostleads ")
]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ELSEWHERE], ids=" ".join)
def test_every_command_has_one_to_three_examples_at_the_end_of_its_help(cli, name):
    done = cli(*name, "--help")
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    shown = lines[lines.index("Examples:") + 1 :]
    assert 1 <= len(shown) <= 3
    assert all(line.startswith(f"lostleads {' '.join(name)}".strip()) for line in shown)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_taken_by_the_command(example):
    program, *words = shlex.split(example.partition(" > ")[0])
    assert program == "lostleads"
    command, name = ROOT, []
    while words and words[0] in getattr(command, "commands", {}):
        name.append(words.pop(0))
        command = command.commands[name[-1]]
    if words == ["--install-completion"]:
        assert any("--install-completion" in each.opts for each in command.params)
        return
    command.make_context(" ".join(name), words)


@pytest.mark.parametrize(
    "example",
    [each for each in EXAMPLES if each.split()[1] in {"validate", "explain", "new"}],
)
def test_quick_examples_run(cli, tmp_path, example):
    from tests.docs.test_readme import ROOT as PROJECT

    (tmp_path / "scenarios").symlink_to(PROJECT / "scenarios")
    done = cli(*shlex.split(example.partition(" > ")[0])[1:])
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_examples_of_calibrate_and_agencies_run(cli, with_screening, tmp_path):
    from tests.cli.test_agencies import LIST

    with_screening.rename(tmp_path / "my.yaml")
    (tmp_path / "list.csv").symlink_to(LIST)
    chosen = [each for each in EXAMPLES if each.split()[1] in {"calibrate", "agencies"}]
    for example in sorted(set(chosen)):
        if example.startswith("lostleads agencies import") and (tmp_path / "agencies.csv").exists():
            continue
        done = cli(*shlex.split(example)[1:])
        assert done.returncode == 0, f"{example}\n{done.stderr}"
