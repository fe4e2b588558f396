"""HTTP as connectors use it: guarded, timed, and with every failure told apart."""

import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp

from adapters.dispatch.guard import GuardedResolver, check_target
from adapters.dispatch.message import FailedError, RefusedError
from rules.said import Said

MOST_REDIRECTS = 3
MOST_READ = 1 << 20
# The server did not do it, and may later (RFC 9110, 15.5; RFC 8470; RFC 6585).
NOT_NOW = frozenset({408, 409, 425, 429})
MOVED = frozenset({307, 308})
SERVER_ERROR = 500
LONGEST_WAIT = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that is no failure, or one that says that something is not there."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    """Requests by one connector; `timeout` in seconds is for each as a whole."""

    def __init__(self, *, allowed: Collection[str], timeout: float, ca: str | None = None) -> None:
        self._allowed = frozenset(allowed)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._context = context(ca)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", may_lack: bool = False
    ) -> Answer:
        """The answer to a request, after redirects that keep its method; `may_lack` makes 404 an answer.

        Raises RefusedError for what the server, or the guard, will never take, and FailedError for the rest.
        """
        for _ in range(MOST_REDIRECTS + 1):
            check_target(url, self._allowed)
            answer = await self._once(method, url, headers=headers, body=body)
            if answer.status not in MOVED:
                return _judged(answer, may_lack=may_lack)
            url = urljoin(url, answer.headers.get("Location", ""))
        raise RefusedError(Said("the server redirects more than {most_redirects} times", most_redirects=MOST_REDIRECTS))

    async def reach(self, url: str) -> None:
        """Connect to a server, and say nothing."""
        check_target(url, self._allowed)
        parts = urlsplit(url)
        await self._once("OPTIONS", f"{parts.scheme}://{parts.netloc}/", headers={}, body=b"")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _once(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            async with self._opened().request(
                method, url, headers=headers, data=body or None, allow_redirects=False
            ) as response:
                return Answer(response.status, response.headers, await response.content.read(MOST_READ))
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
            raise FailedError(
                Said("the certificate of `{hostname}` is wrong", hostname=urlsplit(url).hostname), reached=False
            ) from error
        except aiohttp.ClientConnectorError as error:
            raise FailedError(
                Said("`{hostname}` cannot be reached", hostname=urlsplit(url).hostname), reached=False
            ) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise FailedError(
                Said("`{hostname}` cannot be reached in time", hostname=urlsplit(url).hostname), reached=False
            ) from error
        except TimeoutError as error:
            raise FailedError(Said("the server does not answer in time"), reached=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise FailedError(Said("the connection broke off"), reached=True) from error

    def _opened(self) -> aiohttp.ClientSession:
        """The session, made where the event loop runs."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(self._allowed), ssl=self._context, limit=0, use_dns_cache=False
            )
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, cookie_jar=jar)
        return self._session


def context(ca: str | None) -> ssl.SSLContext:
    """What a certificate must be signed by: the authorities of the machine, or those in the file `ca`."""
    return ssl.create_default_context(cafile=ca)


def _judged(answer: Answer, *, may_lack: bool) -> Answer:
    status = answer.status
    if status < 300 or (may_lack and status == 404):  # noqa: PLR2004 -- HTTP's own numbers (RFC 9110, 15)
        return answer
    if status in NOT_NOW or status >= SERVER_ERROR:
        reached = status >= SERVER_ERROR or status == 409  # noqa: PLR2004 -- likewise
        raise FailedError(Said("the server answers {status}", status=status), reached=reached, wait=_wait(answer))
    raise RefusedError(Said("the server answers {status}", status=status))


def _wait(answer: Answer) -> float | None:
    """The seconds of a `Retry-After`, which may also be a date (RFC 9110, 10.2.3)."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(told) - datetime.now(tz=UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
