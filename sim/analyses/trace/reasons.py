"""Why something did not happen in a life, in a few words."""

from __future__ import annotations

from sim.analyses.trace.life import Life, Line

NOT_FLAGGED = "not flagged"
"""Why there is neither hold nor pickup where there is no flag."""

LIFTED = "ICE itself withdrew the detainer"
"""Why there is neither where there was one."""


def missing_from(life: Life) -> dict[str, str]:
    """Say of what may happen in custody, in the order of the model, why it did not; nothing of what did."""
    flagged = life.flagged_at is not None
    return {
        "interview": "" if life.interview.officer else _no_interview(life),
        "match": _no_match(life),
        "review": "" if life.review.officer else _no_review(life),
        "flag": "" if flagged else _no_flag(life),
        "hold": ("" if life.is_held else _no_hold(life)) if flagged else NOT_FLAGGED,
        "pickup": ("" if life.pickup.officer else _no_pickup(life)) if flagged else NOT_FLAGGED,
    }


def _no_interview(life: Life) -> str:
    if not life.screened:
        return "no screening at this jail"
    if "recorded" not in life.facts:
        return "the birthplace is not on the booking record"
    if "cleared" in life.facts:
        return "records show a citizen or a lawful resident"
    if life.interview.joined_at is None:
        return "release came before intake was over"
    return _not_served(life.interview)


def _no_match(life: Life) -> str:
    if life.match_at is not None:
        return "release came before the match" if life.match_at >= life.release_due_at else ""
    return "prints are sent, but meet no federal record" if "fingerprinted" in life.facts else "no prints are sent"


def _no_review(life: Life) -> str:
    if life.match_at is None or life.match_at >= life.release_due_at:
        return "there is no match in time"
    if life.flagged_at is not None and life.flagged_at < life.release_due_at and life.flagged_by == "screening":
        return "closed at no cost, for screening had flagged"
    return _not_served(life.review)


def _no_flag(life: Life) -> str:
    if "not sought" in life.facts and (life.review.in_time or life.interview.in_time):
        return "not one of those whom ICE seeks"
    if life.review.in_time:
        return "reviewed, but no detainer was lodged"
    if life.interview.in_time:
        return "interviewed, but not found removable"
    return "neither interviewed nor reviewed in time"


def _no_hold(life: Life) -> str:
    return LIFTED if "lifted" in life.facts else "the jail does not hold for ICE"


def _no_pickup(life: Life) -> str:
    if "moves_on" in life.facts:
        return "goes to prison or to another agency"
    if "lifted" in life.facts:
        return LIFTED
    return "no crew could be spared" if "not spared" in life.facts else _not_served(life.pickup)


def _not_served(line: Line) -> str:
    if not line.staffed:
        return line.stage.unstaffed
    assert line.waited_until is not None
    if line.is_too_late:
        return line.stage.busy
    on_duty_at = line.next_duty_at()
    return line.stage.off_duty if on_duty_at is None or on_duty_at >= line.waited_until else line.stage.busy
