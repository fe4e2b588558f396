"""Reading: which decisions and deadlines an answer depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.expression import Expression, decisions_read, references
from rules.policy import Deadline, Decision, Pause


def owned(expression: Expression, owners: Mapping[str, str]) -> Iterator[str]:
    """The decisions and deadlines that own what an expression reads."""
    yield from decisions_read(expression)
    for one in references(expression):
        owner = owners.get(one.name.partition(".")[0])
        yield from () if owner is None else (owner,)


def deciding(decision: Decision) -> Iterator[Expression]:
    """The expressions on which a decision's ruling and values depend."""
    for rule in decision.rules:
        yield from (one for one in (rule.when, rule.then) if one is not None and not isinstance(one, str))
        yield from (expression for _, expression in rule.assigns)


def moments(deadline: Deadline) -> Iterator[Expression]:
    """The expressions on which a deadline depends."""
    yield from (deadline.start, deadline.within, *deadline.restarts)
    yield from (one for one in (deadline.met_by, deadline.hard_stop) if one is not None)
    for pause in deadline.pauses:
        if isinstance(pause, Pause):
            yield from (one for one in (pause.start, pause.end) if one is not None)
        else:
            yield pause
