"""Why something did not happen in a life, in a few words."""

from __future__ import annotations

from sim.analyses.trace.life import Life, Line

__all__ = ["NOT_FLAGGED", "STAGES", "missing_from"]

STAGES = ("interview", "match", "review", "flag", "hold", "pickup")
"""What may happen to a person in custody, in the order of the model."""

NOT_FLAGGED = "not flagged"
"""Why there is neither hold nor pickup where there is no flag."""


def missing_from(life: Life) -> dict[str, str]:
    """Say of each of `STAGES` that is missing why it is."""
    why = (_no_interview, _no_match, _no_review, _no_flag, _no_hold, _no_pickup)
    reasons = {stage: reason(life) for stage, reason in zip(STAGES, why, strict=True)}
    return {stage: reason for stage, reason in reasons.items() if reason}


def _no_interview(life: Life) -> str:
    if life.interview.began_at is not None:
        return ""
    if not life.screened:
        return "no screening at this jail"
    if "discloses" not in life.facts:
        return "does not say at intake that they are foreign-born"
    if life.interview.joined_at is None:
        return "release came before intake was over"
    return _not_served(life.interview, life.release_due_at)


def _no_match(life: Life) -> str:
    if life.match_at is not None:
        return "release came before the match" if life.match_at >= life.release_due_at else ""
    return "prints are sent, but meet no federal record" if "fingerprinted" in life.facts else "no prints are sent"


def _no_review(life: Life) -> str:
    if life.review.began_at is not None:
        return ""
    if life.match_at is None or life.match_at >= life.release_due_at:
        return "there is no match in time"
    if life.flagged_at is not None and life.flagged_at < life.release_due_at and life.flagged_by == "screening":
        return "closed at no cost, for screening had flagged"
    return _not_served(life.review, life.release_due_at)


def _not_served(line: Line, until: int) -> str:
    if not line.staffed:
        return "there are no officers"
    assert line.joined_at is not None
    on_duty_at = line.next_duty_at(line.joined_at)
    if on_duty_at is None or on_duty_at >= until:
        return "nobody was on duty before release"
    return "release came before an officer was free"


def _no_flag(life: Life) -> str:
    if life.flagged_at is not None:
        return ""
    if life.review_in_time:
        return "reviewed, but no detainer was lodged"
    if life.interview_in_time:
        return "interviewed, but not found removable"
    return "neither interviewed nor reviewed in time"


def _no_hold(life: Life) -> str:
    if life.flagged_at is None:
        return NOT_FLAGGED
    if life.hold_ends_at == life.release_due_at:
        return "the jail does not hold for ICE"
    return ""


def _no_pickup(life: Life) -> str:
    if life.flagged_at is None:
        return NOT_FLAGGED
    if life.pickup.began_at is not None:
        return ""
    if not life.pickup.staffed:
        return "there are no crews"
    assert life.pickup.joined_at is not None
    on_duty_at = life.pickup.next_duty_at(life.pickup.joined_at)
    if on_duty_at is None or on_duty_at > life.left_at:
        return "no crew was on duty in time"
    return "no crew could be there in time"
