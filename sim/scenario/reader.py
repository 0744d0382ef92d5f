"""From YAML to `Scenario`: ``extends``, ``--set``, bookings files, and every error of a file at once.

Files are YAML 1.2, so ``22:00`` and ``no`` are text and ``1e3`` is a number. The file is kept as a tree that knows the
line of each value, so that an error of the model is told at its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from sim.scenario.base import Frozen, Location, nearest_name
from sim.scenario.clock import Clock
from sim.scenario.distributions import DISTRIBUTION_KINDS
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.records import Records, read_records
from sim.scenario.schema import Scenario

__all__ = ["ScenarioSource", "load_model", "load_scenario", "scenario_schema"]

M = TypeVar("M", bound=Frozen)


class ScenarioSource:
    """A scenario file that has been read, from which scenarios with different settings can be made.

    Parameters
    ----------
    path
        A YAML file; may extend another.
    settings
        Values to set on top of the file, each as ``PATH=VALUE``.

    Raises
    ------
    ScenarioError
        If the file cannot be read; what its values mean is judged when a scenario is made.
    """

    def __init__(self, path: str | Path, settings: Sequence[str] = ()) -> None:
        self.path = Path(path)
        self._tree = _read(self.path, ())
        self._settings = tuple(settings)
        self._duplicates = list(_duplicates(self._tree))

    def scenario(self, *settings: str) -> Scenario:
        """Make the scenario with more settings on top.

        Raises
        ------
        ScenarioError
            With all that is wrong, each by file, line and path.
        """
        tree = self._tree.copy()
        problems = [problem for setting in (*self._settings, *settings) for problem in _apply(tree, setting)]
        problems += self._duplicates
        scenario: Scenario | None = None
        try:
            scenario = Scenario.model_validate(tree.plain())
        except ValidationError as error:
            problems += [_located(tree, dict(each)) for each in error.errors()]
        if scenario is None or problems:
            raise ScenarioError(sorted(problems, key=_file_and_line))
        return scenario.with_records(_records(scenario, tree))


def load_scenario(path: str | Path, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path
        A YAML file; may extend another.
    settings
        Values to set on top, each as ``PATH=VALUE`` with the value in YAML, such as
        ``jails.*.fingerprinted=0.9``; ``null`` removes.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by file, line and path.
    """
    return ScenarioSource(path, settings).scenario()


def load_model(path: str | Path, kind: type[M]) -> M:
    """Read another kind of YAML file, told as a model.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by file, line and path.
    """
    tree = _mapping_in(Path(path))
    problems = list(_duplicates(tree))
    model: M | None = None
    try:
        model = kind.model_validate(tree.plain())
    except ValidationError as error:
        problems += [_located(tree, dict(each)) for each in error.errors()]
    if model is None or problems:
        raise ScenarioError(sorted(problems, key=_file_and_line))
    return model


