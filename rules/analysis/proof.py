"""The proof: everything that is asked about a policy, over all complaints and all its editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rules.analysis.asking import EFFORT, Asking
from rules.analysis.coverage import coverage, timing
from rules.analysis.obliged import obliged
from rules.analysis.question import answers
from rules.analysis.rulewise import Standings, rulewise, standings
from rules.analysis.showing import showing
from rules.analysis.usage import unimplemented_clauses, usage
from rules.analysis.world import World
from rules.edition import DeadlineEdition, editions
from rules.finding import Finding
from rules.policy import Policy


def prove(policy: Policy, *, effort: int = EFFORT) -> tuple[Finding, ...]:
    """Everything found of a policy without faults, by place; nothing when it is proved to be as it should.

    `effort` is the solver's steps for one question; one that takes more is `not-concluded`.
    What is found on several dates is told once, with a complaint of the first.
    """
    found: list[Finding] = [*usage(policy), *unimplemented_clauses(policy)]
    uses: list[Standings] = []
    for current in editions(policy):
        asking = Asking(World(current), effort=effort)
        for one in current.order:
            if isinstance(one, DeadlineEdition):
                asking.world.time(one)
                found.extend(answers(timing(asking, one)))
                continue
            decided = asking.world.tell(one)
            found.extend(answers((*coverage(asking, decided), *showing(asking, decided))))
            uses.append(standings(asking, decided))
        found.extend(answers(obliged(asking)))
    found.extend(rulewise(policy, uses))
    return tuple(sorted(_once(found), key=lambda one: (one.place, one.code, one.about)))


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """The first of those that are alike."""
    known: set[tuple[str, str]] = set()
    for one in found:
        if (one.code, one.about) not in known:
            known.add((one.code, one.about))
            yield one
