"""`tousu explain`, and `tousu decide --explain`."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.exits import Exit
from engine import Engine, EngineFault
from tests.adapters.cli.terminal import Terminal
from tests.adapters.desk import POLICY as DESK
from tests.adapters.shop import AT

COMPLAINT = f'{{"id": "T-1", "at": "{AT}", "amount": 800.00, "phone": "138"}}'
ASKED = ["--policy", "shop.yaml", "--as-of", "2026-03-03T00:00:00+08:00"]


def told(tousu: Terminal, *arguments: object) -> dict[str, Any]:
    said = tousu(*arguments, "--json")
    assert (said.code, said.err) == (Exit.DONE, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_decision_is_explained_for_people(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT, *ASKED, "--explain", "--why-not", "size=large", "--lang", "zh")
    assert (said.code, said.err) == (Exit.DONE, "")
    assert [line.rstrip() for line in said.out.splitlines()] == [
        "投诉 T-1  shop 7  2026-03-03T00:00:00+08:00",
        "",
        "大小为何不是“大额”？",
        "只要下列任一项不同，就会如此：",
        "  - 金额：高于 1,000.00 元，而不是800.00 元",
        "",
        "事实",
        "id：“T-1”",
        "at：2026-03-02 09:30",
        "金额：800.00 元",
        "phone：***",
        "个人信息已遮盖（***）；审计人员可用 --role auditor 查看。",
        "",
        "大小  小额",
        "  ✗ S-1 大额  不符合",
        "    金额 > 1,000.00 元  不符合  (金额：800.00 元)",
        "  ✓ S-2 小额  决定结果  金额 800.00",
        "    金额 ≤ 1,000.00 元  符合  (金额：800.00 元)",
        "",
        "步骤  登记、回电",
        "  ✓ T-1 登记  符合  都要登记",
        "  ✓ T-2 回电  符合  回电 ***",
        "    phone 已知  符合  (phone：***)",
    ]


def test_who_audits_sees_everything(tousu: Terminal) -> None:
    hidden = tousu("decide", COMPLAINT, *ASKED, "--explain", "--json").out
    assert "138" not in hidden
    assert "回电 138" in tousu("decide", COMPLAINT, *ASKED, "--explain", "--role", "auditor").out


def test_values_that_rules_set_are_masked_with_what_they_repeat(tousu: Terminal) -> None:
    large = COMPLAINT.replace("800.00", "2000.00")
    found = told(tousu, "decide", large, *ASKED, "--explain")
    values = found["decisions"]["size"]["values"]
    assert (values["contact"], values["refund"], found["decisions"]["size"]["because"]) == (
        "***",
        "2000.00",
        "金额 2000.00，电话 ***",
    )


def test_the_public_sees_no_names(tousu: Terminal) -> None:
    found = told(tousu, "decide", COMPLAINT, *ASKED, "--explain", "--role", "public")
    assert (found["complaint_id"], found["facts"][0]["value"]) == ("***", "***")


def test_why_not_tells_values_lists_and_what_is_missing(tousu: Terminal) -> None:
    found = told(tousu, "decide", COMPLAINT, *ASKED, "--why-not", "size=needs_review", "--why-not", "refund=9.00")
    review, refund = found["why_not"]
    assert (review["title"], review["value"], review["answer"]) == ("大小", "Needs review", "changes")
    assert [[one["now"] for one in way] for way in review["ways"]] == [["missing"]]
    assert (refund["answer"], refund["value"]) == ("never", "9.00")


def test_a_goal_that_is_reached_already(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT, *ASKED, "--why-not", "steps=call")
    assert "It is so." in said.out


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ("urgent", "`urgent` is no goal; write it as NAME=VALUE, such as priority=urgent"),
        ("sise=large", "no decision, value or deadline is named `sise`; did you mean `size`?"),
        ("qqqq=large", "no decision, value or deadline is named `qqqq`"),
        ("size=huge", "`size` is never `huge`; it is one of large, small, needs_review"),
        ("refund=x", "`x` is no value of `refund`: not a plain number such as `1280.50`"),
    ],
)
def test_a_goal_that_is_none_is_told(tousu: Terminal, goal: str, message: str) -> None:
    said = tousu("decide", COMPLAINT, *ASKED, "--why-not", goal)
    assert (said.code, said.err) == (Exit.MISUSED, f"Error: {message}\n")


def test_nothing_is_said_of_what_could_not_be_read(tousu: Terminal) -> None:
    said = tousu("decide", COMPLAINT.replace("800.00", '"x"'), *ASKED, "--why-not", "size=large")
    assert (said.code, "unreadable: amount" in said.err) == (Exit.INCONCLUSIVE, True)
    found = told(tousu, "decide", COMPLAINT.replace("800.00", '"x"'), *ASKED, "--explain")
    assert found["review"].startswith("unreadable: amount")
    assert "Needs review: unreadable" in tousu("decide", COMPLAINT.replace("800.00", '"x"'), *ASKED, "--explain").out


def test_an_engine_that_is_unfit_is_told(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise EngineFault("out of order")

    monkeypatch.setattr(Engine, "decide", broken)
    assert tousu("decide", COMPLAINT, *ASKED, "--explain").code == Exit.INCONCLUSIVE
    assert tousu("explain", "T-1", "--journal", "journal").code == Exit.INCONCLUSIVE


def test_deadlines_are_counted_day_by_day(tousu: Terminal, folder: Path) -> None:
    (folder / "desk.yaml").write_text(DESK, "utf-8")
    asked = ["--policy", "desk.yaml", "--as-of", "2026-10-20T00:00:00+08:00", "--explain"]
    complaint = json.dumps({"id": "T-9", "at": "2026-09-29T09:30:00+08:00"})
    inquiry = told(tousu, "decide", complaint, *asked)["deadlines"]["inquiry"]
    days = [(day["day"][5:], day["number"], day["kind"], day["holiday"]) for day in inquiry["days"]]
    assert days[0] == ("09-30", 1, "counted", None)
    assert {("10-01", None, "day_off", "国庆节"), ("10-10", 4, "counted", "国庆节")} <= set(days)
    assert (days[-1][1], inquiry["known_on"], inquiry["days"][1]["notice"][:5]) == (5, "2025-11-04", "国务院办公")
    shown = tousu("decide", complaint, *asked, "--lang", "en").out
    for line in ("2026-10-02  not counted: 国庆节", "2026-10-10  day 4 (worked to make up for 国庆节)"):
        assert line in shown


def test_what_stood_still_is_not_counted(tousu: Terminal, folder: Path) -> None:
    (folder / "desk.yaml").write_text(DESK, "utf-8")
    waits = "2026-03-03T09:00:00+08:00/2026-03-05T12:00:00+08:00 等截图"
    asked = ["--policy", "desk.yaml", "--as-of", "2026-03-16T00:00:00+08:00", "--explain"]
    complaint = json.dumps({"id": "T-9", "at": AT, "waits": waits})
    shown = tousu("decide", complaint, *asked).out
    for line in ("2026-03-04  not counted: stood still", "2026-03-07  not counted: weekend", "等截图"):
        assert line in shown
    assert "等截图" not in tousu("decide", complaint, *asked, "--role", "public").out


def test_a_range_of_time_is_told_by_round_ends(tousu: Terminal, folder: Path) -> None:
    (folder / "desk.yaml").write_text(DESK, "utf-8")
    asked = ["--policy", "desk.yaml", "--as-of", "2026-03-03T00:00:00+08:00", "--why-not", "urging=overdue"]
    found = told(tousu, "decide", f'{{"id": "T-9", "at": "{AT}"}}', *asked)
    assert [[one["says"] for one in way] for way in found["why_not"][0]["ways"]] == [
        ["at 2026-01-01 00:00 or later and before 2026-02-24 00:00 instead of 2026-03-02 09:30"]
    ]


def test_a_journaled_ruling_is_explained_from_the_journal_alone(tousu: Terminal, folder: Path) -> None:
    (folder / "shop.yaml").unlink()
    found = told(tousu, "explain", "T-1", "--journal", "journal", "--why-not", "size=large")
    assert (found["journal"]["entry"], found["journal"]["erased"], found["journal"]["others"]) == (6, None, [2])
    assert found["decisions"]["size"]["rule"] == "S-2"
    assert [way[0]["now"] for way in found["why_not"][0]["ways"]] == ["above CNY 1,000.00"]
    earlier = tousu("explain", "T-1", "--journal", "journal", "--entry", 2, "--role", "auditor")
    assert "电话 13800000001" in earlier.out
    assert "entry 2 of example.com/shop, decided again with the same result" in earlier.out
    assert "Other rulings on it: 6" in earlier.out


def test_a_row_that_could_not_be_read_is_explained_as_such(tousu: Terminal) -> None:
    found = told(tousu, "explain", "T-3", "--journal", "journal")
    assert found["review"].startswith("unreadable `amount` from column `amount`: not a plain number")


def test_an_unknown_complaint_and_a_wrong_entry_are_told(tousu: Terminal) -> None:
    said = tousu("explain", "T-77", "--journal", "journal")
    assert (said.code, said.err) == (Exit.NO, "Error: the journal has no ruling on `T-77`\n")
    assert tousu("explain", "T-1", "--journal", "journal", "--entry", 3).code == Exit.NO


def test_of_erased_facts_the_rest_is_told(tousu: Terminal) -> None:
    tousu("erase", "T-1", "--basis", "GDPR 17", "--journal", "journal")
    found = told(tousu, "explain", "T-1", "--journal", "journal", "--entry", 2)
    assert found["journal"]["erased"]["basis"] == "GDPR 17"
    assert (found["facts"], found["complaint_id"]) == ([], None)
    size, steps = found["decisions"]["size"], found["decisions"]["steps"]
    assert (size["rule"], size["says"], [one["value"] for one in size["told"]][-1]) == ("S-1", "大额", "CNY 1,000.01")
    assert [(one["id"], one["fate"]) for one in steps["rules"]] == [("T-1", "gave"), ("T-2", "gave")]
    said = tousu("explain", "T-1", "--journal", "journal")
    assert "Its facts were erased in entry" in said.out


def test_a_ruling_that_came_out_otherwise_is_not_explained(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    decide = Engine.decide_columns

    def otherwise(self: Engine, frame: Any, *, as_of: int | None = None) -> Any:  # noqa: ANN401 -- whatever it is
        return decide(self, frame.with_columns(frame["amount"] * 1000), as_of=as_of)

    monkeypatch.setattr(Engine, "decide_columns", otherwise)
    said = tousu("explain", "T-1", "--journal", "journal")
    assert said.code == Exit.NO
    assert said.err.startswith("Error: the engine differs: entry 6 says `small` for `size`")


def test_what_is_not_what_was_signed_is_not_explained(tousu: Terminal, folder: Path) -> None:
    archived = next((folder / "journal" / "policies").iterdir())
    archived.chmod(0o600)
    archived.write_bytes(archived.read_bytes().replace(b"1000.00", b"9000.00"))
    assert tousu("explain", "T-1", "--journal", "journal").code == Exit.NO


def test_a_correction_is_told(tousu: Terminal) -> None:
    put = tousu("correct", "T-1", "--facts", '{"amount": "2000.00"}', "--basis", "receipt", "--journal", "journal")
    assert put.code == Exit.DONE
    assert "Corrects entry 6: receipt" in tousu("explain", "T-1", "--journal", "journal").out
    assert "Corrected by entry" in tousu("explain", "T-1", "--journal", "journal", "--entry", 6).out


def test_a_page_is_written(tousu: Terminal, folder: Path) -> None:
    said = tousu("explain", "T-1", "--journal", "journal", "--html", "t.html", "--lang", "zh")
    assert (said.code, said.out) == (Exit.DONE, "网页已写入 t.html\n")
    assert "投诉 T-1" in (folder / "t.html").read_text("utf-8")
    found = told(tousu, "decide", COMPLAINT, *ASKED, "--html", "u.html")
    assert found["complaint_id"] == "T-1"
    assert (folder / "u.html").exists()


def test_what_would_have_led_elsewhere_cannot_be_told_of_erased_facts(tousu: Terminal) -> None:
    tousu("erase", "T-1", "--basis", "GDPR 17", "--journal", "journal")
    said = tousu("explain", "T-1", "--journal", "journal", "--why-not", "size=small")
    assert (said.code, said.out) == (Exit.INCONCLUSIVE, "")
    assert "were erased, so nobody can tell what would have led elsewhere" in said.err


def test_deadlines_of_erased_facts_stand_as_they_stood(tousu: Terminal, folder: Path) -> None:
    (folder / "desk.yaml").write_text(DESK, "utf-8")
    complaint = json.dumps({"id": "T-9", "at": AT})
    asked = ["--policy", "desk.yaml", "--as-of", "2026-03-16T00:00:00+08:00", "--journal", "journal"]
    assert tousu("decide", complaint, *asked).code == Exit.DONE
    tousu("erase", "T-9", "--basis", "asked for", "--journal", "journal")
    found = told(tousu, "explain", "T-9", "--journal", "journal")
    inquiry = found["deadlines"]["inquiry"]
    assert (inquiry["state"], inquiry["due"], inquiry["warned"]) == ("breached", "2026-03-10T00:00:00+08:00", True)
