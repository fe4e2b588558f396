"""Names: what is declared, that no two things share a name, and what a name means where an expression stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType

from rules import node
from rules.expression import Derived, Expression, Reference, Role
from rules.fault import Place, nearest
from rules.loading.report import Report
from rules.loading.size import Size, is_large, size
from rules.said import Said
from rules.scope import Collected, Meaning, Scope
from rules.syntax import Problem
from rules.types import Enumeration

RESERVED = frozenset(
    "and or not in is between true false known missing date of min max contains starts list needs_review".split()
)

REVIEW = "review"
"""Where every result says why a complaint needs a person, beside what is declared."""

Resolved = tuple[Expression | None, tuple[Problem, ...]]

_NAME = re.compile(r"[^\W\d]\w*")
_AT_FAULT = Said("its own definition is at fault")


@dataclass(slots=True)
class Names:
    """The names of one policy."""

    report: Report
    zone: tzinfo
    meanings: dict[str, Meaning] = field(default_factory=dict)
    enumerations: set[str] = field(default_factory=set)
    sizes: dict[str, Size] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)

    def declare(self, name: node.Scalar) -> bool:
        """Take a name for one thing; False when it is none or already taken."""
        if not is_name(name, self.report):
            return False
        if name.text == REVIEW:
            self.report.fault(
                "reserved-name",
                Said("`{review}` is a column of every result; choose another name", review=REVIEW),
                name.place,
            )
            return False
        first = self._places.setdefault(name.text, name.place)
        if first is not name.place:
            message = Said(
                "`{name}` is already the name of something else at line {line}; rename one",
                name=name.text,
                line=first.line,
            )
            self.report.fault("duplicate-name", message, name.place)
        return first is name.place

    def is_declared(self, name: str) -> bool:
        """Whether a name stands for something, even if its definition is at fault."""
        return name in self.meanings or name in self._places

    def scope(self, *, hidden: Mapping[str, str] = MappingProxyType({})) -> Scope:
        """What names mean to an expression that must not read the `hidden` ones, each for a reason."""
        later = dict.fromkeys(self._places.keys() - self.meanings.keys(), _AT_FAULT) | {**hidden}
        names = {name: meaning for name, meaning in self.meanings.items() if name not in later}
        return Scope(names, self.zone, frozenset(self.enumerations), later)

    def meaning(self, name: str, place: Place) -> Meaning | None:
        """What a name means to a rule; None when nothing, which is a fault unless its own definition is at fault."""
        found = self.meanings.get(name)
        if found is None and name not in self._places:
            near = nearest(name, self.meanings)
            self.report.fault("unknown-fact", Said("no fact is named `{name}`", name=name), place, suggestion=near)
        return found

    def reference(self, name: str, place: Place) -> Reference | Derived | None:
        """What a name means where its value is shown; a set is shown whole."""
        found = self.meaning(name, place)
        if isinstance(found, Collected):
            return Reference(Role.OUTCOME, name, Enumeration(found.outcomes))
        return found

    def resolved(self, text: node.Scalar, found: Resolved, *, offset: int = 0) -> Expression | None:
        """An expression whose problems are noted; that a name's own definition is at fault is told there."""
        expression, problems = found
        self.report.problems(text, (one for one in problems if _AT_FAULT not in one.message), offset=offset)
        if expression is None or not is_large(size(expression, self.sizes)):
            return expression
        message = Said(
            "with its derived facts written out this is too large; decide a part of it in a decision of its own"
        )
        self.report.fault("expression-too-long", message, text.place)
        return None


def is_name(name: node.Scalar, report: Report) -> bool:
    """Whether a text can be a name in expressions; a fault when not."""
    if name.text in RESERVED:
        report.fault(
            "reserved-name", Said("`{name}` is a word of the language; choose another name", name=name.text), name.place
        )
        return False
    if not _NAME.fullmatch(name.text):
        message = Said("`{name}` is no name: letters, digits and `_`, no digit first", name=name.text)
        report.fault("bad-name", message, name.place)
        return False
    return True
