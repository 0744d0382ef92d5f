"""The page of every command and option, written from the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from sim.output.files import write_text
from sim.output.pages import filled

_KINDS = {int: "N", float: "NUMBER", Path: "PATH"}


@dataclass(frozen=True)
class _Command:
    """A command as its section prints it; its rows are arguments and options with default and meaning."""

    group: str
    name: str
    help: str
    usage: str
    rows: tuple[tuple[str, str, str], ...]
    examples: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The link to its section."""
        return self.name.replace(" ", "-")


def commands_page(root: TyperGroup) -> str:
    """Write out ``docs/reference/commands.md`` from the root of the command line."""
    common = [(name, meaning) for name, _, meaning in map(_row, root.params)]
    help_itself = ("`--help`", "Tell all this on the screen.")
    groups = [(group, [*those]) for group, those in groupby(_commands(root), key=lambda each: each.group)]
    return filled("commands.md", groups=groups, common=[help_itself, *common])


def write_commands(root: TyperGroup, folder: Path) -> Path:
    """Write the page below a folder's ``docs``, and give the file."""
    path = folder / "docs" / "reference" / "commands.md"
    path.parent.mkdir(exist_ok=True)
    write_text(commands_page(root), path)
    return path


def _commands(family: TyperGroup, group: str = "", above: str = "") -> Iterator[_Command]:
    """Every command in the order of the help, those of a family by both names."""
    for name, command in family.commands.items():
        of_group = group or str(getattr(command, "rich_help_panel", ""))
        if isinstance(command, TyperGroup):
            yield from _commands(command, of_group, f"{above}{name} ")
        else:
            yield _command(of_group, f"{above}{name}", command)


def _command(group: str, name: str, command: Any) -> _Command:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    told, _, shown = f"{command.help}\n{command.epilog or ''}".partition("Examples:")
    examples = [line.strip() for line in shown.splitlines() if line.strip().startswith("lostleads ")]
    return _Command(
        group=group,
        name=name,
        help=_cell(told),
        usage=" ".join(["lostleads", name, *(_argument(each) for each in arguments), "[OPTIONS]"]),
        rows=tuple(_row(each) for each in command.params),
        examples=tuple(examples),
    )


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _row(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        return f"`{_argument(parameter)}`", "", _cell(parameter.help)
    name = " ".join([*parameter.opts, *filter(None, [_value(parameter)])])
    return f"`{name}`", "must be given" if parameter.required else _default(parameter), _cell(parameter.help)


def _default(option: Any) -> str:
    """What holds without an option, where anything does: in words, or as a value."""
    if isinstance(option.show_default, str):
        return _cell(option.show_default)
    return "" if option.is_flag or option.default is None else f"`{_plain(option.default)}`"


def _value(option: Any) -> str:
    """What stands behind an option; nothing behind one that is a switch."""
    if option.is_flag:
        return ""
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(_plain(each) for each in kind)
    return str(option.metavar or _KINDS.get(kind, "TEXT"))


def _plain(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _cell(text: str) -> str:
    """A text as Markdown shows it."""
    return re.sub(r"([*<_])", r"\\\1", " ".join(text.split()))
