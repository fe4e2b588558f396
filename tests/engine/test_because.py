"""What was decided is told with the real values, as people write them."""

from typing import Any

import pytest

from engine import Engine, report
from rules.types import Date, Instant, bounds, show
from tests.engine.small import Facts, frame, policy

HEAD = "dated_by: at\n"
FACTS = """  window: {type: duration, unit: working days}
  spent: {type: duration, unit: hours}
  rate: {type: decimal, scale: 3}
  bare: {type: enum, values: {x: x, y: y}}
"""
MORE = """parameters:
  limit: {type: money, currency: CNY, values: {2026-01-01: 10.00, 2026-06-01: 20.00}}
  late: {type: money, currency: CNY, values: {2026-06-01: 20.00}}
  word: {type: text, values: {2026-01-01: 大额}}
derived:
  double: {value: "amount * 2"}
  third: {value: "amount / 3"}
  deep: {value: "rate / 1000000000"}
  opened: {value: "date of at"}
  later: {value: "at + 1 hours"}
  lasting: {value: "window + 2 working days"}
  large: {value: "amount > limit"}
  grown: {value: "amount + late"}
  subject: {value: "note"}
  kind: {value: "category"}
"""
DECISIONS = """level:
  title: 级别
  clause: 一
  hit_policy: first
  outcomes: {high: 高, low: ""}
  values: {refund: {type: money, currency: CNY}}
  rules:
    - {id: A, when: "vip", then: high, clause: 二, set: {refund: "lost"}, because: 'BECAUSE'}
    - {id: B, when: "not(vip)", then: low}
days:
  hit_policy: first
  type: duration
  unit: working days
  rules:
    - {id: D, when: "window is known", then: "window"}
marks:
  hit_policy: collect
  outcomes: {red: 红, blue: 蓝}
  rules:
    - {id: M-1, when: "amount > 10.00", then: red, because: 超过 10.00}
    - {id: M-2, when: "times > 3", then: blue}
    - {id: M-3, when: "times > 5", then: red, because: 多次}
after:
  hit_policy: unique
  outcomes: {y: 是}
  rules:
    - id: Z
      when: level = high or list contains(marks, red) or days > 1 working days
      then: y
      because: "{level}/{marks}/{days}/{refund}"
"""
AT = 1_772_586_930_000_000  # 2026-03-04T09:15:30+08:00
FULL: Facts = {
    "id": "甲-1",
    "amount": 128_050,
    "lost": -5,
    "times": 6,
    "category": "theft",
    "vip": True,
    "note": "{退款}",
    "day": 20_516,
    "at": AT,
    "window": 5,
    "spent": 7_200_000_000,
    "rate": 1_500,
    "bare": "x",
}
UNTOLD: Facts = {**dict.fromkeys(FULL), "vip": True, "at": AT}


def told(facts: Facts, because: str = "因为", *, decisions: str = DECISIONS) -> dict[str, Any]:
    found = policy(decisions.replace("BECAUSE", because), head=HEAD, facts=FACTS, more=MORE)
    with Engine(found) as engine:
        return report(engine.decide(facts, as_of=AT), found)


@pytest.mark.parametrize(
    ("template", "full", "untold"),
    [
        ("金额 {amount} 元", "金额 1280.50 元", "金额 ? 元"),
        ("{lost}", "-0.05", "?"),
        ("{times} 次", "6 次", "? 次"),
        ("{category}", "被盗", "?"),
        ("{bare}", "x", "?"),
        ("{vip}", "true", "true"),
        ("{note}", "{退款}", "?"),
        ("{day}", "2026-03-04", "?"),
        ("{at}", "2026-03-04 09:15:30", "2026-03-04 09:15:30"),
        ("{window}", "5 working days", "?"),
        ("{spent}", "2 hours", "?"),
        ("{rate}", "1.500", "?"),
        ("{limit}", "10.00", "10.00"),
        ("{late}", "?", "?"),
        ("{word}", "大额", "大额"),
        ("{double}", "2561", "?"),
        ("{third}", "2561/6", "?"),
        ("{deep}", "3/2000000000", "?"),
        ("{opened}", "2026-03-04", "2026-03-04"),
        ("{later}", "2026-03-04 10:15:30", "2026-03-04 10:15:30"),
        ("{lasting}", "7 working days", "?"),
        ("{large}", "true", "?"),
        ("{grown}", "?", "?"),
        ("{subject}", "{退款}", "?"),
        ("{kind}", "被盗", "?"),
        ("{refund}", "-0.05", "?"),
        ("{{amount}}", "{amount}", "{amount}"),
    ],
)
def test_a_reason_has_the_real_values(template: str, full: str, untold: str) -> None:
    reasons = [told(facts, template)["decisions"]["level"]["because"] for facts in (FULL, UNTOLD)]
    assert reasons == [full, untold]


