"""Failing tests as a person reads them, and as a program does: what was expected, what is said, and by which rules."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from adapters.cli.printing import safe
from adapters.cli.words import Words
from engine import report
from engine.testing.running import Difference, Result, StepResult
from rules.policy import Policy
from rules.testing import Told
from rules.types import Instant, show

WANTED, GOT, SAME = "-", "+", " "
STYLES = {WANTED: "red", GOT: "green", SAME: "dim"}
NAME = "bold"

Document = dict[str, object]
Line = tuple[str, str]


def told(result: Result, policy: Policy, *, file: str, words: Words) -> RenderableType:
    """The test with its place, and below it everything that is otherwise than expected."""
    case = result.case
    clause = f" ({case.clause})" if case.clause else ""
    head = Text(safe(f"{file}:{case.place.line}:{case.place.column}: {case.name}{clause}"), NAME)
    lines = [
        Text(safe(f"  {sign} {text}" if sign else f"  {text}"), STYLES.get(sign, ""))
        for step in result.steps
        if not step.passed
        for sign, text in _step(step, policy, words)
    ]
    return Group(head, *lines)


def plain(result: Result, policy: Policy, words: Words) -> str:
    """The same without its place, as plain text."""
    told_of = (line for step in result.steps if not step.passed for line in _step(step, policy, words))
    return "\n".join(f"{sign} {text}".strip() for sign, text in told_of)


def _step(step: StepResult, policy: Policy, words: Words) -> Iterator[Line]:
    if step.step.at is not None:
        yield "", words("test.at", at=show(Instant(), step.step.at, zone=policy.zone))
    if step.is_empty:
        yield "", words("test.empty")
    for one in step.differences:
        yield "", one.name
        yield from _difference(one, step, policy, words)


def _difference(one: Difference, step: StepResult, policy: Policy, words: Words) -> Iterator[Line]:
    if not isinstance(one.got, str) and not isinstance(one.expected, str):
        yield from _sets(one, policy, words)
        return
    yield WANTED, _side(one.expected, one.wanted, words)
    because = "; ".join(_reasons(one, step, policy))
    yield GOT, _side(one.got, one.led, words) + (f": {because}" if because else "")


def _side(told_: Told | None, rules: Sequence[str], words: Words) -> str:
    text = "" if told_ is None else told_ if isinstance(told_, str) else f"[{', '.join(told_)}]"
    if not rules:
        return text or words("test.by-none")
    return (
        words("test.by", told=text, rules=", ".join(rules)) if text else words("test.by-rules", rules=", ".join(rules))
    )


def _reasons(one: Difference, step: StepResult, policy: Policy) -> Iterator[str]:
    """Why a person must look, or the winning rule's reason."""
    if one.reason:
        yield one.reason
    elif one.name in policy.decisions_by_name:
        because = report(step.decided, policy)["decisions"][one.name]["because"]
        yield from [because] if isinstance(because, str) else ()


def _sets(one: Difference, policy: Policy, words: Words) -> Iterator[Line]:
    """What a collecting decision holds, each member with its rules: expected only, said only, or both."""
    decision = policy.decisions_by_name[one.name]
    leading = {
        outcome: [rule.id for rule in decision.rules if rule.then == outcome] for outcome in decision.outcome_names
    }
    expected = one.got if one.expected is None else one.expected
    for outcome in (name for name in leading if name in {*expected, *one.got}):
        wanted = tuple(rule for rule in leading[outcome] if rule in one.wanted)
        led = tuple(rule for rule in leading[outcome] if rule in one.led)
        if outcome in expected and outcome in one.got and (not one.wanted or wanted == led):
            yield SAME, _side(outcome, led, words)
            continue
        if outcome in expected:
            yield WANTED, _side(outcome, wanted, words)
        if outcome in one.got:
            yield GOT, _side(outcome, led, words)


def document(result: Result, policy: Policy, *, file: str) -> Document:
    """The test as JSON: whether it passed, and what is otherwise than expected at which instant."""
    case = result.case
    return {
        "name": case.name,
        "clause": case.clause,
        "file": file,
        "line": case.place.line,
        "column": case.place.column,
        "passed": result.passed,
        "empty": any(step.is_empty for step in result.steps),
        "differences": [
            {
                "at": None if step.step.at is None else show(Instant(), step.step.at, zone=policy.zone),
                "name": one.name,
                "line": one.place.line,
                "column": one.place.column,
                "expected": _json(one.expected),
                "got": _json(one.got),
                "because": list(one.wanted),
                "rules": list(one.led),
                "reason": one.reason or None,
            }
            for step in result.steps
            for one in step.differences
        ],
    }


def _json(told_: Told | None) -> str | list[str] | None:
    return told_ if isinstance(told_, str | None) else list(told_)
