"""What two policies decide otherwise, decided again by durable_rules: each kind of change, and what shows it."""

from __future__ import annotations

import pytest

from engine.comparing import Comparison, compare
from rules.difference import Change
from rules.loading import load
from rules.policy import Policy

TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
language: zh
calendar: CN
dated_by: filed
identity: id
facts:
  id: {type: text, required: true}
  told: {type: datetime}
  filed: {type: date, required: true}
  done: {type: datetime}
  day: {type: date}
  stood: {type: intervals}
  amount: {type: money, currency: CNY}
  vip: {type: boolean}
  kind: {type: enum, values: {theft: 被盗, risk: 风险}}
parameters:
  share: {type: decimal, scale: 2, values: {2026-01-01: 0.50}}
  later: {type: integer, values: {2027-01-01: 5}}
derived:
  half: {value: round_half_up(amount * share)}
deadlines:
  answer: {from: told, within: 5 working days, met_by: done, pauses: stood, warn_at: 80%}
decisions:
  state:
    outcomes: {late: 迟, held: 停, soon: 早}
    hit_policy: first
    rules:
      - {id: S-1, when: answer = breached, then: late}
      - {id: S-2, when: answer = paused, then: held}
      - {id: S-3, then: soon}
  marks:
    outcomes: {red: 红, blue: 蓝}
    hit_policy: collect
    rules:
      - {id: M-1, when: vip, then: red}
      - {id: M-2, when: kind is known, then: blue}
  acts:
    outcomes:
      pay: {title: 付, channel: bank, template: pay, with: {sum: half, kind: kind, marks: marks, due: answer.due},
            pays: amount}
      call: {title: 电, channel: desk, template: call, with: {vip: vip, id: id}}
    hit_policy: collect
    rules:
      - {id: A-1, when: amount > 5.00, then: pay}
      - {id: A-2, when: vip, then: call}
templates:
  pay:
    zh:
      subject: 付 {sum}
      body:
        - 已付 {sum}
        - {when: kind = theft, text: 被盗}
  call:
    zh: {subject: 电, body: 请致电}
"""


def loaded(text: str) -> Policy:
    found = load(text, name="timed.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def changed(old: str, new: str, text: str = TIMED) -> Comparison:
    assert text.count(old) == 1, old
    return compare(loaded(text), loaded(text.replace(old, new)))


def told(found: Comparison) -> list[str]:
    """Each change in short, with `?` where no complaint shows it."""
    return [_told(change) for period in found.periods for change in period.changes]


def _told(change: Change) -> str:
    perhaps = "" if all(witness.is_real for witness in change.shown) else "?"
    about = f" {change.about}" if change.about else ""
    return f"{change.name} {change.kind}{about}: {change.before}-{change.after}{perhaps}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("5 working days, met_by", "7 working days, met_by", [
            "answer deadline: counted-counted", "state outcome: late-held", "state outcome: late-soon",
            "acts action pay: due-"]),
        ("5 working days, met_by", "48 hours, met_by", [
            "answer deadline: counted-counted", "state outcome: late-held?", "state outcome: late-soon?",
            "state outcome: held-late", "state outcome: held-soon?", "state outcome: soon-late",
            "state outcome: soon-held?", "acts action pay: due-"]),
        ("from: told,", "from: day,", [
            "answer deadline: begun-not_started", "answer deadline: not_started-begun",
            "answer deadline: counted-counted",
            "state outcome: late-held?", "state outcome: late-soon",
            "state outcome: held-late?", "state outcome: held-soon",
            "state outcome: soon-late", "state outcome: soon-held", "acts action pay: due-"]),
        ("within: 5 working days", "within: 5 working days, hard_stop: 3 calendar days", [
            "answer deadline: counted-counted", "state outcome: late-held?", "state outcome: late-soon?",
            "state outcome: held-late", "state outcome: held-soon?", "state outcome: soon-late",
            "state outcome: soon-held?", "acts action pay: due-"]),
        ("warn_at: 80%", "warn_at: 50%", ["answer deadline: counted-counted"]),
        ("{id: S-3, then: soon}", "{id: S-3, when: vip is known, then: soon}", ["state outcome: soon-"]),
        ("when: vip, then: red", "when: vip and later > 3, then: red", [
            "marks answer: answered-", "acts action pay: marks-"]),
        ("when: kind is known, then: blue", "when: kind = risk, then: blue", [
            "marks member blue: blue-", "acts action pay: marks-"]),
        ("{2026-01-01: 0.50}", "{2026-01-01: 0.40}", ["acts action pay: sum-"]),
        ("{2026-01-01: 0.50}", "{2027-01-01: 0.50}", ["acts action pay: sum-"]),
        ("channel: bank", "channel: cash", ["acts action pay: channel-"]),
        ("with: {vip: vip, id: id}", "with: {vip: vip}", ["acts action call: id-"]),
        ("with: {vip: vip, id: id}", "with: {vip: kind, id: id}", ["acts action call: vip-"]),
        ("with: {sum: half,", "with: {sum: share,", ["acts action pay: sum-"]),
        ("            pays: amount}", "            }", ["acts action pay: pays-"]),
        ("text: 被盗}", "text: 被盗了}", ["acts action pay: texts-"]),
        ("{when: kind = theft, text", "{when: kind = risk, text", ["acts action pay: texts-"]),
        ("{when: kind = theft, text", "{when: not(kind != theft), text", []),
    ],
)  # fmt: skip
def test_each_change_is_decided_so_by_the_engine(old: str, new: str, expected: list[str]) -> None:
    assert told(changed(old, new)) == expected
