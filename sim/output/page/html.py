"""The page of a report: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from sim.output.page.content import Report
from sim.output.page.svg import inline
from sim.output.pages import filled


def html_of(report: Report) -> str:
    """Write a report as HTML."""
    style, script = (
        files("sim.output.page").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("report.css", "report.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    content = {"report": report, "style": style, "script": script, "digest": digest}
    return filled("report.html", {"inline": inline}, "sim.output.page", **content).removesuffix("\n")
