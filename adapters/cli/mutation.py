"""Mutation as a person sees it, and as a program does: which mutants of a policy its tests do not notice."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

from rich.console import Console

from adapters.cli.casework import case
from adapters.cli.exits import MisusedError
from adapters.cli.finding import placed
from adapters.cli.words import Words
from adapters.logs import logger
from engine.testing.mutating import Fate, Mutating, Tested
from engine.testing.surviving import Judged, Surviving
from rules.fault import Fault, render
from rules.mutation import OPERATORS, Mutant, mutants
from rules.policy import Policy
from rules.testing import Case

SECONDS_BETWEEN_LINES = 5.0
SHOWN = 60
"""Characters that are shown of what was changed."""

Document = dict[str, object]
Watch = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """What became of all mutants; `judged` has those that no test noticed."""

    fates: Counter[Fate]
    judged: Sequence[tuple[Mutant, Judged]]

    @property
    def score(self) -> float:
        """The share of killed mutants among those that are not equivalent, from 0 to 1."""
        counted = self.fates[Fate.KILLED] + self.fates[Fate.SURVIVED] + self.fates[Fate.UNDECIDED]
        return self.fates[Fate.KILLED] / counted if counted else 1.0

    def of(self, fate: Fate) -> list[tuple[Mutant, Judged]]:
        """The mutants of which this became."""
        return [pair for pair in self.judged if pair[1].fate is fate]


def mutated(words: Words, policy: Policy, cases: Sequence[Case], *, of: Sequence[str] = ()) -> Mutation:
    """Try every mutant of a policy on cases all of which pass; progress is shown on the way.

    With `of` only those of these decisions, rules, parameters, derived facts and deadlines.
    """
    every = tuple(one for one in mutants(policy) if not of or _owned(one, policy) & set(of))
    if not every:
        raise MisusedError(words("test.no-mutant", names=", ".join(f"`{name}`" for name in of)))
    mutating = Mutating(policy, cases)
    surviving = Surviving(mutating)
    fates: Counter[Fate] = Counter()
    judged: list[tuple[Mutant, Judged]] = []
    with _watching(words, len(every)) as watch:
        for mutant in every:
            tested: Tested = mutating.tested(mutant)
            fate = tested.fate
            if fate is Fate.SURVIVED:
                judged.append((mutant, surviving.judged(mutant)))
                fate = judged[-1][1].fate
            fates[fate] += 1
            watch()
    return Mutation(fates, judged)


def _owned(mutant: Mutant, policy: Policy) -> set[str]:
    """The names by which a mutant's place can be called."""
    owners = {rule.id: decision.name for decision in policy.decisions for rule in decision.rules}
    return {mutant.about, owners.get(mutant.about, mutant.about)}


@contextmanager
def _watching(words: Words, total: int) -> Iterator[Watch]:
    """What is told of each mutant: a bar on a terminal, else a line in the log now and then."""
    console = Console(stderr=True)
    if console.is_terminal:
        with import_module("adapters.cli.bar").counted(words("test.mutants"), console, total=total) as watch:
            yield watch
        return
    log, count, told = logger(sys.stderr), 0, time.monotonic()

    def count_one() -> None:
        nonlocal count, told
        count += 1
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            log.info("test.mutants", tried=count, of=total)

    yield count_one


def told(found: Mutation, policy: Policy, *, text: str, file: str, words: Words) -> Iterator[str]:
    """Each mutant that survives with the case that would kill it, each that is undecided, and the score."""
    for mutant, judged in found.of(Fate.SURVIVED):
        lines = [_head(words, "survived", mutant, text=text, file=file)]
        if judged.killer is not None:
            lines.append(case(_name(mutant), judged.killer, policy))
        yield "\n".join(lines)
    for mutant, _ in found.of(Fate.UNDECIDED):
        yield _head(words, "undecided", mutant, text=text, file=file) + "\n"
    counts = {fate.value: f"{found.fates[fate]:,}" for fate in Fate}
    yield words("test.mutation", tried=f"{found.fates.total():,}", score=f"{_percent(found)}", **counts)


def _percent(found: Mutation) -> str:
    """Never 100.0 while anything survives."""
    return f"{int(found.score * 1000) / 10:.1f}"


def _head(words: Words, key: str, mutant: Mutant, *, text: str, file: str) -> str:
    message = words(f"test.{key}", about=mutant.about, before=_short(mutant.before), after=_short(mutant.after))
    return render(Fault(mutant.operator, message, mutant.place), name=file, text=text)


def _name(mutant: Mutant) -> str:
    return f"{mutant.about}: {_short(mutant.before)} → {_short(mutant.after)}"


def _short(text: str) -> str:
    """As much of a text as tells one mutant from another."""
    return text if len(text) <= 2 * SHOWN else f"{text[:SHOWN]} … {text[-SHOWN:]}"


def document(found: Mutation, policy: Policy, *, file: str) -> Document:
    """The same as JSON; `case` is YAML to paste into the tests."""
    return {
        "score": round(found.score, 4),
        "counts": {fate.value: found.fates[fate] for fate in Fate},
        "operators": dict(OPERATORS),
        "mutants": [
            {
                "operator": mutant.operator,
                "about": mutant.about,
                **placed(mutant.place, policy=file),
                "before": mutant.before,
                "after": mutant.after,
                "fate": judged.fate.value,
                "case": None if judged.killer is None else case(_name(mutant), judged.killer, policy),
            }
            for mutant, judged in found.judged
        ],
    }
