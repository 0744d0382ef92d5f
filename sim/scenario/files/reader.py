"""From YAML to `Scenario`: ``extends``, ``--set``, files it names, and every error of a file at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from sim.scenario.coverage import coverage_of, half_covered, uncovered
from sim.scenario.errors import Origin, Problem, ScenarioError, all_of
from sim.scenario.filekeys import AS_OF, JAIL_KEYS, NETWORK_KEYS
from sim.scenario.filename import FileName
from sim.scenario.files.beside import beside, content_of, folder_of, missing
from sim.scenario.files.bookingsfile import read_records
from sim.scenario.files.jailsfile import JailsFile, read_jails
from sim.scenario.files.levelsfile import read_levels
from sim.scenario.files.located import M, followed, validated
from sim.scenario.files.mistaken import mistaken_keys, mistaken_path
from sim.scenario.files.network import Network, concerns_network
from sim.scenario.files.settings import applied, as_settings, settings_of
from sim.scenario.files.sharing import Shared, validated_once
from sim.scenario.files.tree import Node, duplicates, failure, merged, parse, pruned, tree_of
from sim.scenario.given import check_kind
from sim.scenario.levels import DRAWS, MEAN, Levels
from sim.scenario.records import Records
from sim.scenario.schema import Scenario

_START = "'lostleads new NAME' writes a scenario to start from"
"""What to do for want of a file."""

_LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Made:
    """How a scenario was made: of a source, with these settings on top."""

    origin: ScenarioSource
    settings: tuple[str, ...]

    @property
    def path(self) -> Path | None:
        """The scenario file; None where there is none."""
        return self.origin.path if self.origin.is_file else None

    def scenario(self, *settings: str) -> Scenario:
        """Make the scenario with more settings on top."""
        return self.origin.scenario(*self.settings, *settings)


class ScenarioSource:
    """A scenario file that has been read, from which scenarios with different settings can be made.

    The file is YAML and may extend another; settings, each ``PATH=VALUE``, are set on top of it.

    Raises
    ------
    ScenarioError
        If the file cannot be read; what its values mean is judged when a scenario is made.
    TypeError
        If the path or the settings are of another kind.
    """

    def __init__(self, path: str | Path, settings: Sequence[str] | Mapping[str, Any] = ()) -> None:
        check_kind("path", path, (str, os.PathLike), "the name of a scenario file")
        check_kind("settings", settings, (list, tuple, Mapping), "a list of texts PATH=VALUE, or values by path")
        self.path, self.is_file = Path(path), True
        tree, files = _read(self.path, ())
        self._hold(tree, files, as_settings(settings) if isinstance(settings, Mapping) else tuple(settings))

    def _hold(self, tree: Node, files: tuple[FileName, ...], settings: tuple[str, ...]) -> None:
        self._tree, self._files, self._settings = tree, files, settings
        self._duplicates = list(duplicates(self._tree))
        self._jails_files: dict[Path, JailsFile] = {}
        self._shared: Shared | None = None

    @classmethod
    def of(cls, scenario: Scenario) -> ScenarioSource:
        """Give a source whose scenario this is: that which it was made from, or else all that it says.

        Of the latter, files that it names are looked for in the working folder.
        """
        if isinstance(scenario.source, Made):
            return scenario.source.origin.with_settings(scenario.source.settings)
        return cls.of_content(scenario.resolved, Origin(scenario.name))

    @classmethod
    def of_content(
        cls, content: Mapping[str, Any], origin: Origin, named_from: Mapping[str, Path] | None = None
    ) -> Self:
        """Give the source of what a file would say, in plain values.

        Errors are told of the origin; so are files named that are at no path of `named_from`, which has the folders
        from which the others are named.
        """
        source = cls.__new__(cls)
        source.path, source.is_file = Path(origin.source), False
        tree = tree_of(content, origin)
        for path, folder in (named_from or {}).items():
            node, _ = followed(tree, tuple(path.split(".")))
            node.origin = Origin(str(folder / source.path.name), 1)
        source._hold(tree, (), ())  # noqa: SLF001 - it is one of us
        return source

    def with_settings(self, settings: Sequence[str]) -> ScenarioSource:
        """Give the same with more settings on top of all scenarios; itself where there are none."""
        if not settings:
            return self
        more = copy(self)
        more._settings, more._shared = (*self._settings, *settings), self._shared  # noqa: SLF001 - it is one of us
        return more

    def __getstate__(self) -> dict[str, Any]:
        # What is known by the identity of nodes is known in this process only.
        return {**vars(self), "_shared": None}

    def scenario(self, *settings: str) -> Scenario:
        """Make the scenario with more settings on top.

        Raises
        ------
        ScenarioError
            With all that is wrong, each by file, line and path.
        """
        tree, shared = self._tree.shallow(), self._shared or Shared.of(self._tree)
        made = shared.copy()
        everything = (*self._settings, *settings)
        of_network = [each for each in everything if concerns_network(each)]
        problems = [*self._duplicates, *applied(tree, of_network, _AT_THE_TOP)]
        network = Network(tree, self._jails_of)
        network.lay(tree, made.pruned)
        problems += applied(tree, [each for each in everything if not concerns_network(each)], _AT_THE_TOP)
        network.settle(tree)
        problems += network.problems
        content = validated_once(tree.plain(made.plain), made.valid)
        scenario = validated(Scenario, content, tree, problems, network.path_of)
        if self._shared is None:
            shared.learn(made)
            self._shared = shared
        records, levels = _records(scenario, tree), _levels(scenario, tree)
        return scenario.read_from(self._files, records, levels, Made(self, settings))

    def _jails_of(self, path: Path) -> JailsFile:
        if path not in self._jails_files:
            self._jails_files[path] = read_jails(path)
        return self._jails_files[path]


_AT_THE_TOP = {"extends", *NETWORK_KEYS, *Scenario.model_fields}


def load_scenario(path: str | Path, settings: Sequence[str] | Mapping[str, Any] = ()) -> Scenario:
    """Read a scenario file with values set on top.

    Parameters
    ----------
    path
        The file.
    settings
        Texts such as ``jails.*.fingerprinted=0.9``, in which ``null`` removes; or values by path, in which None does:
        ``{"jails.*.fingerprinted": 0.9}``.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by file, line and path.
    TypeError
        If the path or the settings are of another kind.
    """
    return ScenarioSource(path, settings).scenario()


def load_scenarios(paths: Iterable[Path], settings: Sequence[str] = ()) -> list[Scenario]:
    """Read several scenario files with values set on top: ``PATH=VALUE`` of all, ``NUMBER:PATH=VALUE`` of one.

    Raises
    ------
    ScenarioError
        With all that is wrong in any of them, or if a setting is of one that is not there.
    """
    files = list(paths)
    own = [settings_of(settings, number, len(files)) for number in range(1, len(files) + 1)]
    return all_of(lambda place: load_scenario(files[place], own[place]), range(len(files)))


def keys_of(path: str | Path) -> frozenset[str]:
    """Give the keys at the top of a YAML file.

    Raises
    ------
    ScenarioError
        If it cannot be read, or has none.
    """
    return frozenset(map(str, _mapping_in(Path(path)).value))


def said_in(path: str | Path) -> dict[str, Any]:
    """Give what a scenario file says, over all that it extends, in plain values.

    Raises
    ------
    ScenarioError
        If it cannot be read, or extends what cannot.
    """
    tree, _ = _read(Path(path), ())
    content: dict[str, Any] = pruned(tree).plain()
    return content


def files_read(path: str | Path) -> Iterator[Path]:
    """List the files of which a scenario file is made: itself, all it extends, and those that any of these names.

    Raises
    ------
    ScenarioError
        If one that it extends cannot be read.
    """
    tree = _mapping_in(Path(path))
    yield Path(path)
    yield from (beside(node.origin, str(node.value)) for node in _naming_files(tree))
    if (base := tree.child("extends")) is not None:
        yield from files_read(Path(path).parent / str(base.value))


def _naming_files(node: Node) -> Iterator[Node]:
    for key, child in node.children().items():
        if str(key) in _NAMES_OF_FILES and isinstance(child.value, str):
            yield child
        yield from _naming_files(child)


_NAMES_OF_FILES = {"jails_file", "bookings_file", "levels_file"}


def load_model(path: str | Path, kind: type[M]) -> M:
    """Read another kind of YAML file, told as a model.

    Raises
    ------
    ScenarioError
        With all that is wrong, each by file, line and path.
    """
    tree = _mapping_in(Path(path))
    return validated(kind, tree.plain(), tree, list(duplicates(tree)))


def scenario_schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, for editors.

    A file that extends another, or gives defaults, may leave out and remove anything, so of that only the top keys are
    checked.
    """
    keys = ("extends", *NETWORK_KEYS)
    whole = Scenario.model_json_schema(by_alias=True)
    parts = whole.pop("$defs")
    parts["Jail"]["patternProperties"] = {f"^({'|'.join(JAIL_KEYS)})$": {}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "type": "object",
        "properties": {
            "extends": {"type": "string"},
            "jails_file": {"type": "string"},
            "jail_defaults": {"type": "object"},
            "field_office_defaults": {"type": "object"},
            AS_OF: {"type": "string"},
        },
        "if": {"anyOf": [{"required": [key]} for key in keys]},
        "then": {"propertyNames": {"enum": [*keys, *whole["properties"]]}},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {"Scenario": whole, **parts},
    }


