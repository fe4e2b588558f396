"""Why not: the smallest changes, held against every complaint that there is."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from engine import Engine
from engine.explaining import ANY_TEXT, Answer, Goal, WhyNot, goal, line, why_not, whynot
from rules.cells import Value
from rules.loading import load
from rules.policy import Policy
from rules.types import Date, Instant, Type, read
from tests.engine.small import policy

Facts = dict[str, Value]

SMALL = """tousu: 1
policy: small
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {{type: text}}
  n: {{type: integer, range: {{min: 0, max: 9}}, required: true}}
  m: {{type: integer, range: {{min: -4, max: 5}}}}
  k: {{type: integer, range: {{min: 0, max: 3}}}}
  vip: {{type: boolean}}
  kind: {{type: enum, values: {{a: A, b: B, c: C}}}}
decisions:
  early:
    outcomes: {{yes: Y, no: N}}
    hit_policy: {early}
    values: {{worth: {{type: integer}}}}
    rules:
      - {{id: E-1, when: {one}, then: yes, set: {{worth: {worth}}}}}
      - {{id: E-2, when: {two}, then: no, set: {{worth: "m"}}}}
      - {{id: E-3, when: {three}, then: yes}}
  late:
    outcomes: {{go: G, wait: W, stop: S}}
    hit_policy: {late}
    rules:
      - {{id: L-1, when: {four}, then: go}}
      - {{id: L-2, when: {five}, then: stop}}
      - {{id: L-3, then: wait}}
"""
EARLY = (
    *("n > 3", "n + m > 7", "m < n", "vip", "kind = a", "kind in (b, c) and n <= 6", "m is missing", "not(vip)"),
    *("min(n, 2 * m) > 3", "round_half_up(n / 4, 0) = 1", "n in [m..6]", "k = 2 or m = 3", "max(n, m) - k < 2"),
)
LATE = (
    "early = yes",
    "worth > 4",
    "early = no and n >= 5",
    "worth is known and vip",
    "worth = m",
    "worth + n > 9 and k = 1",
)
WORTH = ("n + k", "min(n, m)", "2 * n - 3", "n")
DOMAINS: dict[str, tuple[Value, ...]] = {
    "n": tuple(range(10)),
    "m": (None, *range(-4, 6)),
    "k": (None, *range(4)),
    "vip": (None, False, True),
    "kind": (None, "a", "b", "c"),
}


def generated(chance: Random) -> Policy:
    """A policy of two decisions, the second of which reads the first."""
    one, two, three = (f'"{chance.choice(EARLY)} and {chance.choice(EARLY)}"' for _ in range(3))
    four, five = (f'"{chance.choice(LATE)} and {chance.choice((*EARLY, *LATE))}"' for _ in range(2))
    text = SMALL.format(
        early=chance.choice(("unique", "first", "priority")),
        late=chance.choice(("first", "collect", "priority")),
        worth=f'"{chance.choice(WORTH)}"',
        one=one,
        two=two,
        three=three,
        four=four,
        five=five,
    )
    loaded = load(text, name="small.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def differing(facts: Facts, other: Facts) -> frozenset[str]:
    return frozenset(name for name in facts if facts[name] != other[name])


def reaching(engine: Engine, wanted: Goal) -> Iterator[Facts]:
    """Every complaint that reaches the goal."""
    for values in product(*DOMAINS.values()):
        facts: Facts = {"id": "T", **dict(zip(DOMAINS, values, strict=True))}
        if wanted.reached(engine.decide(facts)):
            yield facts


def told(found: WhyNot) -> dict[frozenset[str], set[Value]]:
    """The sets of facts, each with every value that the last of them may have."""
    ways: dict[frozenset[str], set[Value]] = {}
    for way in found.ways:
        last = way[-1]
        numbers = {value for one in last.stretches for value in range(one.low, one.high + 1)}
        ways.setdefault(frozenset(one.fact.name for one in way), set()).update(numbers, last.values)
    return ways


@pytest.mark.parametrize("seed", range(10))
def test_the_smallest_changes_are_those_that_trying_everything_finds(seed: int) -> None:
    chance = Random(seed)
    found = generated(chance)
    wanted = goal(found, "late", chance.choice(("go", "stop", "go", "needs_review")))
    facts: Facts = {"id": "T", **{name: chance.choice(values) for name, values in DOMAINS.items()}}
    with Engine(found) as engine:
        told_of = why_not(engine, facts, wanted)
        there = list(reaching(engine, wanted))
    if not there:
        assert (told_of.answer, told_of.complete) == (Answer.NEVER, True)
        return
    fewest = min(len(differing(facts, other)) for other in there)
    if not fewest:
        assert told_of.answer is Answer.ALREADY
        return
    assert told_of.answer is Answer.CHANGES
    assert {len(way) for way in told_of.ways} == {fewest}
    near = [other for other in there if len(differing(facts, other)) == fewest]
    if fewest == 1:
        expected: dict[frozenset[str], set[Value]] = {}
        for other in near:
            names = differing(facts, other)
            expected.setdefault(names, set()).update(other[name] for name in names)
        assert told(told_of) == expected
    if fewest == 2:
        assert set(told(told_of)) == {differing(facts, other) for other in near}
    assert told_of.complete == (fewest <= 2)


DAY = 86_400_000_000


def stored(kind: Type, text: str) -> int:
    """The stored value of a text."""
    value = read(kind, text)
    assert isinstance(value, int)
    return value


AS_OF = stored(Instant(), "2026-03-12T10:00:00+08:00")
TIMED = policy(
    """kind:
  outcomes: {bad: B, same: S, some: M, none: N}
  hit_policy: first
  rules:
    - {id: K-1, when: 'contains(note, "fraud") or contains(note, "fraudulent")', then: bad}
    - {id: K-2, when: 'note in (other, "both")', then: same}
    - {id: K-3, when: note is known, then: some}
    - {id: K-4, then: none}
