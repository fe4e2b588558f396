"""What the program says to auditors: queries, exports, corrections, remedy, anchors, in each language it speaks."""

from collections.abc import Mapping
from types import MappingProxyType

AUDIT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "option.role": (
            "Who reads: a public sees no names and texts, an analyst no personal facts, an auditor everything.",
            "阅读者：public 看不到投诉人和文本，analyst 看不到个人信息，auditor 可见全部。",
        ),
        "role.unfit": ("`{text}` is no role; there are {names}", "没有角色 `{text}`；可用 {names}"),
        "option.query-range": (
            "Only these entries, such as 1000:2000 or 5000: for all from there.",
            "只取这些条目，如 1000:2000，或 5000: 表示从该项起。",
        ),
        "option.query-csv": ("Write CSV.", "输出 CSV。"),
        "journal.query.help": (
            (
                "Ask a journal in SQL, read-only. The tables are rulings, facts, runs, policies, dispatches, erasures "
                "and corrections; DESCRIBE rulings shows the columns of one."
            ),
            (
                "用 SQL 查询日志（只读）。表有 rulings、facts、runs、policies、dispatches、erasures、corrections；"
                "DESCRIBE rulings 可列出其各列。"
            ),
        ),
        "journal.query.unfit": ("the query cannot be answered: {why}", "查询无法执行：{why}"),
        "journal.tampered-left-out": (
            "entries {places} are not what was signed, and were left out; ask `tousu verify`",
            "第 {places} 项与签署时不符，已略去；请用 `tousu verify` 查看",
        ),
        "journal.export.help": (
            "Write a table of a journal as a CSV or Parquet file, masked for who is to read it.",
            "把日志的一张表写成 CSV 或 Parquet 文件，并按阅读者遮盖。",
        ),
        "option.export-table": ("Which table.", "哪一张表。"),
        "journal.export.unfit": (
            "`{path}` should end with .csv or .parquet",
            "`{path}` 应以 .csv 或 .parquet 结尾",
        ),
        "journal.export.done": ("{rows} rows of {table} are in {path}", "{table} 的 {rows} 行已写入 {path}"),
    }
)
