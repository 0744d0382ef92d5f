"""How commands are declared: by functions; a parameter that is a frozen dataclass stands for an option a field."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

import typer

Command = Callable[..., None]


class Commands(typer.Typer):
    """Commands whose options may come in groups, and whose help ends with examples."""

    def told(self, *examples: str) -> Callable[[Command], Command]:
        """Add a function as a command with its name, and examples without that of the program."""

        def add(function: Command) -> Command:
            return self.command(function.__name__.rstrip("_"), epilog=epilog(*examples))(_ungrouped(function))

        return add


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
