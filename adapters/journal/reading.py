"""Reading rulings by piece: those that are as they were signed, with the facts that they were decided on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT
from adapters.journal.tail import Line
from adapters.journal.writer import HEAD
from engine.journal import Checkpoint, NoteError, ruled_of
from engine.journal.entry import RULING, Ruled, commitment
from engine.journal.tree import leaf_hashes, nodes, root

PIECE = 1 << 16

Span = tuple[int, int]


@dataclass(slots=True)
class Passed:
    """What could not be used: how many rulings' facts were erased, and which entries are not what was signed."""

    erased: int = 0
    tampered: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with its number: the ruling, and the facts behind it unless they were erased."""

    number: int
    ruled: Ruled
    facts: bytes | None


def check_head(records: Records) -> None:
    """The newest head must be signed, and be over the segments' roots and the tail; raises a JournalError."""
    try:
        head = Checkpoint.open((records.folder / HEAD).read_text("utf-8"), records.title.verifier)
    except (OSError, ValueError) as error:
        raise UnreadableJournalError(f"`{HEAD}` cannot be read") from error
    except NoteError as error:
        raise TamperedError(f"`{HEAD}` is not a head of this journal: {error}") from error
    if head.size > records.size or records.root_at(head.size) != head.root:
        raise TamperedError("the journal is not what was signed; ask `tousu verify` where")


def pieces(records: Records, asked: Iterable[Span]) -> Iterator[Span]:
    """The spans cut where segments end, and into what memory can hold."""
    piece = min(PIECE, records.mask + 1)
    for low, high in asked:
        at = low
        while at < high:
            until = min(high, (at // piece + 1) * piece)
            yield at, until
            at = until


def signed(records: Records, low: int, high: int, passed: Passed) -> list[tuple[int, Line]]:
    """The entries of a piece that are as they were signed, with their numbers."""
    start = low >> BLOCK_HEIGHT << BLOCK_HEIGHT if low < records.first else low
    end = -(-high // BLOCK) * BLOCK if low < records.first else high
    lines = list(records.lines(start, end))
    wrong = _wrong_blocks(records, start, [line for _, line in lines]) if low < records.first else set()
    passed.tampered += [(start + (one << BLOCK_HEIGHT), start + (one + 1 << BLOCK_HEIGHT) - 1) for one in sorted(wrong)]
    return [one for one in lines[low - start : high - start] if one[0] - start >> BLOCK_HEIGHT not in wrong]


def rulings(lines: Iterable[tuple[int, Line]], passed: Passed) -> list[Read]:
    """The rulings among entries whose facts are as they were decided on, or erased."""
    found = []
    for number, line in lines:
        if line.entry[:1] != RULING:
            continue
        ruled = ruled_of(line.entry)
        if line.salt is None or line.facts is None:
            passed.erased += 1
            found.append(Read(number, ruled, None))
        elif commitment(line.salt, line.facts) == ruled.commitment:
            found.append(Read(number, ruled, line.facts))
        else:
            passed.tampered.append((number, number))
    return found


def grouped(read: Iterable[Read]) -> dict[tuple[bytes, int], list[Read]]:
    """The rulings by activation and instant."""
    groups = defaultdict(list)
    for one in read:
        groups[one.ruled.activation, one.ruled.as_of].append(one)
    return groups


def _wrong_blocks(records: Records, start: int, lines: Sequence[Line]) -> set[int]:
    """Which blocks of 256 entries from `start` are not those of the segment's tree, which must lead to its root."""
    segment = records.segment(start >> records.height)
    tree = segment.tree
    if root(tree) != segment.head:
        raise TamperedError(f"`{segment.path('tree').name}` does not lead to the root that was signed")
    here = nodes(leaf_hashes(line.entry for line in lines), BLOCK_HEIGHT)
    first = (start & records.mask) >> BLOCK_HEIGHT
    return {place for place, one in enumerate(here) if tree[first + place] != one}