def test_a_report_tells_every_decision() -> None:
    found = told(FULL)
    assert found.pop("policy_digest")
    assert found == {
        "complaint_id": "甲-1",
        "as_of": "2026-03-04T09:15:30+08:00",
        "policy": "example 1",
        "calendar": None,
        "calendar_digest": None,
        "review": None,
        "decisions": {
            "level": {
                "outcome": "high",
                "rule": "A",
                "fired": ["A"],
                "because": "因为",
                "clause": "二",
                "values": {"refund": "-0.05"},
            },
            "days": {
                "outcome": "5 working days",
                "rule": "D",
                "fired": ["D"],
                "because": None,
                "clause": "",
                "values": {},
            },
            "marks": {
                "outcome": ["red", "blue"],
                "rule": None,
                "fired": ["M-1", "M-2", "M-3"],
                "because": ["超过 10.00", "", "多次"],
                "clause": "",
                "values": {},
            },
            "after": {
                "outcome": "y",
                "rule": "Z",
                "fired": ["Z"],
                "because": "高/红, 蓝/5 working days/-0.05",
                "clause": "",
                "values": {},
            },
        },
        "deadlines": {},
        "wakes": None,
        "actions": [],
    }


ACTIONS = """plan:
  hit_policy: collect
  outcomes:
    notify:
      title: 通知
      clause: 四
      channel: sms
      template: told
      with: {who: id, kind: kind, sum: refund, level: level, marks: marks, window: window, double: double, gone: late}
    freeze: {title: 冻结, channel: desk, template: frozen}
    wait: 等待
  rules:
    - {id: P-1, when: "times > 3", then: notify, because: "{times} 次"}
    - {id: P-2, when: "times > 5", then: notify, clause: 五}
    - {id: P-3, when: "amount > 10.00", then: freeze, clause: 六}
    - {id: P-4, then: wait}
next:
  hit_policy: first
  outcomes: {call: {title: 致电, channel: phone, template: called}, none: 无}
  rules:
    - {id: N-1, when: "vip", then: call}
    - {id: N-2, then: none}
"""
NOTIFY: dict[str, Any] = {
    "action": "notify",
    "channel": "sms",
    "template": "told",
    "with": {
        "who": "甲-1",
        "kind": "theft",
        "sum": "-0.05",
        "level": "high",
        "marks": ["red", "blue"],
        "window": "5 working days",
        "double": "2561",
        "gone": None,
    },
    "rule": "P-1",
    "because": "6 次",
    "clause": "四",
}
FREEZE: dict[str, Any] = {
    "action": "freeze",
    "channel": "desk",
    "template": "frozen",
    "with": {},
    "rule": "P-3",
    "because": None,
    "clause": "六",
}
CALL: dict[str, Any] = {
    "action": "call",
    "channel": "phone",
    "template": "called",
    "with": {},
    "rule": "N-1",
    "because": None,
    "clause": "",
}


def test_actions_are_told_once_with_what_they_need() -> None:
    assert told(FULL, decisions=DECISIONS + ACTIONS)["actions"] == [NOTIFY, FREEZE, CALL]


def test_an_action_needs_its_rule() -> None:
    assert told({**UNTOLD, "vip": False}, decisions=DECISIONS + ACTIONS)["actions"] == []


def test_what_an_action_needs_may_be_missing_or_in_review() -> None:
    (notify,) = told({**UNTOLD, "vip": None, "times": 5}, decisions=DECISIONS + ACTIONS)["actions"]
    nothing = dict.fromkeys(("who", "kind", "sum", "window", "double", "gone"))
    assert notify["with"] == {**nothing, "level": "needs_review", "marks": ["blue"]}


def test_a_review_is_the_reason() -> None:
    found = told({**UNTOLD, "vip": None})["decisions"]
    assert [(one["outcome"], one["because"]) for one in found.values()] == [
        ("needs_review", "no-rule-matched: level"),
        ("needs_review", "no-rule-matched: days"),
        ([], []),
        ("needs_review", "reads-reviewed: after level"),
    ]


def test_a_complaint_that_is_not_decided_tells_why() -> None:
    found = told({**FULL, "vip": 1})
    reasons = {(one["outcome"], one["because"], *one["values"].values()) for one in found["decisions"].values()}
    assert (found["review"], found["actions"]) == ("unreadable: vip", [])
    assert reasons == {("needs_review", "unreadable: vip"), ("needs_review", "unreadable: vip", None)}


def test_a_complaint_of_no_instant_has_none() -> None:
    found = policy(DECISIONS.replace("BECAUSE", ""), head=HEAD, facts=FACTS, more=MORE)
    with Engine(found) as engine:
        assert report(engine.decide(FULL), found)["as_of"] is None


def test_a_day_beyond_the_calendar_is_decided_and_told() -> None:
    """9999-12-31 stands for "never" in many a feed, and a period counted from it must not end in an error."""
    found = policy("""due:
  hit_policy: first
  type: date
  values: {noted: {type: datetime}}
  rules:
    - {id: D, when: "day is known", then: "day + 7 calendar days", set: {noted: "at + 48 hours"}, because: '{day} {at}'}
""")
    never: Facts = {"id": "1", "day": bounds(Date())[1], "at": bounds(Instant())[1]}
    with Engine(found) as engine:
        due = report(engine.decide(never), found)["decisions"]["due"]
        row = engine.decide_columns(frame(found, [never])).row(0, named=True)
    assert (due["outcome"], due["values"]) == ("+10000-01-07", {"noted": "9999-01-02T08:00:00+08:00"})
    assert due["because"] == "9999-12-31 9998-12-31 08:00"
    assert (show(Date(), row["due"]), row["due.fired"]) == ("+10000-01-07", "D")
