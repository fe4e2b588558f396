"""A policy with a fact of every type, and short ways to map rows to it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk
from adapters.feeds.mapping import Binding, Mapped, MappingFault, Plan, bind, identity, load, plan
from rules.loading import load as load_policy
from rules.policy import Policy

POLICY = """
tousu: 1
policy: every-type
title: Every type
version: "1"
effective: 2026-01-01
dated_by: at
timezone: Asia/Shanghai
identity: id
facts:
  id: {title: Id, type: text, required: true}
  at: {title: At, type: datetime, required: true}
  amount: {title: Amount, type: money, currency: CNY, range: {min: -100000000000000.00, max: 100000000000000.00}}
  fee: {title: Fee, type: money, currency: USD}
  count: {title: Count, type: integer, range: {min: 0, max: 1000}}
  rate: {title: Rate, type: decimal, scale: 3}
  kind: {title: Kind, type: enum, values: {theft: Theft, fee: Fee, other: Other}}
  note: {title: Note, type: text, personal: true}
  day: {title: Day, type: date, required: true}
  flag: {title: Flag, type: boolean}
  span: {title: Span, type: duration, unit: working days}
decisions:
  answer:
    title: Answer
    outcomes: {"right": Right}
    hit_policy: first
    rules:
      - {id: A-1, then: "right"}
"""

NEEDED = "  id: {from: id}\n  at: {from: at}\n  day: {from: day}\n"
HEAD = "feed: 1\ntitle: Test\npolicy: every-type\nsource: tests\n"


@cache
def policy() -> Policy:
    loaded = load_policy(POLICY, name="policy.yaml")
    assert loaded.policy, loaded.faults
    return loaded.policy


def mapping_text(facts: str, *, head: str = "") -> str:
    """A mapping with some facts, each on its own line, and those that every row needs."""
    lines = [line for line in NEEDED.splitlines() if line.split(":")[0].strip() not in _names(facts)]
    return (
        HEAD
        + head
        + "facts:\n"
        + "".join(f"{line}\n" for line in [*lines, *("  " + fact for fact in facts.splitlines())])
    )


def _names(facts: str) -> set[str]:
    return {line.split(":")[0] for line in facts.splitlines()}


def planned(facts: str, *, head: str = "") -> Plan:
    made = plan(load(mapping_text(facts, head=head).encode(), "m.yaml"), policy())
    assert isinstance(made, Plan), made
    return made


def faults_of(text: str) -> list[str]:
    """The faults of a mapping, as shown."""
    made = plan(load(text.encode(), "m.yaml"), policy())
    assert not isinstance(made, Plan)
    return [fault.render("m.yaml") for fault in made]


def chunk(rows: pl.DataFrame) -> Chunk:
    return Chunk(file="f", rows=rows, lines=np.arange(rows.height) + 2)


def bound(plan: Plan, rows: pl.DataFrame, *, sparse: bool = False) -> Binding:
    binding = bind(plan, rows.schema, sparse=sparse)
    assert isinstance(binding, Binding), binding
    return binding


def map_rows(plan: Plan, rows: pl.DataFrame, *, sparse: bool = False) -> Mapped:
    """The facts of rows which are given an identity, a time and a day where they have none."""
    given = {"id": "1", "at": "2026-03-02T00:00:00Z", "day": "2026-03-02"}
    missing = [pl.lit(value).alias(name) for name, value in given.items() if name not in rows.columns]
    rows = rows.with_columns(missing)
    return bound(plan, rows, sparse=sparse).map(chunk(rows))


def binding_faults(plan: Plan, rows: pl.DataFrame) -> list[str]:
    """The faults between a plan and the columns of rows, as shown without their place."""
    faults = bind(plan, rows.schema)
    assert not isinstance(faults, Binding)
    return [_shown(fault) for fault in faults]


def _shown(fault: MappingFault) -> str:
    return f"{fault.key}: {fault.message}"


def texts(column: str, values: Sequence[str | None]) -> pl.DataFrame:
    return pl.DataFrame({column: pl.Series(values, dtype=pl.String)})


def as_is() -> Plan:
    return identity(policy())
