"""A run: a feed of complaints decided by a policy, every row accounted for.

Reading, mapping, telling repeats, deciding, writing: chunk by chunk, with two threads that work ahead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from adapters import clock, written
from adapters import summary as summaries
from adapters.decisions import WRITERS, Schema
from adapters.facts import FactReader, numbered
from adapters.feeds.ahead import ahead
from adapters.feeds.reading import Feed
from adapters.flow import in_order
from adapters.outputs import ACTIONS, DECISIONS, QUARANTINE, SUMMARY, Outputs
from adapters.quarantine import MODE, Quarantine
from adapters.reasons import names, reasons
from adapters.sample import Sample
from adapters.summary import Summary
from adapters.tally import Tally, tally
from adapters.telling import Teller, Told
from adapters.wanted import MODE as PRIVATE
from adapters.wanted import Spool, Wishes
from engine import Engine, check
from engine.outbox import Outbox
from rules.policy import Policy

if TYPE_CHECKING:
    from adapters.journal import Lines, Recorded, Recorder, Sources, Writer

WORKERS = 2
# So many chunks are begun beyond the one that is being used.
AHEAD = 1

Watch = Callable[[int], None]
Writing = Callable[[pl.DataFrame, Policy], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be run; `format` is a key of `decisions.WRITERS`, `as_of` is in microseconds UTC.

    `because` asks for the reasons too, in words; `actions` for all that is to be done, which an `outbox` takes in.
    `journal` is what the decisions are appended to, with the bytes of the policy that it keeps.
    """

    feed: Feed
    reader: FactReader
    policy: Policy
    as_of: int
    folder: Path
    format: str
    because: bool = False
    actions: bool = False
    outbox: Outbox | None = None
    journal: tuple[Writer, Sources] | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Facts and what was decided on each row; `frame` as it is written, `wanted` what is to be done."""

    told: Told
    result: pl.DataFrame
    frame: pl.DataFrame
    tally: Tally
    wanted: bytes
    lines: Lines | None


def run(order: Order, watch: Watch) -> Summary:
    """Decide the feed and write decisions, quarantine and summary; `watch` is told how many rows were read so far.

    Raises OSError or BusyError if the folder cannot be written, EngineFault or EngineDisagrees if durable_rules
    cannot be trusted, IncompleteError if a row got lost, JournalError if the journal cannot be appended to; whatever
    is raised, there are no new outputs.
    The journal has the whole run or nothing of it, then the outbox has the actions, then the outputs appear; so a run
    that was killed in between is simply run again as of the same instant: what is on record is known again.
    """
    started = time.monotonic()
    decisions = f"{DECISIONS}.{order.format}"
    with Outputs(order.folder) as outputs, Engine(order.policy) as engine:
        flow = _Flow(order, engine, watch)
        with (
            Quarantine(outputs.create(QUARANTINE, mode=MODE)) as quarantine,
            Spool(outputs.create(ACTIONS, mode=PRIVATE)) as spool,
        ):
            with ThreadPoolExecutor(WORKERS) as pool:
                # In a thread of ours: Polars asks for the frames from threads of its own.
                frames = ahead(flow.frames(pool, quarantine, spool))
                WRITERS[order.format](frames, outputs.partial(decisions), schema=flow.schema)
            summary = flow.summary(quarantine)
            summary.check()
            recorded = flow.record(summary)
            put = None if order.outbox is None else spool.put(order.outbox, at=clock.now())
        summary = replace(summary, put=put, recorded=recorded, seconds=time.monotonic() - started)
        summaries.write(summary, outputs.create(SUMMARY))
        outputs.finish((decisions, QUARANTINE, *([ACTIONS] if order.actions else []), SUMMARY))
        if order.journal is not None and recorded is not None:
            order.journal[0].show(recorded.number)
    return summary


def _recorder(writer: Writer, kept: Sources, engine: Engine) -> Recorder:
    """What puts the run on record; only then is imported what a journal is made of."""
    found: Recorder = import_module("adapters.journal").Recorder(writer, engine, kept)
    return found


class _Flow:
    """The chunks of one run on their way, and what is counted of them."""

    def __init__(self, order: Order, engine: Engine, watch: Watch) -> None:
        self.tally = Tally()
        self.duplicates = 0
        self._order = order
        self._engine = engine
        self._watch = watch
        self._write: Writing = written.typed if order.format == "parquet" else written.texts
        self._teller = Teller(order.reader)
        self._sample = Sample()
        self._checked: Future[int] | None = None
        self._wishes = Wishes(engine, as_of=order.as_of) if order.actions or order.outbox is not None else None
        self._recorder = None if order.journal is None else _recorder(*order.journal, engine)

    @property
    def schema(self) -> Schema:
        """The columns of the decisions as they are written."""
        empty = self._write(pl.DataFrame(schema=self._engine.schema), self._order.policy)
        reasons = names(self._order.policy) if self._order.because else []
        return dict(empty.schema) | dict.fromkeys(reasons, pl.String())

    def frames(self, pool: ThreadPoolExecutor, quarantine: Quarantine, spool: Spool) -> Iterator[pl.DataFrame]:
        """The decisions of all chunks, in order, as they are written."""
        printed = in_order(pool, self._teller.read, numbered(self._order.feed), ahead=AHEAD)
        for decided in in_order(pool, self._decide, map(self._teller.tell, printed), ahead=AHEAD):
            facts = decided.told.facts
            quarantine.add(facts.refused)
            spool.add(decided.wanted)
            self.duplicates += decided.told.duplicates
            self.tally.add(decided.tally)
            self._sample.consider(facts.frame, decided.result)
            if self._recorder is not None and decided.lines is not None:
                self._recorder.add(decided.lines)
            self._watch(decided.frame.height + decided.told.duplicates + len(facts.refused))
            yield decided.frame
        # While the last rows are written.
        self._checked = pool.submit(self.check)

    def check(self) -> int:
        """Decide the sample again without the class tables; the number of its rows."""
        if not self._sample.frames:
            return 0
        return check(self._engine, *self._sample.frames, as_of=self._order.as_of)

    def summary(self, quarantine: Quarantine) -> Summary:
        """What the run did, once the sample has been decided again without the class tables."""
        order = self._order
        return Summary(
            policy=order.policy,
            mapping=order.reader.plan.mapping.name,
            mapping_digest=order.reader.plan.mapping.digest,
            unmapped=order.reader.unmapped,
            as_of=order.as_of,
            files=order.feed.files,
            tally=self.tally,
            quarantined=quarantine.reasons,
            duplicates=self.duplicates,
            checked=self._checked.result() if self._checked else self.check(),
            classes=self._engine.classes,
        )

    def record(self, summary: Summary) -> Recorded | None:
        """Make the run count in the journal, with how many rows became what."""
        if self._recorder is None:
            return None
        return self._recorder.finish(summary.completeness(), as_of=self._order.as_of)

    def _decide(self, told: Told) -> Decided:
        result = self._engine.decide_columns(told.facts.frame, as_of=self._order.as_of)
        frame = self._write(result, self._order.policy)
        if self._order.because:
            frame = frame.with_columns(reasons(told.facts.frame, engine=self._engine, as_of=self._order.as_of))
        wanted = self._wishes.lines(told.facts.frame, result) if self._wishes else b""
        return Decided(told, result, frame, tally(result, self._order.policy), wanted, self._lines(told, result))

    def _lines(self, told: Told, result: pl.DataFrame) -> Lines | None:
        if self._recorder is None:
            return None
        return self._recorder.lines(told.facts.frame, result, as_of=self._order.as_of)
