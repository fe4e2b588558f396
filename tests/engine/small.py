"""Small policies written as text, and what every path of the engine says under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import indent

import polars as pl

from engine.engine import Decided, Engine
from engine.results import stored
from engine.ruling import NEEDS_REVIEW, Ruling
from rules.cells import Value
from rules.loading import load
from rules.policy import Decision, HitPolicy, Policy

HEAD = """tousu: 1
policy: example
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
"""
FACTS = """  id: {type: text}
  amount: {type: money, currency: CNY}
  lost: {type: money, currency: CNY}
  times: {type: integer, range: {min: -100, max: 100}}
  category: {type: enum, values: {theft: 被盗, risk: 风险, service: 服务}}
  vip: {type: boolean}
  note: {type: text}
  day: {type: date}
  at: {type: datetime}
"""

Row = dict[str, Value]
Facts = Mapping[str, Value]


def policy(decisions: str, *, head: str = "", facts: str = "", more: str = "") -> Policy:
    """A policy with these decisions; `head`, `facts` and `more` add to what the examples share."""
    text = f"{HEAD}{head}facts:\n{FACTS}{facts}{more}decisions:\n{indent(decisions, '  ')}"
    loaded = load(text, name="policy.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def frame(found: Policy, complaints: Sequence[Facts]) -> pl.DataFrame:
    """The complaints by column, every declared fact there."""
    schema = {fact.name: stored(fact.type) for fact in found.facts}
    return pl.DataFrame({name: [facts.get(name) for facts in complaints] for name in schema}, schema=schema)


def told(found: Policy, decided: Decided) -> Row:
    """One complaint's rulings as a row of `decide_columns`."""
    row: Row = {found.identity: decided.facts.get(found.identity), "review": None}
    rulings = [Ruling(review=decided.review)] * len(found.decisions) if decided.ruled is None else decided.ruled.rulings
    values = {} if decided.ruled is None else decided.ruled.values(decided.facts)
    first = decided.first_review
    row["review"] = None if first is None else str(first)
    row |= deadline_columns(found, decided)
    for decision, ruling in zip(found.decisions, rulings, strict=True):
        row |= _told(decision, ruling, values)
    return row


def deadline_columns(found: Policy, decided: Decided) -> Row:
    """The columns of every deadline."""
    row: Row = {}
    for deadline in found.deadlines:
        name = deadline.name
        standing = None if decided.ruled is None else decided.timings[name].standing
        due = None if standing is None else standing.due
        moves = due if due is not None and due.provisional else None
        row[name] = NEEDS_REVIEW if standing is None else standing.state.value
        row[f"{name}.due"] = None if due is None else due.instant
        row[f"{name}.earliest"] = None if moves is None else moves.earliest
        row[f"{name}.latest"] = None if moves is None else moves.latest
        if deadline.warn_at is not None:
            row[f"{name}.warned"] = None if standing is None else standing.warned
    return row


def _told(decision: Decision, ruling: Ruling, values: Mapping[str, Value]) -> Row:
    ids, name = [rule.id for rule in decision.rules], decision.name
    collects = decision.hit_policy is HitPolicy.COLLECT
    outcome = NEEDS_REVIEW if ruling.review else " ".join(ruling.outcomes)
    return {
        **({name: outcome} if decision.outcomes else {}),
        **({} if collects else {f"{name}.rule": None if ruling.rule is None else ids[ruling.rule]}),
        f"{name}.fired": " ".join(ids[number] for number in ruling.fired),
        **({name: values.get(name)} if decision.type is not None else {}),
        **{value.name: values.get(value.name) for value in decision.values},
    }


def agreed(found: Policy, *complaints: Facts, as_of: int | None = None) -> list[Row]:
    """What is decided on each complaint: one by one, by column and by durable_rules alone, all of them the same."""
    with Engine(found) as engine:
        single = [engine.decide(facts, as_of=as_of) for facts in complaints]
        alone = [engine.decide_uncached(facts, as_of=as_of) for facts in complaints]
    rows = [told(found, one) for one in single]
    assert [told(found, one) for one in alone] == rows
    with Engine(found) as engine:
        assert engine.decide_columns(frame(found, complaints), as_of=as_of).to_dicts() == rows
    return rows


def outcomes(found: Policy, *complaints: Facts) -> list[tuple[Value, Value, Value]]:
    """Outcome, winning rule and fired rules of the last decision, for each complaint."""
    name = found.decisions[-1].name
    return [(row.get(name), row.get(f"{name}.rule"), row[f"{name}.fired"]) for row in agreed(found, *complaints)]
