"""Documents: YAML text as nodes with places, before anything is read into it.

Nothing is resolved: `no`, `1_000`, `12:30`, `010` and `2026-01-01` stay the text that was written, and whoever reads
the place reads it as its own type or refuses it.
What YAML offers beyond maps, lists and texts is refused at the door; size, depth and the number of faults are bounded.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml import events

from rules.fault import HIDDEN, Fault, Place
from rules.node import Mapping, Node, Refused, Scalar, Sequence
from rules.said import Said, template

Parser: TypeAlias = "type[yaml.SafeLoader | yaml.CSafeLoader]"
Event: TypeAlias = Any  # PyYAML's stubs know neither that parsed events have marks nor which have tags and anchors

PARSER: Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it; the one in Python reads the same, more slowly."""

_NO_CHARACTER = (
    r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"  # half of a surrogate pair
    r"|\\U(?!000[1-9a-fA-F]|0010|0000(?![dD][89a-fA-F]))[0-9a-fA-F]{8}"
)
_REFUSED = (
    (HIDDEN, "hidden-character", template("the character {point} can't be seen; delete it")),
    (re.compile(r"\t+"), "tab-refused", template("a tab is used; write spaces, or `\\t` within double quotes")),
    (re.compile(r"^%\S*"), "directive-refused", template("`{word}` is a YAML directive; delete the line")),
    (re.compile(_NO_CHARACTER), "yaml-syntax", template("`{word}` is no character")),
)
_SYNTAX = {
    ":": template("a `:` can't stand here; write the text in quotes, or check the indentation"),
    "\\": template("`{word}` is no escape; write `\\\\` for a backslash, or use single quotes"),
    "@": template("a text can't begin with `@`; write it in quotes"),
    "`": template("a text can't begin with a backtick; write it in quotes"),
}
_MISPLACED = template("`{word}` can't stand here; check indentation, brackets and quotes")
_WORD = re.compile(r"\\.|[^\s\[\]{}\"',:]+|[^\n]")
_CUT_OPEN = re.compile(r"[^()]*\([^()]*")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may not exceed: `size` in bytes, `depth` of lists and maps, `faults` before reading stops."""

    size: int = 16 * 2**20
    depth: int = 64
    faults: int = 1000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the root, None when nothing can be read on; the text, with LF line ends; the faults by place."""

    root: Node | None
    text: str
    faults: tuple[Fault, ...]


def read(source: bytes, *, limits: Limits = LIMITS, parser: Parser = PARSER) -> Document:
    """Read UTF-8 text, a BOM before it allowed; every mistake is a fault, none an exception."""
    if len(source) > limits.size:
        message = Said("the file has {source} bytes, more than {size}; split it", source=len(source), size=limits.size)
        return Document(None, "", (Fault("too-large", message, Place(1, 1)),))
    source = source.removeprefix(BOM_UTF8)
    try:
        text = source.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return _not_utf8(source, error.start)
    if text[1:2] == "\0" or text[:1] == "\0":
        return _not_utf8(source, 0)
    reader = _Reader(text, limits=limits, parser=parser)
    root = reader.read()
    return Document(root, text, tuple(sorted(reader.faults)))


def _not_utf8(source: bytes, at: int) -> Document:
    before = source[:at].decode("utf-8").split("\n")
    place = Place(len(before), len(before[-1]) + 1)
    message = Said("the file is not UTF-8{likely}; save it as UTF-8", likely=likely(source))
    return Document(None, source.decode("utf-8", "replace"), (Fault("not-utf8", message, place),))


def likely(source: bytes) -> str:
    """What text that is not UTF-8 looks like."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source[:2]:
        return Said(", it looks like UTF-16")
    try:
        source.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return Said(", it looks like GB18030")


class _StoppedError(Exception):
    """Reading can't go on; the reason is among the faults."""


