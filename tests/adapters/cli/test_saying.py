"""Whatever a person reads can be read in Chinese: no message lacks a translation, and none keeps a word of English."""

import ast
import io
import os
import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from adapters.cli import saying
from adapters.cli.program import COMMANDS, Program
from adapters.cli.saying import FOLDER, say
from adapters.cli.words import Language, Words
from rules.expression import Kind
from rules.said import Said, either, said
from rules.types import Unit
from tests.adapters.cli.terminal import Terminal
from tests.rules.loading.test_load import BAD, messages

ROOT = Path(__file__).parents[3]
SOURCES = [path for name in ("rules", "engine", "adapters") for path in sorted((ROOT / name).rglob("*.py"))]
PO = FOLDER / "zh" / "LC_MESSAGES" / "tousu.po"
HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'|\[[a-z0-9-]+\]|U\+[0-9A-F]+|[A-Z]+[0-9]+")
TELLERS = {
    "fault",
    "_fault",
    "Fault",
    "Problem",
    "_problem",
    "Unfit",
    "tell",
    "_UnfitError",
    "Unreadable",
    "MappingFault",
}
FIRST = {"Unreadable", "_UnfitError"}
UNSEEN = {
    "Name '{name}' defined twice",
    "Value must be an iterable.",
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
}
"""What click says to programmers, or of what the program does not have."""
SHOWN = set("CNY UTF GB JSON YAML CSV XLSX PEM durable_rules U tousu".split())


GAP = """tousu: 1
policy: gap
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  amount: {type: money, currency: CNY}
decisions:
  size:
    outcomes: {large: 大额}
    rules: [{id: A, when: amount > 10.00, then: large}]
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain=saying.DOMAIN)


def templates() -> Iterator[str]:
    """Every text that is a template in the sources."""
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Said", "template") and call.args:
                found = call.args[0]
                if isinstance(found, ast.Constant):
                    yield str(found.value)


def translated(catalog: Catalog) -> dict[str, str]:
    """The translation of each text, of those with a plural the one of it."""
    return {first(one.id): first(one.string) for one in catalog if one.id}


def first(text: str | Sequence[str] | None) -> str:
    """A text, or the first of its plural forms."""
    return text if isinstance(text, str) else (text or [""])[0]


def test_no_message_lacks_a_translation(catalog: Catalog) -> None:
    wanted = {*templates(), *map(str, Kind), *map(str, Unit)}
    known = translated(catalog)
    assert sorted(one for one in wanted if not known.get(one)) == []
    assert len(wanted) > 450


def test_every_translation_keeps_what_stands_in_the_places(catalog: Catalog) -> None:
    for template, translation in translated(catalog).items():
        assert fields(template) == fields(translation), template


def fields(text: str) -> list[tuple[str, str | None, str | None]]:
    if "%(" in text:
        return [(name, None, None) for name in sorted(re.findall(r"%\((\w+)\)s", text))]
    found = [(name, form, how) for _, name, form, how in string.Formatter().parse(text) if name is not None]
    return sorted(found, key=repr)


def test_a_translation_is_chinese(catalog: Catalog) -> None:
    same = {template for template, translation in translated(catalog).items() if not HAN.search(translation)}
    assert all(len(re.sub(r"\{\w+(:\w+)?\}|`.*`", "", one).split()) < 2 or "{mark}" in one for one in same), same


def test_what_is_compiled_is_what_is_written(catalog: Catalog) -> None:
    """After a change of `tousu.po`, `scripts/words` compiles it."""
    made = io.BytesIO()
    write_mo(made, catalog)
    assert PO.with_suffix(".mo").read_bytes() == made.getvalue()


def test_all_that_click_says_to_users_is_translated(catalog: Catalog) -> None:
    known = translated(catalog)
    found = extract_from_dir(Path(click.__file__).parent, keywords={"_": None, "ngettext": (1, 2)})
    texts = {first(text) for path, _, text, _, _ in found if Path(path).stem in SPOKEN}
    assert sorted(text for text in texts - known.keys() - UNSEEN if not PROMPTS.search(text)) == []


SPOKEN = {"core", "decorators", "exceptions", "formatting", "parser", "types"}
PROMPTS = re.compile(
    "DeprecationWarning|declaration|[Dd]o you want|Confirm|Repeat|entered|flag for|No options defined"
    "|Show the version|file stream"
)


def told(call: ast.Call) -> ast.expr | None:
    """The message of a call that tells one."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = 0 if name in FIRST else 2 if name == "MappingFault" else 1
    return call.args[place] if name in TELLERS and len(call.args) > place else None


