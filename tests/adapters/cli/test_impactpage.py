"""The page of `tousu impact`, in a real browser."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from rich.console import Console

from adapters.cli.exits import Exit
from adapters.cli.impactmatrix import tables
from adapters.cli.impactpage import page
from adapters.cli.impacttable import shown
from adapters.cli.words import Language, Words
from adapters.impact import document
from rules.policy import Policy
from tests.adapters.browser import DESK, PHONE, Scheme, opened
from tests.adapters.cli.terminal import Terminal
from tests.adapters.impact.counter import NEW, OLD, compared, policy, rows, written

ENGLISH, CHINESE = (Words(language) for language in (Language.EN, Language.ZH))
BEFORE = policy(OLD)
MARKED = policy(
    NEW.replace("large: 大额", 'large: "<b onclick=1>"').replace("title: 柜台", 'title: "<script>1</script>"')
)


def told(folder: Path, new: Policy, *, by: tuple[str, ...] = ("at", "kind"), money: str = "amount") -> dict[str, Any]:
    """What is told of a change to a small feed."""
    path = written(folder / "c.csv", rows(7, 60))
    return document(compared(path, BEFORE, new, by=by, money=money), sources=("old.yaml", "new.yaml"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is told of a change of everything that can change."""
    return told(tmp_path_factory.mktemp("impact"), policy(NEW))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same of every part, few of each."""
    small = told(tmp_path_factory.mktemp("few"), policy(NEW), by=("kind",))
    for key, many in (("decisions", 2), ("values", 2), ("deadlines", 1)):
        small[key] = small[key][:many]
    return small


@pytest.fixture(scope="module")
def made(few: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of that."""
    path = tmp_path_factory.mktemp("page") / "impact.html"
    path.write_text(page(few, words=CHINESE), "utf-8")
    return path


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_it_is_fit_to_be_read(browser: Browser, made: Path, size: tuple[int, int], scheme: Scheme) -> None:
    with opened(browser, made, size=size, scheme=scheme) as shown:
        shown.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert shown.faults() == []
        assert shown.page.locator("figure svg").count() == 6


def test_it_prints_with_all_that_is_folded(browser: Browser, made: Path) -> None:
    with opened(browser, made) as shown:
        shown.page.emulate_media(media="print")
        assert shown.page.locator("details table").first.is_visible()
        assert shown.pdf().startswith(b"%PDF-")


def test_it_tells_of_everything_that_changes(found: dict[str, Any]) -> None:
    text = page(found, words=CHINESE)
    for topic in (*found["decisions"], *found["values"]):
        assert (f'id="{topic["about"]}-{topic["name"]}"' in text) is bool(topic["changed"])
    assert f'<p class="big">{found["changed"]["rows"]}</p>' in text
    assert "13800000001" not in text
    assert text.count("***") > 10


def test_both_languages_tell_the_same(few: dict[str, Any]) -> None:
    english, chinese = (page(few, words=words) for words in (ENGLISH, CHINESE))
    assert english.count("<tr>") == chinese.count("<tr>")
    assert "decided otherwise" not in chinese.lower()
    assert "working days" not in chinese


def test_a_matrix_adds_up(found: dict[str, Any]) -> None:
    for topic in (*found["decisions"], *(one["states"] for one in found["deadlines"])):
        if topic["about"] != "outcomes":
            (table,) = tables(topic, found["money"], ENGLISH)
            cells = [[int(cell["text"].replace("·", "0")) for cell in row["cells"]] for row in table["rows"]]
            assert [sum(row) for row in cells] == [int(row["total"]) for row in table["rows"]]
            assert [sum(column) for column in zip(*cells, strict=True)] == list(map(int, table["totals"]))
            assert sum(map(sum, cells)) == int(table["all"]) == found["compared"]


def test_names_of_which_nothing_changes_share_a_line() -> None:
    def became(old: str, new: str, many: int) -> dict[str, object]:
        titles = {"old": old, "new": new, "old_title": old, "new_title": new}
        return titles | {"changed": old != new, "rows": many, "money": None}

    transitions = [became("a", "b", 5), *(became(name, name, 2) for name in "abcde")]
    topic = {"about": "outcome", "name": "d", "names": list("abcde"), "transitions": transitions}
    (table,) = tables(topic, None, ENGLISH)
    assert table["heads"] == ["a", "b", "unchanged"]
    assert [[cell["text"] for cell in row["cells"]] for row in table["rows"]] == [
        ["2", "5", "·"],
        ["·", "2", "·"],
        ["·", "·", "6"],
    ]


def test_nothing_changed_is_told_too(tmp_path: Path) -> None:
    text = page(told(tmp_path, BEFORE), words=ENGLISH)
    assert "No complaint of this feed is decided otherwise." in text
    assert "<svg" not in text


def test_where_no_money_is_told_there_is_none(tmp_path: Path) -> None:
    found = told(tmp_path, policy(NEW), by=(), money="")
    assert (found["money"], found["changed"]["money"]) == (None, None)
    assert "<svg" not in page(found, words=ENGLISH)
    screen = Console(file=StringIO(), width=200)
    screen.print(shown(found, words=ENGLISH, page=None))
    assert "CNY" not in screen.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO


def test_the_same_page_is_made_again(few: dict[str, Any], made: Path) -> None:
    assert page(few, words=CHINESE) == made.read_text("utf-8")


def test_no_policy_can_put_markup_into_it(tmp_path: Path) -> None:
    text = page(told(tmp_path, MARKED, by=("kind",)), words=ENGLISH)
    assert not re.findall(r"<script|<b on", text)
    assert "&lt;b onclick=1&gt;" in text


def test_it_is_written_where_asked(tousu: Terminal, folder: Path) -> None:
    asked = ["impact", "shop.yaml", "f.csv", "--against", "shop.yaml"]
    said = tousu(*asked, "--html", "impact.html")
    assert said.code == Exit.DONE, said.err
    assert said.out.rstrip().endswith("page written to impact.html")
    assert (folder / "impact.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    said = tousu(*asked, "--html", "none/impact.html")
    assert said.code == Exit.INCONCLUSIVE
    assert "`none/impact.html` cannot be written: no such file or directory" in said.err
