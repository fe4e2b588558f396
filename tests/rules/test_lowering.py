"""Lowering: typed expressions as integer arithmetic that means the same and fits 64 bits."""

from __future__ import annotations

from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from engine.results import value_types
from rules.evaluation import compute
from rules.expression import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Arithmetic,
    Constant,
    Derived,
    Expression,
    Known,
    Negated,
    Reference,
    Role,
    sort_of,
)
from rules.lowering import Lowering, NotInForce, Unfit
from rules.policy import Policy
from rules.scope import Collected, Meaning, Scope
from rules.terms import Extremum, Fixed, Input, Plus, Quotient, Term, Times, inputs
from rules.types import (
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Number,
    Text,
    Type,
    Unit,
    Value,
    bounds,
    decimal,
    money,
)
from rules.typing import resolve
from tests.generating import chances, policies
from tests.rules import setting

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Duration(Unit.HOURS)
DAY = 86_400_000_000
FACTS: dict[str, Type] = {
    "amount": money("CNY"),
    "small": money("CNY", low=0, high=100_000),
    "cap": money("CNY", low=0, high=10**9),
    "rate": decimal(4, low=0, high=10_000),
    "count": Number(),
    "vip": Boolean(),
    "web": Boolean(),
    "category": Enumeration(("盗用", "other")),
    "note": Text(),
    "day": Date(),
    "at": Instant(),
    "spent": HOURS,
    "window": Duration(Unit.WORKING_DAYS),
}
PARAMETERS: dict[str, tuple[Type, Value]] = {
    "limit": (money("CNY"), 100_000),
    "share": (decimal(2), 50),
    "zero": (decimal(2), 0),
    "strict": (Boolean(), False),
    "word": (Text(), "退款"),
    "since": (Date(), 20_454),
    "opened": (Instant(), 20_454 * DAY - 1),
    "later": (Number(), None),
}
NAMES: dict[str, Meaning] = {
    **{name: Reference(Role.FACT, name, kind) for name, kind in FACTS.items()},
    **{name: Reference(Role.PARAMETER, name, kind) for name, (kind, _) in PARAMETERS.items()},
    "earlier": Reference(Role.OUTCOME, "earlier", Enumeration(("done", "open"))),
    "refund": Reference(Role.VALUE, "refund", money("CNY")),
    "actions": Collected("actions", ("notify",)),
    "complete": Derived("complete", Known(Reference(Role.FACT, "note", Text()))),
    "twice": Derived("twice", Reference(Role.FACT, "amount", money("CNY"))),
    "told": Derived("told", Reference(Role.FACT, "note", Text())),
}
AMOUNT, SMALL = Input("amount"), Input("small")


def lowering() -> Lowering:
    ranges = {name: bounds(kind) for name, kind in FACTS.items()}
    return Lowering(ZONE, {name: value for name, (_, value) in PARAMETERS.items()}, ranges)


