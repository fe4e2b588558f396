"""`tousu diff`."""

import json
import subprocess
from pathlib import Path

import pytest

from adapters.cli import diff
from adapters.cli.exits import Exit
from adapters.cli.words import TEXTS
from engine.comparing import compare
from rules.declared import What
from rules.loading import load
from tests.adapters.cli.terminal import Said, Terminal
from tests.adapters.cli.test_check import EDITS
from tests.adapters.shop import POLICY

TRANSCRIPTS = Path(__file__).parent / "transcripts"
AUTHOR = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]

SMALL = """tousu: 1
policy: small
version: "1"
effective: 2026-01-01
dated_by: day
timezone: Asia/Shanghai
language: zh
identity: id
facts:
  id: {type: text, required: true}
  day: {title: 日期, type: date, required: true}
  amount: {title: 金额, type: money, currency: CNY}
  lost: {title: 损失, type: money, currency: CNY}
  vip: {title: 贵宾, type: boolean}
  kind: {title: 类别, type: enum, values: {theft: 被盗, risk: 风险, service: 服务}}
  note: {title: 描述, type: text}
parameters:
  bound: {type: money, currency: CNY, values: {2026-01-01: 1000.00}}
decisions:
  size:
    title: 大小
    outcomes: {large: 大额, small: 小额}
    hit_policy: first
    values: {paid: {title: 赔付, type: money, currency: CNY}}
    rules:
      - {id: S-1, when: amount > bound or vip, then: large, set: {paid: 'min(lost, amount)'}}
      - {id: S-2, then: small}
  acts:
    title: 事项
    outcomes: {call: 致电, write: 去信}
    hit_policy: collect
    rules:
      - {id: A-1, when: size = large, then: call}
      - {id: A-2, when: 'contains(note, "急")', then: write}
"""
RAISED = """{old} → {new}

size
  large → small
    where amount > 1000.00 and ≤ 2000.00; vip ≠ yes
      e.g. {{id: "x", day: 2026-01-01, amount: "2000.00"}}
      by S-1 → S-2

What follows from that (--all shows where, with examples)

acts
  call falls out

2 changes: 1 of their own, 1 that follow
"""


def differing(tousu: Terminal, old: str, new: str, *arguments: str) -> Said:
    """What is said of two policies, old.yaml and new.yaml."""
    Path("old.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(new, "utf-8")
    return tousu("diff", "old.yaml", "new.yaml", *arguments)


def edited(old: str, new: str, text: str = SMALL) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_what_is_decided_otherwise_is_told_in_words_with_a_complaint(tousu: Terminal) -> None:
    said = differing(tousu, SMALL, edited("1000.00}", "2000.00}"))
    assert said == Said(Exit.NO, RAISED.format(old="old.yaml", new="new.yaml"), "")


def test_two_policies_that_decide_alike_are_said_to(tousu: Terminal) -> None:
    said = differing(tousu, SMALL, edited("amount > bound or vip", "vip or not(amount <= bound)"))
    assert said == Said(Exit.DONE, "old.yaml → new.yaml\n\nNo complaint is decided otherwise.\n", "")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("{2026-01-01: 1000.00}", "{2026-01-01: 1000.00, 2027-01-01: 500.00}", [
            "Complaints dated from 2027-01-01 on", "  small → large",
            "    where amount > 500.00 and ≤ 1000.00; vip ≠ yes"]),
        ("{2026-01-01: 1000.00}", "{2026-01-01: 1000.00, 2026-03-01: 500.00, 2026-05-01: 1000.00}", [
            "Complaints dated 2026-03-01 to 2026-04-30"]),
        ("min(lost, amount)", "max(lost, amount)", [
            "  value paid: min(lost, amount) → max(lost, amount)",
            "    where amount > 1000.00; paid is not the same by min(lost, amount) and max(lost, amount)",
            "    where vip = yes; paid is not the same by min(lost, amount) and max(lost, amount)",
            "      by S-1; 1.00 → 1000.01"]),
        (", set: {paid: 'min(lost, amount)'}", "", ["  value paid: min(lost, amount) → missing"]),
        ("{id: S-2, then: small}", "{id: S-2, when: kind is known, then: small}", [
            "  small → needs review", "    where amount ≤ 1000.00 or missing; vip ≠ yes; kind is missing"]),
        ("{id: S-2, then: small}", "{id: S-2, when: kind != theft, then: small}", [
            "    where amount ≤ 1000.00 or missing; vip ≠ yes; kind in (missing, theft)"]),
        ("{id: S-2, then: small}", "{id: S-2, when: 'kind in (theft, risk) or note is known', then: small}", [
            "    where amount ≤ 1000.00 or missing; vip ≠ yes; kind not in (theft, risk); note is missing"]),
        ("hit_policy: first", "hit_policy: unique", [
            "  large → needs review", "    where amount > 1000.00", "    where vip = yes"]),
        ("then: write}", "then: call}", [
            "  call comes in", '    where size ≠ large; contains(note, "急")', "      by no rule → A-2",
            "  write falls out"]),
        ("when: size = large,", "when: paid > 5.00,", [
            "  call falls out", "    where size = large; paid ≤ 5.00 or missing"]),
        ("amount > bound or vip", "amount > lost or vip", [
            "    where amount ≤ 1000.00; vip ≠ yes; lost < amount",
            "    where amount > 1000.00; vip ≠ yes; not (lost < amount) or lost < amount cannot be told"]),
        ("amount > bound or vip", 'day >= @"2026-06-01"', [
            "    where amount ≤ 1000.00 or missing; vip ≠ yes; day ≥ 2026-06-01"]),
    ],
)  # fmt: skip
def test_each_way_to_differ_has_its_words(tousu: Terminal, old: str, new: str, shown: list[str]) -> None:
    said = differing(tousu, SMALL, edited(old, new))
    assert said.code == Exit.NO
    assert [line for line in shown if line not in said.out.splitlines()] == [], said.out


