"""Conditions: a row of a decision table says the same as an expression, and its cells are closed to YAML's traps."""

import pytest

from rules.expression import Expression
from tests.rules.loading.writing import loaded, told

WAYS = """  ways:
    outcomes: {letter: 信, call: 电话}
    hit_policy: collect
    rules: [{id: W-1, then: call}]
"""


def when(text: str) -> Expression | None:
    policy = loaded(decisions=WAYS, rules=f"      - {{id: R-1, when: {text}, then: required}}\n").policy
    assert policy is not None
    return policy.decisions_by_name["check"].rules[0].when


@pytest.mark.parametrize(
    ("row", "expression"),
    [
        ('{amount: "> 1000.00"}', "amount > 1000.00"),
        ('{amount: "1000.00"}', "amount = 1000.00"),
        ('{amount: "[0.00..lost]"}', "'amount in [0.00..lost]'"),
        ('{amount: "between 1.00 and 2.00"}', "amount between 1.00 and 2.00"),
        ('{amount: "> 1.00", times: "< 3"}', "amount > 1.00 and times < 3"),
        ('{amount: "-", times: "< 3"}', "times < 3"),
        ('{category: "theft"}', "category = theft"),
        ('{category: "not(theft, risk)"}', '"not(category in (theft, risk))"'),
        ("{category: [theft, risk]}", '"category in (theft, risk)"'),
        ('{category: [theft, "risk"]}', '"category in (theft, risk)"'),
        ('{times: ["[1..3]", "5"]}', '"times in ([1..3], 5)"'),
        ('{opened: "true"}', "opened = true"),
        ('{opened: "is missing"}', "opened is missing"),
        ('{ways: "call"}', '"list contains(ways, call)"'),
        ("{id: '\"a\"'}", "'id = \"a\"'"),
    ],
)
def test_a_row_says_the_same_as_an_expression(row: str, expression: str) -> None:
    assert when(row) == when(expression)


def test_a_row_of_dashes_always_holds() -> None:
    assert when('{amount: "-", times: "-"}') is None


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ('{ammount: "> 1.00"}', ["ammount: no fact is named `ammount`; did you mean `amount`? [unknown-fact]"]),
        ("{category: theft}", ['theft: a table\'s cell is written in quotes: `"theft"` [unquoted-cell]']),
        ("{times: 3}", ['3: a table\'s cell is written in quotes: `"3"` [unquoted-cell]']),
        ("{times: [1..3]}", ['1..3: a range is written in quotes: `"[1..3]"` [unquoted-range]']),
        (
            "{times: [1..3, 5..6]}",
            [
                '1..3: a range is written in quotes: `"[1..3]"` [unquoted-range]',
                '5..6: a range is written in quotes: `"[5..6]"` [unquoted-range]',
            ],
        ),
        ("{times: []}", ["[: a list with at least one entry is wanted here [empty-value]"]),
        ("{times: [[1]]}", ["[: a text is wanted here, not a list [wrong-shape]"]),
        ('{times: {min: "1"}}', ["{: a text is wanted here, not a map [wrong-shape]"]),
        ("{}", ["{: a map with at least one entry is wanted here [empty-value]"]),
        ("[opened]", ["[: a text or a map is wanted here, not a list [wrong-shape]"]),
        ('""', ['": the expression ends too early [syntax]']),
        (
            "{category: not(theft, risk)}",
            ["not(theft: `not(theft` is cut off at a comma; write the whole in quotes [split-entry]"],
        ),
        (
            "{category: [theft, risky, 风险]}",
            [
                "risky: `risky` is not one of the values; did you mean `risk`? [unknown-value]",
                "风险: `风险` is not one of the values [unknown-value]",
            ],
        ),
        ('{category: "theft, > 3"}', ["3: this is number, but enum is wanted here [type-mismatch]"]),
        ("amount > 5 and ammount < 3", ["ammount: no fact is named `ammount`; did you mean `amount`? [unknown-fact]"]),
        ("times", ["times: this is plain number, but boolean is wanted here [type-mismatch]"]),
        ("check = required", []),
    ],
)
def test_a_mistake_in_a_condition_is_told(written: str, faults: list[str]) -> None:
    found = loaded(rules=f"      - {{id: R-1, when: {written}, then: required}}\n")
    assert told(found) == (
        faults or ["check: `check` reads itself; a rule may read what is decided before it [decision-cycle]"]
    )


def test_a_fault_in_a_folded_expression_is_underlined_in_its_line() -> None:
    rules = (
        "      - id: R-1\n        when: >-\n          opened\n          or amount > 5 days\n        then: required\n"
    )
    found = loaded(rules=rules)
    assert [(fault.place.line, fault.place.column, fault.place.length) for fault in found.faults] == [(23, 23, 6)]
