"""The index of clauses, both ways: what puts each clause into effect, and what each thing cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.citing import citations
from rules.loading.cited import heads
from rules.policy import Policy

_NUMBER = re.compile(r"(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Citing:
    """Something of the policy that cites clauses; `kind` and `name` make its anchor, `title` says what it is.

    A rule without a clause of its own cites its decision's.
    """

    kind: str
    name: str
    title: str
    clauses: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause with what cites it; `title` is empty for one that the policy cites without declaring it."""

    id: str
    title: str
    anchor: str
    citing: tuple[Citing, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[Citing, ...]], ...]:
        """What cites it, by kind."""
        return grouped(self.citing)


class Index:
    """The clauses of a policy's document, and what cites them."""

    def __init__(self, policy: Policy) -> None:
        self.citing = tuple(one for one in _citing(policy) if one.clauses)
        titles = {clause.id: clause.title for clause in policy.clauses}
        order = _order(list(titles), list(dict.fromkeys(clause for one in self.citing for clause in one.clauses)))
        self._anchors = {clause: f"clause-{number}" for number, clause in enumerate(order, start=1)}
        self.entries = tuple(
            Entry(clause, titles.get(clause, ""), anchor, tuple(one for one in self.citing if clause in one.clauses))
            for clause, anchor in self._anchors.items()
        )

    @property
    def groups(self) -> tuple[tuple[str, tuple[Citing, ...]], ...]:
        """Everything that cites a clause, by kind."""
        return grouped(self.citing)

    def links(self, text: str) -> list[tuple[str, str]]:
        """The clauses that a text names, each with the id of its entry."""
        return [(clause, self._anchors[clause]) for clause in citations(text)]


def grouped(citing: tuple[Citing, ...]) -> tuple[tuple[str, tuple[Citing, ...]], ...]:
    """What cites clauses by kind, kinds in the order in which they come first."""
    found: dict[str, list[Citing]] = {}
    for one in citing:
        found.setdefault(one.kind, []).append(one)
    return tuple((kind, tuple(alike)) for kind, alike in found.items())


def _order(declared: list[str], cited: list[str]) -> list[str]:
    """The declared clauses as they stand, a heading that is only cited before the first it heads, the others last."""
    found = list(declared)
    others = sorted((one for one in cited if one not in declared), key=_numbered)
    # The wider heading is put in first, so that it comes to stand before the narrower.
    for clause in sorted(others, key=len):
        headed = next((place for place, one in enumerate(found) if one in declared and heads(clause, one)), None)
        if headed is not None:
            found.insert(headed, clause)
    return found + [clause for clause in others if clause not in found]


def _numbered(clause: str) -> list[tuple[int, str]]:
    """A key by which 2 comes before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(clause)]


def _citing(policy: Policy) -> Iterator[Citing]:
    for decision in policy.decisions:
        for rule in decision.rules:
            yield Citing("rule", rule.id, decision.title, citations(rule.clause or decision.clause))
    for decision in policy.decisions:
        yield Citing("decision", decision.name, decision.title, citations(decision.clause))
    for deadline in policy.deadlines:
        yield Citing("deadline", deadline.name, deadline.title, citations(deadline.clause))
    for parameter in policy.parameters:
        yield Citing("parameter", parameter.name, parameter.title, citations(parameter.clause))
    for decision in policy.decisions:
        for outcome in decision.outcomes:
            yield Citing("outcome", f"{decision.name}-{outcome.name}", outcome.title, citations(outcome.clause))
    for obligation in policy.obligations:
        yield Citing("obligation", obligation.id, obligation.because, citations(obligation.clause))
    for derived in policy.derived:
        yield Citing("derived", derived.name, derived.title, citations(derived.clause))
    for fact in policy.facts:
        yield Citing("fact", fact.name, fact.title, citations(fact.clause))