def test_chinese_readers_get_the_titles_of_a_chinese_policy(tousu: Terminal) -> None:
    said = differing(tousu, SMALL, edited("1000.00}", "2000.00}"), "--lang", "zh")
    assert "大小 size\n  大额 → 小额\n    凡 金额 > 1000.00 且 ≤ 2000.00；贵宾 ≠ 是\n" in said.out


def test_all_is_shown_where_that_is_asked(tousu: Terminal) -> None:
    said = differing(tousu, SMALL, edited("1000.00}", "2000.00}"), "--all")
    assert "  call falls out\n    where before: size = large; after: size ≠ large\n      e.g. {id: " in said.out


COUNT = """  count:
    type: integer
    hit_policy: first
    rules: [{id: C-1, when: vip and amount < 0.00 and amount > 0.00, then: 1}]
"""
DEADLINE = "deadlines:\n  answer: {from: day, within: 5 working days}\n"
MONEY = "money CNY, -10000000000000.00 to 10000000000000.00"


@pytest.mark.parametrize(
    ("old", "new", "shown", "code"),
    [
        ("  vip: {title: 贵宾, type: boolean}\n", "  vip: {title: 贵宾, type: boolean}\n  odd: {type: boolean}\n",
         "fact `odd` added: boolean (no complaint is decided otherwise by that)", Exit.DONE),
        ("lost: {title: 损失, ", "lost: {title: 损失, required: true, ",
         f"fact `lost`: {MONEY} → {MONEY}, required", Exit.NO),
        ("service: 服务}", "service: 服务, other: 其他}",
         "fact `kind`: enum: theft, risk, service → enum: theft, risk, service, other", Exit.NO),
        ("effective: 2026-01-01\n", "effective: 2026-01-01\nuntil: 2027-01-01\n",
         "days in force `effective`: 2026-01-01.. → 2026-01-01..2027-01-01", Exit.NO),
        ("dated_by: day\n", "", "days in force `effective` removed: 2026-01-01..\n  the fact that dates", Exit.NO),
        ("  acts:\n", "  things:\n", "decision `acts` removed: outcomes", Exit.NO),
        ("type: integer", "type: text", "decision `count`: integer", Exit.NO),
        (DEADLINE, "", "deadline `answer` removed: deadline", Exit.NO),
    ],
)  # fmt: skip
def test_what_is_declared_otherwise_is_told(tousu: Terminal, old: str, new: str, shown: str, code: Exit) -> None:
    base = edited("timezone", "calendar: CN\ntimezone") + COUNT + DEADLINE
    after = edited(old, new, base)
    said = differing(tousu, base, after.replace("then: 1", "then: id") if new == "type: text" else after)
    assert said.code == code
    assert f"Declared otherwise\n  {shown}" in said.out


