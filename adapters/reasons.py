"""Reasons: why each row was decided as it was, in words, in a column a decision."""

from typing import Any

import polars as pl

from engine import Engine, report
from engine.results import REVIEW
from rules.policy import Policy

SEPARATOR = "; "


def names(policy: Policy) -> list[str]:
    """The columns of reasons, in the order of the decisions."""
    return [f"{decision.name}.because" for decision in policy.decisions]


def reasons(facts: pl.DataFrame, *, engine: Engine, as_of: int) -> list[pl.Series]:
    """The reasons for what is decided on `facts`: rendered row by row, so it takes its time.

    Null where no rule has a reason, and in rows that no decision looks at.
    """
    told = [_told(row, engine, as_of) if row[REVIEW] is None else {} for row in facts.iter_rows(named=True)]
    decisions = [decision.name for decision in engine.policy.decisions]
    columns = zip(names(engine.policy), decisions, strict=True)
    return [pl.Series(name, [row.get(decision) for row in told], dtype=pl.String) for name, decision in columns]


def _told(row: dict[str, Any], engine: Engine, as_of: int) -> dict[str, str | None]:
    """The reason of each decision on one row."""
    facts = {name: value for name, value in row.items() if name != REVIEW}
    document = report(engine.decide(facts, as_of=as_of), engine.policy)
    if document["review"] is not None:
        return {}
    return {name: _text(ruling["because"]) for name, ruling in document["decisions"].items()}


def _text(because: str | list[str] | None) -> str | None:
    return because if isinstance(because, str) else SEPARATOR.join(because or ()) or None
