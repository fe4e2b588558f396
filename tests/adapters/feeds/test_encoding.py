import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.encoding import shown, utf8
from tests.adapters.feeds.memory import Memory

CHINESE = "账户被盗用，金额 1000.01 元。"


def read(content: bytes, *, piece: int = 1 << 20, encoding: str | None = None) -> tuple[str | None, bytes]:
    source = Memory(content, piece)
    text = b"".join(utf8(source, encoding=encoding))
    return source.encoding, text


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (b"x" * 3_000_000 + CHINESE.encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + CHINESE.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16-be"),
        (b"x" * 3_000_000 + b"\xe4\xb8 " + b"x" * 3_000_000 + CHINESE.encode(), "utf-8"),
        (b"\xff" + CHINESE.encode(), "utf-8"),
        (CHINESE.encode("gb18030") + b"\xff\xff," * 3, "gb18030"),
        (b"caf\xe9s, d\xe9j\xe0 vu", "utf-8"),
        (CHINESE.encode()[:-1], "utf-8"),
    ],
)
def test_the_encoding_is_decided_on_evidence_from_the_whole_file(content: bytes, encoding: str) -> None:
    assert read(content)[0] == encoding


def test_one_bad_byte_in_row_50000_is_a_bad_byte_and_not_another_encoding() -> None:
    content = f"1,{CHINESE}\n".encode() * 50_000 + b"2,\xc4\xe3\n" + f"3,{CHINESE}\n".encode() * 50_000
    assert read(content) == ("utf-8", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@given(st.text(), st.integers(1, 5))
def test_text_in_any_encoding_becomes_the_same_utf8(encoding: str, text: str, piece: int) -> None:
    declared = "gb18030" if encoding == "gb18030" else None
    text = "中" + text.replace("\ufeff", "")
    assert read(text.encode(encoding), piece=piece, encoding=declared)[1].decode() == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(content=st.binary(), piece=st.integers(1, 5))
def test_bytes_without_a_meaning_can_be_had_again(encoding: str, content: bytes, piece: int) -> None:
    content = b"," + content
    _, text = read(content, piece=piece, encoding=encoding)
    assert shown(text, encoding).encode(encoding, "surrogateescape") == content


@given(content=st.binary(), piece=st.integers(1, 5))
def test_halves_of_surrogate_pairs_in_utf16_can_be_had_again(content: bytes, piece: int) -> None:
    content = b",\0" + content[: len(content) // 2 * 2]
    _, text = read(codecs.BOM_UTF16_LE + content, piece=piece)
    assert shown(text, "utf-16-le").encode("utf-16-le", "surrogatepass") == content


def test_utf16_that_ends_inside_a_character_is_named() -> None:
    source = Memory(codecs.BOM_UTF16_LE + b"a\0b")
    text = b"".join(utf8(source))
    assert (shown(text, source.encoding), source.damaged) == ("a\udc62", True)
    assert source.record().problem == "truncated: ends inside a character"