def _read(path: Path, extended_by: tuple[Path, ...]) -> tuple[Node, tuple[FileName, ...]]:
    """A file's content laid over that of the files it extends, and the names of all of them, its own first."""
    tree = _mapping_in(path).shallow()
    if message := mistaken_keys(path, tree.value.keys()):
        raise failure(Origin(str(path)), message)
    name = FileName.of(path.name, tree.plain())
    base = tree.value.pop("extends", None)
    if base is None:
        return tree, (name,)
    if not isinstance(base.value, str):
        raise failure(base.origin, "must be the name of a scenario file", "extends")
    base_path = path.parent / base.value
    if message := missing(base_path):
        raise failure(base.origin, message, "extends")
    chain = (*extended_by, path.resolve())
    if base_path.resolve() in chain:
        circle = " -> ".join(step.name for step in (*chain, base_path.resolve()))
        raise failure(base.origin, f"goes in a circle: {circle}", "extends")
    if len(chain) > _LONGEST_CHAIN:
        raise failure(base.origin, f"leads through more than {_LONGEST_CHAIN} files", "extends")
    below, names = _read(base_path, chain)
    if below.value.keys().isdisjoint((*Scenario.model_fields, *NETWORK_KEYS)):
        # It may be any file at all, so nothing of it is told.
        raise failure(base.origin, f"is no scenario, for it has none of its keys: {base_path}", "extends")
    return merged(below, tree), (name, *names)


