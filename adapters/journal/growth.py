"""Growth: the tree of a journal as entries are appended, each of its nodes hashed once."""

import numpy as np

from adapters.journal.segment import BLOCK, BLOCK_HEIGHT
from engine.journal.digests import Bytes, stacked
from engine.journal.tree import Frontier, nodes


class Growth:
    """A tree over sealed segments that grows; it keeps the roots over every 256 entries that no segment has yet."""

    def __init__(self, sealed: Frontier) -> None:
        self._whole = sealed
        self._blocks = self._loose = stacked([])

    @property
    def root(self) -> bytes:
        """Root over all entries."""
        found = self._whole.copy()
        found.extend(self._loose)
        return found.root

    def extend(self, leaves: Bytes) -> None:
        """Append leaf hashes."""
        loose = np.concatenate([self._loose, leaves])
        end = len(loose) // BLOCK * BLOCK
        blocks = nodes(loose[:end], BLOCK_HEIGHT)
        self._whole.extend(blocks, height=BLOCK_HEIGHT)
        self._blocks = np.concatenate([self._blocks, blocks])
        self._loose = loose[end:]

    def taken(self, count: int) -> Bytes:
        """The first of the blocks' roots, which a segment keeps from now on."""
        found, self._blocks = self._blocks[:count], self._blocks[count:]
        return found
