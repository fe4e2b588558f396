"""Punctuation: what stands between words, in each language of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.wording import Language


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a language.

    `comma` parts what is listed; `brackets` hold a part of a condition and `remark` follows what it is about, each with
    `{}` in the place of what it holds; `money` has an amount and its currency.
    """

    comma: str
    semicolon: str
    colon: str
    stop: str
    brackets: str
    remark: str
    money: str


MARKS: Mapping[Language, Marks] = MappingProxyType(
    {
        Language.ENGLISH: Marks(", ", "; ", ": ", ".", "({})", " ({})", "{currency} {amount}"),
        Language.CHINESE: Marks("、", "；", "：", "。", "（{}）", "（{}）", "{amount} {currency}"),
    }
)
