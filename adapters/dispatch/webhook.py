"""Webhooks: messages as signed JSON, after the Standard Webhooks specification; docs/dispatch.md is the contract."""

import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hashlib import sha256

from adapters import clock
from adapters.dispatch.http import Http
from adapters.dispatch.message import FailedError, Message
from rules.said import Said

PREFIX = "whsec_"
PENDING = 202


class Webhook:
    """Posts messages to an address; asks at `ask`, if there is one, what became of a message."""

    says = ()

    def __init__(
        self, name: str, url: str, *, secret: bytes, http: Http, to: str | None, ask: str | None, money: bool
    ) -> None:
        self.name = name
        self.money = money
        self.asks = ask is not None
        self._url = url
        self._secret = secret
        self._http = http
        self.to = to
        self._ask = ask

    async def send(self, message: Message) -> str:
        """Post a message; the receipt is the answer's status."""
        body = self._body(message)
        answer = await self._http.request("POST", self._url, headers=self._headers(message, body), body=body)
        if answer.status == PENDING and self.money:
            raise FailedError(Said("the server has not performed it yet"), reached=True)
        return str(answer.status)

    async def found(self, message: Message) -> str | None:
        """Whether the other side performed a message: 200 says so, 404 that it never heard of it."""
        url = f"{self._ask}/{message.key}"
        answer = await self._http.request("GET", url, headers=self._headers(message, b""), may_lack=True)
        if answer.status == PENDING:
            raise FailedError(Said("the server has not performed it yet"), reached=True)
        return None if answer.status == 404 else f"{answer.status}, asked"  # noqa: PLR2004 -- HTTP's own number

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        """The body."""
        return {"json": self._body(message)}

    async def check(self) -> None:
        """Connect to the server."""
        for url in (self._url, self._ask):
            if url is not None:
                await self._http.reach(url)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def _body(self, message: Message) -> bytes:
        found, pays = message.document, message.pays
        said = {
            "key": message.key,
            "complaint": message.complaint,
            "action": message.action,
            "channel": message.channel,
            "template": found["template"],
            "to": None if self.to is None else message.given(self.to),
            "with": found["with"],
            "pays": None if pays is None else {"minor": pays.minor, "currency": pays.currency},
            "texts": message.texts(tuple(found["texts"])) if found["texts"] or found["unsaid"] else {},
            "policy": found.get("policy"),
            "rule": found["rule"],
            "clause": found["clause"],
        }
        texts = {name: {"subject": one.subject, "body": one.body} for name, one in said.pop("texts").items()}
        return json.dumps(said | {"texts": texts}, ensure_ascii=False).encode()

    def _headers(self, message: Message, body: bytes) -> dict[str, str]:
        seconds = clock.now() // 1_000_000
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
            "webhook-id": message.key,
            "webhook-timestamp": str(seconds),
            "webhook-signature": f"v1,{signature(self._secret, message.key, seconds, body)}",
        }


def signature(secret: bytes, key: str, seconds: int, body: bytes) -> str:
    """HMAC-SHA256 over `key.seconds.body`, in Base64."""
    signed = f"{key}.{seconds}.".encode() + body
    return b64encode(hmac.new(secret, signed, sha256).digest()).decode()


def secret_of(written: str) -> bytes:
    """The bytes of a secret: Base64 behind `whsec_`, else the text itself; ValueError where it is no Base64."""
    if not written.startswith(PREFIX):
        return written.encode()
    try:
        return b64decode(written.removeprefix(PREFIX), validate=True)
    except Base64Error as error:
        raise ValueError(f"behind `{PREFIX}` stands no Base64") from error
