"""Routing: who delivers what, and what must never be delivered by whom."""

from pathlib import Path
from typing import Any

import pytest

from adapters.dispatch.connector import Connector
from adapters.dispatch.folder import Folder
from adapters.dispatch.http import Http
from adapters.dispatch.message import RefusedError
from adapters.dispatch.routing import Choice, Router
from adapters.dispatch.smtp import Smtp
from adapters.dispatch.webhook import Webhook
from rules.loading import load
from tests.adapters.dispatch.documents import PAYS, message
from tests.adapters.dispatch.test_smtp import smtp

ROOT = Path(__file__).parents[3]


def hook(name: str, *, money: bool = False, to: str | None = None) -> Webhook:
    http = Http(allowed=(), timeout=1)
    return Webhook(name, "https://example.com", secret=b"x", http=http, to=to, ask="https://example.com", money=money)


def router(**routes: str | Choice) -> Router:
    mail: Smtp = smtp(1, None)
    connectors: dict[str, Connector] = {
        "mail": mail,
        "sms": hook("sms", to="phone"),
        "bank": hook("bank", money=True),
        "files": Folder("files", Path("x")),
    }
    return Router(connectors, routes)


NOTICE = Choice("via", {"mail": "mail", "sms": "sms", "in_app": "sms"})


def test_a_channel_leads_to_a_connector_or_to_one_by_a_value() -> None:
    found = router(notice=NOTICE, desk="files")
    assert found.connector(message()).name == "mail"
    assert found.connector(message(channel="desk")).name == "files"


@pytest.mark.parametrize(
    ("routes", "changed", "told"),
    [
        ({}, {}, "no route leads from the channel `notice`"),
        ({"notice": Choice("via", {"sms": "sms"})}, {}, "no route leads from the channel `notice` for via `mail`"),
        ({"notice": Choice("by", {"sms": "sms"})}, {}, "`send_result` gives no `by`"),
        ({"notice": "sms"}, {"pays": PAYS}, "`send_result` hands out money, and the connector `sms` is not for it"),
        (
            {"notice": "bank"},
            {"pays": {"amount": None, "minor": None, "currency": "CNY"}},
            "the sum that `send_result` hands out is missing",
        ),
    ],
)
def test_what_nobody_may_deliver_is_refused(
    routes: dict[str, str | Choice], changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(RefusedError) as error:
        router(**routes).connector(message(**changed))
    assert str(error.value) == told


def test_money_goes_where_money_may_go() -> None:
    assert router(notice="bank").connector(message(pays=PAYS)).name == "bank"


POLICY = """tousu: 1
policy: p
version: "1"
effective: 2026-01-01
timezone: UTC
identity: id
facts:
  id: {type: text}
  email: {type: text}
  via: {type: enum, values: {mail: mail, sms: sms}}
  sum: {type: integer}
decisions:
  acts:
    outcomes:
      tell: {channel: notice, template: t, with: {via: via, email: email}}
      blind: {channel: notice, template: t}
      pay: {channel: desk, template: t, pays: sum}
      stray: {channel: nowhere, template: t}
      plain: just an outcome
    hit_policy: collect
    rules:
      - {id: A-1, then: tell}
"""


def misfits(text: str, **routes: str | Choice) -> list[str]:
    policy = load(text, name="p.yaml").policy
    assert policy is not None
    return list(router(**routes).misfits(policy))


def test_what_would_go_wrong_is_told_before_anything_is_sent() -> None:
    assert misfits(POLICY, notice=NOTICE, desk="files") == [
        "`tell` has no text that `mail` could send",
        "`tell` gives no `phone`, to which `sms` sends",
        "`blind` gives no `via`, by which its route is chosen",
        "`blind` gives no `email`, to which `mail` sends",
        "`blind` has no text that `mail` could send",
        "`blind` gives no `phone`, to which `sms` sends",
        "`pay` hands out money, and the connector `files` is not for it",
        "`stray`: no route leads from the channel `nowhere`",
    ]


def test_the_default_policy_can_be_served_whole() -> None:
    text = (ROOT / "policy.yaml").read_text("utf-8")
    served = misfits(text, notice=NOTICE, desk="files", registry="files", identity="files", settlement="bank")
    assert served == []