speed:
  outcomes: {late: L, fine: F}
  hit_policy: first
  values: {window: {type: duration, unit: working days}}
  rules:
    - {id: D-1, when: answer = breached and vip, then: late, set: {window: 2 working days}}
    - {id: D-2, then: fine, set: {window: length}}
odd:
  outcomes: {yes: Y, no: N}
  hit_policy: first
  rules:
    - {id: O-1, when: lost + amount > 900.00 and lost < 500.00 and amount < 500.00, then: yes}
    - {id: O-2, when: times = 1 and times = 2, then: yes}
    - {id: O-3, when: vip and times > 3 and amount > 9.00 and category = theft, then: no}
tight:
  outcomes: {yes: Y}
  hit_policy: first
  rules: [{id: H-1, when: answer.due < at + 24 hours and vip and times > 3, then: yes}]
""",
    facts="""  other: {type: text}
  done: {type: datetime}
  waits: {type: intervals}
  length: {type: duration, unit: working days}
  seen: {type: date}
""",
    head="calendar: CN\n",
    more="""deadlines:
  answer: {from: at, within: 3 working days, met_by: done, pauses: waits}
  next: {from: seen, within: window, met_by: done}
""",
)
GIVEN: Facts = {
    **dict.fromkeys(TIMED.facts_by_name),
    "id": "T",
    "at": AS_OF - DAY,
    "amount": 100,
    "lost": 100,
    "other": "x",
    "vip": False,
}
TOLD: tuple[tuple[str, Facts, list[dict[str, tuple[Value, ...]]]], ...] = (
    ("kind=bad", {}, [{"note": ("fraud",)}]),
    ("kind=some", {}, [{"note": (ANY_TEXT,)}]),
    ("kind=same", {}, [{"note": ("x", "both")}]),
    ("kind=none", {"note": "fraud"}, [{"note": (None,)}]),
    ("speed=late", {"at": AS_OF - 30 * DAY}, [{"vip": (True,)}]),
    ("window=7 working days", {}, [{"length": (7,)}]),
    ("answer=met", {}, [{"done": (AS_OF,)}]),
    ("next=breached", {"seen": AS_OF // DAY - 30, "length": 5, "done": AS_OF - 9 * DAY}, [{"done": (AS_OF + 1, None)}]),
    ("odd=no", {"vip": True, "times": 2, "category": "theft"}, [{"times": (4,), "amount": (901,)}]),
)


def changes(found: WhyNot) -> list[dict[str, tuple[Value, ...]]]:
    return [{one.fact.name: one.values for one in way} for way in found.ways]


@pytest.mark.parametrize(("asked", "facts", "expected"), TOLD, ids=[case[0] for case in TOLD])
def test_texts_times_and_lengths_are_changed_too(
    asked: str, facts: Facts, expected: list[dict[str, tuple[Value, ...]]]
) -> None:
    with Engine(TIMED) as engine:
        found = why_not(engine, {**GIVEN, **facts}, goal(TIMED, *asked.split("=")), as_of=AS_OF)
    assert (found.answer, found.complete, changes(found)) == (Answer.CHANGES, True, expected)


def reasked(asked: str, facts: Facts, **options: int) -> WhyNot:
    with Engine(TIMED) as engine:
        return why_not(engine, {**GIVEN, **facts}, goal(TIMED, *asked.split("=")), as_of=AS_OF, **options)


def test_two_numbers_are_as_near_as_each_lets_the_other() -> None:
    (way,) = reasked("odd=yes", {}).ways
    assert [one.fact.name for one in way] == ["amount", "lost"]
    first, second = (one.to for one in way)
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert first + second == 90_001


def test_a_deadline_s_range_is_told_whole() -> None:
    found = reasked("answer=breached", {})
    (at,) = next(way for way in found.ways if way[0].fact.name == "at")
    (stretch,) = at.stretches
    last = stored(Instant(), "2026-03-09T00:00:00+08:00") - 1
    assert (at.to, stretch.high) == (last, last)


def test_times_in_which_it_stood_still_are_tried_as_whole() -> None:
    found = reasked("answer=paused", {})
    assert [[one.fact.name for one in way] for way in found.ways] == [["waits"]]
    assert all(str(one).endswith("/..") for one in found.ways[0][0].values)
    assert not reasked("answer=met_late", {"done": AS_OF - DAY // 2, "waits": "0/1"}).complete


def test_a_deadline_that_cannot_be_counted_is_found_by_trying() -> None:
    found = reasked("answer=needs_review", {})
    assert found.answer is Answer.CHANGES
    assert {way[0].fact.name for way in found.ways} >= {"at"}


def test_one_that_cannot_be_counted_keeps_from_deciding() -> None:
    found = reasked("speed=fine", {"at": -60 * 365 * DAY})
    assert [way[0].fact.name for way in found.ways] == ["at"]


def test_what_no_complaint_leads_to_is_proved() -> None:
    never = reasked("kind=needs_review", {})
    assert (never.answer, never.complete, never.ways) == (Answer.NEVER, True, ())


def test_what_the_solver_gives_up_is_not_told_as_proved() -> None:
    found = reasked("odd=no", {}, effort=1)
    assert (found.answer, found.complete) == (Answer.OPEN, False)


def test_a_complaint_that_lacks_what_it_needs_needs_that() -> None:
    needing = policy(
        """one:
  outcomes: {a: A, b: B}
  hit_policy: first
  rules: [{id: O, when: must > 3, then: a}, {id: P, then: b}]
