"""`tousu decide`."""

import json
from pathlib import Path

import pytest

from adapters.cli import decide as command
from adapters.cli.exits import Exit
from engine import EngineFault
from tests.adapters.cli.terminal import Said, Terminal, process
from tests.adapters.desk import POLICY as DESK
from tests.adapters.shop import AT, policy

COMPLAINT = f'{{"id": "T-1", "at": "{AT}", "amount": 1000.01, "phone": "138", "kind": null}}'
PACKS = Path(__file__).parents[3] / "rules" / "packs"
ASKED = ["--policy", "shop.yaml", "--as-of", "2026-03-03T00:00:00+08:00"]


def test_a_complaint_is_decided_for_people(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT, *ASKED, "--lang", "zh")
    assert (said.code, said.err) == (Exit.DONE, "")
    assert [line.rstrip() for line in said.out.splitlines()] == [
        "投诉 T-1  小店投诉 7  2026-03-03T00:00:00+08:00",
        "",
        "大小  大额                              S-1",
        "      金额 1000.01，电话 138",
        "      due：2026-03-02",
        "      asked：2026-03-02T09:30:00+08:00",
        "      window：5 working days",
        "      refund：1000.01",
        "      contact：138",
        "步骤  登记、回电                        T-1 T-2",
        "      都要登记",
        "      回电 138",
    ]


def test_long_titles_and_clauses_leave_room_for_what_is_told(tousu: Terminal) -> None:
    complaint = '{"complaint_id": "P-1", "received_at": "2024-03-04T10:00:00+01:00", "subject": "rights"}'
    at = "2024-03-05T12:00:00+01:00"
    said = tousu("decide", complaint, "--policy", str(PACKS / "eu-psd2.yaml"), "--as-of", at, "--lang", "en")
    assert (said.code, said.err) == (Exit.DONE, "")
    assert "running  due 2024-03-25 24:00" in said.out


def test_a_complaint_is_decided_for_machines(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT, *ASKED, "--json")
    told = json.loads(said.out)
    assert list(told) == [
        *("complaint_id", "as_of", "policy", "policy_digest", "calendar", "calendar_digest", "wakes"),
        *("review", "decisions", "deadlines", "actions"),
    ]
    assert (told["complaint_id"], told["as_of"]) == ("T-1", "2026-03-03T00:00:00+08:00")
    assert told["policy_digest"] == policy().digest
    assert told["decisions"]["size"] == {
        "outcome": "large",
        "rule": "S-1",
        "fired": ["S-1"],
        "because": "金额 1000.01，电话 138",
        "clause": "",
        "values": {
            "due": "2026-03-02",
            "asked": AT,
            "window": "5 working days",
            "refund": "1000.01",
            "contact": "138",
        },
    }


def test_a_complaint_comes_from_a_file_or_from_standard_input(tousu: Terminal, folder: Path) -> None:
    (folder / "one.json").write_text(f"\ufeff{COMPLAINT}\n", "utf-8")
    asked = [*ASKED, "--json"]
    told = tousu("decide", COMPLAINT, *asked)
    assert told.code == 0
    assert tousu("decide", "one.json", *asked) == told
    assert process("decide", "-", *asked, folder=folder, stdin=COMPLAINT.encode()) == told


def test_every_digit_of_a_number_counts(tousu: Terminal) -> None:
    exact = COMPLAINT.replace("1000.01", "1000.0100000000000001")
    told = json.loads(tousu("decide", exact, *ASKED, "--json").out)
    assert told["review"] == "unreadable: amount: more than 2 decimals"


def test_a_value_that_cannot_be_read_stops_every_decision(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT.replace("null", '"gods"'), *ASKED)
    assert said.code == Exit.DONE
    assert "Needs review  unreadable: kind: not one of the declared values" in said.out


def test_a_decision_without_a_rule_that_holds_needs_review(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT.replace("1000.01", "null"), *ASKED)
    assert "Needs review" in said.out
    assert "no-rule-matched: size" in said.out


def test_what_a_terminal_would_act_on_is_shown_as_a_mark(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT.replace("T-1", "T-\\u001b[31m").replace("138", "1\\u202e38"), *ASKED)
    assert "T-\ufffd[31m" in said.out
    assert "1\ufffd38" in said.out


