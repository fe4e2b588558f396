"""Surveys: where the rows of delimited text are, found for a megabyte at a time.

Cells are never cut here: that is left to Polars, which then gets nothing but rows that are beyond doubt.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LF, CR, QUOTE = 10, 13, 34

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Survey:
    """The whole rows of a window of text up to its first stray quote.

    Row i is `window[starts[i]:ends[i]]`, its line end the byte or two up to `starts[i + 1]`, or `length`.
    `fields` counts its cells, `breaks` the line ends before it.
    `bare` are the positions of line ends that are a CR alone.
    `stray` says that the row at `length` has a stray quote.
    """

    starts: Positions
    ends: Positions
    fields: Positions
    breaks: Positions
    bare: Positions
    length: int
    lines: int
    stray: bool


def survey(window: bytes, delimiter: int) -> Survey:
    """The rows of `window`, which begins with a row and must not end between the CR and LF of a line end."""
    octets = np.frombuffer(window, np.uint8)
    bare = _bare(octets) if b"\r" in window else octets[:0].astype(np.int64)
    is_mark = octets == LF
    is_mark |= octets == delimiter
    is_mark[bare] = True
    marks = np.flatnonzero(is_mark)
    last = np.flatnonzero(octets[marks] != delimiter)
    breaks = marks[last]
    stray = len(window)
    if b'"' in window:
        quotes = np.flatnonzero(octets == QUOTE)
        stray = _stray(octets, quotes, delimiter)
        marks = marks[(np.searchsorted(quotes, marks) & 1 == 0) & (marks < stray)]
        last = np.flatnonzero(octets[marks] != delimiter)
    return _rows(octets, marks[last], fields=np.diff(last, prepend=-1), breaks=breaks, bare=bare, stray=stray)


def _rows(
    octets: NDArray[np.uint8], stops: Positions, *, fields: Positions, breaks: Positions, bare: Positions, stray: int
) -> Survey:
    starts = np.concatenate((np.zeros(1, np.int64), stops + 1))
    length = int(starts[-1])
    before = np.arange(starts.size) if breaks.size == stops.size else np.searchsorted(breaks, starts)
    crlf = (octets[stops] == LF) & (octets[np.maximum(stops - 1, 0)] == CR) & (stops > starts[:-1])
    return Survey(
        starts=starts[:-1],
        ends=stops - crlf,
        fields=fields,
        breaks=before[:-1],
        bare=bare[np.isin(bare, stops)] if bare.size else bare,
        length=length,
        lines=int(before[-1]),
        stray=stray < octets.size,
    )


def _bare(octets: NDArray[np.uint8]) -> Positions:
    """Where a CR stands that no LF follows."""
    returns: Positions = np.flatnonzero(octets == CR)
    alone: Flags = octets[np.minimum(returns + 1, octets.size - 1)] != LF
    return returns[alone]


def _stray(octets: NDArray[np.uint8], quotes: Positions, delimiter: int) -> int:
    """Where the first quote stands that RFC 4180 has no use for; the length of the window if there is none.

    INVARIANT: up to that quote every quote with an even number before it opens a field or is the second of a pair,
    every other one closes it or is the first of a pair; so a place is quoted where an odd number of quotes precede.
    """
    paired = np.diff(quotes) == 1
    opening, closing = quotes[0::2], quotes[1::2]
    edges = np.zeros(256, bool)
    edges[[LF, CR, delimiter]] = True
    opens = edges[octets[opening - 1]] | (opening == 0)
    opens[1:] |= paired[1::2]
    closes = edges[octets[np.minimum(closing + 1, octets.size - 1)]] | (closing == octets.size - 1)
    closes[: paired[1::2].size] |= paired[1::2]
    wrong = np.concatenate((opening[~opens], closing[~closes]))
    return int(wrong.min()) if wrong.size else octets.size
