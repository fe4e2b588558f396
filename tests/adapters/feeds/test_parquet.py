from pathlib import Path
from random import Random

import polars as pl
import pytest

from adapters.feeds import parquet
from adapters.feeds.opening import Source
from tests.adapters.feeds.memory import told

FRAME = pl.DataFrame({"id": ["a", None, ""], "amount": [1, 2, None], "at": [None, 1.5, 2.5]})


def test_the_columns_keep_their_types_and_the_rows_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    FRAME.write_parquet(path)
    (chunk,) = parquet.read(Source("f", path))
    assert chunk.rows.equals(FRAME)
    assert (chunk.rows.schema, chunk.lines.tolist()) == (FRAME.schema, [1, 2, 3])


def test_the_rows_come_in_order_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 100)
    path = tmp_path / "[f].parquet"
    pl.DataFrame({"n": range(1000)}).write_parquet(path, row_group_size=130)
    chunks = list(parquet.read(Source("f", path)))
    assert [row for chunk in chunks for row in chunk.rows["n"].to_list()] == list(range(1000))
    assert [line for chunk in chunks for line in chunk.lines.tolist()] == list(range(1, 1001))
    assert max(chunk.rows.height for chunk in chunks) <= 100


def test_a_table_without_rows_gives_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    FRAME.clear().write_parquet(path)
    assert told(Source("f", path), parquet.read).names == ["id", "amount", "at"]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1 and nothing of it", b"id,amount\n"])
def test_what_is_no_parquet_is_named(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "f.parquet"
    path.write_bytes(damage)
    result = told(Source("f", path), parquet.read)
    assert (result.rows, result.record.problem) == ([], "not a parquet file, or a damaged one")


@pytest.mark.parametrize("place", [0.27, 0.5, 0.7])
def test_damage_inside_the_file_is_named_and_what_precedes_is_kept(tmp_path: Path, place: float) -> None:
    path = tmp_path / "f.parquet"
    text = pl.Series([str(number * 7919 % 1_000_003) for number in range(600_000)])
    pl.DataFrame({"text": text}).write_parquet(path, row_group_size=100_000)
    content = bytearray(path.read_bytes())
    start = int(len(content) * place)
    content[start : start + 50_000] = Random(1).randbytes(50_000)
    path.write_bytes(content)
    result = told(Source("f", path), parquet.read)
    kept = int(600_000 * place) // 100_000 * 100_000 // parquet.ROWS * parquet.ROWS
    assert [cells for (cells,) in result.cells] == text[:kept].to_list()
    assert result.record.problem == (f"damaged behind row {kept}" if kept else "not a parquet file, or a damaged one")
