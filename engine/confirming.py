"""Confirming: whether durable_rules decides a witness as the proof says.

The proof knows of a deadline what is true of every calendar, the engine counts it on one.
So the instant asked about is sought, among those at which time alone changes something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Protocol

from engine.clocks import Timing
from engine.deciding import Ruled
from engine.engine import Decided, Engine
from engine.ruling import Ruling
from rules.cells import Value
from rules.deadline import State
from rules.edition import edition
from rules.evaluation import truth
from rules.expression import Reference, Role
from rules.finding import AS_OF, Claim, Finding
from rules.midnight import begins, day_of
from rules.policy import Deadline, Policy
from rules.terms import inputs
from rules.types import Date, Instant

MOST_INSTANTS = 200
"""Instants that are tried of one complaint."""

_DONE = frozenset({State.MET, State.MET_LATE, State.BREACHED})

Facts = Mapping[str, Value]


class Timed(Protocol):
    """What is said of a complaint, with where its deadlines stand."""

    @property
    def timings(self) -> Mapping[str, Timing]:
        """Where each deadline stands."""


class Decider(Protocol):
    """What decides complaints by a policy: the engine, or what is tried instead of it."""

    @property
    def policy(self) -> Policy:
        """The policy."""

    def decide(self, facts: Facts, *, as_of: int | None = None) -> Timed:
        """What is said of a complaint at an instant."""


def confirmed(engine: Engine, finding: Finding) -> Finding | None:
    """The finding, if durable_rules, nothing remembered, decides its witness as it says; None if it decides otherwise.

    A finding without a witness claims nothing.
    Where the policy has deadlines the witness is one that was found with an instant, or else the finding is `abstract`.
    """
    if finding.witness is None or finding.claim is None:
        return finding
    if not engine.policy.deadlines:
        return finding if _holds(finding.claim, engine.decide_uncached(finding.witness)) else None
    for facts in complaints(engine, finding.witness):
        for at in instants(engine, facts, finding.witness[AS_OF]):
            if _holds(finding.claim, engine.decide(facts, as_of=at)):
                whole = replace(finding, witness={**facts, AS_OF: at})
                return whole if _holds(finding.claim, engine.decide_uncached(facts, as_of=at)) else None
    if _is_timeless(finding.claim, engine.policy):
        return None
    seen = {name: value for name, value in finding.witness.items() if name != AS_OF}
    return replace(finding, witness=seen, abstract=True)


def _is_timeless(claim: Claim, policy: Policy) -> bool:
    """Whether what is claimed hangs on no deadline, so that it is so at every instant or at none."""
    if claim.true is not None and not policy.facts_by_name.keys() >= set(inputs(claim.true)):
        return False
    reads = dict(zip(policy.order, (one.reads for one in edition(policy, policy.effective).order), strict=True))
    pending, met = [claim.decision] if claim.decision else [], set[str]()
    while pending:
        name = pending.pop()
        pending.extend(one for one in reads[name] if one not in met)
        met.add(name)
    return met.isdisjoint(policy.deadlines_by_name)


def complaints(engine: Decider, witness: Facts) -> Iterator[Facts]:
    """The complaint of a witness, and likewise with what was done as late as the witness has it, or just in time."""
    facts: Facts = {name: value for name, value in witness.items() if name in engine.policy.facts_by_name}
    yield facts
    for deadline in engine.policy.deadlines:
        if witness.get(deadline.name) in _DONE:
            facts = _moved(engine, facts, deadline, late=witness[deadline.name] != State.MET)
    yield facts


def _moved(engine: Decider, facts: Facts, deadline: Deadline, *, late: bool) -> Facts:
    """The same complaint, with what ends a deadline, if anything, done when it is due, or right after."""
    by = deadline.met_by
    if not isinstance(by, Reference) or by.role is not Role.FACT or by.name not in facts:
        return facts
    undone = {name: value for name, value in facts.items() if name != by.name}
    due = first_due(engine, undone, deadline)
    if due is None:
        return facts
    if isinstance(by.type, Date):
        return {**facts, by.name: day_of(due, engine.policy.zone) + late}
    # Between what is due and what is done there is an instant at which the deadline is breached.
    return {**facts, by.name: due + 2 * late}


def first_due(engine: Decider, facts: Facts, deadline: Deadline) -> int | None:
    """The first instant at which a deadline is held to end; None if it never is."""
    dues = (_due(engine, facts, deadline, at) for at in islice(_walk(engine, facts), MOST_INSTANTS))
    return next((one for one in dues if one is not None), None)


def _due(engine: Decider, facts: Facts, deadline: Deadline, at: int) -> int | None:
    timing = engine.decide(facts, as_of=at).timings.get(deadline.name)
    standing = None if timing is None else timing.standing
    return None if standing is None or standing.due is None else standing.due.instant


def instants(engine: Decider, facts: Facts, wanted: Value) -> Iterator[int]:
    """The instant that the proof has, then those at which something changes by time alone, from the first on."""
    yield int(wanted or 0)
    yield from islice(_walk(engine, facts), MOST_INSTANTS)


def _walk(engine: Decider, facts: Facts) -> Iterator[int]:
    instant = min(_told(facts, engine.policy), default=0) - 1
    while True:
        yield instant
        timings = engine.decide(facts, as_of=instant).timings.values()
        changes = [change for timing in timings for change in timing.changes(instant)]
        if not changes:
            return
        instant = min(changes)


def _told(facts: Facts, policy: Policy) -> Iterator[int]:
    """The instants that a complaint tells of."""
    for name, value in facts.items():
        match policy.facts_by_name[name].type, value:
            case Instant(), int():
                yield value
            case Date(), int():
                yield begins(value, policy.zone)
            case _:
                continue


def _holds(claim: Claim, decided: Decided) -> bool:
    ruled = decided.ruled
    if ruled is None or (claim.true is not None and not truth(claim.true, ruled.known(decided.facts))):
        return False
    return not claim.decision or _is_claimed(claim, _ruling(claim.decision, ruled))


def _ruling(decision: str, ruled: Ruled) -> Ruling:
    names = (one.decision.name for one in ruled.edition.decisions)
    return dict(zip(names, ruled.rulings, strict=True))[decision]


def _is_claimed(claim: Claim, ruling: Ruling) -> bool:
    code = "" if ruling.review is None else ruling.review.code
    return code == claim.review and set(claim.fired) <= set(ruling.fired) and claim.won in {None, ruling.rule}
