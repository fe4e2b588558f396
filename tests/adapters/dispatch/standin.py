"""A stand-in for whoever takes messages: a real HTTP server that keeps count by idempotency key."""

import asyncio
import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Handler = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


@dataclass
class StandIn:
    """Takes messages at `/hook`, answers what became of one at `/ask/KEY`, and whatever `handlers` say elsewhere.

    `fails` is the share of requests that fail, `dead` the actions that always do, `ca` a certificate to serve by.
    """

    fails: float = 0.0
    dead: frozenset[str] = frozenset()
    ssl: Any = None
    handlers: dict[str, Handler] = field(default_factory=dict)
    performed: Counter[str] = field(default_factory=Counter)
    received: list[dict[str, Any]] = field(default_factory=list)
    order: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    requested: int = 0
    keep: bool = True
    port: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(7)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"{'https' if self.ssl else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=self.ssl)
        self._loop.run_until_complete(site.start())
        assert site._server is not None  # noqa: SLF001 -- aiohttp tells the port nowhere else
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # noqa: SLF001 -- likewise
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requested += 1
        if self.keep:
            self.requests.append((request.method, request.path_qs, dict(request.headers), body))
        if request.path in self.handlers:
            return await self.handlers[request.path](request, body)
        if request.path == "/hook":
            return self._hook(body)
        if request.path.startswith("/ask/"):
            return web.Response(status=200 if self.performed[request.path.split("/")[-1]] else 404)
        return web.Response(status=404)

    def _hook(self, body: bytes) -> web.Response:
        said = json.loads(body)
        if said["action"] in self.dead or self._chance.random() < self.fails:
            return web.Response(status=503)
        self.perform(said)
        return web.Response(status=200)

    def perform(self, said: dict[str, Any]) -> None:
        """Act on a message, once by its key."""
        if not self.performed[said["key"]]:
            self.received.append(said)
            self.order[said["complaint"]].append(said["action"])
        self.performed[said["key"]] += 1


async def dropped(request: web.Request, _: bytes) -> web.StreamResponse:
    """No answer: the connection goes down."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hanging(*_: object) -> web.StreamResponse:
    """No answer for longer than anybody waits."""
    await asyncio.sleep(30)
    return web.Response()
