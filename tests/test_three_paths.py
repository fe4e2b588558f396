"""The class tables, the columns and durable_rules itself decide as the plain interpreter does.

Every complaint is compared row by row on the first two; durable_rules alone is asked once for every class met.
Eight blocks of generated policies make 80,000 decisions and more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import polars as pl
import pytest

from engine.clocks import Timing
from engine.deciding import Ruled
from engine.engine import Engine
from engine.results import stored
from engine.ruling import NEEDS_REVIEW, Ruling
from rules.cells import Value
from rules.loading import load
from rules.policy import Decision, HitPolicy, Policy
from tests import oracle
from tests.engine.small import deadline_columns
from tests.generating import complaints, policy
from tests.generating.expressions import FIRST_DAY, LAST_DAY, MICROSECONDS_PER_DAY
from tests.oracle import Answer, Told
from tests.stopwatch import Seen

ROOT = Path(__file__).parents[1]
PACKS = ["cn-pboc-2020", "eu-psd2", "uk-app-fraud", "uk-disp", "us-reg-e"]
BLOCKS = 8
POLICIES = 20
COMPLAINTS = 200
DECISIONS = 12_500
REVIEWS = {
    None,
    "disagreement",
    "no-rule-matched",
    "not-in-force",
    "overlap",
    "parameter-not-in-force",
    "reads-reviewed",
}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_path_decides_as_the_interpreter_does(block: int) -> None:
    met: Counter[str | None] = Counter()
    for seed in range(block * POLICIES, (block + 1) * POLICIES):
        met += _agreed(seed)
    assert met.total() >= DECISIONS
    assert set(met) == REVIEWS


@pytest.mark.parametrize("path", ["policy.yaml", "benchmarks/peers.yaml", "rules/packs/us-cfpb.yaml"])
def test_every_path_decides_by_our_own_policies_as_the_interpreter_does(path: str) -> None:
    found = load((ROOT / path).read_bytes(), name=path).policy
    assert found is not None
    assert None in _compared(found, Random(path), count=300)


@pytest.mark.parametrize("pack", PACKS)
def test_every_path_decides_by_the_packs_as_the_interpreter_does(pack: str) -> None:
    """Few complaints each: the interpreter counts the days of up to nine deadlines one by one."""
    path = ROOT / "rules" / "packs" / f"{pack}.yaml"
    found = load(path.read_bytes(), name=path.name).policy
    assert found is not None
    assert None in _compared(found, Random(pack), count=12)


def _agreed(seed: int) -> Counter[str | None]:
    """Number of decisions by review code, by one generated policy."""
    chance = Random(seed)
    found = next(one for one in iter(lambda: policy(chance), 0) if one is not None)
    return _compared(found, chance, count=COMPLAINTS)


def _compared(found: Policy, chance: Random, *, count: int) -> Counter[str | None]:
    """Number of decisions by review code on which the paths agree with the oracle; a difference fails."""
    as_of = chance.randint(FIRST_DAY + 60, LAST_DAY) * MICROSECONDS_PER_DAY + chance.choice((0, 57_600_000_000, 12345))
    cases = list(complaints(found, chance, count=count, as_of=as_of))
    expected = [oracle.decide(found, facts, as_of) for facts in cases]
    with Engine(found) as engine:
        _compare_single(engine, cases, expected, as_of=as_of)
        _compare_columns(engine, cases, expected, as_of=as_of)
    return Counter(answer.review for told in expected for answer in told.answers.values())


def _compare_single(
    engine: Engine,
    cases: Sequence[Mapping[str, Value]],
    expected: Sequence[Told],
    *,
    as_of: int,
) -> None:
    met: dict[int, Ruled] = {}
    for facts, told in zip(cases, expected, strict=True):
        decided = engine.decide(facts, as_of=as_of)
        if decided.ruled is None:
            assert {decided.review and decided.review.code} == {one.review for one in told.answers.values()}, facts
            continue
        for name, timing in decided.timings.items():
            assert _seen(timing, told.seen[name]) == told.seen[name], (name, facts, as_of)
        assert _answers(decided.ruled, decided.facts) == told.answers, (facts, as_of)
        if id(decided.ruled) not in met:
            met[id(decided.ruled)] = decided.ruled
            uncached = engine.decide_uncached(facts, as_of=as_of)
            assert uncached.ruled is not None
            assert _answers(uncached.ruled, uncached.facts) == told.answers, facts


def _seen(timing: Timing, expected: Seen | str) -> Seen | str:
    """What the engine says of a deadline, in the words of the person with the stopwatch."""
    standing = timing.standing
    if standing is None:
        assert timing.review is not None
        return timing.review.code
    unsure = isinstance(expected, Seen) and expected.provisional is None
    due = None if standing.due is None else standing.due.instant
    provisional = None if unsure else standing.due is not None and standing.due.provisional
    return Seen(standing.state.value, due, provisional, standing.warned)


def _answers(ruled: Ruled, facts: Mapping[str, Value]) -> dict[str, Answer]:
    """What a path says, in the oracle's words."""
    values = ruled.values(facts)
    decisions = ruled.edition.policy.decisions
    return {one.name: _answer(one, ruling, values) for one, ruling in zip(decisions, ruled.rulings, strict=True)}


