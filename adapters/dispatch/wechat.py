"""Writing back to WeChat Pay: the reply to a complaint, its completion, and the progress of a refund.

Requests are signed as WECHATPAY2-SHA256-RSA2048 says: RSA over method, path, time, nonce and body.
"""

import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from adapters import clock
from adapters.dispatch.http import Answer, Http
from adapters.dispatch.message import FailedError, Message, RefusedError
from rules.said import Said

ADDRESS = "https://api.mch.weixin.qq.com"
COMPLAINTS = "/v3/merchant-service/complaints-v2"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
OPERATIONS = {"response": "response", "complete": "complete", "refund": "update-refund-progress"}
LONGEST_REPLY = 200
_MOST_HISTORY = 300
_DONE = {"response": "MERCHANT_RESPONSE", "refund": "MERCHANT_APPROVE_REFUND"}


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who writes: number, serial number of the certificate, and its key; `platform` is what answers are signed by."""

    number: str
    serial: str
    key: RSAPrivateKey = field(repr=False)
    platform: RSAPublicKey | None = None


class WechatPay:
    """Carries some actions over to WeChat Pay; `operations` says which is what.

    A reply sent twice stands there twice, so after an attempt whose outcome is unknown the history is asked first.
    """

    asks = True
    to = None
    says = ("zh",)

    def __init__(
        self, name: str, merchant: Merchant, *, http: Http, url: str, operations: Mapping[str, str], money: bool
    ) -> None:
        self.name = name
        self.money = money
        self._merchant = merchant
        self._http = http
        self._url = url.rstrip("/")
        self._operations = operations

    async def send(self, message: Message) -> str:
        """Carry an action over; the receipt is the answer's status."""
        operation, body = self._operation(message), self._body(message)
        path = f"{COMPLAINTS}/{quote(message.complaint, safe='')}/{OPERATIONS[operation]}"
        return str((await self._request("POST", path, body)).status)

    async def found(self, message: Message) -> str | None:
        """Whether WeChat Pay has what the action says."""
        operation = self._operation(message)
        path = f"{COMPLAINTS}/{quote(message.complaint, safe='')}"
        if operation == "complete":
            found = _read(await self._request("GET", path, b""))
            return "complete, asked" if found.get("complaint_state") == "PROCESSED" else None
        found = _read(await self._request("GET", f"{path}/negotiation-historys?limit={_MOST_HISTORY}&offset=0", b""))
        said = None if operation == "refund" else self._reply(message)
        for one in found.get("data") or ():
            if one.get("operate_type") == _DONE[operation] and said in (None, one.get("operate_details")):
                return f"{operation}, asked"
        return None

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        """The body."""
        return {"json": self._body(message)}

    async def check(self) -> None:
        """Connect to the server."""
        await self._http.reach(self._url)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def _operation(self, message: Message) -> str:
        if message.action not in self._operations:
            raise RefusedError(
                Said("`operations` does not say what `{action}` is at WeChat Pay", action=message.action)
            )
        return self._operations[message.action]

    def _body(self, message: Message) -> bytes:
        match self._operation(message):
            case "response":
                said = {"complainted_mchid": self._merchant.number, "response_content": self._reply(message)}
            case "complete":
                said = {"complainted_mchid": self._merchant.number}
            case _:
                said = {"action": "APPROVE", "launch_refund_day": 0}  # type: ignore[dict-item]  # an integer, as documented
        return json.dumps(said, ensure_ascii=False).encode()

    def _reply(self, message: Message) -> str:
        """What the customer reads there, in Chinese; it cannot be cut, for its end says how to appeal."""
        said = "\n".join(message.texts(("zh",))["zh"].paragraphs)
        if len(said) > LONGEST_REPLY:
            raise RefusedError(
                Said(
                    "the reply has {said} characters, WeChat Pay takes {longest_reply}",
                    said=len(said),
                    longest_reply=LONGEST_REPLY,
                )
            )
        return said

    async def _request(self, method: str, path: str, body: bytes) -> Answer:
        headers = {
            "Authorization": self._authorization(method, path, body),
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        answer = await self._http.request(method, self._url + path, headers=headers, body=body)
        self._verify(answer)
        return answer

    def _authorization(self, method: str, path: str, body: bytes) -> str:
        seconds, nonce = clock.now() // 1_000_000, secrets.token_hex(16).upper()
        target = urlsplit(self._url).path + path
        signed = f"{method}\n{target}\n{seconds}\n{nonce}\n".encode() + body + b"\n"
        mark = b64encode(self._merchant.key.sign(signed, PKCS1v15(), SHA256())).decode()
        return (
            f'{SCHEME} mchid="{self._merchant.number}",nonce_str="{nonce}",signature="{mark}",'
            f'timestamp="{seconds}",serial_no="{self._merchant.serial}"'
        )

    def _verify(self, answer: Answer) -> None:
        """Whether an answer comes from WeChat Pay, where its key is known."""
        if self._merchant.platform is None:
            return
        parts = [answer.headers.get(f"Wechatpay-{name}", "") for name in ("Timestamp", "Nonce")]
        signed = "".join(f"{part}\n" for part in parts).encode() + answer.body + b"\n"
        try:
            mark = b64decode(answer.headers.get("Wechatpay-Signature", ""), validate=True)
            self._merchant.platform.verify(mark, signed, PKCS1v15(), SHA256())
        except (InvalidSignature, Base64Error) as error:
            raise FailedError(Said("the answer is not signed by WeChat Pay"), reached=True) from error


def _read(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise FailedError(Said("the answer is no JSON"), reached=True) from error
    if not isinstance(found, dict):
        raise FailedError(Said("the answer is no JSON object"), reached=True)
    return found
