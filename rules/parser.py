"""The parser of expressions, kept ready-made: to make it anew takes longer than to read a policy.

`parser.json` holds it, with the digest of the grammar and the version of lark that it was made by; after a change of
either `scripts/parser` writes it anew, and until then it is made when first asked for.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from lark import Lark, __version__
from lark.grammar import Rule
from lark.lexer import TerminalDef

_STARTS = ["expression", "unary"]


@cache
def parser() -> Lark:
    """The one parser; it holds no state between calls."""
    kept = json.loads(_text("parser.json"), object_hook=_numbered)
    return Lark.load(kept["parser"]) if kept["made_by"] == _maker() else made()


def made() -> Lark:
    """A parser made from the grammar."""
    return Lark(_text("grammar.lark"), parser="lalr", start=_STARTS, propagate_positions=True, maybe_placeholders=False)


def told() -> str:
    """What is kept of it."""
    data, memo = made().memo_serialize([TerminalDef, Rule])
    kept = {"made_by": _maker(), "parser": {"data": data, "memo": memo}}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _maker() -> dict[str, str]:
    return {"grammar": sha256(_text("grammar.lark").encode()).hexdigest(), "lark": __version__}


def _text(name: str) -> str:
    return files("rules").joinpath(name).read_text(encoding="utf-8")


def _numbered(found: dict[str, Any]) -> dict[str | int, Any]:
    """Keys that were numbers before JSON made texts of them."""
    return {int(key) if key.isdigit() else key: value for key, value in found.items()}
