"""Mail by SMTP: over TLS, one recipient a mail."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage

import aiosmtplib

from adapters.dispatch.mail import mail
from adapters.dispatch.message import FailedError, Message, RefusedError
from rules.said import Said

PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in; `security` is `starttls`, `tls` or `none`, `timeout` in seconds for each step."""

    host: str
    port: int
    security: str
    context: ssl.SSLContext
    timeout: float
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class Smtp:
    """Hands mails in at a server. SMTP has no question for what became of a mail, so one may arrive twice."""

    money = False
    asks = False

    def __init__(self, name: str, server: Server, *, sender: Address, to: str, languages: Sequence[str]) -> None:
        self.name = name
        self._server = server
        self._sender = sender
        self.to = to
        self.says = languages

    async def send(self, message: Message) -> str:
        """Hand a mail in; the receipt is what the server says."""
        found = self._mail(message)
        async with self._connected() as client:
            _, said = await client.send_message(found)
        return said

    async def found(self, message: Message) -> str | None:  # noqa: ARG002 -- the port has it
        """SMTP cannot be asked."""
        return None

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        """The mail, and its HTML part alone."""
        found = self._mail(message)
        page = found.get_body(("html",))
        return {"eml": found.as_bytes(), "html": page.get_content().encode() if page else b""}

    async def check(self) -> None:
        """Connect, agree on encryption and log in."""
        async with self._connected() as client:
            await client.noop()

    async def close(self) -> None:
        """Nothing stays open."""

    def _mail(self, message: Message) -> EmailMessage:
        texts = message.texts(self.says)
        return mail(message, sender=self._sender, to=message.given(self.to), texts=texts)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """The server, encrypted and logged in to; closed whatever happens."""
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.context,
            timeout=server.timeout,
        )
        try:
            await client.connect()
            yield client
            await _left(client)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _told(error) from error
        finally:
            # At once, without TLS's own farewell, for which a server that hangs would have to be waited.
            if isinstance(client.transport, asyncio.WriteTransport):
                client.transport.abort()
            client.close()
            await asyncio.sleep(0)


async def _left(client: aiosmtplib.SMTP) -> None:
    """Take leave; a server that does not answer to that has taken the mail all the same."""
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.execute_command(b"QUIT")


def _told(error: Exception) -> RefusedError | FailedError:
    """What the server said or did, without the recipient."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = [one.code for one in error.recipients]
        return _answered(max(codes, default=PERMANENT), Said("the recipient"))
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        # The mail is as good as before; what is wrong is in the configuration.
        return FailedError(Said("the server refuses user and password ({code})", code=error.code), reached=False)
    if isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPConnectTimeoutError):
        return FailedError(Said("the server cannot be reached"), reached=False)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answered(error.code, Said("the mail"))
    if isinstance(error, ssl.SSLError):
        return FailedError(Said("the server's certificate is wrong"), reached=False)
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return FailedError(Said("the server does not answer in time"), reached=True)
    return FailedError(Said("the connection broke off"), reached=True)


def _answered(code: int, what: str) -> RefusedError | FailedError:
    if code >= PERMANENT:
        return RefusedError(Said("the server refuses {what} ({code})", what=what, code=code))
    return FailedError(Said("the server does not take {what} now ({code})", what=what, code=code), reached=False)
