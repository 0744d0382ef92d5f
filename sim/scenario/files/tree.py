"""A YAML file as a tree that knows the line of each value, so that an error can be told at its place in the file.

Files are YAML 1.2, so ``22:00`` and ``no`` are text and ``1e3`` is a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from sim.scenario.by import depends
from sim.scenario.distributions import is_distribution
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.quantities import is_long_number
from sim.scenario.stated import is_evidence

DEEPEST, MOST_REPEATED = 100, 10_000
"""Levels of a document, and values that its aliases may repeat: a file of a few lines could else fill the memory."""

_TEXT_TAG = "tag:yaml.org,2002:str"
_HALVES = re.compile(r"\\ud[89ab]..\\ud[c-f]..")
_OF_YAML = re.compile(r"'<([a-z ]+)>'")
_QUOTED = re.compile(r" ?(['\"])[^'\"]{5,}\1")


@dataclass
class Node:
    """A value of a file with the place it comes from: a scalar, a list of nodes, or a mapping of nodes.

    Trees may share nodes: change a child only as `own` gives it.

    Parameters
    ----------
    duplicates
        Keys of the mapping that were given again, each with its place.
    removed
        Whether it stands for what `merged` has taken away, so that nothing laid beneath comes back.
    """

    origin: Origin
    value: Any
    duplicates: tuple[tuple[Any, Origin], ...] = ()
    removed: bool = False

    def plain(self, made: dict[int, Any] | None = None) -> Any:
        """Give the value without the places; shared nodes give one object, found in what was `made` so far."""
        made = {} if made is None else made
        if not isinstance(self.value, dict | list):
            return self.value
        if id(self) not in made:
            below = {key: node.plain(made) for key, node in self.children().items()}
            made[id(self)] = below if isinstance(self.value, dict) else list(below.values())
        return made[id(self)]

    def shallow(self) -> Node:
        """Copy the node, but not what is below."""
        value = self.value.copy() if isinstance(self.value, dict | list) else self.value
        return Node(self.origin, value, self.duplicates, self.removed)

    def at(self, origin: Origin) -> Node:
        """Copy the node and all that is below, as if all of it came from one place."""
        value = self.value
        if isinstance(value, dict | list):
            below = {key: node.at(origin) for key, node in self.children().items()}
            value = below if isinstance(value, dict) else list(below.values())
        return Node(origin, value, tuple((key, origin) for key, _ in self.duplicates), self.removed)

    def own(self, key: Any) -> Node:
        """Give the child at a key of `children`, to be changed without changing the trees that share it."""
        child: Node = self.value[key].shallow()
        self.value[key] = child
        return child

    def key(self, step: str | int) -> Any:
        """Find the key of the child that a step of a path leads to; None if there is none."""
        match self.value:
            case dict() if step in self.value:
                return step
            case dict():
                return next((key for key in self.value if str(key) == str(step)), None)
            case list() if str(step).isdecimal() and int(step) < len(self.value):
                return int(step)
            case _:
                return None

    def child(self, step: str | int) -> Node | None:
        """Find the child that a step of a path leads to."""
        key = self.key(step)
        found: Node | None = None if key is None else self.value[key]
        return found

    def children(self) -> dict[Any, Node]:
        """Give the nodes directly below by key, or by place from 0."""
        match self.value:
            case dict():
                return dict(self.value)
            case list():
                return dict(enumerate(self.value))
            case _:
                return {}


def tree_of(value: Any, origin: Origin) -> Node:
    """Give plain values as a tree that comes from one place."""
    if isinstance(value, Mapping):
        return Node(origin, {key: tree_of(below, origin) for key, below in value.items()})
    if isinstance(value, list | tuple):
        return Node(origin, [tree_of(below, origin) for below in value])
    return Node(origin, value)


def failure(origin: Origin, message: str, path: str = "") -> ScenarioError:
    """Give the error that tells one problem."""
    return ScenarioError([Problem(origin, path, message)])


def as_yaml(value: Any) -> str:
    """Write a value in a line, as JSON: YAML reads it all but letters that JSON writes as two halves."""
    return _HALVES.sub(lambda halves: str(json.loads(f'"{halves[0]}"')), json.dumps(value))


def parse(text: str, origin: Origin) -> Node:
    """Read one document of YAML, whose origin is its file; the lines are added.

    Raises
    ------
    ScenarioError
        If it is not YAML, or not of the kind that scenario files allow.
    """
    yaml = _yaml()
    try:
        root = yaml.compose(text)
        return Node(origin, None) if root is None else _Tree(yaml, origin.source).node(root, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        # Of a file that may be any file nothing is told but where it is wrong.
        what = _QUOTED.sub("", _OF_YAML.sub(r"\1", str(error.problem or error.context)))
        raise failure(Origin(origin.source, line), f"is not YAML: {what}") from None
    except YAMLError as error:
        raise failure(origin, f"is not YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise failure(origin, "is nested too deeply") from None


@cache
def _yaml() -> YAML:
    """The reader of YAML; to make one costs more than to read a setting, of which a study has many."""
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    return yaml


@dataclass
class _Tree:
    """A document on its way from YAML's nodes to ours."""

    yaml: YAML
    source: str
    seen: set[int] = field(default_factory=set)
    repeated: int = 0

    def node(self, node: YamlNode, above: tuple[YamlNode, ...]) -> Node:
        """Take a node with all that is below."""
        origin = Origin(self.source, node.start_mark.line + 1)
        self._check(node, origin, above)
        if isinstance(node, MappingNode):
            return self._mapping(node, origin, (*above, node))
        if isinstance(node, SequenceNode):
            return Node(origin, [self.node(each, (*above, node)) for each in node.value])
        return Node(origin, self._scalar(node, origin))

    def _check(self, node: YamlNode, origin: Origin, above: tuple[YamlNode, ...]) -> None:
        if any(node is each for each in above):
            raise failure(origin, "an alias that contains itself is not allowed")
        if len(above) >= DEEPEST:
            raise failure(origin, f"is nested too deeply (allowed: {DEEPEST} levels)")
        if node.tag not in _tags(self.yaml, node):
            raise failure(origin, "a tag, such as !!float, is not allowed; write the value as it is, text in quotes")
        self.repeated += id(node) in self.seen
        self.seen.add(id(node))
        if self.repeated > MOST_REPEATED:
            raise failure(origin, f"aliases repeat more than {MOST_REPEATED:,} values; give what is shared as defaults")

    def _mapping(self, node: MappingNode, origin: Origin, inside: tuple[YamlNode, ...]) -> Node:
        values: dict[Any, Node] = {}
        again = []
        for key_node, value_node in node.value:
            key_origin = Origin(self.source, key_node.start_mark.line + 1)
            if not isinstance(key_node, ScalarNode):
                raise failure(key_origin, "a key must be plain text or a number")
            if key_node.value == "<<":
                raise failure(key_origin, "YAML 1.2 has no merge key (<<); write the keys out, or use extends")
            key = self.node(key_node, inside).value
            value = self.node(value_node, inside)
            # A list or a mapping is told by the line of its key.
            value.origin = key_origin if isinstance(value.value, dict | list) else value.origin
            if key in values:
                again.append((key, key_origin))
            values[key] = value
        return Node(origin, values, tuple(again))

    def _scalar(self, node: YamlNode, origin: Origin) -> Any:
        try:
            return self.yaml.constructor.construct_object(node, deep=True)
        except ValueError as error:
            raise failure(origin, f"{node.value!r} is no value: {error}; for text put it in quotes") from None
        except ConstructorError:
            raise failure(origin, f"{node.value!r} is no value; for text put it in quotes") from None


