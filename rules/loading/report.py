"""The report of one reading: the faults found so far, and where in the text they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rules.fault import Fault, Place
from rules.node import Scalar, locate
from rules.syntax import Problem


@dataclass(slots=True)
class Report:
    """Gathers faults of the policy whose text is `text`."""

    text: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, message: str, place: Place, *, suggestion: str | None = None) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, message, place, suggestion))

    def problems(self, scalar: Scalar, problems: Iterable[Problem], *, offset: int = 0) -> None:
        """Note what is wrong with an expression that stands in a scalar; `offset` is where the scalar's text begins."""
        for one in problems:
            start = max(one.start - offset, 0)
            place = locate(scalar, start, length=max(one.end - one.start, 1), source=self.text)
            self.fault(one.code, one.message, place, suggestion=one.suggestion)
