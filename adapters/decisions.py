"""Decision files: Parquet, CSV or JSON Lines, the same bytes however the rows come in chunks."""

import os
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

from engine.results import FIRED

Frames = Iterable[pl.DataFrame]
Schema = dict[str, pl.DataType]

ROW_GROUP = 1 << 18
# Under this key a Parquet file tells Arrow's readers, Polars among them, which types its columns had.
ARROW_SCHEMA = "ARROW:schema"
# What a spreadsheet may take for a formula, also behind blanks and in full width; a tab or line end shifts cells.
FORMULA = r"^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠﹦﹢﹣−])"


def write_parquet(frames: Frames, path: Path, *, schema: Schema) -> None:
    """Write row groups of `ROW_GROUP` rows, compressed by zstd; whatever `frames` raises is raised."""
    raised: list[BaseException] = []

    def source(*_: object) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except BaseException as error:
            raised.append(error)
            raise

    try:
        register_io_source(source, schema=schema).sink_parquet(
            path,
            compression="zstd",
            maintain_order=True,
            row_group_size=ROW_GROUP,
            # The lowest and highest identity of a row group tell nobody anything, and cost a quarter of the writing.
            statistics={"min": False, "max": False, "distinct_count": False, "null_count": True},
            metadata=_declared(schema),
            sync_on_close="all",
        )
    except BaseException:
        # Polars wraps what its source raised into an error of its own.
        if raised:
            raise raised[0] from None
        raise


def _declared(schema: Schema) -> dict[str, str]:
    """What the file says of its columns' types: a set of rules or outcomes is a text, however it is written."""
    texts = {name for name, kind in schema.items() if isinstance(kind, pl.Categorical) or name.endswith(FIRED)}
    plain = {name: pl.String() if name in texts else kind for name, kind in schema.items()}
    empty = BytesIO()
    pl.DataFrame(schema=plain).write_parquet(empty)
    empty.seek(0)
    return {ARROW_SCHEMA: pl.read_parquet_metadata(empty)[ARROW_SCHEMA]}


def write_csv(frames: Frames, path: Path, *, schema: Schema) -> None:
    """Write UTF-8 with the byte order mark by which spreadsheets know it; no cell is taken for a formula there."""
    with path.open("wb") as file:
        pl.DataFrame(schema=schema).write_csv(file, include_bom=True, quote_style="non_numeric")
        for frame in frames:
            guarded(frame).write_csv(file, include_header=False, quote_style="non_numeric")
        _synced(file)


def write_jsonl(frames: Frames, path: Path, *, schema: Schema) -> None:
    """Write one JSON object a row, decimals as texts, so that no reader rounds them."""
    del schema  # JSON Lines have no header
    with path.open("wb") as file:
        for frame in frames:
            frame.write_ndjson(file)
        _synced(file)


WRITERS: dict[str, Callable[..., None]] = {"parquet": write_parquet, "csv": write_csv, "jsonl": write_jsonl}


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet might take for a formula."""
    texts = [column for column in frame.get_columns() if isinstance(column.dtype, pl.String | pl.Enum | pl.Categorical)]
    return frame.with_columns(_guarded(column.cast(pl.String)) for column in texts)


def _guarded(texts: pl.Series) -> pl.Series:
    risky = texts.str.contains(FORMULA)
    return texts.zip_with(~risky.fill_null(value=False), "'" + texts) if risky.any() else texts


def _synced(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
