"""Numbers as they are printed: the same on screen, in pictures and on pages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.output.numbers import (
    Headline,
    changed,
    count,
    difference,
    dollars,
    interval,
    is_none,
    number,
    percent,
    relative,
    share,
    signed,
    signed_dollars,
    tick,
    true_minus,
    unit,
)
from sim.study.intervals import Estimate


@given(st.floats(-1e9, 1e9))
def test_a_number_reads_the_same_on_screen_and_in_a_picture_but_for_the_minus_sign(value):
    assert count(value) == number(value).replace("-", "\N{MINUS SIGN}")
    assert signed(value) == difference(value).replace("-", "\N{MINUS SIGN}")
    assert signed(value).lstrip("+") == count(value)
    assert is_none(value) == (count(abs(value)) == "0.0")


def test_a_difference_always_has_its_sign_but_none_has_none():
    assert [signed(value) for value in (12.4, -720.2, 0.0)] == ["+12.4", "\N{MINUS SIGN}720", "0.0"]


def test_an_estimate_has_its_interval_in_its_form():
    known, once = Estimate(3, -12.4, 1.0, -14.0, -10.8), Estimate(1, 12.4, math.nan, math.nan, math.nan)
    assert interval(known, signed) == true_minus("-12.4 (-14.0 to -10.8)")
    assert interval(once) == "12.4"


def test_an_estimated_share_is_never_below_none():
    assert [percent(value) for value in (-0.02, 0.004, 0.5, math.nan)] == ["0 %", "0 %", "50 %", "-"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0"),
        (2.68, "2.7"),
        (9.97, "10.0"),
        (3.0, "3.0"),
        (-12.4, "\N{MINUS SIGN}12.4"),
        (99.96, "100"),
        (12345.6, "12,346"),
        (math.nan, "unknown"),
    ],
)
def test_counts_are_printed_short(value, text):
    assert count(value) == text


def test_numbers_on_axes_keep_their_decimals():
    assert [tick(value) for value in (0, 0.25, 2.5, 1000, -1500000)] == [
        "0",
        "0.25",
        "2.5",
        "1,000",
        "\N{MINUS SIGN}1,500,000",
    ]


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(3, 5.0, 1.0, 3.0, 7.0), "5.0 more lost"),
        (Estimate(3, -5.0, 1.0, -7.0, -3.0), "5.0 fewer lost"),
        (Estimate(3, 5.0, 9.0, -3.0, 13.0), "not clearly more or fewer lost"),
        (Estimate(3, 0.0, 0.0, 0.0, 0.0), "as many lost"),
        (Estimate(1, 5.0, math.nan, math.nan, math.nan), "5.0 more lost"),
    ],
)
def test_a_difference_in_words(estimate, text):
    assert changed(estimate, "lost") == text


CHANCE = Estimate(30, -537.0, 25.0, -549.0, -525.0)
ONCE = Estimate(1, 5.0, math.nan, math.nan, math.nan)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (Headline(CHANCE, -800.0, -250.0), "-537 (-800 to -250 with what is unknown; -549 to -525 chance alone)"),
        (Headline(CHANCE), "-537 (-549 to -525)"),
        (Headline(ONCE, 3.0, 8.0), "+5.0 (+3.0 to +8.0 with what is unknown)"),
        (Headline(ONCE), "+5.0"),
    ],
)
def test_a_headline_says_which_interval_is_which(headline, text):
    assert headline.in_words(difference) == text
    assert headline.in_short(difference) == text.replace(" with what is unknown", "").replace(" chance alone", "")


def test_what_leads_is_the_interval_with_what_is_unknown_about_the_mean_of_chance():
    wide, narrow = Headline(CHANCE, -800.0, 250.0), Headline(CHANCE)
    assert (wide.leading.mean, wide.leading.ci_low, wide.leading.ci_high) == (-537.0, -800.0, 250.0)
    assert not wide.leading.is_clear
    assert narrow.leading is CHANCE


def test_a_share_that_is_hardly_below_nothing_has_no_sign():
    assert [share(-0.001), share(-0.02)] == ["0 %", "-2 %"]


def test_shares_of_nothing_and_of_nearly_all():
    assert [share(0, 0), share(1, 3), share(1, 1000), share(999, 1000)] == ["0 %", "33 %", "under 1 %", "over 99 %"]


def test_a_share_reads_the_same_divided_or_not():
    pairs = [(part, of) for of in range(1, 201) for part in range(of + 1)]
    assert [share(part, of) for part, of in pairs] == [share(part / of) for part, of in pairs]


@pytest.mark.parametrize(
    ("measure", "days", "words"),
    [
        ("flagged", 365, "people a year"),
        ("flagged", 366, "people a year"),
        ("flagged", 7, "people a week"),
        ("flagged", 1, "people a day"),
        ("flagged", 1461, "people in 1,461 days"),
        ("flagged", None, "people"),
        ("flagged_by_screening_per_officer_year", 90, "people"),
        ("flagged_per_100000", 90, "people"),
        ("interview_wait_hours", 365, "hours"),
        ("cost_net", 365, "dollars a year"),
    ],
)
def test_a_unit_says_over_what_time_a_count_adds_up(measure, days, words):
    assert unit(measure, days) == words


@pytest.mark.parametrize(
    ("value", "plain", "with_sign"),
    [
        (1128.4, "$1,128", "+$1,128"),
        (-600593.0, "-$600,593", "-$600,593"),
        (58.194, "$58.19", "+$58.19"),
        (0.0, "$0", "$0"),
        (math.nan, "unknown", "unknown"),
    ],
)
def test_money_has_cents_only_where_it_is_little(value, plain, with_sign):
    told = (dollars(value), signed_dollars(value))
    assert tuple(each.replace("\N{MINUS SIGN}", "-") for each in told) == (plain, with_sign)


@pytest.mark.parametrize(
    ("difference", "base", "told"),
    [
        (-538.0, 705.0, "-76 %"),
        (506.0, 185.0, "+274 %"),
        (3.0, 700.0, "+0.4 %"),
        (0.01, 700.0, ""),
        (5.0, 0.0, ""),
        (math.nan, 700.0, ""),
    ],
)
def test_a_difference_in_per_cent_of_what_it_is_from(difference, base, told):
    plain = relative(difference, base).replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    assert plain == told
