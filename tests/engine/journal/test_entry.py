"""Entries: rulings and documents as bytes, and what is neither."""

import numpy as np
import polars as pl
import pytest

from engine import Engine
from engine.journal.activation import Activation, canonical
from engine.journal.digests import stacked
from engine.journal.entry import (
    Ruled,
    activation_digest,
    commitment,
    complaint_key,
    document_entry,
    document_of,
    ruled_of,
    ruling_entries,
)
from engine.journal.field import LayoutError
from rules.loading.calendar import shipped
from tests.engine.small import frame, policy

FOUND = policy(
    """size:
  outcomes: {large: 大, small: 小}
  hit_policy: first
  rules:
    - {id: R-1, when: amount > 1000, then: large}
    - {id: R-2, then: small}
""",
    head="calendar: CN\n",
)


def test_a_ruling_is_read_as_it_was_written() -> None:
    with Engine(FOUND) as engine:
        activation = Activation.of(engine)
        told = frame(FOUND, [{"id": "A", "amount": 100001}, {"id": "B"}])
        packed = activation.rulings.pack(engine.decide_columns(told))
    digest = activation_digest(document_entry(activation.document()))
    entries = ruling_entries(
        packed,
        activation=digest,
        as_of=-7,
        keys=np.frombuffer(b"k" * 16 + b"l" * 16, np.uint8).reshape(2, 16),
        commitments=stacked([b"c" * 32, b"d" * 32]),
    )
    rows = packed.column()
    assert [ruled_of(one) for one in entries] == [
        Ruled(digest, -7, b"k" * 16, b"c" * 32, rows[0]),
        Ruled(digest, -7, b"l" * 16, b"d" * 32, rows[1]),
    ]
    assert activation.rulings.unpack(rows)["size"].to_list() == ["large", "small"]


def test_an_activation_is_read_as_it_is_written() -> None:
    with Engine(FOUND) as engine:
        activation = Activation.of(engine)
    assert Activation.read(document_of(document_entry(activation.document()))) == activation
    assert activation.calendar == ("CN", shipped("CN").digest)
    assert "id" not in {one.name for one in activation.rulings.fields}


@pytest.mark.parametrize("document", [{}, {"kind": "policy"}, {"kind": "run", "policy": "x"}])
def test_what_activates_no_policy_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(LayoutError, match="not the activation of a policy"):
        Activation.read(document)


def test_an_undated_policy_without_a_calendar_activates_none() -> None:
    with Engine(policy("d: {type: boolean, rules: [{id: R, then: 'true'}]}")) as engine:
        activation = Activation.of(engine)
    assert activation.calendar is None
    assert Activation.read(activation.document()) == activation


@pytest.mark.parametrize("entry", [b"", b"\x01", b"\x02" + bytes(200)])
def test_what_is_no_ruling_is_refused(entry: bytes) -> None:
    with pytest.raises(LayoutError, match="not a ruling"):
        ruled_of(entry)


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"\x01{}",
        b"\x02[]",
        b'\x02{"b":1,"a":2}',
        b"\x02{ }",
        b'\x02{"a":1,"a":1}',
        b"\x02" + b"[" * 100_000,
        b'\x02{"a":12345678901234567890}',
    ],
)
def test_a_document_has_one_spelling(entry: bytes) -> None:
    with pytest.raises(LayoutError, match="not a document"):
        document_of(entry)


def test_a_commitment_and_a_key_hang_on_their_secrets() -> None:
    assert commitment(b"s" * 16, b"facts") != commitment(b"t" * 16, b"facts")
    assert complaint_key(b"s" * 32, "T-1") != complaint_key(b"t" * 32, "T-1")
    assert len(complaint_key(b"s" * 32, "T-1")) == 16
    assert canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}'.encode()


def test_the_result_that_is_written_has_no_more_columns_than_the_layout() -> None:
    with Engine(FOUND) as engine:
        columns = engine.decide_columns(frame(FOUND, [])).columns
        assert [one.name for one in Activation.of(engine).rulings.fields] == [one for one in columns if one != "id"]
        assert isinstance(engine.schema["size"], pl.Enum)
