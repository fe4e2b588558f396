"""Decisions: outcomes, values, rules and reasons, and the mistakes in them."""

import pytest

from rules.policy import HitPolicy
from tests.rules.loading.writing import loaded, told

TYPED = "  rate:\n    type: decimal\n    scale: 1\n"
SETTING = """  pay:
    outcomes: {refund: 退款}
    values:
      refunded: {type: money, currency: CNY}
"""


@pytest.mark.parametrize("named", HitPolicy)
def test_a_hit_policy_is_read(named: HitPolicy) -> None:
    decision = f"  check:\n    outcomes: {{required: 需要}}\n    hit_policy: {named}\n"
    policy = loaded(decision=decision).policy
    assert policy is not None
    assert policy.decisions[0].hit_policy is named


def test_the_hit_policy_is_unique_unless_it_is_said() -> None:
    policy = loaded(decision="  check:\n    outcomes: {required: 需要}\n").policy
    assert policy is not None
    assert policy.decisions[0].hit_policy is HitPolicy.UNIQUE


@pytest.mark.parametrize(
    ("decision", "faults"),
    [
        ("  check:\n    title: x\n", ["check: the key `outcomes` is missing here [missing-key]"]),
        ("  check:\n    outcomes: {}\n", ["{: a map with at least one entry is wanted here [empty-value]"]),
        ("  check:\n    outcomes: [required]\n", ["[: a map is wanted here, not a list [wrong-shape]"]),
        (
            "  check:\n    outcomes: {required: x, needs_review: y}\n",
            ["needs_review: `needs_review` is a word of the language; choose another name [reserved-name]"],
        ),
        (
            "  check:\n    outcomes: {required: {titel: x}}\n",
            ["titel: `titel` means nothing here; did you mean `title`? [unknown-key]"],
        ),
        ("  check:\n    outcomes: {required: [x]}\n", ["[: a map is wanted here, not a list [wrong-shape]"]),
        (
            "  check:\n    outcomes: {required: {title: x, channel: desk}}\n",
            ["required: the key `template` is missing here [missing-key]"],
        ),
        (
            "  check:\n    outcomes: {required: {with: {a: amount}}}\n",
            [
                "required: the key `channel` is missing here [missing-key]",
                "required: the key `template` is missing here [missing-key]",
            ],
        ),
        (
            "  check:\n    outcomes: {required: {channel: c, template: t, with: {a: b}}}\n",
            ["b: no fact is named `b` [unknown-fact]"],
        ),
        (
            "  check:\n    outcomes: {required: {channel: c, template: t, with: {a: [b]}}}\n",
            ["[: a text is wanted here, not a list [wrong-shape]"],
        ),
        (
            "  check:\n    outcomes: {required: x}\n    hit_policy: firts\n",
            ["firts: no hit policy is named `firts`; did you mean `first`? [unknown-hit-policy]"],
        ),
        (
            "  check:\n    outcomes: {required: x}\n    type: boolean\n",
            [
                "outcomes: `outcomes` means nothing here [unknown-key]",
                "required: `required` is a value, not a test; write `in (…, required)` [bare-value]",
            ],
        ),
        (
            "  check:\n    outcomes: {required: x}\n    values: {v: {type: text, range: {}}}\n",
            ["range: `range` means nothing here [unknown-key]"],
        ),
        (
            "  check:\n    outcomes: {required: x}\n    values: {v: {type: texts}}\n",
            ["texts: no type is named `texts`; did you mean `text`? [unknown-type]"],
        ),
        (
            "  check:\n    outcomes: {required: x}\n    values: {v: {type: text}}\n    hit_policy: collect\n",
            ["collect: `collect` has no winning rule to set `values`; set them in another decision [hit-policy-unfit]"],
        ),
        ("  check:\n    type: enum\n    hit_policy: first\n", ["enum: `enum` can't stand here [unknown-type]"]),
        (
            "  1st:\n    outcomes: {required: x}\n",
            ["1st: `1st` is no name: letters, digits and `_`, no digit first [bad-name]"],
        ),
        (
            "  check: required\n  other:\n    outcomes: {required: x}\n",
            ["required: a map is wanted here, not a text [wrong-shape]"],
        ),
    ],
)
def test_a_mistake_in_what_a_decision_can_answer_is_told(decision: str, faults: list[str]) -> None:
    assert told(loaded(decision=decision)) == faults


