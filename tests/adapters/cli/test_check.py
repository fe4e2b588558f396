"""`tousu check`."""

import json
from pathlib import Path

import openpyxl
import pytest

from adapters.cli import check
from adapters.cli.exits import Exit
from adapters.cli.words import TEXTS
from rules.analysis import prove
from rules.finding import FINDINGS
from rules.loading import load
from tests.adapters.cli.terminal import Said, Terminal
from tests.adapters.shop import POLICY

BAD = POLICY.replace("amount > 1000.00", "ammount > 1000.00").replace("T-1", "T-2", 1)

SOUND = """tousu: 1
policy: sound
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  amount: {type: money, currency: CNY}
  note: {type: text}
  share: {type: decimal, scale: 2}
  vip: {type: boolean}
decisions:
  size:
    outcomes: {large: 大额, small: 小额}
    hit_policy: first
    rules:
      - id: S-1
        when: amount > 1000.00 or (vip and share > 0.50 and contains(note, "\\"急\\""))
        then: large
      - id: S-2
        then: small
"""
PROVED = """sound.yaml: no faults; 1 decisions, 2 rules
proved over all complaints: 0 findings, 0 waived; 0 obligations
"""
HOLED = SOUND.replace("      - id: S-2\n        then: small\n", "")
WAIVED = """waive:
  - {finding: unused-outcome, about: size.small, because: 以后使用, until: 2027-01-01}
"""
OBLIGED = """never:
  - {id: OBL-1, that: size = large and amount <= 1000.00, because: 小额不得按大额处理}
"""
TRANSCRIPTS = Path(__file__).parent / "transcripts"
AT = "2026-06-01T00:00:00+08:00"


@pytest.fixture
def sound(folder: Path) -> Path:
    (folder / "sound.yaml").write_text(SOUND, "utf-8")
    return folder


def test_a_sound_policy_is_told_in_two_lines(tousu: Terminal, sound: Path) -> None:
    del sound  # the policy stands there
    assert tousu("check", "sound.yaml") == Said(Exit.DONE, PROVED, "")


def test_a_finding_is_told_with_a_complaint_that_shows_it(tousu: Terminal, folder: Path) -> None:
    (folder / "sound.yaml").write_text(SOUND + OBLIGED, "utf-8")
    said = tousu("check", "sound.yaml")
    assert said == Said(
        Exit.NO,
        "sound.yaml:24:10: `OBL-1` does not hold of this complaint: 小额不得按大额处理 [obligation-broken]\n"
        "  - {id: OBL-1, that: size = large and amount <= 1000.00, because: 小额不得按大额处理}\n"
        "         ^~~~~\n"
        "given:\n"
        '  id: "x"\n'
        '  amount: "1.00"\n'
        '  note: "\\"急\\""\n'
        '  share: "1.00"\n'
        "  vip: true\n"
        "\n" + PROVED.replace("0 findings", "1 findings").replace("0 obligations", "1 obligations"),
        "",
    )


def test_a_rule_is_told_with_those_that_make_it_idle(tousu: Terminal, folder: Path) -> None:
    more = "      - {id: S-0, when: amount > 5000.00, then: large}\n      - id: S-1\n"
    (folder / "sound.yaml").write_text(SOUND.replace("      - id: S-1\n", more), "utf-8")
    said = tousu("check", "sound.yaml", "--lang", "zh")
    assert "没有 `S-0`，一切结果不变（由 `S-1` 得出） [redundant-rule]\n" in said.out
    assert "\n规则: S-0（第 18 行）, S-1（第 19 行）\n" in said.out


@pytest.mark.parametrize(("at", "code"), [(AT, Exit.DONE), ("2027-01-01T00:00:00+08:00", Exit.NO)])
def test_a_waiver_holds_until_its_day(tousu: Terminal, folder: Path, at: str, code: Exit) -> None:
    policy = SOUND.replace("small: 小额", "small: 小额, odd: 其他") + WAIVED.replace("size.small", "size.odd")
    (folder / "sound.yaml").write_text(policy, "utf-8")
    assert tousu("check", "sound.yaml", "--as-of", at).code == code


TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
calendar: CN
identity: id
facts:
  id: {type: text, required: true}
  told: {type: datetime}
deadlines:
  answer: {from: told, within: 5 working days}
decisions:
  size:
    outcomes: {late: 迟, soon: 早}
    hit_policy: first
    rules:
      - {id: S-1, when: answer = breached, then: late}
      - {id: S-2, then: soon}
never:
  - {id: OBL-1, that: CONDITION}
"""


@pytest.mark.parametrize(
    ("condition", "shown", "at"),
    [
        (
            "size = late",
            '  id: "x"\n  told: 2026-01-01T09:00:00+08:00\nat: 2026-01-09T00:00:00.000001+08:00\n',
            "2026-01-09T00:00:00.000001+08:00",
        ),
        (
            "answer.due < told + 72 hours",
            (
                '  id: "x"\n  told: 2026-01-01T09:00:00+08:00\n  answer: running\n'
                "no complaint was found whose deadlines stand so; look whether one can\n"
            ),
            None,
        ),
    ],
)
def test_a_complaint_is_shown_with_the_instant_or_with_its_states(
    tousu: Terminal, folder: Path, condition: str, shown: str, at: str | None
) -> None:
    (folder / "timed.yaml").write_text(TIMED.replace("CONDITION", condition), "utf-8")
    assert f"given:\n{shown}\n" in tousu("check", "timed.yaml").out
    (found,) = json.loads(tousu("check", "timed.yaml", "--json").out)
    assert (found["at"], found["abstract"]) == (at, at is None)


def test_machines_get_the_findings_and_what_is_waived(tousu: Terminal, folder: Path) -> None:
    (folder / "sound.yaml").write_text(HOLED + WAIVED, "utf-8")
    said = tousu("check", "sound.yaml", "--json", "--as-of", AT)
    gap, unused = json.loads(said.out)
    assert gap == {
        "code": "gap",
        "about": "size",
        "message": "no rule of `size` holds for this complaint",
        "file": "sound.yaml",
        "line": 14,
        "column": 3,
        "length": 4,
        "rules": [],
        "given": {"id": "x"},
        "at": None,
        "abstract": False,
        "waived": None,
        "page": "docs/findings/gap.md",
    }
    assert (unused["code"], unused["waived"]) == (
        "unused-outcome",
        {"because": "以后使用", "until": "2027-01-01", "line": 22},
    )


def test_the_rules_engine_is_asked_about_every_class(tousu: Terminal, sound: Path) -> None:
    del sound  # the policy stands there
    said = tousu("check", "sound.yaml", "--prove-engine")
    assert said == Said(Exit.DONE, PROVED + "durable_rules asked about 81 of 81 classes\n", "")


def test_the_whole_of_our_policy_is_asked_of_the_rules_engine(tousu: Terminal) -> None:
    said = tousu("check", "policy.yaml", "--prove-engine", "--as-of", AT)
    asked, _, classes = said.out.splitlines()[-1].removeprefix("durable_rules asked about ").partition(" of ")
    assert (said.code, f"{asked} classes") == (Exit.DONE, classes)


EDITS = {
    "category-forgotten": ('category: "service"', 'category: "fee_dispute"'),
    "above-became-from": ("value: amount > large_amount or", "value: amount >= large_amount or"),
    "working-became-calendar": ("{2026-01-01: 7 working days}", "{2026-01-01: 7 calendar days}"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_bad_edit_of_our_policy_is_shown_as_in_the_transcript(tousu: Terminal, folder: Path, edit: str) -> None:
    policy = (folder / "policy.yaml").read_text("utf-8")
    written, instead = EDITS[edit]
    assert policy.count(written) == 1
    (folder / "policy.yaml").write_text(policy.replace(written, instead), "utf-8")
    said = tousu("check", "--as-of", AT)
    assert said == Said(Exit.NO, (TRANSCRIPTS / f"{edit}.txt").read_text("utf-8"), "")


def test_a_question_that_is_given_up_is_not_an_answer() -> None:
    policy = load(SOUND, name="sound.yaml").policy
    assert policy is not None
    assert check.exit_code(prove(policy, effort=1)) is Exit.INCONCLUSIVE


def test_every_finding_has_its_words() -> None:
    told = {key.removeprefix("finding.") for key in TEXTS if key.startswith("finding.")}
    assert told == set(FINDINGS)


def test_the_policy_of_the_folder_is_meant_unless_another_is_named(tousu: Terminal) -> None:
    said = tousu("check", "--as-of", AT)
    assert (said.code, said.out.partition(";")[0]) == (Exit.DONE, "policy.yaml: no faults")


def test_every_fault_is_shown_with_its_line_and_the_place_underlined(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD, "utf-8")
    said = tousu("check", "bad.yaml")
    assert (said.code, said.err) == (Exit.NO, "")
    assert said.out.startswith(
        "bad.yaml:28:15: no fact is named `ammount`; did you mean `amount`? [unknown-fact]\n"
        "        when: ammount > 1000.00\n"
        "              ^~~~~~~\n"
        "\n"
        "bad.yaml:42:14: "
    )
    assert said.out.endswith("             ^~~\n")


def test_machines_get_the_faults_as_a_list(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD, "utf-8")
    said = tousu("check", "bad.yaml", "--json")
    first, second = json.loads(said.out)
    assert first == {
        "code": "unknown-fact",
        "message": "no fact is named `ammount`",
        "file": "bad.yaml",
        "line": 28,
        "column": 15,
        "length": 7,
        "suggestion": "amount",
        "page": "docs/faults/unknown-fact.md",
    }
    assert second["code"] == "duplicate-rule-id"


def test_machines_get_an_empty_list_when_nothing_is_found(tousu: Terminal, sound: Path) -> None:
    del sound  # the policy stands there
    assert tousu("check", "sound.yaml", "--json") == Said(Exit.DONE, "[]\n", "")


def test_a_file_that_is_not_there_is_an_answer_too(tousu: Terminal) -> None:
    said = tousu("check", "none.yaml")
    assert said == Said(Exit.UNREADABLE, "", "Error: `none.yaml` cannot be read: no such file or directory\n")


TABLED = """tousu: 1
policy: tabled
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  amount: {title: 金额, type: money, currency: CNY}
decisions:
  size:
    outcomes: {large: 大额, small: 小额}
    table: {file: t.xlsx, sheet: 规模}
