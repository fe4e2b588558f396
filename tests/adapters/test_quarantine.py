"""The quarantine keeps each row as it came."""

import json
import os
from collections import Counter
from pathlib import Path

from adapters.feeds.chunk import Refused
from adapters.quarantine import Quarantine


def refused(raw: str, reason: str = "bad-bytes") -> Refused:
    return Refused(file="f.csv", line=7, row=5, column="note", reason=reason, detail="bytes", raw=raw)


def test_a_row_is_one_line_of_json_and_its_bytes_come_back(tmp_path: Path) -> None:
    raw = "T-1,投\udcff诉\n第二行"
    with Quarantine(os.open(tmp_path / "q", os.O_WRONLY | os.O_CREAT)) as quarantine:
        quarantine.add([refused(raw)])
    (line,) = (tmp_path / "q").read_text("utf-8").splitlines()
    told = json.loads(line)
    assert told.pop("raw").encode("utf-8", "surrogateescape") == "T-1,投".encode() + b"\xff" + "诉\n第二行".encode()
    assert told == {
        "file": "f.csv",
        "line": 7,
        "row": 5,
        "column": "note",
        "reason": "bad-bytes",
        "detail": "bytes",
    }


def test_rows_are_counted_by_reason(tmp_path: Path) -> None:
    with Quarantine(os.open(tmp_path / "q", os.O_WRONLY | os.O_CREAT)) as quarantine:
        quarantine.add([refused("a"), refused("b", "truncated"), refused("c")])
    assert quarantine.reasons == Counter({"bad-bytes": 2, "truncated": 1})
