"""The folder of a policy gives the files in it, and nothing else."""

import os
from pathlib import Path

import pytest

from adapters.tables import Folder, tables
from rules.grid import Grid
from rules.unreadable import Unreadable
from tests.adapters.feeds.test_sheet import packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "policies"
    (inside / "below").mkdir(parents=True)
    (inside / "below" / "t.csv").write_bytes(b"id,then\nA,b\n")
    (tmp_path / "secret.csv").write_bytes(b"id,then\n")
    (inside / "out.csv").symlink_to(tmp_path / "secret.csv")
    (inside / "in.csv").symlink_to(inside / "below" / "t.csv")
    (inside / "round.csv").symlink_to(inside / "round.csv")
    (inside / "folder.csv").mkdir()
    os.mkfifo(inside / "pipe.csv")
    with (inside / "large.csv").open("wb") as file:
        file.truncate((1 << 24) + 1)
    return inside


@pytest.mark.parametrize("file", ["below/t.csv", "in.csv"])
def test_a_file_within_is_given(folder: Path, file: str) -> None:
    assert Folder(folder)(file) == b"id,then\nA,b\n"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("none.csv", "no such file or directory"),
        ("out.csv", "a link leads out of the policy's folder; copy the file into it"),
        ("../secret.csv", "a link leads out of the policy's folder; copy the file into it"),
        ("folder.csv", "it is no file"),
        ("pipe.csv", "it is no file"),
        ("large.csv", "it has 16777217 bytes, more than 16777216; split it"),
    ],
)
def test_another_is_refused(folder: Path, file: str, reason: str) -> None:
    assert Folder(folder)(file) == Unreadable(reason)


def test_links_in_a_circle_are_no_traceback(folder: Path) -> None:
    assert isinstance(Folder(folder)("round.csv"), Unreadable)


def test_a_file_is_read_once_and_digested(folder: Path) -> None:
    asked: list[str] = []

    def files(name: str) -> bytes | Unreadable:
        asked.append(name)
        return Folder(folder)(name)

    table = tables(files)
    first, second = table("below/t.csv", ""), table("below/t.csv", "")
    assert isinstance(first, Grid)
    assert (first, asked) == (second, ["below/t.csv"])
    assert first.digest == "a56725c94741e6cc96894821afb3036b657b43f15b320a4b3aa9daac108df9a1"


@pytest.mark.parametrize(
    ("content", "sheet", "reason"),
    [
        (b"id,then\n", "一", "CSV has no sheets such as `一`"),
        (b"\n", "", "it is empty"),
        (bytes((1 << 24) + 1), "", "it has 16777217 bytes, more than 16777216; split it"),
    ],
)
def test_what_is_no_table_says_why(content: bytes, sheet: str, reason: str) -> None:
    assert tables(lambda _: content)("t.csv", sheet) == Unreadable(reason)


@pytest.mark.parametrize("module", ["delimited", "workbook"])
def test_a_table_has_so_many_cells_at_most(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"adapters.tables.{module}.MOST_CELLS", 3)
    cells = '<c t="str"><v>x</v></c>'
    content = b"id,then\nA,b\n" if module == "delimited" else packed(f"<row>{cells}{cells}</row>" * 2)
    file = "t.csv" if module == "delimited" else "t.xlsx"
    assert tables(lambda _: content)(file, "") == Unreadable("it has more than 3 cells; split it")
