"""Remedy: every complaint that was decided wrongly is found once, with what is owed to the cent."""

import random
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.journal import Records, Writer
from adapters.journal.remedying import Payable, Period, Remedied, Wronged, payables, remedy
from adapters.journal.replaying import spans
from rules.loading import load
from rules.policy import Policy
from tests.adapters.cli.terminal import ROOT
from tests.adapters.journal.deciding import decide, shop
from tests.adapters.journal.ledger import KEYS, decide_into, empty
from tests.adapters.journal.test_correcting import corrected
from tests.adapters.journal.test_otherwise import MORE
from tests.adapters.shop import AT, row, written

EVER = Period(-(1 << 62), 1 << 62)
REFUND = Payable("refund", "CNY")
HALF = ("refund: amount,", "refund: 500.00,")


def found(
    journal: Path, *words: tuple[str, str], rule: str | None = None, period: Period = EVER, policy: Policy | None = None
) -> Remedied:
    with closing(Records.open(journal)) as records:
        fixed = policy or shop(*words)[1]
        return remedy(records, fixed, spans(records, 0, None), rule=rule, period=period, watch=lambda _: None)


def test_who_was_decided_wrongly_is_listed_with_what_should_have_been(journal: Path) -> None:
    decide_into(journal, written(journal.parent / "more.csv", row("T-5", "3000.00", phone="1"), row("T-6", "1500.00")))
    told = found(journal, HALF, rule="S-1")
    assert (told.judged, told.erased, told.tampered) == (3, 0, [])
    assert told.wronged == [
        Wronged(2, "T-1", 0, (("refund", "1000.01 CNY", "500.00 CNY"),), {REFUND: Decimal("-500.01")}),
        Wronged(9, "T-5", 0, (("refund", "3000.00 CNY", "500.00 CNY"),), {REFUND: Decimal("-2500.00")}),
        Wronged(10, "T-6", 0, (("refund", "1500.00 CNY", "500.00 CNY"),), {REFUND: Decimal("-1000.00")}),
    ]
    assert told.totals == {REFUND: (Decimal(0), Decimal("4000.01"))}


@pytest.mark.parametrize(
    ("rule", "numbers"), [("S-1", []), ("S-2", [3, 6]), ("T-1", [3, 6]), (None, [3, 6]), ("T-2", [])]
)
def test_only_what_the_rule_decided_is_judged(rule: str | None, numbers: list[int], journal: Path) -> None:
    words = (("amount > 1000.00", "amount > 1.00"), ("amount <= 1000.00", "amount <= 1.00"))
    told = found(journal, *words, rule=rule)
    assert [one.number for one in told.wronged] == numbers
    assert all(one.owed[REFUND] > 0 for one in told.wronged)


def test_of_several_rulings_on_a_complaint_the_newest_counts(journal: Path) -> None:
    # T-1 was large in entry 2 and is small in entry 6, which would be small by the other policy too.
    assert found(journal, *MORE).wronged == []
    assert [one.number for one in found(journal, *MORE, rule="S-1").wronged] == [2]


def test_the_newest_counts_across_segments_and_instants(sealed: Path) -> None:
    size = len(found(sealed, *MORE, rule="S-1").wronged)
    decide(sealed, f'{{"id": "T-1", "at": "{AT}", "amount": "5000.00"}}', as_of=-7)
    assert (size, found(sealed, *MORE, rule="S-1").wronged) == (1, [])
    decide(sealed, f'{{"id": "T-1", "at": "{AT}", "amount": "1100.00"}}', as_of=-9)
    (again,) = found(sealed, *MORE, rule="S-1").wronged
    assert (again.as_of, again.owed) == (-9, {REFUND: Decimal("-1100.00")})


def test_what_is_owed_is_what_one_counts_by_hand(tmp_path: Path) -> None:
    journal, draw, newest = empty(tmp_path, height=8), random.Random(7), dict[str, Decimal]()
    for turn in range(3):
        told = {f"R-{one}": Decimal(draw.randrange(300_000)) / 100 for one in draw.sample(range(200), 120)}
        decide_into(journal, written(tmp_path / f"{turn}.csv", *(row(name, f"{told[name]:.2f}") for name in told)))
        newest |= told
    expected = {
        name: (amount if amount > 2000 else 0) - (amount if amount > 1000 else 0) for name, amount in newest.items()
    }
    told_owed = {one.complaint: one.owed[REFUND] for one in found(journal, *MORE).wronged}
    assert told_owed == {name: owed for name, owed in expected.items() if owed}


def test_what_was_corrected_is_put_right(journal: Path) -> None:
    corrected(journal, 2, {}, *MORE)
    assert found(journal, *MORE, rule="S-1").wronged == []


def test_only_the_period_is_judged(journal: Path) -> None:
    decide(journal, f'{{"id": "T-9", "at": "{AT}", "amount": "1500.00"}}', as_of=100)
    for period, numbers in ((Period(0, 100), [2]), (Period(1, 101), [9]), (Period(101, 200), [])):
        told = found(journal, *MORE, rule="S-1", period=period)
        assert [one.number for one in told.wronged] == numbers


def test_what_was_erased_is_counted_and_not_judged(journal: Path) -> None:
    with Writer(journal, KEYS) as writer:
        writer.erase([2], {"basis": "GDPR 17", "at": 0})
    told = found(journal, *MORE, rule="S-1")
    assert (told.judged, told.erased, told.wronged) == (0, 1, [])


def test_another_currency_is_owed_beside_what_was_given(journal: Path) -> None:
    words = (
        ("refund: {type: money, currency: CNY}", "refund: {type: money, currency: JPY}"),
        ("refund: amount,", "refund: 7,"),
    )
    (one,) = found(journal, *words, rule="S-1").wronged
    assert one.owed == {REFUND: Decimal("-1000.01"), Payable("refund", "JPY"): Decimal(7)}


def test_where_actions_hand_something_out_that_alone_is_owed() -> None:
    policy = load((ROOT / "policy.yaml").read_bytes(), name="policy.yaml").policy
    assert policy is not None
    assert sorted(one.name for one in payables(policy)) == ["coupon_value", "points_granted", "refund_amount"]