def _answer(decision: Decision, ruling: Ruling, values: Mapping[str, Value]) -> Answer:
    ids = [rule.id for rule in decision.rules]
    fired = tuple(ids[number] for number in ruling.fired)
    if ruling.review is not None:
        return Answer(fired, review=ruling.review.code)
    if decision.hit_policy is HitPolicy.COLLECT:
        return Answer(fired, outcome=ruling.outcomes)
    assert ruling.rule is not None
    outcome = ruling.outcomes[0] if ruling.outcomes else values.get(decision.name)
    return Answer(fired, ids[ruling.rule], outcome, tuple((one.name, values.get(one.name)) for one in decision.values))


def _compare_columns(
    engine: Engine,
    cases: Sequence[Mapping[str, Value]],
    expected: Sequence[Told],
    *,
    as_of: int,
) -> None:
    found = engine.policy
    schema = {fact.name: stored(fact.type) for fact in found.facts}
    frame = pl.DataFrame({name: [facts[name] for facts in cases] for name in schema}, schema=schema)
    rows = engine.decide_columns(frame, as_of=as_of).iter_rows(named=True)
    for facts, told, row in zip(cases, expected, rows, strict=True):
        limits = deadline_columns(found, engine.decide(facts, as_of=as_of))
        assert row == {found.identity: facts[found.identity], **_row(found, told, row), **limits}, (facts, as_of)


def _row(policy: Policy, told: Told, row: Mapping[str, Value]) -> dict[str, Value]:
    """The columns that the oracle expects; of the review's text only the code is its own."""
    reviews = {name: answer.review for name, answer in told.answers.items()}
    reviews |= {name: seen if isinstance(seen, str) else None for name, seen in told.seen.items()}
    codes = [code for name in policy.order if (code := reviews[name]) is not None]
    review = str(row["review"]) if codes and str(row["review"]).startswith(f"{codes[0]}: ") else next(iter(codes), None)
    found: dict[str, Value] = {"review": review}
    for decision in policy.decisions:
        found |= _decision(decision, told.answers[decision.name])
    return found


def _decision(decision: Decision, answer: Answer) -> dict[str, Value]:
    """The columns of one decision."""
    name, fired = decision.name, {f"{decision.name}.fired": " ".join(answer.fired)}
    if decision.hit_policy is HitPolicy.COLLECT:
        held = " ".join(answer.outcome) if isinstance(answer.outcome, tuple) else NEEDS_REVIEW
        return {name: held, **fired}
    outcome = NEEDS_REVIEW if answer.review and decision.outcomes else answer.outcome
    assert not isinstance(outcome, tuple)
    values = dict(answer.values) or {one.name: None for one in decision.values}
    return {name: outcome, f"{name}.rule": answer.rule, **fired, **values}