UNFIT = [
    ('{"id": "T-1", "amout": 1}', "no fact is named `amout`; did you mean `amount`?"),
    ('{"id": "T-1", "zzz": 1}', "no fact is named `zzz`"),
    ('{"id": "T-1", "id": "T-2"}', "a key occurs twice in one object: `id`"),
    ('{"id": }', "line 1, column 8: expecting value"),
    ('{"id": "T-1"} {"id": "T-2"}', "something follows the JSON object"),
    ('{"id": NaN}', "`NaN` is no JSON number"),
    ('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ('{"id": "' + "x" * (1 << 24) + '"}', "longer than 16777216 characters"),
]


@pytest.mark.parametrize(("text", "why"), UNFIT)
def test_what_is_no_complaint_is_told_why(text: str, why: str, tousu: Terminal) -> None:
    said = tousu("decide", text, *ASKED)
    assert said == Said(Exit.UNREADABLE, "", f"Error: the complaint cannot be read: {why}\n")


def test_a_file_that_cannot_be_read_is_told(tousu: Terminal, folder: Path) -> None:
    (folder / "gbk.json").write_bytes('{"id": "投诉"}'.encode("gb18030"))
    told = "Error: `gbk.json` cannot be read: not UTF-8\n"
    assert tousu("decide", "gbk.json", *ASKED) == Said(Exit.UNREADABLE, "", told)
    told = "Error: `none.json` cannot be read: no such file or directory\n"
    assert tousu("decide", "none.json", *ASKED) == Said(Exit.UNREADABLE, "", told)


def test_a_policy_with_faults_decides_nothing(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text("tousu: 1\n", "utf-8")
    said = tousu("decide", COMPLAINT, "--policy", "bad.yaml")
    assert (said.code, said.out) == (Exit.NO, "")
    assert said.err.startswith("Error: `bad.yaml` has faults and decides nothing:\n\nbad.yaml:1:1: ")


def test_an_instant_without_its_offset_is_misuse(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT, "--as-of", "2026-03-03T00:00:00")
    assert said.code == Exit.MISUSED
    assert said.err.endswith(
        "Error: Invalid value for '--as-of': `2026-03-03T00:00:00` is a time without its offset from UTC\n"
    )


def test_without_an_instant_it_is_now(tousu: Terminal) -> None:
    told = json.loads(tousu("decide", COMPLAINT, "--policy", "shop.yaml", "--json").out)
    assert told["as_of"] > AT


def test_a_policy_that_the_rules_engine_cannot_bear_is_told(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(_: object) -> None:
        raise EngineFault("too many branches")

    monkeypatch.setattr(command, "Engine", unfit)
    told = "Error: the rules engine cannot decide by this policy: too many branches\n"
    assert tousu("decide", COMPLAINT, *ASKED) == Said(Exit.INCONCLUSIVE, "", told)


LATE = """{"id": "T-1", "at": "2026-09-28T09:30:00+08:00",
 "waits": "2026-09-29T09:00:00+08:00/2026-09-30T12:00:00+08:00 等截图"}"""


@pytest.fixture
def desk(folder: Path) -> list[str]:
    """Options that ask for a policy with deadlines."""
    (folder / "desk.yaml").write_text(DESK, "utf-8")
    return ["--policy", "desk.yaml", "--as-of", "2026-10-01T00:00:00+08:00"]


def test_a_deadline_is_counted_day_by_day(tousu: Terminal, desk: list[str]) -> None:
    said = tousu("decide", LATE, *desk, "--lang", "zh")
    assert [line.rstrip() for line in said.out.splitlines()] == [
        "投诉 T-1  投诉台 1  2026-10-01T00:00:00+08:00",
        "",
        "督办  正常  U-2",
        "",
        "时限",
        "初审  已逾期  应于 2026-09-29 09:30 前                                                          甲",
        "调查  进行中  应于 2026-10-12 24:00 前                                                          乙",
        "      暂停 2026-09-29 09:00 – 2026-09-30 12:00 等截图",
        "      第1个工作日 2026年9月30日、第2个 10月8日、第3个 10月9日、第4个 10月10日、第5个 10月12日",
        "      不计：09-29 暂停, 10-01 国庆节, 10-02 国庆节, 10-03 国庆节, 10-04 国庆节, 10-05 国庆节,",
        "      10-06 国庆节, 10-07 国庆节, 10-11 周末",
        "若无新情况，下一次变化在 2026-10-13 00:00。",
    ]


def test_a_deadline_is_told_for_machines(tousu: Terminal, desk: list[str]) -> None:
    told = json.loads(tousu("decide", LATE, *desk, "--json").out)
    assert (told["calendar"], told["wakes"]) == ("CN", "2026-10-13T00:00:00.000001+08:00")
    inquiry = told["deadlines"]["inquiry"]
    assert (inquiry["state"], inquiry["due"], inquiry["due_day"]) == (
        "running",
        "2026-10-13T00:00:00+08:00",
        "2026-10-12",
    )
    assert inquiry["counted"] == ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]
    assert inquiry["skipped"][0] == {"day": "2026-09-29", "why": "暂停"}
    assert inquiry["pauses"][0]["reason"] == "等截图"


def test_a_deadline_that_may_still_move_says_between_which_instants(tousu: Terminal, desk: list[str]) -> None:
    said = tousu("decide", LATE.replace("2026-09-28", "2026-12-28"), *desk[:2], "--as-of", "2026-12-29T00:00:00+08:00")
    assert "provisional: may still move, 2027-01-03 00:00 to 2027-01-13 00:00: no notice covers" in said.out


def test_a_policy_whose_deadlines_are_all_past_says_so(tousu: Terminal, desk: list[str]) -> None:
    said = tousu("decide", LATE, *desk[:2], "--as-of", "2026-11-01T00:00:00+08:00")
    assert "With no new fact, nothing changes any more." in said.out


def test_a_deadline_that_cannot_be_counted_says_why(tousu: Terminal, folder: Path, desk: list[str]) -> None:
    text = DESK.replace("effective: 2026-01-01", "effective: 1990-01-01")
    (folder / "desk.yaml").write_text(text, "utf-8")
    said = tousu("decide", LATE.replace("2026-09-2", "1999-09-2"), *desk)
    assert "uncountable: inquiry before_calendar" in said.out
