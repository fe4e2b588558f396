"""The Merkle tree over a journal's entries: hashes, roots and proofs (RFC 6962, 2.1; RFC 9162, 2.1.3 and 2.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

import numpy as np
import polars as pl

from engine.journal.digests import FEW, SIZE, Bytes, binary, digests, split, stacked

HASH_SIZE = SIZE
LEAF = b"\x00"
NODE = b"\x01"
EMPTY_ROOT = sha256().digest()

Hashes = Bytes | Sequence[bytes]
"""Hashes in order: rows of 32 bytes."""

RootOf = Callable[[int, int], bytes]
"""The root over the entries from the first number until before the second."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry, 32 bytes."""
    return sha256(LEAF + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hashes of many entries."""
    return [sha256(LEAF + entry).digest() for entry in entries]


def leaves(entries: pl.Series) -> Bytes:
    """Hashes of a column of entries."""
    return digests(pl.select(pl.lit(LEAF) + entries).to_series())


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees' roots."""
    return sha256(NODE + left + right).digest()


def root(hashes: Hashes) -> bytes:
    """Root over leaf hashes.

    Pairing level by level, an odd one passed up, gives RFC 6962's tree, whose left half is the largest perfect one.
    """
    level = _by_column(hashes)
    while len(level) > FEW:
        level = _paired(level)
    few = split(level)
    while len(few) > 1:
        odd = few[-1:] if len(few) % 2 else []
        few = [node_hash(left, right) for left, right in zip(few[::2], few[1::2], strict=False)] + odd
    return few[0] if few else EMPTY_ROOT


def nodes(hashes: Hashes, height: int) -> Bytes:
    """Roots of the subtrees of 2^height leaf hashes each, a smaller one at the end if need be."""
    level = _by_column(hashes)
    for _ in range(height):
        level = _paired(level)
    return level


def _by_column(hashes: Hashes) -> Bytes:
    return hashes if isinstance(hashes, np.ndarray) else stacked(hashes)


def _paired(level: Bytes) -> Bytes:
    """The roots over each two; an odd one at the end is passed up."""
    count = len(level) // 2
    both = np.empty((count, len(NODE) + 2 * HASH_SIZE), np.uint8)
    both[:, 0] = NODE[0]
    both[:, 1:] = level[: 2 * count].reshape(count, 2 * HASH_SIZE)
    paired = digests(binary(both))
    return np.concatenate([paired, level[-1:]]) if len(level) % 2 else paired


class Frontier:
    """The roots of the perfect subtrees that make up a tree, largest first: all that appending needs."""

    __slots__ = ("_roots", "size")

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, subtree: bytes, *, height: int = 0) -> None:
        """Append a perfect subtree of 2^height entries; the tree must be a multiple of that long."""
        if self.size % (1 << height):
            raise ValueError(f"{self.size} entries end within a subtree of height {height}")
        low = self.size >> height
        while low & 1:
            subtree, low = node_hash(self._roots.pop(), subtree), low >> 1
        self._roots.append(subtree)
        self.size += 1 << height

    @property
    def root(self) -> bytes:
        """Root over all entries."""
        if not self._roots:
            return EMPTY_ROOT
        found = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            found = node_hash(left, found)
        return found

    def extend(self, hashes: Hashes, *, height: int = 0) -> None:
        """Append leaf hashes, or the roots of perfect subtrees of 2^height entries each, as `add` does."""
        at, size = 0, self.size >> height
        while at < len(hashes):
            most = (len(hashes) - at).bit_length() - 1
            up = min(most, (size & -size).bit_length() - 1) if size else most
            self.add(root(hashes[at : at + (1 << up)]), height=height + up)
            at, size = at + (1 << up), size + (1 << up)

    def copy(self) -> Frontier:
        """The same tree, to go on by itself."""
        found = Frontier()
        found.size, found._roots = self.size, list(self._roots)
        return found


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def inclusion(index: int, size: int, root_of: RootOf) -> list[bytes]:
    """Proof that the tree of `size` entries holds entry `index`, the nearest hash first."""
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(middle, high))
            high = middle
        else:
            path.append(root_of(low, middle))
            low = middle
    return path[::-1]


def consistency(old: int, size: int, root_of: RootOf) -> list[bytes]:
    """Proof that the tree of `old` entries, at least one, is the beginning of the tree of `size`."""
    path: list[bytes] = []
    low, high, whole = 0, size, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root_of(middle, high))
            high = middle
        else:
            path.append(root_of(low, middle))
            low, whole = middle, False
    return ([] if whole else [root_of(low, high)]) + path[::-1]


def proves_inclusion(proof: Sequence[bytes], *, index: int, size: int, leaf: bytes, head: bytes) -> bool:
    """Whether `proof` shows that the tree of `size` entries with root `head` holds the hash `leaf` at `index`."""
    if not 0 <= index < size or not _whole(leaf, head, *proof):
        return False
    number, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(step, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found == head


def proves_consistency(proof: Sequence[bytes], *, old: int, size: int, old_head: bytes, head: bytes) -> bool:
    """Whether `proof` shows that the tree of `old` entries with root `old_head` begins the tree of `size`."""
    # Every tree begins with the empty one, which therefore proves nothing.
    if not 0 < old <= size or not _whole(*proof):
        return False
    if old == size:
        return not proof and old_head == head
    steps = [old_head, *proof] if old & (old - 1) == 0 else list(proof)
    number, last = old - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    if not steps:
        return False
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, step)
        number, last = number >> 1, last >> 1
    return last == 0 and before == old_head and after == head


def _whole(*hashes: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in hashes)
