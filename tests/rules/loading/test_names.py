"""Names: one meaning each, readable only where they are known."""

import pytest

from rules.expression import Reference, Role
from rules.loading.names import RESERVED
from rules.types import Enumeration
from tests.rules.loading.writing import loaded, told

COLLECT = """  ways:
    outcomes: {letter: 信, call: 电话}
    hit_policy: collect
    rules: [{id: W-1, then: call}]
"""


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_language_is_no_name(word: str) -> None:
    fault = f"{word}: `{word}` is a word of the language; choose another name [reserved-name]"
    assert told(loaded(facts=f"  {word}: {{type: text}}\n")) == [fault]


@pytest.mark.parametrize(
    "parts",
    [
        {"facts": "  review: {type: text}\n"},
        {"decisions": "  review:\n    type: boolean\n    rules: [{id: T-1, then: opened}]\n"},
        {"decision": "  check:\n    outcomes: {required: 需要}\n    values: {review: {type: boolean}}\n"},
    ],
)
def test_a_column_of_every_result_is_no_name(parts: dict[str, str]) -> None:
    fault = "review: `review` is a column of every result; choose another name [reserved-name]"
    assert told(loaded(**parts)) == [fault]


def test_a_value_or_an_outcome_may_be_called_as_a_column() -> None:
    facts = "  step: {type: enum, values: {review: 复核}}\n"
    decision = "  next:\n    outcomes: {review: 复核}\n    rules: [{id: N-1, when: step = review, then: review}]\n"
    assert told(loaded(facts=facts, decisions=decision)) == []


@pytest.mark.parametrize("name", ["order_no", "android", "涉诉金额", "minimum", "_x", "known2", "days", "day", "hours"])
def test_a_name_that_begins_like_a_word_of_the_language_is_one(name: str) -> None:
    rules = f"      - {{id: R-1, when: {name} > 1 and not({name} = 2), then: required}}\n"
    assert told(loaded(facts=f"  {name}: {{type: integer}}\n", rules=rules)) == []


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        (
            {"more": "parameters:\n  amount: {type: integer, values: {2026-01-01: 1}}\n"},
            "amount: `amount` is already the name of something else at line 9; rename one [duplicate-name]",
        ),
        (
            {"more": "derived:\n  opened: {value: times > 1}\n"},
            "opened: `opened` is already the name of something else at line 12; rename one [duplicate-name]",
        ),
        (
            {"decisions": "  times:\n    type: boolean\n    rules: [{id: T-1, then: opened}]\n"},
            "times: `times` is already the name of something else at line 13; rename one [duplicate-name]",
        ),
        (
            {"decision": "  check:\n    outcomes: {required: 需要}\n    values: {check: {type: boolean}}\n"},
            "check: `check` is already the name of something else at line 16; rename one [duplicate-name]",
        ),
    ],
)
def test_no_two_things_share_a_name(parts: dict[str, str], fault: str) -> None:
    assert told(loaded(**parts)) == [fault]


@pytest.mark.parametrize(
    ("when", "faults"),
    [
        ("lots > 1.00", []),
        ("lots > amount and mount > 1.00", ["mount: no fact is named `mount`; did you mean `amount`? [unknown-fact]"]),
    ],
)
def test_what_reads_a_name_that_is_itself_at_fault_is_no_second_fault(when: str, faults: list[str]) -> None:
    found = loaded(facts="  lots: {type: moneys}\n", rules=f"      - {{id: R-1, when: {when}, then: required}}\n")
    assert told(found)[1:] == faults
    assert told(found)[0] == "moneys: no type is named `moneys`; did you mean `money`? [unknown-type]"


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ("opened and times > 3", []),
        ("min(amount, lost)", []),
        ("other", []),
        ("opend", ["opend: no fact is named `opend`; did you mean `opened`? [unknown-fact]"]),
        ("theft", ["theft: `theft` is a value, not a test; write `in (…, theft)` [bare-value]"]),
        ("one", ["one: `one` reads itself; a rule may read what is decided before it [derived-cycle]"]),
        (
            "check = required",
            ["check: `check` cannot be read here: derived facts are known before decisions [not-readable-here]"],
        ),
        ("in (", ["(: `(` cannot stand here [syntax]"]),
    ],
)
def test_a_derived_fact_reads_what_is_known_before_any_decision(value: str, faults: list[str]) -> None:
    found = loaded(
        more=f"derived:\n  one: {{value: {value!r}}}\n  other: {{value: times}}\n".replace("\"'in ('\"", "in (")
    )
    assert told(found) == faults


def test_a_set_is_shown_whole() -> None:
    policy = loaded(decisions=COLLECT, rules="      - {id: R-1, then: required, because: '{ways}'}\n").policy
    assert policy is not None
    because = policy.decisions_by_name["check"].rules[0].because
    assert because is not None
    assert because.parts == (Reference(Role.OUTCOME, "ways", Enumeration(("letter", "call"))),)


def derived(count: int, value: str) -> str:
    """A chain of derived facts, each read by the next."""
    chain = "".join(f"  d{i}: {{value: {value.format(f'd{i - 1}')!r}}}\n" for i in range(1, count))
    return f"derived:\n  d0: {{value: opened}}\n{chain}"


@pytest.mark.parametrize(("count", "value"), [(160, "not({0})"), (14, "{0} and {0}")])
def test_what_derived_facts_unfold_into_is_bounded(count: int, value: str) -> None:
    found = loaded(more=derived(count, value))
    assert [fault.code for fault in found.faults] == ["expression-too-long"]
    assert found.faults[0].message == (
        "with its derived facts written out this is too large; decide a part of it in a decision of its own"
    )


def test_a_long_chain_of_derived_facts_within_the_bounds_is_read() -> None:
    rules = "      - {id: R-1, when: d70, then: required}\n"
    assert told(loaded(more=derived(71, "not({0} or opened)"), rules=rules)) == []
