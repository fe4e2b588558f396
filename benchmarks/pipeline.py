"""The policy of `peers.yaml` written by hand in Polars, from a file of complaints to a file of decisions.

It writes the columns that `tousu run` writes, in their types: the outcomes and winning rules as enumerations, which
is nearly twice as fast as texts, and the rules that fired for each combination that can occur.
As a command: `python -m benchmarks.pipeline IN.parquet|IN.csv OUT.parquet`.
"""

import sys
from pathlib import Path

import polars as pl
from polars import Expr, col
from polars.expr.whenthen import ChainedThen, Then

from benchmarks.complaints import SCHEMA

# As `tousu run` writes, that both do the same work.
ROW_GROUP = 1 << 18
STATISTICS = {"min": False, "max": False, "distinct_count": False, "null_count": True}

Fired = dict[str, Expr]
"""Condition of each set of rules that can fire, their ids separated by blanks; the first that holds is the one."""

ALWAYS = pl.lit(True)  # noqa: FBT003 -- a literal has nothing else to tell


def pipeline(source: Path) -> pl.LazyFrame:
    """The decisions on the complaints in a file."""
    scanned = pl.scan_csv(source, schema=SCHEMA) if source.suffix == ".csv" else pl.scan_parquet(source)
    return scanned.with_columns(**_tests()).select(
        "id",
        pl.lit(None, pl.String).alias("review"),
        *_verification(),
        *_priority(),
        *_window(),
        *_compensation(),
        *_closure(),
    )


def write(source: Path, target: Path) -> None:
    """Decide the complaints in a file and write the decisions to another."""
    pipeline(source).sink_parquet(
        target, compression="zstd", maintain_order=True, row_group_size=ROW_GROUP, statistics=STATISTICS
    )


def _tests() -> dict[str, Expr]:
    """Every rule's own condition, tested once; a missing value is never true."""
    result, reply = col("investigation_result"), col("customer_reply")
    urgent = col("category").is_in(["account_theft", "fund_security"]) | col("account_compromised")
    tests = {
        "IV1": (col("amount") > 100_000) | col("account_compromised"),
        "PR1": urgent,
        "PR2": (col("amount") > 5_000_000) | col("vulnerable"),
        "WN1": col("multi_platform") | col("third_party_liable"),
        "WN2": urgent,
        "CP1": (result == "upheld") & (col("amount_lost") > 0),
        "CP2": (result == "upheld") & (col("category") == "service_experience"),
        "CP3": result == "upheld",
        "CP4": result == "not_upheld",
        "CL1": reply == "accepted",
        "CL2": reply.is_null() & (col("days_since_notice") >= 7),
        "CL3": reply == "rejected",
    }
    return {f"_{rule}": test for rule, test in tests.items()}


def _is(rule: str) -> Expr:
    return col(f"_{rule}")


def _verification() -> list[Expr]:
    rules = {"IV1": "required", "IV2": "standard"}
    return _decided("identity_verification", rules, {"IV1 IV2": _is("IV1"), "IV2": ALWAYS})


def _priority() -> list[Expr]:
    rules = {"PR1": "urgent", "PR2": "high", "PR3": "normal"}
    fired = {"PR1 PR2 PR3": _is("PR1") & _is("PR2"), "PR1 PR3": _is("PR1"), "PR2 PR3": _is("PR2"), "PR3": ALWAYS}
    return _decided("priority", rules, fired)


def _window() -> list[Expr]:
    name, rules = "investigation_window", {"WN1": "WN1", "WN2": "WN2", "WN3": "WN3"}
    fired = {"WN1 WN2 WN3": _is("WN1") & _is("WN2"), "WN1 WN3": _is("WN1"), "WN2 WN3": _is("WN2"), "WN3": ALWAYS}
    days = [(_is("WN1"), pl.lit(7, pl.Int64)), (_is("WN2"), pl.lit(3, pl.Int64))]
    return [
        _first(f"{name}.rule", rules, pl.Enum([*rules])),
        _fired(name, fired),
        _chain(name, days, pl.lit(5, pl.Int64)),
    ]


def _compensation() -> list[Expr]:
    rules = {"CP1": "refund", "CP2": "points", "CP3": "coupon", "CP4": "none", "CP5": "pending"}
    fired = {
        "CP1 CP2 CP3 CP5": _is("CP1") & _is("CP2"),
        "CP1 CP3 CP5": _is("CP1"),
        "CP2 CP3 CP5": _is("CP2"),
        "CP3 CP5": _is("CP3"),
        "CP4 CP5": _is("CP4"),
        "CP5": ALWAYS,
    }
    return _decided("compensation", rules, fired)


def _closure() -> list[Expr]:
    rules = {"CL1": "closed_confirmed", "CL2": "closed_default", "CL3": "appeal", "CL4": "open"}
    fired = {"CL1 CL4": _is("CL1"), "CL2 CL4": _is("CL2"), "CL3 CL4": _is("CL3"), "CL4": ALWAYS}
    return _decided("closure", rules, fired)


def _decided(name: str, rules: dict[str, str], fired: Fired) -> list[Expr]:
    """Outcome, winning rule and fired rules of a decision, whose last rule always holds."""
    return [
        _first(name, rules, pl.Enum([*rules.values(), "needs_review"])),
        _first(f"{name}.rule", {rule: rule for rule in rules}, pl.Enum([*rules])),
        _fired(name, fired),
    ]


def _first(name: str, said: dict[str, str], dtype: pl.Enum) -> Expr:
    """What the first rule says whose test holds; the last one says it without a test."""
    *tested, (_, rest) = said.items()
    return _chain(name, [(_is(rule), pl.lit(text, dtype)) for rule, text in tested], pl.lit(rest, dtype))


def _fired(name: str, fired: Fired) -> Expr:
    *tested, (rest, _) = fired.items()
    return _chain(f"{name}.fired", [(test, pl.lit(ids)) for ids, test in tested], pl.lit(rest))


def _chain(name: str, cases: list[tuple[Expr, Expr]], rest: Expr) -> Expr:
    (test, value), *more = cases
    chain: Then | ChainedThen = pl.when(test).then(value)
    for test, value in more:
        chain = chain.when(test).then(value)
    return chain.otherwise(rest).alias(name)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
