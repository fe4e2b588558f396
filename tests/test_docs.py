"""The documentation says what the program does."""

import re
from pathlib import Path

import pytest

from adapters.tables import tables
from engine import Engine
from engine.testing.running import run
from rules.loading import load
from rules.testing import load as load_suite
from tests.casebook import policy_at

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").rglob("*.md"))

HEAD = """\
tousu: 1
policy: example
version: "1"
language: zh
effective: 2026-01-01
dated_by: submitted_at
timezone: Asia/Shanghai
identity: complaint_id
facts:
  complaint_id: {type: text}
  submitted_at: {type: datetime}
  category: {type: enum, values: {account_theft: 账户被盗用, fund_risk: 资金安全风险, service: 服务}}
  finding: {type: enum, values: {upheld: 成立, not_upheld: 不成立}}
  account: {type: text}
  order_no: {type: text}
  description: {type: text}
  account_compromised: {type: boolean}
  amount: {type: money, currency: CNY}
  amount_lost: {type: money, currency: CNY}
"""
TIMES = "triaged_at accepted_at finding_at asked_at answered_at completed_at"
TIMED = "".join(f"  {name}: {{type: datetime}}\n" for name in TIMES.split()) + (
    "  waits: {type: intervals}\n  investigation_window: {type: duration, unit: working days}\n"
)
PARAMETERS = "parameters:\n  large_amount: {type: money, currency: CNY, values: {2026-01-01: 1000.00}}\n"
DECISION = (
    "decisions:\n  d:\n    outcomes: {yes: 是}\n    hit_policy: first\n    rules:\n      - {id: D-1, then: yes}\n"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_module_that_the_design_names_is_there() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:rules|engine|adapters)(?:\.\w+)+)`", text))
    gone = [
        name
        for name in sorted(named)
        if not any((ROOT / name.replace(".", "/")).with_suffix(end).exists() for end in ("", ".py"))
        and name != "rules.types.show"
    ]
    assert gone == []


def blocks(page: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", blocks("testing.md"))
def test_every_example_of_the_testing_page_passes(block: str) -> None:
    policy = policy_at("policy.yaml")
    loaded = load_suite(block, policy, name="testing.md")
    assert loaded.suite is not None, loaded.messages
    with Engine(policy) as engine:
        assert [one for one in run(engine, loaded.suite.cases) if not one.passed] == []


@pytest.mark.parametrize("number", range(len(blocks("language.md"))))
def test_every_example_of_the_language_page_loads(number: int) -> None:
    block = blocks("language.md")[number]
    loaded = load(completed(block), name="language.md", tables=tables(lambda _: shown_table().encode()))
    assert loaded.messages == ()


def shown_table() -> str:
    """The table of the language page."""
    return (ROOT / "docs" / "language.md").read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]


def completed(block: str) -> str:
    """The example with what it leaves out."""
    if block.startswith("tousu:"):
        return block + HEAD[HEAD.index("facts:") :] + DECISION
    if block.startswith("parameters:"):
        return HEAD + block + DECISION
    if block.startswith("derived:"):
        return HEAD + block + DECISION
    if block.startswith("document:"):
        return block + HEAD + DECISION
    if block.startswith("deadlines:"):
        return "calendar: CN\n" + HEAD + TIMED + block + DECISION
    if block.startswith("decisions:"):
        return HEAD + PARAMETERS + block
    if block.startswith(("never:", "waive:")):
        return (ROOT / "policy.yaml").read_text(encoding="utf-8").partition("never:\n")[0] + block
    return HEAD + "decisions:\n  compensation:\n    outcomes: {refund: 退款}\n" + block


def test_every_expression_of_the_language_page_has_a_meaning() -> None:
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    rows = text[text.index("| comparison |") : text.index("A bare name is")]
    tests = [one for one in re.findall(r"`([^`]+)`", rows) if re.search(r" (in|between|is) |contains|starts", one)]
    tests = [one for one in tests if "actions" not in one]
    rules = "".join(f"      - {{id: R-{number}, when: '{one}', then: yes}}\n" for number, one in enumerate(tests))
    policy = HEAD + "decisions:\n  d:\n    outcomes: {yes: 是}\n    hit_policy: first\n    rules:\n" + rules
    assert (len(tests), load(policy, name="language.md").messages) == (8, ())