def test_no_message_is_told_that_does_not_know_what_it_is_made_of() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        if "cli" not in path.parts
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(message := told(call), ast.JoinedStr | ast.Constant)
        and not (isinstance(message, ast.Constant) and not message.value)
    ]
    assert bare == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_fault_is_said_in_chinese(path: Path) -> None:
    head = say(messages(path)[-1], "zh").split("\n")[0].partition(": ")[2]
    rest = set(re.findall(r"[A-Za-z_]+", QUOTED.sub("", head)))
    assert HAN.search(head)
    assert rest <= SHOWN


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, and those of each group."""
    program = Program(Words(Language.ZH))
    context = click.Context(program)
    yield ()
    for name in COMMANDS:
        yield (name,)
        command = program.get_command(context, name)
        yield from ((name, one) for one in (command.list_commands(context) if isinstance(command, click.Group) else ()))


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_help_is_in_chinese(tousu: Terminal, command: tuple[str, ...]) -> None:
    text = tousu(*command, "--help", "--lang", "zh").out
    assert text.startswith("用法：")
    assert re.findall(r"Usage|Options|Commands|Show this|default:|required|env var", text) == []
    described = [line for line in text.splitlines() if re.match(r"  -", line)]
    assert described
    assert all(HAN.search(line + text.partition(line)[2].split("\n")[1]) for line in described)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "缺少命令。"),
        (("nope",), "没有命令 'nope'。"),
        (("check", "--nope"), "没有选项 '--nope'。"),
        (("run",), "缺少参数 'FEED...'."),
        (("check", "a.yaml", "b.yaml"), "多出的参数（b.yaml）"),
        (("journal", "init", "book"), "缺少选项 '--origin'."),
        (("run", "f.csv", "--out", "o", "--format", "xml"), "'--format' 的值无效：'xml' 不是 "),
        (("check", "--json=1"), "选项 '--json' 不带值。"),
        (("check", "--as-of"), "选项 '--as-of' 需要一个值。"),
        (("check", "none.yaml"), "无法读取 `none.yaml`：没有这个文件或文件夹"),
        (("run", "f.csv", "--out", "o", "--feed", "nofeed"), "没有名为 `nofeed` 的数据来源；`tousu feeds` 可列出全部"),
        (("verify", "."), "无法读取："),
        (("decide", '{"x": 1}'), "无法读取该投诉：没有名为 `x` 的事实"),
        (("decide", '{"x": 1'), "无法读取该投诉：第 1 行第 8 列：此处应为 ','"),
        (("outbox", "list", "--outbox", "none.db"), "`none.db` 处没有发件箱；`tousu run --outbox` 会建立"),
    ],
)
def test_misuse_is_told_in_chinese(tousu: Terminal, arguments: tuple[str, ...], error: str) -> None:
    found = tousu("--lang", "zh", *arguments)
    assert error in found.err + found.out
    assert re.findall(r"Error|Usage|Try |Missing|No such", found.err) == []


def test_machines_get_english_whoever_asks(tousu: Terminal, folder: Path) -> None:
    (folder / "bad.yaml").write_text("tousu: 2\nfacts: []\n", "utf-8")
    assert tousu("check", "bad.yaml", "--json", "--lang", "zh") == tousu("check", "bad.yaml", "--json", "--lang", "en")
    (folder / "gap.yaml").write_text(GAP, "utf-8")
    assert tousu("check", "gap.yaml", "--json", "--lang", "zh") == tousu("check", "gap.yaml", "--json", "--lang", "en")
    complaint = '{"id": "T-1", "amount": "ten"}'
    chinese, english = (tousu("decide", complaint, "--json", "--lang", one) for one in ("zh", "en"))
    assert (chinese.out, chinese.code) == (english.out, english.code)


def test_what_stands_in_a_place_is_said_too_but_a_users_word_is_not() -> None:
    message = Said("`{text}` is {why}", text="a text", why=Said("more than {scale} decimals", scale=2))
    assert (str(message), say(message, "zh")) == (
        "`a text` is more than 2 decimals",
        "`a text` 无法读取：小数超过 2 位",
    )
    assert say(message, "en") == str(message)


def test_what_an_error_says_is_said() -> None:
    error = ValueError(Said("this is no {what}", what="tree"))
    assert said(error) == "this is no tree"
    assert said(OSError(2, "no such file")) == "[Errno 2] no such file"
    assert say(ValueError("permission denied"), "zh") == "没有权限"


def test_one_of_several_is_said_in_a_row() -> None:
    names = either(["`a`", "`b`", "`c`"])
    assert (names, say(names, "zh"), either(["`a`"])) == ("`a` or `b` or `c`", "`a` 或 `b` 或 `c`", "`a`")


def test_the_environment_is_as_it_was(tousu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    assert tousu("--help", "--lang", "zh").out.startswith("用法：")
    assert os.environ["LANGUAGE"] == "fr"
