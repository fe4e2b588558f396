"""The parser that is kept is the one that the grammar makes."""

import json
from importlib.resources import files

import pytest

from rules import parser as module
from rules.parser import made, parser, told

ASKED = [
    ("expression", "amount > 1000.00 and category in (a, b) or not(x is missing)"),
    ("expression", "limit.due <= submitted_at + 24 hours"),
    ("expression", "round_half_up(amount * 0.05, 2) between 1 and min(a, b)"),
    ("unary", "[100..500], > 3"),
]


def test_it_was_made_by_this_grammar_and_this_lark() -> None:
    kept = json.loads(files("rules").joinpath("parser.json").read_text(encoding="utf-8"))
    assert kept["made_by"] == json.loads(told())["made_by"], "run scripts/parser"


@pytest.mark.parametrize(("start", "text"), ASKED)
def test_it_reads_as_one_made_anew(start: str, text: str) -> None:
    assert parser().parse(text, start=start) == made().parse(text, start=start)


def test_one_that_another_grammar_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    parser.cache_clear()
    monkeypatch.setattr(module, "__version__", "0")
    try:
        assert parser().parse("a", start="expression").data == "name"
    finally:
        parser.cache_clear()