def test_every_kind_of_declaration_has_its_word() -> None:
    assert {key.removeprefix("diff.what.") for key in TEXTS if key.startswith("diff.what.")} == set(What)


def test_machines_get_the_whole(tousu: Terminal) -> None:
    found = json.loads(differing(tousu, SMALL, edited("1000.00}", "2000.00}"), "--json").out)
    (period,) = found.pop("periods")
    assert found == {"old": "old.yaml", "new": "new.yaml", "same": False, "declared": []}
    assert (period["from"], period["until"], period["unsettled"]) == ("2026-01-01", None, [])
    own, follows = period["changes"]
    assert (own["name"], own["before"], own["after"], own["follows"]) == ("size", "large", "small", False)
    (box,) = own["boxes"]
    assert box["witness"] == {
        "given": {"id": "x", "day": "2026-01-01", "amount": "2000.00"},
        "given_new": {"id": "x", "day": "2026-01-01", "amount": "2000.00"},
        "at": None,
        "rules": ["S-1", "S-2"],
        "is_real": True,
    }
    assert box["limits"][0] == {
        "of": "amount",
        "in": "both",
        "sort": "number",
        "cells": [2],
        "names": [],
        "starts": ["1000.01", "2000.01"],
        "text": "amount > 1000.00 and ≤ 2000.00",
    }
    assert (follows["name"], follows["kind"], follows["about"]) == ("acts", "member", "call")


def test_the_policy_is_compared_with_itself_as_it_was(
    tousu: Terminal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    (folder / "policy.yaml").write_text(SMALL, "utf-8")
    for arguments in (["init", "--quiet"], ["add", "policy.yaml"], ["commit", "--quiet", "--message", "one"]):
        subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True)  # noqa: S607 -- the one here
    (folder / "policy.yaml").write_text(edited("1000.00}", "2000.00}"), "utf-8")
    said = tousu("diff", "HEAD")
    name = said.out.partition(" → ")[0]
    assert name.startswith("policy.yaml@HEAD (")
    assert said == Said(Exit.NO, RAISED.format(old=name, new="policy.yaml"), "")
    said = tousu("diff", "HEAD~3")
    assert (said.code, said.out) == (Exit.UNREADABLE, "")
    assert said.err.startswith("Error: `HEAD~3` is neither a file nor a revision of `policy.yaml`: ")


def test_a_policy_with_faults_cannot_be_compared(tousu: Terminal) -> None:
    said = differing(tousu, SMALL, edited("amount > bound", "ammount > bound"))
    assert (said.code, said.out) == (Exit.UNREADABLE, "")
    assert "did you mean `amount`?" in said.err


def test_what_is_not_found_out_is_not_called_the_same() -> None:
    old, new = (load(text, name="x").policy for text in (SMALL, edited("1000.00}", "2000.00}")))
    assert old is not None
    assert new is not None
    found = compare(old, new, effort=1)
    assert diff.exit_code(found) == Exit.INCONCLUSIVE
    assert found.periods[0].unsettled == ("size", "acts")


def mended(policy: str) -> str:
    """The policy whose investigation counts calendar days, everything that this keeps from being read mended too."""
    for days in (3, 5, 7):
        written = (
            f"unit: working days\n    clause: 二（三）1（2）、三 2\n    values: {{2026-01-01: {days} working days}}"
        )
        policy = edited(written, written.replace("working", "calendar"), policy)
    return policy.replace("unit: working days}", "unit: calendar days}")


@pytest.mark.parametrize("edit", [*EDITS, "working-became-calendar-mended"])
@pytest.mark.parametrize("command", ["diff", "test"])
def test_a_bad_edit_of_our_policy_is_shown_as_in_the_transcript(
    tousu: Terminal, folder: Path, edit: str, command: str
) -> None:
    policy = (folder / "policy.yaml").read_text("utf-8")
    (folder / "old.yaml").write_text(policy, "utf-8")
    (folder / "policy.yaml").write_text(edited(*EDITS[edit], policy) if edit in EDITS else mended(policy), "utf-8")
    said = tousu("diff", "old.yaml") if command == "diff" else tousu("test")
    wanted = (TRANSCRIPTS / f"{edit}.{command}.txt").read_text("utf-8")
    assert f"$ exit {said.code}\n{said.out}{said.err}" == wanted


def test_the_small_policy_is_like_itself(tousu: Terminal) -> None:
    assert differing(tousu, POLICY, POLICY).code == Exit.DONE
