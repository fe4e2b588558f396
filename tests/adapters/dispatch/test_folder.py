"""A folder of files: whole, private, and the same file when written again."""

import asyncio
import json
import stat
from pathlib import Path

import pytest

from adapters.dispatch.folder import Folder
from adapters.dispatch.message import FailedError
from tests.adapters.dispatch.documents import document, message


def test_a_message_is_a_file_of_its_own(tmp_path: Path) -> None:
    folder = Folder("files", tmp_path / "out")
    assert asyncio.run(folder.found(message())) is None
    receipts = [asyncio.run(folder.send(message())) for _ in range(2)]
    (path,) = (tmp_path / "out").iterdir()
    assert receipts == [path.name] * 2 == [f"{'k' * 40}.json"] * 2
    assert json.loads(path.read_text("utf-8")) == {"key": "k" * 40, "complaint": "T-1", **document()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert asyncio.run(folder.found(message())) == path.name
    asyncio.run(folder.close())


def test_a_folder_that_can_be_written_is_sound(tmp_path: Path) -> None:
    asyncio.run(Folder("files", tmp_path / "out").check())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = Folder("files", tmp_path / "file" / "out")
    for asking, what in ((folder.check(), "made"), (folder.send(message()), "written")):
        with pytest.raises(FailedError) as error:
            asyncio.run(asking)
        told = f"`{tmp_path}/file/out` cannot be {what}: not a directory"
        assert (str(error.value), error.value.reached) == (told, False)


def test_a_folder_that_must_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(FailedError) as error:
        asyncio.run(Folder("files", tmp_path).check())
    assert str(error.value) == f"`{tmp_path}` cannot be written"
