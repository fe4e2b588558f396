"""`tousu test`."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from adapters import suites
from adapters.cli import mutation, test
from adapters.cli.bar import counted
from adapters.layout import LayoutError
from engine import EngineFault
from engine.testing.mutating import Fate
from engine.testing.surviving import Judged, Surviving
from tests.adapters.cli.terminal import Terminal
from tests.adapters.shop import POLICY

AT = "2026-03-02T09:30:00+08:00"
SUITE = f"""tousu: 1
tests: shop
complaint: {{id: T-1, at: {AT}, amount: 1000.00}}
cases:
  - case: 不超过一千元
    clause: 一
    expect: {{size: small, steps: [note]}}
    because: [S-2, T-1]
  - case: 超过一千元
    given: {{amount: 1000.01}}
    expect: {{size: large, refund: 1000.01}}
    because: [S-1]
"""
FAILING = """shop.tests.yaml:5:11: 不超过一千元 (一)
  size
  - large by S-1
  + small by S-2: 金额 1000.00
  steps
    note by T-1
  - call by T-2

shop.tests.yaml:9:11: 超过一千元
  refund
  - 5.00
  + 1000.01
  size
  - by S-2
  + large by S-1: 金额 1000.01，电话 ?

shop.tests.yaml: 2 of 2 tests failed
"""


@pytest.fixture
def shop(folder: Path) -> Path:
    """A folder with tests of the small policy beside it."""
    path = folder / "shop.tests.yaml"
    path.write_text(SUITE, "utf-8")
    return path


@pytest.fixture
def wrong(shop: Path) -> Path:
    """Tests that expect something else."""
    text = SUITE.replace("{size: small, steps: [note]}", "{size: large, steps: [note, call]}")
    text = text.replace("[S-2, T-1]", "[S-1, T-1, T-2]").replace("{size: large, refund: 1000.01}", "{refund: 5.00}")
    shop.write_text(text.replace("because: [S-1]\n", "because: [S-2]\n"), "utf-8")
    return shop


def test_tests_beside_the_policy_pass(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml")
    assert (said.code, said.out) == (0, f"{shop.name}: 2 tests passed\n")


def test_the_default_policy_passes_its_tests(folder: Path, tousu: Terminal) -> None:
    said = tousu("test")
    assert said.code == 0
    assert said.out.startswith("tests/policy.tests.yaml: ")
    assert said.out.endswith(" tests passed\n")
    assert folder.name


def test_what_differs_is_shown_with_rules_and_reasons(wrong: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml")
    assert (said.code, said.out) == (1, FAILING)
    assert wrong.exists()


def test_the_same_in_chinese(wrong: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--lang", "zh")
    assert "  - large，依 S-1\n  + small，依 S-2: 金额 1000.00\n" in said.out
    assert said.out.endswith(f"{wrong.name}：2 项测试中有 2 项未通过\n")


def test_files_that_are_named_are_tested_instead(shop: Path, tousu: Terminal) -> None:
    shop.with_name("one.yaml").write_text(SUITE.partition("  - case: 超")[0], "utf-8")
    said = tousu("test", "shop.yaml", "one.yaml", shop.name)
    assert (said.code, said.out) == (0, f"one.yaml: 1 tests passed\n{shop.name}: 2 tests passed\n")


def test_what_is_decided_is_written_on_demand(wrong: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--update")
    assert said.code == 0
    assert said.out.endswith("\nshop.tests.yaml: 2 tests now expect what is decided\n")
    assert "  - large by S-1\n  + small by S-2" in said.out
    assert "    expect: {size: small, steps: [note]}\n    because: [S-2, T-1]\n" in wrong.read_text("utf-8")
    again = tousu("test", "shop.yaml", "--update")
    assert (again.code, again.out) == (0, "shop.tests.yaml: nothing to change, 2 tests passed\n")


def test_a_case_that_expects_nothing_is_no_test(shop: Path, tousu: Terminal) -> None:
    shop.write_text(SUITE + "  - case: 空\n", "utf-8")
    said = tousu("test", "shop.yaml")
    assert said.code == 1
    assert "  nothing is expected; write `expect`, or let `tousu test --update` write it\n" in said.out


def test_an_instant_is_told_where_clocks_run(folder: Path, tousu: Terminal) -> None:
    (folder / "p.tests.yaml").write_text(
        "tousu: 1\ntests: payment-complaints\ncases:\n  - case: 一\n    at: 2026-03-02T10:15:00+08:00\n"
        "    given: {complaint_id: T-1, submitted_at: 2026-03-02T09:15:00+08:00}\n"
        "    expect: {first_review: met, missing_items: needs_review}\n",
        "utf-8",
    )
    said = tousu("test", "policy.yaml", "p.tests.yaml")
    assert said.code == 1
    assert (
        "  at 2026-03-02T10:15:00+08:00\n  first_review\n  - met\n  + running\n  missing_items\n  - needs_review\n"
        in (said.out)
    )


def test_a_report_for_build_servers(wrong: Path, tousu: Terminal) -> None:
    assert tousu("test", "shop.yaml", "--junit", "report.xml").code == 1
    root = ET.parse(wrong.with_name("report.xml")).getroot()  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("2", "2")
    first = root.findall("./testsuite/testcase/failure")[0]
    assert first.text is not None
    assert first.text.startswith("size\n- large by S-1\n+ small by S-2: 金额 1000.00\nsteps\n")


def test_machines_read_what_differs(wrong: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--json")
    document = json.loads(said.out)
    assert said.code == 1
    assert document["updated"] is False
    first = document["tests"][0]
    assert {key: first[key] for key in ("name", "clause", "file", "line", "passed", "empty")} == {
        "name": "不超过一千元",
        "clause": "一",
        "file": wrong.name,
        "line": 5,
        "passed": False,
        "empty": False,
    }
    assert first["differences"][1] == {
        "at": None,
        "name": "steps",
        "line": 7,
        "column": 34,
        "expected": ["note", "call"],
        "got": ["note"],
        "because": ["T-1", "T-2"],
        "rules": ["T-1"],
        "reason": None,
    }


def test_what_needs_review_says_why(shop: Path, tousu: Terminal) -> None:
    shop.write_text(
        SUITE.partition("  - case: 超")[0].replace("clause", "given: {amount: missing}\n    clause"), "utf-8"
    )
    said = tousu("test", "shop.yaml")
    assert "  - small by S-2\n  + needs_review: no-rule-matched: size\n" in said.out


def test_faults_of_all_files_are_told_at_once(shop: Path, tousu: Terminal) -> None:
    shop.write_text(SUITE.replace("size: small", "sise: small"), "utf-8")
    shop.with_name("two.yaml").write_text(SUITE.replace("S-1", "S-9"), "utf-8")
    said = tousu("test", "shop.yaml", shop.name, "two.yaml")
    assert said.code == 3
    assert "`shop.tests.yaml` has faults, so nothing is tested:\n\nshop.tests.yaml:7:14: no decision" in said.err
    assert "two.yaml:12:15: no rule has the id `S-9`" in said.err


@pytest.mark.parametrize("names", [["no.yaml"], []])
def test_tests_that_are_not_there_cannot_be_read(names: list[str], folder: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", *names)
    assert said.code == 3
    told = "`no.yaml` cannot be read" if names else "there is no `shop.tests.yaml`, `tests/shop.tests.yaml`"
    assert told in said.err
    assert folder.name


def test_a_policy_with_faults_is_not_tested(folder: Path, tousu: Terminal) -> None:
    (folder / "shop.yaml").write_text(POLICY.replace("amount > 1000.00", "ammount > 1000.00"), "utf-8")
    said = tousu("test", "shop.yaml")
    assert said.code == 1
    assert "no fact is named `ammount`" in said.err


def test_a_file_that_cannot_be_laid_out_is_left_as_it_is(
    wrong: Path, tousu: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfit(*_: object) -> None:
        raise LayoutError("it would mean something else")

    monkeypatch.setattr(suites, "updated", unfit)
    text = wrong.read_text("utf-8")
    said = tousu("test", "shop.yaml", "--update")
    assert (said.code, wrong.read_text("utf-8")) == (4, text)
    assert "`shop.tests.yaml` cannot be laid out: it would mean something else" in said.err


COMPLETE = (
    SUITE
    + f"""  - case: 电话
    given: {{phone: "1", amount: 2000.00}}
    expect: {{steps: [note, call], asked: {AT}, due: 2026-03-02, contact: "1", window: 5 working days}}
    because: [T-1, T-2]
  - case: 金额不明
    given: {{amount: missing}}
    expect: {{size: needs_review}}
  - case: 生效日
    columns: [at, review]
    rows:
      - [2025-12-31T23:59:59+08:00, "not-in-force: shop"]
      - [2026-01-01T00:00:00+08:00, missing]
