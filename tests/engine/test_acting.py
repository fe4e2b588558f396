"""Acting: what each action gives, hands out and says."""

from collections.abc import Mapping

import pytest

from engine import Engine
from engine.acting import Acting, Document
from rules.cells import Value
from rules.loading import load

POLICY = """tousu: 1
policy: acting
version: "1"
language: zh
effective: 2026-01-01
dated_by: on
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  on: {type: date, required: true}
  lost: {type: money, currency: CNY}
  points: {type: integer}
  note: {type: text}
  kind: {type: enum, values: {theft: 被盗, other: 其他}}
parameters:
  large: {type: money, currency: CNY, values: {2026-06-01: 100.00}}
derived:
  half: {value: "round_half_up(lost * 0.5)"}
decisions:
  acts:
    outcomes:
      refund: {channel: bank, template: refund, pays: lost, with: {sum: lost, half: half, large: large, kind: kind}}
      grant: {channel: bank, template: grant, pays: points, with: {points: points, note: note}}
      log: {channel: desk, template: log}
    hit_policy: collect
    rules:
      - {id: A-1, when: lost is known, then: refund}
      - {id: A-2, when: points is known or note is known, then: grant, because: "积分 {points}"}
      - {id: A-3, when: kind = other, then: log}
templates:
  refund:
    zh:
      subject: "{id} 退款 {sum}"
      body:
        - 一半是 {half}。
        - {when: sum > large, text: "超过 {large}，是{kind}。"}
    en:
      subject: "{id}: refund of {sum}"
      body: "Kind: {kind}."
  grant: {zh: {subject: 积分, body: "{points} 分，{note}"}}
  log: {zh: {subject: 登记, body: 登记。}}
translations:
  en: {被盗: theft, 其他: other}
"""
SUMMER, WINTER = 20635, 20470


def acted(facts: Mapping[str, Value]) -> list[Document]:
    policy = load(POLICY, name="acting.yaml").policy
    assert policy is not None
    acting = Acting(policy)
    with Engine(policy) as engine:
        told: dict[str, Value] = {"id": "T-1", "on": SUMMER, **facts}
        found = [acting.actions(engine.decide(told)) for _ in range(2)]
    assert found[0] == found[1]
    return found[0]


def test_an_action_says_in_each_language_what_it_gives() -> None:
    (refund,) = acted({"lost": 20001, "kind": "theft"})
    assert refund["texts"] == {
        "en": {"subject": "T-1: refund of 200.01", "paragraphs": ["Kind: theft."]},
        "zh": {"subject": "T-1 退款 200.01", "paragraphs": ["一半是 100.01。", "超过 100.00，是被盗。"]},
    }
    assert refund["unsaid"] is None


@pytest.mark.parametrize("facts", [{"lost": 10000}, {"lost": 20001, "on": WINTER}])
def test_a_paragraph_whose_condition_does_not_hold_is_left_out(facts: dict[str, Value]) -> None:
    (refund,) = acted(facts | {"kind": "theft"})
    assert refund["texts"]["zh"]["paragraphs"][1:] == []


def test_a_text_that_would_show_what_is_missing_is_not_said_at_all() -> None:
    assert [(one["texts"], one["unsaid"]) for one in acted({"lost": 20001})] == [({}, "kind")]


def test_what_is_handed_out_is_exact() -> None:
    refund, grant = acted({"lost": 20001, "points": 5, "note": "谢"})
    assert refund["pays"] == {"amount": "200.01", "minor": 20001, "currency": "CNY"}
    assert grant["pays"] == {"amount": "5", "minor": 5, "currency": None}


def test_a_missing_sum_is_told_as_missing() -> None:
    (grant,) = acted({"note": "谢"})
    assert grant["pays"] == {"amount": None, "minor": None, "currency": None}


def test_an_action_that_hands_out_nothing_says_so() -> None:
    (log,) = acted({"kind": "other"})
    assert (log["action"], log["pays"], log["with"]) == ("log", None, {})


def test_a_complaint_that_cannot_be_decided_asks_for_nothing() -> None:
    assert acted({"on": 0}) == []
