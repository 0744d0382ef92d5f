"""Many jails in one scenario: defaults laid under each jail and field office, and a file that adds a jail a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sim.scenario.base import shown
from sim.scenario.errors import Origin, Problem, ScenarioError
from sim.scenario.filekeys import AGREEMENT_DATES, AGREEMENT_KEYS, AS_OF, JAIL_KEYS, NETWORK_KEYS
from sim.scenario.files.beside import beside, missing
from sim.scenario.files.jailkeys import work_out
from sim.scenario.files.jailsfile import JailRow, JailsFile
from sim.scenario.files.settings import put
from sim.scenario.files.tree import Node, merged, pruned
from sim.scenario.staff import as_date, no_date


def concerns_network(setting: str) -> bool:
    """Whether a ``PATH=VALUE`` sets one of the `NETWORK_KEYS`, or something below."""
    return setting.partition("=")[0].strip().partition(".")[0] in NETWORK_KEYS


class Network:
    """What the jails and field offices of one scenario share.

    The `NETWORK_KEYS` are taken out of the tree, whose root is the caller's own; `read` reads a file of jails.
    """

    def __init__(self, tree: Node, read: Callable[[Path], JailsFile]) -> None:
        self.problems: list[Problem] = []
        self._paths: dict[int, str] = {}
        self._jail_defaults = self._defaults(tree, "jail_defaults")
        self._office_defaults = self._defaults(tree, "field_office_defaults")
        self._as_of = self._day(tree, AS_OF)
        self._named_at: Origin | None = None
        self._screened: frozenset[Any] = frozenset()
        self._file = self._jails_file(tree, read)

    def lay(self, tree: Node, made: dict[int, Node]) -> None:
        """Lay the defaults and the file's rows under what the scenario says; problems are added to `problems`.

        What is removed is taken away, of nodes by their identity from what was `made` so far.
        """
        jails = tree.value.get("jails")
        if self._file is not None:
            jails = jails if jails is not None else Node(self._file.origin, {})
        if jails is not None and isinstance(jails.value, dict):
            tree.value["jails"] = self._with_rows(jails)
            if self._file is not None:
                self._make_offices(tree)
        offices = tree.value.get("field_offices")
        if offices is not None and isinstance(offices.value, dict):
            laid = {name: _laid(self._office_defaults, node) for name, node in offices.value.items()}
            tree.value["field_offices"] = Node(offices.origin, laid, offices.duplicates)
        tree.value = {key: pruned(node, made) for key, node in tree.value.items() if not node.removed}
        laid_jails = tree.value["jails"].children() if "jails" in tree.value else {}
        self._screened = frozenset(name for name, node in laid_jails.items() if node.child("screening") is not None)

    def settle(self, tree: Node) -> None:
        """Lay the defaults under what settings have put whole, and work out the keys that no `Jail` keeps."""
        for section, defaults in (("jails", self._jail_defaults), ("field_offices", self._office_defaults)):
            if isinstance(getattr(tree.value.get(section), "value", None), dict):
                nodes = tree.own(section).value
                nodes.update({name: pruned(_laid(defaults, node)) for name, node in nodes.items() if _is_set(node)})
        for name, node in tree.value["jails"].children().items() if "jails" in tree.value else ():
            if isinstance(node.value, dict) and not node.value.keys().isdisjoint(JAIL_KEYS):
                jail = tree.value["jails"].own(name)
                for key in self._overruled(name, jail):
                    del jail.value[key]
                self.problems += work_out(jail, str(name), self.path_of, self._as_of)

    def _overruled(self, name: Any, jail: Node) -> list[str]:
        """Keys by which files say of a jail's agreement what a setting says anew: whether it has one, or its screening.

        A setting that puts the screening whole, or takes it out, says when its teams are in force.
        """
        agreement, screening = jail.child("agreement"), jail.child("screening")
        overruled: tuple[str, ...] = ()
        if agreement is not None and agreement.origin.line is None:
            overruled = AGREEMENT_DATES
        elif (screening is None and name in self._screened) or (
            screening is not None and screening.origin.line is None
        ):
            overruled = AGREEMENT_KEYS
        return [key for key in overruled if (node := jail.child(key)) is not None and node.origin.line is not None]

    def path_of(self, node: Node, path: str) -> str:
        """Give the path at which a node is told: that of the defaults, once, if it comes from there, else `path`."""
        return self._paths.get(id(node), path)

    def _defaults(self, tree: Node, key: str) -> Node | None:
        given = _taken(tree, key)
        if given is None:
            return None
        if not isinstance(given.value, dict):
            message = f"must be a mapping of keys to values, but is {shown(given.value)}"
            self.problems.append(Problem(given.origin, key, message))
            return None
        defaults = pruned(given)
        self._remember(defaults, key)
        return defaults

    def _day(self, tree: Node, key: str) -> date | None:
        given = _taken(tree, key)
        if given is None:
            return None
        day = as_date(given.value)
        if day is None:
            self.problems.append(Problem(given.origin, key, no_date(given.value)))
        return day

    def _remember(self, node: Node, path: str) -> None:
        self._paths[id(node)] = path
        for key, child in node.children().items():
            self._remember(child, f"{path}.{key}")

    def _jails_file(self, tree: Node, read: Callable[[Path], JailsFile]) -> JailsFile | None:
        given = _taken(tree, "jails_file")
        if given is None:
            return None
        if not isinstance(given.value, str):
            message = f"must be the name of a CSV file, but is {shown(given.value)}"
            raise ScenarioError([*self.problems, Problem(given.origin, "jails_file", message)])
        path = beside(given.origin, given.value)
        if why := missing(path):
            raise ScenarioError([*self.problems, Problem(given.origin, "jails_file", why)])
        self._named_at = given.origin
        file = read(path)
        self.problems += file.problems
        return file

    def _with_rows(self, jails: Node) -> Node:
        rows = self._file.rows if self._file is not None else {}
        laid = {}
        for name in dict.fromkeys([*rows, *jails.value]):
            node, row = jails.value.get(name), rows.get(name)
            if row is not None:
                node = self._with_row(name, row, node)
            elif node is not None:
                node = _laid(self._without_agreement_if_dated(node), node)
            if node is not None:
                laid[name] = node
        return Node(jails.origin, laid, jails.duplicates)

    def _with_row(self, name: str, row: JailRow, said: Node | None) -> Node | None:
        """Give the jail of a row with what the scenario says of it on top; None where it takes the jail out."""
        if said is not None and self._named_at is not None and said.origin.source == self._named_at.source:
            if not said.removed:
                message = f"is given here and in {row.jail.origin}; keep one, or change it in a file that extends this"
                self.problems.append(Problem(said.origin, f"jails.{name}", message))
            # What this file removes is a jail of the file that it extends: the row stands in its place.
            said = None
        if said is not None and said.value is None:
            return None
        nodes = [row.jail] if said is None else [row.jail, said]
        jail = _laid(self._without_agreement_if_dated(*nodes), row.jail).shallow()
        for steps, value in row.items:
            self.problems += put(jail, steps, value, f"jails.{name}.")
        return jail if said is None else merged(jail, said)

    def _without_agreement_if_dated(self, *nodes: Node) -> Node | None:
        """Give the defaults of a jail: one that has dates of its own has an agreement, whatever the defaults say."""
        defaults = self._jail_defaults
        if defaults is None or "agreement" not in defaults.value:
            return defaults
        own = {key for node in nodes for key, child in node.children().items() if child.value is not None}
        if own.isdisjoint(AGREEMENT_DATES):
            return defaults
        rest = {key: child for key, child in defaults.value.items() if key != "agreement"}
        return Node(defaults.origin, rest, defaults.duplicates)

    def _make_offices(self, tree: Node) -> None:
        """Make the offices that rows name, where there are defaults for them, and tell those that cover nothing."""
        offices = tree.value.get("field_offices") or Node(tree.value["jails"].origin, {})
        if not isinstance(offices.value, dict):
            return
        assert self._file is not None
        jails, rows = tree.value["jails"].value, self._file.rows
        wanted = [office for name in rows if name in jails and (office := _office_of(jails[name]))]
        before = [_office_of(_laid(self._jail_defaults, row.jail)) for row in rows.values()]
        used = {node.value for node in (*before, *map(_office_of, jails.values())) if node}
        for name, node in offices.value.items():
            if name not in used and node.value is not None:
                message = "covers no jail; name it as the field_office of one, or leave it out"
                self.problems.append(Problem(node.origin, f"field_offices.{name}", message))
        if self._office_defaults is None:
            return
        made = {node.value: Node(node.origin, {}) for node in wanted}
        tree.value["field_offices"] = Node(offices.origin, {**made, **offices.value}, offices.duplicates)


def _taken(tree: Node, key: str) -> Node | None:
    """Take what is given under a key out of the tree; None if nothing is."""
    given: Node | None = tree.value.pop(key, None)
    return None if given is None or given.removed or given.value is None else given


def _office_of(jail: Node) -> Node | None:
    office = jail.child("field_office")
    return office if office is not None and isinstance(office.value, str) else None


def _laid(defaults: Node | None, node: Node) -> Node:
    return node if defaults is None else merged(defaults, node)


def _is_set(node: Node) -> bool:
    """Whether a node comes from the command line, which has no lines."""
    return node.origin.line is None and isinstance(node.value, dict)
