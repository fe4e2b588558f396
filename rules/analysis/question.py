"""Questions: what is asked about a policy, one by one, so that one that is given up leaves the others answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.analysis.asking import GaveUp
from rules.fault import Place
from rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Question:
    """Whether there is a finding of the kind `code` about something; `answer` is sought when it is iterated over."""

    code: str
    about: str
    place: Place
    answer: Iterable[Finding]


def answers(questions: Iterable[Question]) -> Iterator[Finding]:
    """What is found; a question that the solver gives up is a finding too."""
    for one in questions:
        try:
            yield from one.answer
        except GaveUp:
            yield gave_up(one.code, one.about, one.place)


def gave_up(code: str, about: str, place: Place) -> Finding:
    """That it was not found out whether there is a finding."""
    return Finding("not-concluded", f"{code} {about}", place, {"code": code, "about": about})
