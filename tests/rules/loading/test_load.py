"""Loading: good policies become the model, each bad one tells its fault, and every code has its page and its policy."""

import ast
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tables import Folder, tables
from engine.proving import unbearable
from rules.fault import FAULTS, render
from rules.loading import load
from rules.loading.calendar import shipped
from rules.policy import HitPolicy, Policy
from rules.testing import load as load_suite
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Number, Text, Unit, money
from tests.rules.loading.writing import HEAD, loaded, told, written

ROOT = Path(__file__).parents[3]
POLICIES = ROOT / "tests" / "policies"
PAGES = ROOT / "docs" / "faults"
SUITES = POLICIES.parent / "suites"
BAD = sorted([*(POLICIES / "bad").glob("*.yaml"), *(SUITES / "bad").glob("*.yaml")], key=lambda path: path.stem)
GOOD = [
    *sorted((POLICIES / "good").glob("*.yaml")),
    ROOT / "policy.yaml",
    *sorted((ROOT / "rules" / "packs").glob("*.yaml")),
    ROOT / "benchmarks" / "peers.yaml",
]


def source(path: Path) -> bytes:
    """The bytes of a bad policy; what only size makes bad grows here."""
    match path.stem:
        case "too-large":
            return path.read_bytes().ljust(2**24 + 1, b"#")
        case "too-many-faults":
            return path.read_bytes() + b"amount: 1\n" * 1001
    return path.read_bytes()


def expected(path: Path) -> str:
    """The message that a bad policy's first line promises."""
    return path.read_bytes().splitlines()[0].removeprefix(b"# ").decode()


def messages(path: Path) -> tuple[str, ...]:
    """Everything told of a bad policy: by loading it, or by trying it on the rules engine."""
    if path.is_relative_to(SUITES):
        tested = load((SUITES / "shop.yaml").read_bytes(), name="shop.yaml").policy
        assert tested is not None
        return load_suite(source(path), tested, name=path.name).messages
    found = load(source(path), name=path.name, tables=tables(Folder(path.parent)))
    if found.policy is None:
        return found.messages
    return tuple(render(fault, name=path.name, text=found.text) for fault in unbearable(found.policy))


def everything() -> Policy:
    policy = load((POLICIES / "good" / "everything.yaml").read_bytes(), name="everything.yaml").policy
    assert policy is not None
    return policy


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_policy_loads_without_fault(path: Path) -> None:
    assert load(path.read_bytes(), name=path.name, tables=tables(Folder(path.parent))).messages == ()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_policy_tells_what_its_first_line_says(path: Path) -> None:
    heads = [message.split("\n")[0] for message in messages(path)]
    assert heads[-1] == expected(path)
    assert len(heads) == (1001 if path.stem == "too-many-faults" else 1)


def test_every_code_has_a_bad_policy() -> None:
    assert [path.stem for path in BAD] == list(FAULTS)
    assert all(expected(path).endswith(f" [{path.stem}]") for path in BAD)


def test_every_code_has_a_page() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == ["README", *FAULTS]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_page_shows_the_message_as_it_is_told(path: Path) -> None:
    page = (PAGES / f"{path.stem}.md").read_text(encoding="utf-8")
    summary = FAULTS[path.stem]
    assert page.startswith(f"# {path.stem}\n\n{summary[0].upper()}{summary[1:]}.\n")
    assert f"\n```\n{messages(path)[-1]}\n```\n" in page


