"""The canvas: where lines of text are broken."""

from __future__ import annotations

import re

import pytest

from sim.output.charts.canvas import text_width, wrapped

PROSE = (
    "Simulated: 30 replications of 365 days from 2019-07-01, seed 287. 95 % intervals hold chance only, not what is "
    "unknown about the inputs: illicit, till, WAVE, MMMM. Sources and assumptions: docs/sources.md."
)
TEXTS = {
    "prose": PROSE,
    "narrow letters": "ill till lit " * 20,
    "wide letters": "WWW MMM WMW " * 20,
    "a word that no line holds": f"a {'x' * 90} b {'Interstate' * 12}",
    "other scripts": "Hafen\N{NO-BREAK SPACE}Zürich, Łódź, 漢字 " * 6,
    "one letter": "a",
    "nothing": " \n\t ",
}


def word_by_word(text, width, size, weight):
    """Break a text by measuring the line after each word, and after each letter of a word that is too long."""
    lines = [""]
    for word in re.split(r"[ \t\n]+", text.strip()):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, weight) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and text_width(lines[-1] + letter, size, weight) > width:
                lines.append("")
            lines[-1] += letter
    return lines if lines[0] else []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("width", "size", "weight"), [(9.3, 7.5, "normal"), (1.5, 14.0, "bold"), (0.05, 9.5, "normal")]
)
def test_lines_hold_as_many_words_as_fit_and_of_longer_ones_letters(text, width, size, weight):
    assert wrapped(text, width, size, weight) == word_by_word(text, width, size, weight)


def test_a_line_is_measured_a_few_times_not_once_a_word():
    text_width.cache_clear()
    lines = wrapped(PROSE * 5, 9.3, 7.5)
    assert text_width.cache_info().misses <= 5 * len(lines)
    assert len(PROSE.split()) * 5 > 10 * len(lines)
