"""A small policy with every kind of value, complaints for it, and runs of them."""

import json
from pathlib import Path
from typing import Any

from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, plan_for
from adapters.feeds.reading import Feed
from adapters.run import Order, run
from adapters.summary import Summary
from rules.loading import load
from rules.policy import Policy

POLICY = """tousu: 1
policy: shop
title: 小店投诉
version: "7"
effective: 2026-01-01
dated_by: at
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  at: {type: datetime, required: true}
  amount: {title: 金额, type: money, currency: CNY, range: {min: -1000.00, max: 100000.00}}
  phone: {type: text, personal: true}
  kind: {type: enum, values: {goods: 商品, service: 服务}}
decisions:
  size:
    title: 大小
    outcomes: {large: 大额, small: 小额}
    hit_policy: first
    values:
      due: {type: date}
      asked: {type: datetime}
      window: {type: duration, unit: working days}
      refund: {type: money, currency: CNY}
      contact: {type: text}
    rules:
      - id: S-1
        when: amount > 1000.00
        then: large
        because: 金额 {amount}，电话 {phone}
        set: {due: date of at, asked: at, window: 5 working days, refund: amount, contact: phone}
      - id: S-2
        when: amount <= 1000.00
        then: small
        because: 金额 {amount}
  steps:
    title: 步骤
    outcomes: {note: 登记, call: 回电}
    hit_policy: collect
    rules:
      - {id: T-1, then: note, because: 都要登记}
      - {id: T-2, when: phone is known, then: call, because: "回电 {phone}"}
"""
COLUMNS = ("id", "at", "amount", "phone", "kind")
AT = "2026-03-02T09:30:00+08:00"
"""An instant within the policy's force."""


def policy() -> Policy:
    """The small policy."""
    loaded = load(POLICY, name="shop.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def row(id_: str, amount: str = "10.00", *, at: str = AT, phone: str = "", kind: str = "goods") -> str:
    """A line of CSV."""
    return f"{id_},{at},{amount},{phone},{kind}\n"


def csv(*rows: str) -> str:
    """A file of CSV."""
    return ",".join(COLUMNS) + "\n" + "".join(rows)


def written(path: Path, *rows: str) -> str:
    """The path of a new file of CSV."""
    path.write_text(csv(*rows), "utf-8")
    return str(path)


def order(
    folder: Path, *paths: str, form: str = "parquet", because: bool = False, found: Policy | None = None
) -> Order:
    """The order to decide files into a folder."""
    rules = found or policy()
    plan = plan_for("identity", rules)
    assert isinstance(plan, Plan)
    return Order(
        feed=Feed(paths), reader=FactReader(plan), policy=rules, as_of=0, folder=folder, format=form, because=because
    )


def decided(
    folder: Path, *paths: str, form: str = "parquet", because: bool = False, found: Policy | None = None
) -> Summary:
    """The summary of a run."""
    return run(order(folder, *paths, form=form, because=because, found=found), lambda _: None)


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
