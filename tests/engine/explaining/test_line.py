"""Lines: everything that is decided while one fact runs through its values."""

from collections.abc import Mapping
from random import Random

import pytest

from engine import Engine
from engine.explaining import goal, line
from engine.explaining.line import Lines, TooFine
from rules.cells import Value
from rules.loading import load
from rules.policy import Policy
from rules.types import Date, Instant, Type, read

DAY = 86_400_000_000
TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2025-01-01
until: 2027-01-01
dated_by: at
calendar: CN
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text}
  at: {type: datetime, required: true}
  done: {type: datetime}
  held: {type: datetime}
  freed: {type: datetime}
  again: {type: datetime}
  on: {type: date}
  limit: {type: duration, unit: working days}
  extra: {type: boolean}
parameters:
  length: {type: duration, unit: working days, values: {2025-01-01: 5 working days, 2026-02-01: 8 working days}}
deadlines:
  look: {from: at, within: 30 hours, met_by: done, warn_at: 50%}
  work:
    from: at
    within: length
    met_by: done
    pauses: [{from: held, until: freed, reason: wait}]
    restarts: [again]
    hard_stop: 20 calendar days
    warn_at: 80%
  next: {from: on, within: given, met_by: done}
decisions:
  pace:
    outcomes: {quick: Q, slow: S}
    hit_policy: first
    values: {given: {type: duration, unit: working days}}
    rules:
      - {id: P-1, when: "extra or look = met_late or on < date of at", then: quick, set: {given: limit}}
      - {id: P-2, when: "done < at + 48 hours or done in [held..freed]", then: quick, set: {given: 3 working days}}
      - {id: P-3, then: slow, set: {given: 6 working days}}
  end:
    outcomes: {late: L, open: O, fine: F}
    hit_policy: first
    rules:
      - {id: N-1, when: next = breached or work = breached, then: late}
      - {id: N-2, when: work.warned and not(look = met), then: open}
      - {id: N-3, when: work.provisional, then: open}
      - {id: N-4, then: fine}
"""
GOALS = (
    *(("work", state) for state in ("running", "paused", "met", "met_late", "breached", "needs_review")),
    *(("look", "met_late"), ("next", "breached"), ("next", "needs_review"), ("pace", "quick"), ("pace", "slow")),
    *(("end", "late"), ("end", "open"), ("end", "fine"), ("given", "3 working days")),
)
FACTS = ("at", "done", "held", "freed", "again", "on", "limit", "extra")


@pytest.fixture(scope="module")
def timed() -> Policy:
    loaded = load(TIMED, name="timed.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def stored(kind: Type, text: str) -> int:
    """The stored value of a text."""
    value = read(kind, text)
    assert isinstance(value, int)
    return value


AS_OF = stored(Instant(), "2026-03-12T10:00:00+08:00")


def complaint(chance: Random) -> dict[str, Value]:
    """A complaint of the weeks around the instant asked about, over the spring festival and a change of parameters."""

    def moment() -> int:
        return AS_OF + chance.randint(-60 * 24, 10 * 24) * 3_600_000_000

    told: dict[str, Value] = {name: moment() if chance.random() < 0.6 else None for name in FACTS[:5]}
    day = stored(Date(), "2026-03-01")
    told |= {"on": day + chance.randint(-20, 20) if chance.random() < 0.7 else None}
    told |= {"limit": chance.choice((None, 0, 2, 9)), "extra": chance.choice((None, False, True)), "id": "T"}
    return {**told, "at": moment()}


def grid(policy: Policy, name: str, chance: Random) -> list[Value]:
    """Values of a fact, near and far."""
    match policy.facts_by_name[name].type:
        case Instant():
            near = [AS_OF + hours * 3_600_000_000 for hours in range(-80 * 24, 20 * 24, 19)]
            return [*near, *(AS_OF + chance.randint(-9000, 9000) * DAY for _ in range(30))]
        case Date():
            day = AS_OF // DAY
            return [*range(day - 80, day + 20, 3), *(day + chance.randint(-9000, 9000) for _ in range(30))]
        case _:
            return list(range(-5, 60))


@pytest.mark.parametrize("seed", [0, 7, 14])
def test_a_line_is_what_trying_its_values_finds(timed: Policy, seed: int) -> None:
    chance = Random(seed)
    given = complaint(chance)
    name, value = GOALS[seed]
    wanted = goal(timed, name, value)
    with Engine(timed) as engine:
        lines = Lines(engine, wanted, given, AS_OF)
        for fact in chance.sample(FACTS[:-1], 3):
            stretches = list(lines.stretches(timed.facts_by_name[fact], given))
            for tried in grid(timed, fact, chance):
                here = next(one for one in stretches if one.low <= int(tried or 0) <= one.high)
                facts: Mapping[str, Value] = {**given, fact: tried}
                reached = wanted.reached(engine.decide(facts, as_of=AS_OF))
                assert here.reached == reached, (fact, tried, here)


def test_a_line_that_turns_too_often_is_given_up(timed: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_DECIDED", 9)
    given = complaint(Random(0))
    with Engine(timed) as engine:
        lines = Lines(engine, goal(timed, "work", "met"), given, AS_OF)
        with pytest.raises(TooFine):
            lines.along(timed.facts_by_name["at"], given)
