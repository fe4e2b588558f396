"""The self-check asks durable_rules again, and a table that says otherwise stops the run."""

import numpy as np
import polars as pl
import pytest

from engine import Engine, EngineDisagrees, check
from tests.engine.small import Facts, frame, policy

POLICY = policy(
    """level:
  hit_policy: unique
  outcomes: {high: 高, low: 低}
  values: {refund: {type: money, currency: CNY}, word: {type: text}}
  rules:
    - {id: A, when: "amount > 10.00", then: high, set: {refund: "lost", word: "note"}}
    - {id: B, when: "vip", then: low, set: {refund: "2.00"}}
marks:
  hit_policy: collect
  outcomes: {red: 红}
  rules:
    - {id: M, when: "level = high", then: red}
answer:
  hit_policy: first
  type: boolean
  rules:
    - {id: Y, when: "refund > 1.00", then: "vip"}
    - {id: N, then: "false"}
""",
    head="dated_by: day\n",
)
COMPLAINTS: list[Facts] = [
    {"id": "1", "day": 20_500, "amount": 2_000, "lost": 500, "note": "退款"},
    {"id": "2", "day": 20_500, "amount": 500, "vip": True},
    {"id": "3", "day": 20_500, "amount": 2_000, "vip": True},
    {"id": "4", "day": 20_500},
    {"id": "5", "day": 20_500, "times": 101},
    {"id": "6", "day": 20_000},
    {"id": "7"},
]


def test_what_durable_rules_says_too_passes() -> None:
    with Engine(POLICY) as engine:
        facts = frame(POLICY, COMPLAINTS)
        assert check(engine, facts, engine.decide_columns(facts)) == len(COMPLAINTS)


def test_rows_the_feed_could_not_read_are_passed_over() -> None:
    noted = pl.Series("review", ["unreadable: amount", *[None] * 6], dtype=pl.String)
    with Engine(POLICY) as engine:
        facts = frame(POLICY, COMPLAINTS).with_columns(noted)
        assert check(engine, facts, engine.decide_columns(facts)) == len(COMPLAINTS) - 1


@pytest.mark.parametrize(
    ("row", "changed", "message"),
    [
        (0, {"level": "low"}, "complaint `1`: durable_rules says `level` is `high`, the table `low`"),
        (0, {"level.rule": "B"}, "complaint `1`: durable_rules says `level.rule` is `A`, the table `B`"),
        (0, {"level.fired": "A B"}, "complaint `1`: durable_rules says `level.fired` is `A`, the table `A B`"),
        (0, {"refund": 501}, "complaint `1`: durable_rules says `refund` is `500`, the table `501`"),
        (0, {"word": None}, "complaint `1`: durable_rules says `word` is `退款`, the table `None`"),
        (1, {"answer": False}, "complaint `2`: durable_rules says `answer` is `True`, the table `False`"),
        (1, {"marks": "red"}, "complaint `2`: durable_rules says `marks` is ``, the table `red`"),
        (2, {"review": None}, "complaint `3`: durable_rules says `review` is `overlap: level A B`, the table `None`"),
        (4, {"review": None}, "complaint `5`: durable_rules says `review` is `unreadable: times`, the table `None`"),
        (5, {"review": "x"}, "complaint `6`: durable_rules says `review` is `not-in-force: example`, the table `x`"),
    ],
)
def test_a_result_that_says_otherwise_is_named(row: int, changed: dict[str, object], message: str) -> None:
    with Engine(POLICY) as engine:
        facts = frame(POLICY, COMPLAINTS)
        result = engine.decide_columns(facts)
        said = result.to_dicts()
        said[row] |= changed
        with pytest.raises(EngineDisagrees) as caught:
            check(engine, facts, pl.DataFrame(said, schema=result.schema))
    assert str(caught.value) == message


TABLE = """level:
  hit_policy: first
  outcomes: {high: 高, low: 低}
  rules:
    - {id: A, when: "amount > 10.00", then: high}
    - {id: B, when: "vip", then: low}
"""


@pytest.mark.parametrize("other", [{"vip": True}, {}, {"amount": 2_000, "vip": True}])
def test_a_tampered_class_table_is_found_out(other: Facts) -> None:
    found = policy(TABLE)
    with Engine(found) as engine:
        facts = frame(found, [{"id": "1", "amount": 2_000}])
        engine.decide_columns(frame(found, [other]))
        (sets,) = engine._last.classes[0].learnt.sets  # noqa: SLF001 -- the table is what a fault would spoil
        sets.table.learn(np.arange(sets.table.size), [1] * sets.table.size)
        with pytest.raises(EngineDisagrees):
            check(engine, facts, engine.decide_columns(facts))
