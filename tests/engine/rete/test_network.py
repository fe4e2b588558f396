"""The rules of a group fire in durable_rules exactly where their conditions hold."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings

import engine.rete
from engine.rete import EngineFault, Network, network
from engine.rete.ruleset import Ruleset
from rules.cells import ALWAYS, FALSE, NEVER, All, Axis, In, Kind, Some, Value, holds
from tests.engine.rete.conditions import Case, cases

AMOUNT = Axis("amount", Kind.NUMBER, starts=(100_001,))
CATEGORY = Axis("category", Kind.CATEGORY, names=("账户被盗用", "重复扣款"))
PAID = Axis("paid", Kind.FLAG)
YES = 0b100


def expected(case: Case, complaint: tuple[Value, ...]) -> tuple[int, ...]:
    cells = tuple(axis.cell(value) for axis, value in zip(case.axes, complaint, strict=True))
    return tuple(number for number, rule in enumerate(case.rules) if holds(rule, cells))


def times(group: Network, complaint: tuple[Value, ...]) -> Counter[int]:
    """How often each rule fires in all of the group's rulesets."""
    fired: Counter[int] = Counter()
    for part in group.parts:
        ruleset = Ruleset(part.definition)
        fired.update(part.rules[name] for name in ruleset.fired(group.fact(part, complaint)))
        ruleset.close()
    return fired


@settings(max_examples=200, deadline=None)
@given(cases())
def test_the_rules_that_fire_are_those_whose_condition_holds(case: Case) -> None:
    with Network("any", case.axes, case.rules) as group:
        for complaint in case.complaints:
            assert group.fired(complaint) == group.fired_by_all(complaint) == expected(case, complaint)


@settings(max_examples=50, deadline=None)
@given(cases())
def test_each_rule_that_fires_fires_once(case: Case) -> None:
    group = Network("any", case.axes, case.rules)

    for complaint in case.complaints:
        assert times(group, complaint) == Counter(expected(case, complaint))


def test_ten_alternations_in_a_conjunction_fire_once() -> None:
    flags = tuple(Axis(f"flag {number}", Kind.FLAG) for number in range(20))
    pairs = tuple(Some((In(2 * pair, YES), In(2 * pair + 1, YES))) for pair in range(10))

    assert times(Network("ten", flags, [All(pairs)]), (True,) * 20) == {0: 1}


def test_a_rule_without_condition_always_fires_and_an_impossible_one_never() -> None:
    with Network("ends", (PAID,), [ALWAYS, NEVER, All((In(0, 0),))]) as group:
        assert group.fired((None,)) == group.fired_by_all((True,)) == (0,)


def test_a_group_without_rules_fires_none() -> None:
    assert Network("empty", (), []).fired(()) == ()


@pytest.mark.parametrize(
    ("amount", "large"), [(100_000, False), (100_001, True), (None, False), (0, False), (-1, False)]
)
def test_a_boundary_belongs_to_the_cell_that_starts_at_it(amount: int | None, large: bool) -> None:
    with Network("amounts", (AMOUNT,), [In(0, 0b100)]) as group:
        assert group.fired((amount,)) == (0,) * large


def test_missing_is_neither_equal_nor_unequal_to_anything() -> None:
    with Network("missing", (CATEGORY,), [In(0, 0b0010), In(0, 0b1100), In(0, 0b0001)]) as group:
        assert group.fired((None,)) == (2,)


def test_numbers_beyond_binary_floating_point_stay_exact() -> None:
    exact = Axis("fen", Kind.NUMBER, starts=(2**53 + 1, 2**53 + 2))

    with Network("exact", (exact,), [In(0, 0b0100)]) as group:
        assert [group.fired((2**53 + step,)) for step in range(3)] == [(), (0,), ()]


def test_names_whose_hash_is_the_same_are_kept_apart() -> None:
    """durable_rules compares keys by a hash of 32 bits, which is the same of these two."""
    axes = (Axis("device_reason_amount_age", Kind.FLAG), Axis("fraud_age_risk_name", Kind.FLAG))

    with Network("hashes", axes, [In(0, YES), In(1, YES)]) as group:
        assert group.fired((True, False)) == (0,)


@pytest.mark.parametrize("length", [65_535, 65_536, 65_540, 17_000_000])
def test_a_text_longer_than_the_engine_can_measure_equals_no_name(length: int) -> None:
    """durable_rules keeps the length of a text in 16 bits."""
    with Network("long", (CATEGORY,), [In(0, 0b0110), In(0, 0b1000)]) as group:
        assert group.fired(("账户被盗用".ljust(length, "x"),)) == (1,)


def test_a_text_that_is_no_utf8_equals_no_name() -> None:
    with Network("text", (CATEGORY,), [In(0, 0b0110), In(0, 0b1000)]) as group:
        assert group.fired(("账户\ud800",)) == (1,)


def test_more_facts_than_the_engine_bears_are_spread_and_only_those_read_are_told() -> None:
    """255 keys in one fact are error 302."""
    axes = tuple(Axis(f"flag {number}", Kind.FLAG) for number in range(1_000))
    rules = [All(tuple(In(axis, YES) for axis in range(first, first + 20))) for first in range(0, 1_000, 20)]

    with Network("wide", axes, rules) as group:
        assert group.fired((True,) * 500 + (False,) * 500) == tuple(range(25))


