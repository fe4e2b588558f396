"""The program's own words, in each language it speaks."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from adapters.cli.saying import say
from adapters.cli.saying import spoken as spoken_values
from adapters.cli.wording.audit import AUDIT
from adapters.cli.wording.diff import DIFF
from adapters.cli.wording.doc import DOC
from adapters.cli.wording.explain import EXPLAIN
from adapters.cli.wording.finding import FINDING
from adapters.cli.wording.impact import IMPACT
from adapters.cli.wording.journal import JOURNAL
from adapters.cli.wording.test import TEST

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
        "check.abstract": (
            "no complaint was found whose deadlines stand so; look whether one can",
            "没有找到期限处于上述状态的投诉；请核实是否可能",
        ),
        "check.rules": ("rules", "规则"),
        "check.line": ("{rule} (line {line})", "{rule}（第 {line} 行）"),
        "check.line-of": ("{rule} (line {line} of {file})", "{rule}（{file} 第 {line} 行）"),
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
        "decide.deadlines": ("Deadlines", "时限"),
        "decide.due": ("due {due}", "应于 {due} 前"),
        "decide.moves": (
            "may still move, {earliest} to {latest}: no notice covers its days yet",
            "可能变动，在 {earliest} 至 {latest} 之间：尚无通知涉及这些日子",
        ),
        "decide.skipped": ("not counted: {days}", "不计：{days}"),
        "decide.wakes": ("With no new fact, the next change is at {at}.", "若无新情况，下一次变化在 {at}。"),
        "decide.stays": ("With no new fact, nothing changes any more.", "若无新情况，不再变化。"),
        "state.not_started": ("not started", "未开始"),
        "state.running": ("running", "进行中"),
        "state.paused": ("paused", "暂停"),
        "state.met": ("met", "按时完成"),
        "state.met_late": ("met late", "逾期完成"),
        "state.breached": ("breached", "已逾期"),
        "state.warned": ("warned of", "已预警"),
        "state.provisional": ("provisional", "暂定"),
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
        "option.actions": (
            "Write actions.jsonl too: all that is to be done, with its texts; slower.",
            "同时写出 actions.jsonl：要做的事及其文字；较慢。",
        ),
        "option.outbox": (
            "Put what is to be done into an outbox: a SQLite file or a PostgreSQL address; slower.",
            "把要做的事放入发件箱：SQLite 文件或 PostgreSQL 地址；较慢。",
        ),
        "run.new-actions": ("New actions", "新增动作"),
        "run.outbox": (
            "in the outbox; {known} were there already, {withdrawn} withdrawn",
            "已放入发件箱；另有 {known} 项已在其中，撤回 {withdrawn} 项",
        ),
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
        "option.outbox-read": (
            "The outbox: a SQLite file or a PostgreSQL address.",
            "发件箱：SQLite 文件或 PostgreSQL 地址。",
        ),
        "dispatch.help": (
            "Carry out what waits in an outbox. Exits with 1 when something could not be delivered for good.",
            "执行发件箱中待办的动作。有动作最终无法送达时，退出码为 1。",
        ),
        "option.connectors": ("The file that says how to reach others.", "说明如何联系各方的文件。"),
        "option.once": ("Try what is due once, and end.", "把到期的各试一次，然后结束。"),
        "option.follow": ("Go on until stopped.", "持续执行，直到被停止。"),
        "option.parallel": ("How many complaints are served at a time.", "同时处理的投诉件数。"),
        "option.lease": (
            "Seconds after which the work of a worker that died is taken over.",
            "执行者中断后，经过多少秒由他者接手。",
        ),
        "option.dry-run": (
            "Write what would be sent into a folder, and send nothing.",
            "把将要发送的内容写入文件夹，不发送。",
        ),
        "dispatch.once-or-follow": (
            "--once and --follow exclude each other; keep one",
            "--once 与 --follow 不能同时使用，请保留一个",
        ),
        "dispatch.drafted": (
            "{count} drafts written to {folder}, {refused} would be refused",
            "已将 {count} 份草稿写入 {folder}，{refused} 份将被拒绝",
        ),
        "dispatch.connector": ("Connector", "连接"),
        "dispatch.sent": ("sent", "已送达"),
        "dispatch.failed": ("failed tries", "失败次数"),
        "dispatch.waiting": ("waiting", "待办"),
        "dispatch.dead": ("dead", "无法送达"),
        "dispatch.none": ("none yet", "尚未分配"),
        "connectors.help": ("Check how others are reached.", "检查与各方的连接。"),
        "connectors-check.help": (
            "Check connectors.yaml against a policy, and connect to everybody without sending anything.",
            "对照政策检查 connectors.yaml，并连接各方，不发送任何内容。",
        ),
        "option.policy-served": ("The policy whose actions are to be carried out.", "其动作须执行的政策。"),
        "connectors.faults": ("`{path}` has faults and reaches nobody:", "`{path}` 有错误，无法联系任何一方："),
        "connectors.sound": (
            "{path}: all is well with {count} connectors",
            "{path}：{count} 个连接均正常",
        ),
        "outbox.help": ("Look into an outbox.", "查看发件箱。"),
        "outbox-list.help": ("List actions, the first put in first.", "按放入的先后列出动作。"),
        "outbox-show.help": (
            "Show one action whole, by the beginning of its key.",
            "按编号的开头显示一项动作的全部内容。",
        ),
        "outbox-retry.help": (
            "Try dead actions again, at once and from the first try.",
            "立即重新尝试无法送达的动作，次数重新计算。",
        ),
        "outbox-drop.help": ("Give up actions that wait or are dead.", "放弃待办或无法送达的动作。"),
        "outbox-stats.help": (
            "Count actions by channel, connector and state.",
            "按渠道、连接和状态统计动作。",
        ),
        "option.state": ("Only those in this state.", "只列出该状态的。"),
        "option.complaint": ("Only those of this complaint.", "只列出该投诉的。"),
        "option.limit": ("At most so many.", "最多列出多少项。"),
        "outbox.key": ("Key", "编号"),
        "outbox.complaint": ("Complaint", "投诉"),
        "outbox.action": ("Action", "动作"),
        "outbox.state": ("State", "状态"),
        "outbox.tries": ("Tries", "次数"),
        "outbox.detail": ("Last answer", "最近答复"),
        "outbox.channel": ("Channel", "渠道"),
        "outbox.connector": ("Connector", "连接"),
        "outbox.actions": ("Actions", "动作数"),
        "outbox.several": (
            "several keys begin with `{start}`; write more of it",
            "有多个编号以 `{start}` 开头，请多写几位",
        ),
        "outbox.unknown": ("no key begins with `{start}`", "没有以 `{start}` 开头的编号"),
        "outbox.retried": ("{changed} of {asked} will be tried again", "{asked} 项中有 {changed} 项将重新尝试"),
        "outbox.dropped": ("{changed} of {asked} given up", "{asked} 项中已放弃 {changed} 项"),
        "state.waiting": ("waiting", "待办"),
        "state.sent": ("sent", "已送达"),
        "state.dead": ("dead", "无法送达"),
        "state.withdrawn": ("withdrawn", "已撤回"),
        "state.dropped": ("given up", "已放弃"),
        **JOURNAL,
        **FINDING,
        **DIFF,
        **IMPACT,
        **TEST,
        **AUDIT,
        **DOC,
        **EXPLAIN,
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
        """Text of `key` with the values in their places, in the same language if they know what they are made of."""
        return TEXTS[key][self._place].format(**spoken_values(values, self.language))

    def said(self, text: object) -> str:
        """What others say in English, or an error does, in this language."""
        return say(text, self.language)


MACHINES = Words(Language.EN)
"""What programs read, by `--json`, is in English whoever asks."""


def spoken(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that `--lang` asks for, wherever it stands, else that of the locale, else English."""
    asked = [value for option, value in pairwise(arguments) if option == LANG]
    asked += [argument.removeprefix(LANG + "=") for argument in arguments if argument.startswith(LANG + "=")]
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    if asked:
        return Language.ZH if asked[-1] == Language.ZH else Language.EN
    return Language.ZH if locale.lower().startswith("zh") else Language.EN
