"""What a run writes and counts of deadlines, at one instant and at another."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, plan_for
from adapters.feeds.reading import Feed
from adapters.run import Order, run
from rules.loading import load
from rules.policy import Policy
from rules.types import Instant, read
from tests.adapters.desk import FEED, POLICY

DUE = datetime(2026, 3, 9, 16, tzinfo=UTC)


def policy() -> Policy:
    found = load(POLICY, name="desk.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def at(text: str) -> int:
    found = read(Instant(), text)
    assert isinstance(found, int)
    return found


def decided(folder: Path, as_of: str, *, form: str = "parquet", because: bool = False) -> Path:
    """The folder in which the feed was decided as of an instant."""
    folder.mkdir(exist_ok=True)
    feed = folder / "feed.csv"
    feed.write_text(FEED, "utf-8")
    plan = plan_for("identity", policy())
    assert isinstance(plan, Plan)
    out = folder / as_of[:10]
    order = Order(
        feed=Feed((str(feed),)),
        reader=FactReader(plan),
        policy=policy(),
        as_of=at(as_of),
        folder=out,
        format=form,
        because=because,
    )
    run(order, lambda _: None)
    return out


def rows(out: Path) -> list[dict[str, Any]]:
    return pl.read_parquet(out / "decisions.parquet").to_dicts()


def test_states_and_due_instants_are_written(tmp_path: Path) -> None:
    found = pl.read_parquet(decided(tmp_path, "2026-03-10T00:00:00+08:00") / "decisions.parquet")
    assert found["inquiry"].to_list() == ["running", "met", "running", "not_started", "needs_review"]
    assert found["inquiry.due"].to_list() == [DUE, DUE, DUE.replace(day=11), None, None]
    assert found["inquiry.warned"].to_list() == [True, True, False, False, None]


def test_a_due_instant_that_may_still_move_has_its_bounds(tmp_path: Path) -> None:
    found = rows(decided(tmp_path, "2026-12-29T00:00:00+08:00"))[3]
    assert found["inquiry.due"] == datetime(2027, 1, 4, 16, tzinfo=UTC)
    assert found["inquiry.earliest"] < found["inquiry.due"] < found["inquiry.latest"]


def test_text_formats_have_instants_in_the_timezone_of_the_policy(tmp_path: Path) -> None:
    text = (decided(tmp_path, "2026-03-10T00:00:00+08:00", form="csv") / "decisions.csv").read_text("utf-8-sig")
    assert '"2026-03-10T00:00:00+08:00"' in text.splitlines()[1]


def test_the_same_feed_later_differs_only_where_a_deadline_passed(tmp_path: Path) -> None:
    before = rows(decided(tmp_path, "2026-03-10T00:00:00+08:00"))
    after = rows(decided(tmp_path, "2026-03-11T00:00:00+08:00"))
    differ = {
        (one["id"], name) for one, two in zip(before, after, strict=True) for name in one if one[name] != two[name]
    }
    overdue = {"inquiry", "urging", "urging.rule", "urging.fired"}
    assert differ == {("T-1", name) for name in overdue}


def test_the_summary_counts_states_and_names_the_calendar(tmp_path: Path) -> None:
    told = json.loads((decided(tmp_path, "2026-03-10T00:00:00+08:00") / "summary.json").read_text("utf-8"))
    assert told["deadlines"] == {
        "inquiry": {"met": 1, "needs_review": 1, "not_started": 1, "running": 2, "warned": 1},
        "first_look": {"breached": 3, "needs_review": 1, "not_started": 1},
    }
    calendar = policy().calendar
    assert calendar is not None
    assert told["calendar"] == {"digest": calendar.digest, "name": "CN"}
    assert told["needs_review_by_reason"] == {"unreadable": 1}


def test_provisional_ones_are_counted(tmp_path: Path) -> None:
    told = json.loads((decided(tmp_path, "2026-12-29T00:00:00+08:00") / "summary.json").read_text("utf-8"))
    assert told["deadlines"]["inquiry"]["provisional"] == 1


def test_reasons_tell_what_a_deadline_says(tmp_path: Path) -> None:
    found = rows(decided(tmp_path, "2026-03-11T00:00:00+08:00", because=True))
    assert found[0]["urging.because"] == "应于 2026-03-10 00:00 前完成，现在已逾期"


def test_an_interval_that_ends_before_it_begins_is_unreadable(tmp_path: Path) -> None:
    found = rows(decided(tmp_path, "2026-03-11T00:00:00+08:00"))[4]
    assert found["review"] == "unreadable `waits` from column `waits`: an interval that ends before it begins"


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_the_bytes_are_the_same_every_time(tmp_path: Path, form: str) -> None:
    one, two = ((decided(tmp_path / name, "2026-03-11T00:00:00+08:00", form=form)) for name in ("a", "b"))
    assert (one / f"decisions.{form}").read_bytes() == (two / f"decisions.{form}").read_bytes()
