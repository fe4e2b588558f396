"""Samples: a few rows of a feed, drawn by their place in it."""

from collections.abc import Iterator

import numpy as np
import polars as pl

SIZE = 256
_SEED = 0x746F757375


class Sample:
    """`size` rows, each as likely as any other: the same ones however the feed is cut into chunks.

    Algorithm L draws which rows to take and passes over all others (Li, Reservoir-sampling algorithms of time
    complexity O(n(1 + log(N/n))), ACM TOMS 20(4), 1994).
    """

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._draws = _draws(size)
        self._place, self._slot = next(self._draws)
        self._rows = 0
        self._taken = 0
        # Which of the rows taken is held in each slot: those driven out are few, and let go at the end.
        self._held: dict[int, int] = {}
        self._parts: list[tuple[pl.DataFrame, ...]] = []

    def consider(self, *frames: pl.DataFrame) -> None:
        """Take the rows that belong to the sample from `frames`, which tell different things of the next rows."""
        places: list[int] = []
        while self._place < self._rows + frames[0].height:
            self._held[self._slot] = self._taken + len(places)
            places.append(self._place - self._rows)
            self._place, self._slot = next(self._draws)
        self._rows += frames[0].height
        self._taken += len(places)
        if places:
            self._parts.append(tuple(frame[places] for frame in frames))

    @property
    def frames(self) -> tuple[pl.DataFrame, ...]:
        """The sample's rows of each of the frames; none when no row was ever considered."""
        held = [self._held[slot] for slot in range(len(self._held))]
        return tuple(pl.concat(parts)[held] for parts in zip(*self._parts, strict=True))


def _draws(size: int) -> Iterator[tuple[int, int]]:
    """The places of the rows to take, ascending, each with the one of the `size` held rows that it drives out."""
    for place in range(size):
        yield place, place
    draw = np.random.default_rng(_SEED)
    place, weight = size - 1, 1.0
    while True:
        weight *= _open(draw) ** (1 / size)
        place += 1 + int(np.log(_open(draw)) // np.log1p(-weight))
        yield place, int(draw.integers(size))


def _open(draw: np.random.Generator) -> float:
    """A number between 0 and 1, neither of them."""
    return 1.0 - (draw.integers(1, 1 << 53) / (1 << 53))
