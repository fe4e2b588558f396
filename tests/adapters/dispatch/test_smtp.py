"""Mail: what a real SMTP server receives, every part of it read back, and what it may answer."""

import asyncio
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from adapters.dispatch.http import context
from adapters.dispatch.message import FailedError, Message, RefusedError
from adapters.dispatch.smtp import Server, Smtp
from tests.adapters.dispatch.conftest import served_by
from tests.adapters.dispatch.documents import message

RIGHT, WRONG = "right", "wrong"
SENDER = Address(display_name="客服中心，投诉", addr_spec="care@example.com")


@dataclass
class Mailbox:
    """A handler that keeps what it receives; `answers` replaces what it says to a command."""

    answers: dict[str, str] = field(default_factory=dict)
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    delay: float = 0.0

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: ANN401, N802 -- aiosmtpd's names
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: ANN401, N802 -- likewise
        await asyncio.sleep(self.delay)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        self.envelopes.append(envelope)
        found = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.received.append(found)
        return "250 OK queued"


def login(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:  # noqa: ANN401 -- aiosmtpd's
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"me", b"right")
    return AuthResult(success=right, handled=False)


@contextmanager
def serving(mailbox: Mailbox, tls: ssl.SSLContext | None, *, auth: bool = False) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None}
    if auth:
        options |= {"authenticator": login, "auth_required": True}
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def smtp(port: int, ca: Path | None, *, security: str = "starttls", password: str | None = None, **given: Any) -> Smtp:  # noqa: ANN401 -- whatever a test says
    server = Server(
        "127.0.0.1",
        port,
        security,
        context(None if ca is None else str(ca)),
        given.get("timeout", 5.0),
        None if password is None else "me",
        password,
    )
    return Smtp("mail", server, sender=SENDER, to="email", languages=given.get("languages", ("zh", "en")))


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    return served_by(authority, "127.0.0.1")


def addressed(address: str) -> Message:
    changed: dict[str, Any] = {"with": {"email": address}}
    return message(**changed)


