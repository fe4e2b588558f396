"""Writing back to WeChat Pay: a stand-in checks every signature by the documented scheme, and keeps the history."""

import asyncio
import json
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from adapters.dispatch.http import Http
from adapters.dispatch.message import FailedError, Message, RefusedError
from adapters.dispatch.wechat import Merchant, WechatPay
from tests.adapters.dispatch.documents import message
from tests.adapters.dispatch.standin import StandIn

SHARED = Path(__file__).parents[4] / "shared" / "feeds" / "wechat-pay"
COMPLAINT = "200201820200101080076610000"
PATH = f"/v3/merchant-service/complaints-v2/{COMPLAINT}"
OPERATIONS = {"send_result": "response", "close_complaint": "complete", "order_refund": "refund"}
AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="([0-9A-F]{32})",signature="([^"]+)",'
    r'timestamp="(\d+)",serial_no="(\w+)"'
)


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


class Platform:
    """WeChat Pay's side of one complaint; `key` signs what it answers, as a merchant's key does what it asks."""

    def __init__(self, standin: StandIn, key: RSAPrivateKey) -> None:
        self.key = key
        self.history: list[dict[str, str]] = []
        self.state = "PENDING"
        self.garbled = b""
        for tail, done in (
            ("/response", "MERCHANT_RESPONSE"),
            ("/complete", "MERCHANT_CONFIRM_COMPLETE"),
            ("/update-refund-progress", "MERCHANT_APPROVE_REFUND"),
        ):
            standin.handlers[PATH + tail] = self._taking(done)
        standin.handlers[PATH] = self._telling(lambda: {"complaint_id": COMPLAINT, "complaint_state": self.state})
        standin.handlers[PATH + "/negotiation-historys"] = self._telling(lambda: {"data": self.history})

    def _taking(self, done: str) -> Callable[[web.Request, bytes], Coroutine[Any, Any, web.StreamResponse]]:
        async def take(request: web.Request, body: bytes) -> web.StreamResponse:
            if not self._signed(request, body):
                return web.Response(status=401)
            said = json.loads(body)
            self.history.append({"operate_type": done, "operate_details": said.get("response_content", "")})
            self.state = "PROCESSED" if done == "MERCHANT_CONFIRM_COMPLETE" else "PROCESSING"
            return self._answer(204, b"")

        return take

    def _telling(
        self, told: Callable[[], object]
    ) -> Callable[[web.Request, bytes], Coroutine[Any, Any, web.StreamResponse]]:
        async def tell(request: web.Request, body: bytes) -> web.StreamResponse:
            if not self._signed(request, body):
                return web.Response(status=401)
            return self._answer(200, self.garbled or json.dumps(told()).encode())

        return tell

    def _signed(self, request: web.Request, body: bytes) -> bool:
        found = AUTHORIZATION.fullmatch(request.headers["Authorization"])
        assert found is not None
        number, nonce, mark, seconds, serial = found.groups()
        signed = f"{request.method}\n{request.path_qs}\n{seconds}\n{nonce}\n".encode() + body + b"\n"
        try:
            self.key.public_key().verify(b64decode(mark), signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return (number, serial) == ("1900000109", "SERIAL1") and abs(int(seconds) - time.time()) < 60

    def _answer(self, status: int, body: bytes) -> web.StreamResponse:
        mark = self.key.sign(b"1700000000\nNONCE\n" + body + b"\n", PKCS1v15(), SHA256())
        headers = {
            "Wechatpay-Timestamp": "1700000000",
            "Wechatpay-Nonce": "NONCE",
            "Wechatpay-Signature": b64encode(mark).decode(),
        }
        return web.Response(status=status, body=body, headers=headers)


@pytest.fixture
def platform(standin: StandIn, key: RSAPrivateKey) -> Platform:
    return Platform(standin, key)


def asked(asking: Callable[[WechatPay], Coroutine[Any, Any, Any]], standin: StandIn, merchant: Merchant) -> Any:  # noqa: ANN401 -- whatever the method gives
    async def ask() -> object:
        http = Http(allowed=("127.0.0.1",), timeout=5)
        one = WechatPay("wx", merchant, http=http, url=standin.url, operations=OPERATIONS, money=True)
        try:
            return await asking(one)
        finally:
            await one.close()

    return asyncio.run(ask())


@pytest.fixture
def merchant(key: RSAPrivateKey) -> Merchant:
    return Merchant("1900000109", "SERIAL1", key, key.public_key())


def about(action: str, **changed: Any) -> Message:  # noqa: ANN401 -- any JSON
    return message(action, complaint=COMPLAINT, **changed)


@pytest.mark.parametrize(
    ("action", "tail", "body"),
    [
        (
            "send_result",
            "/response",
            {"complainted_mchid": "1900000109", "response_content": "投诉成立。\n依据：<见记录> & \u201c凭证\u201d"},
        ),
        ("close_complaint", "/complete", {"complainted_mchid": "1900000109"}),
        ("order_refund", "/update-refund-progress", {"action": "APPROVE", "launch_refund_day": 0}),
    ],
)
def test_what_is_written_back_is_signed_and_found_again(
    action: str, tail: str, body: dict[str, Any], platform: Platform, merchant: Merchant, standin: StandIn
) -> None:
    assert asked(lambda one: one.found(about(action)), standin, merchant) is None
    assert asked(lambda one: one.send(about(action)), standin, merchant) == "204"
    method, path, _, sent = standin.requests[-1]
    assert (method, path, json.loads(sent)) == ("POST", PATH + tail, body)
    assert asked(lambda one: one.found(about(action)), standin, merchant) == f"{OPERATIONS[action]}, asked"
    assert len(platform.history) == 1
    assert asked(lambda one: _drafts(one, about(action)), standin, merchant) == {"json": sent}


async def _drafts(one: WechatPay, found: Message) -> object:
    return one.drafts(found)


@pytest.mark.usefixtures("platform")
def test_another_reply_is_not_taken_for_this_one(merchant: Merchant, standin: StandIn) -> None:
    asked(lambda one: one.send(about("send_result")), standin, merchant)
    other = {"zh": {"subject": "x", "paragraphs": ["其他"]}}
    assert asked(lambda one: one.found(about("send_result", texts=other)), standin, merchant) is None


@pytest.mark.usefixtures("platform")
def test_a_wrong_key_is_refused(merchant: Merchant, standin: StandIn) -> None:
    wrong = replace(merchant, key=generate_private_key(public_exponent=65537, key_size=2048))
    with pytest.raises(RefusedError, match=r"^the server answers 401$"):
        asked(lambda one: one.send(about("send_result")), standin, wrong)


@pytest.mark.usefixtures("platform")
def test_an_answer_that_wechat_pay_did_not_sign_is_not_believed(merchant: Merchant, standin: StandIn) -> None:
    other = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    with pytest.raises(FailedError) as error:
        asked(lambda one: one.send(about("send_result")), standin, replace(merchant, platform=other))
    assert (str(error.value), error.value.reached) == ("the answer is not signed by WeChat Pay", True)
    assert asked(lambda one: one.send(about("send_result")), standin, replace(merchant, platform=None)) == "204"


@pytest.mark.parametrize(
    ("garbled", "told"), [(b"<html>", "the answer is no JSON"), (b"[]", "the answer is no JSON object")]
)
def test_an_answer_that_cannot_be_read_tells_nothing(
    garbled: bytes, told: str, platform: Platform, merchant: Merchant, standin: StandIn
) -> None:
    platform.garbled = garbled
    with pytest.raises(FailedError) as error:
        asked(lambda one: one.found(about("send_result")), standin, merchant)
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("action", "changed", "told"),
    [
        ("tell_progress", {}, "`operations` does not say what `tell_progress` is at WeChat Pay"),
        (
            "send_result",
            {"texts": {"zh": {"subject": "x", "paragraphs": ["长" * 201]}}},
            "the reply has 201 characters, WeChat Pay takes 200",
        ),
        (
            "send_result",
            {"texts": {"en": {"subject": "x", "paragraphs": ["y"]}}},
            "the policy has no text for `send_result` in zh",
        ),
    ],
)
def test_what_cannot_be_said_there_is_refused_before_it_is_sent(
    action: str, changed: dict[str, Any], told: str, merchant: Merchant, standin: StandIn
) -> None:
    with pytest.raises(RefusedError) as error:
        asked(lambda one: one.send(about(action, **changed)), standin, merchant)
    assert (str(error.value), standin.requested) == (told, 0)


def test_the_history_is_read_as_the_documented_sample_has_it() -> None:
    path = SHARED / "complaints-v2_complaint_id_negotiation-historys.sample.json"
    if not path.exists():
        pytest.skip("../shared is absent: no sample of WeChat Pay's to hold against")
    found = json.loads(path.read_text("utf-8"))["data"][0]
    assert {"operate_type", "operate_details"} <= found.keys()