def _mapping_in(path: Path) -> Node:
    """The tree of a file, which others may share: not to be changed."""
    text, source = _text_of(path), str(path)
    tree = _parsed(text, source) if len(text) <= _MOST_LETTERS_KEPT else parse(text, Origin(source))
    if tree.value is None:
        raise failure(tree.origin, f"is empty; {_START}")
    if not isinstance(tree.value, dict):
        raise failure(tree.origin, "must be a mapping of keys to values, such as 'name: My county'")
    return tree


_MOST_LETTERS_KEPT = 200_000
"""Of a file whose tree is kept: a tree takes some hundred times the memory of its text."""


@lru_cache(maxsize=16)
def _parsed(text: str, source: str) -> Node:
    """The tree of a text, by all its letters, so that a file that has changed is another one.

    The scenarios of one command mostly extend the same files, and to parse one takes longer than all else of reading.
    """
    return parse(text, Origin(source))


def _text_of(path: Path) -> str:
    origin = Origin(str(path))
    if message := mistaken_path(path) or missing(path, _START):
        raise failure(origin, message)
    try:
        text = content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise failure(origin, "is not text in UTF-8; a scenario is a YAML text file") from None
    if "\0" in text:
        raise failure(origin, "is a binary file; a scenario is a YAML text file")
    return text


def _records(scenario: Scenario, tree: Node) -> dict[str, Records]:
    clock = scenario.clock
    records, problems = {}, []
    for name, jail in scenario.jails.items():
        if jail.bookings_file is None:
            continue
        node, path = followed(tree, ("jails", name, "bookings_file"))
        origin = node.origin
        file = beside(origin, jail.bookings_file)
        if message := missing(file):
            problems.append(Problem(origin, path, message))
            continue
        try:
            found = read_records(file, clock, scenario.charge_names)
            covered = coverage_of(found, scenario) if len(found.booked_at) else None
            problems += [Problem(origin, path, why) for why in uncovered(covered, scenario)]
            more = () if covered is None else (f"{file}: {remark}" for remark in half_covered(covered, scenario))
            records[name] = replace(found, remarks=(*found.remarks, *more), named_from=str(folder_of(origin)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return records


def _levels(scenario: Scenario, tree: Node) -> Levels | None:
    if scenario.levels_file is None:
        return None
    origin = tree.value["levels_file"].origin
    file = beside(origin, scenario.levels_file)
    if message := missing(file):
        raise failure(origin, message, "levels_file")
    levels = read_levels(file, scenario)
    if problems := [*_against_levels(scenario, tree, levels, file)]:
        raise ScenarioError(problems)
    return replace(levels, named_from=str(folder_of(origin)))


def _against_levels(scenario: Scenario, tree: Node, levels: Levels, file: Path) -> Iterator[Problem]:
    """What a scenario says that its levels do not bear."""
    if scenario.levels in (None, DRAWS):
        node, _ = followed(tree, ("replications",))
        if scenario.replications > levels.draws:
            told = f"are more than the {levels.draws} draws of {file}; take fewer, or levels: {MEAN}"
            yield Problem(node.origin, "replications", f"{scenario.replications} {told}")
    elif isinstance(scenario.levels, int) and scenario.levels >= levels.draws:
        node, path = followed(tree, ("levels",))
        told = f"{file} has no draw {scenario.levels} (allowed: 0 to {levels.draws - 1}, {DRAWS}, {MEAN})"
        yield Problem(node.origin, path, told)
