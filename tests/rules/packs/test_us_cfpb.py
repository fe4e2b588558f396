"""The CFPB pack knows every value that the database tells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.policy import Policy
from rules.types import Enumeration
from tests.casebook import ROOT, policy_at

FEED = ROOT.parent / "shared" / "feeds" / "cfpb.csv"

AS_MISSING = {"", "N/A"}
"""Texts that stand for nothing in columns where the pack declares no value for them."""

OTHER_SPELLINGS = {"Consumer Loan": "Consumer loan"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_at("rules/packs/us-cfpb.yaml")


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
