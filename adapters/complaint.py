"""One complaint as JSON: an object whose keys are the policy's facts."""

import json
from dataclasses import dataclass

from adapters.feeds.jsonrow import Cells, Fault, Parser
from rules.fault import nearest
from rules.policy import Policy
from rules.said import Said, suggesting
from rules.types import Value, read
from rules.unreadable import Unreadable

LONGEST = 1 << 24


class UnfitError(Exception):
    """The text is no complaint; the message says why."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Stored values by fact.

    `unreadable` says of the first that cannot be read which and why: `amount: more than 2 decimals`.
    """

    facts: dict[str, Value]
    unreadable: str | None = None


def parse(text: str, policy: Policy) -> Complaint:
    """The complaint in `text`; null is a missing value, numbers are read from the digits written."""
    facts: dict[str, Value] = {}
    unreadable: list[str] = []
    for name, cell in _cells(text).items():
        fact = policy.facts_by_name.get(name)
        if fact is None:
            near = nearest(name, policy.facts_by_name)
            message = Said("no fact is named `{name}`", name=name)
            raise UnfitError(suggesting(message, near) if near else message)
        value = None if cell is None else read(fact.type, cell)
        if isinstance(value, Unreadable):
            unreadable.append(Said("{name}: {why}", name=name, why=value.reason))
        else:
            facts[name] = value
    return Complaint(facts, unreadable[0] if unreadable else None)


def _cells(text: str) -> Cells:
    """The object's values as the texts that stand in the source."""
    if len(text) > LONGEST:
        raise UnfitError(Said("longer than {length} characters", length=LONGEST))
    parser = Parser()
    try:
        value, end = parser.parse(text, len(text) - len(text.lstrip(" \t\r\n")))
    except json.JSONDecodeError as error:
        raise UnfitError(
            Said("line {lineno}, column {colno}: {why}", lineno=error.lineno, colno=error.colno, why=error.msg.lower())
        ) from error
    except RecursionError as error:
        raise UnfitError(Said("nested too deeply")) from error
    if text[end:].strip(" \t\r\n"):
        raise UnfitError(Said("something follows the JSON object"))
    cells = parser.cells(value, text)
    if isinstance(cells, Fault):
        detail = cells.detail
        raise UnfitError(Said("{message}: `{column}`", message=detail, column=cells.column) if cells.column else detail)
    return cells
