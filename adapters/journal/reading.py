"""Reading rulings by piece: those that are as they were signed, with the facts that they were decided on."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import polars as pl

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT
from adapters.journal.standing import HEAD, HEADS
from engine.journal import Checkpoint, NoteError
from engine.journal.digests import binary
from engine.journal.entry import (
    AS_OF_SIZE,
    COMMITMENT_AT,
    DIGEST_SIZE,
    KEY_AT,
    KEY_SIZE,
    ROW_AT,
    commitments,
    rulings,
)
from engine.journal.tree import leaves, nodes, root
from rules.said import Said

PIECE = 1 << 16

Span = tuple[int, int]


@dataclass(slots=True)
class Passed:
    """What could not be used: how many rulings' facts were erased, and which entries are not what was signed."""

    erased: int = 0
    tampered: list[Span] = field(default_factory=list)


def check_head(records: Records) -> None:
    """The newest head must be signed, and be over the segments' roots and the tail; raises a JournalError."""
    head = _head(records, HEAD)
    if head.size > records.size and _size_now(records) >= head.size:
        # Somebody appended since the journal was opened, so the newest head of that instant counts.
        head = _head(records, f"{HEADS}/{records.tail.state.signed_size}")
    if head.size > records.size or records.root_at(head.size) != head.root:
        raise TamperedError(Said("the journal is not what was signed; ask `tousu verify` where"))


def _head(records: Records, name: str) -> Checkpoint:
    try:
        return Checkpoint.open((records.folder / name).read_text("utf-8"), records.title.verifier)
    except (OSError, ValueError) as error:
        raise UnreadableJournalError(Said("`{path}` cannot be read", path=name)) from error
    except NoteError as error:
        raise TamperedError(Said("`{head}` is not a head of this journal: {why}", head=name, why=error)) from error


def _size_now(records: Records) -> int:
    with closing(Records.open(records.folder)) as later:
        return later.size


def pieces(records: Records, asked: Iterable[Span]) -> Iterator[Span]:
    """The spans cut where segments end, and into what memory can hold."""
    piece = min(PIECE, records.mask + 1)
    for low, high in asked:
        at = low
        while at < high:
            until = min(high, (at // piece + 1) * piece)
            yield at, until
            at = until


def signed(records: Records, low: int, high: int, passed: Passed) -> pl.DataFrame:
    """The entries of a piece that are as they were signed: the columns `number`, `entry`, `salt` and `facts`."""
    start, end = low, high
    if low < records.first:
        start, end = low >> BLOCK_HEIGHT << BLOCK_HEIGHT, -(-high // BLOCK) * BLOCK
    lines = records.frame(start, end).with_row_index("number", offset=start)
    if low < records.first:
        wrong = [start // BLOCK + one for one in _wrong_blocks(records, start, lines["entry"])]
        passed.tampered += [(one << BLOCK_HEIGHT, (one + 1 << BLOCK_HEIGHT) - 1) for one in wrong]
        if wrong:
            lines = lines.filter(~(pl.col("number") // BLOCK).is_in(wrong))
    return lines.filter(pl.col("number").is_between(low, high, closed="left"))


def ruled(lines: pl.DataFrame, passed: Passed) -> pl.DataFrame:
    """The rulings among entries whose facts are as they were decided on, or erased, which makes them null.

    The columns are `number`, `activation`, `as_of` in microseconds UTC, `key`, `row` and `facts`.
    """
    found = lines.filter(rulings(lines["entry"]))
    there = found["salt"].is_not_null() & found["facts"].is_not_null()
    passed.erased += int((~there).sum())
    told = found.filter(there)
    committed = told["entry"].bin.slice(COMMITMENT_AT, DIGEST_SIZE)
    same = committed == binary(commitments(told["salt"], told["facts"]))
    wrong = told["number"].filter(~same)
    passed.tampered += [(number, number) for number in wrong]
    if len(wrong):
        found = found.filter(~found["number"].is_in(wrong.implode()))
    entry = pl.col("entry").bin
    return found.select(
        "number",
        activation=entry.slice(1, DIGEST_SIZE),
        as_of=entry.slice(1 + DIGEST_SIZE, AS_OF_SIZE).bin.reinterpret(dtype=pl.Int64, endianness="little"),
        key=entry.slice(KEY_AT, KEY_SIZE),
        row=entry.slice(ROW_AT),
        facts=pl.when(pl.col("salt").is_not_null()).then("facts"),
    )


def _wrong_blocks(records: Records, start: int, entries: pl.Series) -> list[int]:
    """Which blocks of 256 entries from `start` are not those of the segment's tree, which must lead to its root."""
    segment = records.segment(start >> records.height)
    tree = segment.tree
    if root(tree) != segment.head:
        raise TamperedError(Said("`{path}` does not lead to the root that was signed", path=segment.path("tree").name))
    here = nodes(leaves(entries), BLOCK_HEIGHT)
    first = (start & records.mask) >> BLOCK_HEIGHT
    wrong: list[int] = (tree[first : first + len(here)] != here).any(axis=1).nonzero()[0].tolist()
    return wrong
