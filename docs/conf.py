"""How the documentation site is built: ``make site``."""  # noqa: INP001

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.manual.llms import llms_txt, whole

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
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
nitpicky = True
# Links of pages are checked; names in docstrings and types need not be of this site.
nitpick_ignore_regex = [("py:.*", ".*")]
default_role = "py:obj"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = False
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


def _for_language_models(app: Sphinx, error: Exception | None) -> None:
    """Put ``llms.txt`` into the site, and beside each page the Markdown that it names."""
    if error is not None or app.builder.format != "html":
        return
    docs, site = Path(app.srcdir), Path(app.outdir)
    (site / "llms.txt").write_text(llms_txt(docs), encoding="utf-8")
    for page in docs.rglob("*.md"):
        (site / page.relative_to(docs)).write_text(whole(page), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Have Sphinx change pages as it reads them, and write the same for language models."""
    app.connect("source-read", _as_file)
    app.connect("source-read", _with_contents)
    app.connect("build-finished", _for_language_models)
