"""Words are explained where they stand, each once, and every word of the list is found in a text of its own."""

from __future__ import annotations

import pytest

from sim.model.outcomes import HEADLINES
from sim.output.glosses import GLOSSES, MEANINGS, glosses_in, meant_in
from sim.output.names import in_words


@pytest.mark.parametrize("gloss", GLOSSES, ids=lambda gloss: gloss.word)
def test_a_word_is_found_where_it_stands_and_not_within_another(gloss):
    assert gloss in glosses_in([f"Of these, {gloss.word}."])
    assert gloss not in glosses_in([f"Of these, x{gloss.word}x."])


def test_a_word_that_was_told_is_not_told_again():
    texts = ["Lost leads left no trace; MSER-5 says so."]
    assert [each.word for each in glosses_in(texts)] == ["lead", "lost lead", "without a trace", "MSER-5"]
    assert [each.word for each in glosses_in(texts, {"lead", "MSER-5"})] == ["lost lead", "without a trace"]


def test_the_headline_counts_have_meanings():
    assert {in_words(measure) for measure in HEADLINES} <= {*MEANINGS}


def test_what_a_text_explains_itself_is_left_out():
    told = f"MSER-5: {MEANINGS['MSER-5']}"
    assert meant_in(told) == {"MSER-5"}
    assert glosses_in([told, "MSER-5, days"]) == ()
