"""Equivalence: whether two editions say the same of every complaint, and a complaint of which they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.analysis.asking import EFFORT, Asking, GaveUp
from rules.analysis.pair import Pair
from rules.cells import Value
from rules.edition import Edition


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A decision or deadline of which the two do not say the same of the `witness`.

    The witness is as `Finding.witness` has it; None where the solver gave up, so that this is not found out.
    """

    name: str
    witness: Mapping[str, Value] | None


def otherwise(old: Edition, new: Edition, *, effort: int = EFFORT) -> Iterator[Otherwise]:
    """What the two do not say alike, of decisions and deadlines that both have, in the order they are answered.

    Nothing when every complaint that is fit for both is decided alike: outcomes, values, reviews and deadlines; which
    rules win does not matter. Each is sought as it is asked for, so the first is had for little.
    A deadline differs where what it counts by does; as in `Finding.witness`, the engine may have to find an instant.
    """
    pair = Pair(old, new)
    asking = Asking(pair.old, effort=effort)
    for name in pair.names:
        pair.answer(name)
        if pair.is_shared(name):
            continue
        try:
            witness = asking.witness(pair.differs(name))
        except GaveUp:
            yield Otherwise(name, None)
            continue
        if witness is None:
            pair.settle(name)
        else:
            yield Otherwise(name, witness)
