"""The worker: in order, in parallel, under leases, until what it was told to."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters import clock
from adapters.dispatch.delivery import Delivery
from adapters.dispatch.message import FailedError, Message, RefusedError
from adapters.dispatch.retrying import Retrying
from adapters.dispatch.routing import Router
from adapters.dispatch.worker import Until, Worker
from adapters.stores.database import Database
from adapters.stores.failure import StoreError
from adapters.stores.ledger import Ledger
from adapters.stores.outbox import StoredOutbox
from engine.outbox import Dispatched, Wanted
from tests.adapters.dispatch.documents import document
from tests.adapters.dispatch.test_delivery import Fake

RETRYING = Retrying(6, 0.001, 0.01)


@dataclass
class Recorder(Fake):
    """A connector that fails each message `fails` times, refuses `dead` ones, and keeps the order of what it took."""

    fails: int = 0
    dead: frozenset[str] = frozenset()
    took: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tries: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    most: int = 0
    now: int = 0
    pause: float = 0.0
    began: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: Message) -> str:
        self.began.set()
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.pause)
        self.now -= 1
        self.tries[message.complaint, message.action] += 1
        if message.action in self.dead:
            raise RefusedError("never")
        if self.tries[message.complaint, message.action] <= self.fails:
            raise FailedError("not yet", reached=True)
        self.took[message.complaint].append(message.action)
        return "ok"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[StoredOutbox]:
    database = Database(str(tmp_path / "o.db"), create=True)
    yield StoredOutbox(database)
    database.close()


def fill(outbox: StoredOutbox, complaints: int, *actions: str) -> None:
    documents = tuple(document(name) for name in actions)
    outbox.put([Wanted("p", f"T-{number}", documents) for number in range(complaints)], at=clock.now())


def worker(
    outbox: StoredOutbox,
    found: Fake,
    *,
    parallel: int = 8,
    lease: float = 30.0,
    tries: Retrying = RETRYING,
    **given: object,
) -> Worker:
    delivery = Delivery(Router({"fake": found}, {"notice": "fake"}), tries)
    watch: Callable[[int], None] = given.get("watch", lambda _: None)  # type: ignore[assignment]  # what a test gives
    return Worker(outbox, delivery, parallel=parallel, lease=lease, watch=watch, journal=given.get("journal"))  # type: ignore[arg-type]  # likewise


def states(outbox: StoredOutbox) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in Ledger(outbox.database).counts():
        found[one.state] += one.actions
    return dict(found)


def test_every_complaint_is_served_in_its_order_and_several_at_a_time(outbox: StoredOutbox) -> None:
    fill(outbox, 20, "one", "two", "three")
    found, seen = Recorder(pause=0.001), list[int]()
    one = worker(outbox, found, watch=seen.append)
    asyncio.run(one.run(Until.EMPTY))
    assert dict(found.took) == {f"T-{number}": ["one", "two", "three"] for number in range(20)}
    assert 1 < found.most <= 8
    assert (states(outbox), sum(seen), one.settled.total("sent")) == ({"sent": 60}, 60, 60)


def test_what_failed_holds_up_what_comes_behind_it(outbox: StoredOutbox) -> None:
    fill(outbox, 5, "one", "two")
    found = Recorder(fails=2)
    one = worker(outbox, found)
    asyncio.run(one.run(Until.EMPTY))
    assert set(map(tuple, found.took.values())) == {("one", "two")}
    assert (one.settled.total("failed"), one.settled.total("sent")) == (20, 10)


def test_what_is_dead_does_not(outbox: StoredOutbox) -> None:
    fill(outbox, 3, "one", "two")
    one = worker(outbox, Recorder(dead=frozenset({"one"})))
    asyncio.run(one.run(Until.EMPTY))
    assert states(outbox) == {"sent": 3, "dead": 3}
    assert one.settled.counts == {("fake", "dead"): 3, ("fake", "sent"): 3}


def test_once_means_one_try_each(outbox: StoredOutbox) -> None:
    fill(outbox, 4, "one", "two")
    found = Recorder(fails=1)
    asyncio.run(worker(outbox, found).run(Until.ONCE))
    assert dict(found.tries) == {(f"T-{number}", "one"): 1 for number in range(4)}
    assert states(outbox) == {"waiting": 8}


def test_a_worker_with_nothing_to_do_ends_or_waits_for_more(outbox: StoredOutbox) -> None:
    for until in (Until.ONCE, Until.EMPTY):
        asyncio.run(worker(outbox, Recorder()).run(until))

    found = Recorder()

    async def follow() -> None:
        one = worker(outbox, found)
        running = asyncio.create_task(one.run(Until.STOPPED))
        await asyncio.sleep(0.05)
        assert not running.done()
        fill(outbox, 1, "one")
        await found.began.wait()
        one.stop()
        await running

    asyncio.run(follow())
    assert states(outbox) == {"sent": 1}


def test_who_is_told_to_stop_finishes_what_is_under_way_and_gives_the_rest_back(outbox: StoredOutbox) -> None:
    fill(outbox, 1, "one", "two")
    found = Recorder(pause=0.05)

    async def stopped() -> None:
        one = worker(outbox, found)
        running = asyncio.create_task(one.run(Until.EMPTY))
        await found.began.wait()
        one.stop()
        await running

    asyncio.run(stopped())
    assert dict(found.took) == {"T-0": ["one"]}
    assert [one.entries[0].uncertain for one in outbox.claim("x", at=clock.now(), until=clock.now(), limit=9)] == [
        False
    ]


def test_two_workers_share_the_work_and_double_nothing(outbox: StoredOutbox) -> None:
    fill(outbox, 30, "one", "two")
    found = Recorder(pause=0.002)

    async def both() -> None:
        await asyncio.gather(*(worker(outbox, found, parallel=4).run(Until.EMPTY) for _ in range(2)))

    asyncio.run(both())
    assert set(found.tries.values()) == {1}
    assert set(map(tuple, found.took.values())) == {("one", "two")}


def test_what_a_dead_worker_left_is_asked_about_and_taken_over(outbox: StoredOutbox) -> None:
    fill(outbox, 3, "one")
    outbox.claim("dead", at=clock.now(), until=clock.now() + 50_000, limit=2)
    found = Recorder(has="it was there")
    asyncio.run(worker(outbox, found).run(Until.EMPTY))
    assert sorted(found.calls) == ["ask one", "ask one"]
    assert {one.detail for one in Ledger(outbox.database).lines()} == {"it was there", "ok"}


def test_a_slow_message_keeps_its_lease(outbox: StoredOutbox) -> None:
    fill(outbox, 1, "one")
    found = Recorder(pause=0.5)

    async def both() -> None:
        await asyncio.gather(*(worker(outbox, found, lease=0.2).run(Until.EMPTY) for _ in range(2)))

    asyncio.run(both())
    assert dict(found.tries) == {("T-0", "one"): 1}


def test_who_lost_a_lease_lets_go(outbox: StoredOutbox) -> None:
    fill(outbox, 1, "one", "two")
    found = Recorder(pause=0.3)

    async def robbed() -> None:
        one = worker(outbox, found, lease=0.15)
        running = asyncio.create_task(one.run(Until.ONCE))
        await found.began.wait()
        later = clock.now() + 60_000_000
        assert outbox.claim("thief", at=later, until=later + 1, limit=1)
        await running

    asyncio.run(robbed())
    assert dict(found.took) == {}
    assert outbox.renew("thief", until=0) == {("p", "T-0")}


class Full(StoredOutbox):
    """An outbox that takes no results."""

    def settle(self, *_: object, **__: object) -> None:
        raise StoreError("`o.db` cannot be used: database or disk is full")


def test_an_outbox_that_cannot_be_written_ends_it(outbox: StoredOutbox) -> None:
    fill(outbox, 2, "one")
    with pytest.raises(StoreError, match=r"disk is full"):
        asyncio.run(worker(Full(outbox.database), Recorder()).run(Until.EMPTY))
    assert states(outbox) == {"waiting": 2}


def test_so_does_one_that_fails_when_all_is_delivered(outbox: StoredOutbox) -> None:
    fill(outbox, 1, "one")
    found = Recorder()

    async def stopped() -> None:
        one = worker(Full(outbox.database), found)
        running = asyncio.create_task(one.run(Until.EMPTY))
        await found.began.wait()
        one.stop()
        await asyncio.wait_for(running, 5)

    with pytest.raises(StoreError, match=r"disk is full"):
        asyncio.run(stopped())


@dataclass
class Book:
    """A journal in memory."""

    entries: list[Dispatched] = field(default_factory=list)

    def append(self, results: Sequence[Dispatched]) -> None:
        self.entries.extend(results)


def test_every_result_is_put_on_record(outbox: StoredOutbox) -> None:
    fill(outbox, 1, "one", "two")
    book = Book()
    asyncio.run(worker(outbox, Recorder(fails=1, dead=frozenset({"two"})), journal=book).run(Until.EMPTY))
    assert [(one.complaint, one.action, one.outcome, one.detail) for one in book.entries] == [
        ("T-0", "one", "failed", "not yet"),
        ("T-0", "one", "sent", "ok"),
        ("T-0", "two", "dead", "never"),
    ]
