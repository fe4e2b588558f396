"""A witness is confirmed exactly when durable_rules decides it as the finding claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import Engine
from engine.confirming import confirmed
from engine.examining import examine, settled
from rules.analysis import prove
from rules.cells import Value
from rules.fault import Place
from rules.finding import AS_OF, Claim, Finding
from rules.terms import Input, IsKnown, Truth
from tests.engine.small import policy

DECISIONS = """level:
  outcomes: {high: 高, low: 低}
  hit_policy: first
  rules:
    - {id: A, when: amount > 100.00, then: high}
    - {id: B, when: amount <= 100.00, then: low, because: "at {at}"}
"""
WITNESS = {"amount": 20_000}


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (None, True),
        (Claim(), True),
        (Claim("level", fired=(0,), won=0), True),
        (Claim("level", fired=(0,)), True),
        (Claim("level", fired=(1,)), False),
        (Claim("level", fired=(0,), won=1), False),
        (Claim("level", review="no-rule-matched"), False),
        (Claim(true=IsKnown(Input("amount"))), True),
        (Claim(true=IsKnown(Input("note"))), False),
        (Claim("level", won=1, true=Truth(subject=True)), False),
    ],
)
def test_a_claim_holds_or_not(claim: Claim | None, expected: bool) -> None:
    finding = Finding("gap", "level", Place(1, 1), {}, witness=WITNESS, claim=claim)
    with Engine(policy(DECISIONS)) as engine:
        assert (confirmed(engine, finding) is not None) is expected


def test_what_cannot_be_decided_shows_nothing() -> None:
    finding = Finding("gap", "level", Place(1, 1), {}, witness={"amount": "much"}, claim=Claim())
    with Engine(policy(DECISIONS)) as engine:
        assert not confirmed(engine, finding)


TIMED = (
    DECISIONS.replace("{at}", "{note}")
    + """late:
  outcomes: {yes: 是, no: 否}
  hit_policy: first
  rules:
    - {id: L-1, when: limit = breached and level = high, then: yes}
    - {id: L-2, then: no}
"""
)
LIMIT = "deadlines:\n  limit: {from: at, within: 24 hours}\n"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Claim("level", won=0), False),
        (Claim("level", won=1), None),
        (Claim("level", won=0, true=IsKnown(Input("note"))), None),
        (Claim("late", won=1), False),
        (Claim("late", won=0), True),
        (Claim(true=IsKnown(Input("limit.due"))), True),
        (Claim(true=Truth(subject=False)), None),
    ],
)
def test_where_time_decides_nothing_a_claim_holds_or_not(claim: Claim, expected: bool | None) -> None:
    """Whether it is `abstract`, None for one that is decided otherwise; the deadline never begins."""
    witness: dict[str, Value] = {**WITNESS, AS_OF: 0, "limit": "running"}
    finding = Finding("gap", "level", Place(1, 1), {}, witness=witness, claim=claim)
    with Engine(policy(TIMED, more=LIMIT)) as engine:
        told = confirmed(engine, finding)
    assert (None if told is None else told.abstract) is expected


def test_a_finding_without_a_witness_claims_nothing() -> None:
    with Engine(policy(DECISIONS)) as engine:
        assert confirmed(engine, Finding("dead-rule", "A", Place(1, 1), {}))


def test_every_witness_is_decided_again() -> None:
    found, exhausted = examine(policy(DECISIONS))
    assert {(one.code, one.about) for one in found if one.witness is not None} == {
        ("gap", "level"),
        ("missing-in-text", "B at"),
    }
    assert exhausted is None


def test_a_witness_that_is_decided_otherwise_is_a_finding() -> None:
    """The proof of one policy, put to the rules engine under another."""
    found = policy(DECISIONS)
    gap = next(one for one in prove(found) if one.code == "gap")
    mended = policy(DECISIONS.replace("amount > 100.00", "amount > 100.00 or amount is missing"))
    with Engine(mended) as engine:
        assert not confirmed(engine, gap)
        _, finding = settled([gap], engine)
        assert (finding.code, finding.about, finding.told["decision"]) == ("engine-differs", "gap level", "level")
        assert confirmed(engine, replace(gap, witness=None))
