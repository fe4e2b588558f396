"""Conditions and expressions in words, in both languages."""

import pytest

from adapters.cli.words import Language as Spoken
from adapters.cli.words import Words
from adapters.pages.policy import tables
from adapters.pages.policy.phrases import Phrases
from adapters.pages.policy.subjects import subject
from rules.expression import Expression
from rules.loading import load
from rules.policy import Policy, Rule
from rules.wording import Language

HEAD = """tousu: 1
policy: words
version: "1"
effective: 2026-01-01
dated_by: at
calendar: CN
timezone: Asia/Shanghai
identity: id
facts:
  id: {title: Complaint, type: text, required: true}
  at: {title: Received, type: datetime, required: true}
  day: {title: Day, type: date}
  kind: {title: Kind, type: enum, values: {goods: Goods, service: Service, other: Other}}
  amount: {title: Amount, type: money, currency: CNY}
  lost: {title: Lost, type: money, currency: CNY}
  euro: {title: Euro, type: money, currency: EUR}
  share: {title: Share, type: decimal, scale: 2, range: {min: 0.00, max: 1.00}}
  vip: {title: Regular, type: boolean}
  waited: {title: Waited, type: duration, unit: working days}
parameters:
  large: {title: Large (from 2026 on), type: money, currency: CNY, values: {2026-01-01: 1000.00}}
  strict: {title: Strict, type: boolean, values: {2026-01-01: true}}
  floor: {title: Floor, type: money, currency: CNY, values: {2026-01-01: 1.00, 2027-01-01: 2.00}}
derived:
  worth: {title: Worth, value: "min(amount, lost)"}
deadlines:
  answer: {title: Answer, from: at, within: 5 working days, warn_at: 80%}
decisions:
  steps:
    title: Steps
    outcomes: {call: Call, write: Write}
    hit_policy: collect
    rules:
      - {id: T-1, then: call}
  size:
    title: Size
    outcomes: {big: Big}
    hit_policy: first
    values: {back: {title: Back, type: money, currency: CNY}, day_of: {title: Day of, type: date}}
    rules:
"""