"""
)


def test_a_mutant_that_survives_is_shown_with_the_case_that_kills_it(shop: Path, tousu: Terminal) -> None:
    shop.write_text(SUITE, "utf-8")
    said = tousu("test", "shop.yaml", "--mutate")
    assert said.code == 1
    assert " no test of `T-2` notices `" in said.out
    cases = re.findall(r"^  - case: (?:.*\n)+?(?=\n)", said.out, re.MULTILINE)
    assert len(cases) > 3
    shop.write_text(SUITE + "".join(cases), "utf-8")
    again = tousu("test", "shop.yaml", "--mutate")
    assert again.code == 0, again.out
    assert re.search(r" 0 survived, 0 undecided\nequivalent: \d+, unfit: 0; score 100\.0 %\n$", again.out)


def test_what_tests_come_to_is_shown_as_a_table(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--coverage")
    assert (said.code, shop.exists()) == (0, True)
    assert said.out == (
        "shop.tests.yaml: 2 tests passed\n"
        "      rules  outcomes  cells  boundaries  \n"
        "大小    2/2       2/2    2/3         2/2  \n"
        "步骤    1/2       1/2    1/2           -  \n"
        "all     3/4       3/4    3/5         2/2  \n"
        "\n"
        "shop.yaml:16:3: no test of size has amount: missing\n"
        "shop.yaml:36:3: no test of steps has phone: known\n"
        "shop.yaml:38:26: no test comes to call of steps\n"
        "shop.yaml:42:14: no test comes to rule T-2 of steps\n"
    )


def test_the_policy_s_own_text_shows_how_often_each_rule_decides(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--annotate")
    lines = said.out.splitlines()
    assert (said.code, shop.exists()) == (0, True)
    assert "     1 27       - id: S-1" in lines
    assert "       28         when: amount > 1000.00" in lines
    assert [line for line in lines if line.strip().startswith("! ")] == [
        "     ! 38     outcomes: {note: 登记, call: 回电}",
        '     ! 42       - {id: T-2, when: phone is known, then: call, because: "回电 {phone}"}',
    ]


TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text}
  at: {type: datetime}
  amount: {type: money, currency: CNY}
  lost: {type: money, currency: CNY}
  kind: {type: enum, values: {a: 甲, b: 乙, c: 丙}}
  vip: {type: boolean}
deadlines:
  answer: {from: at, within: 24 hours, warn_at: 50%}
decisions:
  d:
    outcomes: {x: X, y: Y}
    hit_policy: first
    rules:
      - id: R-1
        when: amount between 1.00 and 5.00 and kind = a

        then: x
      - id: R-2
        when: lost > amount and vip
        then: x
      - id: R-3
        when: amount > 1.00 and amount < 0.50
        then: x
      - {id: R-4, then: y}
"""


