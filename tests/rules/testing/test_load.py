"""Suites are read whole, and everything that is wrong in one is told at once, where it stands."""

from __future__ import annotations

import pytest

from rules.policy import Policy
from rules.testing import Case, Suite, load
from rules.testing.expecting import answerable
from rules.types import Instant, show
from tests.casebook import instant, policy_at
from tests.engine import small

POLICY = small.policy(
    """size:
  outcomes: {large: 大额, small: 小额}
  hit_policy: first
  values: {share: {type: money, currency: CNY}, word: {type: text}}
  rules:
    - {id: S-1, when: amount > 1000.00, then: large, set: {share: amount, word: note}}
    - {id: S-2, then: small}
steps:
  outcomes: {note_it: 登记, call: 回电}
  hit_policy: collect
  rules:
    - {id: T-1, then: note_it}
    - {id: T-2, when: vip, then: call}
    - {id: T-3, when: times > 1, then: note_it}
score:
  type: integer
  hit_policy: first
  rules: [{id: N-1, then: times}]
""",
    head="calendar: CN\n",
    more="deadlines:\n  answer: {title: 答复, from: at, within: 5 working days, warn_at: 80%}\n",
)
UNTIMED = small.policy("size:\n  outcomes: {small: 小额}\n  rules: [{id: S-1, then: small}]\n")
HEAD = """tousu: 1
tests: example
at: 2026-03-02T10:00:00+08:00
complaint: {id: T-1, amount: 1000.00, vip: true}
cases:
"""
NO_TIME = "is no time such as `36 hours`, `5 working days` or `8 calendar days` [unreadable-value]"


def loaded(cases: str, *, policy: Policy = POLICY, head: str = HEAD) -> Suite:
    found = load(head + cases, policy, name="s.yaml")
    assert found.suite is not None, "\n".join(found.messages)
    return found.suite


def case(text: str) -> Case:
    (found,) = loaded(text).cases
    return found


def faults(cases: str, *, policy: Policy = POLICY, head: str = HEAD) -> list[str]:
    """The first line of each message."""
    return [message.split("\n")[0] for message in load(head + cases, policy, name="s.yaml").messages]


def times(found: Case) -> list[str]:
    return [show(Instant(), step.at, zone=POLICY.zone) for step in found.steps]


def test_a_case_changes_the_usual_complaint() -> None:
    (step,) = case("  - {case: a, given: {amount: 5.00, vip: missing}, expect: {size: small}}").steps
    assert step.facts == {"id": "T-1", "amount": 500}
    assert [(one.name, one.told) for one in step.expect] == [("size", "small")]


def test_a_case_may_tell_a_complaint_of_its_own() -> None:
    (step,) = case("  - {case: a, complaint: {id: T-2}, given: {times: 3}, expect: {size: small}}").steps
    assert step.facts == {"id": "T-2", "times": 3}


def test_a_complaint_may_tell_nothing() -> None:
    (step,) = case("  - {case: a, complaint: {}, expect: {size: small}}").steps
    assert step.facts == {}


def test_a_word_in_quotes_is_a_text() -> None:
    (step,) = case('  - {case: a, given: {note: "missing"}, expect: {word: "missing", share: missing}}').steps
    assert step.facts["note"] == "missing"
    assert [one.told for one in step.expect] == ['"missing"', "missing"]


def test_a_value_is_told_in_one_way_however_it_is_written() -> None:
    told = "{share: 10, score: 7, answer: running, answer.due: 2026-03-09T16:00:00Z, answer.warned: false, review: x}"
    (step,) = case(f"  - {{case: a, expect: {told}}}").steps
    texts = ["10.00", "7", "running", "2026-03-10T00:00:00+08:00", "false", "x"]
    assert [one.told for one in step.expect] == texts


@pytest.mark.parametrize(
    ("written", "told"),
    [("[call, note_it]", ("note_it", "call")), ("[]", ()), ("needs_review", "needs_review")],
)
def test_what_is_collected_stands_in_the_policy_s_order(written: str, told: object) -> None:
    (step,) = case(f"  - {{case: a, expect: {{steps: {written}}}}}").steps
    assert [one.told for one in step.expect] == [told]


def test_rules_are_kept_by_decision_in_the_policy_s_order() -> None:
    (step,) = case("  - {case: a, because: [T-3, S-2, T-1]}").steps
    assert step.because == {"steps": ("T-1", "T-3"), "size": ("S-2",)}


