"""A policy with tables beside it is archived whole: the journal alone verifies and replays."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters import policies
from adapters.journal import TamperedError, UnreadableJournalError, Writer, sources
from adapters.journal.replaying import Replayed
from adapters.run import run
from tests.adapters.journal.ledger import KEYS, empty
from tests.adapters.journal.test_replaying import replayed
from tests.adapters.journal.test_verifying import examined
from tests.adapters.shop import POLICY, order, row, written

TABLE = "id,amount,then,because\nS-1,> 1000.00,large,金额 {amount}\nS-2,<= 1000.00,small,\n"


def beside(folder: Path) -> Path:
    """The shop's policy with the rules of its first decision in a file."""
    head, _, rest = POLICY.partition("    rules:\n      - id: S-1")
    policy = folder / "tabled.yaml"
    policy.write_text(f"{head}    table: tables/sizes.CSV\n  steps:{rest.partition('  steps:')[2]}", "utf-8")
    (folder / "tables").mkdir()
    (folder / "tables" / "sizes.CSV").write_text(TABLE, "utf-8")
    return policy


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    made = empty(tmp_path)
    path = beside(tmp_path)
    policy = policies.read(str(path)).policy
    assert policy is not None
    feed = written(tmp_path / "f.csv", row("T-1", "1000.01"), row("T-2", "5.00"))
    with Writer(made, KEYS) as writer:
        run(
            replace(order(tmp_path / "out", feed, found=policy), journal=(writer, sources(path, policy))),
            lambda _: None,
        )
    path.unlink()
    (tmp_path / "tables" / "sizes.CSV").unlink()
    return made


def test_the_journal_alone_replays(journal: Path) -> None:
    assert replayed(journal) == Replayed(replayed=2, reached=5)
    (table,) = (journal / "tables").iterdir()
    assert (table.read_text("utf-8"), table.suffix) == (TABLE, ".csv")
    assert examined(journal).findings == []


def table_changed(journal: Path) -> None:
    (path,) = (journal / "tables").iterdir()
    path.write_text(TABLE.replace("> 1000.00", "> 2000.00"), "utf-8")


def policy_changed(journal: Path) -> None:
    (path,) = (one for one in (journal / "policies").iterdir() if one.read_bytes().startswith(b"tousu"))
    path.write_text("tousu: 2", "utf-8")


def manifest_changed(journal: Path) -> None:
    (path,) = (one for one in (journal / "policies").iterdir() if one.read_bytes().startswith(b"{"))
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps({**told, "tables": {}}, separators=(",", ":")), "utf-8")


@pytest.mark.parametrize("change", [table_changed, policy_changed, manifest_changed])
def test_a_change_of_any_part_is_told(journal: Path, change: Callable[[Path], None]) -> None:
    change(journal)
    assert [one.code for one in examined(journal).findings] == ["archive"]
    with pytest.raises(TamperedError, match="is not the file that was archived"):
        replayed(journal)


def test_a_table_that_is_gone_cannot_be_read(journal: Path) -> None:
    (path,) = (journal / "tables").iterdir()
    path.unlink()
    assert examined(journal).unreadable == [f"`tables/{path.name}` cannot be read"]
    with pytest.raises(UnreadableJournalError, match="cannot be read"):
        replayed(journal)


def test_a_table_that_changed_since_it_was_read_is_not_archived(tmp_path: Path) -> None:
    path = beside(tmp_path)
    policy = policies.read(str(path)).policy
    assert policy is not None
    (tmp_path / "tables" / "sizes.CSV").write_text(TABLE + "S-3,-,small,\n", "utf-8")
    with pytest.raises(UnreadableJournalError, match="changed while it was read"):
        sources(path, policy)