def test_cells_and_boundaries_are_told_as_a_policy_says_them(folder: Path, tousu: Terminal) -> None:
    (folder / "timed.yaml").write_text(TIMED, "utf-8")
    cases = "cases:\n  - {case: a, complaint: {id: x}, expect: {d: y}}\n"
    text = f"tousu: 1\ntests: timed\nat: 2026-03-02T10:00:00+08:00\n{cases}"
    (folder / "timed.tests.yaml").write_text(text, "utf-8")
    out = tousu("test", "timed.yaml", "--coverage").out
    told = re.findall(
        r"^timed.yaml:\d+:\d+: no test (?:of d has|of d is right at|of answer is right at) (.*)$", out, re.MULTILINE
    )
    assert {one for one in told if one.startswith("amount")} >= {
        "amount: ..0.49",
        "amount: 1.01..5.00",
        "amount: 5.01..",
        "amount = 5.00",
        "amount = 5.01",
    }
    assert {
        "kind: a",
        "kind: b, c",
        "vip: false",
        "vip: true",
        "amount < lost: +0..+0",
        "amount < lost: +1..+1",
    } <= set(told)
    assert {"answer.due <=", "answer.due >", "answer.warned false", "answer.warned true"} <= set(told)
    lines = tousu("test", "timed.yaml", "--annotate").out.splitlines()
    marks = {line[8:].split()[3]: line[:7].strip() for line in lines if " id: R-" in line}
    assert marks == {"R-1": "!", "R-2": "!", "R-3": "-"}
    assert sum(line.strip().startswith("! ") for line in lines) == 9


