"""`tousu doc`."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Said, Terminal, process
from tests.adapters.cli.test_check import AT, BAD, HOLED, SOUND, WAIVED, workbook


@pytest.fixture
def sound(folder: Path) -> Path:
    (folder / "sound.yaml").write_text(SOUND, "utf-8")
    return folder


def test_the_page_goes_into_a_file_or_to_whoever_reads_it(tousu: Terminal, sound: Path) -> None:
    said = tousu("doc", "sound.yaml", "--out", "sound.html", "--as-of", AT)
    assert said == Said(Exit.DONE, "sound.html: written; 1 decisions, 2 rules\n", "")
    page = (sound / "sound.html").read_text("utf-8")
    assert tousu("doc", "sound.yaml", "--as-of", AT) == Said(Exit.DONE, page, "")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_it_speaks_the_reader_s_language_and_shows_the_policy_s_titles(tousu: Terminal, sound: Path) -> None:
    del sound  # the policy stands there
    page = tousu("doc", "sound.yaml", "--lang", "zh").out
    assert '<html lang="zh-CN">' in page
    assert '<h2 id="signatures">签署</h2>' in page
    assert '<span lang="en">大额</span>' in page


def test_the_same_policy_makes_the_same_bytes(folder: Path) -> None:
    pages = [process("doc", "--no-findings", folder=folder, PYTHONHASHSEED=seed).out for seed in ("1", "2")]
    assert len(pages[0]) > 100_000
    assert pages[0] == pages[1]


def test_findings_are_shown_with_a_complaint_and_can_be_left_out(tousu: Terminal, folder: Path) -> None:
    (folder / "holed.yaml").write_text(HOLED + WAIVED, "utf-8")
    said = tousu("doc", "holed.yaml", "--as-of", AT)
    assert said.code == Exit.DONE
    assert "as of 2026-06-01: 1 findings, 1 waived; 0 obligations." in said.out
    assert "<strong>no rule of `size` holds for this complaint</strong> <code>gap</code>" in said.out
    assert "<pre>id: x\n</pre>" in said.out
    assert 'id="findings"' not in tousu("doc", "holed.yaml", "--no-findings").out


def test_a_table_beside_the_policy_is_shown_and_signed_for(tousu: Terminal, folder: Path) -> None:
    workbook(folder, ("A", ">= 10.00", "large"), ("B", "-", "small"))
    page = tousu("doc", "p/tabled.yaml", "--no-findings").out
    digest = sha256((folder / "p" / "t.xlsx").read_bytes()).hexdigest()
    assert page.count(f"<dd>t.xlsx <code>{digest}</code></dd>") == len(("head", "signatures"))
    assert '<tr id="rule-B">' in page


def test_machines_get_the_graph_and_the_clauses_both_ways(tousu: Terminal) -> None:
    told = json.loads(tousu("doc", "policy.yaml", "--json").out)
    assert told["reads"]["missing_items"] == ["validity", "third_party_matter"]
    assert told["clauses"]["二（四）2（2）"][:2] == ["rule-CNF-2", "rule-CNF-5"]
    assert told["cites"]["rule-IDV-2"] == ["二（二）2（2）"]


def test_machines_may_have_the_page_too(tousu: Terminal, sound: Path) -> None:
    assert json.loads(tousu("doc", "sound.yaml", "--json", "--out", "sound.html").out)["policy"] == "sound"
    assert (sound / "sound.html").exists()


def test_a_policy_with_faults_makes_no_page(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD, "utf-8")
    said = tousu("doc", "bad.yaml", "--out", "bad.html")
    assert (said.code, said.out) == (Exit.NO, "")
    assert said.err.startswith("Error: `bad.yaml` has faults and decides nothing:\n\nbad.yaml:")
    assert "no fact is named `ammount`" in said.err
    assert not (folder / "bad.html").exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["none.yaml"], "Error: `none.yaml` cannot be read: no such file or directory\n"),
        (["--out", "none/p.html"], "Error: `none/p.html` cannot be written: no such file or directory\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tousu: Terminal, arguments: list[str], error: str) -> None:
    assert tousu("doc", *arguments, "--no-findings") == Said(Exit.UNREADABLE, "", error)
