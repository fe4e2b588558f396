"""Class tables answer as durable_rules does, however many classes there are and however many are forgotten."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import polars as pl
import pytest

from engine import Engine, EngineFault, group, learnt, lookup
from rules.policy import Policy
from tests.engine.small import Facts, agreed, frame, policy, told

FLAGS = [f"f{number}" for number in range(16)]
MARK = """    - {id: M-ONE, when: "fONE and not(fTWO)", then: oONE}
"""


def wide() -> Policy:
    """A decision whose rules look at far too many facts for one class table."""
    rules = "".join(
        MARK.replace("ONE", str(one)).replace("TWO", str((one + 1) % len(FLAGS))) for one in range(len(FLAGS))
    )
    outcomes = ", ".join(f"o{one}: {one}" for one in range(len(FLAGS)))
    decisions = f"marks:\n  hit_policy: collect\n  outcomes: {{{outcomes}}}\n  rules:\n{rules}"
    return policy(decisions, facts="".join(f"  {flag}: {{type: boolean}}\n" for flag in FLAGS))


def complaints(count: int) -> list[Facts]:
    chance = Random(7)
    return [{flag: chance.choice((True, False, None)) for flag in FLAGS} for _ in range(count)]


@pytest.fixture(params=["dense", "sparse", "wide"])
def tables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Class tables of each kind, though the classes are few."""
    if request.param != "dense":
        monkeypatch.setattr(lookup, "DENSE_SIZE", 4)
    if request.param == "wide":
        monkeypatch.setattr(lookup, "MOST_COMBINATIONS", 4)


def marks(row: Facts) -> str:
    pairs = ((one, (one + 1) % len(FLAGS)) for one in range(len(FLAGS)))
    return " ".join(f"o{one}" for one, two in pairs if row[FLAGS[one]] is True and row[FLAGS[two]] is False)


@pytest.mark.usefixtures("tables")
def test_rules_on_many_facts_are_decided_in_groups() -> None:
    found, cases = wide(), complaints(200)
    with Engine(found) as engine:
        assert len(engine._last.classes[0].groups) > 1  # noqa: SLF001 -- groups show nowhere else
    assert [row["marks"] for row in agreed(found, *cases)] == [marks(case) for case in cases]


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("most", [1, 7, 50])
def test_a_table_that_forgets_gives_the_same_rulings(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(lookup, "MOST_KEYS", most)
    monkeypatch.setattr(lookup, "MOST_WIDE_KEYS", most)
    found, cases = wide(), complaints(120)
    expected = [marks(case) for case in cases]
    with Engine(found) as engine:
        for _ in range(2):
            parts = [engine.decide_columns(frame(found, cases[start : start + 30])) for start in range(0, 120, 30)]
            assert pl.concat(parts)["marks"].to_list() == expected
            assert [told(found, engine.decide(case))["marks"] for case in cases] == expected


@pytest.mark.parametrize("most", [1, 7, 50])
def test_no_more_rulings_are_kept_than_the_rows_of_one_frame_add(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(learnt, "MOST_RULINGS", most)
    found, cases = wide(), complaints(120)
    expected = [marks(case) for case in cases]
    with Engine(found) as engine:
        (one,) = engine._last.classes  # noqa: SLF001 -- what is kept shows nowhere else
        for start in range(0, 120, 30):
            part = slice(start, start + 30)
            assert engine.decide_columns(frame(found, cases[part]))["marks"].to_list() == expected[part]
            held = one._learnt  # noqa: SLF001 -- likewise
            assert max(len(held.rulings), *(len(sets.fired) for sets in held.sets)) <= most + 1 + 30
        assert [told(found, engine.decide(case))["marks"] for case in cases] == expected
        assert len(one._learnt.rulings) <= most + 1  # noqa: SLF001 -- likewise


def test_what_a_group_knows_outlives_the_rulings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learnt, "MOST_RULINGS", 60)
    found, cases = wide(), complaints(400)
    with Engine(found) as engine:
        engine.decide_columns(frame(found, cases))
        asked = engine.classes
        engine.decide_columns(frame(found, cases))
        assert engine.classes == asked


@pytest.mark.usefixtures("tables")
def test_threads_share_tables_that_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_KEYS", 40)
    monkeypatch.setattr(lookup, "MOST_WIDE_KEYS", 40)
    monkeypatch.setattr(learnt, "MOST_RULINGS", 30)
    found, cases = wide(), complaints(400)
    parts = [frame(found, cases[start : start + 20]) for start in range(0, 400, 20)]
    with Engine(found) as engine, ThreadPoolExecutor(6) as threads:
        decided = pl.concat(threads.map(engine.decide_columns, parts * 2))
    assert decided["marks"].to_list() == [marks(case) for case in cases] * 2


def test_a_class_is_asked_about_once_by_all_paths() -> None:
    found, cases = wide(), complaints(50)
    with Engine(found) as engine:
        engine.decide_columns(frame(found, cases))
        asked = engine.classes
        for case in cases:
            engine.decide(case)
        assert engine.classes == asked


def test_more_sets_of_rules_than_have_a_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learnt, "MOST_FIRED_SETS", 3)
    found = wide()
    with Engine(found) as engine, pytest.raises(EngineFault) as caught:
        engine.decide_columns(frame(found, complaints(50)))
    assert str(caught.value) == "`marks`: more than 3 sets of rules hold together"


CLASH = """level:
  hit_policy: any
  type: money
  currency: CNY
  rules:
    - {id: A, when: "vip", then: "amount"}
    - {id: B, when: "times > 3", then: "lost"}
"""


def test_conditions_are_called_by_their_rules() -> None:
    with Engine(policy(CLASH)) as engine:
        names = group.condition_names(engine._last.classes[0].edition)  # noqa: SLF001 -- names show in messages alone
    assert names == ["A", "B", "A with B"]