@pytest.mark.parametrize("named", [HitPolicy.PRIORITY, HitPolicy.COLLECT])
def test_a_hit_policy_about_outcomes_needs_them(named: HitPolicy) -> None:
    found = loaded(decisions=f"{TYPED}    hit_policy: {named}\n    rules: [{{id: T-1, then: times}}]\n")
    assert told(found) == [f"{named}: `{named}` needs declared `outcomes`, not a `type` [hit-policy-unfit]"]


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ("then: required", ["{: the key `id` is missing here [missing-key]"]),
        ("id: R-1", ["{: the key `then` is missing here [missing-key]"]),
        ("id: [a], then: required", ["[: a text is wanted here, not a list [wrong-shape]"]),
        ("id: R 1, then: required", ["R 1: `R 1` is no rule id: letters, digits, `_`, `-` and `.` [bad-rule-id]"]),
        ("id: 规则-1.a, then: required", []),
        (
            "id: R-1, then: requird",
            ["requird: `requird` is no outcome of `check`; did you mean `required`? [unknown-outcome]"],
        ),
        ("id: R-1, then: [required]", ["[: a text is wanted here, not a list [wrong-shape]"]),
        (
            "id: R-1, then: required, wenn: opened",
            ["wenn: `wenn` means nothing here; did you mean `when`? [unknown-key]"],
        ),
        ("id: R-1, then: required, set: {v: 1}", ["v: `check` declares no value named `v` [undeclared-value]"]),
        ("id: R-1, then: required, set: {}", ["{: a map with at least one entry is wanted here [empty-value]"]),
        ("id: R-1, then: required, because: '{amount}, {{x}}'", []),
        ("id: R-1, then: required, because: '{ amount }'", []),
        (
            "id: R-1, then: required, because: 'a {mount}'",
            ["mount: no fact is named `mount`; did you mean `amount`? [unknown-fact]"],
        ),
        (
            "id: R-1, then: required, because: '{}'",
            ["{}: `{}` holds no name; write `{name}`, or `{{` and `}}` for braces [template-syntax]"],
        ),
        (
            "id: R-1, then: required, because: 'a } b'",
            ["}: `}` holds no name; write `{name}`, or `{{` and `}}` for braces [template-syntax]"],
        ),
        (
            "id: R-1, then: required, because: '{a b} {'",
            [
                "{a b}: `{a b}` holds no name; write `{name}`, or `{{` and `}}` for braces [template-syntax]",
                "{: `{` holds no name; write `{name}`, or `{{` and `}}` for braces [template-syntax]",
            ],
        ),
    ],
)
def test_a_mistake_in_a_rule_is_told(rule: str, faults: list[str]) -> None:
    assert told(loaded(rules=f"      - {{{rule}}}\n")) == faults


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("[]", "[: a list with at least one entry is wanted here [empty-value]"),
        ("{id: R-1, then: required}", "{: a list is wanted here, not a map [wrong-shape]"),
        ("[required]", "required: a map is wanted here, not a text [wrong-shape]"),
    ],
)
def test_rules_are_a_list_of_maps(rules: str, fault: str) -> None:
    assert told(loaded(rules=f"      {rules}\n")) == [fault]


@pytest.mark.parametrize(
    ("then", "faults"),
    [
        ("times", []),
        ("1.5", []),
        (
            "times / 4",
            ["T-1: may not fit the declared decimals; say how to round, as in `round_half_up(…)` [rounding-missing]"],
        ),
        ("'round_half_up(times / 4, 1)'", []),
        ("opened", ["opened: this is boolean, but plain number is wanted here [type-mismatch]"]),
        ("rat", ["rat: no fact is named `rat`; did you mean `rate`? [unknown-fact]"]),
    ],
)
def test_a_decision_with_a_type_answers_by_an_expression(then: str, faults: list[str]) -> None:
    found = loaded(decisions=f"{TYPED}    rules: [{{id: T-1, then: {then}}}]\n")
    assert told(found) == faults


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ("set: {refunded: amount}", []),
        ("set: {refunded: amount}, because: '{refunded} {pay}'", []),
        ("set: {refunded: [amount]}", ["[: a text is wanted here, not a list [wrong-shape]"]),
        ("set: {refunded: times}", ["times: this is plain number, but CNY money is wanted here [type-mismatch]"]),
        (
            "set: {refund: amount}",
            ["refund: `pay` declares no value named `refund`; did you mean `refunded`? [undeclared-value]"],
        ),
        (
            "set: {refunded: refunded}",
            ["pay: `pay` reads itself; a rule may read what is decided before it [decision-cycle]"],
        ),
    ],
)
def test_a_rule_sets_declared_values(rule: str, faults: list[str]) -> None:
    found = loaded(decisions=f"{SETTING}    rules: [{{id: P-1, then: refund, {rule}}}]\n")
    assert told(found) == faults


@pytest.mark.parametrize(
    "first",
    [
        "id: P-1, then: refund, when: check = required",
        "id: P-1, then: refund, because: '{check}'",
        "id: P-1, then: refund, set: {refunded: amount}, when: '{check: \"required\"}'",
    ],
)
def test_decisions_that_read_one_another_are_told(first: str) -> None:
    found = loaded(
        decisions=f"{SETTING}    rules: [{{{first}}}]\n".replace("'{check: \"required\"}'", '{check: "required"}'),
        rules="      - {id: R-1, when: refunded > 1.00, then: required}\n",
    )
    told_circle = "pay: `pay` reads `check`, which reads `pay`; one of them must not read the next [decision-cycle]"
    assert told(found) == [told_circle]
