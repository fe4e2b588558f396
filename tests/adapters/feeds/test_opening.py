import gzip
import hashlib
import io
import os
import sys
from pathlib import Path

import pytest
import zstandard

from adapters.feeds.opening import Source, sources


def names(*paths: str) -> list[str]:
    return [source.name for source in sources(paths)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.csv", "b/10.csv", "b/c/1.csv", "b/.hidden", "b/.git/x.csv", "a.csv", "b/README"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"x")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_folder_is_its_files_by_name_with_those_of_its_folders() -> None:
    assert names("b") == ["b/10.csv", "b/2.csv", "b/README", "b/c/1.csv"]


@pytest.mark.usefixtures("folder")
def test_a_glob_is_the_files_that_match_by_name() -> None:
    assert names("b/*.csv", "a.csv") == ["b/10.csv", "b/2.csv", "a.csv"]


@pytest.mark.usefixtures("folder")
def test_a_file_whose_name_looks_like_a_glob_is_that_file() -> None:
    Path("[1].csv").write_bytes(b"x")
    assert names("[1].csv") == ["[1].csv"]


def test_a_link_back_to_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "b" / "loop").symlink_to(folder / "b")
    assert names("b") == ["b/10.csv", "b/2.csv", "b/README", "b/c/1.csv"]


def test_a_folder_without_files_is_on_record(folder: Path) -> None:
    (folder / "empty").mkdir()
    (source,) = sources(["empty"])
    assert (source.name, source.record().problem) == ("empty", "cannot be read: is a directory")


def test_a_folder_that_may_not_be_searched_is_on_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scandir(path: str) -> object:
        if path == "b/c":
            raise PermissionError(13, "Permission denied", path)
        return search(path)

    search = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    assert folder.is_dir()
    assert names("b") == ["b/10.csv", "b/2.csv", "b/README", "b/c"]


@pytest.mark.usefixtures("folder")
def test_a_glob_without_a_match_is_on_record() -> None:
    (source,) = sources(["*.json"])
    assert (source.name, source.record().problem) == ("*.json", "cannot be read: no such file or directory")


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_not_there_is_on_record() -> None:
    (source,) = sources(["none.csv"])
    assert (list(source.pieces()), source.damaged) == ([], True)
    assert source.record().problem == "cannot be read: no such file or directory"


@pytest.mark.usefixtures("folder")
def test_a_link_to_itself_is_on_record() -> None:
    Path("loop.csv").symlink_to("loop.csv")
    (source,) = sources(["loop.csv"])
    assert source.record().problem == "cannot be read: too many levels of symbolic links"


def test_standard_input_is_there_for_as_long_as_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n")))
    opened = sources(["-"])
    source = next(opened)
    assert (source.name, list(source.pieces())) == ("-", [b"a,b\n"])
    assert list(opened) == []
    assert not source.path.exists()


@pytest.mark.parametrize(
    ("pack", "compression"),
    [(bytes, None), (gzip.compress, "gzip"), (zstandard.compress, "zstd")],
)
def test_the_digest_is_of_the_bytes_as_stored(tmp_path: Path, pack: type[bytes], compression: str | None) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(pack(b"a,b\n"))
    source = Source("f.csv", path)
    assert b"".join(source.pieces()) == b"a,b\n"
    record = source.record()
    assert (record.sha256, record.compression) == (hashlib.sha256(path.read_bytes()).hexdigest(), compression)


def test_the_digest_is_of_the_whole_file_when_it_was_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(bytes(3_000_000))
    source = Source("f.csv", path)
    next(source.pieces())
    assert source.record().sha256 == hashlib.sha256(bytes(3_000_000)).hexdigest()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_formats_that_are_read_out_of_order_get_a_path_to_the_content(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(pack(b"content"))
    source = Source("f.xlsx", path)
    with source.uncompressed() as place:
        assert place.read_bytes() == b"content"
    assert source.record().sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.exists()


def test_compressed_bytes_that_end_early_are_on_record_and_what_precedes_is_given(tmp_path: Path) -> None:
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n")[:-4])
    source = Source("f.csv.gz", path)
    assert (b"".join(source.pieces()), source.damaged) == (b"a,b\n1,2\n", True)
    assert source.record().problem == "truncated: the gzip compression ends early"
