"""Killed workers: whether every action takes effect once, whatever fails and whoever dies.

`python -m benchmarks.killed` runs the example through, delivers with three workers against a stand-in that fails
a fifth of all requests, half of those after it has acted, and kills a worker every two seconds.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from aiohttp import web

from adapters.stores.database import Database
from adapters.stores.ledger import Ledger, Line
from adapters.stores.schema import State
from benchmarks.measuring import BUILD
from tests.adapters.dispatch.standin import StandIn, dropped

FEED = Path("examples/complaints.csv")
NEVER = frozenset({"tell_progress"})
FAILS = 0.2
CONNECTORS = """dispatch: "1"
retry: {{tries: 14, first: 0.05, longest: {longest}}}
connectors:
  all:
    kind: webhook
    url: "{url}/hook"
    ask: "{url}/ask"
    secret: {{env: HOOK}}
    money: true
    allow: 127.0.0.1
routes: {{registry: all, notice: all, identity: all, desk: all, settlement: all}}
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many `workers` there are, seconds `between` two kills, of a `lease`, and of the `longest` wait.

    At most so many `kills`.
    """

    workers: int = 3
    between: float = 2.0
    lease: float = 2.0
    longest: float = 1.0
    kills: int = 1000


@dataclass(slots=True)
class Outcome:
    """What came of it; `wrong` tells, in words, whatever is not as promised."""

    actions: int = 0
    sent: int = 0
    dead: int = 0
    killed: int = 0
    requests: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def deliver(feed: Path, folder: Path, pace: Pace | None = None, *, seed: int = 7) -> Outcome:
    """Decide a feed into an outbox, deliver all of it with workers that are killed, and check what was promised."""
    pace = pace or Pace()
    folder.mkdir(parents=True, exist_ok=True)
    outbox = folder / "outbox.db"
    for path in folder.glob("outbox.db*"):
        path.unlink()
    run = ["run", str(feed), "--out", str(folder / "out"), "--outbox", str(outbox)]
    subprocess.run([*tousu(), *run], check=True, capture_output=True)
    with StandIn(keep=False, dead=NEVER) as standin:
        standin.handlers["/hook"] = _Failing(standin, seed).take
        (folder / "connectors.yaml").write_text(CONNECTORS.format(url=standin.url, longest=pace.longest), "utf-8")
        began = time.monotonic()
        killed = _delivered(outbox, folder, pace, seed=seed)
        found = _checked(outbox, standin)
        found.killed, found.seconds, found.requests = killed, time.monotonic() - began, standin.requested
    return found


class _Failing:
    """Fails a share of requests, half of them before it acted and half of them after."""

    def __init__(self, standin: StandIn, seed: int) -> None:
        self._standin = standin
        self._chance = random.Random(seed)

    async def take(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """The answer to a message."""
        said, chance = json.loads(body), self._chance.random()
        if said["action"] in NEVER or chance < FAILS / 2:
            return web.Response(status=503)
        self._standin.perform(said)
        return await dropped(request, body) if chance < FAILS else web.Response()


def _delivered(outbox: Path, folder: Path, pace: Pace, *, seed: int) -> int:
    """Deliver until nothing waits; how many workers were killed."""
    chance, killed = random.Random(seed), 0
    workers = [_worker(outbox, folder, pace.lease) for _ in range(pace.workers)]
    while any(worker.poll() is None for worker in workers):
        time.sleep(pace.between)
        number = chance.randrange(pace.workers)
        if killed < pace.kills and workers[number].poll() is None:
            workers[number].kill()
            workers[number].wait()
            workers[number] = _worker(outbox, folder, pace.lease)
            killed += 1
    return killed


def _worker(outbox: Path, folder: Path, lease: float) -> "subprocess.Popen[bytes]":
    arguments = [
        "dispatch",
        "--outbox",
        str(outbox),
        "--connectors",
        str(folder / "connectors.yaml"),
        "--lease",
        str(lease),
    ]
    return subprocess.Popen(
        [*tousu(), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )


def tousu() -> list[str]:
    """The command."""
    return [sys.executable, "-c", "from adapters.cli import main; main()"]


def environment() -> dict[str, str]:
    """What the connectors' secrets are read from."""
    return os.environ | {"HOOK": "secret"}


def _checked(outbox: Path, standin: StandIn) -> Outcome:
    database = Database(str(outbox), create=False)
    lines = Ledger(database).lines()
    database.close()
    counts = Counter(one.state for one in lines)
    return Outcome(len(lines), counts[State.SENT], counts[State.DEAD], wrong=[*_wrong(lines, standin)])


def _wrong(lines: list[Line], standin: StandIn) -> Iterator[str]:
    """Whatever is not as promised."""
    for one in lines:
        expected = State.DEAD if one.action in NEVER else State.SENT
        if one.state != expected:
            yield f"{one.key} {one.action} is {one.state}: {one.detail}"
        if one.state == State.SENT and not standin.performed[one.key]:
            yield f"{one.key} {one.action} is sent, and was never received"
        if one.pays and standin.performed[one.key] > 1:
            yield f"{one.key} {one.action} hands out money, and left {standin.performed[one.key]} times"
    order: dict[str, list[str]] = {}
    for one in lines:
        if one.state == State.SENT:
            order.setdefault(one.complaint, []).append(one.action)
    for complaint, actions in order.items():
        if standin.order[complaint] != actions:
            yield f"{complaint}: {actions} were put in, and {standin.order[complaint]} received"
    if len(standin.received) != sum(one.state == State.SENT for one in lines):
        yield f"{len(standin.received)} took effect"


def main() -> int:
    """Run it whole, and print what came of it."""
    found = deliver(FEED, BUILD / "killed")
    print(json.dumps(asdict(found), indent=2))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
