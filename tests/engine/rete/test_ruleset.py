"""One ruleset of durable_rules, and what that engine does to the unwary."""

from __future__ import annotations

import io
import json
import resource

import durable_rules_engine as durable
import pytest

from engine.rete.ruleset import SENTINEL, EngineFault, Ruleset, attend

FACT = '"on":1,"f0":3'


def definition(**rules: object) -> str:
    rules.setdefault(SENTINEL, {"on": 1})
    return json.dumps({name: {"all": [{"m": test}]} for name, test in rules.items() if test})


def test_the_rules_that_hold_fire_and_the_sentinel_is_not_among_them() -> None:
    ruleset = Ruleset(definition(three={"f0": 3}, four={"f0": 4}, low={"$lt": {"f0": 10}}))

    assert sorted(ruleset.fired(FACT)) == ["low", "three"]


def test_a_rule_with_an_alternation_fires_as_often_as_its_branches_hold() -> None:
    """The engine's trap, for which branches are made disjoint."""
    either = {"$or": [{"$gte": {"f0": 0}}, {"$lt": {"f0": 10}}]}
    ruleset = Ruleset(definition(twice=either))

    assert ruleset.fired(FACT) == ["twice", "twice"]


def test_a_ruleset_that_cannot_be_loaded_is_a_fault() -> None:
    with pytest.raises(EngineFault, match=r"^Could not create ruleset, error code: "):
        Ruleset('{"0": {"all": 3}}')


@pytest.mark.parametrize("rules", [{}, {"three": {"f0": 3}}], ids=["no other fires", "another fires"])
def test_a_fact_that_does_not_fire_the_sentinel_is_a_fault(rules: dict[str, object]) -> None:
    ruleset = Ruleset(definition(sentinel={"on": 2}, four={"f0": 4}, **rules))

    with pytest.raises(EngineFault, match=r"always holds"):
        ruleset.fired(FACT)
    assert ruleset.closed


def test_a_fact_that_the_engine_cannot_bear_is_a_fault_and_closes_the_ruleset() -> None:
    ruleset = Ruleset(definition())

    with pytest.raises(EngineFault, match=r"^Could not assert fact, error code: 302$"):
        ruleset.fired(",".join(f'"f{number}":1' for number in range(300)))
    assert ruleset.closed


def test_an_interruption_closes_the_ruleset(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    ruleset = Ruleset(definition())
    monkeypatch.setattr(durable, "start_action_for_state", interrupt)

    with pytest.raises(KeyboardInterrupt):
        ruleset.fired(FACT)
    assert ruleset.closed


def test_a_closed_ruleset_answers_with_a_fault() -> None:
    ruleset = Ruleset(definition())
    ruleset.close()
    ruleset.close()

    with pytest.raises(EngineFault, match=r"^Could not assert fact, error code: 111$"):
        ruleset.fired(FACT)


def test_every_fact_has_a_state_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one state durable_rules takes a second equal fact for the first one, and joins it with others."""
    told = []
    assert_fact = durable.assert_fact

    def listen(handle: int, fact: str) -> tuple[int, int]:
        told.append(json.loads(fact)["sid"])
        return tuple(assert_fact(handle, fact))

    monkeypatch.setattr(durable, "assert_fact", listen)
    ruleset = Ruleset(definition())
    for _ in range(100):
        ruleset.fired(FACT)

    assert len(set(told)) == 100


def test_states_are_deleted() -> None:
    """A ruleset holds 1,024 states at most."""
    ruleset = Ruleset(definition(three={"f0": 3}))

    assert all(ruleset.fired(FACT) == ["three"] for _ in range(3_000))


def test_states_are_deleted_also_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: int) -> str:
        raise durable.error("Could not complete and start action, error code: 101")

    deleted = []
    ruleset = Ruleset(definition())
    monkeypatch.setattr(durable, "delete_state", lambda *state: deleted.append(state))
    monkeypatch.setattr(durable, "complete_and_start_action", fail)

    with pytest.raises(EngineFault, match=r"error code: 101$"):
        ruleset.fired(FACT)
    assert len(deleted) == 1


@pytest.mark.parametrize("close", [True, False], ids=["closed", "forgotten"])
def test_memory_stays_flat_over_many_rulesets(close: bool) -> None:
    rules = definition(**{f"r{number}": {"$gte": {"f0": number}} for number in range(30)})

    def cycle(times: int) -> int:
        for _ in range(times):
            ruleset = Ruleset(rules)
            ruleset.fired(FACT)
            if close:
                ruleset.close()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = cycle(50)
    assert cycle(500) - before < 8_192


@pytest.mark.parametrize("sound", [0, 1, 3])
def test_a_child_says_how_far_it_came(sound: int) -> None:
    progress = io.StringIO()
    orders = [(definition(), FACT)] * sound

    attend(io.BytesIO(json.dumps(orders).encode()), progress)

    assert progress.getvalue() == "ok\n" * sound


def test_a_child_ends_with_the_reason_why_a_ruleset_failed() -> None:
    progress = io.StringIO()
    orders = [(definition(), FACT), (definition(sentinel={"on": 2}), FACT), (definition(), FACT)]

    with pytest.raises(SystemExit, match="always holds"):
        attend(io.BytesIO(json.dumps(orders).encode()), progress)
    assert progress.getvalue() == "ok\n"