def test_machines_read_what_tests_come_to(shop: Path, tousu: Terminal) -> None:
    found = json.loads(tousu("test", "shop.yaml", "--coverage", "--json").out)["coverage"]
    assert found["counts"]["size"]["rule"] == {"reached": 2, "of": 2}
    assert found["rules"] == {"S-1": 1, "S-2": 1, "T-1": 2, "T-2": 0}
    place = {"file": "shop.yaml", "line": 16, "column": 3, "length": 4}
    assert found["missed"][0] == {"part": "cell", "owner": "size", "about": "amount: missing", **place}
    assert shop.exists()


MANY = """tousu: 1
policy: many
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text}
  note: {type: text}
  amount: {type: money, currency: CNY}
  long: {type: text}
  words: {type: text}
  more: {type: text}
decisions:
  d:
    outcomes: {x: X, y: Y}
    hit_policy: first
    values: {v: {type: text}}
    rules:
      - id: R-1
        when: >-
          long = "a long text that fills" and words = "another long text"
          and more = "and yet more of it here, on and on"
        then: x
        set: {v: note}
      - {id: R-2, when: 'note in ("a", "b")', then: x, set: {v: note}}
      - {id: R-3, then: y}
  e:
    outcomes: {p: P, q: Q}
    hit_policy: collect
    rules: [{id: E-1, when: amount > 1.00, then: p}, {id: E-2, when: amount > 2.00, then: q}]
"""


def test_whatever_a_case_holds_can_be_pasted(folder: Path, tousu: Terminal) -> None:
    (folder / "many.yaml").write_text(MANY, "utf-8")
    head = "tousu: 1\ntests: many\ncases:\n  - {case: a, complaint: {id: x}, expect: {d: y}}\n"
    (folder / "many.tests.yaml").write_text(head, "utf-8")
    out = tousu("test", "many.yaml", "--mutate").out
    cases = re.findall(r"^  - case: (?:.*\n)+?(?=\n)", out, re.MULTILINE)
    (folder / "many.tests.yaml").write_text(head + "".join(cases), "utf-8")
    assert tousu("test", "many.yaml", "--mutate").code == 0
    pasted = "".join(cases)
    assert "    complaint:\n      long:" in pasted
    assert "    expect: {v: " in pasted
    assert "    expect: {e: [" in pasted
    missed = tousu("test", "many.yaml", "--coverage").out
    assert "no test of d has note: ..." in missed or "note" not in missed


