"""The program's own words, in each language it speaks."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

LANG = "--lang"
# In the order in which they decide (POSIX.1-2017, 8.2).
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Language(StrEnum):
    """A language that the program speaks."""

    EN = "en"
    ZH = "zh"


TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tousu.help": ("Decide payment complaints by a policy.", "按政策处理支付投诉。"),
        "option.version": ("Show the version and exit.", "显示版本。"),
        "option.json": ("Write JSON, for machines.", "输出 JSON，供程序读取。"),
        "option.lang": ("Language of messages; default: the locale's.", "界面语言；默认依系统区域设置。"),
        "option.debug": ("Show where an unexpected error arose.", "显示意外错误的位置。"),
        "example": ("Example:", "示例："),
        "unexpected": (
            "unexpected error: {what}; run it again with --debug to see where, and report it",
            "意外错误：{what}；加 --debug 再运行一次可看到位置，并请报告",
        ),
        "cannot-read": ("`{path}` cannot be read: {why}", "无法读取 `{path}`：{why}"),
        "interrupted": ("interrupted", "已中断"),
        "check.help": (
            "Show the faults of a policy, or prove it over all complaints. Exits with 1 when anything is found.",
            "检查政策：显示其错误，没有错误的则就一切投诉加以证明。有任何问题时退出码为 1。",
        ),
        "check.sound": (
            "{name}: no faults; {decisions} decisions, {rules} rules",
            "{name}：没有错误；{decisions} 项决定，{rules} 条规则",
        ),
        "check.proved": (
            "proved over all complaints: {findings} findings, {waived} waived; {obligations} obligations",
            "已就一切投诉证明：{findings} 个问题，{waived} 个已豁免；{obligations} 项义务",
        ),
        "check.engine": (
            "durable_rules asked about {asked} of {classes} classes",
            "已就 {classes} 个等价类中的 {asked} 个询问 durable_rules",
        ),
        "check.rules": ("rules", "规则"),
        "check.line": ("{rule} (line {line})", "{rule}（第 {line} 行）"),
        "fmt.help": (
            "Lay a policy file out: indented alike, comments and order kept.",
            "整理政策文件的格式：统一缩进，保留注释和次序。",
        ),
        "option.check": (
            "Change nothing; exit with 1 where something would be changed.",
            "不作改动；需要改动时退出码为 1。",
        ),
        "fmt.changed": ("{path}: laid out", "{path}：已整理"),
        "fmt.would-change": ("{path}: would be laid out otherwise", "{path}：需要整理"),
        "fmt.same": ("{path}: nothing to change", "{path}：无须改动"),
        "fmt.unfit": ("`{path}` cannot be laid out: {why}", "无法整理 `{path}`：{why}"),
        "init.help": (
            "Write a first policy, with comments that teach the language.",
            "写出一份起步用的政策，注释讲解怎样书写。",
        ),
        "init.exists": (
            "`{path}` is there already; name another file",
            "`{path}` 已经存在；请换一个文件名",
        ),
        "init.done": (
            "{path}: written; check it by `tousu check {path}`",
            "{path}：已写好；用 `tousu check {path}` 检查",
        ),
        "schema.help": (
            "Print the JSON Schema of policies, for editors; of a policy, that of the complaints it decides.",
            "输出政策文件的 JSON Schema，供编辑器使用；给出政策时，输出该政策所处理的投诉的 JSON Schema。",
        ),
        "option.prove-engine": (
            "Ask durable_rules about every class of every decision too, and compare.",
            "同时就每项决定的每个等价类询问 durable_rules 并比较。",
        ),
        "finding.contradictory-condition": (
            "the condition of `{rule}` contradicts itself; no complaint meets it",
            "`{rule}` 的条件自相矛盾，没有投诉能满足",
        ),
        "finding.dead-rule": (
            "`{rule}` never holds, by what is decided before it; remove it, or mend what it reads",
            "由于在先的决定，`{rule}` 永远不成立；请删除，或修改它所依据的决定",
        ),
        "finding.disagreement": (
            "`{one}` and `{two}` of `{decision}` hold together and lead elsewhere",
            "`{decision}` 的 `{one}` 与 `{two}` 同时成立而结果不同",
        ),
        "finding.engine-differs": (
            "durable_rules decides `{decision}` otherwise than proved, for {facts}; trust neither, and report it",
            "durable_rules 对 `{decision}` 的处理与证明不符（{facts}）；两者都不可信，请报告",
        ),
        "finding.expired-waiver": (
            "the waiver of `{finding}` about `{about}` ran until {until}; mend the policy, or renew it with its reason",
            "对 `{about}` 的 `{finding}` 的豁免已于 {until} 到期；请修改政策，或写明理由续期",
        ),
        "finding.gap": (
            "no rule of `{decision}` holds for this complaint",
            "`{decision}` 没有一条规则适用于这件投诉",
        ),
        "finding.idle-waiver": (
            "there is no `{finding}` about `{about}` to waive; remove the waiver",
            "没有关于 `{about}` 的 `{finding}` 可以豁免；请删除该豁免",
        ),
        "finding.missing-in-text": (
            "`{shower}` shows `{name}`, which this complaint does not have",
            "`{shower}` 要显示 `{name}`，而这件投诉没有",
        ),
        "finding.not-concluded": (
            "it was not found out whether there is a `{code}` about `{about}`",
            "未能得出是否存在关于 `{about}` 的 `{code}`",
        ),
        "finding.obligation-broken": (
            "`{obligation}` does not hold of this complaint{because}",
            "这件投诉违反 `{obligation}`{because}",
        ),
        "finding.overlap": (
            "`{one}` and `{two}` of `{decision}` both hold for this complaint",
            "`{decision}` 的 `{one}` 与 `{two}` 对这件投诉同时成立",
        ),
        "finding.parameter-hole": (
            "`{parameter}` has no value when `{reader}` reads it for this complaint",
            "`{reader}` 处理这件投诉时，`{parameter}` 尚无取值",
        ),
        "finding.redundant-rule": (
            "without `{rule}` everything is decided the same, by {others}",
            "没有 `{rule}`，一切结果不变（由 {others} 得出）",
        ),
        "finding.shadowed-rule": (
            "`{rule}` never wins: wherever it holds, {others} comes before it",
            "`{rule}` 从不生效：凡它成立之处，{others} 都在它之前",
        ),
        "finding.unreachable-outcome": (
            "no complaint comes to `{outcome}` of `{decision}`",
            "没有投诉能得到 `{decision}` 的 `{outcome}`",
        ),
        "finding.unused-fact": ("nothing reads `{fact}`", "没有任何地方用到 `{fact}`"),
        "finding.unused-outcome": (
            "no rule of `{decision}` leads to `{outcome}`",
            "`{decision}` 没有规则得出 `{outcome}`",
        ),
        "finding.unused-parameter": ("nothing reads `{parameter}`", "没有任何地方用到参数 `{parameter}`"),
        "finding.unused-parameter-value": (
            "the value of `{parameter}` from {day} on is never in force",
            "`{parameter}` 自 {day} 起的取值从不生效",
        ),
        "option.policy": ("The policy that decides.", "所依据的政策。"),
        "policy.faults": ("`{path}` has faults and decides nothing:", "`{path}` 有错误，不能据以处理："),
        "decide.help": (
            "Decide one complaint, given as JSON, as a file that holds it, or as - for standard input.",
            "处理一件投诉：直接给出 JSON、给出存有 JSON 的文件，或用 - 表示标准输入。",
        ),
        "option.as-of": (
            "The instant asked about, such as 2026-03-02T09:30:00+08:00; default: now.",
            "所问的时刻，如 2026-03-02T09:30:00+08:00；默认为现在。",
        ),
        "as-of.unfit": ("`{text}` is {why}", "`{text}` 不是带时区偏移的时间（{why}）"),
        "complaint.unfit": ("the complaint cannot be read: {why}", "无法读取该投诉：{why}"),
        "decide.complaint": ("Complaint", "投诉"),
        "decide.review": ("Needs review", "须人工处理"),
        "decide.nothing": ("none", "无"),
        "decide.actions": ("To do", "要做的事"),
        "engine.unfit": (
            "the rules engine cannot decide by this policy: {why}",
            "规则引擎不能按此政策处理：{why}",
        ),
        "run.help": (
            "Decide a feed of complaints: files, folders, globs, or - for standard input.",
            "按政策处理一批投诉：文件、文件夹、通配路径，或用 - 表示标准输入。",
        ),
        "option.out": ("The folder for decisions, quarantine and summary.", "存放结果、隔离记录和汇总的文件夹。"),
        "option.feed": (
            "The mapping that reads the feed: a name or a YAML file.",
            "读取数据所用的映射：名称或 YAML 文件。",
        ),
        "option.format": ("The format of the decisions.", "结果的格式。"),
        "option.rows-at": (
            "Where the rows are in a JSON document, such as data.items.",
            "各行在 JSON 文档中的位置，如 data.items。",
        ),
        "option.sheet": ("The sheet of a workbook; default: the first.", "工作簿中的工作表；默认为第一张。"),
        "option.because": ("Write the reasons too, in words; slower.", "同时写出各项理由；较慢。"),
        "option.strict": (
            "Exit with 1 when a row needs review or is quarantined, or a file is damaged.",
            "有须人工处理或被隔离的行、或文件有损坏时，退出码为 1。",
        ),
        "run.rate": ("{rows} rows, {rate} a second", "{rows} 行，每秒 {rate} 行"),
        "run.left": ("left", "剩余"),
        "run.rows-read": ("Rows read", "读取行数"),
        "run.decided": ("Decided", "已处理"),
        "run.needs-review": ("Needs review", "须人工处理"),
        "run.quarantined": ("Quarantined", "已隔离"),
        "run.duplicates": ("Duplicates", "重复"),
        "run.more": ("and {count} more", "另有 {count} 种"),
        "run.foot": (
            "{seconds} s, {rate} rows a second; see {folder}",
            "用时 {seconds} 秒，每秒 {rate} 行；结果在 {folder}",
        ),
        "run.cannot-write": ("`{path}` cannot be written: {why}", "无法写入 `{path}`：{why}"),
        "run.unreadable": ("nothing could be read from the feed", "没有读到任何数据"),
        "run.misfit": ("the columns do not fit: {why}", "列与映射不符：{why}"),
        "run.disagrees": (
            "the self-check failed, so nothing was written: {why}",
            "自检不一致，没有写出任何结果：{why}",
        ),
        "run.incomplete": (
            "rows were lost, so nothing was written; please report it: {why}",
            "有行丢失，没有写出任何结果，请报告：{why}",
        ),
        "feeds.name": ("Feed", "名称"),
        "feeds.title": ("What it reads", "说明"),
        "feeds.policy": ("Policy", "政策"),
        "feeds.format": ("Format", "格式"),
        "feeds.any": ("any", "不限"),
        "feeds.help": ("List the mappings that come with tousu.", "列出随附的映射。"),
        "calendar.help": (
            "Show a year of a calendar: days off, days worked to make up, and the notices that say so.",
            "显示某日历的一年：休息日、调休上班日及其依据的通知。",
        ),
        "option.known-on": (
            "As it was known on this day, such as 2019-03-21; default: all that is known.",
            "按该日已知的情况，如 2019-03-21；默认为目前所知的全部。",
        ),
        "date.unfit": ("`{text}` is {why}", "`{text}` 不是日期（{why}）"),
        "calendar.month": ("{name} {year}", "{year}年{name}"),
        "calendar.working": ("{count} working days", "工作日 {count} 天"),
        "calendar.day-off": ("day off", "放假"),
        "calendar.make-up": ("worked to make up", "调休上班"),
        "calendar.unsettled": ("no notice settles it", "尚无通知确定"),
        "calendar.no-notice": ("No notice names a day of this year.", "没有通知涉及这一年。"),
        "week.monday": ("Mo", "一"),
        "week.tuesday": ("Tu", "二"),
        "week.wednesday": ("We", "三"),
        "week.thursday": ("Th", "四"),
        "week.friday": ("Fr", "五"),
        "week.saturday": ("Sa", "六"),
        "week.sunday": ("Su", "日"),
        "month.1": ("January", "1月"),
        "month.2": ("February", "2月"),
        "month.3": ("March", "3月"),
        "month.4": ("April", "4月"),
        "month.5": ("May", "5月"),
        "month.6": ("June", "6月"),
        "month.7": ("July", "7月"),
        "month.8": ("August", "8月"),
        "month.9": ("September", "9月"),
        "month.10": ("October", "10月"),
        "month.11": ("November", "11月"),
        "month.12": ("December", "12月"),
    }
)


class Words:
    """The texts of one language, by key."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._place = list(Language).index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Text of `key` with the values in their places."""
        return TEXTS[key][self._place].format(**values)


def spoken(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that `--lang` asks for, wherever it stands, else that of the locale, else English."""
    asked = [value for option, value in pairwise(arguments) if option == LANG]
    asked += [argument.removeprefix(LANG + "=") for argument in arguments if argument.startswith(LANG + "=")]
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    if asked:
        return Language.ZH if asked[-1] == Language.ZH else Language.EN
    return Language.ZH if locale.lower().startswith("zh") else Language.EN
