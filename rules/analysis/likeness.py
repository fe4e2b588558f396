"""Likeness: what of two editions is the same as it is written, and which of their inputs can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rules.analysis.deadlines import unit
from rules.edition import DeadlineEdition, DecisionEdition, Edition
from rules.terms import inputs
from rules.types import Type, common

Answer = DecisionEdition | DeadlineEdition


def joint_facts(old: Edition, new: Edition) -> Mapping[str, Type]:
    """Type of every fact that is one input for both; what only one of them has is among them.

    It has the values that both admit, but all the names that an enumeration has in either.
    """
    facts = old.policy.facts_by_name, new.policy.facts_by_name
    found: dict[str, Type] = {}
    for name in {**facts[0], **facts[1]}:
        kinds = [one[name].type for one in facts if name in one]
        kind = kinds[0] if len(kinds) == 1 else common(*kinds)
        alone = len(kinds) == 1 and name in old.kinds and name in new.kinds
        if kind is not None and not alone:
            found[name] = kind
    return found


def alike(one: Answer, other: Answer, *, same_days: bool) -> bool:
    """Whether two decisions, or deadlines, say the same of the same inputs, whatever these are, as it is written.

    `same_days` says whether both policies count days on the same calendar.
    """
    if isinstance(one, DecisionEdition) and isinstance(other, DecisionEdition):
        return replace(one, decision=other.decision) == other and _form(one) == _form(other)
    if isinstance(one, DeadlineEdition) and isinstance(other, DeadlineEdition):
        forms = [(manner(each), unit(each.deadline.within), each.deadline.warn_at) for each in (one, other)]
        return same_days and replace(one, deadline=other.deadline) == other and forms[0] == forms[1]
    return False


def _form(one: DecisionEdition) -> object:
    """What a decision says can be, and how its rules make it."""
    decision = one.decision
    values = tuple((value.name, value.type) for value in decision.values)
    return decision.hit_policy, decision.outcome_names, decision.type, values


def manner(one: DeadlineEdition) -> object:
    """How a deadline counts, whatever it counts, and when it warns."""
    deadline = one.deadline
    return None if deadline.hard_stop is None else unit(deadline.hard_stop), deadline.convention


def same_days(old: Edition, new: Edition) -> bool:
    """Whether both count on the same calendar and read the same clocks."""
    digests = [None if one.policy.calendar is None else one.policy.calendar.digest for one in (old, new)]
    return digests[0] == digests[1] and old.policy.timezone == new.policy.timezone


def keys_read(one: Answer) -> Iterator[str]:
    """Keys of the inputs of a decision or deadline, with repetitions."""
    if isinstance(one, DecisionEdition):
        for source in one.partition.sources:
            yield from inputs(source)
        for consequence in one.consequences:
            for _, term in consequence.values:
                yield from inputs(term)
        return
    moments = [one.start, *one.restarts, *([one.met_by] if one.met_by else [])]
    for pause in one.pauses:
        if isinstance(pause, tuple):
            moments.extend(moment for moment in pause if moment is not None)
        else:
            yield pause.key
    for term in (*(moment.term for moment in moments), one.within, *([one.hard_stop] if one.hard_stop else [])):
        yield from inputs(term)