def test_the_index_lists_every_code() -> None:
    rows = [line for line in (PAGES / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    assert rows == [f"| [{code}]({code}.md) | {summary} |" for code, summary in FAULTS.items()]


def test_no_fault_is_told_with_a_code_that_is_not_listed() -> None:
    tellers = (*(ROOT / "rules").rglob("*.py"), *(ROOT / "adapters" / "tables").glob("*.py"))
    codes = {code for path in tellers for code in coded(path)}
    assert codes <= FAULTS.keys()
    assert len(codes) > len(FAULTS) * 0.8


def coded(path: Path) -> Iterator[str]:
    """The codes of the faults and problems that a module tells."""
    tellers = {"fault", "_fault", "Fault", "Problem", "_problem", "Unfit"}
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in tellers and isinstance(call.args[0].value, str):
                yield call.args[0].value


def test_a_policy_is_shown_by_name_version_and_digest() -> None:
    policy = everything()
    assert repr(policy) == f"Policy(name='everything', version='2026.1', digest='{policy.digest}')"


def test_the_header_is_read() -> None:
    policy = everything()
    assert (policy.name, policy.title, policy.version, policy.document) == (
        "everything",
        "样例政策",
        "2026.1",
        "样例规范",
    )
    assert (policy.effective, policy.until) == (20454, 20819)
    assert (policy.dated_by, policy.identity) == ("submitted_at", "complaint_id")
    assert (policy.calendar, policy.timezone) == (shipped("CN"), "Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("account", Text()),
        ("submitted_at", Instant()),
        (
            "category",
            Enumeration(("account_theft", "fund_risk", "service"), ("账户被盗用", "资金安全风险", "服务体验")),
        ),
        ("金额", money("CNY", low=0, high=100_000_000)),
        ("lost", money("CNY", high=100_000_000)),
        ("yen", money("JPY")),
        ("times", Number(low=1)),
        ("score", Number(2, -100, 100)),
        ("compromised", Boolean()),
        ("bought_on", Date()),
        ("waited", Duration(Unit.HOURS)),
        ("wanted", Duration(Unit.WORKING_DAYS)),
        ("held", Duration(Unit.CALENDAR_DAYS)),
    ],
)
def test_a_fact_has_its_declared_type(name: str, kind: object) -> None:
    assert everything().facts_by_name[name].type == kind


def test_what_a_fact_says_beside_its_type_is_read() -> None:
    submitted, account = everything().facts[1:3]
    assert (submitted.title, submitted.clause, submitted.required, submitted.personal) == (
        "提交时间",
        "一",
        True,
        False,
    )
    assert (account.required, account.personal) == (False, True)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("large_amount", ((20454, 100_000), (20635, 200_000))),
        ("share", ((20454, 50),)),
        ("lenient", ((20454, False),)),
        ("slow", ((20454, 5),)),
        ("since", ((20454, 20269),)),
        ("opened", ((20454, 1_767_196_800_000_000),)),
        ("owner", ((20454, "客服部"),)),
    ],
)
def test_a_parameter_has_its_values_by_day(name: str, values: object) -> None:
    assert {one.name: one.values for one in everything().parameters}[name] == values


def test_decisions_stand_behind_those_they_read() -> None:
    names = [decision.name for decision in everything().decisions]
    assert names == ["reasons", "priority", "window", "compensation", "actions", "paid", "dated"]


def test_derived_facts_stand_behind_those_they_read() -> None:
    assert [one.name for one in everything().derived] == ["capped", "refundable", "complete"]


def test_a_decision_is_read() -> None:
    decision = everything().decisions_by_name["compensation"]
    assert (decision.title, decision.clause, decision.hit_policy) == ("赔付", "二（三）2（1）", HitPolicy.FIRST)
    assert decision.outcome_names == ("refund", "none")
    assert [(value.name, value.title) for value in decision.values] == [("refund_amount", "退款金额"), ("kind", "kind")]
    assert [rule.id for rule in decision.rules] == ["CMP-1", "CMP-2", "CMP-3"]
    assert [name for name, _ in decision.rules[0].assigns] == ["refund_amount", "kind"]
    assert decision.rules[2].when is None


def test_an_action_is_read() -> None:
    notify = everything().decisions_by_name["actions"].outcomes[0]
    assert (notify.title, notify.channel, notify.template, notify.clause) == ("通知", "notice", "result", "二（四）1")
    assert [name for name, _ in notify.parameters] == ["amount", "all", "of", "urgency"]


def test_what_has_no_title_is_titled_by_its_name() -> None:
    policy = loaded(decisions="  other:\n    type: boolean\n    rules: [{id: O-1, then: opened}]\n").policy
    assert policy is not None
    assert (policy.title, policy.facts[0].title, policy.decisions[0].title) == ("example", "id", "other")


