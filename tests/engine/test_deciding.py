"""Single complaints are decided in stages, with a bounded memory."""

import pytest

from engine import Engine, deciding
from tests.engine.small import Facts, agreed, policy, told
from tests.engine.test_assigning import CHAIN

CASES: list[Facts] = [
    {"amount": amount, "lost": lost, "times": times, "note": note}
    for amount in (None, 1_001, 11_001)
    for lost in (None, 0, 1)
    for times in (None, 0, 3)
    for note in (None, "退款")
]


def test_a_small_memory_gives_the_same_rulings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = policy(CHAIN)
    expected = agreed(found, *CASES)
    monkeypatch.setattr(deciding, "MOST_REMEMBERED", 3)
    with Engine(found) as engine:
        assert [told(found, engine.decide(facts)) for facts in CASES * 2] == expected * 2


@pytest.mark.parametrize("most", [1, 2, 5])
def test_no_more_rulings_are_remembered_than_that(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(deciding, "MOST_REMEMBERED", most)
    with Engine(policy(CHAIN)) as engine:
        for facts in CASES:
            engine.decide(facts)
            assert _kept(engine._last.deciding._start) <= most  # noqa: SLF001 -- what is remembered shows nowhere else


def _kept(ruled: deciding.Ruled) -> int:
    return sum(1 + _kept(one) for one in ruled.next.values())


def test_a_class_met_again_is_the_same_ruling() -> None:
    with Engine(policy(CHAIN)) as engine:
        one, two = (engine.decide({**CASES[-1], "id": name}).ruled for name in ("1", "2"))
    assert one is two


def test_decisions_that_test_no_values_are_one_stage() -> None:
    with Engine(policy(CHAIN)) as engine:
        stages = engine._last.deciding._stages  # noqa: SLF001 -- stages show nowhere else
    names = [[classes.edition.decision.name for classes in stage.decisions] for stage in stages]
    assert names == [["refund"], ["window"], ["notice"]]


def test_a_fit_complaint_without_a_class_is_our_own_bug() -> None:
    with Engine(policy(CHAIN)) as engine:
        engine._last.deciding._key = lambda _: None  # noqa: SLF001 -- no facts make a key function do this
        with pytest.raises(AssertionError):
            engine.decide(CASES[-1])


def test_a_value_out_of_its_type_is_our_own_bug() -> None:
    with Engine(policy(CHAIN)) as engine:
        decider = engine._last.deciding  # noqa: SLF001 -- no policy makes a key function do this
        decider._later = tuple(deciding.Stage((), one.decisions, lambda _: None) for one in decider._later)  # noqa: SLF001
        with pytest.raises(AssertionError):
            engine.decide(CASES[-1])
