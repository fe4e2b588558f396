"""Faults: their order, their words, and how they are shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fault import FAULTS, Fault, Place, nearest, render

POLICY = "facts:\n  amount: {type: money}\n  涉诉金额: [大额, ammount]\n"


def test_a_fault_is_shown_with_its_line_and_the_place_underlined() -> None:
    fault = Fault("unknown-fact", "no fact is named `ammount`", Place(3, 14, 7), suggestion="amount")
    assert render(fault, name="policy.yaml", text=POLICY) == (
        "policy.yaml:3:14: no fact is named `ammount`; did you mean `amount`? [unknown-fact]\n"
        "  涉诉金额: [大额, ammount]\n"
        "                   ^~~~~~~"
    )


@pytest.mark.parametrize(
    ("line", "place", "underline"),
    [
        ("abc", Place(1, 2, 1), " ^"),
        ("abc", Place(1, 2, 2), " ^~"),
        ("大额 x", Place(1, 1, 2), "^~~~"),
        ("大额 x", Place(1, 4, 1), "     ^"),
        ("\ta", Place(1, 2, 1), "\t^"),
        ("e\u0301 x", Place(1, 4, 1), "  ^"),
        ("😀 x", Place(1, 3, 1), "   ^"),
        ("abc", Place(1, 4, 1), "   ^"),
        ("abc", Place(1, 3, 9), "  ^"),
    ],
)
def test_the_underline_stands_below_its_place(line: str, place: Place, underline: str) -> None:
    assert render(Fault("yaml-syntax", "m", place), name="p", text=line).split("\n")[2] == underline


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    text = "a" * 500 + "b" + "c" * 500
    line, underline = render(Fault("yaml-syntax", "m", Place(1, 501)), name="p", text=text).split("\n")[1:]
    assert (line, underline) == ("a" * 80 + "b" + "c" * 79, " " * 80 + "^")


def test_a_place_below_the_text_is_shown_on_an_empty_line() -> None:
    assert render(Fault("yaml-syntax", "m", Place(2, 1)), name="p", text="a") == "p:2:1: m [yaml-syntax]\n\n^"


def test_a_message_can_neither_steer_a_terminal_nor_break_its_line() -> None:
    fault = Fault("unknown-fact", "no fact is named `\x1b[31m\n\u202e`", Place(1, 1))
    assert fault.text == "no fact is named `\N{REPLACEMENT CHARACTER}[31m \N{REPLACEMENT CHARACTER}`"


def test_faults_sort_by_place_then_code_then_message() -> None:
    first, second = Fault("b", "z", Place(2, 9)), Fault("a", "z", Place(10, 1))
    third, fourth = Fault("b", "a", Place(10, 1)), Fault("b", "b", Place(10, 1))
    assert sorted([fourth, second, third, first]) == [first, second, third, fourth]


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("ammount", ["account", "amount", "category"], "amount"),
        ("涉诉金额", ["投诉类别", "涉诉金"], "涉诉金"),
        ("大额", ["小额", "金"], None),
        ("xyz", ["amount"], None),
        ("x", [], None),
        ("ab1", ["ab3", "ab2"], "ab2"),
        ("identity_verificaton", ["identity_verification", "priority"], "identity_verification"),
    ],
)
def test_the_nearest_name_is_suggested(name: str, names: list[str], expected: str | None) -> None:
    assert nearest(name, names) == expected


@given(st.text(), st.lists(st.text()))
def test_the_nearest_name_does_not_depend_on_the_order(name: str, names: list[str]) -> None:
    assert nearest(name, names) == nearest(name, list(reversed(names)))


@given(st.text(), st.text(), st.builds(Place, st.integers(1, 9), st.integers(1, 300), st.integers(1, 300)))
def test_any_fault_is_shown_on_three_lines(message: str, text: str, place: Place) -> None:
    assert render(Fault("yaml-syntax", message, place), name="p", text=text).count("\n") == 2


@pytest.mark.parametrize("code", FAULTS)
def test_a_code_is_kebab_case(code: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)


def test_the_codes_are_in_order() -> None:
    assert list(FAULTS) == sorted(FAULTS)
