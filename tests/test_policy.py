"""The default policy decides every clause of the source document."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from engine import Engine
from examples.generate import TARGET
from rules.citing import unimplemented
from rules.policy import Policy
from rules.types import Value, read
from rules.unreadable import Unreadable
from tests.casebook import ROOT, Case, Told, casebook, facts, policy_at, policy_of, reasons, rules_named, told

CASES = list(casebook("policy.yaml"))

CLAUSES = """
    一 二（一）1（1） 二（一）1（2） 二（一）1（3） 二（一）2（1） 二（一）2（2）
    二（二）1 二（二）1（1） 二（二）1（2） 二（二）2（1） 二（二）2（2）
    二（三）1（1） 二（三）1（2） 二（三）1（3） 二（三）2（1） 二（三）2（2）
    二（四）1（1） 二（四）1（2） 二（四）2（1） 二（四）2（2）
""".split()
CLAUSES += ["三 1", "三 3"]

BY_THE_CHOICE = {"CNF-6", "STA-14", "ACT-34"}
"""What holds only where silence is no acceptance; a test below makes that choice."""

WITHOUT_CASES = {"三 2"}
"""Review of the time limits: the dated parameters make it possible, nothing is decided by it."""


LONG_NOTIFIED = {
    "submitted_at": "2026-02-02T09:15:00+08:00",
    "transaction_at": "2026-02-01T20:00:00+08:00",
    "triaged_at": "2026-02-02T10:00:00+08:00",
    "finding": "upheld",
    "finding_at": "2026-02-04T10:00:00+08:00",
    "finding_basis": "流水",
    "amount_lost": "10.00",
    "notified_at": "2026-02-04T11:00:00+08:00",
}
FOUND_WITHOUT_TIME = {"transaction_found": "true", "transaction_at": ""}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_at("policy.yaml")


@pytest.fixture(scope="module")
def engine(policy: Policy) -> Iterator[Engine]:
    with Engine(policy) as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause} {case.says}")
def test_the_policy_decides_as_the_document_says(engine: Engine, case: Case) -> None:
    found = told(engine, facts(engine.policy, case.complaint), case.at)
    assert {name: found[name] for name in case.expect} == case.expect


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause} {case.says}")
def test_every_reason_is_told_with_known_values(engine: Engine, case: Case) -> None:
    told = reasons(engine, facts(engine.policy, case.complaint), case.at)
    assert [reason for reason in told if "?" in reason] == []


def test_every_rule_is_shown_by_a_case(policy: Policy) -> None:
    rules = {rule.id for decision in policy.decisions for rule in decision.rules}
    assert rules_named(CASES) | BY_THE_CHOICE == rules


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_of_the_document_is_shown_by_a_case(clause: str) -> None:
    assert any(case.clause == clause for case in CASES)


def test_every_clause_of_the_document_is_declared_and_put_into_effect(policy: Policy) -> None:
    assert {clause.id for clause in policy.clauses} == {*CLAUSES, *WITHOUT_CASES}
    assert unimplemented(policy) == ()


def test_every_rule_says_why_and_cites_its_clause(policy: Policy) -> None:
    rules = [rule for decision in policy.decisions for rule in decision.rules]
    assert [rule.id for rule in rules if rule.because is None or not rule.clause] == []


@pytest.mark.parametrize(
    ("choice", "given", "decision", "expected"),
    [
        ("large_amount_inclusive", {"amount": "1000.00"}, "identity_verification", "required by IDV-1"),
        ("transaction_always_needed", {"category": "service", "order_no": ""}, "admission", "returned by ADM-9"),
        ("found_transaction_needs_time", FOUND_WITHOUT_TIME, "admission", "returned by ADM-9"),
        ("urgent_first", {"loss_ongoing": "true", "description": ""}, "admission", "returned by ADM-8"),
        ("silence_is_acceptance", LONG_NOTIFIED, "confirmation", "unanswered by CNF-6"),
        ("silence_is_acceptance", LONG_NOTIFIED, "status", "unanswered_status by STA-14"),
        ("silence_is_acceptance", LONG_NOTIFIED, "actions", ["contact_customer by ACT-34"]),
    ],
)
def test_a_written_choice_can_be_made_the_other_way(
    choice: str, given: dict[str, str], decision: str, expected: Told
) -> None:
    complaint = {name: text for name, text in (dict(CASES[0].complaint) | given).items() if text}
    with Engine(policy_of(_flipped(choice))) as engine:
        assert told(engine, facts(engine.policy, complaint), CASES[0].at)[decision] == expected


def _flipped(parameter: str) -> str:
    """The policy's text with a boolean parameter set to the opposite."""
    before, name, after = (ROOT / "policy.yaml").read_text(encoding="utf-8").partition(f"  {parameter}:\n")
    opposite = {"true": "false", "false": "true"}
    head, day, tail = after.partition("{2026-01-01: ")
    value, brace, rest = tail.partition("}")
    return before + name + head + day + opposite[value] + brace + rest


def test_columns_of_the_example_complaints_are_the_facts(policy: Policy) -> None:
    with TARGET.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [fact.name for fact in policy.facts]


AS_OF = "2026-07-01T00:00:00+08:00"
"""When the examples end."""


@pytest.fixture(scope="module")
def examples(engine: Engine) -> list[dict[str, Told]]:
    """What is decided about every fifth example complaint that can be read and is dated in force."""
    with TARGET.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    whole = (dict(zip(header, row, strict=True)) for row in rows[::5] if len(row) == len(header))
    complaints = (_stored(engine.policy, row) for row in whole)
    return [told(engine, known, AS_OF) for known in complaints if known is not None]


def _stored(policy: Policy, row: dict[str, str]) -> dict[str, Value] | None:
    """Stored values of a row; None when one cannot be read, it has no number, or the policy is not in force for it."""
    found: dict[str, Value] = {}
    for name, text in row.items():
        value = read(policy.facts_by_name[name].type, text) if text else None
        if isinstance(value, Unreadable):
            return None
        found[name] = value
    return found if row["complaint_id"] and row["submitted_at"].startswith("2026") else None


def test_what_is_returned_is_told_what_to_put_right(examples: list[dict[str, Told]]) -> None:
    returned = [one for one in examples if str(one["admission"]).startswith("returned")]
    silent = [one for one in returned if not one["missing_items"] and one["admission"] != "returned by ADM-6"]
    assert returned
    assert silent == []


def test_what_lacks_something_is_accepted_only_when_urgent(examples: list[dict[str, Told]]) -> None:
    lacking = [one for one in examples if one["missing_items"]]
    assert {one["admission"] for one in lacking} >= {"accepted by ADM-4"}
    assert "accepted by ADM-13" not in {one["admission"] for one in lacking}


def test_nothing_is_paid_on_a_complaint_that_is_not_accepted(examples: list[dict[str, Told]]) -> None:
    paid = [one for one in examples if one.keys() & {"refund_amount", "coupon_value", "points_granted"}]
    assert {str(one["admission"]).partition(" by ")[0] for one in paid} == {"accepted"}
