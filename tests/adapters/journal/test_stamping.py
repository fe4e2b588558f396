"""Stamping: an anchor is believed for the head it was made over, the authority that made it, and its time."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.journal.stamping import Authorities, Stamp, StampError, examine, keep, request
from adapters.journal.verdict import Examined, Verdict
from tests.adapters.journal.authority import DAY, OPENSSL, Authority, authority


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tsa") / "other", "Other")


def stamped(journal: Path, by: Authority, *, size: int = 9, trusted: Authority | None = None) -> Stamp:
    note = (journal / "checkpoints" / str(size)).read_bytes()
    asked = request(note)
    known = None if trusted is None else Authorities.read(trusted.root)
    return keep(journal, size, note, by.answer(asked.as_bytes()), asked=asked, trusted=known)


def examined(journal: Path, trusted: Authority | None) -> tuple[list[Stamp], Examined]:
    found = Examined()
    known = None if trusted is None else Authorities.read(trusted.root)
    return examine(journal, found, trusted=known), found


def test_a_stamp_is_kept_and_holds(journal: Path, tsa: Authority) -> None:
    kept = stamped(journal, tsa, trusted=tsa)
    assert (kept.size, kept.authority, kept.checked) == (9, "CN=TSA", True)
    assert kept.expires is not None
    assert kept.at < kept.expires
    assert examined(journal, tsa) == ([kept], Examined())
    (unchecked,), found = examined(journal, None)
    assert (unchecked.at, unchecked.checked, found.findings) == (kept.at, False, [])


def test_openssl_accepts_an_anchor(journal: Path, tsa: Authority) -> None:
    kept = stamped(journal, tsa)
    head, anchor = str(journal / "checkpoints" / "9"), str(journal / kept.file)
    command = [OPENSSL or "", "ts", "-verify", "-data", head, "-in", anchor, "-CAfile", str(tsa.root)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"Verification: OK" in done.stdout + done.stderr


def changed(journal: Path, kept: Stamp) -> None:
    path = journal / kept.file
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def renamed(journal: Path, kept: Stamp) -> None:
    (journal / kept.file).rename(journal / "anchors" / "9.tsr")


def moved(journal: Path, kept: Stamp) -> None:
    (journal / kept.file).rename(journal / kept.file.replace("/9.", "/5."))


def edited(journal: Path, kept: Stamp) -> None:
    del kept
    path = journal / "checkpoints" / "9"
    path.write_bytes(path.read_bytes() + b"\n")


TAMPERED: dict[str, tuple[Callable[[Path, Stamp], object], str, bool]] = {
    "a bit of the signature flipped": (changed, "anchor-authority", False),
    "renamed": (renamed, "anchor-misnamed", True),
    "put under another head": (moved, "anchor-other-head", True),
    "its head edited": (edited, "anchor-other-head", True),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_stamp_that_was_tampered_with_is_found(case: str, journal: Path, tsa: Authority) -> None:
    change, code, anyway = TAMPERED[case]
    change(journal, stamped(journal, tsa))
    stamps, found = examined(journal, tsa)
    assert (stamps, found.verdict, [one.code for one in found.findings]) == ([], Verdict.TAMPERED, [code])
    assert bool(examined(journal, None)[1].findings) is anyway


def test_a_stamp_of_somebody_else_is_found(journal: Path, tsa: Authority, other: Authority) -> None:
    stamped(journal, tsa)
    stamps, found = examined(journal, other)
    ((finding),) = found.findings
    assert (stamps, finding.code) == ([], "anchor-authority")
    assert "issuer certificate" in finding.place["why"]
    with pytest.raises(StampError) as raised:
        stamped(journal, tsa, trusted=other)
    assert raised.value.code == "authority"


def test_a_stamp_by_an_expired_certificate_is_found(journal: Path, tmp_path: Path) -> None:
    expired = authority(tmp_path / "tsa", valid=-DAY)
    stamped(journal, expired)
    assert [one.code for one in examined(journal, expired)[1].findings] == ["anchor-expired"]


def test_a_stamp_stays_good_when_its_certificate_expires_later(journal: Path, tmp_path: Path) -> None:
    brief = authority(tmp_path / "tsa", valid=timedelta(minutes=5))
    kept = stamped(journal, brief)
    (found,), _ = examined(journal, brief)
    assert found.expires == kept.expires


def test_what_cannot_be_read_is_told_apart(journal: Path, tsa: Authority) -> None:
    kept = stamped(journal, tsa)
    (journal / "checkpoints" / "9").unlink()
    assert examined(journal, tsa)[1].unreadable == [
        f"`{kept.file}`, or the head that it is of, cannot be read: no such file or directory"
    ]
    (journal / "checkpoints" / "5").rename(journal / "checkpoints" / "9")
    (journal / kept.file).write_bytes(b"x")
    found = examined(journal, tsa)[1]
    assert (found.verdict, found.unreadable) == (Verdict.UNREADABLE, [f"`{kept.file}` is no time stamp"])


ANSWERS: dict[str, tuple[Callable[[Authority, bytes], bytes], str]] = {
    "no answer": (lambda _tsa, _query: b"sorry", "unfit"),
    "a refusal": (lambda _tsa, _query: bytes.fromhex("30053003020102"), "refused"),
    "an answer to an earlier question": (lambda tsa, _query: tsa.answer(request(b"x").as_bytes()), "another"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_is_no_answer_to_the_question_is_not_kept(case: str, journal: Path, tsa: Authority) -> None:
    answer, code = ANSWERS[case]
    note = (journal / "checkpoints" / "9").read_bytes()
    asked = request(note)
    with pytest.raises(StampError) as raised:
        keep(journal, 9, note, answer(tsa, asked.as_bytes()), asked=asked, trusted=None)
    assert (raised.value.code, (journal / "anchors").exists()) == (code, False)


def test_a_stamp_of_something_else_is_not_kept(journal: Path, tsa: Authority) -> None:
    asked = request(b"x")
    with pytest.raises(StampError) as raised:
        keep(journal, 9, b"y", tsa.answer(asked.as_bytes()), asked=asked, trusted=None)
    assert raised.value.code == "other-head"


@pytest.mark.parametrize(("content", "why"), [(None, "no such file or directory"), (b"x", "no certificates in PEM")])
def test_certificates_that_cannot_be_read_are_told(content: bytes | None, why: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(StampError, match=why):
        Authorities.read(tmp_path / "ca.pem")
