"""Typing: what names and operators mean together, and the words for what has no meaning."""

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from rules import types
from rules.expression import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    NUMERAL,
    TEXT,
    Arithmetic,
    Both,
    Compare,
    Constant,
    Either,
    Expression,
    Extreme,
    Known,
    ListContains,
    Negated,
    Range,
    Reference,
    Role,
    Rounded,
    Sort,
    TextTest,
    Within,
    sort_of,
)
from rules.scope import Collected, Meaning, Scope
from rules.syntax import Problem
from rules.typing import resolve, resolve_cell

SHANGHAI = ZoneInfo("Asia/Shanghai")
CATEGORY = types.Enumeration(("盗用", "service", "other"))
CNY = types.money("CNY")
HOURS, WORKING, CALENDAR = (types.Duration(types.Unit(unit)) for unit in ("hours", "working days", "calendar days"))
KINDS: dict[str, types.Type] = {
    "amount": CNY,
    "金额": CNY,
    "yen": types.money("JPY"),
    "count": types.Number(),
    "rate": types.decimal(2),
    "vip": types.Boolean(),
    "category": CATEGORY,
    "second": CATEGORY,
    "channel": types.Enumeration(("app", "web")),
    "note": types.Text(),
    "day": types.Date(),
    "at": types.Instant(),
    "window": WORKING,
    "grace": CALENDAR,
    "spent": HOURS,
    "web": types.Boolean(),
}
FACTS = {name: Reference(Role.FACT, name, kind) for name, kind in KINDS.items()}
LIMIT, SHARE = Reference(Role.PARAMETER, "limit", CNY), Reference(Role.PARAMETER, "share", types.decimal(2))
ACTIONS = Collected("actions", ("notify", "freeze"))
MEANINGS: dict[str, Meaning] = {**FACTS, "limit": LIMIT, "share": SHARE, "actions": ACTIONS}
VALUES = frozenset({*CATEGORY.names, "app", "notify", "freeze"})
SCOPE = Scope(MEANINGS, SHANGHAI, VALUES, {"refund": "it is decided later"})

AMOUNT, MONEY, ENUM = FACTS["amount"], sort_of(CNY), sort_of(CATEGORY)
ONE, TWO = Constant(Fraction(1), MONEY), Constant(Fraction(2), MONEY)
STOLEN, OTHER = Constant("盗用", ENUM), Constant("other", ENUM)
IS_STOLEN, IS_VIP = Compare("=", FACTS["category"], STOLEN), FACTS["vip"]


