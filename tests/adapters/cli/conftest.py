"""A terminal in a folder of its own, wide enough, that speaks English."""

import shutil
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import ROOT, Terminal
from tests.adapters.journal.ledger import KEPT, ledger
from tests.adapters.shop import POLICY, row, written


@pytest.fixture(scope="session")
def kept_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a journal, its keys, and a head kept elsewhere."""
    folder = tmp_path_factory.mktemp("kept")
    ledger(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_journal: Path) -> Path:
    """The current folder: the default policy, the small one, a feed for it, and a journal of that."""
    shutil.copytree(kept_journal / "journal", tmp_path / "journal")
    shutil.copytree(kept_journal / KEPT, tmp_path / KEPT)
    shutil.copy(kept_journal / "journal.key", tmp_path)
    shutil.copy(ROOT / "policy.yaml", tmp_path)
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "policy.tests.yaml", tmp_path / "tests")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "shop.yaml").write_text(POLICY, "utf-8")
    written(tmp_path / "f.csv", row("T-1", "1000.01", phone="13800000001"), row("T-2"), row("T-2"))
    written(tmp_path / "dirty.csv", row("T-1"), row("T-2", "x"), row("", "5.00"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tousu(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The program."""
    del folder  # it is where the program runs
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal(capsys)
