"""Obliged: whether every obligation holds of every complaint."""

from __future__ import annotations

from collections.abc import Iterator

from rules.analysis.asking import Asking
from rules.analysis.coverage import hole
from rules.analysis.question import Question
from rules.edition import ObligationEdition
from rules.finding import Claim, Finding
from rules.terms import Test


def obliged(asking: Asking) -> Iterator[Question]:
    """The questions about every obligation of an edition, where the decisions it speaks of are made."""
    for one in asking.world.edition.obligations:
        obligation = one.obligation
        lacking = hole(asking, str(one.lacks), obligation.id, Claim())
        answer = lacking if one.broken is None else _broken(asking, one, one.broken)
        yield Question("obligation-broken", obligation.id, obligation.place, answer)


def _broken(asking: Asking, one: ObligationEdition, broken: Test) -> Iterator[Finding]:
    made = [asking.world.made[name] for name in one.reads]
    witness = asking.witness(asking.world.encoding.true(broken), *made)
    if witness is not None:
        obligation = one.obligation
        told = {"obligation": obligation.id, "because": f": {obligation.because}" if obligation.because else ""}
        claim = Claim(true=broken)
        yield Finding("obligation-broken", obligation.id, obligation.place, told, witness=witness, claim=claim)
