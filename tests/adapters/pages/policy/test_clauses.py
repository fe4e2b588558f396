"""The index of clauses, both ways."""

from pathlib import Path

import pytest

from adapters.pages.policy import Index
from rules.citing import unimplemented
from tests.adapters.pages.policy.reading import FULL, SHIPPED, policy_of


def test_clauses_stand_in_the_document_s_order_and_a_cited_heading_before_what_it_heads() -> None:
    assert [entry.id for entry in Index(policy_of(FULL)).entries] == ["1", "2", "2(a)", "2(b)", "3"]


@pytest.mark.parametrize(
    ("pack", "expected"),
    [
        (
            "uk-disp",
            ["1.4", "1.4.1R", "1.5", "1.5.1R", "1.5.3R", "1.5.4R", "1.6", "1.6.1R", "1.6.2", "1.6.2R", "1.6.2R(1)"],
        ),
        ("us-cfpb", ["12 CFR 1005.2(m)", "12 CFR 1005.3", "12 CFR 1005.6", "12 CFR 1005.6(b)"]),
    ],
)
def test_a_wider_heading_comes_first_and_undeclared_clauses_by_their_numbers(pack: str, expected: list[str]) -> None:
    policy = next(policy_of(path) for path in SHIPPED if path.stem == pack)
    assert [entry.id for entry in Index(policy).entries][: len(expected)] == expected


def test_a_clause_names_what_cites_it_by_kind() -> None:
    entry = Index(policy_of(FULL)).entries[3]
    found = [(kind, [one.name for one in alike]) for kind, alike in entry.groups]
    assert found == [("rule", ["S-1", "S-2", "S-3"]), ("decision", ["size"]), ("obligation", ["OBL-1"])]


@pytest.mark.parametrize("path", [*SHIPPED, FULL], ids=lambda path: path.stem)
def test_both_ways_say_the_same(path: Path) -> None:
    policy = policy_of(path)
    index = Index(policy)
    there = {(entry.id, one.anchor) for entry in index.entries for one in entry.citing}
    back = {(clause, one.anchor) for one in index.citing for clause in one.clauses}
    assert there == back
    rules = {f"rule-{rule.id}" for decision in policy.decisions for rule in decision.rules if rule.clause}
    assert rules <= {anchor for _, anchor in back}


def test_a_clause_that_nothing_implements_is_there_and_empty() -> None:
    policy = policy_of(FULL)
    assert [entry.id for entry in Index(policy).entries if not entry.citing] == ["3"]
    assert [clause.id for clause in unimplemented(policy)] == ["3"]
