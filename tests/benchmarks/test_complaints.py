from pathlib import Path

import polars as pl

from benchmarks.complaints import PIECE, complaints, write_csv, write_parquet


def test_the_same_numbers_give_the_same_complaints() -> None:
    assert complaints(7, 1000).equals(complaints(7, 1000))


def test_other_numbers_give_other_complaints() -> None:
    assert complaints(7, 1000)["amount"].to_list() != complaints(8, 1000)["amount"].to_list()


def test_a_file_longer_than_a_piece_has_every_complaint_once(tmp_path: Path) -> None:
    write_parquet(tmp_path / "feed.parquet", PIECE + 3)
    ids = pl.read_parquet(tmp_path / "feed.parquet")["id"]
    assert (len(ids), ids.n_unique()) == (PIECE + 3, PIECE + 3)


def test_both_formats_hold_the_same(tmp_path: Path) -> None:
    write_parquet(tmp_path / "feed.parquet", 1000)
    write_csv(tmp_path / "feed.csv", 1000)
    stored = pl.read_parquet(tmp_path / "feed.parquet")
    assert pl.read_csv(tmp_path / "feed.csv", schema=stored.schema).equals(stored)


def test_what_is_lost_never_exceeds_the_amount() -> None:
    frame = complaints(0, 10_000)
    assert (frame["amount_lost"] <= frame["amount"]).all()


def test_a_reply_and_the_days_since_the_notice_need_a_result() -> None:
    early = complaints(0, 10_000).filter(pl.col("investigation_result").is_null())
    assert early.select("customer_reply", "days_since_notice").null_count().row(0) == (len(early), len(early))
