"""An oracle for delimited text: RFC 4180 byte by byte, with none of the reader's shortcuts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What the oracle says of a text: its kept rows with their lines, and its refused ones as (line, reason, raw)."""

    kept: list[tuple[int, list[bytes]]]
    refused: list[tuple[int, str, bytes]]


def told(text: bytes, fields: int) -> Told:
    """Every row of `text`, which has no header; `fields` is what a row must have."""
    verdict = Told([], [])
    at, line = 0, 1
    while at < len(text):
        cells, end, after, fault = _row(text, at)
        first = _line_end(text, at)
        if fault and first and first[1] <= end and fields >= 3 and _whole(text, first[1], fields):
            fault, end, after = "unclosed-quote", first[0], first[1]
        raw = text[at:end]
        if raw:
            reason = fault or _reason(raw, cells, fields, cut=after == end)
            if reason:
                verdict.refused.append((line, reason, raw))
            else:
                verdict.kept.append((line, cells))
        line += _line_ends(text[at:after])
        at = after
    return verdict


def _whole(text: bytes, at: int, fields: int) -> bool:
    cells, _, _, fault = _row(text, at)
    return fault is None and len(cells) == fields


def _reason(raw: bytes, cells: list[bytes], fields: int, *, cut: bool) -> str | None:
    if len(cells) < fields:
        return "truncated" if cut else "too-few-fields"
    if len(cells) > fields:
        return "too-many-fields"
    try:
        return "nul-character" if "\0" in raw.decode() else None
    except UnicodeDecodeError:
        return "bad-bytes"


def _row(text: bytes, at: int) -> tuple[list[bytes], int, int, str | None]:
    cells, cell = [], bytearray()
    state, fault = "start", None
    while at < len(text):
        byte = text[at : at + 1]
        if state == "quoted":
            if byte != b'"':
                cell += byte
            elif text[at + 1 : at + 2] == b'"':
                cell += byte
                at += 1
            else:
                state = "after"
        elif byte in {b"\n", b"\r"}:
            break
        elif byte == b",":
            cells.append(bytes(cell))
            cell.clear()
            state = "start"
        elif byte == b'"' and state == "start":
            state = "quoted"
        else:
            if byte == b'"' or state == "after":
                fault = "stray-quote"
            cell += byte
            state = "plain"
        at += 1
    if state == "quoted":
        return cells, at, at, "unclosed-quote"
    ending = 2 if text[at : at + 2] == b"\r\n" else 1
    return [*cells, bytes(cell)], at, min(at + ending, len(text)), fault


def _line_end(text: bytes, at: int) -> tuple[int, int] | None:
    for place in range(at, len(text)):
        if text[place] in b"\r\n":
            return place, place + 1 + (text[place : place + 2] == b"\r\n")
    return None


def _line_ends(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
