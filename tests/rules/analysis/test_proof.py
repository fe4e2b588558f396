"""The proof finds what there is to be found, and nothing else; durable_rules decides every witness as is claimed."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest

from engine import Engine
from engine.confirming import confirmed
from engine.examining import examine
from rules.analysis import prove
from rules.finding import Finding
from rules.policy import HitPolicy, Policy
from tests import oracle
from tests.casebook import ROOT, policy_at
from tests.generating import complaints, policy
from tests.rules.analysis.finite import Told, finite, tried

BLOCKS = 4
POLICIES = 4
GENERATED = 3
DEAD = {"contradictory-condition", "dead-rule"}
UNTRIED = {"unused-fact"}
OUR_OWN = ["policy.yaml", *(f"rules/packs/{path.name}" for path in sorted((ROOT / "rules" / "packs").glob("*.yaml")))]


def told(found: tuple[Finding, ...]) -> Told:
    by_code: Told = defaultdict(set)
    for one in found:
        by_code["dead" if one.code in DEAD else one.code].add(one.about)
    return dict(by_code)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_proof_finds_what_trying_every_complaint_finds(block: int) -> None:
    for seed in range(block * POLICIES, (block + 1) * POLICIES):
        found = told(prove(finite(seed)))
        assert {code: about for code, about in found.items() if code not in UNTRIED} == tried(finite(seed)), seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_generated_complaints_show_is_found(block: int) -> None:
    for seed in range(block * GENERATED, (block + 1) * GENERATED):
        generated = policy(Random(seed))
        if generated is not None:
            _compared(generated, prove(generated), Random(seed))


def _compared(generated: Policy, found: tuple[Finding, ...], chance: Random) -> None:
    by_code = Counter((one.code, one.about) for one in found)
    assert "not-concluded" not in {code for code, _ in by_code}
    with Engine(generated) as engine:
        assert [one for one in found if not confirmed(engine, one)] == []
    dead = {about for code, about in by_code if code in DEAD}
    never = dead | {about for code, about in by_code if code == "shadowed-rule"}
    for facts in complaints(generated, chance, count=40):
        for name, answer in oracle.decide(generated, facts).answers.items():
            ordered = generated.decisions_by_name[name].hit_policy in {HitPolicy.FIRST, HitPolicy.PRIORITY}
            assert answer.review != "no-rule-matched" or ("gap", name) in by_code
            assert answer.review != "overlap" or ("overlap", " ".join(answer.fired[:2])) in by_code
            assert not dead & set(answer.fired)
            assert not (ordered and answer.rule in never)


@pytest.mark.parametrize("path", OUR_OWN)
def test_our_own_policies_have_no_finding_without_a_waiver_and_no_waiver_without_a_finding(path: str) -> None:
    found = policy_at(path)
    assert {(one.code, one.about) for one in examine(found)[0]} == {(one.finding, one.about) for one in found.waivers}


def test_every_waived_witness_of_our_policy_is_decided_as_claimed() -> None:
    found = policy_at("policy.yaml")
    with Engine(found) as engine:
        assert [one.about for one in prove(found) if not confirmed(engine, one)] == []
