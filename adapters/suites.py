"""Suites as files: where the tests of a policy are, and how what they expect is written anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString

from adapters.layout import edited
from engine.testing.answers import Answers, answers
from engine.testing.running import Result, StepResult
from rules.policy import Policy
from rules.testing import LoadedSuite, Told, answerable, load

ENDING = ".tests.yaml"
FOLDER = "tests"
BECAUSE = "because"
WORDS_IN_QUOTES = ('"missing"', '"needs_review"')


def beside(policy: str) -> list[Path]:
    """Where the tests of a policy file may be: `NAME.tests.yaml` beside it, and in the folder `tests` beside it."""
    path = Path(policy)
    name = path.with_suffix("").name + ENDING
    return [path.with_name(name), path.parent / FOLDER / name]


def read(path: Path, policy: Policy) -> LoadedSuite:
    """The tests in a file, or its faults; `OSError` if the file cannot be read."""
    return load(path.read_bytes(), policy, name=str(path))


def updated(text: str, results: Iterable[Result], policy: Policy) -> str:
    """The text of a suite, whatever was said otherwise than expected written in, and where nothing was, everything.

    Raises LayoutError when that cannot be written without changing what the rest means.
    """
    failed = [step for result in results for step in result.steps if not step.passed]
    return edited(text, partial(_write, failed, policy))


def _write(failed: Sequence[StepResult], policy: Policy, root: CommentedMap) -> None:
    for one in failed:
        found = root
        for key in one.step.path:
            found = found[key]
        _Written(one, answers(one.decided, policy)).into(found)


@dataclass(frozen=True, slots=True)
class _Written:
    """What is to stand where a step is written."""

    result: StepResult
    answers: Answers

    def into(self, found: CommentedMap | CommentedSeq) -> None:
        """Change what is expected, in a row of a table or a step."""
        if isinstance(found, CommentedSeq):
            self._row(found)
            return
        if self.result.is_empty:
            names = [decision.name for decision in self.answers.policy.decisions]
            found["expect"] = _in_brackets({name: _value(self.answers.told(name)) for name in names})
            found[BECAUSE] = _listed(rule for name in names for rule in self.answers.rules(name))
            return
        for one in self.result.step.expect:
            if one.told != self.answers.told(one.name):
                found["expect"][one.name] = _value(self.answers.told(one.name))
        if self._led != self._wanted:
            found[BECAUSE] = _listed(self._led)

    def _row(self, found: CommentedSeq) -> None:
        columns, policy = self.result.step.columns, self.answers.policy
        answered = [name for name in columns if name in answerable(policy)]
        names = answered if self.result.is_empty else [one.name for one in self.result.step.expect]
        for name in names:
            found[columns.index(name)] = _value(self.answers.told(name))
        asked = [name for name in answered if name in policy.decisions_by_name] if self.result.is_empty else self._asked
        led = tuple(rule for name in asked for rule in self.answers.rules(name))
        if BECAUSE in columns and led != self._wanted:
            found[columns.index(BECAUSE)] = PlainScalarString(led[0]) if len(led) == 1 else _listed(led)

    @property
    def _wanted(self) -> tuple[str, ...]:
        return tuple(rule for rules in self.result.step.because.values() for rule in rules)

    @property
    def _led(self) -> tuple[str, ...]:
        """The rules that led to what is said by the decisions of which rules are named."""
        return tuple(rule for name in self._asked for rule in self.answers.rules(name))

    @property
    def _asked(self) -> tuple[str, ...]:
        return tuple(self.result.step.because)


def _value(told: Told) -> str | CommentedSeq:
    if isinstance(told, str):
        text: str
        # A plain text would be quoted as the one before it was, and so might stand for something else.
        text = DoubleQuotedScalarString(told[1:-1]) if told in WORDS_IN_QUOTES else PlainScalarString(told)
        return text
    return _listed(told)


def _in_brackets(pairs: Mapping[str, str | CommentedSeq]) -> CommentedMap:
    found = CommentedMap(pairs)
    found.fa.set_flow_style()
    return found


def _listed(texts: Iterable[str]) -> CommentedSeq:
    found = CommentedSeq(texts)
    found.fa.set_flow_style()
    return found