"""


def workbook(folder: Path, *rows: tuple[str, ...]) -> None:
    """A policy in `p` with its rules in a sheet beside it."""
    (folder / "p").mkdir()
    (folder / "p" / "tabled.yaml").write_text(TABLED, "utf-8")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("规模")
    for row in (("id", "金额", "then"), *rows):
        sheet.append(row)
    book.save(folder / "p" / "t.xlsx")


def test_a_fault_in_a_table_is_shown_in_its_cell(tousu: Terminal, folder: Path) -> None:
    workbook(folder, ("A", "> 10O", "large"))
    said = tousu("check", "p/tabled.yaml")
    assert said == Said(Exit.NO, "p/t.xlsx!规模:B2: `O` cannot stand here [syntax]\n> 10O\n    ^\n", "")
    (told,) = json.loads(tousu("check", "p/tabled.yaml", "--json").out)
    place = {key: told[key] for key in ("file", "sheet", "cell", "line", "column", "length")}
    assert place == {"file": "p/t.xlsx", "sheet": "规模", "cell": "B2", "line": 2, "column": 5, "length": 1}


def test_a_finding_about_a_table_names_its_rows(tousu: Terminal, folder: Path) -> None:
    workbook(folder, ("A", ">= 10.00", "large"), ("B", "<= 10.00", "small"))
    said = tousu("check", "p/tabled.yaml")
    assert said.code == Exit.NO
    assert "p/t.xlsx!规模:A3: `A` and `B` of `size` both hold for this complaint [overlap]\nB\n^\n" in said.out
    assert "rules: A (line 2 of t.xlsx!规模), B (line 3 of t.xlsx!规模)\n" in said.out
