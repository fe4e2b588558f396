"""Subjects: the one name that a test is about, so that tests on the same name stand in one column."""

from rules.expression import (
    Both,
    Compare,
    Derived,
    Either,
    Expression,
    Known,
    ListContains,
    Negated,
    Reference,
    Role,
    TextTest,
    Within,
)

Subject = Reference | Derived | str
"""What a test is about: a name, or the decision whose set of outcomes is asked."""


def subject(found: Expression) -> Subject | None:
    """The one name that a test is about, None where there is no such name."""
    match found:
        case Reference() | Derived():
            return found
        case Compare(left=left, right=right):
            named = [one for one in (left, right) if isinstance(one, Reference | Derived)]
            return min(named, key=_fixed, default=None)
        case Within(subject=about) | TextTest(subject=about) | Known(operand=about):
            return about if isinstance(about, Reference | Derived) else None
        case ListContains(decision=decision):
            return decision
        case Negated(operand=operand):
            return subject(operand)
        case Both(parts=parts) | Either(parts=parts):
            subjects = {_key(one): one for one in map(subject, parts)}
            return next(iter(subjects.values())) if len(subjects) == 1 else None
        case _:
            return None


def column(found: Expression) -> str | None:
    """The name of what a test is about, as one column of a table may have it."""
    return _key(subject(found))


def _fixed(found: Reference | Derived) -> bool:
    """Whether a name is a parameter's: such a name is tested against, and only tested where nothing else is."""
    return isinstance(found, Reference) and found.role is Role.PARAMETER


def _key(about: Subject | None) -> str | None:
    return about if about is None or isinstance(about, str) else about.name