def rule(line: str) -> tuple[Policy, Rule]:
    """A policy with the rule, and that rule."""
    loaded = load(f"{HEAD}      - {{id: R-1, then: big, {line}}}\n", name="words.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy, loaded.policy.decisions_by_name["size"].rules[0]


def phrases(policy: Policy, language: Language) -> Phrases:
    return Phrases(policy, Words(Spoken(language.value)), language)


def condition(text: str) -> tuple[Policy, Expression]:
    policy, read = rule(f"when: {text!r}")
    assert read.when is not None
    return policy, read.when


CONDITIONS = (
    ("amount > 1000.00", "Amount > CNY 1,000.00", "Amount > 1,000.00 元"),
    ("1000.00 >= amount", "Amount ≤ CNY 1,000.00", "Amount ≤ 1,000.00 元"),
    ("amount > large", "Amount > Large (CNY 1,000.00)", "Amount > Large（1,000.00 元）"),
    ("large < amount", "Amount > Large (CNY 1,000.00)", "Amount > Large（1,000.00 元）"),
    ("amount >= floor", "Amount ≥ Floor", "Amount ≥ Floor"),
    ("amount = lost", "Amount = Lost", "Amount = Lost"),
    ("amount != 0.00", "Amount ≠ CNY 0.00", "Amount ≠ 0.00 元"),
    ("euro < 2000", "Euro < EUR 2,000.00", "Euro < 2,000.00 EUR"),
    ("kind = goods", "Kind is Goods", "Kind 为 Goods"),
    ("kind != goods", "Kind is not Goods", "Kind 不为 Goods"),
    ("not(kind = goods)", "Kind is not Goods", "Kind 不为 Goods"),
    ("kind in (goods, service)", "Kind is one of Goods, Service", "Kind 属于 Goods、Service"),
    ("not(kind in (goods, service))", "Kind is none of Goods, Service", "Kind 不属于 Goods、Service"),
    ("amount in [1..5]", "Amount is from CNY 1.00 to CNY 5.00", "Amount 在 1.00 元 至 5.00 元 之间"),
    ("amount in (1..5]", "Amount is above CNY 1.00 up to CNY 5.00", "Amount 在 1.00 元（不含）至 5.00 元 之间"),
    ("not(share in [0.25..1))", "Share is not from 0.25 to below 1", "Share 不在 0.25 至 1（不含） 之间"),
    (
        "amount in (1..5)",
        "Amount is above CNY 1.00 and below CNY 5.00",
        "Amount 在 1.00 元（不含）至 5.00 元（不含） 之间",
    ),
    ("vip", "Regular is yes", "Regular 为 是"),
    ("not(vip)", "Regular is no", "Regular 为 否"),
    ("vip = false", "Regular is no", "Regular 为 否"),
    ("strict", "Strict is yes", "Strict 为 是"),
    ("amount is missing", "Amount is missing", "Amount 缺失"),
    ("not(amount is missing)", "Amount is known", "Amount 已知"),
    ('contains(id, "A")', "Complaint contains “A”", "Complaint 含有“A”"),
    ('not(starts with(id, "A"))', "Complaint does not start with “A”", "Complaint 不以“A”开头"),
    ("list contains(steps, call)", "Steps includes Call", "Steps 包括 Call"),
    ("not(list contains(steps, call))", "Steps does not include Call", "Steps 不包括 Call"),
    ("answer = breached", "Answer is breached", "Answer 为 已逾期"),
    ("answer.warned", "warning of Answer is yes", "Answer的预警 为 是"),
    ("answer.due > at", "when Answer is due > Received", "Answer的到期时间 > Received"),
    ("date of at > day", "Day < the day of Received", "Day < Received的日期"),
    ('day = @"2026-03-01"', "Day = 2026-03-01", "Day = 2026年3月1日"),
    ("waited >= 1 working days", "Waited ≥ 1 working day", "Waited ≥ 1 个工作日"),
    ("worth > 1", "Worth > CNY 1.00", "Worth > 1.00 元"),
    ("amount + lost > 1", "Amount + Lost > CNY 1.00", "Amount + Lost > 1.00 元"),
    ("(amount - lost) * 2 - (lost - amount) is known", "(Amount − Lost) × 2 − (Lost − Amount) is known", None),
    ("max(amount, 1) in (1, 2)", "the greatest of Amount, CNY 1.00 is one of CNY 1.00, CNY 2.00", None),
    ("vip or amount > 1", "Regular is yes or Amount > CNY 1.00", "Regular 为 是 或 Amount > 1.00 元"),
    ("kind = goods or kind = other", "Kind is Goods or is Other", "Kind 为 Goods 或 为 Other"),
    ("not(kind = goods or kind is missing)", "Kind is not Goods and is known", "Kind 不为 Goods 且 已知"),
    (
        "not(vip or amount > 1)",
        "not (Regular is yes or Amount > CNY 1.00)",
        "并非（Regular 为 是 或 Amount > 1.00 元）",
    ),
    (
        "vip and (strict or amount > 1 and lost > 1)",
        "Regular is yes and (Strict is yes or (Amount > CNY 1.00 and Lost > CNY 1.00))",
        None,
    ),
)


@pytest.mark.parametrize(("text", "english", "chinese"), CONDITIONS, ids=[one[0] for one in CONDITIONS])
def test_a_condition_is_said_as_people_read_it(text: str, english: str, chinese: str | None) -> None:
    policy, found = condition(text)
    said = [phrases(policy, language).test(found).striptags() for language in (Language.ENGLISH, Language.CHINESE)]
    assert said == [english, chinese or said[1]]


CELLS = (
    ('{kind: "goods, other"}', "Goods, Other"),
    ('{kind: "not(goods, other)"}', "none of Goods, Other"),
    ('{kind: "not(goods)"}', "not Goods"),
    ('{kind: "goods"}', "Goods"),
    ('{amount: "> 5"}', "> CNY 5.00"),
    ('{amount: "= 5"}', "CNY 5.00"),
    ('{amount: "[1..2], 5"}', "from CNY 1.00 to CNY 2.00, CNY 5.00"),
    ('{amount: "not([1..2])"}', "is not from CNY 1.00 to CNY 2.00"),
    ('{vip: "true"}', "yes"),
    ('{vip: "not(true)"}', "no"),
    ('{steps: "call, write"}', "includes Call or includes Write"),
    ('{amount: "is missing, < 5"}', "is missing or < CNY 5.00"),
    ('{answer: "running"}', "running"),
)


@pytest.mark.parametrize(("row", "expected"), CELLS, ids=[one[0] for one in CELLS])
def test_a_cell_leaves_out_what_its_column_says(row: str, expected: str) -> None:
    policy, read = rule(f"when: {row}")
    (test,) = tables.tests(read)
    assert phrases(policy, Language.ENGLISH).cell(test).striptags() == expected


VALUES = (
    ("round_down(amount / 3)", "Amount ÷ 3, rounded down to 2 decimals"),
    ("round_half_even(amount * 0.125)", "Amount × 0.125, rounded half to even to 2 decimals"),
    ("round_up(amount * 0.5)", "Amount × 0.5, rounded up to 2 decimals"),
    ("amount - 5", "Amount − CNY 5.00"),
    ("-5", "CNY −5.00"),
)


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_a_value_is_said_as_people_compute_it(text: str, expected: str) -> None:
    policy, read = rule(f"set: {{back: {text!r}}}")
    assert phrases(policy, Language.ENGLISH).assigned("back", read.assigns[0][1]).striptags() == expected


@pytest.mark.parametrize(
    ("text", "about"), [("amount > lost", "amount"), ("large = amount", "amount"), ("amount > 1 or vip", None)]
)
def test_a_test_is_about_the_name_that_varies(text: str, about: str | None) -> None:
    found = subject(condition(text)[1])
    assert getattr(found, "name", found) == about
