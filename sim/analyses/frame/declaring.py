"""How commands are declared: options that several share, said once, and examples at the end of their help.

A parameter that is a dataclass stands for an option a field.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

__all__ = ["examples", "grouped"]


def examples(*commands: str) -> str:
    """The end of a command's help: commands to paste, each on a line of its own."""
    return "\n\n".join(["Examples:", *(f"lostleads {command}" for command in commands)])


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take groups of options, each a frozen dataclass whose fields are annotated as options are."""
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
