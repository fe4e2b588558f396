"""Replaying: decisions made again, from the archived policy, calendar and facts, and compared with what was said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from adapters.journal.archived import engine_of
from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT
from adapters.journal.lines import Line
from adapters.journal.writer import HEAD
from engine import Engine
from engine.journal import Activation, Checkpoint, NoteError, ruled_of
from engine.journal.entry import RULING, Ruled, commitment
from engine.journal.tree import leaf_hashes, nodes, root

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


@dataclass(frozen=True, slots=True)
class _Told:
    """A ruling with its number and the facts behind it."""

    number: int
    ruled: Ruled
    facts: bytes


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
            for (digest, as_of), group in _grouped(told).items():
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


def _rulings(records: Records, low: int, high: int, found: Replayed) -> list[_Told]:
    """The rulings of a piece that are as they were signed, with facts that are as they were decided on."""
    start = low >> BLOCK_HEIGHT << BLOCK_HEIGHT if low < records.first else low
    end = -(-high // BLOCK) * BLOCK if low < records.first else high
    lines = list(records.lines(start, end))
    wrong = _wrong_blocks(records, start, [line for _, line in lines]) if low < records.first else set()
    found.tampered += [(start + (one << BLOCK_HEIGHT), start + (one + 1 << BLOCK_HEIGHT) - 1) for one in sorted(wrong)]
    told = []
    for number, line in lines[low - start : high - start]:
        if line.entry[:1] != RULING or number - start >> BLOCK_HEIGHT in wrong:
            continue
        if line.salt is None or line.facts is None:
            found.erased += 1
            continue
        ruled = ruled_of(line.entry)
        if commitment(line.salt, line.facts) == ruled.commitment:
            told.append(_Told(number, ruled, line.facts))
        else:
            found.tampered.append((number, number))
    return told


def _wrong_blocks(records: Records, start: int, lines: Sequence[Line]) -> set[int]:
    """Which blocks of 256 entries from `start` are not those of the segment's tree, which must lead to its root."""
    segment = records.segment(start >> records.height)
    tree = segment.tree
    if root(tree) != segment.head:
        raise TamperedError(f"`{segment.path('tree').name}` does not lead to the root that was signed")
    here = nodes(leaf_hashes(line.entry for line in lines), BLOCK_HEIGHT)
    first = (start & records.mask) >> BLOCK_HEIGHT
    return {place for place, one in enumerate(here) if tree[first + place] != one}


def _grouped(told: Iterable[_Told]) -> dict[tuple[bytes, int], list[_Told]]:
    groups = defaultdict(list)
    for one in told:
        groups[one.ruled.activation, one.ruled.as_of].append(one)
    return groups


def _compare(group: list[_Told], activation: Activation, engine: Engine, as_of: int, found: Replayed) -> None:
    """Decide a group again and compare the bytes; where the columns are others, their values."""
    found.replayed += len(group)
    facts = activation.facts.unpack([one.facts for one in group])
    result = engine.decide_columns(facts, as_of=as_of)
    now = Activation.of(engine).rulings
    rows = [one.ruled.row for one in group]
    if now == activation.rulings and set(activation.private) <= set(result.columns):
        packed = now.pack(result).rows()
        private = zip(*(facts[name].eq_missing(result[name]) for name in activation.private), strict=True)
        same = [all(one) for one in private] if activation.private else [True] * len(rows)
        differing = [place for place, row in enumerate(packed) if row != rows[place] or not same[place]]
    else:
        differing = list(range(len(rows)))
    if differing:
        then = activation.rulings.unpack([rows[place] for place in differing])
        then = then.hstack(facts[differing].select(activation.private))
        _differences([group[place].number for place in differing], then, result[differing], found)


def _differences(numbers: list[int], then: pl.DataFrame, result: pl.DataFrame, found: Replayed) -> None:
    """Name the columns that differ, of the entries' own columns; one that is no more is null now."""
    for number, was, now in zip(numbers, then.iter_rows(named=True), result.iter_rows(named=True), strict=True):
        columns = [name for name in was if was[name] != now.get(name)]
        found.differing += bool(columns)
        room = max(0, MOST - len(found.differences))
        found.differences += [Difference(number, name, was[name], now.get(name)) for name in columns[:room]]
