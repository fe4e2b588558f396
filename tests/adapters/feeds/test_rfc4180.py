import pytest

from adapters.feeds.rfc4180 import Row, row


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a,b\nc", Row((b"a", b"b"), 3, 4, None)),
        (b"a,b\r\nc", Row((b"a", b"b"), 3, 5, None)),
        (b"a,b\rc", Row((b"a", b"b"), 3, 4, None)),
        (b"a,b", Row((b"a", b"b"), 3, 3, None)),
        (b"a,", Row((b"a", b""), 2, 2, None)),
        (b"", Row((b"",), 0, 0, None)),
        (b'"a\n""b""",c\n', Row((b'a\n"b"', b"c"), 11, 12, None)),
        (b'a"b,c\n', Row((b'a"b', b"c"), 5, 6, "stray-quote")),
        (b'"a"b,c\n', Row((b"a", b"c"), 6, 7, "stray-quote")),
        (b'a,"b\n', Row((b"a",), 5, 5, "unclosed-quote")),
    ],
)
def test_a_row_is_read_by_the_letter(text: bytes, expected: Row) -> None:
    assert row(text, 0, delimiter=b",", stop=len(text)) == expected


@pytest.mark.parametrize("delimiter", [b";", b"\t", b"|", b"^", b"]", b"\\"])
def test_any_character_can_be_the_delimiter(delimiter: bytes) -> None:
    assert row(b"a" + delimiter + b"b", 0, delimiter=delimiter, stop=3).cells == (b"a", b"b")


def test_nothing_at_or_behind_the_stop_is_read() -> None:
    assert row(b'a,b",c\n', 0, delimiter=b",", stop=3) == Row((b"a", b"b"), 3, 3, None)
