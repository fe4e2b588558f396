"""What rulings tell: tables with one row a ruling, from which rows of complaints are gathered by ruling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.columns import Bits, Column
from engine.results import REVIEW, decision_schema
from engine.ruling import NEEDS_REVIEW, Ruling
from rules.lowering import membership
from rules.policy import Decision, HitPolicy


@dataclass(frozen=True, slots=True)
class Told:
    """What some rulings on a decision tell, one row a ruling.

    `columns` are the outcome, the winning rule and the fired rules, as they are written.
    `inputs` are what later conditions may read of them.
    `review` says which rulings need a person, and `why`, null where none is needed.
    """

    columns: pl.DataFrame
    inputs: dict[str, Column]
    review: Bits
    why: pl.Series

    def joined(self, more: Told) -> Told:
        """What these rulings tell, then what `more` do."""
        return Told(
            pl.concat([self.columns, more.columns], rechunk=True),
            {name: held.joined(more.inputs[name]) for name, held in self.inputs.items()},
            np.concatenate((self.review, more.review)),
            pl.concat([self.why, more.why], rechunk=True),
        )


def tell(decision: Decision, rulings: Sequence[Ruling]) -> Told:
    """What `rulings` tell."""
    return Told(
        pl.DataFrame(_columns(decision, rulings)),
        _inputs(decision, rulings),
        np.array([ruling.review is not None for ruling in rulings], np.bool_),
        pl.Series(REVIEW, [None if ruling.review is None else str(ruling.review) for ruling in rulings], pl.String),
    )


def _columns(decision: Decision, rulings: Sequence[Ruling]) -> list[pl.Series]:
    name, ids = decision.name, [rule.id for rule in decision.rules]
    texts: dict[str, list[str | None]] = {}
    if decision.outcomes:
        texts[name] = [NEEDS_REVIEW if ruling.review else " ".join(ruling.outcomes) for ruling in rulings]
    if decision.hit_policy is not HitPolicy.COLLECT:
        texts[f"{name}.rule"] = [None if ruling.rule is None else ids[ruling.rule] for ruling in rulings]
    texts[f"{name}.fired"] = [" ".join(ids[number] for number in ruling.fired) for ruling in rulings]
    schema = decision_schema(decision)
    return [pl.Series(key, said, dtype=schema[key]) for key, said in texts.items()]


def _inputs(decision: Decision, rulings: Sequence[Ruling]) -> dict[str, Column]:
    if decision.hit_policy is HitPolicy.COLLECT:
        names = decision.outcome_names
        held = {name: np.array([name in ruling.outcomes for ruling in rulings], np.bool_) for name in names}
        return {membership(decision.name, name): Column(bits) for name, bits in held.items()}
    if not decision.outcomes:
        return {}
    places = {name: place for place, name in enumerate(decision.outcome_names)}
    codes = np.array([places[ruling.outcomes[0]] if ruling.outcomes else 0 for ruling in rulings], np.int32)
    known = np.array([bool(ruling.outcomes) for ruling in rulings], np.bool_)
    return {decision.name: Column(codes, None if known.all() else known, decision.outcome_names)}
