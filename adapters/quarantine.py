"""The quarantine: rows that could not be read, as they came, to be corrected and fed again."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from types import TracebackType
from typing import Self

from adapters.feeds.chunk import Refused

MODE = 0o600


class Quarantine:
    r"""A file of JSON Lines on `descriptor`, one for each row; counts them by reason.

    A byte of `raw` that is no character is written as a lone surrogate (`\udc80` for the byte 80), which
    Python's `surrogateescape` turns into the byte again.
    """

    def __init__(self, descriptor: int) -> None:
        self.reasons: Counter[str] = Counter()
        self._file = os.fdopen(descriptor, "wb")

    def add(self, rows: Iterable[Refused]) -> None:
        """Write rows."""
        for row in rows:
            self.reasons[row.reason] += 1
            # Only a lone surrogate does not encode, and Python's escape for it is JSON's.
            line = json.dumps(asdict(row), ensure_ascii=False).encode("utf-8", "backslashreplace")
            self._file.write(line + b"\n")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Flush the file to disk and close it."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
