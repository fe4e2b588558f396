from pathlib import Path

import polars as pl
import pytest

from benchmarks.agreement import DisagreementError, agree

FRAME = pl.DataFrame({"id": ["a", "b"], "rule": ["R1", None]})


@pytest.mark.parametrize(
    "other",
    [
        FRAME.with_columns(rule=pl.Series(["R1", "R2"])),
        FRAME.cast({"rule": pl.Enum(["R1"])}),
        FRAME.head(1),
        pl.concat([FRAME, FRAME]),
        FRAME.select("rule", "id"),
    ],
    ids=["a value", "a type", "a row less", "rows more", "the order of columns"],
)
def test_files_that_differ_do_not_agree(tmp_path: Path, other: pl.DataFrame) -> None:
    FRAME.write_parquet(tmp_path / "ours")
    other.write_parquet(tmp_path / "theirs")
    with pytest.raises(DisagreementError):
        agree(tmp_path / "ours", tmp_path / "theirs")


def test_files_of_the_same_values_agree(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "ours")
    FRAME.write_parquet(tmp_path / "theirs", row_group_size=1)
    agree(tmp_path / "ours", tmp_path / "theirs")
