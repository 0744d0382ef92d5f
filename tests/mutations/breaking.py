"""Break a rule in the code: find the function by its name, and put other code in the place of a part of it.

Code is compared as syntax trees, so neither the file a function stands in nor how it is formatted matters.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.mutations.mutations import Mutation


class NotRunError(RuntimeError):
    """A rule could not be broken or the tests could not be run, so nothing is known about a fault."""


def broken(root: Path, mutation: Mutation) -> tuple[Path, str]:
    """Break a rule: the path of the file that is then another, from the root of the project, and its text.

    Raises
    ------
    NotRunError
        If not exactly one function has the name, or if it does not have the code to change exactly once.
    """
    files = places(root).get(mutation.function, [])
    if len(files) != 1:
        raise NotRunError(f"not one {mutation.function} but {len(files)}: {', '.join(map(str, files))}")
    module = ast.parse(files[0].read_text())
    (function,) = (node for name, node in _defined(module) if name == mutation.function.rpartition(":")[2])
    swap = _Swap(mutation.before, mutation.after)
    swap.visit(function)
    if swap.times != 1:
        raise NotRunError(f"{mutation.function} has {mutation.before!r} {swap.times} times, not once")
    return files[0].relative_to(root), ast.unparse(ast.fix_missing_locations(module))


def test_file(root: Path, killer: str) -> str:
    """Put the path of a test file in the place of its name, in the name of a test.

    Raises
    ------
    NotRunError
        If not exactly one test file has the name.
    """
    name, *test = killer.split("::")
    paths = sorted((root / "tests").rglob(name))
    if len(paths) != 1:
        raise NotRunError(f"not one {name} but {len(paths)}: {', '.join(map(str, paths))}")
    return "::".join([str(paths[0].relative_to(root)), *test])


@cache
def places(root: Path) -> Mapping[str, list[Path]]:
    """Find in which files of ``sim`` each name is defined: a name such as ``f`` or ``C.f``, and ``module:f``, too."""
    files = defaultdict(list)
    for path in sorted((root / "sim").rglob("*.py")):
        module = path.parent.name if path.stem == "__init__" else path.stem
        for name, _ in _defined(ast.parse(path.read_text())):
            files[name].append(path)
            files[f"{module}:{name}"].append(path)
    return files


def _defined(within: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.stmt]]:
    for node in within.body:
        match node:
            case ast.FunctionDef(name=name):
                yield f"{prefix}{name}", node
            case ast.ClassDef(name=name):
                yield f"{prefix}{name}", node
                yield from _defined(node, f"{prefix}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield f"{prefix}{name}", node


class _Swap(ast.NodeTransformer):
    """Puts code in the place of other code, an expression or statements, and counts how often."""

    def __init__(self, before: str, after: str) -> None:
        self.times = 0
        old, self.after = ast.parse(before).body, ast.parse(after).body
        match old, self.after:
            case [ast.Expr(expression)], [ast.Expr(value)]:
                self.expression, self.value, self.statements = ast.dump(expression), value, []
            case _:
                self.expression, self.statements = "", [ast.dump(each) for each in old]

    def visit(self, node: ast.AST) -> ast.AST:
        """Swap within a node."""
        if isinstance(node, ast.expr) and ast.dump(node) == self.expression:
            self.times += 1
            return self.value
        for _, field in ast.iter_fields(node):
            if self.statements and isinstance(field, list):
                self._swap_statements(field)
        return self.generic_visit(node)

    def _swap_statements(self, body: list[ast.AST]) -> None:
        length = len(self.statements)
        for start in range(len(body) - length, -1, -1):
            if [ast.dump(each) for each in body[start : start + length]] == self.statements:
                self.times += 1
                body[start : start + length] = self.after