def test_a_case_remembers_its_clause_and_place() -> None:
    found = case("  - {clause: '1.2', case: a, because: S-2}")
    assert (found.name, found.clause, found.place.line) == ("a", "1.2", 6)
    assert found.steps[0].path == ("cases", 0)


def test_a_story_goes_on_from_what_was_known() -> None:
    found = case(
        """  - case: a
    story:
      - {expect: {size: small}}
      - {after: 36 hours, given: {amount: 2000.00}, expect: {size: large}}
      - {after: 5 working days, given: {vip: missing}, expect: {size: large}}
      - {after: 8 calendar days, expect: {size: large}}
      - {at: 2026-05-01T00:00:00+08:00, expect: {size: large}}
"""
    )
    assert times(found) == [
        "2026-03-02T10:00:00+08:00",
        "2026-03-03T22:00:00+08:00",
        "2026-03-10T22:00:00+08:00",
        "2026-03-18T22:00:00+08:00",
        "2026-05-01T00:00:00+08:00",
    ]
    assert [step.facts.get("amount") for step in found.steps] == [100000, *[200000] * 4]
    assert ["vip" in step.facts for step in found.steps] == [True, True, False, False, False]
    assert found.steps[2].path == ("cases", 0, "story", 2)


def test_each_row_of_a_table_is_a_case() -> None:
    suite = loaded(
        """  - case: a
    given: {vip: false}
    columns: [amount, vip, at, size, steps, because]
    rows:
      - [1.00, "-", 2026-03-03T10:00:00+08:00, small, [note_it], [S-2, T-1]]
      - [missing, true, "-", "-", "-", S-2]
"""
    )
    one, two = suite.cases
    assert [one.name, two.name] == ["a: amount 1.00, at 2026-03-03T10:00:00+08:00", "a: amount missing, vip true"]
    assert [found.steps[0].facts for found in suite.cases] == [
        {"id": "T-1", "amount": 100, "vip": False, "at": instant("2026-03-03T10:00:00+08:00")},
        {"id": "T-1", "vip": True},
    ]
    assert [len(found.steps[0].expect) for found in suite.cases] == [2, 0]
    assert two.steps[0].because == {"size": ("S-2",)}
    assert two.steps[0].path == ("cases", 0, "rows", 1)
    assert two.steps[0].columns == ("amount", "vip", "at", "size", "steps", "because")


def test_a_row_may_be_asked_about_at_an_instant_of_its_own() -> None:
    head = "tousu: 1\ntests: payment-complaints\nat: 2026-03-02T10:00:00+08:00\ncases:\n"
    rows = "[2026-03-03T10:00:00+08:00, met], ['-', met]"
    text = f"  - {{case: a, columns: [at, first_review], rows: [{rows}]}}"
    one, two = loaded(text, policy=policy_at("policy.yaml"), head=head).cases
    assert times(one) + times(two) == ["2026-03-03T10:00:00+08:00", "2026-03-02T10:00:00+08:00"]


def test_a_row_may_have_a_name() -> None:
    suite = loaded("  - {case: a, columns: [case, amount, size], rows: [[b, 1.00, small], [c, 1.00, small]]}")
    assert [one.name for one in suite.cases] == ["a: b", "a: c"]


