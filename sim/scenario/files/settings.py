"""Values set on top of a scenario's files: ``PATH=VALUE``, as ``--set`` gives them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Self

from pydantic_core import to_jsonable_python

from sim.scenario.base import nearest_name
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.files.paths import no_such_path
from sim.scenario.files.tree import Node, as_yaml, parse
from sim.scenario.register import register
from sim.scenario.stated import EVIDENCE, is_evidence


class Setting(str):
    """A ``PATH=VALUE`` with the words in which it was given, for errors: an option, or a key of a file."""

    __slots__ = ("as_given",)

    as_given: str

    def __new__(cls, text: str, as_given: str) -> Self:
        """Make the setting of a text."""
        setting = super().__new__(cls, text)
        setting.as_given = as_given
        return setting

    def __reduce__(self) -> tuple[type[Setting], tuple[str, str]]:
        return type(self), (str(self), self.as_given)


_NUMBERED = re.compile(r"\s*(\d+):(.*)", re.DOTALL)
"""A setting of one of several scenarios: its number, counted from 1, and what is set."""


def settings_of(given: Iterable[str], number: int, count: int) -> list[str]:
    """Give the settings of one of several scenarios: those of all, and those that begin with its number and a colon.

    Parameters
    ----------
    given
        Each ``PATH=VALUE`` or ``NUMBER:PATH=VALUE``.
    number
        Which scenario, counted from 1.
    count
        How many there are.

    Raises
    ------
    ScenarioError
        If a setting is of a scenario that is not there.

    Examples
    --------
    >>> settings_of(["days=30", "2:jails.*.hold_hours=24"], 2, 2)
    ['days=30', 'jails.*.hold_hours=24']
    """
    found, problems = [], []
    for setting in given:
        numbered = _NUMBERED.fullmatch(setting)
        if numbered is None:
            found.append(setting)
        elif not 1 <= int(numbered[1]) <= count:
            there = "there is one scenario" if count == 1 else f"there are {count} scenarios, counted from 1"
            problems.append(Problem(Origin(_as_given(setting)), "", f"is of scenario {numbered[1]}; {there}"))
        elif int(numbered[1]) == number:
            found.append(Setting(numbered[2], _as_given(setting)))
    if problems:
        raise ScenarioError(problems)
    return found


def _as_given(setting: str) -> str:
    return setting.as_given if isinstance(setting, Setting) else f"--set {setting}"


def as_settings(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Write values by path as ``PATH=VALUE``: a text stays text whatever it looks like, and None removes.

    Raises
    ------
    TypeError
        If a path is no text, or a value is nothing that a scenario file can say.
    """
    return tuple(f"{_path(path)}={_written(path, value)}" for path, value in values.items())


def _path(path: object) -> str:
    if not isinstance(path, str):
        raise TypeError(f"a path must be a text such as 'jails.*.hold_hours', but is {path!r}")
    return path


def _written(path: str, value: Any) -> str:
    try:
        return as_yaml(to_jsonable_python(value, by_alias=True, exclude_none=True, fallback=_plain))
    except (ValueError, TypeError, AttributeError) as error:
        raise TypeError(f"{path}: must be a number, a text, a date, a list or a mapping, but is {value!r}") from error


def _plain(value: Any) -> Any:
    """Give a number or an array of NumPy as Python's own."""
    return value.tolist()


def applied(tree: Node, settings: Iterable[str], keys: Collection[str]) -> list[Problem]:
    """Set values in the tree of a scenario, of which the root is the caller's own, and tell what is wrong.

    Each is ``PATH=VALUE``. The path is dotted, begins with one of some keys, and ``*`` stands for every name; the value
    is YAML, and ``null`` removes.
    """
    return [problem for setting in settings for problem in _apply(tree, setting, keys)]


def _apply(tree: Node, setting: str, keys: Collection[str]) -> list[Problem]:
    origin = Origin(_as_given(setting))
    path, equals, text = setting.partition("=")
    steps = path.strip().split(".")
    if not equals or not all(steps):
        return [Problem(origin, "", "must be PATH=VALUE, such as jails.my_jail.fingerprinted=0.9")]
    if steps[0] not in keys:
        return [_no_such(setting, tree)]
    try:
        value = _parsed(text).at(origin)
    except ScenarioError as error:
        return [Problem(origin, path.strip(), problem.message) for problem in error.problems]
    if steps == ["extends"]:
        return [Problem(origin, "extends", "cannot be set; write a file that extends the other")]
    if _lacks_its_name(steps, tree, value):
        return [_no_such(setting, tree)]
    return put(tree, steps, value)


