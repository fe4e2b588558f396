"""Fates: how each rule of a decision fared on one complaint, and which test kept it from holding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.deciding import Known
from engine.engine import Decided
from engine.ruling import Ruling
from rules.cells import Value
from rules.evaluation import truth
from rules.expression import Both, Derived, Expression, ListContains, Reference, walk
from rules.lowering import Lowering
from rules.policy import Decision, HitPolicy, Policy, Rule


class Fate(StrEnum):
    """How a rule fared.

    `won` gave the outcome, and under `collect` `gave` one of them.
    `later` held too, but another came before it; `alike` held too and led to the same; `clashed` must not have held.
    `failed` did not hold; `unasked` was not looked at.
    """

    WON = "won"
    GAVE = "gave"
    LATER = "later"
    ALIKE = "alike"
    CLASHED = "clashed"
    FAILED = "failed"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Tested:
    """One test with its truth, None where something is missing, and what it reads, outermost names first."""

    test: Expression
    truth: bool | None
    reads: tuple[Reference | Derived | ListContains, ...]


@dataclass(frozen=True, slots=True)
class Fared:
    """A rule and its fate; `tests` are all of its tests, or of one that failed those up to the first that did."""

    rule: Rule
    fate: Fate
    tests: tuple[Tested, ...]


def fates(decided: Decided, policy: Policy) -> Mapping[str, tuple[Fared, ...]]:
    """How the rules of every decision fared, in the order of the policy."""
    ruled = decided.ruled
    if ruled is None:
        return {one.name: tuple(Fared(rule, Fate.UNASKED, ()) for rule in one.rules) for one in policy.decisions}
    told = _Told(policy, ruled.edition.parameters, ruled.known(decided.facts))
    pairs = zip(policy.decisions, ruled.rulings, strict=True)
    return {decision.name: tuple(told.fared(decision, ruling)) for decision, ruling in pairs}


class _Told:
    """What was known of a complaint, and what its tests come to."""

    def __init__(self, policy: Policy, parameters: Mapping[str, Value], known: Known) -> None:
        self._known = known
        # What is bounded by what it is cannot overflow where every complaint was proved not to.
        ranges = {name: (int(value), int(value)) for name, value in known.items() if isinstance(value, int)}
        self._lowering = Lowering(policy.zone, parameters, _Narrow(ranges))

    def fared(self, decision: Decision, ruling: Ruling) -> Iterator[Fared]:
        asked = ruling.review is None or ruling.review.code in _ASKED
        for number, rule in enumerate(decision.rules):
            if not asked:
                yield Fared(rule, Fate.UNASKED, ())
                continue
            tests = tuple(map(self._tested, _tests(rule)))
            failed = next((place for place, one in enumerate(tests) if one.truth is not True), None)
            if (failed is None) != (number in ruling.fired):
                raise AssertionError(rule.id)
            fate = Fate.FAILED if failed is not None else _held(decision, ruling, number)
            yield Fared(rule, fate, tests if failed is None else tests[: failed + 1])

    def _tested(self, test: Expression) -> Tested:
        reads = dict.fromkeys(one for one in walk(test) if isinstance(one, Reference | Derived | ListContains))
        return Tested(test, truth(self._lowering.test(test), self._known), tuple(reads))


class _Narrow(dict[str, tuple[int, int]]):
    """Bounds of what is known; what is missing has any."""

    def setdefault(self, key: str, default: tuple[int, int] = (0, 0)) -> tuple[int, int]:  # noqa: ARG002 -- its bounds do not count
        return super().setdefault(key, (0, 0))


_ASKED = frozenset({"no-rule-matched", "overlap", "disagreement"})
"""The reviews that a decision's own rules come to."""


def _tests(rule: Rule) -> tuple[Expression, ...]:
    """The tests that must all hold."""
    if rule.when is None:
        return ()
    return rule.when.parts if isinstance(rule.when, Both) else (rule.when,)


def _held(decision: Decision, ruling: Ruling, number: int) -> Fate:
    """What became of a rule that held."""
    if ruling.review is not None:
        return Fate.CLASHED
    if decision.hit_policy is HitPolicy.COLLECT:
        then = decision.rules[number].then
        first = next(one for one in ruling.fired if decision.rules[one].then == then)
        return Fate.GAVE if first == number else Fate.ALIKE
    if number == ruling.rule:
        return Fate.WON
    return Fate.ALIKE if decision.hit_policy is HitPolicy.ANY else Fate.LATER
