"""Two policies for one counter, which differ in everything that can, rows for them, and what each says row by row."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, plan_for
from adapters.feeds.reading import Feed
from adapters.impact import Compared, Order, compare
from rules.loading import load
from rules.policy import Policy

OLD = """tousu: 1
policy: counter
title: 柜台
version: "1"
effective: 2026-01-01
dated_by: at
calendar: CN
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  at: {type: datetime, required: true}
  amount: {title: 金额, type: money, currency: CNY, range: {min: -1000000000000.00, max: 1000000000000.00}}
  kind: {title: 类别, type: enum, values: {goods: 商品, service: 服务, other: 其他}}
  vip: {type: boolean}
  phone: {title: 电话, type: text, personal: true}
  done_at: {type: datetime}
  note: {type: text}
deadlines:
  look: {title: 查看, from: at, within: 3 working days, met_by: done_at}
  reply: {title: 答复, from: done_at, within: 24 hours}
decisions:
  size:
    title: 大小
    outcomes: {large: 大额, small: 小额}
    hit_policy: first
    values:
      refund: {title: 退款, type: money, currency: CNY}
      by_day: {type: date}
      window: {type: duration, unit: working days}
      told: {type: text}
      gold: {type: boolean}
      desk: {type: enum, values: {front: 前台, back: 后台}}
    rules:
      - {id: S-1, when: amount > 1000.00, then: large,
         set: {refund: amount, by_day: date of at, window: 5 working days, told: note, gold: vip, desk: front}}
      - {id: S-2, when: amount <= 1000.00, then: small, set: {refund: round_down(amount * 0.5), window: 3 working days}}
  steps:
    outcomes: {note_it: 登记, call: 回电, hurry: 加急}
    hit_policy: collect
    rules:
      - {id: T-1, when: phone is known, then: call}
      - {id: T-2, when: vip, then: note_it}
      - {id: T-3, when: look = breached, then: hurry}
  days:
    type: integer
    hit_policy: first
    rules:
      - {id: D-1, when: size = large, then: 7}
      - {id: D-2, then: 5}
  single:
    outcomes: {one: 甲, two: 乙}
    hit_policy: first
    rules:
      - {id: N-1, when: vip, then: one}
      - {id: N-2, then: two}
  former:
    outcomes: {yes: 是}
    hit_policy: first
    rules:
      - {id: F-1, then: "yes"}
"""
NEW = (
    OLD.replace('version: "1"', 'version: "2"')
    .replace("  note: {type: text}\n", "  note: {type: text}\n  city: {type: enum, values: {east: 东, west: 西}}\n")
    .replace("within: 3 working days", "within: 2 working days")
    .replace(
        "kind: {title: 类别, type: enum, values: {goods: 商品",
        "kind: {title: 类别, type: enum, values: {new: 新, goods: 商品",
    )
    .replace(
        "{id: S-1, when: amount > 1000.00, then: large,",
        "{id: S-1, when: amount > 500.00 and kind is known, then: large,",
    )
    .replace(
        "round_down(amount * 0.5)", "round_down(amount * 0.6), by_day: date of at, told: phone, gold: true, desk: back"
    )
    .replace("{id: T-1, when: phone is known, then: call}", "{id: T-1, when: phone is known and vip, then: call}")
    .replace("then: 7}", "then: 8}")
    .replace(
        "outcomes: {one: 甲, two: 乙}\n    hit_policy: first", "outcomes: {one: 甲, two: 乙}\n    hit_policy: collect"
    )
    .replace("  former:", "  latter:")
)
ALIKE = OLD.replace('version: "1"', 'version: "2"').replace("amount > 1000.00", "amount > 900.00")
"""The old policy with one threshold moved: both read a feed alike."""

DATED = ALIKE.replace("dated_by: at", "dated_by: done_at")
"""The same, dated by a fact that is often missing."""

AS_OF = 1_773_000_000_000_000
COLUMNS = ("id", "at", "amount", "kind", "vip", "phone", "done_at", "note", "city")


def policy(text: str) -> Policy:
    """The policy of a text."""
    loaded = load(text, name="counter.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def rows(seed: int, count: int) -> list[dict[str, str]]:
    """Rows as they are fed: fit ones and unfit ones, some of them repeated or contradicted later."""
    chance = Random(seed)
    made: list[dict[str, str]] = []
    for number in range(count):
        if made and chance.random() < 0.1:
            made.append(chance.choice(made) | chance.choice([{}, {"note": "再"}, {"city": "west"}]))
        else:
            made.append(_row(number, chance))
    return made


def _row(number: int, chance: Random) -> dict[str, str]:
    return {
        "id": chance.choice([f"C-{number}"] * 30 + [""]),
        "at": f"2026-{chance.randint(1, 3):02}-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:30:00+08:00"
        if chance.random() < 0.95
        else chance.choice(["", "soon", "2025-01-01T00:00:00+08:00"]),
        "amount": chance.choice(
            ["", "x", "400.00", "500.00", "900.01", "1000.00", "1000.01", "-3.10", "912345678901.23"]
        ),
        "kind": chance.choice(["", "goods", "service", "other", "new"]),
        "vip": chance.choice(["", "true", "false"]),
        "phone": chance.choice(["", "13800000001"]),
        "done_at": chance.choice(["", f"2026-03-{chance.randint(1, 9):02}T12:00:00+08:00"]),
        "note": chance.choice(["", "急"]),
        "city": chance.choice(["", "", "east", "north"]),
    }


def written(path: Path, made: Sequence[Mapping[str, str]], *, columns: Sequence[str] = COLUMNS) -> str:
    """The path of a CSV file of rows."""
    lines = [",".join(columns), *(",".join(row[name] for name in columns) for row in made)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def compared(
    path: str, old: Policy, new: Policy, *, by: Sequence[str] = ("at", "kind"), money: str = "amount"
) -> Compared:
    """What a change does to the feed in a file."""
    plans = [plan_for("identity", one) for one in (old, new)]
    before, after = (FactReader(plan) for plan in plans if isinstance(plan, Plan))
    facts = old.facts_by_name | new.facts_by_name
    order = Order(
        feed=Feed([path]),
        old=before,
        new=after,
        as_of=AS_OF,
        money=facts[money] if money else None,
        by=tuple(facts[name] for name in by),
    )
    return compare(order, lambda _: None)
