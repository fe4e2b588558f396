"""The worker: claims complaints, delivers what waits for each in order, and settles what came of it.

Any number of workers share an outbox. Whoever holds a complaint's lease alone works on it; a lease is renewed while
its holder lives, and taken over when it runs out.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TypeVar

from adapters import clock
from adapters.dispatch.delivery import Delivery
from adapters.dispatch.retrying import SECOND
from adapters.stores.outbox import Claimed, Entry, Release, Result, StoredOutbox
from adapters.stores.schema import State
from engine.outbox import Dispatched, DispatchJournal

Answer = TypeVar("Answer")
Watch = Callable[[int], None]

GATHERED = 0.01
"""Seconds for which results are gathered into one transaction."""
LONGEST_NAP = 1.0
"""Seconds after which a worker with nothing to do looks again."""


class Until(StrEnum):
    """When a worker ends: after one try of all that is due, when nothing waits any more, or when it is told to."""

    ONCE = "once"
    EMPTY = "empty"
    STOPPED = "stopped"


@dataclass(slots=True)
class Settled:
    """What a worker did; counts of actions by connector (empty where none was found)."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """Count one result."""
        outcome = "failed" if result.state is State.WAITING else result.state.value
        self.counts[result.connector, outcome] = self.counts.get((result.connector, outcome), 0) + 1

    def total(self, outcome: str) -> int:
        """How many attempts came to `sent`, `failed` or `dead`."""
        return sum(count for (_, one), count in self.counts.items() if one == outcome)


@dataclass(frozen=True, slots=True)
class _Done:
    """A settled attempt, or a complaint that is given back."""

    entry: Entry | None
    result: Result | None
    release: Release | None


class Worker:
    """Delivers from an outbox; `parallel` complaints at a time, under leases of `lease` seconds."""

    def __init__(
        self,
        outbox: StoredOutbox,
        delivery: Delivery,
        *,
        parallel: int,
        lease: float,
        watch: Watch,
        journal: DispatchJournal | None = None,
    ) -> None:
        self.settled = Settled()
        self._outbox = outbox
        self._delivery = delivery
        self._parallel = parallel
        self._lease = lease
        self._watch = watch
        self._journal = journal
        self._owner = uuid.uuid4().hex
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._done: asyncio.Queue[_Done] = asyncio.Queue()
        self._unsettled = 0
        # One thread: an outbox on SQLite has one writer at a time anyway.
        self._thread = ThreadPoolExecutor(1)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish what is under way, and end."""
        self._stopping.set()

    async def run(self, until: Until) -> None:
        """Deliver; raises StoreError when the outbox cannot be used, after which leases run out by themselves."""
        helpers = [asyncio.create_task(one) for one in (self._settling(), self._renewing())]
        try:
            for work in (partial(self._feeding, until), self._done.join):
                helpers.append(asyncio.create_task(work()))
                await _first(helpers)
        finally:
            for task in (*helpers, *self._tasks.values()):
                task.cancel()
            await asyncio.gather(*helpers, *self._tasks.values(), return_exceptions=True)
            self._thread.shutdown()

    async def _feeding(self, until: Until) -> None:
        """Claim while there is room, and wait for the last to finish."""
        began = clock.now()
        while not self._stopping.is_set():
            free = self._parallel - len(self._tasks)
            if free < max(1, self._parallel // 4):
                await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
                continue
            claimed = await self._claim(began if until is Until.ONCE else clock.now(), free)
            for one in claimed:
                self._begin(one)
            if not claimed and not await self._wait(until):
                break
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _claim(self, due: int, limit: int) -> list[Claimed]:
        leased_until = clock.now() + int(self._lease * SECOND)
        return await self._asked(lambda: self._outbox.claim(self._owner, at=due, until=leased_until, limit=limit))

    async def _wait(self, until: Until) -> bool:
        """Sleep until something may be due; False when the worker is to end."""
        if self._tasks or self._unsettled:
            await asyncio.sleep(GATHERED)
            return True
        if until is Until.ONCE:
            return False
        due = await self._asked(self._outbox.next_due)
        if due is None and until is Until.EMPTY:
            return False
        seconds = LONGEST_NAP if due is None else (due - clock.now()) / SECOND
        try:
            await asyncio.wait_for(self._stopping.wait(), min(max(seconds, GATHERED), LONGEST_NAP))
        except TimeoutError:
            return True
        return False

    def _begin(self, claimed: Claimed) -> None:
        name = claimed.policy, claimed.complaint
        task = asyncio.create_task(self._deliver(claimed))
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name, None))

    async def _deliver(self, claimed: Claimed) -> None:
        """Deliver what waits for one complaint, in order, up to the first that must be tried again."""
        due_at = None
        for entry in claimed.entries:
            if self._stopping.is_set():
                break
            tried = await self._delivery.attempt(entry)
            self._note(_Done(entry, tried.result, None))
            if tried.due_at is not None:
                due_at = tried.due_at
                break
        release = Release(claimed.policy, claimed.complaint, clock.now() if due_at is None else due_at)
        self._note(_Done(None, None, release))

    def _note(self, done: _Done) -> None:
        self._unsettled += 1
        self._done.put_nowait(done)

    async def _settling(self) -> None:
        """Write results as they come, those of a moment together."""
        while True:
            found = [await self._done.get()]
            await asyncio.sleep(GATHERED)
            while not self._done.empty():
                found.append(self._done.get_nowait())
            await self._settle(found)
            self._unsettled -= len(found)
            for _ in found:
                self._done.task_done()

    async def _settle(self, found: Sequence[_Done]) -> None:
        results = [one.result for one in found if one.result is not None]
        releases = [one.release for one in found if one.release is not None]
        at, journal = clock.now(), self._journal
        if journal is not None and results:
            # Before the outbox: what is on record twice is the same, what is not on record is lost.
            dispatched = [_dispatched(one.entry, one.result, at) for one in found if one.entry and one.result]
            await self._asked(lambda: journal.append(dispatched))
        await self._asked(lambda: self._outbox.settle(results, releases, owner=self._owner, at=at))
        for result in results:
            self.settled.add(result)
        self._watch(sum(result.state is not State.WAITING for result in results))

    async def _renewing(self) -> None:
        """Prolong the leases, and let go of complaints that another worker has taken over."""
        while True:
            await asyncio.sleep(self._lease / 3)
            until = clock.now() + int(self._lease * SECOND)
            asked = dict(self._tasks)
            held = await self._asked(partial(self._outbox.renew, self._owner, until=until))
            for name in asked.keys() - held:
                asked[name].cancel()

    async def _asked(self, question: Callable[[], Answer]) -> Answer:
        """What the outbox answers, while messages go on."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)


async def _first(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the first of some tasks to end, and take it out; raises what it raised."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for one in [task for task in tasks if task.done()]:
        tasks.remove(one)
        one.result()


def _dispatched(entry: Entry, result: Result, at: int) -> Dispatched:
    outcome = "failed" if result.state is State.WAITING else result.state.value
    return Dispatched(entry.key, entry.complaint, entry.action, result.connector, outcome, at, result.detail)