def _tags(yaml: YAML, node: YamlNode) -> tuple[str, ...]:
    """Give the tags that a node may have: that which YAML gives it where the file does not, or that of text."""
    quoted = isinstance(node, ScalarNode) and node.style not in (None, "")
    text = (_TEXT_TAG,) if isinstance(node, ScalarNode) else ()
    return text if quoted else (*text, str(yaml.resolver.resolve(type(node), node.value, (True, False))))


def merged(base: Node, over: Node) -> Node:
    """Lay `over` on `base`, key by key; null removes what the base has."""
    if _is_one_value(base) or _is_one_value(over) or depends(base.value) != depends(over.value):
        return over
    # Where a value comes from says nothing of one that is changed in part.
    values = {key: node for key, node in base.value.items() if not is_evidence(key, node.value)}
    for key, node in over.value.items():
        if key not in values:
            values[key] = node
        elif node.value is None:
            values[key] = Node(node.origin, None, removed=True)
        else:
            values[key] = merged(values[key], node)
    return Node(over.origin, values, base.duplicates + over.duplicates)


def _is_one_value(node: Node) -> bool:
    """Tell what is replaced whole, never mixed key by key: a plain value, a list, a long number, a distribution."""
    if not isinstance(node.value, dict) or not node.value:
        return not isinstance(node.value, dict)
    return is_long_number(node.value) or is_distribution(node.value)


def pruned(node: Node, made: dict[int, Node] | None = None) -> Node:
    """Give the tree without what `merged` has removed, from what was `made` so far; what loses nothing is shared."""
    made = {} if made is None else made
    if not isinstance(node.value, dict):
        return node
    if id(node) not in made:
        kept = {key: pruned(child, made) for key, child in node.value.items() if not child.removed}
        same = len(kept) == len(node.value) and all(kept[key] is child for key, child in node.value.items())
        made[id(node)] = node if same else Node(node.origin, kept, node.duplicates)
    return made[id(node)]


def duplicates(node: Node, path: str = "") -> Iterator[Problem]:
    """Tell every key that is given twice."""
    for key, origin in node.duplicates:
        yield Problem(origin, f"{path}{key}", "the key is given twice; keep one")
    for key, child in node.children().items():
        yield from duplicates(child, f"{path}{key}.")
