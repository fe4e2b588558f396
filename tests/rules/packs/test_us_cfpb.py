"""The CFPB pack decides what the database tells, by the law it cites."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine
from rules.policy import Policy
from rules.types import Enumeration
from tests.casebook import ROOT, Case, casebook, facts, policy_at, reasons, rules_named, told

CASES = list(casebook("us-cfpb.yaml"))
FEED = ROOT.parent / "shared" / "feeds" / "cfpb.csv"

AS_MISSING = {"", "N/A"}
"""Texts that stand for nothing in columns where the pack declares no value for them."""

OTHER_SPELLINGS = {"Consumer Loan": "Consumer loan"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_at("rules/packs/us-cfpb.yaml")


@pytest.fixture(scope="module")
def engine(policy: Policy) -> Iterator[Engine]:
    with Engine(policy) as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause}: {case.says}")
def test_the_pack_decides_as_the_law_says(engine: Engine, case: Case) -> None:
    found = told(engine, facts(engine.policy, case.complaint), case.at)
    assert {name: found[name] for name in case.expect} == case.expect


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause}: {case.says}")
def test_every_reason_is_told_with_known_values(engine: Engine, case: Case) -> None:
    assert [reason for reason in reasons(engine, facts(engine.policy, case.complaint), case.at) if "?" in reason] == []


def test_every_rule_is_shown_by_a_case(policy: Policy) -> None:
    assert rules_named(CASES) == {rule.id for decision in policy.decisions for rule in decision.rules}


def test_every_rule_says_why_and_cites_its_clause(policy: Policy) -> None:
    rules = [rule for decision in policy.decisions for rule in decision.rules]
    assert [rule.id for rule in rules if rule.because is None or not rule.clause] == []


@pytest.mark.skipif(not FEED.exists(), reason="the CFPB database is not beside the project")
def test_every_value_of_the_database_is_declared(policy: Policy) -> None:
    kinds = {fact.title: fact.type for fact in policy.facts}
    strange = {
        (column, text)
        for row in _rows(FEED)
        for column, text in row.items()
        if isinstance(kind := kinds.get(column), Enumeration)
        and OTHER_SPELLINGS.get(text, text) not in kind.titles
        and text not in AS_MISSING
    }
    assert strange == set()


@pytest.mark.skipif(not FEED.exists(), reason="the CFPB database is not beside the project")
def test_facts_are_named_after_columns_of_the_database(policy: Policy) -> None:
    columns = set(next(_rows(FEED)))
    unheard_of = {fact.title for fact in policy.facts if fact.title.partition(", ")[0] not in columns}
    assert unheard_of == set()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
