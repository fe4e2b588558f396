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
        "remedy.help": (
            (
                "List the complaints that a faulty rule or policy decided wrongly, what they should have been, and who "
                "is owed what. Rulings that were corrected since are left out."
            ),
            "列出被有误的规则或政策错误处理的投诉、应有的处理结果，以及应补偿给谁多少。其后已更正的不列。",
        ),
        "option.remedy-rule": (
            "Only what this rule decided; default: everything.",
            "只查该规则所作的裁定；默认为全部。",
        ),
        "option.remedy-from": (
            "Only what was decided as of this day or time, or later.",
            "只查该日（或时刻）起的裁定。",
        ),
        "option.remedy-to": (
            "Only what was decided as of this day, its end included, or before this time.",
            "只查到该日（含当日）或该时刻之前的裁定。",
        ),
        "option.remedy-policy": ("The policy as it should have been.", "正确的政策。"),
        "option.remedy-out": ("Write the list as CSV too.", "同时把清单写成 CSV 文件。"),
        "remedy.bad-time": ("`{text}` is no day or time: {why}", "`{text}` 不是日期或时刻：{why}"),
        "remedy.no-period": ("--from comes after --to", "--from 晚于 --to"),
        "remedy.no-rule": ("no policy in the journal has a rule `{rule}`", "日志中没有政策含规则 `{rule}`"),
        "remedy.near": ("; did you mean `{rule}`?", "；是否指 `{rule}`？"),
        "remedy.complaint": ("{complaint}: entry {number}, as of {as_of}", "{complaint}：第 {number} 项，截至 {as_of}"),
        "remedy.change": ("{column}: was {was}, should be {should}", "{column}：原为 {was}，应为 {should}"),
        "remedy.owed": ("owed: {name} {amount}", "应补：{name} {amount}"),
        "remedy.too-much": ("too much: {name} {amount}", "多给：{name} {amount}"),
        "remedy.counts": (
            "{judged} rulings judged, {wrong} complaints decided wrongly; {erased} rulings not judged because erased",
            "审查 {judged} 项裁定，{wrong} 宗投诉处理有误；因事实已删除跳过 {erased} 项",
        ),
        "remedy.total": (
            "{name}: {owed} owed, {too_much} too much",
            "{name}：应补 {owed}，多给 {too_much}",
        ),
        "anchor.help": (
            (
                "Put the journal's newest head where its operator cannot change it: have it stamped by a time stamp "
                "authority (RFC 3161), write it as a file to keep elsewhere, or print it, for a mail."
            ),
            "把日志最新的签署头固定到经营者改不了的地方：由时间戳机构加盖（RFC 3161），写成文件另存，或打印以便邮寄。",
        ),
        "option.tsa": ("The time stamp authority.", "时间戳机构的地址。"),
        "option.tsa-ca": (
            "The certificates that time stamps must lead to, in PEM.",
            "时间戳必须追溯到的证书（PEM）。",
        ),
        "option.anchor-out": (
            "A new file for the head, to keep elsewhere; one that is there already is not touched.",
            "存放签署头的新文件，供另处保存；已有的文件不会改动。",
        ),
        "anchor.stamped": (
            "the head of {size} entries was there at {at}, says {authority}: {file}",
            "{size} 项的签署头在 {at} 已存在，由 {authority} 证明：{file}",
        ),
        "anchor.stamped-unchecked": (
            "the head of {size} entries was stamped at {at} by {authority}, not checked without --tsa-ca: {file}",
            "{size} 项的签署头于 {at} 由 {authority} 加盖，未给出 --tsa-ca，故未核验：{file}",
        ),
        "anchor.written": ("the head of {size} entries is in {path}", "{size} 项的签署头已写入 {path}"),
        "anchor.no-address": (
            "`{url}` is no address of a time stamp authority, such as https://tsa.example.com",
            "`{url}` 不是时间戳服务的地址，例如 https://tsa.example.com",
        ),
        "anchor.failed": ("`{url}` did not stamp the head: {why}", "`{url}` 未能加盖时间戳：{why}"),
        "anchor.unfit": ("`{url}` answered with no time stamp", "`{url}` 的回应不是时间戳"),
        "anchor.refused": ("`{url}` refused to stamp the head: {why}", "`{url}` 拒绝加盖时间戳：{why}"),
        "anchor.another": ("`{url}` answered another question", "`{url}` 回应的是别的请求"),
        "anchor.other-head": ("`{url}` stamped something else", "`{url}` 加盖的是别的内容"),
        "anchor.expired": (
            "the certificate of `{url}` was not valid when it stamped the head",
            "`{url}` 加盖时其证书不在有效期内",
        ),
        "anchor.authority": (
            "`{url}` is no authority that --tsa-ca trusts: {why}",
            "`{url}` 不是 --tsa-ca 所信任的机构：{why}",
        ),
        "verify.anchor.holds": (
            "{file}: the head of {size} entries was there at {at}, says {authority}",
            "{file}：{size} 项的签署头在 {at} 已存在，由 {authority} 证明",
        ),
        "verify.anchor.unchecked": (
            "{file}: the head of {size} entries was there at {at}, says somebody; --tsa-ca tells whether to believe it",
            "{file}：称 {size} 项的签署头在 {at} 已存在；未给出 --tsa-ca，故未核验由谁证明",
        ),
        "verify.anchor.expired-since": (
            (
                "{file}: the head of {size} entries was there at {at}, says {authority}, whose certificate expired at "
                "{expires} since; anchor the newest head again"
            ),
            (
                "{file}：{size} 项的签署头在 {at} 已存在，由 {authority} 证明，其证书已于 {expires} 到期；"
                "请重新固定最新的签署头"
            ),
        ),
        "verify.found.anchor-misnamed": ("{file} is no name of an anchor", "{file} 不是时间戳文件的名称"),
        "verify.found.anchor-other-head": (
            "{file} was stamped over another head than the one that it is named by",
            "{file} 加盖的不是其名称所指的签署头",
        ),
        "verify.found.anchor-expired": (
            "{file} was stamped when its authority's certificate was not valid",
            "{file} 加盖时机构的证书不在有效期内",
        ),
        "verify.found.anchor-authority": (
            "{file} was stamped by no authority that --tsa-ca trusts: {why}",
            "{file} 不是由 --tsa-ca 所信任的机构加盖：{why}",
        ),
        "verify.found.correction": (
            "entry {number} corrects no earlier ruling on the same complaint",
            "第 {number} 项所更正的不是同一投诉的先前裁定",
        ),
    }
)
