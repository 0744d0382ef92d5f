"""The people released before pickup in words: their parts, and that most were never leads where that is so."""

from __future__ import annotations

import pytest

from sim.model.outcomes import HEADLINES, LOST_PARTS
from sim.output.lost import lost_change, lost_in_short, lost_sentence
from sim.output.numbers import signed


def means(leads, matched, unknown):
    whole = {HEADLINES[-1]: leads + matched + unknown}
    return {**whole, **dict(zip(LOST_PARTS, (leads, matched, unknown), strict=True))}.__getitem__


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_parts_are_told_in_the_order_of_what_ice_knows():
    told = plain(lost_in_short(means(60.0, 48.25, 1047.4)))
    assert told == "60.0 lost leads, 48.2 matched but not flagged, 1,047 without a trace"


def test_parts_of_a_difference_have_signs():
    told = plain(lost_in_short(means(160.0, -4.0, 0.0), signed))
    assert told == "+160 lost leads, \N{MINUS SIGN}4.0 matched but not flagged, 0.0 without a trace"


@pytest.mark.parametrize(("leads", "are_few"), [(49.0, True), (50.0, False), (80.0, False)])
def test_most_were_never_leads_only_where_they_were_not(leads, are_few):
    told = lost_sentence(means(leads, 20.0, 80.0 - leads))
    assert told.startswith(f"Of those released before pickup, {leads} were lost leads (flagged, then released), ")
    assert told.endswith(": most were never leads.") == are_few


def test_of_nobody_nothing_is_told():
    nobody = means(0.0, 0.0, 0.0)
    assert (lost_in_short(nobody), lost_sentence(nobody), lost_change(nobody)) == ("", "", "")


def test_a_change_whose_parts_cancel_out_is_told_all_the_same():
    told = lost_change(means(30.0, 0.0, -30.0))
    assert "+30.0 are lost leads" in told
    assert "\N{MINUS SIGN}30.0 people who leave no trace" in told
