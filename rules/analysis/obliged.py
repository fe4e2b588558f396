"""Obliged: whether every obligation holds of every complaint."""

from __future__ import annotations

from collections.abc import Iterator

from rules.analysis.asking import Asking
from rules.analysis.question import Question
from rules.edition import ObligationEdition
from rules.finding import Claim, Finding
from rules.terms import Test


def obliged(asking: Asking) -> Iterator[Question]:
    """The questions about every obligation of an edition, where the decisions it speaks of are made."""
    for one in asking.world.edition.obligations:
        obligation = one.obligation
        answer = _hole(asking, one) if one.broken is None else _broken(asking, one, one.broken)
        yield Question("obligation-broken", obligation.id, obligation.place, answer)


def _broken(asking: Asking, one: ObligationEdition, broken: Test) -> Iterator[Finding]:
    made = [asking.world.decisions[name].made for name in one.reads]
    witness = asking.witness(asking.world.encoding.true(broken), *made)
    if witness is not None:
        obligation = one.obligation
        told = {"obligation": obligation.id, "because": f": {obligation.because}" if obligation.because else ""}
        claim = Claim(true=broken)
        yield Finding("obligation-broken", obligation.id, obligation.place, told, witness=witness, claim=claim)


def _hole(asking: Asking, one: ObligationEdition) -> Iterator[Finding]:
    """A parameter has no value yet, so the obligation says nothing."""
    parameter = str(one.lacks)
    place = next(found.place for found in asking.world.edition.policy.parameters if found.name == parameter)
    told = {"parameter": parameter, "reader": one.obligation.id}
    yield Finding("parameter-hole", parameter, place, told, witness=asking.witness(), claim=Claim())
