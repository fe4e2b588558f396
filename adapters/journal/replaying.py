"""Replaying: decisions made again, from the archived policy, calendar and facts, and compared with what was said."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Self

import numpy as np
import polars as pl

from adapters.flow import in_order
from adapters.journal.archived import engine_of
from adapters.journal.reading import Passed, Span, check_head, pieces, ruled, signed
from adapters.journal.records import Records
from engine import Engine
from engine.journal import Activation
from engine.journal.meaning import shown, types_of
from rules.policy import Policy

WORKERS = 2
MOST = 100
"""So many differences and tampered entries are told one by one; all are counted."""
_SEED = 0x7265706C6179

Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a ruling that came out otherwise: what the entry says, and what this release makes of it.

    Both are as people write them.
    """

    number: int
    column: str
    then: object
    now: object


@dataclass(slots=True)
class Replayed(Passed):
    """What came of a replay; `differing` counts the rulings that came out otherwise, `reached` the next entry."""

    replayed: int = 0
    differing: int = 0
    reached: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, part: "Replayed") -> None:
        """Take in what came of one more piece."""
        self.replayed += part.replayed
        self.differing += part.differing
        self.erased += part.erased
        self.tampered += part.tampered
        self.differences += part.differences[: max(0, MOST - len(self.differences))]


def spans(records: Records, low: int, high: int | None) -> list[Span]:
    """The entries from `low` until before `high`, those that a head was signed over."""
    return [(low, min(records.size, records.size if high is None else high))]


def sample(records: Records, count: int) -> list[Span]:
    """Some entries, each as likely as any other and always the same ones."""
    taken = np.random.default_rng(_SEED).choice(records.size, min(count, records.size), replace=False)
    return [(number, number + 1) for number in sorted(taken.tolist())]


def replay(records: Records, asked: Iterable[Span], watch: Watch, found: Replayed) -> None:
    """Replay the rulings in the spans and gather in `found` what came of it; `watch` is told how many more were done.

    What does not belong to the signed head is tampered with, and not replayed: a difference is the engine's.
    """
    check_head(records)
    with _Engines(records) as engines, ThreadPoolExecutor(WORKERS) as pool:
        for (low, high), part in in_order(pool, engines.replayed, pieces(records, asked), ahead=WORKERS - 1):
            found.add(part)
            found.reached = high
            watch(high - low)


class _Engines:
    """The engines of the activations that were met, made when they are; shared by threads."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._made: dict[bytes, tuple[Activation, Engine]] = {}
        self._lock = Lock()

    def replayed(self, span: Span) -> tuple[Span, Replayed]:
        """What comes of replaying one piece."""
        found = Replayed()
        told = ruled(signed(self._records, *span, found), found).filter(pl.col("facts").is_not_null())
        for (digest, as_of), group in told.group_by("activation", "as_of", maintain_order=True):
            activation, engine = self._of(digest)
            _compare(group, activation, engine, as_of, found)
        return span, found

    def _of(self, digest: bytes) -> tuple[Activation, Engine]:
        with self._lock:
            if digest not in self._made:
                activation = self._records.activation(digest)
                self._made[digest] = activation, engine_of(self._records.folder, activation)
            return self._made[digest]

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all engines."""
        for _activation, engine in self._made.values():
            engine.close()


def _compare(group: pl.DataFrame, activation: Activation, engine: Engine, as_of: int, found: Replayed) -> None:
    """Decide a group again and compare the bytes; where the columns are others, their values."""
    found.replayed += group.height
    facts = activation.facts.unpack(group["facts"])
    result = engine.decide_columns(facts, as_of=as_of)
    now = Activation.of(engine).rulings
    if now == activation.rulings and set(activation.private) <= set(result.columns):
        differing = now.pack(result).column() != group["row"]
        for name in activation.private:
            differing |= facts[name].ne_missing(result[name])
    else:
        differing = pl.repeat(value=True, n=group.height, eager=True)
    if differing.any():
        then = activation.rulings.unpack(group["row"].filter(differing))
        then = then.hstack(facts.select(activation.private).filter(differing))
        _differences(group["number"].filter(differing).to_list(), then, result.filter(differing), found, engine.policy)


def _differences(numbers: list[int], then: pl.DataFrame, result: pl.DataFrame, found: Replayed, policy: Policy) -> None:
    """Name the columns that differ, of the entries' own columns; one that is no more is null now."""
    types = types_of(policy)
    for number, was, now in zip(numbers, then.iter_rows(named=True), result.iter_rows(named=True), strict=True):
        columns = [name for name in was if was[name] != now.get(name)]
        found.differing += bool(columns)
        columns = columns[: max(0, MOST - len(found.differences))]
        before, after = (
            shown({name: told.get(name) for name in columns}, types, str(policy.zone)) for told in (was, now)
        )
        found.differences += [Difference(number, name, before[name], after[name]) for name in columns]
