"""The document of an explanation: for every decision and deadline what was said, and all that led to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.explanation import changing
from adapters.explanation.days import days
from adapters.explanation.saying import Saying
from adapters.masking import MASK, Mask
from adapters.pages import Say
from engine import Decided, report
from engine.explaining import Fared, Fate, InForce, WhyNot, fates, in_force, read_by
from rules.policy import Deadline, Decision, Policy
from rules.types import Date, Intervals, show
from rules.wording import Language

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint that was decided: `wakes` is when a decision changes next with no new fact, microseconds UTC."""

    policy: Policy
    decided: Decided
    wakes: int | None = None
    why_not: Sequence[WhyNot] = ()


def document(case: Case, say: Say, language: Language, mask: Mask) -> Document:
    """What `engine.report` has, and beside it facts, rules with their fates, dated values, days, and why not.

    Personal facts are masked as `mask` says.
    """
    policy, decided = case.policy, case.decided
    saying = Saying(decided, policy, say, language, mask)
    found: Document = report(decided, policy, wakes=case.wakes, masks=dict.fromkeys(mask.hidden, MASK))
    fared = fates(decided, policy)
    for one in policy.decisions:
        found["decisions"][one.name] |= _decision(one, fared[one.name], case, saying)
    for limit in policy.deadlines:
        found["deadlines"][limit.name] |= _deadline(limit, found["deadlines"][limit.name], case, saying)
    return {
        **{key: found[key] for key in ("complaint_id", "as_of", "policy", "policy_digest")},
        **{key: found[key] for key in ("calendar", "calendar_digest", "wakes", "review")},
        "facts": [
            {"name": fact.name, "title": saying.title(fact.name), "value": told, "personal": fact.personal}
            for fact in policy.facts
            if (told := saying.value(fact.name, fact.type, decided.facts.get(fact.name))) is not None
        ],
        "decisions": found["decisions"],
        "deadlines": found["deadlines"],
        "parameters": [_parameter(one, saying) for one in _in_force(case)],
        "actions": found["actions"],
        "journal": None,
        "why_not": [changing.told(one, saying) for one in case.why_not],
    }


def _in_force(case: Case) -> tuple[InForce, ...]:
    """The parameters that something reads, by the edition that decided."""
    if case.decided.ruled is None:
        return ()
    answers: tuple[Decision | Deadline, ...] = (*case.policy.decisions, *case.policy.deadlines)
    read = {name for one in answers for name in read_by(one, case.policy)}
    return tuple(one for one in in_force(case.decided.ruled.edition) if one.parameter.name in read)


def _decision(decision: Decision, fared: Sequence[Fared], case: Case, saying: Saying) -> Document:
    ruling = saying.telling.decision(decision)
    return {
        "title": saying.title(decision.name),
        "says": saying.telling.outcomes(decision.name),
        "hit_policy": decision.hit_policy.value,
        "because": ruling["because"],
        "told": [
            {"name": one.name, "title": saying.title(one.name), "value": told}
            for one in decision.values
            if (told := saying.value(one.name, one.type, saying.telling.known[one.name])) is not None
        ],
        "rules": [_rule(one, decision, saying) for one in fared],
        "parameters": read_by(decision, case.policy),
    }


def _rule(fared: Fared, decision: Decision, saying: Saying) -> Document:
    """A rule with its fate; of one that failed `tests` ends with the test that failed first."""
    rule = fared.rule
    then = saying.outcome(decision, rule.then) if isinstance(rule.then, str) else saying.expression(rule.then)
    return {
        "id": rule.id,
        "fate": fared.fate.value,
        "then": then,
        "clause": rule.clause or decision.clause,
        "because": None if fared.fate in {Fate.FAILED, Fate.UNASKED} else saying.telling.reason(rule),
        "tests": [
            {"test": saying.test(one.test), "holds": one.truth, "reads": [saying.reading(read) for read in one.reads]}
            for one in fared.tests
        ],
    }


def _deadline(deadline: Deadline, told: Mapping[str, Any], case: Case, saying: Saying) -> Document:
    timing = case.decided.timings.get(deadline.name)
    hidden = any(isinstance(fact.type, Intervals) and fact.name in saying.mask.hidden for fact in case.policy.facts)
    return {
        "title": saying.title(deadline.name),
        "pauses": [{**one, "reason": MASK} if hidden else one for one in told["pauses"]],
        **days(timing, case.policy),
        "parameters": read_by(deadline, case.policy),
    }


def _parameter(one: InForce, saying: Saying) -> Document:
    """A parameter's value with its dates; `values` are all that it has."""
    parameter = one.parameter
    return {
        "name": parameter.name,
        "title": saying.own(parameter.title),
        "value": saying.value(parameter.name, parameter.type, one.value),
        "since": None if one.since is None else show(Date(), one.since),
        "until": None if one.until is None else show(Date(), one.until),
        "clause": parameter.clause,
        "values": [
            {"since": show(Date(), day), "value": saying.value(parameter.name, parameter.type, value)}
            for day, value in parameter.values
        ],
    }