""",
        facts="  must: {type: integer, required: true, range: {min: 0, max: 9}}\n",
    )
    with Engine(needing) as engine:
        (way,) = why_not(engine, {"id": "T"}, goal(needing, "one", "a")).ways
        (other,) = why_not(engine, {"id": "T", "must": 77}, goal(needing, "one", "a")).ways
        given_up = why_not(engine, {"id": "T"}, goal(needing, "one", "a"), effort=1)
    assert [(one.fact.name, one.to) for one in (*way, *other)] == [("must", 4), ("must", 9)]
    assert given_up.answer is Answer.OPEN


def test_more_than_two_facts_are_told_if_it_takes_as_many() -> None:
    found = reasked("odd=no", {})
    assert (found.answer, found.complete) == (Answer.CHANGES, False)
    assert changes(found) == [{"amount": (901,), "times": (4,), "category": ("theft",), "vip": (True,)}]


def test_what_is_so_already_is_told() -> None:
    assert reasked("kind=none", {}).answer is Answer.ALREADY


def test_a_day_is_changed_too() -> None:
    found = reasked("next=running", {"length": 5})
    assert [way[0].fact.name for way in found.ways] == ["seen"]


def test_ends_that_no_calendar_gives_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whynot, "MOST_TRIED", 1)
    found = reasked("tight=yes", {"length": 3})
    assert (found.answer, found.complete, found.ways) == (Answer.OPEN, False, ())


def test_a_value_out_of_range_must_be_another_too() -> None:
    found = reasked("answer=met", {"times": 1000})
    assert [{one.fact.name for one in way} for way in found.ways] == [{"times", "done"}]


def test_another_day_may_bring_another_parameter() -> None:
    dated = policy(
        """one:
  outcomes: {a: A, b: B}
  hit_policy: first
  rules: [{id: O, when: vip and times > limit, then: a}, {id: P, then: b}]
two:
  outcomes: {a: A, b: B}
  hit_policy: first
  rules: [{id: Q, when: times > step, then: a}, {id: R, then: b}]
""",
        head="dated_by: day\n",
        more="""parameters:
  limit: {type: integer, values: {2026-03-01: 5}}
  step: {type: integer, values: {2026-01-01: 9, 2026-03-01: 3}}
""",
    )
    january, march = stored(Date(), "2026-01-05"), stored(Date(), "2026-03-01")
    with Engine(dated) as engine:
        facts: Facts = {"id": "T", "day": january, "times": 4, "vip": True}
        pairs = why_not(engine, facts, goal(dated, "one", "a"))
        alone = why_not(engine, facts, goal(dated, "two", "a"))
    assert (changes(pairs), pairs.complete) == ([{"times": (6,), "day": (march,)}], True)
    assert (changes(alone), alone.complete) == ([{"times": (10,)}, {"day": (march,)}], True)


def test_of_very_many_pairs_some_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whynot, "MOST_PAIRS", 1)
    found = reasked("odd=no", {"vip": True, "times": 2, "category": "theft"})
    assert (len(found.ways), found.complete) == (1, False)


def test_lines_that_are_too_fine_leave_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_DECIDED", 1)
    for asked in ("odd=no", "odd=yes"):
        assert not reasked(asked, {"vip": True, "times": 2, "category": "theft"}).complete


def test_what_durable_rules_does_not_confirm_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "decide_uncached", lambda self, _facts, as_of: self.decide(GIVEN, as_of=as_of))
    found = reasked("kind=bad", {})
    assert (found.answer, found.complete) == (Answer.OPEN, False)
