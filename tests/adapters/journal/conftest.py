"""Journals to read, to change, and one with a sealed segment."""

import shutil
from pathlib import Path

import pytest

from adapters.journal import Line, Writer
from engine.journal.entry import document_entry
from tests.adapters.journal.ledger import KEYS, ledger

HEIGHT = 10
SIZE = 1 << HEIGHT


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal that no test changes."""
    return ledger(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with two sealed segments, that no test changes: the rulings first, then remarks."""
    journal = ledger(tmp_path_factory.mktemp("large"), height=HEIGHT)
    remark = Line(document_entry({"kind": "remark"}))
    with Writer(journal, KEYS) as writer:
        writer.append([remark] * (2 * SIZE))
        writer.commit()
        writer.sign()
    return journal


@pytest.fixture
def journal(small: Path, tmp_path: Path) -> Path:
    """A small journal to change."""
    return copied(small, tmp_path)


@pytest.fixture
def sealed(large: Path, tmp_path: Path) -> Path:
    """A journal with a sealed segment, to change."""
    return copied(large, tmp_path)


def copied(journal: Path, folder: Path) -> Path:
    """A copy of a journal with all that is beside it."""
    shutil.copytree(journal.parent, folder / "copy")
    return folder / "copy" / "journal"
