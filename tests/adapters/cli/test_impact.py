"""`tousu impact`."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import impact as command
from adapters.cli.exits import Exit
from adapters.cli.impactnames import share
from adapters.impact import LostRowsError
from adapters.seen import TooManyRowsError
from engine import EngineDisagrees, EngineFault
from tests.adapters.cli.terminal import ROOT, Terminal
from tests.adapters.impact.counter import NEW, OLD, rows, written
from tests.adapters.shop import POLICY

TIME = "2026-03-09T04:00:00+08:00"
ASKED = ["new.yaml", "c.csv", "--against", "old.yaml", "--as-of", TIME]


@pytest.fixture
def counter(folder: Path) -> Path:
    """The current folder with the two policies of a counter, and a feed for them."""
    (folder / "old.yaml").write_text(OLD, "utf-8")
    (folder / "new.yaml").write_text(NEW, "utf-8")
    written(folder / "c.csv", rows(7, 60))
    return folder


GOLDEN = """\
小店投诉 7
shop.yaml → draft.yaml, As of 2026-03-09T04:00:00+08:00

Rows read               3
Decided on by both      2  金额 1,010.01 CNY
Decided otherwise       1  50.0%  1,000.01 CNY
decided → needs review  1  T-1
duplicate               1  unchanged

at, by month  Complaints  Decided otherwise
2026-03                2                  1  50.0%

kind  Complaints  Decided otherwise
商品           2                  1  50.0%

Decisions
大小 1 50.0%
  大额 → Needs review  1  50.0%  1,000.01  2026-03 100.0%
                                           商品 100.0%
                                           T-1

Values
due 1 50.0%
  no longer  1  50.0%  1,000.01  2026-03 100.0%
                                 商品 100.0%
                                 T-1
asked 1 50.0%
  no longer  1  50.0%  1,000.01  2026-03 100.0%
                                 商品 100.0%
                                 T-1
window 1 50.0%  Total 5 working days → 0 working days (-5 working days)
  5 working days → nothing  1  50.0%  1,000.01  2026-03 100.0%
                                                商品 100.0%
                                                T-1
refund 1 50.0%  Total 1,000.01 → 0.00 (-1,000.01)
  no longer  1  50.0%  1,000.01  2026-03 100.0%
                                 商品 100.0%
                                 T-1
contact 1 50.0%
  no longer  1  50.0%  1,000.01  2026-03 100.0%
                                 商品 100.0%
                                 T-1

