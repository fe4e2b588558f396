"""Syntax: where a text stops making sense, and in which words that is told."""

import pytest

from rules.syntax import MAX_LENGTH, Problem, parse


def trouble(text: str, *, start: str = "expression") -> Problem:
    found = parse(text, start=start)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("", "the expression ends too early", 0, 0),
        ("amount >", "the expression ends too early", 7, 8),
        ("amount is", "the expression ends too early; expected `known` or `missing`", 8, 9),
        ("amount between 1", "the expression ends too early; expected `+` or `-` or `and`", 15, 16),
        ("amount in [1", "the expression ends too early; expected `+` or `-` or `..`", 11, 12),
        ("not(vip", "the expression ends too early; expected `)`", 6, 7),
        ("date", "the expression ends too early; expected `of`", 3, 4),
        ("not vip", "`vip` cannot stand here; expected `(`", 4, 7),
        ("amount in 5", "`5` cannot stand here; expected `(` or `[`", 10, 11),
        ("amount = = 5", "`=` cannot stand here", 9, 10),
        ("amount amount", "`amount` cannot stand here", 7, 13),
        ("min(5)", "`)` cannot stand here; expected `+` or `,` or `-`", 5, 6),
        ("list contains(actions)", "`)` cannot stand here; expected `,`", 21, 22),
        ("list contains(5, a)", "`5` cannot stand here; expected a name", 14, 15),
        ("round_up(amount, scale)", "`scale` cannot stand here; expected a number", 17, 22),
        ("@5", "`5` cannot stand here; expected a quoted text", 1, 2),
        ("amount in ()", "`)` cannot stand here", 11, 12),
        ("(1..2) = 5", "`..` cannot stand here", 2, 4),
        ("1..2", "`..` cannot stand here", 1, 3),
        ("amount % 5", "`%` has no meaning here", 7, 8),
        ("amount == 5", "`=` cannot stand here", 8, 9),
        ("amount = 'x'", "`'` has no meaning here", 9, 10),
        ('note = "退款', '`"` has no meaning here', 7, 8),
        ("a.1", "`1` cannot stand here; expected a name", 2, 3),
        ("amount > 1.", "`.` cannot stand here", 10, 11),
        ("amount\r> 5", "`\r` has no meaning here", 6, 7),
        ("vip orweb", "`orweb` cannot stand here", 4, 9),
        ("vip or原因", "`or原因` cannot stand here", 4, 8),
        ("amount isknown", "`isknown` cannot stand here", 7, 14),
        ("amount between 1 and2", "`and2` cannot stand here", 17, 21),
        ("window > 5 hoursx", "`hoursx` cannot stand here", 11, 17),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, message: str, start: int, end: int) -> None:
    assert trouble(text) == Problem("syntax", message, start, end)


@pytest.mark.parametrize(
    ("text", "character", "meant"),
    [("amount ＞ 5", "＞", ">"), ("amount in（1，2）", "（", "("), ("金额 > ５", "５", "5"), ("a　= b", "　", None)],
)
def test_a_full_width_character_is_told_with_the_one_that_was_meant(
    text: str, character: str, meant: str | None
) -> None:
    found = trouble(text)
    assert (found.message, found.suggestion) == (f"`{character}` has no meaning here", meant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression ends too early"),
        ("not", "the expression ends too early; expected `(`"),
        ("-, 5", "`,` cannot stand here"),
        ("between 1", "the expression ends too early; expected `+` or `-` or `and`"),
        ("5 or 6", "`or` cannot stand here"),
        ("is 5", "`5` cannot stand here; expected `known` or `missing`"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told(text: str, message: str) -> None:
    assert trouble(text, start="unary").message == message


@pytest.mark.parametrize(
    "name",
    ["order", "notvip", "android", "islands", "inside", "minimum", "max", "datum", "trueish", "金额", "_x", "known2"],
)
def test_a_name_may_begin_with_a_word_of_the_language(name: str) -> None:
    tree = parse(name)
    assert not isinstance(tree, Problem)
    assert (tree.data, tree.children) == ("name", [name])


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MAX_LENGTH + 1),
        "(" * 150 + "x" + ")" * 150,
        "not(" * 150 + "x" + ")" * 150,
        "-" * 5000 + "5",
        "1" + "+1" * 4000,
        "1" + "*1" * 4000,
    ],
)
def test_an_expression_too_long_or_too_deep_is_refused(text: str) -> None:
    message = "an expression may have 10000 characters and be nested 100 deep"
    assert trouble(text) == Problem("expression-too-long", message, 0, len(text))


@pytest.mark.parametrize("text", ["vip" + " or (vip and web)" * 500, "amount in (" + ", ".join(["1"] * 3000) + ")"])
def test_a_long_list_of_alternatives_is_not_deep(text: str) -> None:
    assert not isinstance(parse(text), Problem)
