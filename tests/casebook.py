"""Casebooks: what a policy should decide about a complaint, and by which rule, told in YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine import Decided, Engine, Ruling, report
from rules.loading import load
from rules.policy import Decision, HitPolicy, Policy
from rules.types import Instant, Value, read, show
from rules.unreadable import Unreadable

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"

Told = str | list[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint and what is expected of it as of `at`, an instant that policies with deadlines need.

    `expect` tells decisions as `outcome by RULE`, values as they are shown, and of a deadline its state under its name
    and its parts under theirs: `answer.due`, `answer.warned`, `answer.provisional`.
    """

    clause: str
    says: str
    at: str | None
    complaint: Mapping[str, str]
    expect: Mapping[str, Told]


def policy_at(path: str) -> Policy:
    """The policy of the project at `path`; its faults fail the test that asks."""
    return policy_of((ROOT / path).read_text(encoding="utf-8"))


def policy_of(text: str) -> Policy:
    loaded = load(text, name="policy.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def casebook(name: str) -> Iterator[Case]:
    """The cases of `tests/cases/NAME`."""
    book: Any = yaml.load((CASES / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 -- texts, lists, maps
    for case in book["cases"]:
        complaint = book["complaint"] | case.get("given", {})
        for forgotten in case.get("without", ()):
            complaint.pop(forgotten, None)
        at = case.get("at", book.get("at"))
        yield Case(case["clause"], case["says"], at, complaint, case["expect"] | case.get("values", {}))


def instant(text: str | None) -> int | None:
    """The instant that a case is asked at, as it is stored; one that cannot be read fails the test that asks."""
    found = None if text is None else read(Instant(), text)
    assert found is None or isinstance(found, int), f"at: {found}"
    return found


def facts(policy: Policy, complaint: Mapping[str, str]) -> dict[str, Value]:
    """Stored values of a complaint told in texts; one that cannot be read fails the test that asks."""
    found: dict[str, Value] = {}
    for name, text in complaint.items():
        value = read(policy.facts_by_name[name].type, text)
        assert not isinstance(value, Unreadable), f"{name}: {value}"
        found[name] = value
    return found


def told(engine: Engine, known: Mapping[str, Value], at: str | None = None) -> dict[str, Told]:
    """Everything that is decided about a complaint of these stored values, told as a casebook does."""
    decided = engine.decide(known, as_of=instant(at))
    ruled = decided.ruled
    assert ruled is not None, decided.review
    found = {
        decision.name: _ruling(decision, ruling)
        for decision, ruling in zip(engine.policy.decisions, ruled.rulings, strict=True)
    }
    kinds = engine.policy.value_types
    found |= {name: show(kinds[name], value) for name, value in ruled.values(decided.facts).items()}
    return found | dict(_standing(engine.policy, decided))


def _standing(policy: Policy, decided: Decided) -> Iterator[tuple[str, str]]:
    """What the deadlines tell; a due that is none is left out, and a state that cannot be told says why."""
    for name, kind in policy.deadline_types.items():
        review = decided.timings[name].review if name in decided.timings else None
        value = decided.facts.get(name)
        if review is not None:
            yield name, str(review)
        elif value is not None:
            yield name, show(kind, value, zone=policy.zone)


def _ruling(decision: Decision, ruling: Ruling) -> Told:
    if ruling.review is not None:
        return str(ruling.review)
    if decision.hit_policy is HitPolicy.COLLECT:
        fired = [decision.rules[number] for number in ruling.fired]
        return [f"{rule.then} by {rule.id}" for rule in fired]
    assert ruling.rule is not None
    return f"{ruling.outcomes[0]} by {decision.rules[ruling.rule].id}"


def reasons(engine: Engine, known: Mapping[str, Value], at: str | None = None) -> Iterator[str]:
    """The reasons given for every decision and action; a missing value in one shows as `?`."""
    document = report(engine.decide(known, as_of=instant(at)), engine.policy)
    for decision in document["decisions"].values():
        yield from [decision["because"]] if isinstance(decision["because"], str) else decision["because"]
    yield from (action["because"] for action in document["actions"])


def rules_named(cases: list[Case]) -> set[str]:
    """Ids of the rules that the cases expect."""
    texts = (
        text for case in cases for one in case.expect.values() for text in ([one] if isinstance(one, str) else one)
    )
    return {text.rpartition(" by ")[2] for text in texts if " by " in text}
