"""The layout of a policy file: indented alike, every comment and every word kept in its order.

Nothing is laid out otherwise than it is meant: what is read of the file afterwards is what was read before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import PlainScalarString, ScalarString

from rules import document, node
from rules.said import Said

WIDEST = 100
"""Characters of a list or map in brackets; a longer one is written over several lines."""

_COMMENT = re.compile(r" *#")
_MANY_BLANKS = re.compile(r"\n{3,}")

Meant = tuple[object, ...] | str | None


class LayoutError(Exception):
    """The text cannot be laid out without changing what it means."""


class _Texts(VersionedResolver):
    """Takes every scalar for a text, so that it is written as it was."""

    @property
    def versioned_resolver(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        """Nothing that stands for something else."""
        return {}


def laid_out(text: str) -> str:
    """The text of a policy, laid out; the same for what is laid out already.

    Raises LayoutError when that would change what it means.
    """
    return _fitting(_edited(text, lambda _: None)[0], _meaning(text))


def edited(text: str, edit: Callable[[CommentedMap], None]) -> str:
    """The text laid out once `edit` has changed what it holds; every comment is kept.

    Raises LayoutError when laying it out would change what it means.
    """
    return _fitting(*_edited(text, edit))


def _fitting(plain: str, meant: Meant) -> str:
    """The text as tidy as it can be with the same meaning."""
    for candidate in (_tidied(plain), plain):
        if _meaning(candidate) == meant:
            return candidate
    raise LayoutError(Said("it would mean something else"))


def _edited(text: str, edit: Callable[[CommentedMap], None]) -> tuple[str, Meant]:
    """The text after a change, not tidied yet, and what it is to mean."""
    yaml = YAML()
    yaml.Resolver = _Texts
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    try:
        found = yaml.load(text)
        edit(found)
        meant = _held(found)
        _unfold(found)
        yaml.dump(found, written)
    except YAMLError as error:
        raise LayoutError(str(error).partition("\n")[0].lower()) from error
    return written.getvalue(), meant


def _unfold(found: object) -> None:
    """Let what is too long in brackets be written over several lines."""
    if not isinstance(found, CommentedMap | CommentedSeq):
        return
    if found.fa.flow_style() and len(_in_brackets(found)) <= WIDEST:
        return
    found.fa.set_block_style()
    for below in found.values() if isinstance(found, CommentedMap) else found:
        _unfold(below)


def _in_brackets(found: object) -> str:
    """About what stands in brackets for a list or map."""
    if isinstance(found, CommentedMap):
        return "{" + ", ".join(f"{key}: {_in_brackets(below)}" for key, below in found.items()) + "}"
    if isinstance(found, CommentedSeq):
        return "[" + ", ".join(map(_in_brackets, found)) + "]"
    return str(found)


def _tidied(text: str) -> str:
    """With comments indented as what follows them, and no two blank lines on end."""
    lines = [line.rstrip() for line in text.split("\n")]
    told = "\n".join(_indented(lines)).strip("\n") + "\n"
    return _MANY_BLANKS.sub("\n\n", told)


def _indented(lines: list[str]) -> Iterator[str]:
    indent = ""
    told: list[str] = []
    for line in reversed(lines):
        if _COMMENT.match(line):
            told.append(indent + line.lstrip())
        else:
            indent = line[: len(line) - len(line.lstrip())] if line else indent
            told.append(line)
    yield from reversed(told)


def _meaning(text: str) -> Meant:
    """What is read of a text, wherever it stands."""
    return _meant(document.read(text.encode()).root)


def _held(found: object) -> Meant:
    """What is read of something once it is written."""
    if isinstance(found, CommentedMap):
        return ("map", *((str(key), _held(below)) for key, below in found.items()))
    if isinstance(found, CommentedSeq):
        return ("list", *map(_held, found))
    return ("text", str(found), isinstance(found, ScalarString) and not isinstance(found, PlainScalarString))


def _meant(found: node.Node | None) -> Meant:
    match found:
        case node.Scalar(text=text, quoted=quoted):
            return ("text", text, quoted)
        case node.Sequence(items=items):
            return ("list", *map(_meant, items))
        case node.Mapping(items=pairs):
            return ("map", *((key.text, _meant(below)) for key, below in pairs))
        case _:
            return None
