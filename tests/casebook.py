"""The project's own policies, and the suites that come with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from adapters.suites import beside
from engine import Engine, report
from engine.testing.answers import Answers, answers
from rules.loading import load
from rules.policy import Policy
from rules.testing import Case, Step
from rules.testing import load as load_suite
from rules.types import Instant, Value, read

ROOT = Path(__file__).parent.parent
PACKS = tuple(sorted(path.stem for path in (ROOT / "rules" / "packs").glob("*.yaml")))


def policy_at(path: str) -> Policy:
    """The policy of the project at `path`; its faults fail the test that asks."""
    return policy_of((ROOT / path).read_text(encoding="utf-8"))


def policy_of(text: str) -> Policy:
    loaded = load(text, name="policy.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def cases_of(path: str) -> tuple[Case, ...]:
    """The tests that come with the policy of the project at `path`; their faults fail the test that asks."""
    (suite,) = (one for one in beside(str(ROOT / path)) if one.exists())
    loaded = load_suite(suite.read_bytes(), policy_at(path), name=suite.name)
    assert loaded.suite is not None, "\n".join(loaded.messages)
    return loaded.suite.cases


def instant(text: str | None) -> int | None:
    """The instant that a text names, as it is stored; one that cannot be read fails the test that asks."""
    found = None if text is None else read(Instant(), text)
    assert found is None or isinstance(found, int), f"at: {found}"
    return found


def said(engine: Engine, facts: Mapping[str, Value], at: int | None) -> Answers:
    """What is said of a complaint of these stored values."""
    return answers(engine.decide(facts, as_of=at), engine.policy)


def reasons(engine: Engine, step: Step) -> Iterator[str]:
    """The reasons given for every decision and action; a missing value in one shows as `?`."""
    document = report(engine.decide(step.facts, as_of=step.at), engine.policy)
    for decision in document["decisions"].values():
        yield from [decision["because"]] if isinstance(decision["because"], str) else decision["because"]
    yield from (action["because"] for action in document["actions"])


def rules_named(cases: tuple[Case, ...]) -> set[str]:
    """Ids of the rules that the cases expect."""
    return {rule for case in cases for step in case.steps for rules in step.because.values() for rule in rules}
