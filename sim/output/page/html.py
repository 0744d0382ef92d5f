"""The page of a report: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.output.page.content import Report
from sim.output.page.svg import inline

__all__ = ["html_of"]


def html_of(report: Report) -> str:
    """Write a report as HTML."""
    environment = Environment(
        loader=PackageLoader("sim.output.page"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inline"] = inline
    style, script = (
        files("sim.output.page").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("report.css", "report.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html").render(report=report, style=style, script=script, digest=digest)
