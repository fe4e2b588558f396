"""What is wanted: all that is to be done about each complaint of a run, on disk until the run is sound.

INVARIANT: nothing gets into an outbox before the run's self-check has passed.
"""

import json
import os
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import polars as pl

from engine import Engine
from engine.acting import Acting
from engine.outbox import Outbox, Put, Wanted
from engine.results import REVIEW
from rules.policy import Policy

MODE = 0o600
AT_ONCE = 1000
"""So many complaints are put in by one transaction."""


class Wishes:
    """Says what is to be done about complaints; may be shared by threads."""

    def __init__(self, engine: Engine, *, as_of: int) -> None:
        self._engine = engine
        self._as_of = as_of
        self._acting = Acting(engine.policy)
        self._policy = _named(engine.policy)

    def lines(self, facts: pl.DataFrame, result: pl.DataFrame) -> bytes:
        """A line of JSON for each complaint that no person needs to look at first: its actions, if only none.

        Rendered row by row, so it takes its time.
        """
        decided = result[REVIEW].is_null()
        rows = facts.drop(REVIEW).filter(decided).iter_rows(named=True)
        return b"".join(self._line(row) for row in rows)

    def _line(self, facts: dict[str, object]) -> bytes:
        policy = self._engine.policy
        actions = self._acting.actions(self._engine.decide(facts, as_of=self._as_of))  # type: ignore[arg-type]  # stored values
        line = {
            "complaint": facts[policy.identity],
            "policy": self._policy,
            "actions": [action | {"policy": self._policy} for action in actions],
        }
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _named(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "version": policy.version, "digest": policy.digest}


class Spool:
    """A file of such lines, written and then read back."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "wb+")

    def add(self, lines: bytes) -> None:
        """Write lines."""
        self._file.write(lines)

    def put(self, outbox: Outbox, *, at: int) -> Put:
        """Put everything into an outbox, `AT_ONCE` complaints in a transaction; `at` in microseconds UTC."""
        self._file.seek(0)
        total, part = Put(), list[Wanted]()
        for one in self._wanted():
            part.append(one)
            if len(part) == AT_ONCE:
                total, part = total + outbox.put(part, at=at), []
        return total + outbox.put(part, at=at) if part else total

    def _wanted(self) -> Iterator[Wanted]:
        for line in self._file:
            found = json.loads(line)
            yield Wanted(found["policy"]["name"], found["complaint"], tuple(found["actions"]))

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
