"""Remains: what can be said of a ruling whose facts were erased: outcomes, rules and deadlines, but no values read."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.explanation.saying import Saying
from adapters.masking import Mask
from adapters.pages import Say
from engine import NEEDS_REVIEW, Decided
from engine.explaining import Fate
from rules.expression import Both
from rules.policy import Deadline, Decision, HitPolicy, Policy, Rule
from rules.types import Instant, Value, show
from rules.wording import Language, listed

Document = dict[str, Any]
Row = Mapping[str, Value]


def remains(policy: Policy, row: Row, *, as_of: int, say: Say, language: Language) -> Document:
    """As `document`, from the columns of a ruling as stored; what hangs on facts is empty."""
    saying = Saying(Decided({}, None), policy, say, language, Mask(frozenset()))
    return {
        "complaint_id": None,
        "as_of": show(Instant(), as_of, zone=policy.zone),
        "policy": f"{policy.name} {policy.version}",
        "policy_digest": policy.digest,
        "calendar": None if policy.calendar is None else policy.calendar.name,
        "calendar_digest": None if policy.calendar is None else policy.calendar.digest,
        "wakes": None,
        "review": row["review"],
        "facts": [],
        "decisions": {one.name: _decision(one, row, saying) for one in policy.decisions},
        "deadlines": {one.name: _deadline(one, row, policy, saying) for one in policy.deadlines},
        "parameters": [],
        "actions": [],
        "journal": None,
        "why_not": [],
    }


def _decision(decision: Decision, row: Row, saying: Saying) -> Document:
    fired = str(row[f"{decision.name}.fired"] or "").split()
    winner = row.get(f"{decision.name}.rule")
    rules = {rule.id: rule for rule in decision.rules}
    outcome = row.get(decision.name)
    names = str(outcome or "").split() if decision.outcomes and outcome != NEEDS_REVIEW else []
    collects = decision.hit_policy is HitPolicy.COLLECT
    return {
        "outcome": names if collects and outcome != NEEDS_REVIEW else outcome,
        "rule": winner,
        "fired": fired,
        "because": None,
        "clause": (winner and rules[str(winner)].clause) or decision.clause,
        "values": {one.name: _plain(one.name, row, saying) for one in decision.values},
        "title": saying.title(decision.name),
        "says": listed([saying.outcome(decision, one) for one in names], saying.language) or None,
        "hit_policy": decision.hit_policy.value,
        "told": [
            {"name": one.name, "title": saying.title(one.name), "value": told}
            for one in decision.values
            if (told := _plain(one.name, row, saying)) is not None
        ],
        "rules": [_rule(rules[one], _fate(one, winner, decision), decision, saying) for one in fired],
        "parameters": (),
    }


def _plain(name: str, row: Row, saying: Saying) -> str | None:
    value = row.get(name)
    return None if value is None else saying.value(name, saying.policy.value_types[name], value)


def _fate(rule: str, winner: Value, decision: Decision) -> Fate:
    if decision.hit_policy is HitPolicy.COLLECT:
        return Fate.GAVE
    if winner is None:
        return Fate.CLASHED
    return Fate.WON if rule == winner else Fate.LATER


def _rule(rule: Rule, fate: Fate, decision: Decision, saying: Saying) -> Document:
    return {
        "id": rule.id,
        "fate": fate.value,
        "then": saying.outcome(decision, rule.then) if isinstance(rule.then, str) else saying.expression(rule.then),
        "clause": rule.clause or decision.clause,
        "because": None,
        "tests": [{"test": one, "holds": True, "reads": []} for one in _tests(rule, saying)],
    }


def _tests(rule: Rule, saying: Saying) -> Iterator[str]:
    if rule.when is not None:
        yield from map(saying.test, rule.when.parts if isinstance(rule.when, Both) else (rule.when,))


def _deadline(deadline: Deadline, row: Row, policy: Policy, saying: Saying) -> Document:
    def instant(part: str) -> str | None:
        found = row.get(f"{deadline.name}.{part}")
        return None if found is None else show(Instant(), found, zone=policy.zone)

    state = row[deadline.name]
    reviewed = state == NEEDS_REVIEW
    return {
        "state": None if reviewed else state,
        "from": None,
        "due": instant("due"),
        "due_day": None,
        "provisional": row.get(f"{deadline.name}.earliest") is not None,
        "earliest": instant("earliest"),
        "latest": instant("latest"),
        "pauses": [],
        "counted": [],
        "skipped": [],
        "count": None,
        "clause": deadline.clause,
        "review": NEEDS_REVIEW if reviewed else None,
        **({"warned": row.get(f"{deadline.name}.warned"), "warns": None} if deadline.warn_at is not None else {}),
        "title": saying.title(deadline.name),
        "known_on": None,
        "days": [],
        "parameters": (),
    }
