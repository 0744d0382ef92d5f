"""What can be kept of the page: a policy as a scenario file, an answer as a report to send."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

from sim.explore.answering import Answer
from sim.output.kinds import chapter_of
from sim.output.page.content import Report
from sim.output.page.html import html_of
from sim.scenario.by import depends
from sim.scenario.distributions import is_distribution
from sim.scenario.filekeys import AGREEMENT_KEYS
from sim.scenario.files.reader import said_in
from sim.scenario.quantities import is_long_number
from sim.scenario.schema import Scenario, Screening
from sim.scenario.staff import Period

_WIDTH = 120


def saved(path: Path, base: Scenario, policy: Scenario) -> str:
    """A policy as a file that extends the scenario file from which it begins, and says only what is changed."""
    resolved = policy.resolved
    changes = _changes(base.resolved, resolved)
    name = changes.pop("name", policy.name)
    for jail, said in changes.get("jails", {}).items():
        if said is not None and "screening" in said:
            before, after = base.jails[jail].screening, policy.jails[jail].screening
            dates = {} if after is None else _dates(after)
            if None in (before, after) or (before is not None and not _dates(before).items() >= dates.items()):
                # Who screens is what is said here, whatever agreement the other file tells of.
                said.update(dict.fromkeys(_said_of_agreement(path, jail)))
                for team in dates:
                    in_force = resolved["jails"][jail]["screening"]["teams"][team]["in_force"]
                    said["screening"].setdefault("teams", {}).setdefault(team, {})["in_force"] = in_force
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.representer.add_representer(type(None), _null)
    text = io.StringIO()
    yaml.dump({"extends": path.name, "name": name, **changes}, text)
    return f"# Moved on the page of lostleads explore. Keep it beside {path.name}.\n\n{text.getvalue()}"


def _null(representer: RoundTripRepresenter, _: None) -> ScalarNode:
    """Write out what removes, so that nobody takes it for forgotten."""
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _dates(screening: Screening) -> dict[str, tuple[Period, ...]]:
    """When each team under the agreement is in force."""
    return {name: team.in_force for name, team in screening.teams.items() if team.under_agreement}


def _said_of_agreement(path: Path, jail: str) -> list[str]:
    """The keys by which a scenario file may say something of a jail's agreement."""
    said = said_in(path)
    if "jails_file" in said:
        return list(AGREEMENT_KEYS)
    parts = (said.get("jail_defaults") or {}, (said.get("jails") or {}).get(jail) or {})
    return [key for key in AGREEMENT_KEYS if any(key in part for part in parts)]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says that extends one and makes it another; null removes."""
    changes: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before or before[key] != value:
            changes[key] = _changes(before[key], value) if _is_in_part(before.get(key), value) else value
    return changes


def _is_in_part(before: Any, after: Any) -> bool:
    """Whether what is changed is said key by key, not whole as lists, numbers and distributions are."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)) or depends(before) != depends(after):
        return False
    return not any(is_distribution(each) or is_long_number(each) for each in (before, after))


def report_of(answer: Answer) -> str:
    """The report of an answer, one page of HTML that asks the network for nothing."""
    chapter = chapter_of(answer.results)
    return html_of(Report((chapter,)))