def test_mutants_are_tried_once_all_tests_pass(wrong: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--mutate")
    assert (said.code, wrong.exists()) == (1, True)
    assert said.out.endswith("mutants are tried once all tests pass\n")


def test_machines_read_what_became_of_mutants(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--mutate", "--json")
    found = json.loads(said.out)["mutation"]
    assert (said.code, shop.exists()) == (1, True)
    assert found["counts"]["killed"] + found["counts"]["survived"] == round(found["counts"]["killed"] / found["score"])
    first = next(one for one in found["mutants"] if one["fate"] == "survived")
    assert first["case"].startswith("  - case: ")
    assert first["operator"] in found["operators"]


@pytest.mark.parametrize("names", [["size"], ["S-1", "S-2"]])
def test_only_what_is_named_is_changed(names: list[str], shop: Path, tousu: Terminal) -> None:
    options = [part for name in names for part in ("--of", name)]
    found = json.loads(tousu("test", "shop.yaml", "--mutate", *options, "--json").out)["mutation"]
    assert {one["about"] for one in found["mutants"]} <= {"size", "S-1", "S-2"}
    assert sum(found["counts"].values()) < 30
    assert shop.exists()


def test_what_is_not_there_cannot_be_changed(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--mutate", "--of", "sise")
    assert (said.code, shop.exists()) == (2, True)
    assert "nothing of `sise` can be changed" in said.err


def test_tests_are_not_updated_and_mutants_tried_at_once(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--mutate", "--update")
    assert (said.code, shop.exists()) == (2, True)
    assert "--mutate and --update exclude each other" in said.err


def test_what_is_undecided_cannot_be_concluded(shop: Path, tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write_text(COMPLETE, "utf-8")
    monkeypatch.setattr(Surviving, "judged", lambda *_: Judged(Fate.UNDECIDED))
    said = tousu("test", "shop.yaml", "--mutate")
    assert said.code == 4
    assert "it is undecided whether `" in said.out


def test_progress_is_logged_where_nobody_watches(shop: Path, tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "SECONDS_BETWEEN_LINES", 0.0)
    said = tousu("test", "shop.yaml", "--mutate")
    assert "event=test.mutants tried=1 of=" in said.err
    assert shop.exists()


def test_a_bar_is_drawn_where_somebody_watches() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with counted("mutants", console, total=2) as watch:
        watch()
    assert console.is_terminal


def test_a_report_that_cannot_be_written_is_told(shop: Path, tousu: Terminal) -> None:
    said = tousu("test", "shop.yaml", "--junit", "no/report.xml")
    assert said.code == 3
    assert "`no/report.xml` cannot be written" in said.err
    assert shop.exists()


def test_an_engine_that_cannot_decide_is_told(shop: Path, tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise EngineFault("x")

    monkeypatch.setattr(test, "Engine", broken)
    assert tousu("test", "shop.yaml").code == 4
    assert shop.exists()


TABLED = """tousu: 1
policy: tabled
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  amount: {type: money, currency: CNY}
decisions:
  size:
    outcomes: {large: 大额, small: 小额}
    table: t.csv
"""


def test_rules_of_a_table_beside_the_policy_are_covered_and_mutated(tousu: Terminal, folder: Path) -> None:
    (folder / "tabled.yaml").write_text(TABLED, "utf-8")
    (folder / "t.csv").write_text("id,amount,then\nA,> 10.00,large\nB,<= 10.00,small\nC,is missing,small\n", "utf-8")
    cases = 'cases:\n  - {case: a, complaint: {id: x, amount: "10.01"}, expect: {size: large}, because: [A]}\n'
    (folder / "tabled.tests.yaml").write_text("tousu: 1\ntests: tabled\n" + cases, "utf-8")
    annotated = tousu("test", "tabled.yaml", "--annotate").out.splitlines()[-3:]
    assert [line.split() for line in annotated] == [
        ["1", "t.csv:2:1:", "A"],
        ["!", "t.csv:3:1:", "B"],
        ["!", "t.csv:4:1:", "C"],
    ]
    assert "\nt.csv:3:1: no test comes to rule B of size\n" in tousu("test", "tabled.yaml", "--coverage").out
    assert "t.csv:3:1: no test of `B` notices " in tousu("test", "tabled.yaml", "--mutate").out