def test_a_policy_without_deadlines_needs_no_instant() -> None:
    suite = loaded("  - {case: a, expect: {size: small}}", policy=UNTIMED, head="tousu: 1\ntests: example\ncases:\n")
    assert suite.cases[0].steps[0].at is None
    assert suite.title == "example"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert faults(
        """  - case: a
    given: {ammount: 1.00, size: small, times: x}
    expect: {sise: small, size: smal, amount: 1, steps: call, score: x}
    because: [S-9]
  - case: a
    expect: {size: small}
  - given: {amount: 1.00}
    expects: {size: small}
"""
    ) == [
        "s.yaml:7:13: no fact is named `ammount`; did you mean `amount`? [unknown-fact]",
        "s.yaml:7:28: `size` is decided by the policy, so it is expected, not given [not-readable-here]",
        "s.yaml:7:48: `x` is not a whole number such as `3` [unreadable-value]",
        "s.yaml:8:14: no decision, value or deadline is named `sise`; did you mean `size`? [unknown-fact]",
        "s.yaml:8:33: `smal` is no outcome of `size`; did you mean `small`? [unknown-outcome]",
        "s.yaml:8:39: `amount` is a fact, which is given, not expected [not-readable-here]",
        "s.yaml:8:57: `steps` collects its outcomes; write them as a list [wrong-shape]",
        "s.yaml:8:70: `x` is not a whole number such as `3` [unreadable-value]",
        "s.yaml:9:15: no rule has the id `S-9`; did you mean `S-1`? [unknown-rule]",
        "s.yaml:10:11: the test at line 6 is already named `a`; rename one [duplicate-name]",
        "s.yaml:12:5: the key `case` is missing here [missing-key]",
        "s.yaml:13:5: `expects` means nothing here; did you mean `expect`? [unknown-key]",
    ]


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ("  []\n", ["s.yaml:6:3: a list with at least one entry is wanted here [empty-value]"]),
        ("  - x\n", ["s.yaml:6:5: a map is wanted here, not a text [wrong-shape]"]),
        ("  - {case: a, given: x}\n", ["s.yaml:6:22: a map is wanted here, not a text [wrong-shape]"]),
        (
            "  - {case: a, expect: {size: [small]}}\n",
            ["s.yaml:6:30: a text is wanted here, not a list [wrong-shape]"],
        ),
        (
            "  - {case: a, story: [{expect: {size: small}}], expect: {size: small}}\n",
            ["s.yaml:6:49: `expect` means nothing here [unknown-key]"],
        ),
        (
            "  - {case: a, story: [{after: 8 days}]}\n",
            [f"s.yaml:6:31: `8 days` {NO_TIME}"],
        ),
        (
            "  - {case: a, story: [{after: 40000 calendar days}]}\n",
            [f"s.yaml:6:31: `40000 calendar days` {NO_TIME}"],
        ),
        (
            "  - {case: a, story: [{after: 36000 working days}]}\n",
            [f"s.yaml:6:31: `36000 working days` {NO_TIME}"],
        ),
        (
            "  - {case: a, columns: [amount, sise, sise, size], rows: [[1.00, x, y]]}\n",
            [
                "s.yaml:6:33: no decision, value or deadline is named `sise`; did you mean `size`? [unknown-fact]",
                "s.yaml:6:39: the column `sise` is there twice; delete one [duplicate-key]",
                "s.yaml:6:59: this row has 3 cells, and the table 4 columns [uneven-row]",
            ],
        ),
        (
            "  - {case: a, columns: [size], rows: [[]]}\n",
            ["s.yaml:6:39: a list with at least one entry is wanted here [empty-value]"],
        ),
        (
            "  - {case: a, columns: [amount], rows: [[1.00], [1.00]]}\n",
            ["s.yaml:6:49: the test at line 6 is already named `a: amount 1.00`; rename one [duplicate-name]"],
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(cases: str, told: list[str]) -> None:
    assert faults(cases) == told


def test_the_head_says_what_is_tested() -> None:
    assert faults("  - {case: a, expect: {size: small}}", head="tousu: 2\ntests: other\nfor: x\ncases:\n") == [
        "s.yaml:1:8: this program reads version 1 of the language, not `2` [unknown-language]",
        "s.yaml:2:8: these are tests of `other`, and the policy is `example` [unknown-value]",
        "s.yaml:3:1: `for` means nothing here [unknown-key]",
        "s.yaml:5:5: the policy has deadlines; write `at`, the instant that is asked about [missing-key]",
    ]


def test_a_time_after_nothing_is_none() -> None:
    head = "tousu: 1\ntests: example\ncases:\n"
    assert faults("  - {case: a, story: [{after: 1 hours, expect: {size: small}}]}", head=head) == [
        "s.yaml:4:23: the policy has deadlines; write `at`, the instant that is asked about [missing-key]",
        "s.yaml:4:31: `after` counts from an instant before; write `at` [unreadable-value]",
    ]


def test_a_clause_is_one_of_the_document_s_where_these_are_declared() -> None:
    document = "document: {title: x, clauses: {一: 甲, 二（1）: 乙}}\n"
    cited = small.policy(
        "size:\n  outcomes: {small: 小额}\n  rules: [{id: S-1, then: small, clause: 一、二（1）}]\n", head=document
    )
    cases = "  - {case: a, clause: 一、二, expect: {size: small}}\n  - {case: b, clause: 三, expect: {size: small}}"
    assert faults(cases, policy=cited) == ["s.yaml:7:23: `三` is no clause of the document [unknown-clause]"]


def test_a_text_that_is_no_yaml_is_told() -> None:
    assert load(b"a: [", POLICY, name="s.yaml").suite is None


def test_everything_that_can_be_expected_has_a_name() -> None:
    told = ("share", "word", "score", "answer", "answer.due", "answer.provisional", "answer.warned", "review")
    assert answerable(POLICY) == ("size", "steps", "score", *told)
