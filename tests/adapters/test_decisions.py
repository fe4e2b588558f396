"""Decision files: the same bytes however the rows come, and nothing in them that a spreadsheet would run."""

import csv as csv_module
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from adapters.decisions import ROW_GROUP, WRITERS, guarded, write_csv, write_parquet

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\tx",
]
HARMLESS = ["1=1", "T-1", "a@b.example", "投诉", "", "'=1", '"=1"']


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_text_that_a_spreadsheet_would_run_is_defused(payload: str) -> None:
    assert guarded(pl.DataFrame({"x": [payload]})).item() == "'" + payload


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(pl.DataFrame({"x": [text]})).item() == text


def test_a_missing_text_stays_missing_beside_a_formula() -> None:
    assert guarded(pl.DataFrame({"x": ["=1", None]}))["x"].to_list() == ["'=1", None]


def test_names_of_the_policy_are_defused_too() -> None:
    rules = pl.Series("rule", ["-1", "S-1"], dtype=pl.Enum(["-1", "S-1"]))
    assert guarded(pl.DataFrame([rules]))["rule"].to_list() == ["'-1", "S-1"]


def test_numbers_stay_numbers_in_csv(tmp_path: Path) -> None:
    frame = pl.DataFrame({"t": ["-5"], "n": [-5], "d": pl.Series(["-5.50"]).cast(pl.Decimal(18, 2))})
    write_csv([frame], tmp_path / "d.csv", schema=dict(frame.schema))
    assert (tmp_path / "d.csv").read_bytes() == b'\xef\xbb\xbf"t","n","d"\n"\'-5",-5,-5.50\n'


def test_csv_reads_back_as_it_was(tmp_path: Path) -> None:
    texts = ["投诉", 'say "so"', "two\nlines", "a,b", "a;b"]
    write_csv([pl.DataFrame({"x": texts})], tmp_path / "d.csv", schema={"x": pl.String()})
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [cell for (cell,) in csv_module.reader(file)] == ["x", *texts]


SETS, NAMES = pl.Enum(["", "A", "B", "A B"]), pl.Enum(["a", "b"])


def numbered(texts: list[str], *, first: list[str]) -> pl.Series:
    """Texts by number, those of `first` numbered before any other."""
    kind = pl.Categorical(pl.Categories.random())
    return pl.Series("x", [*first, *texts], dtype=kind)[len(first) :]


def test_a_numbered_text_is_written_as_a_text(tmp_path: Path) -> None:
    frame = pl.DataFrame([numbered(["A B", "A", "A B"], first=[])])
    write_parquet([frame], tmp_path / "d", schema=dict(frame.schema))
    assert pl.read_parquet(tmp_path / "d").equals(pl.DataFrame({"x": ["A B", "A", "A B"]}))


def test_a_set_of_few_rules_is_written_as_a_text_too(tmp_path: Path) -> None:
    frame = pl.DataFrame({"x.fired": ["A B", "A"], "x": ["a", "b"]}, schema_overrides={"x.fired": SETS, "x": NAMES})
    write_parquet([frame], tmp_path / "d", schema=dict(frame.schema))
    assert pl.read_parquet(tmp_path / "d").schema == {"x.fired": pl.String(), "x": NAMES}


def test_the_bytes_do_not_depend_on_the_numbers_of_texts(tmp_path: Path) -> None:
    written = set()
    for first in ([], ["A B", "A"], ["A", "C", "A B"]):
        frame = pl.DataFrame([numbered(["A B", "A", "A B"], first=first)])
        write_parquet([frame], tmp_path / "d", schema=dict(frame.schema))
        written.add((tmp_path / "d").read_bytes())
    assert len(written) == 1


def test_a_numbered_text_is_defused_too() -> None:
    assert guarded(pl.DataFrame([numbered(["=1", "A"], first=[])]))["x"].to_list() == ["'=1", "A"]


ROWS = ROW_GROUP + 5
FRAME = pl.DataFrame({"id": pl.int_range(ROWS, eager=True).cast(pl.String), "n": range(ROWS)}).with_columns(
    rule=pl.when(pl.col("n") % 3 == 0).then(pl.lit("A")).otherwise(pl.lit("B")).cast(pl.Enum(["A", "B"]))
)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_bytes_do_not_depend_on_the_chunks(form: str, tmp_path: Path) -> None:
    written = set()
    for cuts in ([], [1, 2, 1000, ROW_GROUP - 1], [ROW_GROUP, ROW_GROUP], [ROW_GROUP + 4]):
        parts = (FRAME[start:end] for start, end in zip([0, *cuts], [*cuts, ROWS], strict=True))
        WRITERS[form](parts, tmp_path / form, schema=dict(FRAME.schema))
        written.add((tmp_path / form).read_bytes())
    assert len(written) == 1


def test_parquet_is_cut_into_row_groups_of_one_size(tmp_path: Path) -> None:
    WRITERS["parquet"]([FRAME], tmp_path / "p", schema=dict(FRAME.schema))
    groups = pl.scan_parquet(tmp_path / "p").collect_batches(maintain_order=True)
    assert pl.concat(groups).equals(FRAME)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_without_rows_the_columns_are_there_still(form: str, tmp_path: Path) -> None:
    WRITERS[form]([], tmp_path / form, schema={"id": pl.String()})
    columns = {"csv": b'\xef\xbb\xbf"id"\n', "jsonl": b""}
    assert form == "parquet" or (tmp_path / form).read_bytes() == columns[form]
    assert form != "parquet" or pl.read_parquet(tmp_path / form).schema == {"id": pl.String}


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_an_error_in_making_the_rows_is_raised_as_it_is(form: str, tmp_path: Path) -> None:
    def frames() -> Iterator[pl.DataFrame]:
        yield pl.DataFrame({"id": ["a"]})
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        WRITERS[form](frames(), tmp_path / form, schema={"id": pl.String()})


def test_an_error_in_writing_is_raised_too(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        WRITERS["parquet"]([], tmp_path / "none" / "p", schema={"id": pl.String()})
