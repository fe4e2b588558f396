"""Testing: suites of up to 10,000 cases of `policy.yaml`, read, run and compared."""

import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.measuring import Taken, called, interleaved
from benchmarks.policies import loaded
from benchmarks.report import OURS, Series
from engine import Engine
from engine.testing.answers import answers
from engine.testing.running import run
from rules.policy import Policy
from rules.testing import Step, load

ROWS = 10_000
ROUNDS = 5
SIZES = (100, 1_000, 10_000)
SEED = 20260101
POLICY = Path(__file__).parent.parent / "policy.yaml"
CATEGORIES = "duplicate_charge account_theft fund_risk service logistics other fee_dispute privacy".split()
FLAGS = "account_compromised loss_ongoing third_party_contacted exchange_kept account_matched transaction_found".split()
TEXTS = "account order_no description".split()
SHARE = 0.3
"""Of complaints tell each flag."""

EXPECTED = ("admission", "identity_verification", "status")


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Series:
    """Test with up to `rows` cases, the policy's loading and compiling included; the command's start is not."""
    text = POLICY.read_text("utf-8")
    taken = {size: tested(text, suite(loaded(text), size), rounds) for size in SIZES if size <= rows}
    return Series(
        name="testing",
        title="cases of the default policy, of the most different complaints",
        size="cases",
        unit="s",
        runs={OURS: {size: median(one.seconds for one in runs) for size, runs in taken.items()}},
        peak=max(one.peak for runs in taken.values() for one in runs),
    )


def tested(policy: str, tests: str, rounds: int) -> Sequence[Taken]:
    """What a run of all tests took, by round."""
    return interleaved(rounds, {OURS: partial(called, partial(passes, policy, tests))})[OURS]


def passes(policy: str, tests: str) -> bool:
    """Whether all tests pass, everything begun anew."""
    rules = loaded(policy)
    found = load(tests, rules, name="tests.yaml").suite
    if found is None:
        raise AssertionError(tests)
    with Engine(rules) as engine:
        return all(one.passed for one in run(engine, found.cases))


def suite(policy: Policy, size: int) -> str:
    """A suite of `size` cases at random, which pass."""
    draw = random.Random(SEED)
    head = f"tousu: 1\ntests: {policy.name}\nat: 2026-03-02T10:15:00+08:00\ncases:\n"
    cases = [f"  - case: {number}\n    complaint: {{{_given(draw, number)}}}\n" for number in range(size)]
    found = load(head + "".join(cases), policy, name="tests.yaml").suite
    if found is None:
        raise AssertionError(cases)
    with Engine(policy) as engine:
        said = [_expected(engine, case.steps[0]) for case in found.cases]
    return head + "".join(case + more for case, more in zip(cases, said, strict=True))


def _given(draw: random.Random, number: int) -> str:
    """A complaint of its own."""
    facts = {
        "complaint_id": f"T-{number}",
        "submitted_at": f"2026-03-02T{draw.randrange(10):02}:{draw.randrange(60):02}:00+08:00",
        "channel": draw.choice(("app", "web", "hotline", "other")),
        "category": draw.choice(CATEGORIES),
        "amount": f"{draw.randrange(5_000)}.{draw.randrange(100):02}",
        "evidence_count": str(draw.randrange(3)),
    }
    facts |= {name: draw.choice(("true", "false")) for name in FLAGS if draw.random() < SHARE}
    facts |= {name: "x" for name in TEXTS if draw.random() < 1 - SHARE / 2}
    return ", ".join(f"{name}: {text}" for name, text in facts.items())


def _expected(engine: Engine, step: Step) -> str:
    found = answers(engine.decide(step.facts, as_of=step.at), engine.policy)
    told = ", ".join(f"{name}: {found.told(name)}" for name in EXPECTED)
    rules = ", ".join(rule for name in EXPECTED for rule in found.rules(name))
    return f"    expect: {{{told}}}\n    because: [{rules}]\n"
