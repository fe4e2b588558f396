"""What the repository promises about itself: where its packages lie, what its checks refuse, what its locks hold."""

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PACKAGES = ("rules", "engine", "adapters")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: str) -> dict[str, str]:
    """Each package of a lock with its version."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    return {match[1]: match[2] for match in map(PIN.match, lines) if match}


def names(requirements: list[str]) -> set[str]:
    """The packages that requirements such as `lark>=1.3` or `psycopg[binary]>=3.3` ask for."""
    return {re.split(r"[\[=><]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_imported_from_this_tree(package: str) -> None:
    found = importlib.import_module(package).__file__
    assert found == str(ROOT / package / "__init__.py")


def copy(folder: Path) -> Path:
    """The packages and what builds them, in a folder that a test may change."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_distribution_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    tree = copy(tmp_path)
    expected = {str(path.relative_to(tree)) for package in PACKAGES for path in (tree / package).rglob("*.*")}
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "."]
    subprocess.run(command, cwd=tree, check=True)
    with zipfile.ZipFile(next(tree.glob("tousu-*.whl"))) as wheel:
        assert expected - set(wheel.namelist()) == set()


CLOCKS = (
    "from datetime import UTC, datetime\n\nAT = datetime.now(tz=UTC)\n",
    "import datetime\n\nAT = datetime.datetime.today()\n",
    "import datetime\n\nAT = datetime.date.today()\n",
    "import time\n\nAT = time.time()\n",
    "from time import monotonic\n\nAT = monotonic()\n",
)


def banned(snippet: str, *, path: str) -> bool:
    """Whether ruff refuses a snippet's names at a path, by this project's settings."""
    command = [str(BIN / "ruff"), "check", "--select", "TID251", "--stdin-filename", path, "-"]
    done = subprocess.run(command, input=snippet, capture_output=True, text=True, cwd=ROOT, check=False)
    return "TID251" in done.stdout


@pytest.mark.parametrize("package", ["rules", "engine"])
@pytest.mark.parametrize("snippet", CLOCKS)
def test_below_adapters_a_clock_is_refused(package: str, snippet: str) -> None:
    assert banned(snippet, path=f"{package}/deadline.py")


def test_adapters_may_read_the_clock() -> None:
    assert not banned(CLOCKS[0], path="adapters/run.py")


BREACHES = (
    ("rules/breach.py", "import engine", "dependencies point inward: adapters, engine, rules"),
    ("engine/breach.py", "import adapters", "dependencies point inward: adapters, engine, rules"),
    ("rules/breach.py", "import os", "rules are pure: text in, values out"),
    ("rules/breach.py", "import polars", "rules are pure: text in, values out"),
    ("engine/breach.py", "import socket", "the engine knows no network, terminal, clock or chance"),
    ("engine/breach.py", "import subprocess", "the engine knows no network, terminal, clock or chance"),
    ("adapters/feeds/breach.py", "import durable_rules_engine", "engine.rete alone touches durable_rules"),
    ("adapters/breach.py", "", "every module of adapters has its layer"),
)


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES)
def test_a_breach_of_the_layers_is_refused(path: str, line: str, contract: str, tmp_path: Path) -> None:
    (copy(tmp_path) / path).write_text(f'"""A breach."""\n\n{line}\n', "utf-8")
    command = [str(BIN / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_packages_versions_and_hashes_only(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements-build.lock", PROJECT["dependency-groups"]["build"]),
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_lock_holds_all_that_the_project_asks_for(lock: str, requirements: list[str]) -> None:
    assert names(requirements) - pins(lock).keys() == set()


def test_tests_run_on_the_versions_that_users_run() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
