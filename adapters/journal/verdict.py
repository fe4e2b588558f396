"""Verdicts: what is concluded of a journal, and each thing that is amiss with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

MOST = 100
"""So many findings are told; one is enough to be sure."""


class Verdict(Enum):
    """What is concluded of a journal."""

    INTACT = "intact"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something amiss: a code of `TEXTS`, and what and where it is."""

    code: str
    place: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Examined:
    """What was found in a journal; `outside` tells whether a head kept elsewhere was compared.

    `unsigned` entries are behind the newest head; `bound` tells that the writer's secret vouches for them.
    """

    outside: bool = False
    size: int = 0
    rulings: int = 0
    erased: int = 0
    unsigned: int = 0
    bound: bool = False
    heads: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def amiss(self, code: str, **place: object) -> None:
        """Tell a finding, unless there are many already."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, dict(place)))

    @property
    def verdict(self) -> Verdict:
        """The conclusion: what cannot be read hides nothing that was found beside it."""
        if self.findings:
            return Verdict.TAMPERED
        if self.unreadable:
            return Verdict.UNREADABLE
        return Verdict.INTACT if self.outside and self.sure else Verdict.UNSURE

    @property
    def sure(self) -> bool:
        """Whether all entries are the writer's: it signed them, or its secret tells that it committed them."""
        return not self.unsigned or self.bound


Watch = Callable[[int, float], None]
"""Told how many more entries were examined, and which part of all is done."""
