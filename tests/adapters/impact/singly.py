"""What a policy says of each row of a feed, each read and decided by itself: no columns, and nothing counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine import NEEDS_REVIEW, Decided, Engine
from engine.results import value_types
from rules.policy import Policy
from rules.types import Value, read
from rules.unreadable import Unreadable

Said = dict[str, Value]


@dataclass(frozen=True)
class Single:
    """What became of a row, the facts read, what is said by name, and the rule of each decision."""

    fate: str
    facts: Said = field(default_factory=dict)
    said: Said = field(default_factory=dict)
    rules: dict[str, str | None] = field(default_factory=dict)


def singles(policy: Policy, rows: Sequence[Mapping[str, str]], *, as_of: int) -> Iterator[Single]:
    """What a policy says of each row, in order; a repeated row is a duplicate, one that contradicts is for review."""
    met: dict[Value, object] = {}
    with Engine(policy) as engine:
        for row in rows:
            cells = {
                fact.name: read(fact.type, row[fact.name]) if row.get(fact.name) else None for fact in policy.facts
            }
            unread = [name for name, value in cells.items() if isinstance(value, Unreadable)]
            facts: Said = {name: None if isinstance(value, Unreadable) else value for name, value in cells.items()}
            if facts[policy.identity] is None or facts[policy.dated_by] is None:
                yield Single("quarantined")
                continue
            first = met.setdefault(facts[policy.identity], row)
            content = (facts, unread)
            if first is row:
                met[facts[policy.identity]] = content
            elif first == content:
                yield Single("duplicate")
                continue
            decided = engine.decide(facts, as_of=as_of)
            if unread or first is not row or decided.ruled is None:
                yield Single(NEEDS_REVIEW, facts, dict(_unsaid(policy)))
            else:
                yield _single(policy, facts, decided)


def _unsaid(policy: Policy) -> Iterator[tuple[str, Value]]:
    """What is said of a row that needs review as a whole."""
    for decision in policy.decisions:
        if decision.outcomes:
            yield decision.name, NEEDS_REVIEW
        yield from dict.fromkeys(value_types(decision)).items()
    for deadline in policy.deadlines:
        yield deadline.name, NEEDS_REVIEW
        yield f"{deadline.name}.due", None


def _single(policy: Policy, facts: Said, decided: Decided) -> Single:
    assert decided.ruled is not None
    said = dict(_unsaid(policy))
    rules: dict[str, str | None] = {}
    for decision, ruling in zip(policy.decisions, decided.ruled.rulings, strict=True):
        if decision.outcomes:
            said[decision.name] = NEEDS_REVIEW if ruling.review else " ".join(ruling.outcomes)
        rules[decision.name] = None if ruling.rule is None else decision.rules[ruling.rule].id
    said |= decided.ruled.values(decided.facts)
    for name, timing in decided.timings.items():
        standing = timing.standing
        said[name] = NEEDS_REVIEW if standing is None else standing.state.value
        said[f"{name}.due"] = None if standing is None or standing.due is None else standing.due.instant
    return Single("needs_review" if decided.first_review else "decided", facts, said, rules)
