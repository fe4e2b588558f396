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
        "option.replay-policy": (
            "What if this policy had decided? It shows what would be otherwise, and is no verdict.",
            "假如按该政策处理：只显示会有何不同，不作结论。",
        ),
        "option.as-known": (
            "With the calendars and facts known then, or with later notices and corrections; the latter is no verdict.",
            "按当时（then）或现在（now）所知的日历和事实；后者含其后的通知和更正，不作结论。",
        ),
        "view.policy": (
            "what if: as {policy} {version} would have decided; this is no verdict on what was decided",
            "假设：若按 {policy} {version} 处理；不是对已作裁定的结论",
        ),
        "view.known-now": (
            "as known now: with the calendars of this release and later corrections; this is no verdict",
            "按现在所知：采用本版本的日历和其后的更正；不作结论",
        ),
        "view.policy-known-now": (
            "what if: as {policy} {version} would have decided on later corrections too; this is no verdict",
            "假设：若按 {policy} {version} 并计入其后的更正处理；不作结论",
        ),
        "view.outcome": ("{decision}: {then} -> {now}: {count}", "{decision}：由 {then} 变为 {now}：{count} 项"),
        "view.column": ("{column}: {count} otherwise", "{column}：{count} 项不同"),
        "view.counts": (
            "{looked} rulings looked at, {differing} would be otherwise, {erased} passed over because erased",
            "查看 {looked} 项裁定，{differing} 项会不同；因事实已删除跳过 {erased} 项",
        ),
        "view.entry": (
            "entry {number}: `{column}`: {then} -> {now}",
            "第 {number} 项：`{column}` 由 {then} 变为 {now}",
        ),
        "correct.help": (
            "Decide a complaint anew and put that in the place of an earlier ruling, which stays in the journal.",
            "重新处理某投诉，以新裁定更正先前的裁定；原裁定仍留在日志中。",
        ),
        "option.correct-facts": (
            "The facts that were otherwise, as JSON; null for one that is missing. The others stay.",
            "与原先不同的事实（JSON），缺失的写 null；其余不变。",
        ),
        "option.correct-policy": (
            "Decide by this policy; default: the one that decided then.",
            "改用该政策；默认为当时所用的政策。",
        ),
        "option.correct-basis": ("Why it is corrected, and on what evidence.", "更正的理由和依据。"),
        "option.correct-as-of": (
            "The instant asked about; default: that of the earlier ruling.",
            "所问的时刻；默认与先前的裁定相同。",
        ),
        "correct.what": ("say what was wrong: --facts, --policy, or both", "请说明更正什么：--facts、--policy 或两者"),
        "correct.twice": (
            "entry {number} was corrected already, by entry {ruling}; correct that one",
            "第 {number} 项已由第 {ruling} 项更正；请更正后者",
        ),
        "correct.other": ("`{name}` is who complained, and cannot be corrected", "`{name}` 标识投诉，不能更正"),
        "correct.changed": ("{column}: {was} -> {now}", "{column}：由 {was} 改为 {now}"),
        "correct.done": (
            "entry {ruling} corrects entry {corrects}, which stays; entry {entry} says so",
            "第 {ruling} 项更正第 {corrects} 项，后者保留；第 {entry} 项为更正记录",
        ),
        "correct.by": (
            "entry {corrects} was corrected by entry {ruling}: {basis}",
            "第 {corrects} 项已由第 {ruling} 项更正：{basis}",
        ),
        "verify.found.correction": (
            "entry {number} corrects no earlier ruling on the same complaint",
            "第 {number} 项所更正的不是同一投诉的先前裁定",
        ),
    }
)
