"""What can be kept of the page: a policy as a scenario file, an answer as a report to send."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.explore.answering import Answer
from sim.output.kinds import chapter_of
from sim.output.page.content import Report
from sim.output.page.html import html_of
from sim.scenario.schema import Scenario

_WIDTH = 120


def saved(path: Path, base: Scenario, policy: Scenario) -> str:
    """A policy as a file that extends the scenario file from which it begins, and says only what is changed."""
    changes = _changes(base.resolved, policy.resolved)
    name = changes.pop("name", policy.name)
    yaml = YAML()
    yaml.width = _WIDTH
    text = io.StringIO()
    yaml.dump({"extends": path.name, "name": name, **changes}, text)
    return f"# Moved on the page of lostleads explore. Keep it beside {path.name}.\n\n{text.getvalue()}"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says that extends one and makes it another; null removes, and a list is given whole."""
    changes: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before or before[key] == value:
            if key not in before:
                changes[key] = value
        elif isinstance(value, Mapping) and isinstance(before[key], Mapping):
            changes[key] = _changes(before[key], value)
        else:
            changes[key] = value
    return changes


def report_of(answer: Answer) -> str:
    """The report of an answer, one page of HTML that asks the network for nothing."""
    chapter = chapter_of(answer.results)
    return html_of(Report((chapter,)))
