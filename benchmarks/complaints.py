"""Complaints to measure on: generated from a seed, piece by piece, as many as are asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

SEED = 20260101
PIECE = 1 << 18

CATEGORIES = {
    "account_theft": 6,
    "fund_security": 6,
    "service_experience": 18,
    "unauthorized_deduction": 20,
    "fee_dispute": 16,
    "delayed_settlement": 12,
    "refund_failure": 14,
    "merchant_dispute": 8,
}
"""Weight of each category, in percent."""

RESULTS = {"upheld": 45, "not_upheld": 25, None: 30}
REPLIES = {"accepted": 45, "rejected": 15, None: 40}
EDGES = np.array([0, 1, 99_999, 100_000, 100_001, 4_999_999, 5_000_000, 5_000_001])
"""Amounts at and beside what the policy compares with, in fen."""

MOST = 2_000_000_000

SCHEMA = {
    "id": pl.String(),
    "category": pl.Enum([*CATEGORIES]),
    "amount": pl.Int64(),
    "amount_lost": pl.Int64(),
    "account_compromised": pl.Boolean(),
    "vulnerable": pl.Boolean(),
    "multi_platform": pl.Boolean(),
    "third_party_liable": pl.Boolean(),
    "investigation_result": pl.Enum(["upheld", "not_upheld"]),
    "customer_reply": pl.Enum(["accepted", "rejected"]),
    "days_since_notice": pl.Int64(),
}
"""The complaints' facts in the types that the policy has for them."""

Weights = Mapping[str, int] | Mapping[str | None, int]


def complaints(first: int, rows: int) -> pl.DataFrame:
    """The complaints numbered `first` to `first + rows - 1`; the same ones for the same two numbers."""
    draw = np.random.default_rng((SEED, first))
    usual = np.minimum(draw.lognormal(10.8, 1.9, rows), MOST).astype(np.int64)
    amount = np.where(draw.random(rows) < 0.03, draw.choice(EDGES, rows), usual)
    result = _chosen(draw, RESULTS, rows)
    told = result.is_not_null()
    return pl.DataFrame(
        {
            "id": [f"C{number:08d}" for number in range(first, first + rows)],
            "category": _chosen(draw, CATEGORIES, rows),
            "amount": amount,
            "amount_lost": np.where(draw.random(rows) < 0.45, 0, draw.integers(0, amount + 1)),
            "account_compromised": draw.random(rows) < 0.05,
            "vulnerable": draw.random(rows) < 0.08,
            "multi_platform": draw.random(rows) < 0.10,
            "third_party_liable": draw.random(rows) < 0.07,
            "investigation_result": result,
            "customer_reply": _chosen(draw, REPLIES, rows).set(~told, None),
            "days_since_notice": pl.Series(draw.integers(0, 15, rows)).set(~told, None),
        },
        schema=SCHEMA,
    )


def _chosen(draw: np.random.Generator, weights: Weights, rows: int) -> pl.Series:
    """Names drawn by weight, as an enumeration; None is null."""
    names = pl.Series(list(weights), dtype=pl.Enum([name for name in weights if name is not None]))
    shares = np.array(list(weights.values())) / sum(weights.values())
    return names.gather(draw.choice(len(weights), rows, p=shares))


def write_parquet(path: Path, rows: int) -> None:
    """Write that many complaints in the types of the policy's facts; the memory it takes does not grow with them."""

    def pieces(*_: object) -> Iterator[pl.DataFrame]:
        for first in range(0, rows, PIECE):
            yield complaints(first, min(PIECE, rows - first))

    partial = path.with_suffix(".partial")
    register_io_source(pieces, schema=SCHEMA).sink_parquet(partial, row_group_size=PIECE, maintain_order=True)
    partial.rename(path)


def write_csv(path: Path, rows: int) -> None:
    """Write that many complaints as text."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        for first in range(0, rows, PIECE):
            complaints(first, min(PIECE, rows - first)).write_csv(file, include_header=not first)
    partial.rename(path)