def scenario_schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, for editors.

    A file that extends another may leave out and remove anything, so of that only the top keys are checked.
    """
    whole = Scenario.model_json_schema(by_alias=True)
    parts = whole.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "type": "object",
        "properties": {"extends": {"type": "string"}},
        "if": {"required": ["extends"]},
        "then": {"propertyNames": {"enum": ["extends", *whole["properties"]]}},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {"Scenario": whole, **parts},
    }


@dataclass
class _Node:
    """A value of a file with the place it comes from: a scalar, a list of nodes, or a mapping of nodes."""

    origin: Origin
    value: Any
    duplicates: tuple[tuple[Any, Origin], ...] = ()

    def plain(self) -> Any:
        match self.value:
            case dict():
                return {key: node.plain() for key, node in self.value.items()}
            case list():
                return [node.plain() for node in self.value]
            case scalar:
                return scalar

    def copy(self) -> _Node:
        """A tree of its own, as far as it can be changed."""
        match self.value:
            case dict():
                return _Node(self.origin, {key: node.copy() for key, node in self.value.items()}, self.duplicates)
            case list():
                return _Node(self.origin, [node.copy() for node in self.value], self.duplicates)
            case scalar:
                return _Node(self.origin, scalar, self.duplicates)

    def child(self, step: str | int) -> _Node | None:
        match self.value:
            case dict():
                return {str(key): node for key, node in self.value.items()}.get(str(step))
            case list() if str(step).isdecimal():
                return self.children().get(int(step))
            case _:
                return None

    def children(self) -> dict[Any, _Node]:
        match self.value:
            case dict():
                return dict(self.value)
            case list():
                return dict(enumerate(self.value))
            case _:
                return {}


def _file_and_line(problem: Problem) -> tuple[str, int]:
    return problem.origin.source, problem.origin.line or 0


def _fail(origin: Origin, message: str, path: str = "") -> ScenarioError:
    return ScenarioError([Problem(origin, path, message)])


def _read(path: Path, extended_by: tuple[Path, ...]) -> _Node:
    tree = _mapping_in(path)
    base = tree.value.pop("extends", None)
    if base is None:
        return tree
    if not isinstance(base.value, str):
        raise _fail(base.origin, "must be the name of a scenario file", "extends")
    base_path = path.parent / base.value
    chain = (*extended_by, path.resolve())
    if base_path.resolve() in chain:
        circle = " -> ".join(step.name for step in (*chain, base_path.resolve()))
        raise _fail(base.origin, f"goes in a circle: {circle}", "extends")
    if not base_path.is_file():
        raise _fail(base.origin, _no_such_file(base_path), "extends")
    return _merged(_read(base_path, chain), tree)


def _mapping_in(path: Path) -> _Node:
    tree = _parse(_text_of(path), Origin(str(path)))
    if tree.value is None:
        raise _fail(tree.origin, "is empty; 'lostleads new NAME' writes a scenario to start from")
    if not isinstance(tree.value, dict):
        raise _fail(tree.origin, "must be a mapping of keys to values, such as 'name: My county'")
    return tree


def _no_such_file(path: Path) -> str:
    beside = {file.stem: file.name for file in path.parent.iterdir()} if path.parent.is_dir() else {}
    nearest = nearest_name(path.stem, beside)
    return f"no such file: {path}" + (f"; did you mean {beside[nearest]}?" if nearest else "")


def _text_of(path: Path) -> str:
    origin = Origin(str(path))
    if not path.exists():
        raise ScenarioError([Problem(origin, "", _no_such_file(path))])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fail(origin, "is not text in UTF-8; a scenario is a YAML text file") from None
    except OSError as error:
        raise _fail(origin, f"cannot be read: {error.strerror}") from None
    if "\0" in text:
        raise _fail(origin, "is a binary file; a scenario is a YAML text file")
    return text


def _parse(text: str, origin: Origin) -> _Node:
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        root = yaml.compose(text)
        return _Node(origin, None) if root is None else _node(yaml, root, origin.source, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise _fail(Origin(origin.source, line), f"is not YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise _fail(origin, f"is not YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise _fail(origin, "is nested too deeply") from None


def _node(yaml: YAML, node: YamlNode, source: str, above: tuple[YamlNode, ...]) -> _Node:
    origin = Origin(source, node.start_mark.line + 1)
    if any(node is each for each in above):
        raise _fail(origin, "an alias that contains itself is not allowed")
    inside = (*above, node)
    if isinstance(node, MappingNode):
        values: dict[Any, _Node] = {}
        duplicates = []
        for key_node, value_node in node.value:
            key_origin = Origin(source, key_node.start_mark.line + 1)
            if not isinstance(key_node, ScalarNode):
                raise _fail(key_origin, "a key must be plain text or a number")
            if key_node.value == "<<":
                raise _fail(key_origin, "YAML 1.2 has no merge key (<<); write the keys out, or use extends")
            key = _scalar(yaml, key_node, key_origin)
            value = _node(yaml, value_node, source, inside)
            # A list or a mapping is told by the line of its key.
            value.origin = key_origin if isinstance(value.value, dict | list) else value.origin
            if key in values:
                duplicates.append((key, key_origin))
            values[key] = value
        return _Node(origin, values, tuple(duplicates))
    if isinstance(node, SequenceNode):
        return _Node(origin, [_node(yaml, each, source, inside) for each in node.value])
    return _Node(origin, _scalar(yaml, node, origin))


def _scalar(yaml: YAML, node: YamlNode, origin: Origin) -> Any:
    try:
        return yaml.constructor.construct_object(node, deep=True)
    except ValueError as error:
        raise _fail(origin, f"{node.value!r} is no value: {error}; for text put it in quotes") from None


def _merged(base: _Node, over: _Node) -> _Node:
    """`over` laid on `base`, key by key; null removes what the base has."""
    if _is_one_value(base) or _is_one_value(over) or _depends_on_charge(base) != _depends_on_charge(over):
        return over
    values = dict(base.value)
    for key, node in over.value.items():
        if node.value is None and key in values:
            del values[key]
        elif key in values:
            values[key] = _merged(values[key], node)
        else:
            values[key] = node
    return _Node(over.origin, values, base.duplicates + over.duplicates)


def _is_one_value(node: _Node) -> bool:
    """Tell what is replaced whole, never mixed key by key: a plain value, a list, a range, a distribution."""
    if not isinstance(node.value, dict) or not node.value:
        return not isinstance(node.value, dict)
    keys = node.value.keys()
    return keys <= {"value", "low", "high"} or (len(keys) == 1 and keys <= DISTRIBUTION_KINDS)


def _depends_on_charge(node: _Node) -> bool:
    return bool(node.value.keys() & {"by_charge", "otherwise"})


def _apply(tree: _Node, setting: str) -> list[Problem]:
    """Set one ``PATH=VALUE`` in the tree."""
    origin = Origin(f"--set {setting}")
    path, equals, text = setting.partition("=")
    steps = path.strip().split(".")
    if not equals or not all(steps):
        return [Problem(origin, "", "must be PATH=VALUE, such as jails.my_jail.fingerprinted=0.9")]
    try:
        value = _parse(text, origin)
    except ScenarioError as error:
        return [Problem(origin, path.strip(), problem.message) for problem in error.problems]
    _from_command_line(value, origin)
    if steps == ["extends"]:
        return [Problem(origin, "extends", "cannot be set; write a file that extends the other")]
    parents, problems = [(tree, "")], []
    for step in steps[:-1]:
        below = [found for parent, where in parents for found in _below(parent, step, where, origin)]
        parents = [found for found in below if not isinstance(found, Problem)]
        problems += [found for found in below if isinstance(found, Problem)]
    for parent, where in parents:
        problems += _put(parent, steps[-1], where, value, origin)
    return problems


def _from_command_line(node: _Node, origin: Origin) -> None:
    node.origin = origin
    for child in node.children().values():
        _from_command_line(child, origin)


def _below(parent: _Node, step: str, where: str, origin: Origin) -> list[tuple[_Node, str] | Problem]:
    children = parent.children()
    if step == "*" and children:
        return [(child, f"{where}{key}.") for key, child in children.items()]
    child = parent.child(step)
    if child is not None:
        return [(child, f"{where}{step}.")]
    nearest = nearest_name(step, map(str, children))
    hint = f"; did you mean {nearest!r}?" if nearest else f" (there is: {', '.join(map(str, children)) or 'nothing'})"
    return [Problem(origin, f"{where}{step}", f"there is no {step!r} here{hint}")]


def _put(parent: _Node, step: str, where: str, value: _Node, origin: Origin) -> list[Problem]:
    match parent.value:
        case dict() as values:
            known = list(values) if step == "*" else [key for key in values if str(key) == step]
            for key in known or [step]:
                if value.value is None and key in values:
                    del values[key]
                else:
                    values[key] = value.copy()
        case list() as values if step == "*" or (step.isdecimal() and int(step) < len(values)):
            chosen = slice(None) if step == "*" else slice(int(step), int(step) + 1)
            values[chosen] = [value.copy() for _ in values[chosen] if value.value is not None]
        case list() as values:
            message = f"there is no item {step}; the list has {len(values)}, counted from 0"
            return [Problem(origin, f"{where}{step}", message)]
        case _:
            return [Problem(origin, f"{where}{step}", f"{where.rstrip('.')} is a plain value; nothing is below it")]
    return []


def _duplicates(node: _Node, path: str = "") -> Iterator[Problem]:
    for key, origin in node.duplicates:
        yield Problem(origin, f"{path}{key}", "the key is given twice; keep one")
    for key, child in node.children().items():
        yield from _duplicates(child, f"{path}{key}.")


def _located(tree: _Node, error: dict[str, Any]) -> Problem:
    """Tell an error of the model at its place in the file; steps that only the model knows are left out."""
    node, path = tree, []
    location: Location = error["loc"]
    for step in location:
        child = node.child(step)
        if child is not None:
            node = child
            path.append(str(step))
    return Problem(node.origin, ".".join(path), str(error["msg"]))


def _records(scenario: Scenario, tree: _Node) -> dict[str, Records]:
    clock = Clock.of(scenario)
    records, problems = {}, []
    for name, jail in scenario.jails.items():
        if jail.bookings_file is None:
            continue
        origin = _origin_of(tree, ("jails", name, "bookings_file"))
        file = (Path() if origin.line is None else Path(origin.source).parent) / jail.bookings_file
        if not file.is_file():
            problems.append(Problem(origin, f"jails.{name}.bookings_file", _no_such_file(file)))
            continue
        try:
            records[name] = read_records(file, clock, scenario.charge_names)
            problems += _outside(scenario, clock, records[name], origin, name)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return records


def _origin_of(tree: _Node, location: Location) -> Origin:
    node = tree
    for step in location:
        node = node.child(step) or node
    return node.origin


def _outside(scenario: Scenario, clock: Clock, records: Records, origin: Origin, jail: str) -> list[Problem]:
    end = clock.midnight_of_day(scenario.days)
    if ((records.booked_at >= 0) & (records.booked_at < end)).any():
        return []
    message = f"has no booking on the {scenario.days} counted days from {scenario.start}"
    return [Problem(origin, f"jails.{jail}.bookings_file", message)]
