"""Reading: which decisions and deadlines an answer depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rules.expression import Expression, Role, decisions_read, references
from rules.policy import Deadline, Decision, Pause, Policy


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


def before(policy: Policy) -> Mapping[str, frozenset[str]]:
    """The decisions and deadlines on which each of them hangs, itself and those that the ones it reads hang on."""
    owners = _owners(policy)
    found: dict[str, frozenset[str]] = {}
    for name in policy.order:
        earlier = {owner for expression in _read(policy, name) for owner in owned(expression, owners)}
        found[name] = frozenset({name}).union(*(found[one] for one in earlier))
    return found


def behind(policy: Policy) -> Mapping[str, frozenset[str]]:
    """The facts on which each decision and deadline hangs, through whatever it reads.

    Where parameters change by date, the fact that dates a complaint is one of them.
    """
    changes = any(len(parameter.values) > 1 for parameter in policy.parameters)
    dated = frozenset([policy.dated_by] if policy.dated_by and changes else [])
    own = {name: _facts(_read(policy, name)) for name in policy.order}
    return {name: dated.union(*(own[one] for one in names)) for name, names in before(policy).items()}


def ending(policy: Policy) -> Mapping[str, frozenset[str]]:
    """The facts on which the end of each deadline hangs that nothing interrupts; what it is met by does not matter."""
    hanging, found = behind(policy), {}
    owners = _owners(policy)
    for one in policy.deadlines:
        if not one.pauses and not one.restarts:
            read = [end for end in (one.start, one.within, one.hard_stop) if end is not None]
            earlier = {owner for expression in read for owner in owned(expression, owners)}
            found[one.name] = _facts(read).union(*(hanging[name] for name in earlier))
    return found


def _facts(read: Iterable[Expression]) -> frozenset[str]:
    """The facts that expressions name themselves."""
    return frozenset(one.name for expression in read for one in references(expression) if one.role is Role.FACT)


def _owners(policy: Policy) -> Mapping[str, str]:
    """The decision or deadline that tells each name."""
    values = {value.name: decision.name for decision in policy.decisions for value in decision.values}
    return values | {name: name for name in policy.order}


def _read(policy: Policy, name: str) -> Iterator[Expression]:
    """The expressions on which a decision or deadline depends."""
    decision = policy.decisions_by_name.get(name)
    return moments(policy.deadlines_by_name[name]) if decision is None else deciding(decision)
