import gzip
import json
from pathlib import Path

import polars as pl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.feeds.chunk import Layout
from adapters.feeds.formats import FORMATS
from adapters.feeds.reading import Feed

FEEDS = Path(__file__).parents[3] / ".." / "shared" / "feeds"
shared = pytest.mark.skipif(not FEEDS.is_dir(), reason="../shared/feeds, the real feeds, is not here")


def rows(feed: Feed) -> list[tuple[object, ...]]:
    return [row for chunk in feed for row in chunk.rows.rows()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("name", ["f.csv", "f.jsonl", "f.json", "f.parquet"])
def test_a_feed_is_the_same_rows_in_every_format(folder: Path, name: str, pack: type[bytes]) -> None:
    table = [{"id": "1", "note": "中"}, {"id": "2", "note": "文"}]
    pl.DataFrame(table).write_parquet("f")
    content = {
        "f.csv": "id,note\n1,中\n2,文\n".encode(),
        "f.jsonl": "\n".join(map(json.dumps, table)).encode(),
        "f.json": json.dumps(table).encode(),
        "f.parquet": Path("f").read_bytes(),
    }
    (folder / name).write_bytes(pack(content[name]))
    feed = Feed([name])
    assert rows(feed) == [("1", "中"), ("2", "文")]
    assert [(file.path, file.rows, file.problem) for file in feed.files] == [(name, 2, None)]


@pytest.mark.usefixtures("folder")
def test_a_file_that_cannot_be_read_is_on_record_and_the_others_go_on() -> None:
    for name, content in {"a.csv": b"", "b.csv": b"a\n1\n", "c.md": b"x", "d.xlsx": b"x", "e.csv": b"a\n2\n"}.items():
        Path(name).write_bytes(content)
    Path("loop.csv").symlink_to("loop.csv")
    feed = Feed(["none.csv", "."])
    assert rows(feed) == [("1",), ("2",)]
    assert [(file.path, file.format, file.problem) for file in feed.files] == [
        ("none.csv", None, "cannot be read: no such file or directory"),
        ("a.csv", None, "the file is empty"),
        ("b.csv", "csv", None),
        (
            "c.md",
            None,
            "passed by: its name ends with none of .csv, .json, .jsonl, .ndjson, .parquet, .tsv, .txt, .xlsx",
        ),
        ("d.xlsx", "xlsx", "not an xlsx workbook, or a damaged one"),
        ("e.csv", "csv", None),
        ("loop.csv", None, "cannot be read: too many levels of symbolic links"),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("format_", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary())
def test_no_bytes_bring_any_reader_down(folder: Path, format_: str, pack: type[bytes], content: bytes) -> None:
    (folder / "f").write_bytes(pack(content))
    feed = Feed(["f"], Layout(format=format_))
    read = sum(chunk.rows.height + len(chunk.refused) for chunk in feed)
    assert [file.rows for file in feed.files] == [read]


@shared
def test_every_row_of_the_real_cfpb_feed_is_read() -> None:
    feed = Feed([str(FEEDS / "cfpb.csv")])
    chunks = list(feed)
    assert sum(chunk.rows.height for chunk in chunks) == 25_285
    assert [(file.rows, file.encoding, file.problem) for file in feed.files] == [(25_285, "utf-8", None)]
    assert len(chunks[0].rows.columns) == 18


@shared
def test_the_wechat_pay_samples_are_read() -> None:
    feed = Feed([str(FEEDS / "wechat-pay" / "complaints-v2.sample.json")], Layout(rows_at="data"))
    (chunk,) = feed
    assert chunk.rows["complaint_order_info.0.amount"].to_list() == ["3"]
    assert chunk.rows["user_tag_list"].to_list() == ['["TRUSTED"]']
