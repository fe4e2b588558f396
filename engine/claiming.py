"""Claiming: whether two decided complaints show a change, and by which rules and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.acting import Acting, Document
from engine.clocks import Timing
from engine.deciding import Ruled
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
        """What shows a change; None where the two are not decided as it says, or not at all."""
        if old.ruled is None or new.ruled is None:
            return None
        if change.kind is Kind.DEADLINE:
            return _counted(change, old.timings[change.name], new.timings[change.name])
        if change.kind is Kind.ANSWER and change.name in old.timings:
            answers = [one.timings[change.name].review is None for one in (old, new)]
            return Shown() if answers == [bool(change.before), bool(change.after)] else None
        if change.kind is Kind.ACTION and not self._acted_otherwise(change.about, old, new):
            return None
        return _ruled(change, _Side(old.facts, old.ruled), _Side(new.facts, new.ruled))

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


@dataclass(frozen=True, slots=True)
class _Side:
    """One complaint as one policy decides it."""

    facts: Mapping[str, Value]
    ruled: Ruled

    def ruling(self, change: Change) -> Ruling:
        """What the decision that changes says."""
        names = [one.decision.name for one in self.ruled.edition.decisions]
        return self.ruled.rulings[names.index(change.name)]

    def value(self, change: Change) -> Value:
        """The value that changes."""
        return self.ruled.known(self.facts)[change.about] if change.kind is Kind.VALUE else None

    def rule(self, change: Change) -> str:
        """The id of the rule that wins, or where a decision collects of the first.

        Of a change of an outcome only those count that lead to it.
        """
        decision, ruling = self.ruled.edition.policy.decisions_by_name[change.name], self.ruling(change)
        winning = () if ruling.rule is None else (ruling.rule,)
        deciding = ruling.fired if decision.hit_policy is HitPolicy.COLLECT else winning
        rules = (decision.rules[number] for number in deciding)
        wanted = change.about if change.kind in {Kind.MEMBER, Kind.ACTION} else ""
        return next((rule.id for rule in rules if wanted in {"", rule.then}), "")


def _ruled(change: Change, old: _Side, new: _Side) -> Shown | None:
    """What two rulings show of a change."""
    one, other = old.ruling(change), new.ruling(change)
    shown = Shown((old.rule(change), new.rule(change)), (old.value(change), new.value(change)))
    states = bool(change.before), bool(change.after)
    match change.kind:
        case Kind.ANSWER:
            fits = (one.review is None, other.review is None) == states
        case Kind.OUTCOME:
            fits = (_outcome(one), _outcome(other)) == (change.before, change.after)
        case Kind.MEMBER:
            had, has = change.about in one.outcomes, change.about in other.outcomes
            fits = one.review is other.review is None and (had, has) == states
        case Kind.VALUE:
            rules = shown.rules == (change.before, change.after)
            fits = rules and set(one.outcomes) == set(other.outcomes) and _apart(change, old, new)
        case _:
            fits = True
    return shown if fits else None


def _apart(change: Change, old: _Side, new: _Side) -> bool:
    """Whether a value is not the same; values of two sorts never are."""
    values = old.value(change), new.value(change)
    kinds = [side.ruled.edition.policy.value_types.get(change.about) for side in (old, new)]
    alike = kinds[0] is not None and kinds[1] is not None and common(kinds[0], kinds[1]) is not None
    return values[0] != values[1] or (not alike and values != (None, None))


def _outcome(ruling: Ruling) -> str:
    """The only outcome, or nothing where a person must look."""
    return ruling.outcomes[0] if ruling.review is None and ruling.outcomes else ""
