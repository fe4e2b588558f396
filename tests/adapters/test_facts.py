"""Chunks on their way to facts: cut into pieces, and what does not fit put aside where it stood."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import facts as module
from adapters.facts import FactReader, Facts, numbered
from adapters.feeds.chunk import Chunk, Refused
from adapters.feeds.mapping import identity
from tests.adapters.shop import AT, policy

KINDS = st.lists(st.lists(st.sampled_from(["row", "undated", "refused"]), max_size=12), max_size=4)


def chunks(files: list[list[str]], *, file: str = "f.csv") -> list[Chunk]:
    """Chunks of one file with rows that can be used, rows without a date, and rows that the reader refused."""
    found, number = [], 0
    for kinds in files:
        numbers = range(number + 1, number + len(kinds) + 1)
        rows = [at for at, kind in zip(numbers, kinds, strict=True) if kind != "refused"]
        dates = [AT if kind == "row" else "" for kind in kinds if kind != "refused"]
        refused = tuple(
            Refused(file=file, line=at + 1, row=at, column=None, reason="truncated", detail="", raw="")
            for at, kind in zip(numbers, kinds, strict=True)
            if kind == "refused"
        )
        ids = pl.Series([f"T-{at}" for at in rows], dtype=pl.String)
        frame = pl.DataFrame({"id": ids, "at": pl.Series(dates, dtype=pl.String)})
        found.append(Chunk(file=file, rows=frame, lines=np.array(rows, np.int64) + 1, refused=refused))
        number += len(kinds)
    return found


def read(found: list[Chunk]) -> list[Facts]:
    reader = FactReader(identity(policy()))
    return [reader.read(one) for one in numbered(found)]


@given(files=KINDS, piece=st.integers(1, 5))
def test_each_row_keeps_its_place_however_chunks_are_cut(files: list[list[str]], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE", piece)
        found = read(chunks(files))
    kinds = [kind for part in files for kind in part]
    used = [line for facts in found for line in facts.lines.tolist()]
    aside = [(row.row, row.line, row.reason) for facts in found for row in facts.refused]
    reasons = {"undated": "missing-date", "refused": "truncated"}
    assert used == [number + 1 for number, kind in enumerate(kinds, 1) if kind == "row"]
    assert aside == [(number, number + 1, reasons[kind]) for number, kind in enumerate(kinds, 1) if kind != "row"]
    assert all(facts.frame.height == len(facts.lines) <= piece for facts in found)


def test_rows_are_numbered_anew_in_each_file() -> None:
    found = read([*chunks([["row", "undated"]], file="one.csv"), *chunks([["undated"]], file="two.csv")])
    assert [(row.file, row.row) for facts in found for row in facts.refused] == [("one.csv", 2), ("two.csv", 1)]


def test_what_cannot_be_dated_is_kept_as_its_cells() -> None:
    (facts,) = read(chunks([["undated"]]))
    assert json.loads(facts.refused[0].raw) == {"id": "T-1", "at": ""}
