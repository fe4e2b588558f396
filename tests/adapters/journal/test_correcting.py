"""Correcting: what should have been decided stands in the place of an earlier ruling, which stays."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from adapters.journal import ErasedError, Line, Records, Sources, TamperedError, Writer
from adapters.journal.correcting import Corrected, correct, earlier
from adapters.journal.corrections import Correction, corrections
from adapters.journal.fitting import fitted
from adapters.journal.verdict import Verdict
from engine.journal.entry import document_entry
from engine.results import REVIEW
from rules.types import Value
from tests.adapters.journal.deciding import shop
from tests.adapters.journal.ledger import KEYS, decide_into
from tests.adapters.journal.test_querying import rows
from tests.adapters.journal.test_replaying import replayed
from tests.adapters.journal.test_verifying import examined, sql
from tests.adapters.shop import row, written


def corrected(
    journal: Path, number: int, changes: dict[str, Value], *words: tuple[str, str], as_of: int = 0
) -> Corrected:
    with Writer(journal, KEYS) as writer:
        old = earlier(writer.records, number)
        text, policy = shop(*words)
        by = (policy, Sources(text.encode(), None)) if words else (old.policy, old.sources(writer.records))
        return correct(writer, old, changes, by=by, as_of=as_of, basis="receipt", at=5)


def test_both_rulings_are_there_and_everything_verifies_and_replays(journal: Path) -> None:
    done = corrected(journal, 2, {"amount": 90000, "phone": None})
    assert done.correction == Correction(number=10, corrects=2, ruling=9, basis="receipt", at=5)
    assert {name: (done.before[name], done.after[name]) for name in ("size", "refund", "contact", "steps")} == {
        "size": ("large", "small"),
        "refund": (100001, None),
        "contact": ("13800000001", None),
        "steps": ("note call", "note"),
    }
    told = examined(journal, outside=True)
    assert (told.verdict, told.size, told.rulings) == (Verdict.INTACT, 11, 6)
    assert (replayed(journal).replayed, replayed(journal).differing) == (6, 0)
    with closing(Records.open(journal)) as records:
        numbers = records.of_key(records.line(2).key)
        assert (numbers, corrections(records, numbers)) == ([2, 6, 9], [done.correction])
    assert rows(journal, "SELECT corrects, ruling, basis FROM corrections") == [(2, 9, "receipt")]


def test_a_mended_policy_corrects_what_a_faulty_one_decided(journal: Path) -> None:
    done = corrected(
        journal, 2, {}, ("amount > 1000.00", "amount > 2000.00"), ("amount <= 1000.00", "amount <= 2000.00")
    )
    assert (done.before["size"], done.after["size"]) == ("large", "small")
    assert examined(journal, outside=True).verdict is Verdict.INTACT


REVIEWED: dict[str, tuple[int, dict[str, Value], str]] = {
    "what could not be read is told": (5, {"amount": 500}, "small"),
    "something else is told": (5, {"phone": "1"}, "needs_review"),
    "it was not in force": (7, {"amount": 500}, "needs_review"),
}


@pytest.mark.parametrize("case", REVIEWED)
def test_a_complaint_that_needed_review_is_decided_when_what_was_amiss_is_told(case: str, journal: Path) -> None:
    number, changes, size = REVIEWED[case]
    assert corrected(journal, number, changes).after["size"] == size


def test_a_contradiction_is_settled_by_who_corrects_it(journal: Path, tmp_path: Path) -> None:
    decide_into(journal, written(tmp_path / "c.csv", row("T-8"), row("T-8", "7.00")))
    assert corrected(journal, 10, {"amount": 100100}).after["size"] == "large"


def test_what_was_erased_or_changed_is_not_decided_anew(journal: Path) -> None:
    sql("UPDATE entry SET salt = zeroblob(16) WHERE number = 3")(journal)
    with Writer(journal, KEYS) as writer:
        writer.erase([2], {"basis": "GDPR 17", "at": 0})
    with closing(Records.open(journal)) as records:
        with pytest.raises(ErasedError, match="the facts of entry 2 were erased, so it cannot be decided anew"):
            earlier(records, 2)
        with pytest.raises(TamperedError, match="the facts of entry 3 are not those that were decided on"):
            earlier(records, 3)


MISLEADING: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another complaint's": lambda told: told | {"corrects": 3},
    "a later one": lambda told: told | {"corrects": 11},
    "no ruling": lambda told: told | {"corrects": 4},
    "nothing": lambda told: told | {"corrects": -1},
    "a ruling that is not right before": lambda told: told | {"ruling": 6},
    "half a correction": lambda told: {"kind": told["kind"]},
}


@pytest.mark.parametrize("case", MISLEADING)
@pytest.mark.parametrize("where", ["journal", "sealed"])
def test_a_correction_that_points_elsewhere_is_found(where: str, case: str, request: pytest.FixtureRequest) -> None:
    journal: Path = request.getfixturevalue(where)
    with Writer(journal, KEYS) as writer:
        again = writer.records.line(2)
        first = writer.append([again])
        told = {"kind": "correction", "corrects": 2, "ruling": first, "basis": "x", "at": 0}
        writer.append([Line(document_entry(MISLEADING[case](told)))])
        writer.commit()
        writer.sign()
    found = examined(journal, outside=True)
    assert [(one.code, one.place) for one in found.findings] == [("correction", {"number": first + 1})]


def test_facts_are_fitted_to_another_policy() -> None:
    _, old = shop()
    _, new = shop(
        ("amount: {title: 金额, type: money, currency: CNY", "amount: {title: 金额, type: decimal, scale: 3"),
        ("phone: {type: text, personal: true}", "phone: {type: integer}\n  fax: {type: text}"),
        ("kind: {type: enum, values: {goods: 商品, service: 服务}}", "kind: {type: enum, values: {goods: 商品}}"),
        ("refund: amount, contact: phone", "refund: 1.00, contact: fax"),
    )
    facts = {
        "id": ["T-1", "T-2", "T-3"],
        "at": [0, 0, 0],
        "amount": [5, None, 7],
        "phone": ["x", "138", None],
        "kind": ["goods", "service", None],
        "contact": [None, None, None],
        REVIEW: [None, None, "was amiss"],
    }
    told = fitted(pl.DataFrame(facts, schema_overrides={"phone": pl.String(), REVIEW: pl.String()}), old, new)
    assert told.select("phone", "fax", "kind", "amount").rows() == [
        (None, None, "goods", None),
        (138, None, None, None),
        (None, None, None, None),
    ]
    assert told[REVIEW].to_list() == [
        "unreadable: amount: in CNY, not in none",
        "unreadable: kind: not one of the declared values",
        "was amiss",
    ]
