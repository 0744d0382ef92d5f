"""The documentation site: built strictly, whole in itself, every page within reach."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import sim
from sim.manual.llms import whole
from tests.browsers import needs_browser, set_width, start_browser, width_needed
from tests.pages import DOCS

LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}


class Read(HTMLParser):
    """What a page links to, what it loads by itself, and the places in it that links may name."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if (name := LOADED.get(tag, "")) in given:
            self.loaded.append(given[name])


def build(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the site in the words of the Makefile."""
    [line] = re.findall(r"-m sphinx (.+) docs site$", (DOCS.parent / "Makefile").read_text(), flags=re.MULTILINE)
    command = [sys.executable, "-m", "sphinx", *line.split(), str(docs), str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(DOCS, folder)
    assert done.returncode == 0, done.stderr
    return folder


def read_pages(site: Path) -> Iterator[tuple[Path, Read]]:
    for page in sorted(site.rglob("*.html")):
        yield page, Read(page)


def test_every_page_is_in_the_site_and_in_its_navigation(site):
    listed = Read(site / "index.html").links
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix(".html").as_posix()
        assert (site / name).is_file(), name
        assert name == "index.html" or name in listed, name


def test_no_link_leads_nowhere(site):
    read = dict(read_pages(site))
    checked = 0
    for page, content in read.items():
        for link in [*content.links, *content.loaded]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or page.name in {"genindex.html", "search.html"}:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), f"{page.name}: {link}"
            if parts.fragment and target in read:
                assert parts.fragment in read[target].anchors, f"{page.name}: {link}"
            checked += 1
    assert checked > 500


def test_no_page_loads_anything_from_elsewhere(site):
    for page, content in read_pages(site):
        for address in content.loaded:
            assert not urlsplit(address).netloc, f"{page.name}: {address}"
    for style in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", style.read_text()), style.name


@needs_browser
def test_no_page_scrolls_sideways_on_a_phone_or_a_desk(site):
    browser = start_browser()
    try:
        for page in site.rglob("*.html"):
            browser.get(page.as_uri())
            for width in (390, 1280):
                set_width(browser, width)
                assert width_needed(browser) <= width, page.name
    finally:
        browser.quit()


def test_it_is_told_to_language_models_in_short(site):
    text = (site / "llms.txt").read_text()
    title, empty, summary, *_ = text.splitlines()
    assert (title, empty, summary[:2]) == ("# lostleads", "", "> ")
    told = re.findall(r"^- \[(.+)\]\((.+\.md)\): (.+)$", text, flags=re.MULTILINE)
    assert [page for _, page, _ in told] == re.findall(
        r"^- \[.+\]\((.+?\.md)\)", (DOCS / "index.md").read_text(), re.MULTILINE
    )
    for page in site.rglob("*.md"):
        assert "{include}" not in page.read_text(), page.name
    for _, page, what in told:
        assert (site / page).read_text() == whole(DOCS / page)
        assert 10 < len(what) < 400, page
        assert "](" not in what


@pytest.mark.parametrize("name", sorted(sim.__all__))
def test_each_name_of_the_package_is_in_the_reference(site, name):
    assert f"sim.{name}" in (DOCS / "reference" / "python.md").read_text()
    page = (site / "reference" / "python.html").read_text()
    assert re.search(rf'class="sig-name descname">(<span class="pre">)?{name}<', page)


@pytest.mark.parametrize(
    "broken",
    ["[a page](nowhere.md)", "[a place](page.md#nowhere)", "[a file](../nowhere.yaml)", "[a README](../nowhere.md)"],
)
def test_a_link_that_leads_nowhere_is_an_error(tmp_path, broken):
    docs = tmp_path / "docs"
    docs.mkdir()
    shutil.copy(DOCS / "conf.py", docs)
    shutil.copytree(DOCS / "site", docs / "site")
    (docs / "index.md").write_text("# Start\n\n## Pages\n\n- [A page](page.md)\n")
    (docs / "page.md").write_text(f"# A page\n\n{broken}\n")
    done = build(docs, tmp_path / "site")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
