"""What is wrong with the values of a tree, told at their places in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.scenario.base import Frozen, Location
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.files.tree import Node

M = TypeVar("M", bound=Frozen)

PathOf = Callable[[Node, str], str]
"""Gives the path at which a node is told, given the one that leads to it."""


def _as_it_is(_: Node, path: str) -> str:
    return path


def validated(kind: type[M], content: Any, tree: Node, problems: list[Problem], path_of: PathOf = _as_it_is) -> M:
    """Make a model of a tree's content, unless there are problems, or some more are found.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by file, line and path.
    """
    try:
        model = kind.model_validate(content)
    except ValidationError as error:
        problems = [*problems, *(_located(tree, dict(each), path_of) for each in error.errors())]
    if problems:
        raise ScenarioError(sorted(problems, key=lambda each: (each.origin.source, each.origin.line or 0)))
    return model


def _located(tree: Node, error: dict[str, Any], path_of: PathOf) -> Problem:
    """Tell an error of the model at its place in the file."""
    node, path = followed(tree, error["loc"], path_of)
    return Problem(node.origin, path, str(error["msg"]))


def followed(tree: Node, location: Location, path_of: PathOf = _as_it_is) -> tuple[Node, str]:
    """Give the node at a location and its path; steps that only the model knows are left out."""
    node, path = tree, ""
    for step in location:
        child = node.child(step)
        if child is not None:
            node, path = child, path_of(child, f"{path}.{step}".lstrip("."))
    return node, path
