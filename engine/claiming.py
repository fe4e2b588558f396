"""Claiming: whether two decided complaints show a change, and by which rules and values."""

from __future__ import annotations

from dataclasses import dataclass

from engine.acting import Acting, Document
from engine.clocks import Timing
from engine.engine import Decided
from engine.ruling import Ruling
from rules.cells import Value
from rules.deadline import Standing, State
from rules.difference import Change, Kind
from rules.policy import HitPolicy
from rules.types import common

_NOT_ITS_OWN = {"rule", "because", "clause"}
"""What an action's document tells of why it is ordered."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The rules by which the old and the new decide, by id, and what each sets, or when it holds a deadline to end."""

    rules: tuple[str, str] = ("", "")
    said: tuple[Value, Value] = (None, None)


class Claiming:
    """Looks at complaints as two policies decide them."""

    def __init__(self, old: Acting, new: Acting) -> None:
        self._acting = old, new

    def shown(self, change: Change, old: Decided, new: Decided) -> Shown | None:
        """What shows a change; None where the two are not decided as it says."""
        if old.ruled is None or new.ruled is None:
            return None
        if change.kind is Kind.DEADLINE:
            return _counted(change, old.timings[change.name], new.timings[change.name])
        if change.kind is Kind.ANSWER:
            answers = _is_answered(change.name, old), _is_answered(change.name, new)
            if answers != (bool(change.before), bool(change.after)):
                return None
            return Shown() if change.name in old.timings else _ruled(change, old, new)
        if change.kind is Kind.ACTION and not self._acted_otherwise(change.about, old, new):
            return None
        return _ruled(change, old, new)

    def _acted_otherwise(self, action: str, old: Decided, new: Decided) -> bool:
        """Whether both order an action, and carry it out otherwise."""
        one, other = (_action(acting, it, action) for acting, it in zip(self._acting, (old, new), strict=True))
        return one is not None and other is not None and one != other


def _action(acting: Acting, decided: Decided, name: str) -> Document | None:
    found = next((one for one in acting.actions(decided) if one["action"] == name), None)
    return None if found is None else {key: told for key, told in found.items() if key not in _NOT_ITS_OWN}


def _counted(change: Change, old: Timing, new: Timing) -> Shown | None:
    one, other = old.standing, new.standing
    if one is None or other is None or (one.state, one.due, one.warned) == (other.state, other.due, other.warned):
        return None
    wanted = [state.replace("counted", "begun") for state in (change.before, change.after)]
    return Shown(said=(_due(one), _due(other))) if [_begun(one), _begun(other)] == wanted else None


def _begun(standing: Standing) -> str:
    return "not_started" if standing.state is State.NOT_STARTED else "begun"


def _due(standing: Standing) -> int | None:
    return None if standing.due is None else standing.due.instant


def _ruled(change: Change, old: Decided, new: Decided) -> Shown | None:
    """What two rulings show of a change of outcomes or values."""
    one, other = _ruling(change.name, old), _ruling(change.name, new)
    rules = _rule(change, old, one), _rule(change, new, other)
    values = _value(change, old), _value(change, new)
    match change.kind:
        case Kind.OUTCOME:
            fits = (_outcome(one), _outcome(other)) == (change.before, change.after)
        case Kind.MEMBER:
            had, has = change.about in one.outcomes, change.about in other.outcomes
            fits = one.review is other.review is None and (had, has) == (bool(change.before), bool(change.after))
        case Kind.VALUE:
            fits = (
                set(one.outcomes) == set(other.outcomes)
                and rules == (change.before, change.after)
                and _apart(change.about, (old, values[0]), (new, values[1]))
            )
        case _:
            fits = True
    return Shown(rules, values) if fits else None


def _apart(name: str, old: tuple[Decided, Value], new: tuple[Decided, Value]) -> bool:
    """Whether a value is not the same; values of two sorts never are."""
    kinds = [one.ruled.edition.policy.value_types[name] for one, value in (old, new) if one.ruled and value is not None]
    return old[1] != new[1] or (len(kinds) > 1 and common(kinds[0], kinds[1]) is None)


def _ruling(name: str, decided: Decided) -> Ruling:
    if decided.ruled is None:
        raise TypeError(name)
    names = [one.decision.name for one in decided.ruled.edition.decisions]
    return decided.ruled.rulings[names.index(name)]


def _is_answered(name: str, decided: Decided) -> bool:
    timing = decided.timings.get(name)
    return _ruling(name, decided).review is None if timing is None else timing.review is None


def _outcome(ruling: Ruling) -> str:
    """The only outcome, or nothing where a person must look."""
    return ruling.outcomes[0] if ruling.review is None and ruling.outcomes else ""


def _rule(change: Change, decided: Decided, ruling: Ruling) -> str:
    """The id of the rule that wins, or where a decision collects of the first; only of those that lead to an outcome.

    Which outcome that is, a change of one says.
    """
    if decided.ruled is None:
        raise TypeError(change)
    decision = decided.ruled.edition.policy.decisions_by_name[change.name]
    winning = () if ruling.rule is None else (ruling.rule,)
    deciding = ruling.fired if decision.hit_policy is HitPolicy.COLLECT else winning
    rules = (decision.rules[number] for number in deciding)
    wanted = change.about if change.kind in {Kind.MEMBER, Kind.ACTION} else ""
    return next((rule.id for rule in rules if wanted in {"", rule.then}), "")


def _value(change: Change, decided: Decided) -> Value:
    if change.kind is not Kind.VALUE or decided.ruled is None:
        return None
    return decided.ruled.known(decided.facts)[change.about]