class _Reader:
    """One reading of one text: events in, nodes out, faults on the side."""

    def __init__(self, text: str, *, limits: Limits, parser: Parser) -> None:
        self.faults: list[Fault] = []
        self._text = text
        self._limits = limits
        self._events: Iterator[Event] = yaml.parse(text + "\n", Loader=parser)

    def read(self) -> Node | None:
        try:
            self._characters()
            return self._document()
        except _StoppedError:
            return None
        except yaml.MarkedYAMLError as error:
            self.faults.append(_syntax(self._text, error))
            return None

    def _fault(self, code: str, message: str, place: Place) -> None:
        self.faults.append(Fault(code, message, place))
        if len(self.faults) == self._limits.faults:
            told = Said("{faults} faults are found and reading stops; mend these first", faults=len(self.faults))
            self.faults.append(Fault("too-many-faults", told, place))
            raise _StoppedError

    def _characters(self) -> None:
        """Refuse what no editor shows and what the YAML parsers read differently."""
        for number, line in enumerate(self._text.split("\n"), start=1):
            for pattern, code, told in _REFUSED:
                for match in pattern.finditer(line):
                    message = Said(told, word=match[0], point=f"U+{ord(match[0][0]):04X}")
                    self._fault(code, message, Place(number, match.start() + 1, len(match[0])))
        if self.faults:
            raise _StoppedError

    def _document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), events.StreamEndEvent):
            self._fault("empty-file", Said("the file is empty"), Place(1, 1))
            return None
        first = next(self._events)
        if _is_empty(first):
            self._fault("empty-file", Said("the file is empty"), Place(1, 1))
            return None
        root = self._node(first, depth=1, flow=False)
        next(self._events)
        after = next(self._events)
        if isinstance(after, events.DocumentStartEvent):
            self._fault("many-documents", Said("a second document begins here; one file is one policy"), _place(after))
        return root

    def _node(self, event: Event, *, depth: int, flow: bool) -> Node:
        place = _place(event)
        if isinstance(event, events.AliasEvent):
            self._fault(
                "alias-refused",
                Said("`*{anchor}` is an alias; write out what it stands for", anchor=event.anchor),
                place,
            )
            return Refused(place)
        if event.anchor:
            self._fault("alias-refused", Said("`&{anchor}` is an anchor; delete it", anchor=event.anchor), place)
        if event.tag:
            self._fault("tag-refused", Said("`{word}` is a tag; delete it", word=self._word(event)), place)
        if isinstance(event, events.ScalarEvent):
            return self._scalar(event, place, flow=flow)
        if depth > self._limits.depth:
            self._fault(
                "too-deep", Said("lists and maps are nested more than {depth} deep", depth=self._limits.depth), place
            )
            raise _StoppedError
        if isinstance(event, events.SequenceStartEvent):
            return self._sequence(place, depth=depth, flow=bool(event.flow_style))
        return self._mapping(place, depth=depth, flow=bool(event.flow_style))

    def _word(self, event: Event) -> str:
        """Find the tag as written: the parser tells `!!str` as `tag:yaml.org,2002:str`."""
        at = self._text.index("!", event.start_mark.index)
        return self._text[at : event.end_mark.index].split(maxsplit=1)[0]

    def _scalar(self, event: Event, place: Place, *, flow: bool) -> Node:
        if flow and not event.style and _CUT_OPEN.fullmatch(event.value):
            self._fault(
                "split-entry",
                Said("`{event}` is cut off at a comma; write the whole in quotes", event=event.value),
                place,
            )
            return Refused(place)
        if event.style == '"' and (hidden := HIDDEN.search(event.value)):
            self._fault(
                "hidden-character",
                Said("the text holds the character U+{point:04X}; delete it", point=ord(hidden[0])),
                place,
            )
            return Refused(place)
        return Scalar(event.value, bool(event.style), place, event.start_mark.index)

    def _sequence(self, place: Place, *, depth: int, flow: bool) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), events.SequenceEndEvent):
            if _is_empty(event):
                items.append(self._empty_entry(event))
            else:
                items.append(self._node(event, depth=depth + 1, flow=flow))
        return Sequence(tuple(items), place)

    def _empty_entry(self, event: Event) -> Refused:
        place = Place(event.start_mark.line + 1, max(1, event.start_mark.column))
        self._fault("empty-value", Said("this list entry is empty; give it a value or delete it"), place)
        return Refused(place)

    def _mapping(self, place: Place, *, depth: int, flow: bool) -> Node:
        items: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), events.MappingEndEvent):
            if not isinstance(event, events.ScalarEvent):
                self._complex_key(event, depth=depth, flow=flow)
                continue
            below = next(self._events)
            if flow and _is_empty(below) and ":" not in self._between(event, below):
                self._split(event, items)
                continue
            key = self._key(event, items)
            value = Refused(_place(event)) if _is_empty(below) else self._node(below, depth=depth + 1, flow=flow)
            if key and _is_empty(below):
                self._fault(
                    "empty-value", Said("`{key}` has no value; give it one, or delete the key", key=key.text), key.place
                )
            if key:
                items[key.text] = (key, value)
        return Mapping(tuple(items.values()), place)

    def _complex_key(self, event: Event, *, depth: int, flow: bool) -> None:
        if not isinstance(event, events.AliasEvent):
            self._fault("complex-key", Said("a list or a map can't be a key; write a text"), _place(event))
        self._node(event, depth=depth + 1, flow=flow)
        below = next(self._events)
        if not _is_empty(below):
            self._node(below, depth=depth + 1, flow=flow)

    def _between(self, event: Event, below: Event) -> str:
        return self._text[event.end_mark.index : below.start_mark.index]

    def _split(self, event: Event, items: dict[str, tuple[Scalar, Node]]) -> None:
        """Tell a split once: the entry before it is refused with it."""
        last = next(reversed(items), None)
        if last is None or not isinstance(items[last][1], Refused):
            told = Said("this entry has no value; write in quotes what a comma splits, or `key: value`")
            self._fault("split-entry", told, _place(event))
        if last is not None:
            key, value = items[last]
            items[last] = (key, Refused(value.place))

    def _key(self, event: Event, taken: dict[str, tuple[Scalar, Node]]) -> Scalar | None:
        key = self._node(event, depth=0, flow=False)
        if not isinstance(key, Scalar):
            return None
        if not key.text:
            self._fault("empty-key", Said("this key has no text; name it"), key.place)
        elif key.text == "<<" and not key.quoted:
            self._fault("merge-refused", Said("`<<` merges maps; write the entries out"), key.place)
        elif key.text in taken:
            first = taken[key.text][0].place.line
            self._fault(
                "duplicate-key",
                Said("`{key}` is already a key at line {first}; delete one", key=key.text, first=first),
                key.place,
            )
        else:
            return key
        return None


