"""Inputs as people call them: one rule for every path, in the words of the register of keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sim.output.names import in_words
from sim.scenario.distributions import DISTRIBUTION_KINDS
from sim.scenario.register import Key, key_of, register

_OWNERS = ("jails", "field_offices")
_SILENT = {"by_charge", "of", "value", *DISTRIBUTION_KINDS}
_SHARE = "share"


def input_names(paths: Sequence[str]) -> Mapping[str, str]:
    """Name inputs in few words by their paths; jails and field offices only where there are several.

    A name is the words that the register has for the key, or else the key's own, with what the path leads to in it. An
    input that no key has is named by the last step of its path; those that would be called the same have the places of
    their shifts beside, or are their paths.

    Examples
    --------
    >>> input_names(["jails.county.on_record.by_charge.dwi"])["jails.county.on_record.by_charge.dwi"]
    'share on record, dwi'
    """
    owned = {owner: {path.split(".")[1] for path in paths if path.startswith(f"{owner}.")} for owner in _OWNERS}
    several = [owner for owner, names in owned.items() if len(names - {"*"}) > 1]
    names = {path: _name(path.split("."), several) for path in paths}
    for told in (_with_places, lambda path, _: path):
        times = Counter(names.values())
        names = {path: name if times[name] == 1 else told(path, name) for path, name in names.items()}
    return names


def _name(steps: Sequence[str], several: Collection[str]) -> str:
    keys = register().keys
    try:
        pattern = key_of(".".join(steps), keys)
    except KeyError:
        return in_words(next(step for step in reversed(steps) if step not in _SILENT))
    length = pattern.count(".") + 1
    owner = steps[1] if steps[0] in ("charges", *several) else "*"
    told = [step for step in (*steps[length:], owner) if step not in _SILENT and step != "*"]
    return ", ".join([_words(keys[pattern], steps[:length]), *map(in_words, told)])


def _words(key: Key, steps: Sequence[str]) -> str:
    """The words of a key, to which steps lead."""
    groups = [step for step in steps[:-1] if step not in ("shifts", "*") and not step.isdigit()]
    words = (key.words or in_words(steps[-1])).format(of=in_words(groups[-1]) if groups else "")
    return words if key.unit != _SHARE or _SHARE in words else f"{_SHARE} {words}"


def _with_places(path: str, name: str) -> str:
    """Tell the place of a shift or a round in its list, counted from 1."""
    places = [f"no. {int(step) + 1}" for step in path.split(".") if step.isdigit()]
    return ", ".join([name, *places])
