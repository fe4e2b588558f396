"""Equivalence: whether two editions say the same of every complaint, and a complaint of which they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

import z3

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


def otherwise(old: Edition, new: Edition, *, effort: int = EFFORT, most: int = 1) -> Iterator[Otherwise]:
    """What the two do not say alike, of decisions and deadlines that both have, in the order they are answered.

    Nothing when every complaint that is fit for both is decided alike: outcomes, values, reviews and deadlines; which
    rules win does not matter. Each is sought as it is asked for, so the first is had for little.
    A deadline differs where what it counts by does; as in `Finding.witness`, the engine may have to find an instant.
    So `most` witnesses are told of each, if there are so many, whose deadlines do not stand alike.
    """
    pair = Pair(old, new)
    asking = Asking(pair.old, effort=effort, beside=pair.new)
    for name in pair.names:
        pair.answer(name)
        if pair.is_shared(name):
            continue
        found = _witnesses(pair, asking, name)
        told = tuple(islice(found, 1))
        if not told:
            pair.settle(name)
        yield from (Otherwise(name, witness) for witness in chain(told, islice(found, most - 1)))


def _witnesses(pair: Pair, asking: Asking, name: str) -> Iterator[Mapping[str, Value] | None]:
    """Complaints of which the two do not say the same, no two of which have their deadlines stand alike."""
    deadlines = pair.old.edition.policy.deadlines_by_name
    read = [one for one in (name, *pair.old.edition.answers[name].reads) if one in deadlines]
    asked = [pair.differs(name)]
    while True:
        try:
            witness = asking.witness(*asked)
        except GaveUp:
            yield None
            return
        if witness is None:
            return
        yield witness
        if not read:
            return
        asked.append(z3.Not(pair.space.every(_stands(pair, one, witness.get(one)) for one in read)))


def _stands(pair: Pair, deadline: str, state: Value) -> z3.BoolRef:
    if state is None:
        return z3.Not(pair.space.known(deadline))
    return pair.space.is_named(deadline, str(state))
