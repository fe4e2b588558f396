"""Confirming: whether durable_rules decides a witness as the proof says."""

from __future__ import annotations

from engine.deciding import Ruled
from engine.engine import Engine
from engine.ruling import Review, Ruling
from rules.evaluation import truth
from rules.finding import Claim, Finding


def confirmed(engine: Engine, finding: Finding) -> bool:
    """Whether a finding's witness, decided by durable_rules with nothing remembered, is what the finding says it is.

    A finding without a witness claims nothing.
    """
    if finding.witness is None or finding.claim is None:
        return True
    ruled = engine.decide_uncached(finding.witness)
    return not isinstance(ruled, Review) and _holds(finding.claim, ruled, finding)


def _holds(claim: Claim, ruled: Ruled, finding: Finding) -> bool:
    if claim.true is not None and not truth(claim.true, ruled.known(finding.witness or {})):
        return False
    decisions = (one.decision.name for one in ruled.edition.decisions)
    rulings = dict(zip(decisions, ruled.rulings, strict=True))
    return not claim.decision or _is_claimed(claim, rulings[claim.decision])


def _is_claimed(claim: Claim, ruling: Ruling) -> bool:
    code = "" if ruling.review is None else ruling.review.code
    return code == claim.review and set(claim.fired) <= set(ruling.fired) and claim.won in {None, ruling.rule}