def test_the_digest_is_that_of_the_bytes() -> None:
    text = written()
    policies = [load(one, name="policy.yaml").policy for one in (text, text.encode())]
    assert [policy and policy.digest for policy in policies] == [sha256(text.encode()).hexdigest()] * 2


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (
            HEAD.replace("tousu: 1", "tousu: 1.0"),
            "1.0: this program reads version 1 of the language, not `1.0` [unknown-language]",
        ),
        (
            HEAD.replace("Asia/Shanghai", "Asia"),
            "Asia: no timezone is named `Asia`; did you mean `Asia/Aden`? [unknown-timezone]",
        ),
        (
            HEAD.replace("Asia/Shanghai", "../UTC"),
            "../UTC: no timezone is named `../UTC`; did you mean `UTC`? [unknown-timezone]",
        ),
        (
            HEAD.replace("2026-01-01", "2026-1-1"),
            "2026-1-1: `2026-1-1` is not a date such as `2026-03-02` [unreadable-value]",
        ),
        (HEAD + "until: 2026-01-01\n", "2026-01-01: `until` is not after `effective` [never-in-force]"),
        (HEAD + "dated_by: opened\n", "opened: `dated_by` names a fact that is a date or datetime [type-mismatch]"),
        (HEAD + "dated_by: check\n", "check: `dated_by` names a fact that is a date or datetime [type-mismatch]"),
        (HEAD + "dated_by: submitted\n", "submitted: no fact is named `submitted` [unknown-fact]"),
        (
            HEAD.replace("identity: id", "identity: times"),
            "times: `identity` names a fact that is a text [type-mismatch]",
        ),
        (HEAD.replace("identity: id\n", ""), "t: the key `identity` is missing here [missing-key]"),
        (HEAD.replace("timezone: Asia/Shanghai\n", ""), "t: the key `timezone` is missing here [missing-key]"),
        (HEAD + "deadlines: {}\n", "{: a map with at least one entry is wanted here [empty-value]"),
        (
            HEAD + "calendar: XX\n",
            "XX: no calendar is named `XX`; there are `CN`, `GB-EAW`, `TARGET`, `US` [unknown-calendar]",
        ),
        (
            HEAD + "language: cn\n",
            "cn: `cn` is no language of titles and reasons; write `zh` or `en` [unreadable-value]",
        ),
        (HEAD + "title: [a]\n", "[: a text is wanted here, not a list [wrong-shape]"),
    ],
)
def test_a_mistake_in_the_header_is_told(head: str, fault: str) -> None:
    assert told(loaded(head=head)) == [fault]


@pytest.mark.parametrize(("written_as", "language"), [("", "en"), ("language: zh\n", "zh"), ("language: en\n", "en")])
def test_a_policy_is_in_english_unless_it_says_otherwise(written_as: str, language: str) -> None:
    policy = loaded(head=HEAD + written_as).policy
    assert policy is not None
    assert policy.language == language


def test_a_policy_is_a_map() -> None:
    assert told(load("- a\n", name="policy.yaml")) == ["-: a map is wanted here, not a list [wrong-shape]"]


def test_all_faults_are_told_at_once_by_place() -> None:
    found = loaded(
        head=HEAD.replace("Shanghai", "Shangai"),
        facts="  amount: {type: text}\n  seen: {type: booleam}\n",
        rules="      - {id: R-1, when: ammount > 3, then: requird}\n      - {id: R-1, when: seen, then: standard}\n",
    )
    assert told(found) == [
        "Asia/Shangai: no timezone is named `Asia/Shangai`; did you mean `Asia/Shanghai`? [unknown-timezone]",
        "amount: `amount` is already a key at line 9; delete one [duplicate-key]",
        "booleam: no type is named `booleam`; did you mean `boolean`? [unknown-type]",
        "ammount: no fact is named `ammount`; did you mean `amount`? [unknown-fact]",
        "requird: `requird` is no outcome of `check`; did you mean `required`? [unknown-outcome]",
        "R-1: `R-1` is already the id of a rule at line 22; number this one anew [duplicate-rule-id]",
    ]


def test_a_fault_that_shows_on_several_dates_is_told_once() -> None:
    found = loaded(
        more="parameters:\n  by: {type: integer, values: {2026-01-01: 0, 2026-06-01: 0, 2026-09-01: 1}}\n",
        rules="      - {id: R-1, when: amount / by > 1.00, then: required}\n",
    )
    assert told(found) == ["R-1: this divides by zero [division-by-zero]"]


def test_a_message_shows_the_line_and_underlines_the_place() -> None:
    assert loaded(rules="      - {id: R-1, when: 金额 > 3, then: required}\n").messages == (
        (
            "policy.yaml:20:25: no fact is named `金额` [unknown-fact]\n"
            "      - {id: R-1, when: 金额 > 3, then: required}\n"
            "                        ^~~~"
        ),
    )


def test_a_text_that_is_no_unicode_is_refused() -> None:
    assert [fault.code for fault in load("\ud800", name="policy.yaml").faults] == ["not-utf8"]


WORDS = re.findall(r"\w+|[^\w\s]|\s+", (POLICIES / "good" / "everything.yaml").read_text(encoding="utf-8"))


@given(st.integers(0, len(WORDS) - 1), st.sampled_from([*sorted(set(WORDS)), ""]))
def test_a_policy_with_a_word_changed_is_read_or_refused(at: int, word: str) -> None:
    found = load("".join([*WORDS[:at], word, *WORDS[at + 1 :]]), name="policy.yaml")
    assert (found.policy is None) == bool(found.faults)
    assert all(fault.code in FAULTS for fault in found.faults)
