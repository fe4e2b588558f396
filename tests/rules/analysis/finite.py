"""Small policies over few values, and what trying every complaint finds of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from random import Random

from rules.cells import Value
from rules.loading import load
from rules.policy import Decision, HitPolicy, Policy, Rule
from tests import oracle
from tests.oracle import Answer, Case

HEAD = """tousu: 1
policy: finite
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  p: {type: boolean}
  q: {type: boolean, required: true}
  e: {type: enum, values: {x: X, y: Y, z: Z}}
  f: {type: enum, values: {x: X, y: Y, z: Z}, required: true}
  n: {type: integer, range: {min: 0, max: 2}}
  m: {type: integer, range: {min: 1, max: 2}, required: true}
decisions:
"""
DOMAIN: Mapping[str, Sequence[Value]] = {
    "p": (None, False, True),
    "q": (False, True),
    "e": (None, "x", "y", "z"),
    "f": ("x", "y", "z"),
    "n": (None, 0, 1, 2),
    "m": (1, 2),
}
ATOMS = (
    "p", "q", "not(p)", "not(q)", "p is missing", "e = x", "e in (x, y)", "e != z", "e = f", "f = y", "f != x",
    "e is known", "n > 1", "n <= 2", "n < m", "n = m", "n + m >= 4", "n between 1 and 2", "n is missing", "m > 1",
    "m * 2 <= 4", "round_half_even(m / 2, 0) = 1", "min(n, m) = 2", "(n > m) is known", "p = q",
)  # fmt: skip
SHOWN = ("p", "e", "n", "m")
SET = ("n", "m", "n + m", "0", '"round_up(m / 2, 0)"')

Told = dict[str, set[str]]


def finite(seed: int) -> Policy:
    """A policy of three decisions, the later of which read the earlier."""
    return loaded(finite_text(seed))


def loaded(text: str) -> Policy:
    """The policy that a text is."""
    found = load(text, name="finite.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def finite_text(seed: int, *, valued: bool = False) -> str:
    """Its text; if `valued` the rules of its first two decisions set values, which later ones read."""
    chance, atoms = Random(seed), [*ATOMS]
    return HEAD + "".join(
        f"{line}\n" for number in range(3) for line in _decision(number, atoms, chance, valued=valued and number < 2)
    )


def _decision(number: int, atoms: list[str], chance: Random, *, valued: bool) -> Iterator[str]:
    name, hit_policy = f"d{number}", chance.choice(tuple(HitPolicy))
    outcomes = [f"{letter}{number}" for letter in "abc"]
    yield f"  {name}:"
    yield f"    outcomes: {{{', '.join(f'{outcome}: {outcome}' for outcome in outcomes)}}}"
    yield f"    hit_policy: {hit_policy}"
    valued = valued and hit_policy is not HitPolicy.COLLECT
    if valued:
        yield f"    values: {{v{number}: {{type: integer}}}}"
    yield "    rules:"
    count = chance.randint(2, 6)
    for place in range(count):
        otherwise = place == count - 1 and chance.random() < 0.5
        when = "" if otherwise else f", when: '{_condition(atoms, chance)}'"
        text = f", because: 'as {{{chance.choice(SHOWN)}}}'" if chance.random() < 0.3 else ""
        text += f", set: {{v{number}: {chance.choice(SET)}}}" if valued and chance.random() < 0.7 else ""
        yield f"      - {{id: R{number}-{place}{when}, then: {chance.choice(outcomes)}{text}}}"
    if valued:
        atoms += [f"v{number} > 1", f"v{number} = m", f"v{number} is missing"]
    if hit_policy is HitPolicy.COLLECT:
        atoms += [f"list contains({name}, {outcome})" for outcome in outcomes]
    else:
        atoms += [f"{name} = {outcomes[0]}", f"{name} != {outcomes[1]}"]


def _condition(atoms: Sequence[str], chance: Random) -> str:
    parts = chance.sample(list(atoms), chance.randint(1, 3))
    return chance.choice((" and ", " and ", " or ")).join(parts)


@dataclass
class Tried:
    """What every complaint there is shows of one policy."""

    policy: Policy
    fired: set[str] = field(default_factory=set)
    won: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    told: Told = field(default_factory=lambda: defaultdict(set))

    def look(self, facts: Mapping[str, Value]) -> None:
        """Note what one complaint shows."""
        case = Case(self.policy, facts, {}, oracle.decide(self.policy, facts).answers, {})
        for decision in self.policy.decisions:
            answer = case.answers[decision.name]
            if answer.review != "reads-reviewed":
                self._look(decision, answer, case)

    def _look(self, decision: Decision, answer: Answer, case: Case) -> None:
        rules = [rule for rule in decision.rules if rule.id in answer.fired]
        collects = decision.hit_policy is HitPolicy.COLLECT
        winning = rules if collects else [rule for rule in rules if rule.id == answer.rule]
        self.fired.update(answer.fired)
        self.won.update(rule.id for rule in winning)
        self.needed.update(rule.id for rule in rules if self._is_needed(decision, rule, rules, case))
        if answer.review == "no-rule-matched":
            self.told["gap"].add(decision.name)
        for one, two in combinations(rules, 2):
            if answer.review == "overlap":
                self.told["overlap"].add(f"{one.id} {two.id}")
            if answer.review == "disagreement" and one.then != two.then:
                self.told["disagreement"].add(f"{one.id} {two.id}")
        for rule in winning:
            parts = () if rule.because is None else rule.because.parts
            missing = [part.name for part in parts if not isinstance(part, str) and case.facts[part.name] is None]  # type: ignore[union-attr]  # they show facts
            self.told["missing-in-text"].update(f"{rule.id} {name}" for name in missing)

    def _is_needed(self, decision: Decision, rule: Rule, rules: list[Rule], case: Case) -> bool:
        """Whether this complaint would be decided otherwise without a rule, or two rules clash about it."""
        others = [one for one in rules if one is not rule]
        before, after = oracle.ruled(decision, rules, case), oracle.ruled(decision, others, case)
        if before.review in {"overlap", "disagreement"}:
            return True
        one, two = before.outcome, after.outcome
        sets = (set(one), set(two)) if isinstance(one, tuple) and isinstance(two, tuple) else (one, two)
        return before.review != after.review or sets[0] != sets[1]


def tried(policy: Policy) -> Told:
    """What is to be found of a policy, by trying every complaint."""
    found = Tried(policy)
    for values in product(*DOMAIN.values()):
        found.look({"id": "x", **dict(zip(DOMAIN, values, strict=True))})
    for decision in policy.decisions:
        _sum_up(decision, found)
    return {code: about for code, about in found.told.items() if about}


def _sum_up(decision: Decision, found: Tried) -> None:
    ordered = decision.hit_policy in {HitPolicy.FIRST, HitPolicy.PRIORITY}
    useless = set()
    for rule in decision.rules:
        if rule.id not in found.fired:
            found.told["dead"].add(rule.id)
            useless.add(rule.id)
        elif ordered and rule.id not in found.won:
            found.told["shadowed-rule"].add(rule.id)
            useless.add(rule.id)
        elif rule.id not in found.needed:
            found.told["redundant-rule"].add(rule.id)
    for outcome in decision.outcomes:
        leading = [rule.id for rule in decision.rules if rule.then == outcome.name]
        about = f"{decision.name}.{outcome.name}"
        if not leading:
            found.told["unused-outcome"].add(about)
        elif useless.issuperset(leading):
            found.told["unreachable-outcome"].add(about)