def _no_such(setting: str, tree: Node) -> Problem:
    if numbered := _NUMBERED.fullmatch(setting):
        message = f"numbers scenarios, and here is one; leave out {numbered[1]!r} and its colon"
        return Problem(Origin(_as_given(setting)), "", message)
    return Problem(
        Origin(_as_given(setting).partition("=")[0]), "", no_such_path(setting.partition("=")[0].strip(), tree)
    )


def _lacks_its_name(steps: Sequence[str], tree: Node, value: Node) -> bool:
    """Whether a key stands where a name must, as in ``jails.on_record``: a name has keys below it, not one value."""
    *above, last = steps
    parent = tree.child(above[0]) if len(above) == 1 else None
    is_of_names = any(key.startswith(f"{'.'.join(above)}.*.") for key in register().keys)
    is_new = parent is not None and last != "*" and parent.key(last) is None
    return is_new and is_of_names and value.value is not None and not isinstance(value.value, dict)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Node:
    """What is given for a value, not to be changed; of a design each value comes again and again."""
    return parse(text, Origin("a setting"))


def put(tree: Node, steps: list[str], value: Node, where: str = "") -> list[Problem]:
    """Put a value at a path below a node that is the caller's own; null removes, ``*`` stands for every name that fits.

    The path of the node itself ends with a dot, and tells where problems are.
    """
    parents, problems = [(tree, where)], []
    for place, step in enumerate(steps[:-1]):
        _without_evidence(parents)
        below = [found for parent, path in parents for found in _below(parent, step, path, value.origin)]
        parents = [found for found in below if not isinstance(found, Problem)]
        if "*" in steps[:place]:
            parents = [found for found in parents if found[0].value is not None] or parents
        if not (parents and "*" in steps[:place]):
            problems += [found for found in below if isinstance(found, Problem)]
    if steps[-1] not in EVIDENCE:
        _without_evidence(parents)
    for parent, path in parents:
        problems += _put(parent, steps[-1], path, value)
    return problems


def _without_evidence(parents: Iterable[tuple[Node, str]]) -> None:
    """Take away where values come from that are to be changed in part."""
    for parent, _ in parents:
        for key in [key for key, node in parent.children().items() if is_evidence(key, node.value)]:
            del parent.value[key]


def _below(parent: Node, step: str, where: str, origin: Origin) -> list[tuple[Node, str] | Problem]:
    children = parent.children()
    if step == "*" and children:
        return [(parent.own(key), f"{where}{key}.") for key in children]
    key = parent.key(step)
    if key is not None:
        return [(parent.own(key), f"{where}{step}.")]
    nearest = nearest_name(step, map(str, children))
    hint = f"; did you mean {nearest!r}?" if nearest else f" (there is: {_listed(children) or 'nothing'})"
    return [Problem(origin, f"{where}{step}", f"there is no {step!r} here{hint}")]


def _listed(children: Iterable[object], most: int = 20) -> str:
    names = [str(each) for each in children]
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _put(parent: Node, step: str, where: str, value: Node) -> list[Problem]:
    match parent.value:
        case dict() as values:
            known = list(values) if step == "*" else [key for key in values if str(key) == step]
            for key in known or [step]:
                if value.value is None and key in values:
                    del values[key]
                else:
                    values[key] = value
        case list() as values if step == "*" or (step.isdecimal() and int(step) < len(values)):
            chosen = slice(None) if step == "*" else slice(int(step), int(step) + 1)
            values[chosen] = [value for _ in values[chosen] if value.value is not None]
        case list() as values:
            message = f"there is no item {step}; the list has {len(values)}, counted from 0"
            return [Problem(value.origin, f"{where}{step}", message)]
        case _:
            message = f"{where.rstrip('.')} is a plain value; nothing is below it"
            return [Problem(value.origin, f"{where}{step}", message)]
    return []
