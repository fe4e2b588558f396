"""Documents as rows: what the entries of a journal that are no rulings have to say, by kind."""

import json
from collections.abc import Mapping
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


def rows_of(number: int, document: Document, entry: bytes) -> list[Row]:
    """The rows of a document, which is entry `number`; a member that it lacks is missing."""
    columns = DOCUMENTS[NAMES[document["kind"]]]
    row = {name: document.get(name) for name in columns} | {"entry": number}
    match document:
        case {"kind": "policy", "calendar": calendar}:
            used = calendar if isinstance(calendar, dict) else {}
            told = {"calendar": used.get("name"), "calendar_digest": used.get("digest")}
            return [row | told | {"activation": activation_digest(entry).hex()}]
        case {"kind": "run", "files": files}:
            return [row | {"files": json.dumps(files, ensure_ascii=False)}]
        case {"kind": "dispatch", "key": key, "complaint": complaint}:
            return [row | {"key": complaint, "action_key": key}]
        case {"kind": "erasure", "entries": list(entries)}:
            return [row | {"erased": one} for one in entries]
        case _:
            return [row]
