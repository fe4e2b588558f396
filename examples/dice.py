"""Dice: chance that falls the same on every machine and every Python release."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


class Dice:
    """A seeded source of chance that draws only `random()`, which no release changes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, bound: int) -> int:
        """A whole number from 0 up to but not including `bound`."""
        return int(self._random() * bound)

    def happens(self, per_cent: int) -> bool:
        """True in `per_cent` of 100 throws."""
        return self.below(100) < per_cent

    def one(self, choices: Sequence[Choice]) -> Choice:
        """One of the choices, each as likely."""
        return choices[self.below(len(choices))]

    def weighted(self, weights: Mapping[Choice, int]) -> Choice:
        """One of the keys, as likely as its weight says."""
        left = self.below(sum(weights.values()))
        for choice, weight in weights.items():
            if left < weight:
                return choice
            left -= weight
        raise AssertionError(weights)
