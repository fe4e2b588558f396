"""Obligations and waivers are read, and what is wrong with them is told."""

import pytest

from rules.policy import Obligation, Sense, Waiver
from tests.rules.loading.writing import loaded, told

ALWAYS = "always:\n  - {id: O-1, when: {category: theft}, that: check = required, because: 盗用须核实, clause: 一}\n"
WAIVE = "waive:\n  - {finding: gap, about: [check, other], because: 由人工处理, until: 2030-01-01}\n"


def obligations(text: str) -> tuple[Obligation, ...]:
    found = loaded(rules="      - {id: R-1, then: required}\n" + text)
    assert found.policy is not None, found.messages
    return found.policy.obligations


def waivers(text: str) -> tuple[Waiver, ...]:
    found = loaded(rules="      - {id: R-1, then: required}\n" + text)
    assert found.policy is not None, found.messages
    return found.policy.waivers


def test_an_obligation_is_read() -> None:
    (one,) = obligations(ALWAYS.replace("{category: theft}", "category = theft"))
    assert (one.id, one.sense, one.because, one.clause) == ("O-1", Sense.ALWAYS, "盗用须核实", "一")
    assert one.when is not None
    assert one.that is not None


def test_an_obligation_may_speak_of_every_complaint() -> None:
    (one,) = obligations("never:\n  - {id: O-1, that: check = required}\n")
    assert (one.sense, one.when, one.because) == (Sense.NEVER, None, "")


def test_a_waiver_is_one_for_each_thing_it_is_about() -> None:
    assert [(one.finding, one.about, one.because, one.until) for one in waivers(WAIVE)] == [
        ("gap", "check", "由人工处理", 21915),
        ("gap", "other", "由人工处理", 21915),
    ]


def test_a_policy_need_not_oblige_or_waive() -> None:
    assert (obligations(""), waivers("")) == ((), ())


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("never: x\n", ["x: a list is wanted here, not a text [wrong-shape]"]),
        ("never:\n  - {that: opened}\n", ["{: the key `id` is missing here [missing-key]"]),
        ("never:\n  - {id: O-1}\n", ["{: the key `that` is missing here [missing-key]"]),
        (
            "never:\n  - {id: R-1, that: opened}\n",
            ["R-1: `R-1` is already the id of a rule at line 20; number this one anew [duplicate-rule-id]"],
        ),
        (
            "never:\n  - {id: O-1, that: opened}\nalways:\n  - {id: O-1, that: opened}\n",
            ["O-1: `O-1` is already the id of an obligation at line 24; number this one anew [duplicate-rule-id]"],
        ),
        (
            "never:\n  - {id: O-1, that: amount}\n",
            ["amount: this is CNY money, but boolean is wanted here [type-mismatch]"],
        ),
        (
            "never:\n  - {id: O-1, that: opend}\n",
            ["opend: no fact is named `opend`; did you mean `opened`? [unknown-fact]"],
        ),
        ("waive: {}\n", ["{: a list is wanted here, not a map [wrong-shape]"]),
        (
            "waive:\n  - {finding: gap, about: check, because: x}\n",
            ["{: the key `until` is missing here [missing-key]"],
        ),
        (
            "waive:\n  - {finding: gap, about: {}, because: x, until: 2030-01-01}\n",
            ["{: a text or a list is wanted here, not a map [wrong-shape]"],
        ),
        (
            "waive:\n  - {finding: gap, about: check, because: x, until: later}\n",
            ["later: `later` is not a date such as `2026-03-02` [unreadable-value]"],
        ),
        (
            "waive:\n  - {finding: gape, about: check, because: x, until: 2030-01-01}\n",
            ["gape: no finding that can be waived is called `gape`; did you mean `gap`? [unknown-finding]"],
        ),
        (
            "waive:\n  - {finding: not-concluded, about: check, because: x, until: 2030-01-01}\n",
            ["not-concluded: no finding that can be waived is called `not-concluded` [unknown-finding]"],
        ),
        (
            "waive:\n  - {about: check, because: x, until: 2030-01-01}\n",
            ["{: the key `finding` is missing here [missing-key]"],
        ),
    ],
)
def test_a_mistake_in_an_obligation_or_waiver_is_told(text: str, faults: list[str]) -> None:
    assert told(loaded(rules="      - {id: R-1, then: required}\n" + text)) == faults


def test_an_obligation_whose_arithmetic_is_unfit_is_told() -> None:
    text = "never:\n  - {id: O-1, that: 'times * 100000000 > 1'}\n"
    (fault,) = loaded(rules="      - {id: R-1, then: required}\n" + text).faults
    assert (fault.code, fault.place.line) == ("may-overflow", 22)