def typed(text: str, kind: Type | None = None) -> Expression:
    found, problems = resolve(text, Scope(NAMES, ZONE), expected=None if kind is None else sort_of(kind))
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vip", "vip"),
        ("strict", "False"),
        ("true", "True"),
        ("complete", "(note) is known"),
        ("not(vip)", "not(vip)"),
        ("vip and web or vip", "((vip and web) or vip)"),
        ("vip = true", "vip"),
        ("vip = strict", "not(vip)"),
        ("vip != true", "not(vip)"),
        ("vip = web", "((vip and web) or (not(vip) and not(web)))"),
        ("amount > 5", "500 < amount"),
        ("amount >= limit", "100000 <= amount"),
        ("amount < 0.005", "amount * 2 < 1"),
        ("amount <= small", "amount <= small"),
        ("amount != small", "not(amount = small)"),
        ("twice = refund", "amount = refund"),
        ("rate > 0.5", "5000 < rate"),
        ("small / 3 > cap", "cap * 3 < small"),
        ("amount * share = limit", "amount = 200000"),
        ("share * amount = limit", "amount = 200000"),
        ("amount / share = limit", "amount * 2 = 100000"),
        ("amount + 1 = limit", "(amount + 100) = 100000"),
        ("1 - amount = limit", "(amount * -1 + 100) = 100000"),
        ("-amount = limit", "amount * -1 = 100000"),
        ("amount - small - 1 = limit", "(amount + small * -1 + -100) = 100000"),
        ("min(amount, 5, small) = limit", "min(amount, 500, small) = 100000"),
        ("max(1, 2) > share", "50 < 200"),
        ("min(1, 2) > share", "50 < 100"),
        ("round_half_up(amount / 3) = limit", "round_half_up(amount * 1 / 3) = 100000"),
        ("round_up(amount, 0) = limit", "round_up(amount * 1 / 100) * 100 = 100000"),
        ("round_up(amount, 3) = limit", "amount = 100000"),
        ("round_down(1 / 3, 1) < share", "30 < 50"),
        ("amount between 1 and limit", "amount in ([100..100000])"),
        ("amount in (1, (2..3), small)", "amount in (100, small, (200..300))"),
        ("category = 盗用", 'category = "盗用"'),
        ("category in (盗用, other)", 'category in ("盗用", "other")'),
        ("earlier = done", 'earlier = "done"'),
        ("note = word", 'note = "退款"'),
        ('contains(told, "退")', 'contains(note, "退")'),
        ("list contains(actions, notify)", "actions ∋ notify"),
        ("amount is known", "(amount) is known"),
        ("(amount > 5) is missing", "not((500 < amount) is known)"),
        ("note is missing", "not((note) is known)"),
        ('day > @"1970-01-02"', "1 < day"),
        ("day - since > 5 calendar days", "5 < (day + -20454)"),
        ("date of at = day", "date of at = day"),
        ("date of opened = day", "20454 = day"),
        ('at + 1 hours < @"1970-01-01T00:00:00Z"', "(at + 3600000000) < 0"),
        ('at - spent < @"1970-01-01T00:00:00Z"', "(at + spent * -1) < 0"),
        ("at - opened > 24 hours", "86400000000 < (at + -1767225599999999)"),
        ("at + spent / 7 = opened", "(at * 7 + spent) = 12370579199999993"),
        ("at - (opened + spent / 7) > 1 hours", "25200000000 < (at * 7 + (spent + 12370579199999993) * -1)"),
        ("window * 2 > 5 working days", "5 < window * 2"),
        ("spent > 0.5 hours", "1800000000 < spent"),
    ],
)
def test_a_condition_becomes_integer_arithmetic(text: str, told: str) -> None:
    assert str(lowering().test(typed(text))) == told


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("amount", money("CNY"), "amount"),
        ("5", money("CNY"), "500"),
        ("round_half_up(amount * share)", money("CNY"), "round_half_up(amount * 1 / 2)"),
        ("round_half_up(amount * share, 1)", money("CNY"), "round_half_up(amount * 1 / 20) * 10"),
        ("count", decimal(2), "count * 100"),
        ("vip or web", Boolean(), "(vip or web)"),
        ("told", Text(), "note"),
        ("day + 5 calendar days", Date(), "(day + 5)"),
        ("at + spent", Instant(), "(at + spent)"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(text: str, kind: Type, told: str) -> None:
    assert str(lowering().value(typed(text, kind), kind)) == told


DECIMALS = "may not fit the declared decimals; say how to round, as in `round_half_up(…)`"
WIDE = "may exceed 64 bits for facts within their ranges; declare a narrower `range`"


@pytest.mark.parametrize(
    ("text", "kind", "code", "message"),
    [
        ("amount * share", money("CNY"), "rounding-missing", DECIMALS),
        ("amount / 3", money("CNY"), "rounding-missing", DECIMALS),
        ("0.005", money("CNY"), "rounding-missing", DECIMALS),
        ("rate", Number(), "rounding-missing", DECIMALS),
        ("window / 2", Duration(Unit.WORKING_DAYS), "rounding-missing", DECIMALS),
        (
            "date of (at + spent / 7)",
            Date(),
            "rounding-missing",
            "may fall between two microseconds; say how to round the hours, as in `round_down(…, 3)`",
        ),
        ("amount / zero", money("CNY"), "division-by-zero", "this divides by zero"),
        ("amount / 0", money("CNY"), "division-by-zero", "this divides by zero"),
        ("amount * 10000", money("CNY"), "may-overflow", WIDE),
        ("amount * 5000 + amount * 5000", money("CNY"), "may-overflow", WIDE),
        ("amount * 9000 - amount * 9000", money("CNY"), "may-overflow", WIDE),
        ("count * 2", decimal(9), "may-overflow", WIDE),
        ("99999999999999999999", Number(), "may-overflow", WIDE),
        ("round_down(amount * 4000.7)", money("CNY"), "may-overflow", WIDE),
        (
            "day + 1000000 calendar days * 3000",
            Date(),
            "may-overflow",
            "may lie millions of years away; declare a narrower `range`",
        ),
        ("round_down(count * 1000 / 7, 0)", Number(), "may-overflow", WIDE),
    ],
)
def test_what_cannot_be_computed_exactly_is_unfit(text: str, kind: Type, code: str, message: str) -> None:
    with pytest.raises(Unfit) as unfit:
        lowering().value(typed(text, kind), kind)
    assert (unfit.value.code, unfit.value.message, str(unfit.value)) == (code, message, message)


@pytest.mark.parametrize(
    "text",
    ["count * 1000 < 0.0001", "min(count * 1000, 0.0001) > 5", "count * 900 > rate", "count * 512 in [0.01..count]"],
)
def test_a_comparison_that_may_exceed_64_bits_is_unfit(text: str) -> None:
    with pytest.raises(Unfit, match=r"may exceed 64 bits"):
        lowering().test(typed(text))


@pytest.mark.parametrize("text", ["later > 5", "count in (1, later)", "later is known", "vip or later = 1"])
def test_a_parameter_without_a_value_yet_is_told(text: str) -> None:
    with pytest.raises(NotInForce) as missing:
        lowering().test(typed(text))
    assert missing.value.parameter == "later"


def test_what_typing_refuses_is_our_own_bug() -> None:
    flag = Constant(value=True, sort=BOOLEAN)
    count = Reference(Role.FACT, "count", Number())
    product_of_two = Arithmetic("*", count, count, NUMBER)
    for expression in (Negated(flag), product_of_two):
        with pytest.raises(AssertionError):
            lowering().number(expression)
    with pytest.raises(AssertionError):
        lowering().test(product_of_two)
    with pytest.raises(AssertionError):
        lowering().value(Arithmetic("+", flag, flag, TEXT), Text())


@pytest.mark.parametrize(
    ("term", "ends"),
    [
        (Fixed(-5), (-5, -5)),
        (SMALL, (0, 100_000)),
        (Times(SMALL, -2), (-200_000, 0)),
        (Plus((SMALL, Times(SMALL, -1), Fixed(5))), (-99_995, 100_005)),
        (Extremum(greatest=True, parts=(SMALL, Fixed(5))), (5, 100_000)),
        (Extremum(greatest=False, parts=(SMALL, Fixed(5))), (0, 5)),
        (Quotient("half_up", SMALL, 1, 3), (0, 33_333)),
        (Quotient("up", SMALL, -1, 3), (-33_334, 0)),
    ],
)
def test_a_term_has_its_bounds(term: Term, ends: tuple[int, int]) -> None:
    assert lowering().bounds(term) == ends


def test_the_day_of_an_instant_has_bounds_in_every_timezone() -> None:
    found = lowering()
    low, high = found.bounds(found.number(typed("date of at")).term)
    assert (low < bounds(Instant())[0] // DAY, high > bounds(Instant())[1] // DAY) == (True, True)


def test_a_text_has_no_bounds() -> None:
    with pytest.raises(AssertionError):
        lowering().bounds(Fixed("退款"))


@pytest.mark.parametrize(("one", "two"), [*product((True, False, None), repeat=2)])
def test_a_truth_in_a_list_with_a_missing_member_is_missing(one: bool | None, two: bool | None) -> None:
    found = compute(lowering().test(typed("vip in (web, false)")), {"vip": one, "web": two})
    assert found == (None if one is None or two is None else one in (two, False))


@given(policies(), chances())
@settings(max_examples=60, deadline=None)
def test_every_value_lies_within_its_bounds(policy: Policy, chance: Random) -> None:
    for one in setting.settings(policy, chance, count=10):
        for decision in one.asked:
            for name, found in (pair for rule in decision.consequences for pair in rule.values):
                value = compute(found, one.known)
                if isinstance(value, int) and not isinstance(value, bool):
                    low, high = _ranges(policy, one, decision.decision.name)[name]
                    assert low <= value <= high


def _ranges(policy: Policy, one: setting.Setting, until: str) -> dict[str, tuple[int, int]]:
    """The least and greatest value that the rules of each decision up to one can set; any where none sets it."""
    found = Lowering(policy.zone, one.case.parameters, {fact.name: bounds(fact.type) for fact in policy.facts})
    found.ranges |= {name: bounds(kind) for name, kind in policy.deadline_types.items() if isinstance(kind, Instant)}
    for decision in one.edition.decisions:
        set_here = {name for rule in decision.consequences for name, _ in rule.values}
        declared = value_types(decision.decision).items()
        found.ranges |= {name: bounds(kind) for name, kind in declared if name not in set_here}
        for name, term in (pair for rule in decision.consequences for pair in rule.values):
            if not isinstance(policy.value_types[name], Boolean | Text | Enumeration):
                for key in inputs(term):  # a value that no rule sets may lie anywhere within its type
                    found.ranges.setdefault(key, bounds(policy.value_types.get(key, Boolean())))
                low, high = found.bounds(term)  # type: ignore[arg-type]  # only a boolean's value is a test
                known = found.ranges.get(name, (low, high))
                found.ranges[name] = (min(low, known[0]), max(high, known[1]))
        if decision.decision.name == until:
            break
    return found.ranges
