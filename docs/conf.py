"""How the documentation site is built: ``make site``."""  # noqa: INP001

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "lostleads"
html_title = project
html_theme = "furo"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
language = "en"
extensions = ["myst_parser"]
myst_heading_anchors = 3
nitpicky = True
smartquotes = False


def _as_file(_: Sphinx, name: str, content: list[str]) -> None:
    """Give a Markdown file beside the site, such as the README, along as a file, as all other files are."""
    above = r"\.\./" * (name.count("/") + 1)
    content[0] = re.sub(rf"\]\(({above}[^)#]+\.md)\)", r"](path:\1)", content[0])


def _with_contents(_: Sphinx, name: str, content: list[str]) -> None:
    """Make the navigation of what the first page lists: a part a heading, an entry a link of the list below it."""
    if name != "index":
        return
    for part in re.split(r"^## ", content[0], flags=re.MULTILINE)[1:]:
        pages = re.findall(r"^- \[[^\]]*\]\(([\w/-]+)\.md\)", part, flags=re.MULTILINE)
        if pages:
            caption = part.splitlines()[0]
            content[0] += "\n".join(["\n\n```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```\n"])


def setup(app: Sphinx) -> None:
    """Have Sphinx change pages as it reads them."""
    app.connect("source-read", _as_file)
    app.connect("source-read", _with_contents)
