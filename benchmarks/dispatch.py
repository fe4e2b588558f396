"""Dispatch: the time that an action takes, with one worker against a stand-in on the same machine."""

import resource
import shutil
import subprocess
import time
from itertools import islice
from pathlib import Path
from statistics import median

from adapters.stores.database import Database
from adapters.stores.ledger import Ledger
from benchmarks.killed import CONNECTORS, FEED, environment, tousu
from benchmarks.measuring import BUILD, Taken
from benchmarks.report import OURS, Series
from tests.adapters.dispatch.standin import StandIn

ROWS = 10_000
ROUNDS = 3


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD / "dispatch") -> Series:
    """Deliver what the first complaints of the example ask for, anew in every round."""
    folder.mkdir(parents=True, exist_ok=True)
    actions = _filled(rows, folder)
    taken = [_delivered(folder, actions) for _ in range(rounds)]
    micros = median(one.seconds for one in taken) / actions * 1e6
    return Series(
        name="dispatch",
        title="Outbox to a webhook on the same machine, the start of the command included",
        size="actions",
        unit="µs an action",
        runs={OURS: {actions: micros}},
        peak=max(one.peak for one in taken),
        packages=("aiohttp", "sqlalchemy"),
    )


def _filled(rows: int, folder: Path) -> int:
    """An outbox with what is to be done about so many complaints; how many actions there are."""
    for path in folder.glob("full.db*"):
        path.unlink()
    with FEED.open("rb") as whole, (folder / "feed.csv").open("wb") as part:
        part.writelines(islice(whole, rows + 1))
    run = ["run", str(folder / "feed.csv"), "--out", str(folder / "out"), "--outbox", str(folder / "full.db")]
    subprocess.run([*tousu(), *run], check=True, capture_output=True)
    database = Database(str(folder / "full.db"), create=False)
    actions = sum(one.actions for one in Ledger(database).counts())
    database.close()
    return actions


def _delivered(folder: Path, actions: int) -> Taken:
    shutil.copy(folder / "full.db", folder / "outbox.db")
    with StandIn(keep=False) as standin:
        (folder / "connectors.yaml").write_text(CONNECTORS.format(url=standin.url, longest=1), "utf-8")
        asked = ["--outbox", str(folder / "outbox.db"), "--connectors", str(folder / "connectors.yaml")]
        began = time.perf_counter()
        subprocess.run([*tousu(), "dispatch", *asked], check=True, capture_output=True, env=environment())
        seconds = time.perf_counter() - began
        if len(standin.received) != actions:
            raise AssertionError(len(standin.received))
    return Taken(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
