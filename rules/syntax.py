"""The grammar of expressions: text to syntax tree, or the place where it stops making sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from lark import Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternStr

from rules.parser import parser
from rules.said import Said, either

if TYPE_CHECKING:
    from collections.abc import Collection

Node = Tree[Token]

MAX_LENGTH = 10_000
MAX_NESTING = 100

_SPOKEN = {
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a quoted text",
    "COMPARISON": "a comparison",
    "$END": "the end",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault inside an expression, from character `start` up to `end`, counted from 0."""

    code: str
    message: str
    start: int
    end: int
    suggestion: str | None = None


def parse(text: str, *, start: str = "expression") -> Node | Problem:
    """Syntax tree of an `expression` or of a decision table's `unary` cell."""
    if len(text) > MAX_LENGTH:
        return _too_long(text)
    try:
        tree = parser().parse(text, start=start)
    except UnexpectedInput as error:
        return _problem(error, text)
    return _too_long(text) if _is_deep(tree) else tree


def _too_long(text: str) -> Problem:
    message = Said(
        "an expression may have {length} characters and be nested {depth} deep", length=MAX_LENGTH, depth=MAX_NESTING
    )
    return Problem("expression-too-long", message, 0, len(text))


def _is_deep(tree: Node) -> bool:
    """Whether a tree is too deep to walk by recursion: brackets nest, and so does each term of a sum."""
    level = [tree]
    for _ in range(MAX_NESTING):
        level = [child for one in level for child in one.children if isinstance(child, Tree)]
        if not level:
            return False
    return True


def _problem(error: UnexpectedInput, text: str) -> Problem:
    if isinstance(error, UnexpectedCharacters):
        at = _position(error)
        narrow = normalize("NFKC", text[at])
        suggestion = narrow if narrow != text[at] and not narrow.isspace() else None
        return Problem("syntax", Said("`{text}` has no meaning here", text=text[at]), at, at + 1, suggestion)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        at = error.token.start_pos or 0
        message = Said(
            "`{token}` cannot stand here{wanted}", token=error.token, wanted=_wanted(error.accepts or error.expected)
        )
        return Problem("syntax", message, at, at + len(error.token))
    wanted = _wanted(error.accepts or error.expected) if isinstance(error, UnexpectedToken) else ""
    return Problem(
        "syntax", Said("the expression ends too early{wanted}", wanted=wanted), max(len(text) - 1, 0), len(text)
    )


def _position(error: UnexpectedInput) -> int:
    position: int | None = error.pos_in_stream  # lark's stub says None, yet it is set whenever a character is refused
    return position or 0


def _wanted(names: Collection[str]) -> str:
    """What could have stood there, when that is little enough to help."""
    if len(names) > 3:  # noqa: PLR2004 -- a longer list helps nobody
        return ""
    return Said("; expected {names}", names=either(sorted(map(_spoken, names))))


def _spoken(name: str) -> str:
    """A terminal of the grammar in the writer's words."""
    if name in _SPOKEN:
        return _SPOKEN[name]
    pattern = parser().get_terminal(name).pattern
    return f"`{pattern.value if isinstance(pattern, PatternStr) else name.strip('_').lower()}`"
