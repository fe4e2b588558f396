"""The default policy decides every clause of the source document."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from engine import Engine
from engine.testing.answers import Answers
from engine.testing.coverage import Coverage, missed
from engine.testing.mutating import Fate, Mutating
from engine.testing.running import run
from engine.testing.surviving import Surviving
from examples.generate import TARGET
from rules.citing import citations, unimplemented
from rules.mutation import mutants
from rules.policy import Policy
from rules.testing import MISSING, Case, Step, Told
from rules.types import Type, Value, read
from rules.unreadable import Unreadable
from tests.casebook import ROOT, cases_of, instant, policy_at, policy_of, reasons, rules_named, said

CASES = cases_of("policy.yaml")
STEPS = [(case.name, step) for case in CASES for step in case.steps]

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


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause} {case.name}")
def test_the_policy_decides_as_the_document_says(engine: Engine, case: Case) -> None:
    (result,) = run(engine, [case])
    assert [one for step in result.steps for one in step.differences] == []
    assert result.passed


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_reason_is_told_with_known_values(engine: Engine, name: str, step: Step) -> None:
    assert [reason for reason in reasons(engine, step) if "?" in reason] == [], name


def test_every_rule_is_shown_by_a_case(policy: Policy) -> None:
    rules = {rule.id for decision in policy.decisions for rule in decision.rules}
    assert rules_named(CASES) | BY_THE_CHOICE == rules


def test_its_tests_come_to_everything_that_a_complaint_can_come_to(policy: Policy, engine: Engine) -> None:
    coverage = Coverage(policy, run(engine, CASES))
    assert [(item.owner, item.part.value, item.about) for item in missed(coverage)] == []


def test_its_tests_notice_every_change_that_makes_a_difference(policy: Policy) -> None:
    """Of some of the mutants; `make soak` tries them all."""
    mutating = Mutating(policy, CASES)
    surviving = Surviving(mutating)
    survived = [one for one in tuple(mutants(policy))[::20] if mutating.tested(one).fate is not Fate.KILLED]
    told = [(one.about, one.before, one.after) for one in survived if surviving.judged(one).fate is not Fate.EQUIVALENT]
    assert told == []


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_of_the_document_is_shown_by_a_case(clause: str) -> None:
    assert any(clause in citations(case.clause) for case in CASES)


def test_every_clause_of_the_document_is_declared_and_put_into_effect(policy: Policy) -> None:
    assert {clause.id for clause in policy.clauses} == {*CLAUSES, *WITHOUT_CASES}
    assert unimplemented(policy) == ()


def test_every_rule_says_why_and_cites_its_clause(policy: Policy) -> None:
    rules = [rule for decision in policy.decisions for rule in decision.rules]
    assert [rule.id for rule in rules if rule.because is None or not rule.clause] == []


@pytest.mark.parametrize(
    ("choice", "given", "decision", "outcome", "rule"),
    [
        ("large_amount_inclusive", {"amount": "1000.00"}, "identity_verification", "required", "IDV-1"),
        ("transaction_always_needed", {"category": "service", "order_no": ""}, "admission", "returned", "ADM-9"),
        ("found_transaction_needs_time", FOUND_WITHOUT_TIME, "admission", "returned", "ADM-9"),
        ("urgent_first", {"loss_ongoing": "true", "description": ""}, "admission", "returned", "ADM-8"),
        ("silence_is_acceptance", LONG_NOTIFIED, "confirmation", "unanswered", "CNF-6"),
        ("silence_is_acceptance", LONG_NOTIFIED, "status", "unanswered_status", "STA-14"),
        ("silence_is_acceptance", LONG_NOTIFIED, "actions", ("contact_customer",), "ACT-34"),
    ],
)
def test_a_written_choice_can_be_made_the_other_way(
    choice: str, given: dict[str, str], decision: str, outcome: Told, rule: str
) -> None:
    step = CASES[0].steps[0]
    with Engine(policy_of(_flipped(choice))) as engine:
        kinds = {name: fact.type for name, fact in engine.policy.facts_by_name.items()}
        stored = {name: _value(kinds[name], text) for name, text in given.items()}
        found = said(engine, {**step.facts, **stored}, step.at)
        assert (found.told(decision), found.rules(decision)) == (outcome, (rule,))


def _value(kind: Type, text: str) -> Value:
    value = read(kind, text) if text else None
    assert not isinstance(value, Unreadable)
    return value


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
def examples(engine: Engine) -> list[Answers]:
    """What is decided about every fifth example complaint that can be read and is dated in force."""
    with TARGET.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    whole = (dict(zip(header, row, strict=True)) for row in rows[::5] if len(row) == len(header))
    complaints = (_stored(engine.policy, row) for row in whole)
    return [said(engine, known, instant(AS_OF)) for known in complaints if known is not None]


def _stored(policy: Policy, row: dict[str, str]) -> dict[str, Value] | None:
    """Stored values of a row; None when one cannot be read, it has no number, or the policy is not in force for it."""
    found: dict[str, Value] = {}
    for name, text in row.items():
        value = read(policy.facts_by_name[name].type, text) if text else None
        if isinstance(value, Unreadable):
            return None
        found[name] = value
    return found if row["complaint_id"] and row["submitted_at"].startswith("2026") else None


def test_what_is_returned_is_told_what_to_put_right(examples: list[Answers]) -> None:
    returned = [one for one in examples if one.told("admission") == "returned"]
    silent = [one for one in returned if not one.told("missing_items") and one.rules("admission") != ("ADM-6",)]
    assert returned
    assert silent == []


def test_what_lacks_something_is_accepted_only_when_urgent(examples: list[Answers]) -> None:
    accepted = [one for one in examples if one.told("missing_items") and one.told("admission") == "accepted"]
    assert {one.rules("admission") for one in accepted} == {("ADM-4",)}


@pytest.mark.parametrize("value", ["refund_amount", "coupon_value", "points_granted"])
def test_nothing_is_paid_on_a_complaint_that_is_not_accepted(examples: list[Answers], value: str) -> None:
    paid = [one for one in examples if one.told(value) != MISSING]
    assert {one.told("admission") for one in paid} == {"accepted"}
