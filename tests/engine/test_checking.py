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


HOUR = 3_600_000_000
STARTED = 20_500 * 24 * HOUR
TIMED = policy(
    """level:
  hit_policy: first
  outcomes: {late: 迟, calm: 缓}
  rules:
    - {id: L, when: "limit = breached", then: late}
    - {id: C, then: calm}
""",
    head="calendar: CN\n",
    more="""deadlines:
  limit: {from: at, within: 24 hours, warn_at: 50%}
  long: {from: at, within: 260 working days}
""",
)
AT: list[Facts] = [
    {"id": "1", "at": STARTED},
    {"id": "2", "at": STARTED - 24 * HOUR},
    {"id": "3", "at": -STARTED},
    {"id": "4"},
]


def test_what_deadlines_tell_is_checked_too() -> None:
    with Engine(TIMED) as engine:
        facts = frame(TIMED, AT)
        assert check(engine, facts, engine.decide_columns(facts, as_of=STARTED), as_of=STARTED) == len(AT)


@pytest.mark.parametrize(
    ("row", "column", "table", "message"),
    [
        (0, "limit", "met", "complaint `1`: durable_rules says `limit` is `running`, the table `met`"),
        (0, "limit.warned", True, "complaint `1`: durable_rules says `limit.warned` is `False`, the table `True`"),
        (1, "limit.due", 5, f"complaint `2`: durable_rules says `limit.due` is `{STARTED}`, the table `5`"),
        (1, "long.latest", None, "complaint `2`: durable_rules says `long.latest` is `[0-9]+`, the table `None`"),
        (1, "limit.earliest", 5, "complaint `2`: durable_rules says `limit.earliest` is `None`, the table `5`"),
        (2, "long", "breached", "complaint `3`: durable_rules says `long` is `needs_review`, the table `breached`"),
        (3, "limit.due", 5, "complaint `4`: durable_rules says `limit.due` is `None`, the table `5`"),
    ],
)
def test_a_deadline_told_otherwise_stops_the_run(row: int, column: str, table: object, message: str) -> None:
    with Engine(TIMED) as engine:
        facts = frame(TIMED, AT)
        said = engine.decide_columns(facts, as_of=STARTED)
        values = said[column].to_list()
        values[row] = table
        wrong = said.with_columns(pl.Series(column, values, dtype=said.schema[column]))
        with pytest.raises(EngineDisagrees, match=message):
            check(engine, facts, wrong, as_of=STARTED)
