"""Running tests: what is said otherwise than expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.engine import Decided, Engine
from engine.testing.answers import Answers, answers
from rules.fault import Place
from rules.testing import Case, Step, Told


@dataclass(frozen=True, slots=True)
class Difference:
    """What a test expects of a name, and what is said instead.

    `expected` and `got` are None where only the rules differ; `wanted` and `led` are the ids of the rules that were to
    lead there and that did, for a decision; of `wanted` there are none where the test names none.
    `reason` says why a person must look, where that is so.
    """

    name: str
    place: Place
    expected: Told | None
    got: Told
    wanted: tuple[str, ...] = ()
    led: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one step; a step that expects nothing of anything is no test."""

    step: Step
    decided: Decided
    differences: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was expected."""
        return not self.step.expect and not self.step.because

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.differences and not self.is_empty


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test."""

    case: Case
    steps: tuple[StepResult, ...]

    @property
    def passed(self) -> bool:
        """Whether all is as expected, at every instant."""
        return all(step.passed for step in self.steps)


def run(engine: Engine, cases: Iterable[Case]) -> Iterator[Result]:
    """What becomes of each test."""
    for case in cases:
        yield Result(case, tuple(_step(engine, step) for step in case.steps))


def _step(engine: Engine, step: Step) -> StepResult:
    decided = engine.decide(step.facts, as_of=step.at)
    return StepResult(step, decided, tuple(differences(step, answers(decided, engine.policy))))


def differences(step: Step, found: Answers) -> Iterator[Difference]:
    """Everything that is said otherwise than a step expects."""
    seen: set[str] = set()
    for one in step.expect:
        wanted = step.because.get(one.name, ())
        seen.add(one.name)
        got = found.told(one.name)
        if got != one.told or (wanted and found.rules(one.name) != wanted):
            yield _difference(one.name, one.place, one.told, found, wanted)
    for name, wanted in step.because.items():
        if name not in seen and found.rules(name) != wanted:
            yield _difference(name, step.place, None, found, wanted)


def _difference(name: str, place: Place, expected: Told | None, found: Answers, wanted: tuple[str, ...]) -> Difference:
    reason = found.reason(name)
    led = found.rules(name) if name in found.policy.decisions_by_name else ()
    return Difference(name, place, expected, found.told(name), wanted, led, "" if reason is None else str(reason))
