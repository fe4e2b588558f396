"""Digests by column are hashlib's, whatever makes them."""

import sys
from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal import digests as module
from engine.journal.digests import FEW, agrees, binary, digests, matrix, split


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    agrees.cache_clear()
    yield
    agrees.cache_clear()


def told(rows: list[bytes]) -> list[bytes]:
    return split(digests(pl.Series(rows, dtype=pl.Binary)))


@given(st.lists(st.binary(max_size=200), max_size=5), st.sampled_from([1, FEW, FEW + 1]))
def test_digests_are_those_of_hashlib(rows: list[bytes], times: int) -> None:
    assert told(rows * times) == [sha256(row).digest() for row in rows * times]


def test_they_are_made_by_column_here() -> None:
    assert agrees()


def test_without_polars_hash_they_are_made_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars_hash", None)
    assert told([b"a"] * 100) == [sha256(b"a").digest()] * 100
    assert not agrees()


def test_what_disagrees_with_hashlib_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_by_column", lambda rows: np.zeros((len(rows), 32), np.uint8))
    assert told([b"a"] * 100) == [sha256(b"a").digest()] * 100
    assert not agrees()


@pytest.mark.parametrize("width", [0, 1, 7])
def test_rows_come_back_out_of_a_column(width: int) -> None:
    rows = np.arange(3 * width, dtype=np.uint8).reshape(3, width)
    assert matrix(binary(rows), width).tolist() == rows.tolist()
