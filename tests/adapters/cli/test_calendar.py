"""`tousu calendar`."""

import json
import re

import pytest
from rich.cells import cell_len

from rules.loading.calendar import shipped
from rules.types import Date, show
from tests.adapters.cli.terminal import Terminal

FEBRUARY = """\
February 2026
Mo Tu We Th Fr Sa Su
                   1
 2  3  4  5  6  7  8
 9 10 11 12 13 14+15*
16*17*18*19*20*21*22*
23*24 25 26 27 28+"""


def middle(text: str, *, line: int) -> str:
    """The month in the middle of a row of months; its head stands in the line, counted from 0."""
    lines = text.splitlines()[line : line + 7]
    return "\n".join(one[24:45].rstrip() for one in lines)


def test_a_month_shows_days_off_and_days_worked_to_make_up(tousu: Terminal) -> None:
    said = tousu("calendar", "CN", "2026")
    assert said.code == 0
    assert middle(said.out, line=2) == FEBRUARY


def test_the_year_ends_with_what_the_signs_mean_and_the_notice(tousu: Terminal) -> None:
    assert [line.rstrip() for line in tousu("calendar", "CN", "2026").out.splitlines()[-4:]] == [
        "248 working days   * day off   + worked to make up   ? no notice settles it",
        "",
        "2025-11-04  国务院办公厅关于2026年部分节假日安排的通知",
        "            https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
    ]


@pytest.mark.parametrize("known", ["2019-03-21", "2019-03-22"])
def test_a_year_is_drawn_as_it_was_known(tousu: Terminal, known: str) -> None:
    out = tousu("calendar", "CN", "2019", "--known-on", known).out
    assert (" 1* 2* 3* 4* 5+" in out) == (known == "2019-03-22")
    assert ("国务院办公厅关于调整2019年劳动节假期安排的通知" in out) == (known == "2019-03-22")


def test_a_year_that_is_not_announced_says_so(tousu: Terminal) -> None:
    lines = tousu("calendar", "CN", "2027").out.splitlines()
    assert lines[-1] == "No notice names a day of this year."
    assert "1? 2? 3?" in lines[4]


def test_chinese_months_stand_in_straight_columns(tousu: Terminal) -> None:
    lines = tousu("calendar", "CN", "2026", "--lang", "zh").out.splitlines()
    assert lines[2].split() == ["2026年1月", "2026年2月", "2026年3月"]
    assert lines[3].split() == list("一二三四五六日") * 3
    months, weeks = (
        [cell_len(line[: found.start()]) for found in re.finditer(what, line)]
        for what, line in (
            ("2026", lines[2]),
            ("一", lines[3]),
        )
    )
    assert months == weeks == [0, 24, 48]
    assert lines[-4].startswith("工作日 248 天")


def test_nothing_is_coloured_but_on_a_terminal(tousu: Terminal) -> None:
    assert "\x1b" not in tousu("calendar", "CN", "2026").out


def test_machines_get_every_day_with_its_notice(tousu: Terminal) -> None:
    told = json.loads(tousu("calendar", "CN", "2026", "--json").out)
    calendar = shipped("CN")
    assert told["digest"] == calendar.digest
    assert (told["covers_until"], told["settled_until"]) == ("2026-12-31", "2026-12-28")
    assert (told["calendar"], told["year"], told["known_on"], len(told["days"])) == ("CN", 2026, None, 365)
    assert told["notices"] == [
        {"title": one.title, "source": one.source, "known": show(Date(), one.known)} for one in calendar.notices[-1:]
    ]
    assert told["days"][3] == {
        "date": "2026-01-04",
        "mark": "make_up",
        "working": True,
        "settled": True,
        "holiday": "元旦",
        "notice": 0,
    }
    assert told["days"][-1]["settled"] is False
    assert told["days"][-1]["notice"] is None


def test_machines_are_told_of_which_day_the_knowledge_is(tousu: Terminal) -> None:
    told = json.loads(tousu("calendar", "CN", "2019", "--json", "--known-on", "2019-03-21").out)
    assert (told["known_on"], len(told["notices"])) == ("2019-03-21", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("XX", "2026"), "'XX' is not one of"),
        (("CN", "26,5"), "'26,5' is not a valid integer range"),
        (("CN", "1"), "1 is not in the range"),
        (("CN", "2026", "--known-on", "soon"), "`soon` is not a date such as `2026-03-02`"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tousu: Terminal, arguments: tuple[str, ...], message: str) -> None:
    said = tousu("calendar", *arguments)
    assert said.code == 2
    assert message in said.err
