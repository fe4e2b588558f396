"""Sums: how many rows have each code, and what they come to, exactly."""

import numpy as np
from numpy.typing import NDArray

from adapters.impact.joint import Codes, Numbers

_EXACT = 1 << 53
"""NumPy adds weights up as 64-bit floats, which are exact up to here."""

_BITS = 24
_LOW = (1 << _BITS) - 1


def counted(codes: Codes, *, size: int) -> NDArray[np.intp]:
    """How often each code below `size` occurs."""
    return np.bincount(codes, minlength=size)


def summed(codes: Codes, values: Numbers, *, size: int) -> list[int]:
    """The sum of `values` by code, exact whatever they come to; added up in digits of 24 bits where they are large."""
    sums, place = [0] * size, 0
    while _most(values) * len(values) >= _EXACT:
        _add(sums, codes, values & _LOW, place)
        values, place = values >> _BITS, place + _BITS
    _add(sums, codes, values, place)
    return sums


def _most(values: Numbers) -> int:
    """The greatest distance of a value from 0."""
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def _add(sums: list[int], codes: Codes, digits: Numbers, place: int) -> None:
    found = np.bincount(codes, weights=digits, minlength=len(sums))
    for code in np.flatnonzero(found).tolist():
        sums[code] += int(found[code]) << place
