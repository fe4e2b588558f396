"""The schemas accept every policy and complaint that is read, and no policy whose structure is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from rules.schema import complaint_schema, policy_schema
from rules.types import show
from tests.casebook import ROOT, cases_of, policy_at
from tests.generating import policy_text

PACKS = sorted((ROOT / "rules" / "packs").glob("*.yaml"))
GOOD = [
    *sorted((ROOT / "tests" / "policies" / "good").glob("*.yaml")),
    *sorted((ROOT / "tests" / "policies" / "found").glob("*.yaml")),
    *PACKS,
    ROOT / "policy.yaml",
    ROOT / "benchmarks" / "peers.yaml",
]
STRUCTURAL = (
    "bad-name bad-rule-id empty-file empty-value hit-policy-unfit missing-key reserved-name unknown-calendar "
    "unknown-currency unknown-finding unknown-hit-policy unknown-key unknown-language unknown-type "
    "unquoted-range unreadable-value wrong-shape"
).split()


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: no dates, no `yes`, no sexagesimals."""


Core.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] in {"tag:yaml.org,2002:null", "tag:yaml.org,2002:float"}]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


def document(text: str) -> object:
    found: object = yaml.load(text, Core)  # noqa: S506 -- a safe loader
    return found


def wrong(text: str) -> list[str]:
    return [error.message for error in Draft7Validator(policy_schema()).iter_errors(document(text))]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(policy_schema())
    Draft7Validator.check_schema(complaint_schema(policy_at("policy.yaml")))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_policy_passes(path: Path) -> None:
    assert wrong(path.read_text("utf-8")) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_generated_policy_passes(seed: int) -> None:
    assert wrong(policy_text(Random(seed))) == []


@pytest.mark.parametrize("code", STRUCTURAL)
def test_a_policy_of_the_wrong_structure_fails(code: str) -> None:
    assert wrong((ROOT / "tests" / "policies" / "bad" / f"{code}.yaml").read_text("utf-8")) != []


@pytest.mark.parametrize("path", ["policy.yaml", *(f"rules/packs/{one.name}" for one in PACKS)])
def test_a_complaint_that_is_read_passes(path: str) -> None:
    policy = policy_at(path)
    validator = Draft7Validator(complaint_schema(policy))
    for step in (step for case in cases_of(path) for step in case.steps):
        told = {name: show(policy.facts_by_name[name].type, value) for name, value in step.facts.items()}
        assert [error.message for error in validator.iter_errors(told)] == []


@pytest.mark.parametrize(
    ("facts", "passes"),
    [
        ({}, True),
        ({"amount": 12.5, "evidence_count": 1, "account_compromised": True, "category": "service"}, True),
        ({"amount": None}, True),
        ({"ammount": "1.00"}, False),
        ({"amount": "1.001"}, False),
        ({"evidence_count": "1.5"}, False),
        ({"account_compromised": "yes"}, False),
        ({"category": "none"}, False),
        ({"submitted_at": None}, False),
        ({"submitted_at": "2026-03-02T09:15:00"}, False),
        ({"complaint_id": []}, False),
    ],
)
def test_a_complaint_is_held_against_the_facts(facts: dict[str, object], *, passes: bool) -> None:
    told = {"complaint_id": "T-1", "submitted_at": "2026-03-02T09:15:00+08:00", **facts}
    assert Draft7Validator(complaint_schema(policy_at("policy.yaml"))).is_valid(told) is passes


def test_every_fact_has_its_title_and_an_enumeration_its_titles() -> None:
    facts: Any = complaint_schema(policy_at("policy.yaml"))["properties"]
    assert facts["amount"]["title"] == "涉诉金额"
    assert {"const": "service", "title": "服务体验"} in facts["category"]["anyOf"][0]["oneOf"]


def test_facts_of_every_type_have_a_schema() -> None:
    found = policy_at("tests/policies/good/everything.yaml")
    kinds = {type(fact.type) for fact in found.facts}
    facts: Any = complaint_schema(found)["properties"]
    assert set(facts) == set(found.facts_by_name)
    assert len(kinds) == 7
