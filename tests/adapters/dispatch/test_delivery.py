"""Delivery: what an attempt comes to, and that money never leaves twice."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from adapters.dispatch.delivery import LONGEST_DETAIL, Delivery, Tried
from adapters.dispatch.http import Http
from adapters.dispatch.message import FailedError, Message, RefusedError
from adapters.dispatch.retrying import Retrying
from adapters.dispatch.routing import Router
from adapters.dispatch.webhook import Webhook
from adapters.stores.outbox import Entry, Result
from adapters.stores.schema import State
from tests.adapters.dispatch.documents import PAYS, entry
from tests.adapters.dispatch.standin import StandIn

RETRYING = Retrying(3, 2.0, 60.0)


@dataclass
class Fake:
    """A connector that raises what it is told to, and knows what it has."""

    raises: Exception | None = None
    has: str | None = None
    money: bool = True
    asks: bool = True
    name: str = "fake"
    to: str | None = None
    says: tuple[str, ...] = ()
    calls: list[str] = field(default_factory=list)

    async def send(self, message: Message) -> str:
        self.calls.append(f"send {message.action}")
        if self.raises:
            raise self.raises
        return "receipt"

    async def found(self, message: Message) -> str | None:
        self.calls.append(f"ask {message.action}")
        return self.has

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        return {"txt": message.key.encode()}

    async def check(self) -> None:
        """Nothing to prove."""

    async def close(self) -> None:
        """Nothing open."""


def tried(fake: Fake, one: Entry | None = None) -> Tried:
    delivery = Delivery(Router({"fake": fake}, {"notice": "fake"}), RETRYING)
    return asyncio.run(delivery.attempt(one or entry()))


def test_what_was_taken_is_sent() -> None:
    assert tried(Fake()) == Tried(Result(1, State.SENT, 1, False, "fake", "receipt"), None)


def test_what_is_refused_is_dead_at_once() -> None:
    assert tried(Fake(RefusedError("no"))) == Tried(Result(1, State.DEAD, 1, False, "fake", "no"), None)


def test_what_nobody_delivers_is_dead_too() -> None:
    found = tried(Fake(), entry(channel="desk")).result
    assert (found.state, found.connector, found.detail) == (State.DEAD, "", "no route leads from the channel `desk`")


@pytest.mark.parametrize(
    ("reached", "before", "after"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_what_failed_waits_and_may_have_got_through(reached: bool, before: bool, after: bool) -> None:
    found = tried(Fake(FailedError("later", reached=reached)), entry(uncertain=before))
    assert found.result == Result(1, State.WAITING, 1, after, "fake", "later")
    assert found.due_at is not None


def test_what_failed_too_often_is_dead() -> None:
    found = tried(Fake(FailedError("later", reached=True)), entry(tries=2))
    assert (found.result.state, found.result.tries, found.due_at) == (State.DEAD, 3, None)


def test_a_bug_in_a_connector_costs_one_try_of_one_message() -> None:
    found = tried(Fake(ZeroDivisionError("secret text"))).result
    assert (found.state, found.detail, found.uncertain) == (State.WAITING, "unexpected error: ZeroDivisionError", True)


def test_a_long_answer_is_cut_to_one_line() -> None:
    detail = tried(Fake(RefusedError("a\nb" * 999))).result.detail
    assert (len(detail), "\n" in detail) == (LONGEST_DETAIL, False)


@pytest.mark.parametrize(
    ("fake", "calls", "receipt"),
    [
        (Fake(has="it is there"), ["ask send_result"], "it is there"),
        (Fake(has=None), ["ask send_result", "send send_result"], "receipt"),
        (Fake(has="x", asks=False), ["send send_result"], "receipt"),
    ],
)
def test_after_an_unknown_outcome_the_other_side_is_asked_first(fake: Fake, calls: list[str], receipt: str) -> None:
    found = tried(fake, entry(uncertain=True)).result
    assert (fake.calls, found.detail, found.uncertain) == (calls, receipt, False)


def test_an_order_performed_without_an_answer_is_not_sent_again(standin: StandIn) -> None:
    """The bank performs the order and drops the connection; the next attempt asks, and finds it."""

    async def perform(request: web.Request, body: bytes) -> web.StreamResponse:
        standin.perform(json.loads(body))
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    standin.handlers["/hook"] = perform
    states, order = [], entry(pays=PAYS)
    for _ in range(2):
        found = bank(standin, order).result
        states.append((found.state, found.uncertain, found.detail))
        order = entry(pays=PAYS, uncertain=found.uncertain, tries=found.tries)
    assert states == [
        (State.WAITING, True, "the connection broke off"),
        (State.SENT, False, "200, asked"),
    ]
    assert list(standin.performed.values()) == [1]
    assert [method for method, *_ in standin.requests] == ["POST", "GET"]


def test_while_the_bank_cannot_say_no_order_is_sent(standin: StandIn) -> None:
    async def silent(*_: object) -> web.StreamResponse:
        return web.Response(status=503)

    standin.handlers[f"/ask/{'k' * 40}"] = silent
    found = bank(standin, entry(pays=PAYS, uncertain=True)).result
    assert (found.state, found.uncertain, [method for method, *_ in standin.requests]) == (State.WAITING, True, ["GET"])


def bank(standin: StandIn, order: Entry) -> Tried:
    async def attempt() -> Tried:
        http = Http(allowed=("127.0.0.1",), timeout=2)
        ask = f"{standin.url}/ask"
        found = Webhook("bank", f"{standin.url}/hook", secret=b"x", http=http, to=None, ask=ask, money=True)
        try:
            return await Delivery(Router({"bank": found}, {"notice": "bank"}), RETRYING).attempt(order)
        finally:
            await found.close()

    return asyncio.run(attempt())
