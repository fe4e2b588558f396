"""Comparing: a feed read once and decided by two policies, chunk by chunk, in bounded memory."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from adapters.facts import FactReader, numbered
from adapters.feeds.chunk import FileRecord
from adapters.feeds.reading import Feed
from adapters.flow import in_order
from adapters.impact.axes import Axis
from adapters.impact.counting import Counting
from adapters.impact.part import Part
from adapters.impact.rows import Piece, Reading
from adapters.impact.topics import Topics
from adapters.sample import Sample
from engine import Engine, check
from rules.policy import Fact, Policy

WORKERS = 2
# So many chunks are begun beyond the one that is being counted.
AHEAD = 1

Watch = Callable[[int], None]


class LostRowsError(Exception):
    """Rows went in that were not counted: a bug of ours, and no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be compared, at `as_of` in microseconds UTC: two policies on one feed, each with its reader.

    `money` is the fact that is added up, `by` are those by which complaints are counted apart.
    """

    feed: Feed
    old: FactReader
    new: FactReader
    as_of: int
    money: Fact | None
    by: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a change of policy does to a feed; `checked` rows were decided again without the class tables."""

    order: Order
    topics: Topics
    axes: tuple[Axis, ...]
    counts: Part
    files: tuple[FileRecord, ...]
    checked: int
    seconds: float

    @property
    def old(self) -> Policy:
        """The policy that is."""
        return self.order.old.plan.policy

    @property
    def new(self) -> Policy:
        """The policy that is to be."""
        return self.order.new.plan.policy

    @property
    def rows_read(self) -> int:
        """Rows that the readers counted."""
        return sum(file.rows for file in self.files)


def compare(order: Order, watch: Watch) -> Compared:
    """Decide the feed by both policies; `watch` is told how many rows were counted of each chunk.

    Raises EngineFault or EngineDisagrees if durable_rules cannot be trusted with one of them, LostRowsError if a row
    was not counted, TooManyRowsError if the feed has more rows than can be told apart.
    """
    started = time.monotonic()
    with Engine(order.old.plan.policy) as old, Engine(order.new.plan.policy) as new:
        flow = _Flow(order, old, new)
        with ThreadPoolExecutor(WORKERS) as pool:
            for rows in flow.run(pool):
                watch(rows)
        compared = Compared(
            order=order,
            topics=flow.counting.topics,
            axes=flow.axes,
            counts=flow.counts,
            files=order.feed.files,
            checked=flow.check(),
            seconds=time.monotonic() - started,
        )
    if compared.rows_read != compared.counts.fates.rows:
        raise LostRowsError(f"{compared.rows_read} rows were read, but {compared.counts.fates.rows} counted")
    return compared


class _Flow:
    """The chunks of a feed on their way, and what was counted of them so far."""

    def __init__(self, order: Order, old: Engine, new: Engine) -> None:
        self.axes = tuple(Axis(fact, new.policy) for fact in order.by)
        self.counting = Counting(old.policy, new.policy, money=order.money, axes=self.axes)
        self.counts = Part()
        self._order = order
        self._engines = old, new
        self._reading = Reading(order.old, order.new)
        self._samples = Sample(), Sample()

    def run(self, pool: ThreadPoolExecutor) -> Iterator[int]:
        """Count all chunks, and tell the rows of each."""
        read = in_order(pool, self._reading.read, numbered(self._order.feed), ahead=AHEAD)
        for piece, said, part in in_order(pool, self._decide, map(self._reading.tell, read), ahead=AHEAD):
            for sample, told, result in zip(self._samples, (piece.old, piece.new), said, strict=True):
                sample.consider(told.facts.frame, result)
            self.counts.add(part)
            yield part.fates.rows

    def check(self) -> int:
        """Decide a sample again without the class tables; the number of its rows."""
        pairs = zip(self._engines, self._samples, strict=True)
        return sum(check(engine, *one.frames, as_of=self._order.as_of) for engine, one in pairs if one.frames)

    def _decide(self, piece: Piece) -> tuple[Piece, tuple[pl.DataFrame, pl.DataFrame], Part]:
        old, new = (
            engine.decide_columns(told.facts.frame, as_of=self._order.as_of)
            for engine, told in zip(self._engines, (piece.old, piece.new), strict=True)
        )
        return piece, (old, new), self.counting.part(piece, old, new, so_far=self.counts)
