"""`tousu anchor`, and what `tousu verify` says of anchors."""

import json
from pathlib import Path

import pytest

from adapters import clock
from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Terminal
from tests.adapters.dispatch.standin import StandIn
from tests.adapters.journal.authority import authority

HEAD = ["--checkpoint", "kept/checkpoint"]
YEAR = 365 * 24 * 3_600_000_000


def test_the_head_is_printed_for_a_mail(tousu: Terminal) -> None:
    said = tousu("anchor", "journal")
    assert (said.code, said.out) == (Exit.DONE, Path("journal/checkpoint").read_text("utf-8"))


def test_the_head_is_written_once_and_is_what_verify_takes(tousu: Terminal) -> None:
    said = tousu("anchor", "journal", "--out", "head.txt")
    assert (said.code, said.out) == (Exit.DONE, "the head of 9 entries is in head.txt\n")
    assert Path("head.txt").stat().st_mode & 0o777 == 0o444
    assert tousu("verify", "journal", "--checkpoint", "head.txt").code == Exit.DONE
    said = tousu("anchor", "journal", "--out", "head.txt")
    assert (said.code, said.err) == (Exit.UNREADABLE, "Error: `head.txt` cannot be written: file exists\n")


def test_the_head_is_stamped_and_verify_says_by_whom(tousu: Terminal, tmp_path: Path) -> None:
    tsa = authority(tmp_path / "tsa")
    with tsa.serving() as server:
        said = tousu("anchor", "journal", "--tsa", f"{server.url}/tsa", "--tsa-ca", tsa.root)
        told = json.loads(tousu("anchor", "journal", "--tsa", f"{server.url}/tsa", "--json").out)
    assert (said.code, said.out.startswith("the head of 9 entries was there at 20")) == (Exit.DONE, True)
    assert ", says CN=TSA: anchors/9." in said.out
    assert (told["size"], told["stamp"]["checked"], told["origin"]) == (9, False, "example.com/shop")
    said = tousu("verify", "journal", *HEAD, "--tsa-ca", tsa.root)
    assert said.code == Exit.DONE
    assert said.out.splitlines()[0].endswith(", says CN=TSA")
    assert "--tsa-ca tells whether to believe it" in tousu("verify", "journal", *HEAD).out
    told = json.loads(tousu("verify", "journal", *HEAD, "--tsa-ca", tsa.root, "--json").out)
    assert [(one["size"], one["authority"], one["checked"], one["expired"]) for one in told["anchors"]] == [
        (9, "CN=TSA", True, False),
        (9, "CN=TSA", True, False),
    ]


def test_without_authorities_a_stamp_is_kept_and_said_to_be_unchecked(tousu: Terminal, tmp_path: Path) -> None:
    with authority(tmp_path / "tsa").serving() as server:
        said = tousu("anchor", "journal", "--tsa", f"{server.url}/tsa")
    assert "by CN=TSA, not checked without --tsa-ca: anchors/9." in said.out


def test_a_certificate_that_expired_since_is_told(
    tousu: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tsa = authority(tmp_path / "tsa")
    with tsa.serving() as server:
        tousu("anchor", "journal", "--tsa", f"{server.url}/tsa")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + YEAR)
    said = tousu("verify", "journal", *HEAD, "--tsa-ca", tsa.root)
    assert (said.code, "since; anchor the newest head again" in said.out) == (Exit.DONE, True)


def test_an_authority_that_is_not_trusted_is_told(tousu: Terminal, tmp_path: Path) -> None:
    tsa, other = authority(tmp_path / "tsa"), authority(tmp_path / "other", "Other")
    with tsa.serving() as server:
        url = f"{server.url}/tsa"
        said = tousu("anchor", "journal", "--tsa", url, "--tsa-ca", other.root)
        assert (said.code, f"`{url}` is no authority that --tsa-ca trusts" in said.err) == (Exit.NO, True)
        tousu("anchor", "journal", "--tsa", url)
    said = tousu("verify", "journal", *HEAD, "--tsa-ca", other.root)
    assert (said.code, "was stamped by no authority that --tsa-ca trusts" in said.out) == (Exit.NO, True)


def test_an_authority_that_does_not_answer_is_told(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as server:
        monkeypatch.setenv("TOUSU_TSA", f"{server.url}/none")
        said = tousu("anchor", "journal")
    assert said.code in {Exit.INCONCLUSIVE, Exit.NO}
    said = tousu("anchor", "journal")
    assert (said.code, "did not stamp the head: `127.0.0.1` cannot be reached" in said.err) == (Exit.INCONCLUSIVE, True)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://[", "https://", "tsa.example.com", "http://a:x/"])
def test_what_is_no_address_of_an_authority_is_refused(url: str, tousu: Terminal) -> None:
    said = tousu("anchor", "journal", "--tsa", url)
    assert (said.code, f"`{url}` is no address" in said.err) == (Exit.MISUSED, True)


def test_certificates_that_cannot_be_read_are_told(tousu: Terminal) -> None:
    for command in ("anchor", "verify"):
        said = tousu(command, "journal", "--tsa-ca", "none.pem")
        assert (said.code, said.err) == (
            Exit.UNREADABLE,
            "Error: `none.pem` cannot be read: no such file or directory\n",
        )


def test_a_journal_without_a_head_has_no_anchor(tousu: Terminal) -> None:
    Path("journal/checkpoint").write_text("x", "utf-8")
    said = tousu("anchor", "journal")
    assert (said.code, "`checkpoint` is not a head of this journal" in said.err) == (Exit.UNREADABLE, True)


def test_an_anchor_that_cannot_be_written_is_told(tousu: Terminal, tmp_path: Path) -> None:
    Path("journal/anchors").write_text("in the way", "utf-8")
    with authority(tmp_path / "tsa").serving() as server:
        said = tousu("anchor", "journal", "--tsa", f"{server.url}/tsa")
    assert (said.code, "cannot be written" in said.err) == (Exit.UNREADABLE, True)
