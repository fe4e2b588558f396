"""Tapes: text that comes in pieces, read as if it lay in memory."""

from collections.abc import Iterator


class Tape:
    """Text with at least the next `reach` bytes at hand, unless it ends before.

    `text[at:size]` is what is at hand. At its end a line end is appended where there is none: `unended` says so,
    and `size` does not count it.
    """

    def __init__(self, pieces: Iterator[bytes], *, reach: int, block: int) -> None:
        self._pieces = pieces
        self._reach = reach
        self._block = block
        self.text = b""
        self.at = 0
        self.ended = False
        self.unended = False

    @property
    def size(self) -> int:
        """Where the text at hand ends."""
        return len(self.text) - self.unended

    def fill(self) -> bool:
        """Bring up what comes next; whether anything is left."""
        if not self.ended and len(self.text) - self.at < self._reach:
            self._gather()
        return self.at < len(self.text)

    def _gather(self) -> None:
        gathered, length = [self.text[self.at :]], len(self.text) - self.at
        while length < self._reach + self._block and not self.ended:
            piece = next(self._pieces, None)
            self.ended = piece is None
            gathered.append(piece or b"")
            length += len(gathered[-1])
        self.text, self.at = b"".join(gathered), 0
        if self.ended and self.text and not self.text.endswith((b"\n", b"\r")):
            self.text += b"\n"
            self.unended = True

    def advance(self, at: int) -> None:
        """Go on at `at`; a line end that was appended is not left behind alone."""
        self.at = len(self.text) if at == self.size else at

    def abandon(self) -> None:
        """Read no further."""
        self.text, self.at, self.ended, self.unended = b"", 0, True, False
