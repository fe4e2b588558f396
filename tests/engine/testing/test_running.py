"""A test passes when everything is said as it expects, by the rules it names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import Engine
from engine.testing.running import Difference, Result, run
from rules.testing import load
from tests.engine import small

POLICY = small.policy(
    """size:
  outcomes: {large: 大额, small: 小额}
  values: {share: {type: money, currency: CNY}, word: {type: text}}
  rules:
    - {id: S-1, when: amount > 1000.00, then: large, set: {share: amount, word: note}}
    - {id: S-2, when: amount <= 1000.00, then: small}
    - {id: S-3, when: vip, then: large}
steps:
  outcomes: {note_it: 登记, call: 回电}
  hit_policy: collect
  rules:
    - {id: T-1, when: amount > 0.00, then: note_it}
    - {id: T-2, when: vip, then: call}
    - {id: T-3, when: times > 1, then: note_it}
score:
  type: integer
  hit_policy: first
  rules: [{id: N-1, then: times}]
""",
    head="calendar: CN\ndated_by: at\n",
    more="deadlines:\n  answer: {title: 答复, from: at, within: 5 working days, warn_at: 80%}\n",
)
HEAD = """tousu: 1
tests: example
at: 2026-03-02T10:00:00+08:00
complaint: {id: T-1, amount: 1000.00, at: 2026-03-02T09:00:00+08:00, times: 1}
cases:
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(POLICY) as made:
        yield made


def result(engine: Engine, case: str) -> Result:
    loaded = load(HEAD + f"  - {{case: a, {case}}}", POLICY, name="s.yaml")
    assert loaded.suite is not None, loaded.messages
    (found,) = run(engine, loaded.suite.cases)
    return found


def differences(engine: Engine, case: str) -> list[Difference]:
    return [one for step in result(engine, case).steps for one in step.differences]


@pytest.mark.parametrize(
    "case",
    [
        "expect: {size: small, steps: [note_it], score: 1}, because: [S-2, T-1]",
        "expect: {share: missing, word: missing, review: missing}",
        "given: {amount: 1000.01, note: 'missing'}, expect: {size: large, share: 1000.01, word: 'missing'}",
        "given: {times: 2}, expect: {steps: [note_it]}, because: [T-1, T-3]",
        "given: {amount: 0.00}, expect: {steps: []}",
        "expect: {answer: running, answer.due: 2026-03-10T00:00:00+08:00, answer.warned: false}",
        "given: {vip: true}, expect: {size: needs_review, steps: [note_it, call]}, because: [S-2, S-3]",
        "given: {amount: missing}, expect: {size: needs_review}",
        "given: {at: missing}, expect: {size: needs_review, answer: needs_review, review: 'missing-required: at'}",
        "given: {at: 2099-01-01T09:00:00+08:00}, at: 2099-01-02T09:00:00+08:00, expect: {answer: needs_review}",
        "because: S-2",
    ],
)
def test_what_is_said_as_expected_passes(engine: Engine, case: str) -> None:
    found = result(engine, case)
    assert [one for step in found.steps for one in step.differences] == []
    assert found.passed


def test_another_outcome_is_told_with_its_rule(engine: Engine) -> None:
    (one,) = differences(engine, "expect: {size: large}, because: [S-1]")
    assert (one.name, one.expected, one.got) == ("size", "large", "small")
    assert (one.wanted, one.led, one.reason) == (("S-1",), ("S-2",), "")
    assert one.place.line == 6


def test_the_same_outcome_by_another_rule_is_a_difference(engine: Engine) -> None:
    (one,) = differences(engine, "expect: {steps: [note_it]}, because: [T-3]")
    assert (one.expected, one.got, one.wanted, one.led) == (("note_it",), ("note_it",), ("T-3",), ("T-1",))


def test_a_rule_of_which_no_outcome_is_expected_is_held_against_what_decides(engine: Engine) -> None:
    (one,) = differences(engine, "expect: {score: 1}, because: [S-1]")
    assert (one.name, one.expected, one.got, one.wanted, one.led) == ("size", None, "small", ("S-1",), ("S-2",))


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("given: {amount: missing}, expect: {size: small}", "no-rule-matched: size"),
        ("given: {at: 2099-01-01T09:00:00+08:00}, expect: {answer: running}, at: 2099-01-02T09:00:00+08:00",
         "uncountable: answer beyond_calendar"),
        ("given: {at: missing}, expect: {answer.due: 2026-03-10T00:00:00+08:00}", "missing-required: at"),
    ],
)  # fmt: skip
def test_why_a_person_must_look_is_told(engine: Engine, case: str, reason: str) -> None:
    (one,) = differences(engine, case)
    assert (one.got, one.reason) == ("needs_review", reason)


def test_a_step_that_expects_nothing_is_no_test(engine: Engine) -> None:
    found = result(engine, "given: {amount: 5.00}")
    assert found.steps[0].is_empty
    assert not found.passed


def test_a_story_passes_when_each_of_its_steps_does(engine: Engine) -> None:
    story = "story: [{{expect: {{answer: running}}}}, {{after: 8 calendar days, expect: {{answer: {} }}}}]"
    assert result(engine, story.format("breached")).passed
    assert not result(engine, story.format("running")).passed