def test_a_rule_that_reads_more_facts_than_the_engine_bears_is_refused() -> None:
    axes = tuple(Axis(f"flag {number}", Kind.FLAG) for number in range(201))
    rule = All(tuple(In(number, YES) for number in range(201)))

    with pytest.raises(EngineFault) as refused:
        Network("priority", axes, [ALWAYS, rule], ids=("P-1", "P-2"))
    assert str(refused.value) == "`priority`, rule `P-2`: reads more than 200 facts; split it into several rules"


def test_more_tests_on_one_fact_than_the_engine_bears_are_spread() -> None:
    """512 equality tests in one ruleset make durable_rules hang."""
    names = tuple(f"merchant {number}" for number in range(3_000))
    axes = (Axis("merchant", Kind.CATEGORY, names=names),)
    rules = [In(0, ((1 << 100) - 1) << 100 * number + 1) for number in range(30)]

    with Network("merchants", axes, rules) as group:
        assert [group.fired((names[place],)) for place in (0, 99, 100, 2_999)] == [(0,), (0,), (1,), (29,)]


def test_more_alternatives_at_once_than_the_engine_bears_are_spread() -> None:
    """65 alternatives in suspense are error 303; a large amount begins every one of these ranges."""
    amount = Axis("amount", Kind.NUMBER, starts=tuple(range(0, 2_000, 2)))
    ranges = [In(0, sum(1 << 10 * rule + 2 * place + 2 for place in range(5))) for rule in range(64)]

    with Network("ranges", (amount,), ranges) as group:
        assert [group.fired_by_all((number,)) for number in (5_000, 4, 1_268)] == [(), (0,), (63,)]


def test_a_ruleset_holds_at_most_thirty_two_rules() -> None:
    group = Network("many", (PAID,), [In(0, YES)] * 100)

    assert [len(part.rules) for part in group.parts] == [32, 32, 32, 4]


def test_a_group_of_two_thousand_rules_works_and_skips_what_cannot_fire() -> None:
    names = tuple(f"category {number}" for number in range(20))
    amount = Axis("amount", Kind.NUMBER, starts=tuple(range(0, 100_001, 1_000)))
    rows = [All((In(0, 1 << kind), In(1, 1 << cell))) for kind in range(1, 21) for cell in range(2, 102)]
    random.Random(0).shuffle(rows)
    case = Case((Axis("category", Kind.CATEGORY, names=names), amount), tuple(rows), ())

    with Network("table", case.axes, rows) as group:
        for complaint in [(names[7], 55_999), (names[0], 0), (names[19], 99_999), (names[3], None), ("other", 5)]:
            assert group.fired(complaint) == group.fired_by_all(complaint) == expected(case, complaint)


def test_a_rule_of_too_many_branches_is_refused_by_name() -> None:
    flags = tuple(Axis(f"flag {number}", Kind.FLAG) for number in range(24))
    rule = All(tuple(Some((In(a, YES), In(b, 0b010))) for a in range(12) for b in range(12, 24)))

    with pytest.raises(EngineFault, match=r"^`priority`, rule `1`: falls into more than 1000 branches; split it"):
        Network("priority", flags, [ALWAYS, rule])


def test_a_cut_that_cannot_be_compared_is_refused() -> None:
    with pytest.raises(EngineFault, match=r"^`amounts`: a cut of `amount` does not fit 64 bits$"):
        Network("amounts", (Axis("amount", Kind.NUMBER, starts=(2**64,)),), [])


@pytest.mark.parametrize("asked", [Network.fired, Network.fired_by_all])
def test_a_value_of_another_type_is_a_fault_and_not_asserted(
    asked: Callable[[Network, tuple[Value, ...]], tuple[int, ...]],
) -> None:
    with pytest.raises(EngineFault, match=r"^`typed`: `amount` is a number and was given `str`$"):
        asked(Network("typed", (AMOUNT,), [In(0, 0b100)]), ("200000",))


class Failing(Ruleset):
    """A ruleset that fails on its first fact."""

    def fired(self, fact: str) -> list[str]:
        self.close()
        raise EngineFault(f"cannot bear {fact}")


def test_a_failure_names_the_rules_and_the_next_question_loads_them_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Network("priority", (PAID,), [In(0, YES), ALWAYS], ids=("P-1", "P-2"))

    with monkeypatch.context() as patched:
        patched.setattr(network, "Ruleset", Failing)
        with pytest.raises(EngineFault) as failed:
            group.fired((True,))
    assert str(failed.value) == '`priority`, rules `P-1`, `P-2`: cannot bear "on":1,"f0":1'
    assert group.fired((True,)) == (0, 1)


def test_a_closed_group_loads_its_rules_again_when_asked() -> None:
    group = Network("priority", (PAID,), [In(0, 1 << FALSE)])

    answers = [group.fired((False,))]
    group.close()
    answers.append(group.fired((False,)))

    assert answers == [(0,), (0,)]


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads that take turns every few microseconds."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
def test_threads_may_share_a_group_and_close_it() -> None:
    group = Network("shared", (AMOUNT, PAID), [In(0, 0b100), In(1, YES)])

    def ask(large: bool) -> bool:
        for _ in range(300):
            if group.fired((100_000 + large, not large)) != (1 - large,):
                return False
            group.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, (True, False) * 2)) == [True] * 4


def test_the_package_exports_its_public_names() -> None:
    assert engine.rete.__all__ == ["EngineFault", "Network", "prove"]
