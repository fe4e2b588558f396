from pathlib import Path

import pytest

from adapters.feeds.chunk import Layout
from adapters.feeds.formats import format_of
from adapters.feeds.opening import Source


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("f.csv", b"", "csv"),
        ("f.CSV.gz", b"", "csv"),
        ("f.tsv.zst", b"", "csv"),
        ("f.jsonl", b"", "jsonl"),
        ("f.ndjson.gz", b"", "jsonl"),
        ("f.json", b'{"a": 1}\n{"a": 2}\n', "json"),
        ("f.parquet", b"nonsense", "parquet"),
        ("f.xlsx", b"nonsense", "xlsx"),
        ("f.csv", b"PK\x03\x04", "xlsx"),
        ("f.csv", b"PAR1", "parquet"),
        ("-", b"a,b\n1,2\n", "csv"),
        ("-", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("-", b'\xef\xbb\xbf {"a": 1}', "jsonl"),
        ("-", b'{\n"a": 1}', "json"),
        ("-", b'[{"a": 1}]', "json"),
        ("-", b"[" * 100_000, "json"),
        ("complaints", b"a,b\n", "csv"),
    ],
)
def test_a_format_is_told_by_its_first_bytes_its_name_or_its_text(name: str, head: bytes, expected: str) -> None:
    assert format_of(Source(name, Path(name)), Layout(), head=head) == expected


def test_the_mapping_has_the_last_word() -> None:
    assert format_of(Source("f.csv", Path("f.csv")), Layout(format="jsonl"), head=b"PAR1") == "jsonl"


def test_a_file_of_a_folder_whose_name_says_nothing_is_passed_by() -> None:
    assert format_of(Source("d/LICENSE", Path("d/LICENSE"), listed=True), Layout(), head=b"a,b\n") is None
