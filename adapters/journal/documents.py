"""Documents as rows: what the entries of a journal that are no rulings have to say, by kind."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from engine.journal.entry import activation_digest

Row = dict[str, Any]
Document = Mapping[str, Any]

INSTANT = pl.Datetime("us", "UTC")
_NUMBERS = "first rulings rows_read decided needs_review quarantined duplicates checked".split()

DOCUMENTS: Mapping[str, dict[str, pl.DataType]] = MappingProxyType(
    {
        "policies": {"entry": pl.Int64()}
        | dict.fromkeys(
            "activation policy version policy_digest calendar calendar_digest identity".split(), pl.String()
        ),
        "runs": {"entry": pl.Int64(), "activation": pl.String(), "as_of": INSTANT}
        | dict.fromkeys(_NUMBERS, pl.Int64())
        | {"feed": pl.String(), "files": pl.String()},
        "dispatches": {"entry": pl.Int64()}
        | dict.fromkeys("key action_key action connector outcome".split(), pl.String())
        | {"at": INSTANT},
        "erasures": {"entry": pl.Int64(), "erased": pl.Int64(), "basis": pl.String(), "at": INSTANT},
        "corrections": {
            "entry": pl.Int64(),
            "corrects": pl.Int64(),
            "ruling": pl.Int64(),
            "basis": pl.String(),
            "at": INSTANT,
        },
    }
)
"""The columns of each table of documents; in `dispatches`, `key` is the complaint's keyed hash as in `rulings`."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "policy": "policies",
        "run": "runs",
        "dispatch": "dispatches",
        "erasure": "erasures",
        "correction": "corrections",
    }
)
"""The table of each kind of document."""


def row_of(number: int, document: Document, entry: bytes) -> list[Row]:
    """The rows of a document, which is entry `number`; a member that it lacks is missing."""
    return _ROWS[document["kind"]](document, entry, number)


def _policy(document: Document, entry: bytes, number: int) -> list[Row]:
    match document.get("calendar"):
        case {"name": name, "digest": digest}:
            told = {"calendar": name, "calendar_digest": digest}
        case _:
            told = {"calendar": None, "calendar_digest": None}
    return [_named("policies", document, number) | told | {"activation": activation_digest(entry).hex()}]


def _run(document: Document, entry: bytes, number: int) -> list[Row]:
    del entry  # only an activation is named by its bytes
    return [_named("runs", document, number) | {"files": json.dumps(document.get("files"), ensure_ascii=False)}]


def _dispatch(document: Document, entry: bytes, number: int) -> list[Row]:
    del entry
    told = {"key": document.get("complaint"), "action_key": document.get("key")}
    return [_named("dispatches", document, number) | told]


def _erasure(document: Document, entry: bytes, number: int) -> list[Row]:
    del entry
    entries = document.get("entries")
    return [_named("erasures", document, number) | {"erased": one} for one in entries or ()]


def _correction(document: Document, entry: bytes, number: int) -> list[Row]:
    del entry
    return [_named("corrections", document, number)]


def _named(table: str, document: Document, number: int) -> Row:
    return {name: document.get(name) for name in DOCUMENTS[table]} | {"entry": number}


_ROWS: Mapping[str, Callable[[Document, bytes, int], list[Row]]] = MappingProxyType(
    {"policy": _policy, "run": _run, "dispatch": _dispatch, "erasure": _erasure, "correction": _correction}
)
