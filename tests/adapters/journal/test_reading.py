"""Reading: what was signed when the journal was opened, whatever is appended meanwhile."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.journal import Records, TamperedError
from adapters.journal.reading import check_head
from tests.adapters.journal.ledger import decide_into
from tests.adapters.shop import row, written


def test_what_is_appended_meanwhile_makes_no_difference(journal: Path, tmp_path: Path) -> None:
    with closing(Records.open(journal)) as records:
        decide_into(journal, written(tmp_path / "h.csv", row("T-9")))
        check_head(records)
        assert records.size == 9
        (journal / "checkpoints" / "9").write_bytes((journal / "checkpoints" / "5").read_bytes())
        check_head(records)
        shutil.copy(journal / "checkpoint", journal / "checkpoints" / "9")
        with pytest.raises(TamperedError, match="the journal is not what was signed"):
            check_head(records)


def test_entries_that_are_gone_are_no_entries_to_come(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("DELETE FROM entry WHERE number = 8")
        connection.execute("UPDATE state SET signed_size = 5")
    with closing(Records.open(journal)) as records, pytest.raises(TamperedError, match="is not what was signed"):
        check_head(records)
