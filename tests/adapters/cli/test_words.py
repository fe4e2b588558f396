"""The catalogue of texts, and which language is spoken."""

import re
from string import Formatter

import pytest

from adapters.cli.words import TEXTS, Language, Words, spoken

CJK = re.compile(r"[\u4e00-\u9fff]")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_text_is_there_in_both_languages_with_the_same_places(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english
    assert not CJK.search(english)
    assert CJK.search(chinese)
    assert places(english) == places(chinese)


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, Language.EN),
        ([], {"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, Language.EN),
        ([], {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, Language.ZH),
        ([], {"LANG": "zh_CN", "LC_ALL": ""}, Language.ZH),
        (["run", "--lang", "zh"], {"LANG": "en"}, Language.ZH),
        (["--lang=en", "run"], {"LANG": "zh"}, Language.EN),
        (["--lang", "zh", "check", "--lang", "en"], {}, Language.EN),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_locale_s(
    arguments: list[str], environment: dict[str, str], expected: Language
) -> None:
    assert spoken(arguments, environment) is expected


def test_values_stand_in_their_places() -> None:
    assert Words(Language.ZH)("check.sound", name="p", decisions=1, rules=2) == "p：没有错误；1 项决定，2 条规则"
