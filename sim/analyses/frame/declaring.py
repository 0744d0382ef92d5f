"""How commands are declared: by functions; a parameter that is a frozen dataclass stands for an option a field."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import wraps
from types import MappingProxyType
from typing import Any, get_type_hints

import typer
from typer.core import TyperCommand

from sim.analyses.frame.errors import leave
from sim.analyses.frame.printing import complain
from sim.analyses.frame.statuses import WRONG_INPUT

Command = Callable[..., None]


class Group(StrEnum):
    """What commands are for; help lists them by these, in this order."""

    START = "Start"
    ASK = "Ask"
    SHOW = "Show"
    CHECK = "Check"


class Commands(typer.Typer):
    """Commands of one group whose options may come together, and whose help ends with examples.

    Those with a name are a family: ``lostleads NAME COMMAND``.
    """

    def __init__(self, group: Group, **family: Any) -> None:
        self.group, self._is_family = group, "name" in family
        super().__init__(no_args_is_help=self._is_family, **family)

    def told(self, *examples: str, renamed: Mapping[str, str] = MappingProxyType({})) -> Callable[[Command], Command]:
        """Add a function as a command with its name, and examples without that of the program.

        Options that were renamed go on under their old names, which are told the new ones.
        """

        def add(function: Command) -> Command:
            declare = self.command(
                function.__name__.rstrip("_"),
                cls=_taking(renamed),
                epilog=epilog(*examples),
                rich_help_panel=None if self._is_family else self.group,
            )
            return declare(_ungrouped(function))

        return add


def tell_new_name(old: str, new: str) -> None:
    """Tell people that what they gave has another name now."""
    complain(f"Note: {old} is now {new}; the old name goes on.")


def _taking(renamed: Mapping[str, str]) -> type[TyperCommand]:
    """A kind of command that takes options by their old names too, and tells a setting that lacks its ``=``."""

    class Command(TyperCommand):
        def parse_args(self, ctx: Any, args: Sequence[str]) -> list[str]:
            words = [_renamed(word, renamed) for word in args]
            setting = {name for each in self.params for name in each.opts if str(each.metavar).startswith("PATH=")}
            for option, path, *values in ([*words[place:]] for place in range(len(words) - 2)):
                if option in setting and "=" not in path and not values[0].startswith("-"):
                    leave(_without_sign(option, path, values), WRONG_INPUT)
            return super().parse_args(ctx, words)

    return Command


def _without_sign(option: str, path: str, values: Sequence[str]) -> str:
    """Say how a setting is written whose path and value stand apart."""
    value = values[1] if values[0] == "=" and len(values) > 1 else values[0].removeprefix("=")
    return f"{option} {path}: a path and its value are one word: {option} {path}={value}"


def _renamed(word: str, names: Mapping[str, str]) -> str:
    option, equals, value = word.partition("=")
    if option not in names:
        return word
    tell_new_name(option, names[option])
    return f"{names[option]}{equals}{value}"


def epilog(*examples: str) -> str:
    """The end of a command's help: commands to paste, each on a line of its own."""
    return "\n\n".join(["Examples:", *(f"lostleads {example}" for example in examples)])


def _ungrouped(command: Command) -> Command:
    """Take an option a field of each parameter that is a frozen dataclass."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if is_dataclass(kind) and isinstance(kind, type)}
    parameters = [
        each
        for parameter in inspect.signature(command).parameters.values()
        for each in _parameters(parameter, hints[parameter.name])
    ]

    @wraps(command)
    def call(**values: Any) -> None:
        given = {name: kind(**_taken(values, kind)) for name, kind in groups.items()}
        command(**values, **given)

    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def _parameters(parameter: inspect.Parameter, kind: Any) -> list[inspect.Parameter]:
    if not is_dataclass(kind) or not isinstance(kind, type):
        return [inspect.Parameter(parameter.name, _BY_NAME, default=parameter.default, annotation=kind)]
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(each.name, _BY_NAME, default=each.default, annotation=hints[each.name])
        for each in fields(kind)
    ]


_BY_NAME = inspect.Parameter.KEYWORD_ONLY


def _taken(values: dict[str, Any], kind: type[Any]) -> dict[str, Any]:
    return {each.name: values.pop(each.name) for each in fields(kind)}
