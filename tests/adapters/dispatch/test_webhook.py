"""Webhooks: the body, a signature that others can check, and the question what became of a message."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from aiohttp import web

from adapters.dispatch.http import Http
from adapters.dispatch.message import FailedError, RefusedError
from adapters.dispatch.webhook import Webhook, secret_of
from tests.adapters.dispatch.documents import PAYS, message
from tests.adapters.dispatch.standin import StandIn

SECRET = b"a secret of 24 bytes or so"


def webhook(standin: StandIn, *, to: str | None = "phone", money: bool = False) -> Webhook:
    http = Http(allowed=("127.0.0.1",), timeout=5)
    return Webhook(
        "hook", f"{standin.url}/hook", secret=SECRET, http=http, to=to, ask=f"{standin.url}/ask", money=money
    )


def told(asking: Any, standin: StandIn, **given: Any) -> Any:  # noqa: ANN401 -- whatever the method gives
    async def ask() -> object:
        connector = webhook(standin, **given)
        try:
            return await asking(connector)
        finally:
            await connector.close()

    return asyncio.run(ask())


def test_the_body_is_what_the_documentation_promises(standin: StandIn) -> None:
    assert told(lambda one: one.send(message(pays=PAYS)), standin) == "200"
    assert json.loads(standin.requests[0][3]) == {
        "key": "k" * 40,
        "complaint": "T-1",
        "action": "send_result",
        "channel": "notice",
        "template": "result",
        "to": "13800000001",
        "with": {"via": "mail", "email": "wang@example.com", "phone": "13800000001", "finding": "upheld"},
        "pays": {"minor": 45000, "currency": "CNY"},
        "policy": {"name": "p", "version": "1", "digest": "0"},
        "rule": "ACT-27",
        "clause": "二（四）1（1）",
        "texts": {
            "zh": {"subject": "投诉 T-1 的结果", "body": "投诉成立。\n\n依据：<见记录> & \u201c凭证\u201d"},
            "en": {"subject": "The result of T-1", "body": "It is upheld.\n\nBasis: <see> & 'slip'"},
        },
    }


def test_a_signature_is_as_standard_webhooks_says(standin: StandIn) -> None:
    told(lambda one: one.send(message()), standin)
    _, _, headers, body = standin.requests[0]
    assert headers["Idempotency-Key"] == headers["webhook-id"] == "k" * 40
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_signature_that_the_specification_shows() -> None:
    """The vector of the Standard Webhooks reference libraries."""
    from adapters.dispatch.webhook import signature  # noqa: PLC0415 -- used here alone

    secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(("written", "secret"), [("abc", b"abc"), ("whsec_YWJj", b"abc")])
def test_a_secret_is_base64_behind_its_prefix(written: str, secret: bytes) -> None:
    assert secret_of(written) == secret


def test_a_secret_that_is_no_base64_is_told() -> None:
    with pytest.raises(ValueError, match=r"^behind `whsec_` stands no Base64$"):
        secret_of("whsec_*")


def test_the_other_side_is_asked_by_key(standin: StandIn) -> None:
    assert told(lambda one: one.found(message()), standin) is None
    told(lambda one: one.send(message()), standin)
    assert told(lambda one: one.found(message()), standin) == "200, asked"


def test_an_order_that_is_not_performed_yet_is_asked_about_again(standin: StandIn) -> None:
    async def pending(*_: object) -> web.StreamResponse:
        return web.Response(status=202)

    standin.handlers |= {"/hook": pending, f"/ask/{'k' * 40}": pending}
    assert told(lambda one: one.send(message()), standin) == "202"
    for asking in (lambda one: one.send(message(pays=PAYS)), lambda one: one.found(message())):
        with pytest.raises(FailedError) as error:
            told(asking, standin, money=True)
        assert (str(error.value), error.value.reached) == ("the server has not performed it yet", True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"with": {"phone": None}}, "`send_result` gives no `phone`"),
        ({"with": {"phone": ["a"]}}, "`send_result` gives no `phone`"),
        ({"with": {}}, "`send_result` gives no `phone`"),
        ({"texts": {}, "unsaid": "finding_basis"}, "the text cannot be written: `finding_basis` is missing"),
        (
            {"pays": {"amount": None, "minor": None, "currency": "CNY"}},
            "the sum that `send_result` hands out is missing",
        ),
    ],
)
def test_a_message_that_lacks_something_is_refused_before_it_is_sent(
    changed: dict[str, Any], why: str, standin: StandIn
) -> None:
    with pytest.raises(RefusedError) as error:
        told(lambda one: one.send(message(**changed)), standin)
    assert (str(error.value), standin.requested) == (why, 0)


def test_a_policy_without_texts_is_served_too(standin: StandIn) -> None:
    told(lambda one: one.send(message(texts={})), standin, to=None)
    said = json.loads(standin.requests[0][3])
    assert (said["texts"], said["to"]) == ({}, None)


def test_a_draft_is_the_body(standin: StandIn) -> None:
    told(lambda one: one.send(message()), standin)
    assert webhook(standin).drafts(message()) == {"json": standin.requests[0][3]}
