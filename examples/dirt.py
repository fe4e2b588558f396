"""Dirt: what real feeds do to a row."""

from __future__ import annotations

from collections.abc import Callable

from examples.dice import Dice

Row = dict[str, str]
Dirt = Callable[[Row, Dice], list[str]]


def _spoilt(column: str, *texts: str) -> Dirt:
    """The row with a text in `column` that cannot be read, or that no program should act on."""
    return lambda row, dice: list((row | {column: dice.one(texts)}).values())


def _last_year(row: Row, _: Dice) -> list[str]:
    return list((row | {"submitted_at": row["submitted_at"].replace("2026-", "2025-", 1)}).values())


def _with_stray_comma(row: Row, dice: Dice) -> list[str]:
    fields = list(row.values())
    place = dice.below(len(fields))
    return [*fields[:place], "备注", *fields[place:]]


def _cut_off(row: Row, dice: Dice) -> list[str]:
    return list(row.values())[: 5 + dice.below(len(row) - 6)]


DIRT: tuple[tuple[int, Dirt], ...] = (
    (8, _spoilt("amount", "1,280.50元", "￥300.00", "1280.50 元")),
    (5, _spoilt("amount", "abc", "不详", "约五百")),
    (5, _spoilt("amount", "１２８０．５０", "５００")),
    (4, _spoilt("amount", "99.999", "-50.00", "1e5")),
    (2, _spoilt("amount", "99999999999999999999.00")),
    (4, _spoilt("amount", "88888888.88", "1000000000.00")),
    (8, _spoilt("category", "gambling", "虚假宣传", "ACCOUNT_THEFT")),
    (6, _spoilt("channel", "APP", "微信", "Web ")),
    (9, _spoilt("submitted_at", "2026-02-30T10:00:00+08:00", "2026/3/2 9:15", "2026-03-02T09:15:00", "昨天")),
    (5, _spoilt("transaction_at", "2027-01-01T00:00:00+08:00")),
    (4, _spoilt("amount_lost", "99999.99")),
    (20, _last_year),
    (6, _spoilt("complaint_id", "")),
    (4, _spoilt("submitted_at", "")),
    (5, _spoilt("account_compromised", "是", "TRUE", "1")),
    (4, _spoilt("evidence_count", "三件", "2.5")),
    (6, _spoilt("description", '=HYPERLINK("http://example.com","点我领取退款")', "@SUM(1+1)*cmd", "+转账500，请退款")),
    (3, _spoilt("order_no", "-2+3", "=1+1")),
    (5, _with_stray_comma),
    (5, _cut_off),
)