class Words(HTMLParser):
    """The text of a page, its tags, and the language of each part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *(f"{name}={value}" for name, value in attrs if name == "lang")]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_every_part_of_a_mail_arrives_as_it_was_said(tls: ssl.SSLContext, ca: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls) as port:
        assert asyncio.run(smtp(port, ca).send(message())) == "OK queued"
    (found,) = mailbox.received
    assert mailbox.envelopes[0].rcpt_tos == ["wang@example.com"]
    assert (found["Subject"], found["To"]) == ("投诉 T-1 的结果", "wang@example.com")
    assert found["From"].addresses[0] == SENDER
    assert found["Message-ID"] == f"<{'k' * 40}@example.com>"
    assert (found["Auto-Submitted"], found["Content-Language"]) == ("auto-generated", "zh-CN, en")
    assert found.get_content_type() == "multipart/alternative"
    plain, page = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n") == (
        "投诉成立。\n\n依据：<见记录> & \u201c凭证\u201d\n\n----\n\nIt is upheld.\n\nBasis: <see> & 'slip'\n"
    )
    words = Words(page.get_content())
    assert [text for text in words.text if text.strip()] == [
        "投诉 T-1 的结果",
        "投诉成立。",
        "依据：<见记录> & \u201c凭证\u201d",
        "It is upheld.",
        "Basis: <see> & 'slip'",
    ]
    assert [tag for tag in words.tags if "lang" in tag] == ["html lang=zh-CN", "div lang=zh-CN", "div lang=en"]


def test_whatever_a_customer_wrote_is_text_in_the_page(tls: ssl.SSLContext, ca: Path) -> None:
    mailbox, evil = Mailbox(), "<script>alert(1)</script>\n<img src=x onerror=y>"
    texts = {"zh": {"subject": "主题\r\nBcc: all@example.com", "paragraphs": [evil]}}
    with serving(mailbox, tls) as port:
        asyncio.run(smtp(port, ca).send(message(texts=texts)))
    page = mailbox.received[0].get_body(("html",))
    assert page is not None
    assert {tag.split()[0] for tag in Words(page.get_content()).tags} == {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "p",
        "br",
    }
    assert mailbox.received[0]["Subject"] == "主题 Bcc: all@example.com"
    assert mailbox.received[0]["Bcc"] is None


def test_one_language_alone_may_be_sent(tls: ssl.SSLContext, ca: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls) as port:
        asyncio.run(smtp(port, ca, languages=("en",)).send(message()))
    assert (mailbox.received[0]["Subject"], mailbox.received[0]["Content-Language"]) == ("The result of T-1", "en")


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b", "a@b.c, d@e.f", "王@example.com", "a@b.c\nBcc: x@y.z", "<a@b.c>", "@b.c", "a b@c.d"],
)
def test_what_is_no_address_is_refused(address: str, ca: Path) -> None:
    with pytest.raises(RefusedError):
        asyncio.run(smtp(1, ca).send(addressed(address)))


def test_an_address_may_have_a_chinese_domain(tls: ssl.SSLContext, ca: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls) as port:
        asyncio.run(smtp(port, ca).send(addressed("wang@例子.中国")))
    assert mailbox.envelopes[0].rcpt_tos == ["wang@xn--fsqu00a.xn--fiqs8s"]


@pytest.mark.parametrize(
    ("answers", "error", "told"),
    [
        ({"RCPT": "550 no such user"}, RefusedError, "the server refuses the recipient (550)"),
        ({"RCPT": "450 mailbox busy"}, FailedError, "the server does not take the recipient now (450)"),
        ({"DATA": "554 spam"}, RefusedError, "the server refuses the mail (554)"),
        ({"DATA": "451 later"}, FailedError, "the server does not take the mail now (451)"),
    ],
)
def test_an_answer_of_500_or_more_is_for_good(
    answers: dict[str, str], error: type[Exception], told: str, tls: ssl.SSLContext, ca: Path
) -> None:
    with serving(Mailbox(answers), tls) as port, pytest.raises(error) as raised:
        asyncio.run(smtp(port, ca).send(message()))
    assert str(raised.value) == told


def test_who_logs_in_is_let_in(tls: ssl.SSLContext, ca: Path) -> None:
    with serving(mailbox := Mailbox(), tls, auth=True) as port:
        asyncio.run(smtp(port, ca, password=RIGHT).send(message()))
        asyncio.run(smtp(port, ca, password=RIGHT).check())
    assert len(mailbox.received) == 1


def test_a_wrong_password_costs_no_mail(tls: ssl.SSLContext, ca: Path) -> None:
    with serving(Mailbox(), tls, auth=True) as port:
        connector = smtp(port, ca, password=WRONG)
        for asking in (connector.check(), connector.send(message())):
            with pytest.raises(FailedError) as raised:
                asyncio.run(asking)
            assert (str(raised.value), raised.value.reached) == ("the server refuses user and password (535)", False)


def test_a_wrong_certificate_ends_it(tls: ssl.SSLContext) -> None:
    with serving(mailbox := Mailbox(), tls) as port, pytest.raises(FailedError) as raised:
        asyncio.run(smtp(port, None).send(message()))
    assert (str(raised.value), mailbox.received) == ("the server's certificate is wrong", [])


def test_a_server_without_tls_gets_nothing(ca: Path) -> None:
    with serving(mailbox := Mailbox(), None) as port:
        with pytest.raises(FailedError):
            asyncio.run(smtp(port, ca).send(message()))
        asyncio.run(smtp(port, ca, security="none").send(message()))
    assert len(mailbox.received) == 1


def test_a_server_that_hangs_is_left(tls: ssl.SSLContext, ca: Path) -> None:
    with serving(Mailbox(delay=1.0), tls) as port, pytest.raises(FailedError) as raised:
        asyncio.run(smtp(port, ca, timeout=0.3).send(message()))
    assert (str(raised.value), raised.value.reached) == ("the server does not answer in time", True)


def test_a_server_that_is_not_there_is_told(ca: Path) -> None:
    with pytest.raises(FailedError) as raised:
        asyncio.run(smtp(1, ca).send(message()))
    assert (str(raised.value), raised.value.reached) == ("the server cannot be reached", False)


def test_a_draft_is_the_mail_and_its_page(ca: Path) -> None:
    drafts = smtp(1, ca).drafts(message())
    found = email.message_from_bytes(drafts["eml"], policy=default)
    assert found["Subject"] == "投诉 T-1 的结果"
    assert "依据：&lt;见记录&gt; &amp; “凭证”" in drafts["html"].decode()


def test_smtp_cannot_be_asked(ca: Path) -> None:
    connector = smtp(1, ca)
    assert (connector.asks, asyncio.run(connector.found(message()))) == (False, None)
    asyncio.run(connector.close())
