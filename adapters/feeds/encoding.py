"""Encodings: any text as UTF-8, with every byte that has no meaning still to be found.

The rule, the same whatever the file's size and however it is cut into pieces:

1. A byte order mark decides: UTF-8, UTF-16 LE, UTF-16 BE, GB18030.
2. Without one, bytes below 128 mean the same in UTF-8 and GB18030, so the evidence is the others, wherever they stand:
   the first `EVIDENCE` of them. They are UTF-8 if they hold more whole characters than bytes that fit none.
3. Else they are GB18030 if most of their characters are of GB 2312, the everyday set.
4. Else UTF-8, and the rows with the bytes that do not fit are refused.

So one bad byte in a UTF-8 file, wherever it stands, is a bad row, and never turns the file into another encoding.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from adapters.feeds.opening import Source
from rules.said import Said

EVIDENCE = 1 << 16
# A second byte of GB18030 can be below 128.
WIDE = re.compile(rb"[\x80-\xff]+[\x00-\x7f]?")
LOWEST_ESCAPE, HIGHEST_ESCAPE = "\udc80", "\udcff"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
LONGEST_MARK = 4


def utf8(source: Source, *, encoding: str | None = None) -> Iterator[bytes]:
    """The text of `source` in UTF-8 without its byte order mark; sets `source.encoding`.

    A byte without a meaning stays as it is in UTF-8; from another encoding it becomes the three bytes of the code
    point U+DC00 + byte, which are not UTF-8 either. `shown` makes the same text of both.
    """
    pieces = source.pieces()
    head = _gathered(pieces, LONGEST_MARK)
    marked = [(mark, name) for mark, name in MARKS if head.startswith(mark)]
    for mark, name in marked:
        head = head[len(mark) :]
        encoding = name
    text = _joined(head, pieces)
    if encoding is None:
        yield from _undeclared(source, text)
    else:
        yield from _transcoded(source, text, encoding=encoding)


def shown(text: bytes, encoding: str | None) -> str:
    """Bytes that `utf8` gave, as text in which a byte without a meaning is a lone surrogate, U+DC00 + byte."""
    return text.decode(errors="surrogateescape" if encoding in (None, "utf-8") else "surrogatepass")


def is_text(text: bytes) -> bool:
    """Whether every byte that `utf8` gave has a meaning, and none is NUL."""
    if b"\0" in text:
        return False
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False


def _undeclared(source: Source, text: Iterator[bytes]) -> Iterator[bytes]:
    for piece in text:
        if not piece.isascii():
            encoding = weighed(_evidence(source))
            yield from _transcoded(source, _joined(piece, text), encoding=encoding)
            return
        yield piece
    source.encoding = "utf-8"


def _evidence(source: Source) -> bytes:
    """The bytes above 127, each run with the byte behind it, until they are enough; the file is read anew for them."""
    gathered = bytearray()
    for piece in source.pieces():
        for run in WIDE.findall(piece):
            gathered += run
        if len(gathered) >= EVIDENCE:
            break
    return bytes(gathered[:EVIDENCE])


def weighed(evidence: bytes) -> str:
    """`utf-8` or `gb18030`, by rules 2 to 4."""
    good, bad = _kinds(evidence.decode(errors="surrogateescape"))
    if good > bad:
        return "utf-8"
    text = evidence.decode("gb18030", "surrogateescape")
    everyday = len("".join(char for char in text if char > "\x7f").encode("gb2312", "ignore")) // 2
    return "gb18030" if 2 * everyday > sum(_kinds(text)) else "utf-8"


def _kinds(text: str) -> tuple[int, int]:
    """How many characters of several bytes there are, and how many escaped bytes."""
    bad = sum(LOWEST_ESCAPE <= char <= HIGHEST_ESCAPE for char in text)
    return sum(char > "\x7f" for char in text) - bad, bad


def _transcoded(source: Source, text: Iterable[bytes], *, encoding: str) -> Iterator[bytes]:
    source.encoding = codecs.lookup(encoding).name
    if source.encoding == "utf-8":
        yield from text
        return
    # Half of a surrogate pair is the one thing without a meaning in whole units of UTF-16.
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass" if "16" in encoding else "surrogateescape")
    for piece in text:
        yield decoder.decode(piece).encode(errors="surrogatepass")
    rest = decoder.getstate()[0]  # `decode(b"", final=True)` loses bytes after an incomplete GB18030 character
    if len(rest) % 2 and "16" in encoding:
        source.damaged = True
        source.note(Said("truncated: ends inside a character"))
        yield chr(0xDC00 + rest[-1]).encode(errors="surrogatepass")
    else:
        yield rest.decode(encoding, decoder.errors).encode(errors="surrogatepass")


def _gathered(pieces: Iterator[bytes], size: int) -> bytes:
    """The next pieces together, at least `size` bytes unless the text ends."""
    gathered, length = [], 0
    while length < size and (piece := next(pieces, None)) is not None:
        gathered.append(piece)
        length += len(piece)
    return b"".join(gathered)


def _joined(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest
