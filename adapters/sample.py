"""Samples: a few rows of a feed, chosen by their identity alone."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

SIZE = 256
_SEED = 0x746F757375


class Sample:
    """The `size` rows whose identities have the lowest hashes: the same ones however the feed is cut into chunks."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._hashes: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._parts: tuple[pl.DataFrame, ...] = ()

    def consider(self, identity: pl.Series, *frames: pl.DataFrame) -> None:
        """Take the rows that belong to the sample from `frames`, which tell different things of the same rows."""
        hashes = identity.hash(_SEED).to_numpy()
        full = len(self._hashes) == self._size
        places = np.flatnonzero(hashes < self._hashes[-1]) if full else np.arange(len(hashes))
        if len(places) > self._size:
            places = places[np.sort(np.argsort(hashes[places], kind="stable")[: self._size])]
        if not len(places):
            return
        together = np.concatenate([self._hashes, hashes[places]])
        lowest = np.argsort(together, kind="stable")[: self._size]
        taken = tuple(frame[places] for frame in frames)
        joined = (pl.concat(pair) for pair in zip(self._parts, taken, strict=True)) if self._parts else taken
        self._parts = tuple(frame[lowest] for frame in joined)
        self._hashes = together[lowest]

    @property
    def frames(self) -> tuple[pl.DataFrame, ...]:
        """The sample's rows of each of the frames; none when no row was ever considered."""
        return self._parts
