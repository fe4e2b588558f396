"""What the program says of an explanation, in each language it speaks."""

from collections.abc import Mapping
from types import MappingProxyType

EXPLAIN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "explain.help": (
            (
                "Explain a decision from a journal alone: why every rule held or failed, by which values, counted how, "
                "and what would have led elsewhere. Exits with 1 when this release decides otherwise."
            ),
            (
                "仅凭日志说明一项处理：每条规则为何符合或不符合、依据哪些取值、期限如何计算，以及怎样才会有别的结果。"
                "本版本的处理结果与日志不同时，退出码为 1。"
            ),
        ),
        "option.explain": (
            "Tell of every rule why it held or failed, and count every day.",
            "说明每条规则为何符合或不符合，并逐日计算期限。",
        ),
        "option.why-not": (
            "Tell the smallest changes of facts that would have led there, such as priority=urgent.",
            "说明最少改变哪些事实就会有该结果，如 priority=urgent。",
        ),
        "option.explain-html": ("Write a page for the file.", "写出可归档的网页。"),
        "option.explain-entry": ("The ruling in this entry; default: the newest.", "该条目中的结果；默认为最新的。"),
        "why-not.shape": (
            "`{text}` is no goal; write it as NAME=VALUE, such as priority=urgent",
            "`{text}` 不是目标；请写成 名称=值，如 priority=urgent",
        ),
        "why-not.unknown-name": (
            "no decision, value or deadline is named `{name}`{near}",
            "没有名为 `{name}` 的决定、取值或期限{near}",
        ),
        "why-not.near": ("; did you mean `{name}`?", "；是否指 `{name}`？"),
        "why-not.unknown-value": (
            "`{name}` is never `{value}`; it is one of {names}",
            "`{name}` 不会是 `{value}`；可以是 {names}",
        ),
        "why-not.unreadable-value": (
            "`{value}` is no value of `{name}`: {why}",
            "`{value}` 不是 `{name}` 的值（{why}）",
        ),
        "why-not.undecided": (
            "the complaint was not decided, so nothing can be said of what would have led elsewhere: {why}",
            "该投诉未能处理，无法说明怎样才会有别的结果：{why}",
        ),
        "explain.kind": ("Why it was decided so", "处理说明"),
        "explain.written": ("the page is in {path}", "网页已写入 {path}"),
        "explain.differs": (
            "the engine differs: entry {number} says `{then}` for `{column}`, and this release says `{now}`",
            "引擎不同：条目 {number} 的 `{column}` 为 `{then}`，而本版本得出 `{now}`",
        ),
        "explain.erased": (
            "Its facts were erased in entry {entry} on {at}: {basis}. What remains is told below.",
            "其事实已于 {at} 在条目 {entry} 中删除：{basis}。以下是仍可说明的内容。",
        ),
        "explain.erased-why-not": (
            "the facts behind entry {number} were erased, so nobody can tell what would have led elsewhere",
            "第 {number} 项的事实已删除，无从判断怎样才会有别的结果",
        ),
        "explain.erased-unknown": (
            "Its facts were erased. What remains is told below.",
            "其事实已被删除。以下是仍可说明的内容。",
        ),
        "explain.entry": (
            "entry {entry} of {origin}, decided again with the same result",
            "{origin} 的条目 {entry}，重新处理结果相同",
        ),
        "explain.entry-erased": ("entry {entry} of {origin}", "{origin} 的条目 {entry}"),
        "explain.others": ("Other rulings on it: {entries}", "该投诉的其他条目：{entries}"),
        "explain.corrected": (
            "Corrected by entry {entry}: {basis}",
            "已由条目 {entry} 更正：{basis}",
        ),
        "explain.corrects": ("Corrects entry {entry}: {basis}", "更正条目 {entry}：{basis}"),
        "explain.complaint": ("Complaint", "投诉编号"),
        "explain.journal": ("Journal", "日志"),
        "explain.asked": ("As of", "所问时刻"),
        "explain.policy": ("Policy", "政策"),
        "explain.calendar": ("Calendar", "日历"),
        "explain.results": ("Decisions", "各项决定"),
        "explain.why": ("Why", "理由"),
        "explain.facts": ("Facts", "事实"),
        "explain.none-told": ("The complaint told nothing.", "该投诉没有提供任何内容。"),
        "explain.masked": (
            "Personal facts are masked (***); an auditor sees them with --role auditor.",
            "个人信息已遮盖（***）；审计人员可用 --role auditor 查看。",
        ),
        "explain.name": ("Name", "名称"),
        "explain.value": ("Value", "取值"),
        "explain.parameters": ("Parameters in force", "适用的参数"),
        "explain.since": ("In force since", "生效日期"),
        "explain.until": ("until {until}", "至 {until} 前"),
        "explain.not-in-force": ("not yet in force", "尚未生效"),
        "explain.clause": ("Clause", "条款"),
        "explain.deadlines": ("Deadlines", "时限"),
        "explain.rules": ("Rules", "规则"),
        "explain.rule": ("Rule", "规则"),
        "explain.lost": ("Rules that did not decide", "没有起作用的规则"),
        "explain.always": ("always holds", "总是符合"),
        "explain.fate.won": ("decided", "决定结果"),
        "explain.fate.gave": ("held", "符合"),
        "explain.fate.later": ("held, but another came first", "符合，但另一条在先"),
        "explain.fate.alike": ("held too, and led to the same", "也符合，结果相同"),
        "explain.fate.clashed": ("held, and must not with another", "符合，与另一条冲突"),
        "explain.fate.failed": ("failed", "不符合"),
        "explain.fate.unasked": ("not looked at", "未予考察"),
        "explain.holds": ("holds", "符合"),
        "explain.fails": ("does not hold", "不符合"),
        "explain.lacks": ("cannot be told, as something is missing", "因内容缺失，无从判断"),
        "explain.missing": ("missing", "缺失"),
        "explain.or": (" or ", "或"),
        "explain.and": ("and", "并且"),
        "explain.part.due": ("{title}, end", "{title}的到期时间"),
        "explain.part.warned": ("{title}, warned of", "{title}是否已预警"),
        "explain.part.provisional": ("{title}, provisional", "{title}是否暂定"),
        "explain.day.counted": ("day {number}", "第 {number} 日"),
        "explain.day.weekend": ("not counted: weekend", "不计：周末"),
        "explain.day.day_off": ("not counted: {holiday}", "不计：{holiday}"),
        "explain.day.still": ("not counted: stood still", "不计：暂停"),
        "explain.day.moved": ("the end was moved here", "期限顺延至此"),
        "explain.day.make_up": ("worked to make up for {holiday}", "调休上班（{holiday}）"),
        "explain.from": ("from {at}", "自 {at} 起"),
        "explain.known": (
            "counted by the notices known by {day}",
            "按 {day} 前已公布的通知计算",
        ),
        "explain.why-not": ("{title}: why not {value}?", "{title}为何不是“{value}”？"),
        "explain.answer.already": ("It is so.", "正是如此。"),
        "explain.answer.one": (
            "It would have been, if one of these alone had been otherwise:",
            "只要下列任一项不同，就会如此：",
        ),
        "explain.answer.several": (
            "No single fact would have done. These together would have, {count} at a time:",
            "单改一项事实都不够。须同时改变 {count} 项：",
        ),
        "explain.answer.many": (
            "No two facts would have done. These {count} together would have:",
            "改变任何两项事实都不够。同时改变下列 {count} 项，就会如此：",
        ),
        "explain.answer.some": (
            "These {count} together would have; whether fewer would could not be found out:",
            "同时改变下列 {count} 项，就会如此；能否更少，无法查明：",
        ),
        "explain.answer.never": (
            "No complaint whatever leads there, asked about at this time.",
            "在所问时刻，任何投诉都不会有此结果。",
        ),
        "explain.answer.open": (
            "It could not be found out whether any change leads there.",
            "无法查明是否有改变会导致此结果。",
        ),
        "explain.incomplete": (
            "There may be other ways of as few facts.",
            "可能还有同样少的其他改法。",
        ),
        "explain.instead": ("{title} {now} instead of {was}", "{title}：{now}，而不是{was}"),
        "explain.was": ("instead of {was}", "而不是{was}"),
        "explain.both": ("{low} and {high}", "{low}且{high}"),
        "explain.any": ("any", "任意值"),
        "explain.any-text": ("any text", "任意文字"),
        "explain.other-text": ("another text", "其他文字"),
        "explain.number.above": ("above {value}", "高于 {value}"),
        "explain.number.from": ("{value} or more", "不低于 {value}"),
        "explain.number.below": ("below {value}", "低于 {value}"),
        "explain.number.to": ("{value} or less", "不高于 {value}"),
        "explain.time.above": ("after {value}", "晚于 {value}"),
        "explain.time.from": ("{value} or later", "不早于 {value}"),
        "explain.time.below": ("before {value}", "早于 {value}"),
        "explain.time.to": ("{value} or earlier", "不晚于 {value}"),
    }
)
