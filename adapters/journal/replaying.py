"""Replaying: decisions made again, from the archived policy, calendar and facts, and compared with what was said."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from adapters.journal.archived import engine_of
from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT
from adapters.journal.writer import HEAD
from engine import Engine
from engine.journal import Activation, Checkpoint, NoteError
from engine.journal.digests import binary
from engine.journal.entry import AS_OF_SIZE, COMMITMENT_AT, DIGEST_SIZE, ROW_AT, commitments, rulings
from engine.journal.tree import leaves, nodes, root

PIECE = 1 << 16
MOST = 100
"""So many differences and tampered entries are told one by one; all are counted."""
_SEED = 0x7265706C6179

Span = tuple[int, int]
Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a ruling that came out otherwise: what the entry says, and what this release makes of it."""

    number: int
    column: str
    then: object
    now: object


@dataclass(slots=True)
class Replayed:
    """What came of a replay; `differing` counts the rulings that came out otherwise, `reached` the next entry."""

    replayed: int = 0
    erased: int = 0
    differing: int = 0
    reached: int = 0
    differences: list[Difference] = field(default_factory=list)
    tampered: list[Span] = field(default_factory=list)


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
    _check_head(records)
    engines: dict[bytes, Engine] = {}
    try:
        for low, high in _pieces(asked, min(PIECE, records.mask + 1)):
            told = _rulings(records, low, high, found)
            for (digest, as_of), group in told.group_by("activation", "as_of", maintain_order=True):
                activation = records.activation(digest)
                if digest not in engines:
                    engines[digest] = engine_of(records.folder, activation)
                _compare(group, activation, engines[digest], as_of, found)
            found.reached = high
            watch(high - low)
    finally:
        for engine in engines.values():
            engine.close()


def _check_head(records: Records) -> None:
    """The newest head must be signed, and be over the segments' roots and the tail."""
    try:
        head = Checkpoint.open((records.folder / HEAD).read_text("utf-8"), records.title.verifier)
    except (OSError, ValueError) as error:
        raise UnreadableJournalError(f"`{HEAD}` cannot be read") from error
    except NoteError as error:
        raise TamperedError(f"`{HEAD}` is not a head of this journal: {error}") from error
    if head.size > records.size or records.root_at(head.size) != head.root:
        raise TamperedError("the journal is not what was signed; ask `tousu verify` where")


def _pieces(asked: Iterable[Span], piece: int) -> Iterator[Span]:
    """The spans cut at multiples of `piece`."""
    for low, high in asked:
        at = low
        while at < high:
            until = min(high, (at // piece + 1) * piece)
            yield at, until
            at = until


def _rulings(records: Records, low: int, high: int, found: Replayed) -> pl.DataFrame:
    """The rulings of a piece that are as they were signed, with facts that are as they were decided on.

    The columns are `number`, `activation`, `as_of`, `row` and `facts`.
    """
    start, end = low, high
    if low < records.first:
        start, end = low >> BLOCK_HEIGHT << BLOCK_HEIGHT, -(-high // BLOCK) * BLOCK
    lines = records.frame(start, end)
    asked = pl.int_range(start, end, eager=True).is_between(low, high, closed="left")
    if low < records.first:
        wrong = _wrong_blocks(records, start, lines["entry"])
        found.tampered += [(start + (one << BLOCK_HEIGHT), start + (one + 1 << BLOCK_HEIGHT) - 1) for one in wrong]
        asked &= ~(pl.int_range(0, end - start, eager=True) // BLOCK).is_in(wrong)
    lines = lines.with_row_index("number", offset=start).filter(asked & rulings(lines["entry"]))
    there = lines["salt"].is_not_null() & lines["facts"].is_not_null()
    found.erased += int((~there).sum())
    lines = lines.filter(there)
    committed = lines["entry"].bin.slice(COMMITMENT_AT, DIGEST_SIZE)
    same = committed == binary(commitments(lines["salt"], lines["facts"]))
    found.tampered += [(number, number) for number in lines["number"].filter(~same)]
    entry = pl.col("entry").bin
    return lines.filter(same).select(
        "number",
        "facts",
        activation=entry.slice(1, DIGEST_SIZE),
        as_of=entry.slice(1 + DIGEST_SIZE, AS_OF_SIZE).bin.reinterpret(dtype=pl.Int64, endianness="little"),
        row=entry.slice(ROW_AT),
    )


def _wrong_blocks(records: Records, start: int, entries: pl.Series) -> list[int]:
    """Which blocks of 256 entries from `start` are not those of the segment's tree, which must lead to its root."""
    segment = records.segment(start >> records.height)
    tree = segment.tree
    if root(tree) != segment.head:
        raise TamperedError(f"`{segment.path('tree').name}` does not lead to the root that was signed")
    here = nodes(leaves(entries), BLOCK_HEIGHT)
    first = (start & records.mask) >> BLOCK_HEIGHT
    wrong: list[int] = (tree[first : first + len(here)] != here).any(axis=1).nonzero()[0].tolist()
    return wrong


def _compare(group: pl.DataFrame, activation: Activation, engine: Engine, as_of: int, found: Replayed) -> None:
    """Decide a group again and compare the bytes; where the columns are others, their values."""
    found.replayed += group.height
    facts = activation.facts.unpack(group["facts"])
    result = engine.decide_columns(facts, as_of=as_of)
    now = Activation.of(engine).rulings
    if now == activation.rulings and set(activation.private) <= set(result.columns):
        same = now.pack(result).column() == group["row"]
        for name in activation.private:
            same &= facts[name].eq_missing(result[name])
        if same.all():
            return
        differing = ~same
    else:
        differing = pl.repeat(value=True, n=group.height, eager=True)
    then = activation.rulings.unpack(group["row"].filter(differing))
    then = then.hstack(facts.select(activation.private).filter(differing))
    _differences(group["number"].filter(differing).to_list(), then, result.filter(differing), found)


def _differences(numbers: list[int], then: pl.DataFrame, result: pl.DataFrame, found: Replayed) -> None:
    """Name the columns that differ, of the entries' own columns; one that is no more is null now."""
    for number, was, now in zip(numbers, then.iter_rows(named=True), result.iter_rows(named=True), strict=True):
        columns = [name for name in was if was[name] != now.get(name)]
        found.differing += bool(columns)
        room = max(0, MOST - len(found.differences))
        found.differences += [Difference(number, name, was[name], now.get(name)) for name in columns[:room]]
