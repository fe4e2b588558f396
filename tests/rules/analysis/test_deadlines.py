"""Deadlines in the proof: whatever a real one tells is admitted, and what none can ever tell is excluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest
import z3

from engine import Engine
from engine.examining import examine
from rules.analysis.asking import Asking
from rules.analysis.world import World
from rules.cells import Value
from rules.deadline import STATES
from rules.edition import DeadlineEdition, edition, starts
from rules.finding import AS_OF, Finding
from rules.policy import Policy
from rules.types import Boolean, Enumeration, Intervals, Text
from tests.engine.small import policy
from tests.generating import complaints
from tests.generating import policy as generated
from tests.generating.expressions import FIRST_DAY, LAST_DAY, MICROSECONDS_PER_DAY

BLOCKS = 3
GENERATED = 7
HEAD = "calendar: CN\n"
FACTS = """  from_: {type: datetime, required: true}
  until_: {type: datetime}
  asked: {type: datetime}
  done: {type: datetime}
  done_on: {type: date}
  stops: {type: intervals}
  window: {type: duration, unit: hours}
"""
PLAIN = "from: from_, within: 5 working days, met_by: done, warn_at: 80%"
HOURS = "from: from_, within: 24 hours, met_by: done, warn_at: 80%"
PAUSED = (
    "from: from_, within: 5 working days, met_by: done, pauses: [{from: asked, until: until_}, stops], warn_at: 80%"
)
DAYS = "from: day, within: 5 working days, met_by: done_on"
STOPPED = "from: from_, within: 5 working days, pauses: stops, hard_stop: 30 calendar days"
USED = """used:
  outcomes: {yes: 是}
  hit_policy: collect
  rules:
    - {id: U, when: 'amount is known or lost is known or times is known or category is known or vip or note is known
        or day is known or at is known or asked is known or until_ is known or done is known or stops is known
        or window is known or done_on is known or from_ is known', then: yes}
"""


def limited(deadline: str, *rules: str, hit: str = "first", obliged: str = "", head: str = "") -> Policy:
    decision = f"level:\n  outcomes: {{high: 高, low: 低}}\n  hit_policy: {hit}\n  rules:\n"
    written = decision + "".join(f"    - {{{rule}}}\n" for rule in rules) + USED
    more = f"deadlines:\n  limit: {{{deadline}}}\n"
    return policy(written, head=HEAD + head, facts=FACTS, more=obliged + more)


def found(made: Policy) -> tuple[Finding, ...]:
    return examine(made)[0]


def names(told: tuple[Finding, ...]) -> list[str]:
    return [f"{one.code}: {one.about}" for one in told]


def stand(world: World, key: str, value: Value) -> z3.BoolRef:
    """That an input is as it was seen."""
    space = world.space
    if value is None:
        return z3.Not(space.known(key))
    match space.kinds[key]:
        case Intervals():
            return space.known(key)
        case Boolean():
            return space.true(key) if value else space.false(key)
        case Enumeration():
            return space.is_named(key, str(value))
        case Text():
            return space.every((space.known(key), space.text(key) == space.texts.constant(str(value))))
        case _:
            return space.every((space.known(key), space.number(key) == int(value)))


def seen(engine: Engine, facts: Mapping[str, Value], at: int) -> Mapping[str, Value] | None:
    """Facts and what the deadlines tell of them; None where some cannot be told."""
    decided = engine.decide(facts, as_of=at)
    reviews = [timing.review for timing in decided.timings.values()]
    return None if decided.ruled is None or any(reviews) else decided.facts


def whole(found: Policy, day: int) -> World:
    """Everything that an edition says."""
    world = World(edition(found, day))
    for one in world.edition.order:
        if isinstance(one, DeadlineEdition):
            world.time(one)
        else:
            world.tell(one)
    return world


def admitted(asking: Asking, values: Mapping[str, Value], at: int) -> bool:
    world = asking.world
    parts = [stand(world, key, value) for key, value in values.items()]
    return asking.ask(*parts, world.space.number(AS_OF) == at) is not None


def timed(made: Policy, chance: Random) -> Iterator[tuple[Mapping[str, Value], int]]:
    for _ in range(3):
        at = chance.randrange(FIRST_DAY, LAST_DAY) * MICROSECONDS_PER_DAY
        yield from ((facts, at) for facts in complaints(made, chance, count=4, as_of=at))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_a_deadline_tells_is_admitted(block: int) -> None:
    told = 0
    for seed in range(block * GENERATED, (block + 1) * GENERATED):
        chance = Random(seed)
        made = generated(chance)
        if made is None or not made.deadlines:
            continue
        days = starts(made) if made.dated_by else starts(made)[-1:]
        worlds = [Asking(whole(made, day)) for day in days]
        with Engine(made) as engine:
            for facts, at in timed(made, chance):
                values = seen(engine, facts, at)
                assert values is None or any(admitted(one, values, at) for one in worlds), (seed, facts, at)
                told += values is not None
    assert told


OTHERWISE = "id: Z, then: low"
DAY = MICROSECONDS_PER_DAY
FROM = 20_600 * DAY


@pytest.mark.parametrize(
    ("at", "done", "state"),
    [
        (FROM - 1, None, "not_started"),
        (FROM, None, "running"),
        (FROM + DAY, None, "running"),
        (FROM + DAY + 1, None, "breached"),
        (FROM + DAY + 1, FROM + DAY + 2, "breached"),
        (FROM + DAY + 1, FROM + DAY, "met"),
        (FROM + DAY, FROM + DAY, "met"),
        (FROM + DAY - 1, FROM + DAY, "running"),
        (FROM + DAY + 1, FROM + DAY + 1, "met_late"),
    ],
)
def test_a_deadline_of_hours_is_in_one_state_only(at: int, done: int | None, state: str) -> None:
    made = limited(HOURS, OTHERWISE)
    asking = Asking(whole(made, starts(made)[0]))
    facts = {"from_": FROM, "done": done}
    assert [one for one in STATES if admitted(asking, {**facts, "limit": one}, at)] == [state]
    with Engine(made) as engine:
        assert engine.decide(facts, as_of=at).facts["limit"] == state


@pytest.mark.parametrize(
    ("deadline", "never"),
    [
        (PLAIN, "limit != not_started and from_ is missing"),
        (PLAIN, "limit.due is known and limit = not_started"),
        (PLAIN, "limit.due is missing and limit != not_started"),
        (PLAIN, "limit = paused"),
        (PLAIN, "limit in (met, met_late) and done is missing"),
        (PLAIN, "limit = met and done > limit.due"),
        (PLAIN, "limit = met_late and done <= limit.due"),
        (PLAIN, "limit = breached and done <= limit.due"),
        (PLAIN, "limit.warned and limit = not_started"),
        (PLAIN, "not(limit.warned) and limit in (breached, met_late)"),
        (PLAIN, "limit.provisional and limit.due is missing"),
        (PLAIN, "limit.due <= from_"),
        (HOURS, "limit.provisional"),
        (HOURS, "limit.due < from_ + 24 hours"),
        (HOURS, "limit.due > from_ + 24 hours"),
        (HOURS, "limit = met and done > from_ + 24 hours"),
        (HOURS.replace("24 hours", "window"), "limit != not_started and window is missing"),
        (HOURS.replace("24 hours", "window"), "limit != not_started and window <= 0 hours"),
        (HOURS.replace(", met_by: done", ""), "limit in (met, met_late)"),
        (PAUSED, "limit = paused and asked is missing and stops is missing"),
        (PAUSED, "limit = paused and limit.due is known"),
        (PAUSED, "limit is known and until_ < asked"),
        (DAYS, "limit = running and day is missing"),
        (DAYS, "limit = met and done_on > date of limit.due"),
        (STOPPED, "limit != not_started and limit.due is missing"),
    ],
)  # fmt: skip
def test_what_no_deadline_tells_is_excluded(deadline: str, never: str) -> None:
    unreachable, dead = found(limited(deadline, f"id: A, when: '{never}', then: high", OTHERWISE))
    assert (unreachable.code, unreachable.about) == ("unreachable-outcome", "level.high")
    assert (dead.code in {"contradictory-condition", "dead-rule"}, dead.about) == (True, "A")


@pytest.mark.parametrize(
    ("deadline", "once"),
    [
        (PLAIN, "limit = not_started"),
        (PLAIN, "limit = running and done is known"),
        (PLAIN, "limit = running and limit.warned"),
        (PLAIN, "limit = breached and done is known"),
        (PLAIN, "limit = met and limit.warned"),
        (PLAIN, "limit = met_late"),
        (PLAIN, "limit.due > from_ + 24 hours"),
        (DAYS, "limit = met_late"),
        (DAYS, "limit = breached and done_on is known"),
        (HOURS, "limit = met_late and done > limit.due + 1 hours"),
        (HOURS, "limit.due = from_ + 24 hours"),
        (PAUSED, "limit = paused and stops is missing"),
        (PAUSED, "limit = paused and asked is missing"),
        (PAUSED, "limit = met and limit.due is missing"),
        (STOPPED, "limit = paused and limit.due is known"),
    ],
)  # fmt: skip
def test_what_a_deadline_tells_is_shown_with_an_instant(deadline: str, once: str) -> None:
    obliged = f"never:\n  - {{id: O-1, that: '{once}'}}\n"
    made = limited(deadline, OTHERWISE, obliged=obliged)
    (finding,) = (one for one in found(made) if one.code == "obligation-broken")
    assert not finding.abstract
    assert finding.witness is not None
    assert AS_OF in finding.witness


def test_a_decision_by_all_states_is_without_a_finding() -> None:
    rules = (
        "id: A, when: 'limit in (breached, met_late)', then: high",
        "id: B, when: 'limit in (not_started, running, met)', then: low",
    )
    assert names(found(limited(PLAIN, *rules, hit="unique"))) == []
    assert names(found(limited(PAUSED, *rules, hit="unique"))) == ["gap: level"]


def test_a_state_that_is_forgotten_is_a_gap() -> None:
    rules = "id: A, when: 'limit = breached', then: high", "id: B, when: 'limit in (not_started, running)', then: low"
    (gap, *_) = found(limited(HOURS, *rules, hit="unique"))
    assert (gap.code, gap.about, gap.abstract) == ("gap", "level", False)
    assert gap.witness is not None
    assert gap.witness["done"] <= gap.witness[AS_OF]  # type: ignore[operator]  # both are instants


def test_rules_on_one_state_overlap() -> None:
    rules = "id: A, when: limit = breached, then: high", "id: B, when: limit.warned, then: low"
    told = found(limited(HOURS, *rules, hit="unique"))
    assert names(told) == ["gap: level", "overlap: A B"]
    assert [one.abstract for one in told] == [False, False]


def test_a_reason_that_shows_a_due_that_may_be_missing_is_told() -> None:
    rules = "id: A, when: limit = paused, then: high, because: '{limit.due}'", "id: Z, then: low, because: '{limit}'"
    told = found(limited(PAUSED, *rules))
    assert names(told) == ["missing-in-text: A limit.due"]


def test_what_no_complaint_was_found_for_is_told_of_states() -> None:
    """The end of a period of days is not known exactly: no working week ends within three days."""
    made = limited(PLAIN, OTHERWISE, obliged="never:\n  - {id: O-1, that: limit.due < from_ + 72 hours}\n")
    (finding,) = (one for one in found(made) if one.code == "obligation-broken")
    assert finding.abstract
    assert finding.witness is not None
    assert AS_OF not in finding.witness
    assert finding.witness["limit"] in {"running", "breached", "met"}


@pytest.mark.parametrize(
    ("deadline", "once"),
    [
        (PLAIN.replace("done", "'done + 1 hours'"), "limit = met_late"),
        (PLAIN + ", pauses: {from: from_}", "limit = met_late and limit.due < from_ + 72 hours"),
    ],
)
def test_what_cannot_be_moved_is_left_as_it_is(deadline: str, once: str) -> None:
    made = limited(deadline, OTHERWISE, obliged=f"never:\n  - {{id: O-1, that: '{once}'}}\n")
    (finding,) = (one for one in found(made) if one.code == "obligation-broken")
    assert finding.abstract


def test_a_parameter_that_a_deadline_lacks_is_a_hole() -> None:
    more = "parameters:\n  span: {type: duration, unit: hours, values: {2026-03-01: 24 hours}}\n"
    made = limited("from: from_, within: span", OTHERWISE, obliged=more, head="dated_by: from_\n")
    (hole,) = (one for one in found(made) if one.code == "parameter-hole")
    assert (hole.about, hole.told["reader"]) == ("span", "limit")
