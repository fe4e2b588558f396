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
