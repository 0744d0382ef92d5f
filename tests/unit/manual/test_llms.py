"""The documentation in short, from the list of its pages."""

from __future__ import annotations

import pytest

from sim.manual.llms import llms_txt, whole

LONG = "More of it in so many words that it is enough to know whether the page is of use to you."


@pytest.fixture
def docs(tmp_path):
    pages = {
        "index": "# Title\n\nWhat it [is](about.md),\nin two lines.\n\n## Prose\n\nNo list.\n\n## How to\n\n"
        "- [A page](a.md)\n- [Another](deep/b.md), for those who read on: an hour\n\n## Reference\n\n- [C](c.md)\n",
        "a": f"# A\n\n![picture](a.png)\n\nWritten by `make`. What [a](a.md) tells. {LONG} No more.\n",
        "c": "# C\n\nWritten by `make docs` alone:\n\n```sh\nmake docs\n```\n",
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.md").write_text(text)
    return tmp_path


def test_it_has_a_title_a_summary_and_a_line_a_page(docs):
    assert llms_txt(docs) == (
        "# Title\n\n> What it is, in two lines.\n\n## How to\n\n"
        f"- [A page](a.md): What a tells. {LONG}\n"
        "- [Another](deep/b.md): for those who read on: an hour\n\n## Reference\n\n"
        "- [C](c.md): Written by `make docs` alone.\n"
    )


def test_a_first_page_without_a_list_is_told(docs):
    (docs / "index.md").write_text("# Title\n\nProse.\n")
    with pytest.raises(ValueError, match="lists no pages"):
        llms_txt(docs)


def test_what_a_page_includes_stands_in_its_place(docs):
    (docs / "far.md").write_text("# Far\n\n<!-- here -->\n> The answer.\n\n| of | a table |\n")
    include = '```{include} ../far.md\n:start-after: "<!-- here -->"\n:end-before: "| of"\n```'
    (docs / "deep").mkdir()
    (docs / "deep" / "b.md").write_text(f"# B\n\nBefore.\n\n{include}\n\nAfter.\n")
    assert whole(docs / "deep" / "b.md") == "# B\n\nBefore.\n\n> The answer.\n\nAfter.\n"
