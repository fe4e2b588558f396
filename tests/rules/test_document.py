"""Documents: what is read as written, what is refused at the door, and that the two parsers agree."""

from itertools import pairwise
from time import process_time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.document import PARSER, Document, Limits, read
from rules.fault import FAULTS, Place
from rules.node import Mapping, Node, Refused, Scalar, Sequence, locate

PARSERS = [pytest.param(PARSER, id="c"), pytest.param(yaml.SafeLoader, id="python")]


def plain(node: Node | None) -> object:
    """The node as dicts, lists and texts; what was refused is None."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.items}
    return None


def told(document: Document) -> list[str]:
    return [
        f"{fault.place.line}:{fault.place.column}+{fault.place.length} {fault.text} [{fault.code}]"
        for fault in document.faults
    ]


def test_the_fast_parser_is_the_one_in_c() -> None:
    assert PARSER is yaml.CSafeLoader


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "~",
        "null",
        "1_000",
        "12:30",
        "0o17",
        "010",
        "2026-01-01",
        "1e3",
        ".inf",
        "<=",
        "=",
        "> 1000",
        "[a, b",
    ],
)
def test_a_text_is_read_as_written(text: str, parser: type) -> None:
    quoted = text.startswith((">", "["))
    document = read(f"key: {text!r}\n".encode() if quoted else f"key: {text}\n".encode(), parser=parser)
    assert plain(document.root) == {"key": text}


@pytest.mark.parametrize("parser", PARSERS)
def test_everything_has_a_place(parser: type) -> None:
    document = read("大额: {门槛: '😀', b: [1]}\nc:\n  - |\n    x\n".encode(), parser=parser)
    assert document.root == Mapping(
        (
            (
                Scalar("大额", quoted=False, place=Place(1, 1, 2), start=0),
                Mapping(
                    (
                        (
                            Scalar("门槛", quoted=False, place=Place(1, 6, 2), start=5),
                            Scalar("😀", quoted=True, place=Place(1, 10, 3), start=9),
                        ),
                        (
                            Scalar("b", quoted=False, place=Place(1, 15), start=14),
                            Sequence((Scalar("1", quoted=False, place=Place(1, 19), start=18),), Place(1, 18)),
                        ),
                    ),
                    Place(1, 5),
                ),
            ),
            (
                Scalar("c", quoted=False, place=Place(2, 1), start=22),
                Sequence((Scalar("x\n", quoted=True, place=Place(3, 5), start=29),), Place(3, 3)),
            ),
        ),
        Place(1, 1),
    )


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1:1+1 the file is empty [empty-file]"]),
        ("# only a remark\n", ["1:1+1 the file is empty [empty-file]"]),
        ("---\n", ["1:1+1 the file is empty [empty-file]"]),
        (
            "amount: 1\nb: 2\namount: 3\n'amount': 4\n",
            [
                "3:1+6 `amount` is already a key at line 1; delete one [duplicate-key]",
                "4:1+8 `amount` is already a key at line 1; delete one [duplicate-key]",
            ],
        ),
        (
            "a: &x b\nc: *x\n*x : d\n",
            [
                "1:4+4 `&x` is an anchor; delete it [alias-refused]",
                "2:4+2 `*x` is an alias; write out what it stands for [alias-refused]",
                "3:1+2 `*x` is an alias; write out what it stands for [alias-refused]",
            ],
        ),
        ("a: !!python/object:os.system x\n", ["1:4+27 `!!python/object:os.system` is a tag; delete it [tag-refused]"]),
        (
            "a: &x !t {}\n",
            ["1:4+7 `&x` is an anchor; delete it [alias-refused]", "1:4+7 `!t` is a tag; delete it [tag-refused]"],
        ),
        ("<<: {a: b}\n", ["1:1+2 `<<` merges maps; write the entries out [merge-refused]"]),
        ("a: 1\n---\nb: 1\n", ["2:1+3 a second document begins here; one file is one policy [many-documents]"]),
        (
            "%YAML 1.1\n---\na: 1\n",
            ["1:1+5 `%YAML` is a YAML directive; delete the line [directive-refused]"],
        ),
        (
            "a:\n\tb: 1\nc:\t\t1\n",
            [
                "2:1+1 a tab is used; write spaces, or `\\t` within double quotes [tab-refused]",
                "3:3+2 a tab is used; write spaces, or `\\t` within double quotes [tab-refused]",
            ],
        ),
        (
            "a: x\u202ey\nb: \x1b\n",
            [
                "1:5+1 the character U+202E can't be seen; delete it [hidden-character]",
                "2:4+1 the character U+001B can't be seen; delete it [hidden-character]",
            ],
        ),
        ("a: \x00\n", ["1:4+1 the character U+0000 can't be seen; delete it [hidden-character]"]),
        ('a: "\\0"\n', ["1:4+4 the text holds the character U+0000; delete it [hidden-character]"]),
        ('a: "\\UFFFFFFFF"\n', ["1:5+10 `\\UFFFFFFFF` is no character [yaml-syntax]"]),
        ('a: "\\ud800"\n', ["1:5+6 `\\ud800` is no character [yaml-syntax]"]),
        ("? [a]\n: b\n", ["1:3+1 a list or a map can't be a key; write a text [complex-key]"]),
        (
            "? {a: {b: }}\n",
            [
                "1:3+1 a list or a map can't be a key; write a text [complex-key]",
                "1:8+1 `b` has no value; give it one, or delete the key [empty-value]",
            ],
        ),
        ("'':\n", ["1:1+2 this key has no text; name it [empty-key]"]),
        ("? *x\n: b\n", ["1:3+2 `*x` is an alias; write out what it stands for [alias-refused]"]),
        ("? [a]\n", ["1:3+1 a list or a map can't be a key; write a text [complex-key]"]),
        ('"\\0": b\n', ["1:1+4 the text holds the character U+0000; delete it [hidden-character]"]),
        ('"": b\n', ["1:1+2 this key has no text; name it [empty-key]"]),
        ("a: {\n", ["1:4+1 the file ends within a list or map; close it [yaml-syntax]"]),
        ("? \n: b\n", ["1:2+1 this key has no text; name it [empty-key]"]),
        (": b\n", ["1:1+1 a `:` can't stand here; write the text in quotes, or check the indentation [yaml-syntax]"]),
        (
            "a:\nb: {c: }\n",
            [
                "1:1+1 `a` has no value; give it one, or delete the key [empty-value]",
                "2:5+1 `c` has no value; give it one, or delete the key [empty-value]",
            ],
        ),
        ("a:\n  -\n  - b\n", ["2:3+1 this list entry is empty; give it a value or delete it [empty-value]"]),
        ("a: {x: not(a, b), c: d}\n", ["1:8+5 `not(a` is cut off at a comma; write the whole in quotes [split-entry]"]),
        ("a: [not(a, b), c]\n", ["1:5+5 `not(a` is cut off at a comma; write the whole in quotes [split-entry]"]),
        (
            "a: {x: b, c, d}\n",
            ["1:11+1 this entry has no value; write in quotes what a comma splits, or `key: value` [split-entry]"],
        ),
        (
            "a: {b}\n",
            ["1:5+1 this entry has no value; write in quotes what a comma splits, or `key: value` [split-entry]"],
        ),
        ("a: [b, c\n", ["1:4+1 `[` opens what is never closed; close it [yaml-syntax]"]),
        ('a: "b\nc: d\n', ['1:4+1 `"` opens what is never closed; close it [yaml-syntax]']),
        (
            "a: b: c\n",
            ["1:5+1 a `:` can't stand here; write the text in quotes, or check the indentation [yaml-syntax]"],
        ),
        ("a: @b\n", ["1:4+2 a text can't begin with `@`; write it in quotes [yaml-syntax]"]),
        ("a: `b`\n", ["1:4+3 a text can't begin with a backtick; write it in quotes [yaml-syntax]"]),
        ('a: "\\q"\n', ["1:5+2 `\\q` is no escape; write `\\\\` for a backslash, or use single quotes [yaml-syntax]"]),
        ("a: 1\n- b\n", ["2:1+1 `-` can't stand here; check indentation, brackets and quotes [yaml-syntax]"]),
        ("a: 1\nb\nc: 2\n", ["2:1+1 after `b` a `:` is missing, or the line is indented wrongly [yaml-syntax]"]),
        (
            "a:\nb: [c, not(d]\ne: *f\n",
            [
                "1:1+1 `a` has no value; give it one, or delete the key [empty-value]",
                "2:8+5 `not(d` is cut off at a comma; write the whole in quotes [split-entry]",
                "3:4+2 `*f` is an alias; write out what it stands for [alias-refused]",
            ],
        ),
        (
            "a: *b\nc: ]\n",
            [
                "1:4+2 `*b` is an alias; write out what it stands for [alias-refused]",
                "2:4+1 `]` can't stand here; check indentation, brackets and quotes [yaml-syntax]",
            ],
        ),
    ],
)
def test_a_mistake_is_told_in_these_words(text: str, faults: list[str], parser: type) -> None:
    assert told(read(text.encode(), parser=parser)) == faults


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (
            "a: 1\n大额: x".encode("gb18030"),
            "2:1+1 the file is not UTF-8, it looks like GB18030; save it as UTF-8 [not-utf8]",
        ),
        ("a: 1".encode("utf-16"), "1:1+1 the file is not UTF-8, it looks like UTF-16; save it as UTF-8 [not-utf8]"),
        ("a: 1".encode("utf-16-le"), "1:1+1 the file is not UTF-8, it looks like UTF-16; save it as UTF-8 [not-utf8]"),
        ("a: 1".encode("utf-16-be"), "1:1+1 the file is not UTF-8, it looks like UTF-16; save it as UTF-8 [not-utf8]"),
        ("大: ".encode("utf-8-sig") + b"\xff\n", "1:4+1 the file is not UTF-8; save it as UTF-8 [not-utf8]"),
    ],
)
def test_another_encoding_is_named(source: bytes, fault: str) -> None:
    assert told(read(source)) == [fault]


def test_a_byte_order_mark_before_the_text_is_read_over() -> None:
    assert read("a: 1\n".encode("utf-8-sig")) == read(b"a: 1\n")


def test_line_ends_of_other_systems_are_read_as_one() -> None:
    assert read(b"a: 1\r\nb: 2\rc: 3\n") == read(b"a: 1\nb: 2\nc: 3\n")


def test_what_is_refused_leaves_the_rest_readable() -> None:
    document = read(b"a: 1\na: 2\nb: *x\nc: {d: in (e, f), g: h}\ni:\n- \n- !t j\n")
    assert plain(document.root) == {"a": "1", "b": None, "c": {"d": None, "g": "h"}, "i": [None, "j"]}


def test_size_is_bounded() -> None:
    document = read(b"a: 12", limits=Limits(size=4))
    assert told(document) == ["1:1+1 the file has 5 bytes, more than 4; split it [too-large]"]


def test_depth_is_bounded() -> None:
    assert told(read(b"a: [[1]]\n", limits=Limits(depth=2))) == [
        "1:5+1 lists and maps are nested more than 2 deep [too-deep]"
    ]
    assert not read(b"a: [[1]]\n", limits=Limits(depth=3)).faults


def test_the_number_of_faults_is_bounded() -> None:
    document = read(b"a:\n" + b"a: 1\n" * 9, limits=Limits(faults=3))
    assert [fault.code for fault in document.faults] == [
        "empty-value",
        "duplicate-key",
        "duplicate-key",
        "too-many-faults",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "a: &a [x]\n" + "".join(f"{b}: &{b} [{f'*{a}, ' * 99}]\n" for a, b in pairwise("abcdefghijk")),
        "[" * 1_000_000,
        "- " * 1_000_000,
        "{a: " * 250_000,
        "\0" * 1_000_000,
    ],
    ids=["billion laughs", "lists", "block lists", "maps", "nulls"],
)
def test_a_file_meant_to_exhaust_is_answered_within_a_second(source: str) -> None:
    begin = process_time()
    assert read(source.encode()).faults
    assert process_time() - begin < 1


@pytest.mark.parametrize(
    ("source", "found", "place"),
    [
        ("k: a and b\n", "and", Place(1, 6, 3)),
        ("k: 'a and b'\n", "and", Place(1, 7, 3)),
        ("k: '''a'' and b'\n", "and", Place(1, 11, 3)),
        ('k: "a \\" and b"\n', "and", Place(1, 10, 3)),
        ("k: a or\n   b  \n\n   and c\n", "and", Place(4, 4, 3)),
        ("k: >\n  a or\n  大额 and c\n", "and", Place(3, 6, 3)),
        ("k: |\n  a or\n    b and c\n", "and", Place(3, 7, 3)),
        ("k: a an\n  d b\n", "an d", Place(1, 6, 2)),
        ('k: "\\u4e2d and b"\n', "and", Place(1, 4, 14)),
    ],
)
def test_a_part_of_a_text_is_located(source: str, found: str, place: Place) -> None:
    document = read(source.encode())
    assert isinstance(document.root, Mapping)
    scalar = document.root.items[0][1]
    assert isinstance(scalar, Scalar)
    assert locate(scalar, scalar.text.index(found), length=len(found), source=document.text) == place


def test_the_end_of_a_text_is_located_behind_it() -> None:
    document = read(b"- 'a or'\n")
    assert isinstance(document.root, Sequence)
    scalar = document.root.items[0]
    assert isinstance(scalar, Scalar)
    assert locate(scalar, 4, length=1, source=document.text) == Place(1, 8)


PRINTED = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])


@given(
    st.text(PRINTED | st.sampled_from(" \n'\"\\"), min_size=1),
    st.sampled_from(["'", '"', "|", ">", ""]),
    st.integers(0),
)
def test_the_place_of_a_character_is_where_it_stands(text: str, style: str, at: int) -> None:
    document = read(yaml.dump([text], allow_unicode=True, default_style=style or None, width=20).encode())
    assert isinstance(document.root, Sequence)
    scalar = document.root.items[0]
    assert isinstance(scalar, Scalar)
    at %= len(text)
    place = locate(scalar, at, length=1, source=document.text)
    found = document.text.split("\n")[place.line - 1][place.column - 1 :][:1]
    assert place == scalar.place or text[at].isspace() or found == text[at]


@given(st.binary())
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    assert all(fault.code in FAULTS for fault in read(source).faults)


@given(st.lists(st.text(PRINTED)))
def test_any_text_is_read_back(texts: list[str]) -> None:
    source = yaml.dump(texts, allow_unicode=True, default_style="'", width=40)
    assert plain(read(source.encode()).root) == texts


PIECES = st.sampled_from(
    [
        *"ab中 \n\n",
        "  ",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        '"',
        "'",
        " # ",
        "(",
        "😀",
        "\\",
        "---\n",
        "<<",
        "|\n",
        "@",
        "no",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_both_parsers_find_the_same(text: str) -> None:
    assert read(text.encode()) == read(text.encode(), parser=yaml.SafeLoader)


@given(st.text())
def test_a_refused_node_always_has_a_fault(text: str) -> None:
    document = read(text.encode("utf-8", "replace"))
    assert document.faults or not holds_refused(document.root)


def holds_refused(node: Node | None) -> bool:
    match node:
        case Sequence():
            return any(map(holds_refused, node.items))
        case Mapping():
            return any(holds_refused(value) for _, value in node.items)
    return node is None or isinstance(node, Refused)
