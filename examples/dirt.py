"""Dirt: what real feeds do to a row."""

from __future__ import annotations

from collections.abc import Callable

from examples.dice import Dice

Row = dict[str, str]
Dirt = Callable[[Row, Dice], list[str]]


def _each(times: int, column: str, *texts: str) -> tuple[Dirt, ...]:
    """Rows with a text in `column` that cannot be read or should not be trusted, each text so many times."""
    return tuple(_spoilt(column, text) for text in texts for _ in range(times))


def _spoilt(column: str, text: str) -> Dirt:
    return lambda row, _: list((row | {column: text}).values())


def _last_year(row: Row, _: Dice) -> list[str]:
    return list((row | {"submitted_at": row["submitted_at"].replace("2026-", "2025-", 1)}).values())


def _with_stray_comma(row: Row, dice: Dice) -> list[str]:
    fields = list(row.values())
    place = dice.below(len(fields))
    return [*fields[:place], "备注", *fields[place:]]


def _cut_off(row: Row, dice: Dice) -> list[str]:
    return list(row.values())[: 5 + dice.below(len(row) - 6)]


DIRT: tuple[Dirt, ...] = (
    *_each(3, "amount", "1,280.50元", "￥300.00", "1280.50 元"),
    *_each(2, "amount", "abc", "不详", "约五百"),
    *_each(2, "amount", "１２８０．５０", "５００"),
    *_each(1, "amount", "99.999", "-50.00", "1e5", "99999999999999999999.00"),
    *_each(2, "amount", "88888888.88", "1000000000.00"),
    *_each(3, "category", "gambling", "虚假宣传", "ACCOUNT_THEFT"),
    *_each(2, "channel", "APP", "微信", "Web "),
    *_each(2, "submitted_at", "2026-02-30T10:00:00+08:00", "2026/3/2 9:15", "2026-03-02T09:15:00", "昨天"),
    *_each(5, "transaction_at", "2027-01-01T00:00:00+08:00"),
    *_each(4, "amount_lost", "99999.99"),
    *_each(6, "complaint_id", ""),
    *_each(4, "submitted_at", ""),
    *_each(2, "account_compromised", "是", "TRUE", "1"),
    *_each(2, "evidence_count", "三件", "2.5"),
    *_each(2, "description", '=HYPERLINK("http://example.com","点我领取退款")', "@SUM(1+1)*cmd", "+转账500，请退款"),
    *_each(2, "order_no", "-2+3", "=1+1"),
    *(_last_year,) * 20,
    *(_with_stray_comma,) * 5,
    *(_cut_off,) * 5,
)