Nothing changes in: 步骤
"""


def asked(tousu: Terminal, *arguments: str) -> dict[str, Any]:
    """What machines are told."""
    said = tousu("impact", *arguments, "--json")
    assert said.code == Exit.DONE, said.err
    return dict(json.loads(said.out))


def shown(tousu: Terminal, *arguments: str) -> list[str]:
    """The lines that people read, without the last one, which tells the time taken."""
    said = tousu("impact", *arguments)
    assert said.code == Exit.DONE, said.err
    return [line.rstrip() for line in said.out.splitlines()][:-1]


def test_people_see_what_changes(tousu: Terminal, folder: Path) -> None:
    (folder / "draft.yaml").write_text(POLICY.replace("amount > 1000.00", "amount > 1000.01"), "utf-8")
    assert shown(tousu, "draft.yaml", "f.csv", "--against", "shop.yaml", "--as-of", TIME) == GOLDEN.splitlines()


@pytest.mark.usefixtures("counter")
def test_machines_see_it_too(tousu: Terminal) -> None:
    found = asked(tousu, *ASKED)
    described = (ROOT / "docs" / "impact.md").read_text("utf-8").partition("## As JSON")[2].partition("\n\nA ")[0]
    cells = [line.split("|")[1] for line in described.splitlines() if line.startswith("|")]
    keys = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    assert set(found) == keys
    assert found["rows_read"] == 60
    assert sum(row["rows"] for row in found["rows"]) == 60
    assert found["only_old"] == {"former": "former"}
    assert found["only_new"] == {"latter": "latter"}
    assert found["facts"] == {"only_old": [], "only_new": ["city"], "other_type": ["kind"]}
    for topic in found["decisions"]:
        told = topic.get("transitions", [])
        assert topic["about"] == "outcomes" or sum(one["rows"] for one in told) == found["compared"]


@pytest.mark.usefixtures("counter")
def test_both_languages_tell_everything(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    english, chinese = ("\n".join(shown(tousu, *ASKED, "--lang", lang)) for lang in ("en", "zh"))
    assert len(english.splitlines()) == len(chinese.splitlines())
    assert "Only the new policy reads: city" in english
    assert "只有新政策读取：city" in chinese
    assert "working days" not in chinese


def test_a_policy_is_compared_with_its_last_version_in_git(tousu: Terminal, counter: Path) -> None:
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    (counter / "p.yaml").write_text(OLD, "utf-8")
    for arguments in (["init", "--quiet"], ["add", "p.yaml"], [*author, "commit", "--quiet", "--message", "old"]):
        subprocess.run(["git", *arguments], cwd=counter, check=True)  # noqa: S607 -- the one here
    (counter / "p.yaml").write_text(NEW, "utf-8")
    found = asked(tousu, "p.yaml", "c.csv")
    assert re.fullmatch(r"p\.yaml@HEAD \([0-9a-f]{7}\)", found["old"]["source"])
    assert (found["old"]["version"], found["new"]["version"]) == ("1", "2")
    assert asked(tousu, "p.yaml", "c.csv", "--against", "HEAD:p.yaml")["old"]["digest"] == found["old"]["digest"]
    (counter / "p.yaml").write_text("facts: 1", "utf-8")
    subprocess.run(["git", *author, "commit", "--quiet", "--all", "--message", "x"], cwd=counter, check=True)  # noqa: S607 -- the one here
    said = tousu("impact", "new.yaml", "c.csv", "--against", "HEAD:p.yaml")
    assert said.code == Exit.NO
    assert "`p.yaml@HEAD (" in said.err


def test_a_draft_is_compared_with_the_default_policy(tousu: Terminal, folder: Path) -> None:
    (folder / "draft.yaml").write_text(POLICY.replace('version: "7"', 'version: "8"'), "utf-8")
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    assert asked(tousu, "draft.yaml", "f.csv")["old"]["source"] == "policy.yaml"


def test_without_an_old_policy_there_is_nothing_to_compare(tousu: Terminal, folder: Path) -> None:
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    said = tousu("impact", "policy.yaml", "f.csv")
    assert said.code == Exit.MISUSED
    assert "name the old policy by --against" in said.err


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--money", "ammount"], Exit.MISUSED, "no fact is named `ammount`; did you mean `amount`?"),
        (["--money", "qqq"], Exit.MISUSED, "no fact is named `qqq`"),
        (["--money", "kind"], Exit.MISUSED, "`kind` cannot be added up: it is no number"),
        (["--by", "note"], Exit.MISUSED, "`note` is neither an enumeration nor a boolean, date or datetime"),
        (["--against", "nowhere"], Exit.UNREADABLE, "`nowhere` is neither a file nor a revision of `new.yaml`"),
        (["--feed", "nowhere"], Exit.UNREADABLE, "no feed is named `nowhere`"),
    ],
)
def test_what_was_asked_wrongly_is_told(tousu: Terminal, arguments: list[str], code: Exit, told: str) -> None:
    said = tousu("impact", *ASKED, *arguments)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_a_policy_with_faults_decides_nothing(tousu: Terminal, counter: Path) -> None:
    (counter / "new.yaml").write_text(NEW.replace("dated_by: at", "dated_by: on"), "utf-8")
    said = tousu("impact", *ASKED)
    assert said.code == Exit.NO
    assert "new.yaml:6:11: no fact is named `on`" in said.err


def test_a_feed_that_cannot_be_read_is_told(tousu: Terminal, counter: Path) -> None:
    (counter / "other.csv").write_text("who,when\nT-1,now\n", "utf-8")
    said = tousu("impact", "new.yaml", "other.csv", "--against", "old.yaml")
    assert said.code == Exit.UNREADABLE
    assert "the columns do not fit" in said.err
    said = tousu("impact", "new.yaml", "nowhere.csv", "--against", "old.yaml")
    assert said.code == Exit.UNREADABLE
    assert "nothing could be read from the feed" in said.err


def test_a_mapping_may_give_facts_that_only_one_policy_reads(tousu: Terminal, counter: Path) -> None:
    head = 'feed: 1\ntitle: 柜台\npolicy: counter\nsource: 无\nmissing: [""]\nfacts:\n'
    facts = ("id", "at", "kind", "vip", "phone", "done_at", "note", "city")
    mapped = "".join(f"  {name}: {{from: {name}}}\n" for name in facts) + "  amount: {from: amount, unit: 元}\n"
    (counter / "m.yaml").write_text(head + mapped, "utf-8")
    found, plain = asked(tousu, *ASKED, "--feed", "m.yaml"), asked(tousu, *ASKED)
    assert found["changed"] == plain["changed"]
    (counter / "m.yaml").write_text(head + mapped + "  x: {from: x}\n", "utf-8")
    said = tousu("impact", *ASKED, "--feed", "m.yaml")
    assert said.code == Exit.UNREADABLE
    assert "has no fact named `x`" in said.err


@pytest.mark.usefixtures("counter")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (EngineFault("too deep"), "the rules engine cannot decide by this policy: too deep"),
        (EngineDisagrees("C-1"), "the self-check failed, so there is no answer: C-1"),
        (LostRowsError("2 of 3"), "rows were lost, so there is no answer; please report it: 2 of 3"),
        (TooManyRowsError("feed it in parts"), "feed it in parts"),
    ],
)
def test_what_stops_it_is_an_answer(
    tousu: Terminal, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(command, "compare", stopped)
    said = tousu("impact", *ASKED)
    assert said.code == Exit.INCONCLUSIVE
    assert told in said.err


def test_long_lists_are_cut_short(tousu: Terminal, folder: Path) -> None:
    values = ", ".join(f"k{number}: k" for number in range(30))
    outcomes = ", ".join(f"o{number}: o" for number in range(30))
    ruled = "".join(f"      - {{id: R-{number}, when: kind = k{number}, then: o{number}}}\n" for number in range(30))
    head = f"  which:\n    outcomes: {{{outcomes}}}\n    hit_policy: first\n    rules:\n"
    old = POLICY.replace("goods: 商品, service: 服务", values) + head + ruled + "      - {id: R, then: o0}\n"
    (folder / "old.yaml").write_text(old, "utf-8")
    (folder / "new.yaml").write_text(re.sub(r"then: o\d+", "then: o0", old), "utf-8")
    lines = [f"T-{number},2026-03-02T09:30:00+08:00,1.00,,k{number}\n" for number in range(30)]
    (folder / "k.csv").write_text("id,at,amount,phone,kind\n" + "".join(lines), "utf-8")
    told = shown(tousu, "new.yaml", "k.csv", "--against", "old.yaml")
    assert sum(line.strip() == "and 6 more" for line in told) == 1
    assert sum(line.strip() == "and 17 more" for line in told) == 1


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 5, "0%"), (1, 3, "33.3%"), (1, 9999, "<0.1%"), (0, 0, "0%")]
)
def test_little_is_not_said_to_be_nothing(part: int, whole: int, expected: str) -> None:
    assert share(part, whole) == expected
