"""Real feeds through the whole program: every row accounted for, every threshold on its side."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from adapters.cli import program
from adapters.cli.exits import Exit

ROOT = Path(__file__).parent.parent
FEEDS = ROOT.parent / "shared" / "feeds"
CFPB = FEEDS / "cfpb.csv"
WECHAT = FEEDS / "wechat-pay" / "complaints-v2.sample.json"

needs_feeds = pytest.mark.skipif(not FEEDS.exists(), reason="the real feeds are not beside the project")


def run(feed: Path, out: Path, *options: str) -> dict[str, Any]:
    """Summary of a run that succeeds."""
    assert program.run(["run", str(feed), "--out", str(out), *options]) == Exit.DONE
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


@needs_feeds
def test_every_row_of_the_cfpb_feed_is_decided(tmp_path: Path) -> None:
    summary = run(CFPB, tmp_path, "--feed", "cfpb", "--policy", str(ROOT / "rules/packs/us-cfpb.yaml"))
    counts = {key: summary[key] for key in ("rows_read", "decided", "needs_review", "quarantined", "duplicates")}
    assert counts == {"rows_read": 25285, "decided": 25285, "needs_review": 0, "quarantined": 0, "duplicates": 0}


@needs_feeds
def test_the_wechat_sample_of_2015_is_not_in_force(tmp_path: Path) -> None:
    run(WECHAT, tmp_path, "--feed", "wechat-pay", "--policy", str(ROOT / "policy.yaml"))
    review = pl.read_parquet(tmp_path / "decisions.parquet")["review"].to_list()
    assert review == ["not-in-force: payment-complaints"]


def complaint(number: int, fen: int) -> dict[str, object]:
    """A complaint as WeChat Pay tells it, of so many fen."""
    return {
        "complaint_id": f"20020182026010108007661{number:04d}",
        "complaint_time": "2026-03-02T13:29:35.120+08:00",
        "complaint_detail": "同一笔订单被扣了两次款",
        "complaint_state": "PENDING",
        "complainted_mchid": "1900000109",
        "payer_phone": "ciphertext",
        "complaint_order_info": [
            {"transaction_id": f"420000040420{number:08d}", "out_trade_no": f"2026{number:08d}", "amount": fen}
        ],
        "complaint_full_refunded": False,
        "incoming_user_response": False,
        "problem_description": "重复扣款",
        "problem_type": "REFUND",
        "user_complaint_times": 1,
        "apply_refund_amount": fen,
    }


@pytest.mark.parametrize(
    ("fen", "outcome", "rule"),
    [(99_999, "standard", "IDV-4"), (100_000, "standard", "IDV-4"), (100_001, "required", "IDV-1")],
)
def test_a_thousand_yuan_and_a_fen_more_lie_on_their_sides(tmp_path: Path, fen: int, outcome: str, rule: str) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps({"data": [complaint(1, fen)], "total_count": 1}, ensure_ascii=False), encoding="utf-8")
    run(feed, tmp_path / "out", "--feed", "wechat-pay", "--policy", str(ROOT / "policy.yaml"))
    row = pl.read_parquet(tmp_path / "out" / "decisions.parquet").row(0, named=True)
    assert (row["review"], row["identity_verification"], row["identity_verification.rule"]) == (None, outcome, rule)
