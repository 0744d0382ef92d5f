"""The table of mutations is up to date: each changes a place of the code that is there, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.mutations import MUTATIONS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_what_a_mutation_changes_occurs_exactly_once_and_its_killers_exist(mutation):
    text = (ROOT / mutation.file).read_text()
    assert text.count(mutation.before) == 1
    assert mutation.after != mutation.before
    compile(text.replace(mutation.before, mutation.after), mutation.file, "exec")
    assert mutation.killers
    for killer in mutation.killers:
        path, _, function = killer.partition("::")
        assert f"def {function}" in (ROOT / path).read_text()


def test_no_rule_is_broken_twice_in_the_same_words():
    assert len({mutation.rule for mutation in MUTATIONS}) == len(MUTATIONS) >= 30
