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
        "option.help": ("Show this message and exit.", "显示本说明。"),
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
            "Check a policy, and show every fault with its line. Exits with 1 when there is one.",
            "检查政策，逐条显示错误及其所在行。有错误时退出码为 1。",
        ),
        "check.sound": (
            "{name}: no faults; {decisions} decisions, {rules} rules",
            "{name}：没有错误；{decisions} 项决定，{rules} 条规则",
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
        "standard-input": ("standard input", "标准输入"),
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
