"""HTTP: what each answer means, where redirects may lead, and every way to get none."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from adapters.dispatch.http import LONGEST_WAIT, Answer, Http
from adapters.dispatch.message import FailedError, RefusedError
from tests.adapters.dispatch.conftest import served_by
from tests.adapters.dispatch.standin import Handler, StandIn, dropped, hanging

ALLOWED = ("127.0.0.1",)


def asked(url: str, *, timeout: float = 5.0, ca: Path | None = None, may_lack: bool = False) -> Answer:
    async def ask() -> Answer:
        http = Http(allowed=ALLOWED, timeout=timeout, ca=None if ca is None else str(ca))
        try:
            return await http.request("POST", url, headers={}, body=b"{}", may_lack=may_lack)
        finally:
            await http.close()

    return asyncio.run(ask())


def answering(status: int, **headers: str) -> Handler:
    async def answer(*_: object) -> web.StreamResponse:
        return web.Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_what_was_taken_is_an_answer(status: int, standin: StandIn) -> None:
    standin.handlers["/x"] = answering(status)
    assert asked(f"{standin.url}/x").status == status


@pytest.mark.parametrize("status", [301, 302, 303, 400, 401, 403, 404, 410, 422])
def test_what_will_never_be_taken_is_refused(status: int, standin: StandIn) -> None:
    standin.handlers["/x"] = answering(status, Location="/y")
    with pytest.raises(RefusedError) as error:
        asked(f"{standin.url}/x")
    assert str(error.value) == f"the server answers {status}"


def test_what_is_not_there_may_be_an_answer(standin: StandIn) -> None:
    assert asked(f"{standin.url}/none", may_lack=True).status == 404


@pytest.mark.parametrize(
    ("status", "reached"), [(408, False), (409, True), (425, False), (429, False), (500, True), (503, True)]
)
def test_what_may_be_taken_later_failed(status: int, reached: bool, standin: StandIn) -> None:
    standin.handlers["/x"] = answering(status)
    with pytest.raises(FailedError) as error:
        asked(f"{standin.url}/x")
    assert (str(error.value), error.value.reached, error.value.wait) == (f"the server answers {status}", reached, None)


@pytest.mark.parametrize(("told", "wait"), [("7", 7), ("999999999", LONGEST_WAIT)])
def test_a_server_is_left_alone_for_as_long_as_it_asks(told: str, wait: float, standin: StandIn) -> None:
    assert waits(told, standin) == wait


@pytest.mark.parametrize(("hours", "low", "high"), [(2, 7000, 7200), (-2, 0, 0)])
def test_a_server_may_name_the_time_instead(hours: int, low: float, high: float, standin: StandIn) -> None:
    told = format_datetime(datetime.now(tz=UTC) + timedelta(hours=hours), usegmt=True)
    assert low <= (waits(told, standin) or 0.0) <= high


def waits(told: str, standin: StandIn) -> float | None:
    standin.handlers["/x"] = answering(503, Retry_After=told)
    with pytest.raises(FailedError) as error:
        asked(f"{standin.url}/x")
    return error.value.wait


@pytest.mark.parametrize("told", ["soon", "-5", ""])
def test_what_it_asks_for_in_no_known_form_is_passed_over(told: str, standin: StandIn) -> None:
    assert waits(told, standin) is None


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_method_is_followed_with_the_body(status: int, standin: StandIn) -> None:
    standin.handlers["/x"] = answering(status, Location="/y")
    standin.handlers["/y"] = answering(200)
    assert asked(f"{standin.url}/x").status == 200
    assert [(method, path, body) for method, path, _, body in standin.requests] == [
        ("POST", "/x", b"{}"),
        ("POST", "/y", b"{}"),
    ]


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://10.0.0.1/", "`10.0.0.1` is not a public address"),
        ("https://localhost/", "`localhost` leads to"),
        ("http://example.com/", "`http://example.com` is not https"),
        ("file:///etc/passwd", "`file://` is not https"),
    ],
)
def test_a_redirect_leads_nowhere_that_is_not_allowed(location: str, told: str, standin: StandIn) -> None:
    standin.handlers["/x"] = answering(307, Location=location)
    with pytest.raises(RefusedError) as error:
        asked(f"{standin.url}/x")
    assert str(error.value).startswith(told)


def test_redirects_end(standin: StandIn) -> None:
    standin.handlers["/x"] = answering(307, Location="/x")
    with pytest.raises(RefusedError) as error:
        asked(f"{standin.url}/x")
    assert (str(error.value), standin.requested) == ("the server redirects more than 3 times", 4)


@pytest.mark.parametrize(
    ("handler", "told"), [(hanging, "the server does not answer in time"), (dropped, "the connection broke off")]
)
def test_without_an_answer_nobody_knows_what_the_server_did(handler: Handler, told: str, standin: StandIn) -> None:
    standin.handlers["/x"] = handler
    with pytest.raises(FailedError) as error:
        asked(f"{standin.url}/x", timeout=0.2)
    assert (str(error.value), error.value.reached) == (told, True)


def test_who_cannot_be_reached_did_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FailedError) as error:
            asked(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (str(error.value), error.value.reached) == ("`127.0.0.1` cannot be reached", False)


def test_a_certificate_of_a_known_authority_is_right(authority: trustme.CA, ca: Path) -> None:
    with StandIn(ssl=served_by(authority, "127.0.0.1"), handlers={"/x": answering(200)}) as found:
        assert asked(f"{found.url}/x", ca=ca).status == 200


@pytest.mark.parametrize(("name", "known"), [("127.0.0.1", False), ("example.com", True)])
def test_a_wrong_certificate_ends_it_before_anything_is_said(
    name: str, known: bool, authority: trustme.CA, ca: Path
) -> None:
    with StandIn(ssl=served_by(authority, name)) as found:
        with pytest.raises(FailedError) as error:
            asked(f"{found.url}/x", ca=ca if known else None)
        assert (str(error.value), error.value.reached) == ("the certificate of `127.0.0.1` is wrong", False)
        assert found.requested == 0