def meaning(text: str, *, expected: Sort | None = None) -> Expression:
    found, problems = resolve(text, SCOPE, expected=expected)
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vip", IS_VIP),
        ("(((vip)))", IS_VIP),
        ("true", Constant(value=True, sort=BOOLEAN)),
        ("false", Constant(value=False, sort=BOOLEAN)),
        ("amount > 1", Compare(">", AMOUNT, ONE)),
        ("1 < amount", Compare("<", ONE, AMOUNT)),
        ("金额 >= limit", Compare(">=", FACTS["金额"], LIMIT)),
        ("amount != 1.50", Compare("!=", AMOUNT, Constant(Fraction(3, 2), MONEY))),
        ("amount <= -1", Compare("<=", AMOUNT, Constant(Fraction(-1), MONEY))),
        ("category = 盗用", IS_STOLEN),
        ("盗用 = category", Compare("=", STOLEN, FACTS["category"])),
        ("category = (盗用)", IS_STOLEN),
        ("category != second", Compare("!=", FACTS["category"], FACTS["second"])),
        ("vip = true", Compare("=", IS_VIP, Constant(value=True, sort=BOOLEAN))),
        ('note = "a\\"b\\\\c"', Compare("=", FACTS["note"], Constant('a"b\\c', TEXT))),
        ('note = "\\\\\\""', Compare("=", FACTS["note"], Constant('\\"', TEXT))),
        ("amount between 1 and 2", Within(AMOUNT, (Range(ONE, TWO),))),
        ("amount in [1..2]", Within(AMOUNT, (Range(ONE, TWO),))),
        ("amount in (1..2]", Within(AMOUNT, (Range(ONE, TWO, low_open=True),))),
        ("amount in [1..2)", Within(AMOUNT, (Range(ONE, TWO, high_open=True),))),
        ("amount in (1..2)", Within(AMOUNT, (Range(ONE, TWO, low_open=True, high_open=True),))),
        ("amount in (1, [1..2])", Within(AMOUNT, (ONE, Range(ONE, TWO)))),
        ("amount in ([1..2])", Within(AMOUNT, (Range(ONE, TWO),))),
        ("category in (盗用)", IS_STOLEN),
        ("category in (盗用, other)", Within(FACTS["category"], (STOLEN, OTHER))),
        ("amount is known", Known(AMOUNT)),
        ("amount is missing", Negated(Known(AMOUNT))),
        ("(vip or web) is known", Known(Either((IS_VIP, FACTS["web"])))),
        ("not(vip)", Negated(IS_VIP)),
        ("vip and web or vip", Either((Both((IS_VIP, FACTS["web"])), IS_VIP))),
        ("vip and (web or vip)", Both((IS_VIP, Either((FACTS["web"], IS_VIP))))),
        ("vip\n\tand web", Both((IS_VIP, FACTS["web"]))),
        ('contains(note, "退款")', TextTest("contains", FACTS["note"], "退款")),
        ('starts  with(note, "")', TextTest("starts with", FACTS["note"], "")),
        ("list contains(actions, notify)", ListContains("actions", "notify")),
        ('at > @"2026-03-01T08:00"', Compare(">", FACTS["at"], Constant(Fraction(1_772_323_200_000_000), DATETIME))),
        ('day = @"1970-01-02"', Compare("=", FACTS["day"], Constant(Fraction(1), DATE))),
        ("window > 5 working days", Compare(">", FACTS["window"], Constant(Fraction(5), sort_of(WORKING)))),
        ("spent = 0.5 hours", Compare("=", FACTS["spent"], Constant(Fraction(1, 2), sort_of(HOURS)))),
    ],
)
def test_a_condition_has_its_meaning(text: str, expected: Expression) -> None:
    assert meaning(text, expected=BOOLEAN) == expected


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("amount + 1", MONEY),
        ("1 - amount", MONEY),
        ("amount + (2 + 3)", MONEY),
        ("(2 + 3) + amount", MONEY),
        ("amount - round_down(2.5, 0)", MONEY),
        ("amount + limit", MONEY),
        ("count + 1", NUMBER),
        ("1 + 1", NUMERAL),
        ("2 * 3", NUMERAL),
        ("2 * count", NUMBER),
        ("count * 2", NUMBER),
        ("count * share", NUMBER),
        ("share * 2", NUMBER),
        ("amount * share", MONEY),
        ("share * amount", MONEY),
        ("3 * amount", MONEY),
        ("window * 2", sort_of(WORKING)),
        ("2 * window", sort_of(WORKING)),
        ("amount / 3", MONEY),
        ("amount / share", MONEY),
        ("count / 3", NUMBER),
        ("1 / 3", NUMERAL),
        ("1 / share", NUMBER),
        ("spent / 2", sort_of(HOURS)),
        ("-amount", MONEY),
        ("--amount", MONEY),
        ("-5 hours", sort_of(HOURS)),
        ("-count * 2", NUMBER),
        ("min(amount, 5)", MONEY),
        ("max(5, amount, 7)", MONEY),
        ("min(1, 2)", NUMERAL),
        ('max(day, @"2026-01-01")', DATE),
        ("min(window, 5 working days)", sort_of(WORKING)),
        ("round_half_up(amount * share)", MONEY),
        ("round_up(amount / 3, 0)", MONEY),
        ("round_half_even(count / 3, 1)", NUMBER),
        ("round_down(window / 2, 0)", sort_of(WORKING)),
        ("date of at", DATE),
        ("date of (at)", DATE),
        ("day + 5 calendar days", DATE),
        ("5 calendar days + day", DATE),
        ("day - grace", DATE),
        ("day - day", sort_of(CALENDAR)),
        ("at + 24 hours", DATETIME),
        ("spent + at", DATETIME),
        ("at - spent", DATETIME),
        ("at - at", sort_of(HOURS)),
        ("window + 1 working day", sort_of(WORKING)),
    ],
)
def test_arithmetic_has_its_sort(text: str, sort: Sort) -> None:
    assert meaning(text).sort == sort


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount * 2", Arithmetic("*", AMOUNT, Constant(Fraction(2), NUMERAL), MONEY)),
        ("-amount", Arithmetic("*", Constant(Fraction(-1), NUMERAL), AMOUNT, MONEY)),
        ("min(amount, 1)", Extreme("min", (AMOUNT, ONE), MONEY)),
        ("round_half_up(amount / 3)", Rounded("half_up", meaning("amount / 3"), 2)),
        ("round_up(yen / 3)", Rounded("up", meaning("yen / 3"), 0)),
        ("round_down(count, 3)", Rounded("down", FACTS["count"], 3)),
        ("1 + 2", Arithmetic("+", Constant(Fraction(1), NUMERAL), Constant(Fraction(2), NUMERAL), NUMERAL)),
    ],
)
def test_arithmetic_has_its_meaning(text: str, expected: Expression) -> None:
    assert meaning(text) == expected


