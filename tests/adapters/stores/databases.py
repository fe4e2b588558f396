"""Real databases for tests: a SQLite file, and a PostgreSQL server that the tests start."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from itertools import count
from pathlib import Path

import pytest

LACKING = "no PostgreSQL server is installed; as root, run: apt-get install --yes postgresql"
_NUMBERS = count()


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`; Debian keeps them off the path."""
    found = shutil.which("initdb")
    folders = [str(Path(found).resolve().parent)] if found else sorted(glob("/usr/lib/postgresql/*/bin"))  # noqa: PTH207 -- an absolute pattern
    return Path(folders[-1]) if folders else None


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL server of its own; yields the folder of its socket. It will not run as root."""
    found = programs()
    if found is None:
        pytest.skip(LACKING)
    user = "postgres" if os.getuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="tousu-postgres-")
    if user:
        shutil.chown(folder, user)
    initdb = [str(found / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "tousu", "--no-sync", "-E", "UTF8"]
    subprocess.run([*initdb, "--locale=C"], check=True, capture_output=True, user=user, cwd="/")
    settings = ["-c", "fsync=off", "-c", "listen_addresses=", "-k", folder]
    with Path(f"{folder}/log").open("wb") as log:
        running = subprocess.Popen(
            [str(found / "postgres"), "-D", f"{folder}/data", *settings], user=user, cwd="/", stdout=log, stderr=log
        )
    ready = [str(found / "pg_isready"), "-h", folder, "-U", "tousu", "-t", "0"]
    while subprocess.run(ready, capture_output=True, check=False).returncode:
        assert running.poll() is None, Path(f"{folder}/log").read_text()
    try:
        yield folder
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder, ignore_errors=True)


def fresh(folder: str) -> str:
    """The address of a new database on a server."""
    name = f"t{next(_NUMBERS)}"
    createdb = str((programs() or Path()) / "createdb")
    subprocess.run([createdb, "-h", folder, "-U", "tousu", name], check=True, capture_output=True)
    return f"postgresql://tousu@/{name}?host={folder}"