def _is_empty(event: Event) -> bool:
    return isinstance(event, events.ScalarEvent) and not (event.value or event.style or event.tag or event.anchor)


def _place(event: Event) -> Place:
    """Place an event on its first line."""
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if start.line == end.line else 1
    return Place(start.line + 1, start.column + 1, max(length, 1))


def _syntax(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Our words for a syntax error: the parsers in C and in Python word and place theirs differently."""
    at = error.problem_mark.index if error.problem_mark else 0
    opened = error.context_mark.index if error.context_mark else at
    if text[at:].strip() in {"", "\\"}:
        if opened < at:
            return _told(text, opened, template("`{word}` opens what is never closed; close it"))
        return _told(text, len(text.rstrip()) - 1, template("the file ends within a list or map; close it"))
    if error.problem == "could not find expected ':'":
        return _told(text, opened, template("after `{word}` a `:` is missing, or the line is indented wrongly"))
    at -= text[at - 1 : at] == "\\" != text[at]
    return _told(text, at, _SYNTAX.get(text[at : at + 1], _MISPLACED))


def _told(text: str, at: int, message: str) -> Fault:
    found = _WORD.match(text, at)
    word = found[0] if found else text[at]
    place = Place(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), len(word))
    return Fault("yaml-syntax", Said(message, word=word), place)