def test_a_written_number_takes_the_sort_that_is_wanted() -> None:
    assert [meaning(text, expected=MONEY).sort for text in ("5", "5 + 1", "min(5, 1)")] == [MONEY] * 3


def test_a_rounded_written_number_stands_where_money_is_wanted() -> None:
    assert meaning("round_down(2.5, 0)", expected=MONEY).sort == NUMERAL


@pytest.mark.parametrize(
    ("text", "code", "message", "suggestion"),
    [
        ("ammount > 5", "unknown-fact", "no fact is named `ammount`", "amount"),
        ("zzz", "unknown-fact", "no fact is named `zzz`", None),
        ("category = stolen", "unknown-value", "`stolen` is not one of the values", None),
        ("category = servise", "unknown-value", "`servise` is not one of the values", "service"),
        ("category = 盗用 or other", "bare-value", "`other` is a value, not a test; write `in (…, other)`", None),
        ("other", "bare-value", "`other` is a value, not a test; write `in (…, other)`", None),
        ("other = app", "bare-value", "`app` is a value, not a test; write `in (…, app)`", None),
        ("refund > 5", "not-readable-here", "`refund` cannot be read here: it is decided later", None),
        ("channel = web", "ambiguous-name", "`web` could be a value or a name; rename one", None),
        ("actions = notify", "type-mismatch", "`actions` is a set; ask it with `list contains(actions, …)`", None),
        ("list contains(actions, sing)", "unknown-value", "`sing` is not an outcome of `actions`", None),
        ("list contains(actions, notifi)", "unknown-value", "`notifi` is not an outcome of `actions`", "notify"),
        ("list contains(amount, notify)", "type-mismatch", "`amount` is not a decision that collects", None),
        ("list contains(action, notify)", "unknown-fact", "no fact is named `action`", "actions"),
        ("list contains(refund, a)", "not-readable-here", "`refund` cannot be read here: it is decided later", None),
        ("amount > note", "type-mismatch", "this is text, but CNY money is wanted here", None),
        ("amount > yen", "type-mismatch", "this is JPY money, but CNY money is wanted here", None),
        ("count > amount", "type-mismatch", "this is CNY money, but plain number is wanted here", None),
        ("day > at", "type-mismatch", "this is datetime, but date is wanted here", None),
        ("window > grace", "type-mismatch", "this is calendar days, but working days is wanted here", None),
        ("note > note", "type-mismatch", "`>` needs numbers, dates or durations, not text", None),
        ("category < other", "type-mismatch", "`<` needs numbers, dates or durations, not enum", None),
        ("vip >= web", "type-mismatch", "`>=` needs numbers, dates or durations, not boolean", None),
        ("category = channel", "type-mismatch", "these are values of two different enumerations", None),
        ("vip and amount", "type-mismatch", "this is CNY money, but boolean is wanted here", None),
        ("not(5)", "type-mismatch", "this is number, but boolean is wanted here", None),
        ("window > 5", "unit-missing", "write the unit, as in `5 working days`", None),
        ("5 < window", "unit-missing", "write the unit, as in `5 working days`", None),
        ("5 between spent and window", "unit-missing", "write the unit, as in `5 hours`", None),
        ("5 in (spent, 3)", "unit-missing", "write the unit, as in `5 hours`", None),
        ("5 in [1..window]", "unit-missing", "write the unit, as in `5 working days`", None),
        ("min(5, window) > window", "unit-missing", "write the unit, as in `5 working days`", None),
        (
            "grace > 7 days",
            "unit-missing",
            "write `7 working days` or `7 calendar days`: the unit is the point",
            None,
        ),
        ("note between note and note", "type-mismatch", "a range needs numbers, dates or durations, not text", None),
        ("vip in [1..2]", "type-mismatch", "a range needs numbers, dates or durations, not boolean", None),
        ("amount * count > 5", "not-linear", "no product of two facts and no division by a fact", None),
        ("amount / count > 5", "not-linear", "no product of two facts and no division by a fact", None),
        ("1 / count > 5", "not-linear", "no product of two facts and no division by a fact", None),
        ("amount + yen > 5", "type-mismatch", "`+` cannot join CNY money and JPY money", None),
        ("amount + count > 5", "type-mismatch", "`+` cannot join CNY money and plain number", None),
        ("window + 5 > window", "type-mismatch", "`+` cannot join working days and number", None),
        ("5 + window > window", "type-mismatch", "`+` cannot join number and working days", None),
        ("limit * 5 hours > limit", "type-mismatch", "`*` cannot join CNY money and hours", None),
        ("5 / 5 hours > 5", "type-mismatch", "`/` cannot join number and hours", None),
        ("day * 2 > day", "type-mismatch", "`*` cannot join date and number", None),
        ("day + window > day", "type-mismatch", "`+` cannot join date and working days", None),
        ("day - at > grace", "type-mismatch", "`-` cannot join date and datetime", None),
        ("note + note = note", "type-mismatch", "`+` cannot join text and text", None),
        ("-note = note", "type-mismatch", "`-` needs a number, not text", None),
        ("-day = day", "type-mismatch", "`-` needs a number, not date", None),
        ("min(note, note) = note", "type-mismatch", "`min` needs numbers, dates or durations, not text", None),
        ("min(amount, yen) > 5", "type-mismatch", "this is JPY money, but CNY money is wanted here", None),
        ("round_up(day) = day", "type-mismatch", "rounding needs a number or duration, not date", None),
        ("round_up(count / 3) > 5", "rounding-missing", "say to how many decimals: `round_up(…, 2)`", None),
        ("round_up(count, 10) > 5", "type-mismatch", "the number of decimals is a whole number up to 9", None),
        ("round_up(count, 1.5) > 5", "type-mismatch", "the number of decimals is a whole number up to 9", None),
        ("date of day = day", "type-mismatch", "this is date, but datetime is wanted here", None),
        ('contains(amount, "5")', "type-mismatch", "this is CNY money, but text is wanted here", None),
        ("contains(note, note)", "type-mismatch", "the text to look for is written in quotes", None),
        ("window > 0.5 working days", "type-mismatch", "working days are counted whole", None),
        ("spent > 0.0000000001 hours", "type-mismatch", "hours are counted to the microsecond", None),
        ('day > @"2026-02-30"', "type-mismatch", "`2026-02-30` is no such day in the calendar", None),
        ('day > @"2.3.2026"', "type-mismatch", "`2.3.2026` is not a date such as `2026-03-02`", None),
        (
            'at > @"2026-02-30T5"',
            "type-mismatch",
            "`2026-02-30T5` is not a time such as `2026-03-02T09:15:00+08:00`",
            None,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(text: str, code: str, message: str, suggestion: str | None) -> None:
    (problem,) = resolve(text, SCOPE, expected=BOOLEAN)[1]
    assert (problem.code, problem.message, problem.suggestion) == (code, message, suggestion)


def test_every_part_of_a_condition_is_looked_at() -> None:
    problems = resolve("vip and ammount > 5 and (nope or category = stolen)", SCOPE, expected=BOOLEAN)[1]
    assert [(one.code, one.start, one.end) for one in problems] == [
        ("unknown-fact", 8, 15),
        ("unknown-fact", 25, 29),
        ("unknown-value", 44, 50),
    ]


def test_an_expression_with_a_problem_has_no_meaning() -> None:
    assert resolve("vip or nope", SCOPE, expected=BOOLEAN)[0] is None


def test_what_does_not_parse_is_one_problem() -> None:
    assert resolve("amount >", SCOPE, expected=BOOLEAN) == (
        None,
        (Problem("syntax", "the expression ends too early", 7, 8),),
    )


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("amount", "1", "amount = 1"),
        ("amount", "1, 2", "amount in (1, 2)"),
        ("amount", "> 1", "amount > 1"),
        ("amount", "!= limit", "amount != limit"),
        ("amount", "[1..2)", "amount in [1..2)"),
        ("amount", "1, [1..limit]", "amount in (1, [1..limit])"),
        ("amount", "between 1 and 2", "amount between 1 and 2"),
        ("amount", "in (1, 2), 3", "amount in (1, 2, 3)"),
        ("amount", "not(1)", "not(amount = 1)"),
        ("amount", "not(1, (1..2))", "not(amount in (1, (1..2)))"),
        ("amount", "is known", "amount is known"),
        ("amount", "is missing", "amount is missing"),
        ("amount", "is missing, > 5", "amount is missing or amount > 5"),
        ("amount", "1, > 5", "amount = 1 or amount > 5"),
        ("amount", "> 5, 1", "amount = 1 or amount > 5"),
        ("amount", "not(is missing, > 5)", "not(amount is missing or amount > 5)"),
        ("amount", "limit + 1", "amount = limit + 1"),
        ("category", "盗用", "category = 盗用"),
        ("category", "盗用, other", "category in (盗用, other)"),
        ("category", "not(盗用)", "not(category = 盗用)"),
        ("category", "second", "category = second"),
        ("vip", "true", "vip = true"),
        ("vip", "web", "vip = web"),
        ("note", '"退款"', 'note = "退款"'),
        ("actions", "notify", "list contains(actions, notify)"),
        ("actions", "notify, freeze", "list contains(actions, notify) or list contains(actions, freeze)"),
        ("actions", "not(notify)", "not(list contains(actions, notify))"),
    ],
)
def test_a_cell_means_the_same_as_an_expression(subject: str, text: str, expected: str) -> None:
    assert resolve_cell(text, MEANINGS[subject], SCOPE) == (meaning(expected), ())


def test_a_cell_with_a_dash_says_nothing() -> None:
    assert resolve_cell("-", AMOUNT, SCOPE) == (None, ())


@pytest.mark.parametrize(
    ("subject", "text", "code", "message"),
    [
        ("amount", "> >", "syntax", "`>` cannot stand here"),
        ("amount", "yen", "type-mismatch", "this is JPY money, but CNY money is wanted here"),
        ("amount", "> yen", "type-mismatch", "this is JPY money, but CNY money is wanted here"),
        ("amount", "nope", "unknown-fact", "no fact is named `nope`"),
        ("window", "5", "unit-missing", "write the unit, as in `5 working days`"),
        ("category", "> other", "type-mismatch", "`>` needs numbers, dates or durations, not enum"),
        ("category", "[other..盗用]", "type-mismatch", "a range needs numbers, dates or durations, not enum"),
        ("category", "stolen", "unknown-value", "`stolen` is not one of the values"),
        ("vip", "is known or web", "syntax", "`or` cannot stand here; expected `,` or the end"),
        ("actions", "sing", "unknown-value", "`sing` is not an outcome of `actions`"),
        ("actions", "> 5", "type-mismatch", "`actions` is a set; name the outcomes it should hold"),
        ("actions", "is known", "type-mismatch", "`actions` is a set; name the outcomes it should hold"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_in_words(subject: str, text: str, code: str, message: str) -> None:
    found, (problem,) = resolve_cell(text, MEANINGS[subject], SCOPE)
    assert (found, problem.code, problem.message) == (None, code, message)


def test_every_test_of_a_cell_is_looked_at() -> None:
    problems = resolve_cell("nope, > nix", AMOUNT, SCOPE)[1]
    assert [(one.code, one.start, one.end) for one in problems] == [("unknown-fact", 0, 4), ("unknown-fact", 8, 11)]
