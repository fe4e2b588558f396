"""One complaint at a time, against datalogic-py: facts validated and rule ids returned by ours."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import datalogic_py

from benchmarks import byhand, jsonlogic
from benchmarks.agreement import DisagreementError
from benchmarks.complaints import complaints
from benchmarks.measuring import called, interleaved
from benchmarks.policies import peers
from benchmarks.report import OURS, Versus
from engine import Decided, Engine

ROWS = 200_000
ROUNDS = 7

Facts = dict[str, Any]
Decide = Callable[[Facts], object]


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Versus:
    """Decide every complaint in every round; raises DisagreementError unless all outcomes are those by hand."""
    given = complaints(0, rows).to_dicts()
    with Engine(peers()) as engine:
        theirs = _datalogic()
        agree(given, engine, theirs)
        runs = {
            OURS: partial(called, partial(_all, engine.decide, given)),
            "datalogic-py": partial(called, partial(_all, theirs, given)),
        }
        taken = interleaved(rounds, runs)
    return Versus(
        name="decide",
        title=f"{rows:,} complaints, one at a time, five decisions each",
        rows=rows,
        runs=taken,
        target=1.2,
        packages=("datalogic-py",),
    )


def agree(given: Iterable[Facts], engine: Engine, theirs: Callable[[Facts], list[Any]]) -> None:
    """Compare ours, outcomes and rules, and theirs, outcomes, with what is written by hand."""
    for facts in given:
        expected = byhand.decide(facts)
        if answers(engine, engine.decide(facts)) != expected:
            raise DisagreementError(f"ours of {facts}: not {expected}")
        if theirs(facts) != [outcome for outcome, _ in expected]:
            raise DisagreementError(f"theirs of {facts}: not {expected}")


def answers(engine: Engine, decided: Decided) -> tuple[tuple[object, str | None], ...] | None:
    """Outcome and winning rule of every decision; None for a complaint that was refused."""
    if decided.ruled is None:
        return None
    values = decided.ruled.values(decided.facts)
    pairs = zip(engine.policy.decisions, decided.ruled.rulings, strict=True)
    return tuple(
        (
            ruling.outcomes[0] if decision.outcomes else values[decision.name],
            None if ruling.rule is None else decision.rules[ruling.rule].id,
        )
        for decision, ruling in pairs
    )


def _datalogic() -> Callable[[Facts], list[Any]]:
    theirs = datalogic_py.Engine()
    evaluate: Callable[[Facts], list[Any]] = partial(theirs.session().evaluate, theirs.compile(jsonlogic.policy()))
    return evaluate


def _all(decide: Decide, given: Iterable[Facts]) -> None:
    for facts in given:
        decide(facts)
