"""Whatever a command line says, it is done, or refused in words with nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from sim.cli import app
from tests.commands import run_here
from tests.fuzz.blows import ODD_TEXTS, seeds
from tests.pictures import undrawn
from tests.support import small_data, write_yaml

RANGED = {"jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9}}
SHORT = {"days": 3, "warmup_days": 0, "cooldown_days": 0, "replications": 2, "jails.county.bookings_per_year": 1000}

FILES = ("tiny.yaml", "other.yaml", "study.yaml", "broken.yaml", "nowhere.yaml", "list.csv", "folder", "out")
READ = {
    "plot": "out",
    "report": "out",
    "agencies import": "list.csv",
    "agencies show": "list.csv",
}
"""What a command reads, where that is no scenario."""

FITTING = {
    "--set": ("days=2", "jails.*.on_record=0.1", "name=x", "days=", "nothing=1"),
    "--vary": ("jails.county.hold_hours=1,2", "days=1:2:1", "days=1:2:0"),
    "--range": ("jails.county.on_record=0:1", "days=2:1"),
    "--target": ("flagged=4", "flagged=4+-1", "flagged/removable=0.5", "50%"),
    "--precision": ("0.5", "flagged=50", "difference.flagged=5", "flagged=0%"),
    "--block": ("08:00-16:00", "22:00-06:00"),
    "--on": ("2019-07-02",),
    "--measure": ("flagged", "lost"),
    "--format": ("json", "csv", "table"),
    "--engine": ("simpy", "staged"),
    "--design": ("lhs", "sobol"),
    "--out": ("new", "out", "folder", "tiny.yaml", "nowhere/new", ".", "new.yaml"),
    "--samples": ("2", "4"),
    "--replications": ("1", "2"),
    "--most": ("1",),
    "--max-replications": ("2", "4"),
}
ONE_PROCESS = ("1", "0", "-1", "x", "nan", "")

NOT_TRIED = {"--install-completion", "--show-completion", "--cluster", "--yes", "--pdf", "--open", "--help"}
"""Options that change the home folder, that wait for another machine or program, and the answer to what is too much."""

LONG = {("evidence", "verify"), ("evidence", "published")}
"""Commands that take minutes whatever they are given."""


def commands(group: TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        elif (*path, name) not in LONG:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))


def value_of(option: str, chance: Random) -> str:
    if option == "--jobs":
        return chance.choice(ONE_PROCESS)
    fitting = FITTING.get(option)
    odd = [text for text in ODD_TEXTS if not text.startswith("/")]
    return chance.choice(fitting if fitting and chance.random() < 0.8 else odd)


def words_of(path: tuple[str, ...], command: TyperCommand, chance: Random) -> list[str]:
    """A command line such as somebody might type, with each option at times, and what must be given nearly always."""
    words = list(path)
    for parameter in command.params:
        many = chance.randint(1, 2) if parameter.multiple or parameter.nargs == -1 else 1
        if parameter.param_type_name == "argument":
            fitting = (READ.get(" ".join(path), "tiny.yaml"),)
            texts = chance.choices((fitting, FILES, ODD_TEXTS), (80, 15, 5))[0]
            words += [chance.choice(texts) for _ in range(many) if chance.random() < 0.95]
        elif NOT_TRIED.isdisjoint(parameter.opts) and chance.random() < (0.9 if parameter.required else 0.15):
            option = next(name for name in parameter.opts if name.startswith("--"))
            for _ in range(many):
                words += [option] if parameter.is_flag else [option, value_of(option, chance)]
    if chance.random() < 0.1:
        words.insert(chance.randint(0, len(words)), chance.choice(("--nothing", "-x", "--", *ODD_TEXTS)))
    return words


@pytest.fixture
def folder(tmp_path, results):
    write_yaml(tmp_path / "tiny.yaml", small_data({**SHORT, **RANGED}))
    (tmp_path / "other.yaml").write_text("extends: tiny.yaml\nname: Other\njails: {county: {screening: null}}\n")
    (tmp_path / "study.yaml").write_text("scenario: tiny.yaml\nvary: {jails.county.hold_hours: [1, 2]}\n")
    (tmp_path / "broken.yaml").write_text("name: [\n")
    (tmp_path / "list.csv").write_text("STATE,COUNTY\nVirginia,Fairfax\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("dear")
    for path in results.iterdir():
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A small results folder without its pictures."""
    above = tmp_path_factory.mktemp("results")
    write_yaml(above / "tiny.yaml", small_data({**SHORT, **RANGED}))
    with undrawn():
        assert run_here(["run", "tiny.yaml", "--out", "out", "--quiet"], above).returncode == 0
    return above / "out"


def content(folder):
    return {path.relative_to(folder): path.is_file() and path.read_bytes() for path in folder.rglob("*")}


@pytest.mark.parametrize("seed", seeds(3))
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_command_line_ends_in_0_1_or_2_and_with_2_writes_nothing(folder, monkeypatch, path, seed):
    for name, most in (("MOST_RUNS", 60), ("MOST_BOOKINGS", 1000), ("MOST_OFFICERS", 100)):
        monkeypatch.setattr(f"sim.study.needs.{name}", most)
    # What is drawn is tried elsewhere, and takes most of the time.
    monkeypatch.setattr("sim.output.kinds.draw_results", lambda *_, **__: [])
    # A page that is served would be so until somebody ends it.
    monkeypatch.setattr("sim.explore.serving.serve", lambda *_: None)
    monkeypatch.setattr("sim.explore.server.warm", lambda _: None)
    words = words_of(path, COMMANDS[path], Random(f"{path} {seed}"))
    before = content(folder)
    done = run_here(words, folder)
    assert done.returncode in (0, 1, 2), words
    assert "Traceback" not in done.stderr, words
    assert (done.stdout + done.stderr).replace("\n", "").isprintable(), words
    if done.returncode:
        assert done.stderr.strip(), words
    if done.returncode == 2:
        assert content(folder) == before, words
