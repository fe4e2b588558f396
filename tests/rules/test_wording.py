"""Values in sentences, by the language of the policy."""

from zoneinfo import ZoneInfo

import pytest

from rules.types import Boolean, Date, Duration, Instant, Text, Type, Unit, Value, money
from rules.wording import Language, listed, spoken

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("kind", "value", "chinese", "english"),
    [
        (Boolean(), True, "是", "true"),
        (Boolean(), False, "否", "false"),
        (Duration(Unit.WORKING_DAYS), 5, "5 个工作日", "5 working days"),
        (Duration(Unit.CALENDAR_DAYS), 1, "1 个自然日", "1 calendar day"),
        (Duration(Unit.CALENDAR_DAYS), 0, "0 个自然日", "0 calendar days"),
        (Duration(Unit.HOURS), 24 * HOUR, "24 小时", "24 hours"),
        (Duration(Unit.HOURS), HOUR * 3 // 2, "1.5 小时", "1.5 hours"),
        (Duration(Unit.HOURS), -HOUR // 4, "-0.25 小时", "-0.25 hours"),
        (money("CNY"), 100001, "1000.01", "1000.01"),
        (Date(), 20514, "2026-03-02", "2026-03-02"),
        (Instant(), 0, "1970-01-01 08:00", "1970-01-01 08:00"),
        (Text(), "退款", "退款", "退款"),
        (Duration(Unit.HOURS), None, "", ""),
    ],
)
def test_a_value_reads_as_its_language_says_it(kind: Type, value: Value, chinese: str, english: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    said = [spoken(kind, value, language=language, zone=zone) for language in (Language.CHINESE, Language.ENGLISH)]
    assert said == [chinese, english]


def test_several_titles_are_joined_as_the_language_does() -> None:
    assert [listed(["甲", "乙"], language) for language in (Language.CHINESE, Language.ENGLISH)] == ["甲、乙", "甲, 乙"]
